"""A key or an indicator by a name of an earlier version is told by its new one."""

from __future__ import annotations

import pytest

from paradiplomacy.configuration.names import RENAMED
from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.designs import FORGETTING, made


@pytest.mark.parametrize(
    ("override", "new"),
    [
        ("cities.baubau.norm=true", "norm_adopted"),
        ("countries.korea.distance.indonesia=0.3", "cultural_distance"),
        ("initiation.new_tie=-3.0", "new_partnership"),
        ("initiation.earlier_tie=1.0", "earlier_partnership"),
        ('partnerships.baubau-seoul.paper={kind="mou", expires="2012-01"}', "agreement"),
        ("ngos.hunminjeongeum_society.ties=[]", "partnerships"),
    ],
)
def test_an_old_key_is_told_by_its_new_name(override, new):
    with pytest.raises(ConfigError, match=f"unknown key.*did you mean '{new}'"):
        load_scenario("baubau-seoul", [override])


@pytest.mark.parametrize(
    "old",
    ["coordination_vertical", "coordination_horizontal", "ties_per_city", "norm_adoption",
     "internalisation"],
)  # fmt: skip
def test_an_old_indicator_is_told_by_its_new_name(old, tmp_path):
    text = FORGETTING + f'\n[keep]\nindicators = ["{old}"]\n'
    with pytest.raises(ConfigError, match=f"did you mean '{RENAMED[old]}'"):
        made(tmp_path, text)


def test_every_new_name_is_known_and_no_old_one_is_where_the_new_one_stands():
    keys = {path[-1] for path in declarations() if path}
    assert set(RENAMED.values()) <= keys | set(INDICATORS)
    siblings = {}
    for path in declarations():
        siblings.setdefault(path[:-1], set()).add(path[-1] if path else "")
    for old, new in RENAMED.items():
        assert not any({old, new} <= names for names in siblings.values()), old
        assert old not in INDICATORS
