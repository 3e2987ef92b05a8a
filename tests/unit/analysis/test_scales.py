"""Scales put factors of all kinds between 0 and 1, with labels that are told apart."""

from __future__ import annotations

import pytest

from paradiplomacy_analysis.figures.scales import Scale, of_factor, shortened
from paradiplomacy_analysis.sample import Factor


def test_a_logarithmic_scale_has_its_middle_at_the_geometric_mean() -> None:
    scale = of_factor(Factor("money", (), 1.0, 1000.0, log=True))
    assert scale.places([1.0, 1000.0**0.5, 1000.0]) == pytest.approx([0.0, 0.5, 1.0])
    assert scale.value(0.5) == pytest.approx(1000.0**0.5)
    assert [text for _, text in scale.ticks(5)] == ["1", "10", "100", "1000"]
    assert scale.label == "money, logarithmic"


def test_levels_have_their_parts_side_by_side() -> None:
    scale = of_factor(Factor("unit", (False, True)))
    assert scale.places([True, False]) == pytest.approx([0.75, 0.25])
    assert scale.ticks(5) == [(0.25, "no"), (0.75, "yes")]


def test_a_scale_without_width_has_one_tick() -> None:
    assert Scale("a", "a", 2.0, 2.0).ticks(4) == [(0.5, "2")]
    assert Scale("a", "a", 2.0, 2.0).places([2.0]).tolist() == [0.5]


def test_labels_that_are_cut_are_still_told_apart() -> None:
    assert shortened(["alpha one", "alpha two", "b"], 6) == ["alph1", "alph2", "b"]
    assert shortened(["alpha", "beta"], 5) == ["alpha", "beta"]
