"""The declared patterns: complete, sourced, each with a test that can fail."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS, Part, worst
from paradiplomacy_experiments.configuration.evidence import evidence


def test_all_patterns_are_declared_in_order() -> None:
    facts = [f"F{number:02d}" for number in range(1, 25)]
    assert list(PATTERNS) == [*facts, "N1", "N2", "N3", "N4"]


def test_what_must_not_be_tuned_to_is_declared_as_predicted() -> None:
    assert PATTERNS["F12"].kind == "predicted"
    assert [part.predicted for part in PATTERNS["F17"].parts] == [False, True]


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_cites_rows_that_exist(name: str) -> None:
    assert set(PATTERNS[name].evidence) <= set(evidence())
    assert PATTERNS[name].evidence or name.startswith("N")


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_can_fail(name: str) -> None:
    for part in PATTERNS[name].counting:
        far = 1e6
        bounds = {
            "at_least": (-far, -far),
            "above": (-far, -far),
            "at_most": (far, far),
            "below": (far, far),
            "exactly": (1e-12, 1e-12),
            "includes": (far, far),
        }[part.condition]
        assert part.verdict(*bounds) == "fail"


@pytest.mark.parametrize("name", ["N1", "N2", "N3", "N4"])
def test_a_negative_control_is_exact_and_paired_with_what_moves(name: str) -> None:
    assert [part.condition for part in PATTERNS[name].parts] == ["exactly", "above"]


@pytest.mark.parametrize(
    ("condition", "low", "high", "verdict"),
    [
        ({"at_least": 0.3}, 0.3, 0.5, "pass"),
        ({"at_least": 0.3}, 0.2, 0.5, "inconclusive"),
        ({"at_least": 0.3}, 0.1, 0.2, "fail"),
        ({"at_most": -0.33}, -0.6, -0.33, "pass"),
        ({"at_most": -0.33}, -0.6, -0.1, "inconclusive"),
        ({"at_most": -0.33}, -0.2, -0.1, "fail"),
        ({"above": 0.0}, 0.0, 1.0, "inconclusive"),
        ({"above": 0.0}, 0.1, 1.0, "pass"),
        ({"above": 0.0}, -1.0, 0.0, "fail"),
        ({"below": 0.01}, 0.001, 0.001, "pass"),
        ({"below": 0.01}, 0.01, 0.01, "fail"),
        ({"exactly": 0.0}, 0.0, 0.0, "pass"),
        ({"exactly": 0.0}, 0.0, 1e-300, "fail"),
        ({"includes": 1.0}, 0.9, 1.1, "pass"),
        ({"includes": 1.0}, 1.05, 1.1, "fail"),
        ({"at_most": 0.0, "unless_unclear": True}, -0.1, 0.4, "pass"),
        ({"at_most": 0.0, "unless_unclear": True}, 0.1, 0.4, "fail"),
        ({"at_least": 0.3}, math.nan, math.nan, "inconclusive"),
    ],
)
def test_intervals_are_judged_against_thresholds(
    condition: dict[str, float], low: float, high: float, verdict: str
) -> None:
    assert Part(statistic="x", **condition).verdict(low, high) == verdict


@given(
    st.sampled_from(["at_least", "at_most", "above", "below"]),
    st.floats(-5, 5),
    st.floats(-5, 5),
    st.floats(0, 3),
)
def test_a_narrower_interval_never_turns_a_verdict_round(
    condition: str, threshold: float, middle: float, half: float
) -> None:
    part = Part(statistic="x", **{condition: threshold})
    wide = part.verdict(middle - half, middle + half)
    narrow = part.verdict(middle - half / 2, middle + half / 2)
    assert wide in ("inconclusive", narrow)


def test_a_pattern_is_as_good_as_its_worst_part() -> None:
    assert worst(["pass", "fail", "inconclusive"]) == "fail"
    assert worst(["pass", "inconclusive"]) == "inconclusive"
    assert worst([*VERDICTS[:1]]) == "pass"


def test_a_part_has_one_condition() -> None:
    for conditions in ({}, {"at_least": 1.0, "at_most": 2.0}):
        with pytest.raises(ValidationError, match="one condition"):
            Part(statistic="x", **conditions)
