"""The declared patterns: complete, sourced, each with a test that can fail."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from paradiplomacy_analysis.patterns import PATTERNS, VERDICTS, Part, worst
from paradiplomacy_experiments.configuration.evidence import evidence


def test_all_patterns_are_declared_in_order() -> None:
    facts = [f"F{number:02d}" for number in range(1, 31)]
    assert list(PATTERNS) == [*facts, "N1", "N2", "N3", "N4"]


def test_what_must_not_be_tuned_to_is_declared_as_predicted() -> None:
    predicted = {
        name for name, pattern in PATTERNS.items() if any(p.predicted for p in pattern.parts)
    }
    assert predicted == {"F17"}
    assert [part.predicted for part in PATTERNS["F17"].judged] == [False, True]


def test_what_restates_its_inputs_is_no_evidence() -> None:
    assert PATTERNS["F12"].kind == "verification"
    assert "restated the causes" in PATTERNS["F12"].note


def test_a_claim_that_names_the_gate_says_which_reading_it_speaks_of() -> None:
    said = {name: pattern.gate for name, pattern in PATTERNS.items() if pattern.gate}
    named = {name for name, pattern in PATTERNS.items() if "one gate" in pattern.claim}
    assert named <= set(said)
    assert {name for name, gate in said.items() if gate == "memoranda"} == {"F14"}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_mended_measure_stands_beside_the_one_first_declared(name: str) -> None:
    parts = PATTERNS[name].parts
    assert (
        any(part.mended for part in parts) == any(part.standing == "first" for part in parts)
        or name == "F14"
    )
    # No p and no rule that noise passes decides anything.
    assert not any(part.statistic.startswith("p of") for part in PATTERNS[name].judged)


@pytest.mark.parametrize("name", [name for name in PATTERNS if name.startswith("F")])
def test_what_must_have_moved_is_stated_with_its_size(name: str) -> None:
    for part in PATTERNS[name].moved:
        assert part.condition in ("at_least", "above")
        assert "sd" not in part.statistic.split() or part.threshold >= 0.5


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_cites_rows_that_exist(name: str) -> None:
    assert set(PATTERNS[name].evidence) <= set(evidence())
    assert PATTERNS[name].evidence or name.startswith("N")


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_can_fail(name: str) -> None:
    for part in PATTERNS[name].judged:
        far = 1e6
        bounds = {
            "at_least": (-far, -far),
            "above": (-far, -far),
            "at_most": (far, far),
            "below": (far, far),
            "exactly": (1e-12, 1e-12),
            "within": (far, far),
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
        ({"within": (0.8, 1.25)}, 0.8, 1.25, "pass"),
        ({"within": (0.8, 1.25)}, 0.9, 1.3, "inconclusive"),
        ({"within": (0.8, 1.25)}, 0.1, 9.0, "inconclusive"),
        ({"within": (0.8, 1.25)}, 1.3, 1.4, "fail"),
        ({"within": (0.8, 1.25)}, 0.1, 0.7, "fail"),
        ({"at_least": 0.3}, math.nan, math.nan, "inconclusive"),
    ],
)
def test_intervals_are_judged_against_thresholds(
    condition: dict[str, Any], low: float, high: float, verdict: str
) -> None:
    assert Part(statistic="x", because="so", **condition).verdict(low, high) == verdict


@pytest.mark.parametrize(
    ("condition", "low", "high", "reading"),
    [
        ({"above": 0.0}, 0.1, 0.5, "holds"),
        ({"above": 0.0}, -0.5, -0.1, "refuted"),
        ({"above": 0.0}, -0.1, 0.5, "not told: too few runs"),
        ({"above": 0.0}, math.nan, math.nan, "not told: undefined"),
        ({"above": 0.0, "smallest": 0.2}, 0.3, 0.5, "holds, and is of interest"),
        ({"above": 0.0, "smallest": 0.2}, 0.1, 0.5, "holds, size not told"),
        (
            {"above": 0.0, "smallest": 0.2}, 0.05, 0.15,
            "holds, but smaller than 0.2, the smallest effect of interest",
        ),
        (
            {"above": 0.0, "smallest": 0.2}, -0.1, 0.15,
            "refuted: smaller than 0.2, the smallest effect of interest",
        ),
        ({"below": 0.0, "smallest": 0.2}, -0.5, 0.1, "not told: too few runs"),
        (
            {"below": 0.0, "smallest": 0.2}, -0.1, 0.1,
            "refuted: smaller than 0.2, the smallest effect of interest",
        ),
        ({"above": 0.0, "smallest": 0.2}, -0.5, -0.1, "refuted"),
        ({"within": (-1.0, 1.0)}, -0.5, 0.1, "holds"),
        ({"within": (-1.0, 1.0)}, -5.0, 0.1, "not told: too few runs"),
        ({"exactly": 0.0}, 0.1, 0.1, "refuted"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refuted_or_not_told(
    condition: dict[str, Any], low: float, high: float, reading: str
) -> None:
    assert Part(statistic="x", because="so", **condition).reading(low, high) == reading


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"within": (1.0, 1.0), "because": "so"}, "within goes from low to high"),
        ({"within": (0.8, 1.25)}, "because says why"),
        ({"above": 0.0, "smallest": 0.2}, "because says why"),
        ({"exactly": 0.0, "smallest": 0.2, "because": "so"}, "smallest needs a side"),
        ({"above": 0.0, "mended": "wrong", "standing": "first"}, "is not mended"),
    ],
)
def test_a_part_says_what_its_sizes_come_from(settings: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Part(statistic="x", **settings)
