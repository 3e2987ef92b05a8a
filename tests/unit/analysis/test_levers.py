"""What levers buy: the difference to none, world by world, runs that share their luck paired."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.statistics.levers import ALL, bought
from tests.support.samples import ranges, sample

LEVELS = ("none", "unit", "broker", "unit+broker")
EFFECTS = {"one_gate": (0.0, 0.2, 0.1, 0.5), "progressive": (0.0, 0.1, 0.1, 0.1)}
REPLICATES = 40


def planted(*others: Factor) -> Any:
    """Return a sample whose luck is large and shared, with planted effects of levers."""
    luck = np.random.default_rng(3).normal(0.0, 5.0, REPLICATES)
    points = [(where, level) for where in EFFECTS for level in LEVELS]
    trust = [EFFECTS[where][LEVELS.index(level)] + luck for where, level in points]
    factors = (Factor("regime", tuple(EFFECTS)), *others, Factor("levers", LEVELS))
    columns: dict[str, Any] = {
        "regime": [where for where, _ in points],
        "levers": [level for _, level in points],
    }
    columns |= {factor.name: 0.5 for factor in others}
    return sample(factors, columns, {"trust": trust})


def test_each_lever_and_all_together_are_compared_with_none() -> None:
    found = records(bought(planted(), ["trust"]))
    assert [(row["where"], row["lever"]) for row in found] == [
        (where, lever) for where in EFFECTS for lever in ("unit", "broker", ALL)
    ]
    expected = [0.2, 0.1, 0.5, 0.1, 0.1, 0.1]
    assert [row["difference"] for row in found] == pytest.approx(expected)


def test_luck_that_is_shared_is_no_width() -> None:
    for row in records(bought(planted(), ["trust"])):
        assert row["high"] - row["low"] < 1e-9


def test_designs_without_levers_or_with_ranges_are_refused() -> None:
    with pytest.raises(UnfitError, match="no levers"):
        bought(sample(ranges(1), {"x1": [0.1, 0.2]}, {"trust": [0.1, 0.2]}), ["trust"])
    with pytest.raises(UnfitError, match="no levers"):
        bought(planted(*ranges(1)), ["trust"])
