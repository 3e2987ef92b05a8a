"""A case states its world at the start, and nothing that came of it."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from paradiplomacy.configuration.change_config import EventConfig
from paradiplomacy.configuration.consistency import inconsistencies
from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.configuration.world_config import (
    AgreementConfig,
    CityConfig,
    CountryConfig,
    LeaderConfig,
    NGOConfig,
    PartnershipConfig,
    WorldConfig,
)
from paradiplomacy.engines.results import FORMALITIES, MODES
from paradiplomacy.indicators import INDICATORS
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.processes.context import TARGETS
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tests.support.worlds import raw, small

KEYS = {
    PartnershipConfig: {
        "name", "cities", "founded", "cultural_distance", "commitment", "trust", "contact",
        "coordination", "perception", "agreement",
    },
    AgreementConfig: {"kind", "expires", "automatic_extension"},
    CityConfig: {
        "name", "country", "capacity", "unit", "population", "access", "broker", "need",
        "coordination_effort", "centre_effort", "agency_effort", "vertical_coordination",
        "horizontal_coordination",
        "dissemination", "monitoring", "informed", "participation", "norm_adopted",
        "identity_salience", "budget", "agenda", "leader", "next_election",
    },
    LeaderConfig: {"drive", "entrepreneur", "terms_served"},
    NGOConfig: {
        "name", "kind", "home", "partnerships", "sectors", "capability", "legitimacy",
        "transnational", "budget",
    },
}  # fmt: skip
"""What a case may say; who adds a key must say here that it is no outcome."""

STOCKS = {
    "bilateral", "budget", "capacity", "commitment", "contact", "coordination",
    "horizontal_coordination", "legitimacy", "norm_adopted", "participation", "perception",
    "recognition", "trust", "vertical_coordination",
}  # fmt: skip
"""Stocks of which a case states the initial value, and whose later values are indicators."""

OUTCOMES = (set(INDICATORS) - STOCKS) | set(MODES) | set(FORMALITIES) | {
    "outcome", "mode", "formality", "status", "signed", "later",
}  # fmt: skip


def keys_of(model: type[BaseModel]) -> set[str]:
    """Return every key that a table of a config, or one nested in it, may have."""
    found = set(model.model_fields)
    for info in model.model_fields.values():
        for part in (info.annotation, *get_args(info.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= keys_of(part)
    return found


@pytest.mark.parametrize("table", KEYS, ids=lambda table: table.__name__)
def test_the_keys_of_a_case_are_these(table):
    assert set(table.model_fields) == KEYS[table]


@pytest.mark.parametrize("table", [*KEYS, CountryConfig, EventConfig])
def test_no_key_of_a_case_is_an_outcome(table):
    assert not keys_of(table) & OUTCOMES


def test_no_event_moves_an_outcome():
    """What an event may shake besides a world's stocks is commitment, a cause and no result."""
    moved = {part for target in TARGETS for part in target.split(".")}
    assert not moved & OUTCOMES
    assert "trust" not in moved


@pytest.mark.parametrize("key", ["outcome", "mode", "formality", "delivered", "signed"])
@pytest.mark.parametrize("place", [("partnerships", "aa-cc"), ("cities", "aa"), ("ngos", "school")])
def test_an_outcome_is_refused_as_an_input(place, key):
    data = raw()
    table, name = place
    data[table][name][key] = 1
    with pytest.raises(ValidationError, match=key):
        WorldConfig.model_validate(data)


def histories(config):
    """Name the ties that start with more than a world may state, and what it is."""
    start = months_since_zero(config.scenario.start)
    terms = {"loi": config.gate.loi_term, "mou": config.gate.mou_term}
    world = build_world(config)
    found = []
    for name, partnership in zip(sorted(config.partnerships), world.partnerships, strict=False):
        paper = config.partnerships[name].agreement
        if partnership.formality != (0 if paper is None else FORMALITIES.index(paper.kind)):
            found.append((name, "formality"))
        if paper is not None:
            expires = months_since_zero(paper.expires)
            if not expires - terms[paper.kind] <= start < expires:
                found.append((name, "agreement"))
        if any(partnership.delivered) or (
            partnership.founded >= 0 and any(partnership.trust + partnership.good + partnership.bad)
        ):
            found.append((name, "trust or deliveries"))
        if partnership.promised or partnership.in_term or partnership.approved:
            found.append((name, "promises"))
    if any(row.status for row in world.programmes + world.dossiers):
        found.append(("any", "programmes"))
    return found


SMALLER = ("synthetic.countries=3", "synthetic.cities=60", "synthetic.partnerships=200")
"""The world that is drawn, with as many ties as show how each is begun."""


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_case_starts_with_no_history_but_papers_in_force_before_it(name):
    assert histories(load_scenario(name, SMALLER if name == "world" else ()).config) == []


@pytest.mark.parametrize(
    ("expires", "found"), [("2011-06", []), ("2029-01", [("bb-dd", "agreement")])]
)
def test_a_paper_that_could_not_have_been_signed_before_the_start_is_seen(expires, found):
    config = small(partnerships__bbTOdd__agreement__expires=expires, gate__mou_term=60)
    assert config.partnerships["bb-dd"].agreement.expires == expires
    assert histories(config) == found


def test_older_ties_of_all_cases_start_in_one_assumed_state():
    """What became of a tie does not tell how it starts: trust is the same for every older one."""
    partnerships = load_scenario("indonesia-korea").config.partnerships
    stated = {
        name: (
            partnership.trust,
            partnership.contact,
            partnership.coordination,
            partnership.perception,
        )
        for name, partnership in partnerships.items()
        if partnership.founded < "2007-01"
    }
    assert set(stated) == {"bandung-suwon", "jakarta-seoul", "surabaya-busan"}
    assert set(stated.values()) == {(0.5, 0.5, 0.5, 0.5)}
    assert not any(
        partnership.trust for name, partnership in partnerships.items() if name not in stated
    )


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"trust": 0.4}, "trust"),
        ({"founded": "2010-01", "trust": 0.4}, "trust"),
        ({"founded": "2015-01", "agreement": {"kind": "loi", "expires": "2016-01"}}, "agreement"),
        ({"founded": "2001-01", "commitment": {"zz": 0.4}}, "commitment.zz"),
    ],
)
def test_a_tie_that_is_not_older_states_no_history(keys, told):
    data = raw()
    data["partnerships"]["aa-cc"] |= keys
    faults = [fault.path for fault in inconsistencies(data)]
    assert faults == [("partnerships", "aa-cc", *told.split("."))]
