"""History matching: what is kept out stays out, and the record rules out what it should."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy_analysis.matching.prediction import CASE, QUANTITIES, committed
from paradiplomacy_analysis.matching.targets import TARGETS, Target
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_experiments.configuration.evidence import known_ids
from paradiplomacy_experiments.scenario import load_scenario

TERM = {"case": "baubau-seoul", "indicator": "trust"}


def target(**changes: Any) -> Target:
    declared = {
        "id": "x", "claim": "a claim", "terms": [TERM], "at_least": 0.0, "tolerance": 0.1,
        "sources": ["E62"],
    }  # fmt: skip
    return Target.model_validate(declared | changes)


def test_the_prediction_is_whole() -> None:
    found = committed()
    assert {name: one.what for name, one in found.items()} == QUANTITIES
    for one in found.values():
        for told in (one.default, one.prior):
            assert told.low <= told.mean <= told.high


def test_five_cases_have_targets_and_the_sixth_has_none() -> None:
    world = load_scenario("indonesia-korea").config
    named = {term.case for one in TARGETS.values() for term in one.terms}
    assert named == set(world.partnerships) - {CASE}


def test_a_predicted_case_is_refused_as_target() -> None:
    with pytest.raises(ValidationError, match="is predicted"):
        target(terms=[TERM | {"case": CASE}])


def test_a_target_has_one_bound() -> None:
    for bounds in ({"at_least": None}, {"at_most": 1.0}):
        with pytest.raises(ValidationError, match="one of at_least and at_most"):
            target(**bounds)


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_is_about_what_runs_record_and_cites_what_exists(name: str) -> None:
    one = TARGETS[name]
    world = load_scenario("indonesia-korea").config.scenario
    first = int(world.start[:4])
    years = range(first, first + world.months // 12)
    assert set(one.sources) <= set(known_ids())
    assert not set(one.sources) & set(PATTERNS["F12"].evidence)
    for term in one.terms:
        assert term.indicator in of_level(PARTNERSHIP)
        assert term.indicator in INDICATORS
        assert term.at is None or term.at in years
        assert term.since is None or term.since in years
        assert term.since is None or term.at is None or term.since < term.at
