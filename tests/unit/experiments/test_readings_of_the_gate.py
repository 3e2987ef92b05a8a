"""Each pattern that speaks of the gate runs under the reading of one gate that it speaks of."""

from __future__ import annotations

import pytest

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.measures import MEASURES
from paradiplomacy_experiments.patterns import pattern_design

READINGS = {"every file": "conservative_one_gate", "memoranda": "memoranda_one_gate"}
"""The preset of each reading of one gate."""

BESIDE = {"F26": {"baubau-seoul"}}
"""Worlds of a pattern's design that the pattern does not look at."""


@pytest.mark.parametrize("name", [name for name, pattern in PATTERNS.items() if pattern.gate])
def test_a_pattern_runs_under_the_reading_of_the_gate_that_it_speaks_of(name: str) -> None:
    points = pattern_design(MEASURES[name].design).points
    presets = {
        country.regime.preset
        for number in range(len(points))
        if not BESIDE.get(name, set()) & set(points.levels(number).values())
        for country in points.config(number).countries.values()
    }
    gate = PATTERNS[name].gate
    assert gate
    assert presets & set(READINGS.values()) == {READINGS[gate]}
