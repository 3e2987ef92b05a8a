"""Resampling: the draws are the same whatever the batch, and memory does not grow with them."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis.statistics import resampling
from paradiplomacy_analysis.statistics.resampling import AT_ONCE, drawn_means, intervals, resampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPLICATES = 64
"""A power of two, so that shares, and sums of them, are exact in any order."""

VALUES = np.random.default_rng(1).integers(-50, 50, (REPLICATES, 7)).astype(float)


def batches(replicates: int, draws: int) -> list[NDArray[np.float64]]:
    """Return the shares of each batch."""
    found: list[NDArray[np.float64]] = []

    def shares(each: NDArray[np.float64]) -> NDArray[np.float64]:
        found.append(each)
        return each

    resampled(shares, replicates, draws)
    return found


@pytest.mark.parametrize("budget", [1, 16 * REPLICATES * 100, 16 * REPLICATES * 1999])
def test_batches_give_what_one_batch_gives(monkeypatch: pytest.MonkeyPatch, budget: int) -> None:
    whole = batches(REPLICATES, 2000)
    assert len(whole) == 1
    means, bounds = drawn_means(VALUES), intervals(VALUES)
    monkeypatch.setattr(resampling, "BUDGET", budget)
    parts = batches(REPLICATES, 2000)
    assert len(parts) > 1
    assert np.array_equal(np.concatenate(parts), whole[0])
    assert np.array_equal(drawn_means(VALUES), means)
    assert np.array_equal(intervals(VALUES), bounds)


def test_a_batch_takes_what_the_budget_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "BUDGET", 16 * REPLICATES * (3 * AT_ONCE + 1))
    sizes = [len(each) for each in batches(REPLICATES, 400)]
    assert sizes == [3 * AT_ONCE, 3 * AT_ONCE, 3 * AT_ONCE, 400 - 9 * AT_ONCE]


def test_memory_of_intervals_does_not_grow_with_replicates(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = 2**20
    monkeypatch.setattr(resampling, "BUDGET", budget)
    peaks = []
    for replicates in (400, 1600):
        values = np.ones((replicates, 2))
        tracemalloc.start()
        intervals(values)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # One batch would take 2,000 x 1,600 x 16 bytes, 49 times the budget.
    assert max(peaks) < 2.5 * budget
