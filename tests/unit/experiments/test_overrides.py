"""Overrides on the command line change what is there, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from tests.support.designs import written
from tests.support.scenario_files import at_once, the_fault

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("override", "key", "expected"),
    [
        ("gate.patience=12", "gate.patience", 12),
        ("gate.patience = 12", "gate.patience", 12),
        ("trust.fall=0.5", "trust.fall", 0.5),
        ("mechanisms.trust=neutral", "mechanisms.trust", "neutral"),
        ('mechanisms.trust="neutral"', "mechanisms.trust", "neutral"),
        ("cities.bandung.unit=false", "cities.bandung.unit", False),
        ("programme.cost=[1, 2, 3]", "programme.cost", [1, 2, 3]),
        ("scenario.start=2016-01", "scenario.start", "2016-01"),
        ("scenario.title=Two words", "scenario.title", "Two words"),
        ("countries.korea.regime=integrative", "countries.korea.regime.preset", "integrative"),
        ('ngos."bandung_entrepreneurs".budget=0', "ngos.bandung_entrepreneurs.budget", 0),
        ("cities.bandung.agenda.labour=0.5", "cities.bandung.agenda.labour", 0.5),
        ('gate.patience={value=9, evidence=["E65"]}', "gate.patience", 9),
    ],
)
def test_overrides_are_read_as_toml_or_bare_words(
    override: str, key: str, expected: object
) -> None:
    scenario = load_scenario("bandung-seoul", [override])
    here: Any = scenario.raw
    for part in key.split("."):
        here = here[part]
    assert here == expected
    assert scenario.origin(key).source == "overrides"


def test_overrides_apply_in_order_and_keep_the_rest() -> None:
    overrides = ["countries.indonesia.regime.blend=0.5", "gate.patience=1", "gate.patience=2"]
    overrides.insert(0, "countries.indonesia.regime.blend_with=progressive")
    config = load_scenario("bandung-seoul", overrides).config
    regime = config.countries["indonesia"].regime
    assert (regime.preset, regime.blend) == ("memoranda_one_gate", 0.5)
    assert config.gate.patience == 2


def test_an_override_may_change_a_stage_of_the_preset() -> None:
    key = "countries.indonesia.regime.stages.home_affairs.threshold"
    config = load_scenario("bandung-seoul", [f"{key}=0.1"]).config
    stages = resolve(config.countries["indonesia"].regime, config.regimes).stages
    assert (stages["home_affairs"].threshold, stages["foreign_ministry"].threshold) == (0.1, 0.42)


@pytest.mark.parametrize(
    ("override", "kind", "key", "suggestion"),
    [
        ("gate.patiense=3", "unknown_key", "gate.patiense", "patience"),
        ("cities.bandun.capacity=0.3", "unknown_key", "cities.bandun", "bandung"),
        ("countries.corea.term_limit=3", "unknown_key", "countries.corea", "korea"),
        ("regimes.progresive.stages.council.slope=1", "unknown_key", "regimes.progresive",
         "progressive"),
        ("regimes.progressive.stages.counsil.slope=1", "unknown_key",
         "regimes.progressive.stages.counsil", "council"),
        ("countries.indonesia.regime.stages.home_afair.slope=1", "bad_regime",
         "countries.indonesia.regime.stages.home_afair", "home_affairs"),
        ("cities.bandung.agenda.cultur=1", "dangling_reference", "cities.bandung.agenda.cultur",
         "culture"),
        ("gate.patience=neutral", "wrong_type", "gate.patience", None),
        ("gate.patience.x=3", "wrong_type", "gate.patience", None),
        ("cities.bandung.budget=1e400", "out_of_bounds", "cities.bandung.budget", None),
        ("mechanisms.trust=neutrall", "not_a_choice", "mechanisms.trust", "neutral"),
    ],
)  # fmt: skip
def test_overrides_of_what_does_not_exist_are_refused(
    override: str, kind: str, key: str, suggestion: str | None
) -> None:
    fault = the_fault("bandung-seoul", [override])
    assert (fault.kind, fault.key, fault.suggestion) == (kind, key, suggestion)
    assert fault.file == "overrides"


@pytest.mark.parametrize(
    "override",
    [
        "gate.patience", "=3", "gate..patience=3", "gate.patience=", "gate.patience=[1", "a b=3",
        "gate.patience=3\nextends=[]", 'extends=["base"]', "gate.patience='a", "x=" + "[" * 99999,
        ".".join("a" * 20_000) + "=1", "gate.patience=1 2]",
    ],
)  # fmt: skip
def test_what_is_no_override_is_refused_at_once(override: str) -> None:
    with at_once():
        fault = the_fault("bandung-seoul", [override])
    assert fault.kind == "bad_override"
    assert len(str(fault)) < 500


def test_an_override_may_add_a_whole_new_entry() -> None:
    table = '{ name = "Ulsan", country = "korea", capacity = 0.5, unit = true, budget = 30 }'
    config = load_scenario("bandung-seoul", [f"cities.ulsan={table}"]).config
    assert config.cities["ulsan"].budget == 30.0


MAPPING = {
    "gate.patience": 12,
    "cities.bandung.capacity": np.float64(0.5),
    "cities.bandung.unit": np.bool_(False),
    "programme.cost": (1, 2, 3),
    "mechanisms.trust": "neutral",
    "leadership": {"retention_with_unit": 0.5},
}
"""Overrides as Python has them."""


def test_a_mapping_says_what_a_list_says() -> None:
    texts = ["gate.patience=12", "cities.bandung.capacity=0.5", "cities.bandung.unit=false",
             "programme.cost=[1, 2, 3]", "mechanisms.trust=neutral",
             "leadership={retention_with_unit=0.5}"]  # fmt: skip
    one, other = load_scenario("bandung-seoul", MAPPING), load_scenario("bandung-seoul", texts)
    assert one.config == other.config
    assert one.raw == other.raw
    assert load_scenario("bandung-seoul", list(MAPPING.items())).raw == one.raw


def test_a_single_text_is_one_override() -> None:
    assert load_scenario("bandung-seoul", "gate.patience=12").config.gate.patience == 12


@pytest.mark.parametrize(
    ("overrides", "kind", "message"),
    [
        ({"gate.patience": "12"}, "wrong_type", "gate.patience: must be a whole number"),
        ({"gate.patience": None}, "bad_override", "there is no value: None"),
        ({"gate..patience": 3}, "bad_override", "the key of an override is no dotted key"),
        ({3: 3}, "bad_override", "the key of an override is no dotted key"),
        ({"extends": []}, "bad_override", "'extends' belongs in the file"),
        ({"gate.patiense": 3}, "unknown_key", "did you mean 'patience'"),
        ({"gate.patience": object()}, "wrong_type", "gate.patience: must be a whole number"),
        ([("gate.patience", 3, 4)], "bad_override", "an override has the form KEY=VALUE"),
        ([3], "bad_override", "an override has the form KEY=VALUE"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(overrides: Any, kind: str, message: str) -> None:
    fault = the_fault("bandung-seoul", overrides)
    assert fault.kind == kind
    assert message in str(fault)


def test_a_design_takes_a_mapping_too(tmp_path: Path) -> None:
    path = written(tmp_path)
    values = {"design.replicates": 7, "gate.patience": np.int64(9)}
    design = load_design(path, values)
    assert design.replication.most == 7
    assert {config.gate.patience for config in map(design.points.config, range(3))} == {9}


def test_a_star_stands_for_every_id_and_later_overrides_have_the_last_word() -> None:
    overrides = ["cities.seoul.capacity=0.1", "cities.*.capacity=0.5", "cities.baubau.capacity=0.2"]
    cities = load_scenario("baubau-seoul", overrides).config.cities
    assert {name: city.capacity for name, city in cities.items()} == {"seoul": 0.5, "baubau": 0.2}


def test_stars_may_stand_in_the_middle_and_twice() -> None:
    overrides = {"partnerships.*.commitment.seoul": 0.9, "cities.*.agenda.*": 0.25}
    scenario = load_scenario("jakarta-seoul", overrides)
    assert scenario.config.partnerships["jakarta-seoul"].commitment == {"seoul": 0.9}
    weights = [each for city in scenario.config.cities.values() for each in city.agenda.values()]
    assert len(weights) > 5
    assert set(weights) == {0.25}
    assert scenario.origin("cities.seoul.agenda.culture").source == "overrides"


def test_a_star_sets_what_a_file_leaves_to_its_default() -> None:
    cities = load_scenario("baubau-seoul", ["cities.*.dissemination=0.9"]).config.cities.values()
    assert [city.dissemination for city in cities] == [0.9, 0.9]


@pytest.mark.parametrize(
    ("override", "kind", "message"),
    [
        ("ngos.*.budget=12", "bad_override", "its * stands for nothing in this scenario"),
        ("ngos.*.partnerships.*=x", "unknown_key", "unknown key"),
        ("cities.*.capcity=0.5", "unknown_key", "did you mean 'capacity'?"),
        ("cities.bau*.capacity=0.5", "bad_override", "a * stands for a whole id"),
        ("partnerships.*~seoul.trust=0.5", "bad_override", "a * stands for a whole id"),
    ],
)
def test_a_star_that_stands_for_nothing_is_refused(override: str, kind: str, message: str) -> None:
    fault = the_fault("semarang-junggu", [override])
    assert (fault.kind, fault.file) == (kind, "overrides")
    assert message in str(fault)


def test_stars_mean_the_same_over_a_design(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text().replace("= 12\n", '= 12\n"cities.baubau.capacity" = 0.7\n'))
    stars = ["cities.baubau.capacity=0.2", "cities.*.capacity=0.5", "cities.seoul.capacity=0.4"]
    for overrides, expected in (
        (stars[1:], {"seoul": 0.4, "baubau": 0.5}),
        (stars, {"seoul": 0.4, "baubau": 0.5}),
        ([*stars, stars[0]], {"seoul": 0.4, "baubau": 0.2}),
    ):
        cities = load_design(path, overrides).points.config(0).cities
        assert {name: city.capacity for name, city in cities.items()} == expected
