"""Intervals and resampling: what few replicates, yes or no, and what is always the same give."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from paradiplomacy_analysis.statistics import resampling
from paradiplomacy_analysis.statistics.resampling import (
    AT_ONCE,
    drawn_means,
    expanded,
    intervals,
    of_correlation,
    resampled,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPLICATES = 64
"""A power of two, so that shares, and sums of them, are exact in any order."""

NAN = float("nan")

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
    means = drawn_means(VALUES)
    monkeypatch.setattr(resampling, "BUDGET", budget)
    parts = batches(REPLICATES, 2000)
    assert len(parts) > 1
    assert np.array_equal(np.concatenate(parts), whole[0])
    assert np.array_equal(drawn_means(VALUES), means)


def test_a_batch_takes_what_the_budget_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "BUDGET", 16 * REPLICATES * (3 * AT_ONCE + 1))
    sizes = [len(each) for each in batches(REPLICATES, 400)]
    assert sizes == [3 * AT_ONCE, 3 * AT_ONCE, 3 * AT_ONCE, 400 - 9 * AT_ONCE]


def test_memory_of_draws_does_not_grow_with_replicates(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = 2**20
    monkeypatch.setattr(resampling, "BUDGET", budget)
    peaks = []
    for replicates in (400, 1600):
        values = np.ones((replicates, 2))
        tracemalloc.start()
        drawn_means(values)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # One batch would take 2,000 x 1,600 x 16 bytes, 49 times the budget.
    assert max(peaks) < 2.5 * budget


def test_intervals_of_many_columns_are_made_some_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = intervals(VALUES)
    monkeypatch.setattr(resampling, "BUDGET", 2**10)
    assert np.array_equal(intervals(VALUES), whole)


def test_intervals_of_means_are_students_of_what_is_defined() -> None:
    values = np.column_stack([VALUES[:, 0], np.where(np.arange(REPLICATES) < 5, VALUES[:, 1], NAN)])
    low, high = intervals(values)
    for k, column in enumerate((values[:, 0], values[:5, 1])):
        expected = stats.t.interval(0.95, len(column) - 1, column.mean(), stats.sem(column))
        assert (low[k], high[k]) == pytest.approx(expected)


def test_one_value_has_no_interval_and_values_that_are_all_the_same_none_with_a_width() -> None:
    one = np.where(np.arange(8) == 3, 0.7, NAN)
    low, high = intervals(np.column_stack([one, np.full(8, NAN), np.full(8, 0.37)]), 0.0, 1.0)
    assert np.isnan(low[:2]).all()
    assert np.isnan(high[:2]).all()
    assert low[2] == high[2] == pytest.approx(0.37)


@pytest.mark.parametrize("successes", [0, 1, 5])
def test_yes_or_no_has_the_interval_of_a_share(successes: int) -> None:
    values = (np.arange(5) < successes).astype(float)[:, None]
    low, high = intervals(values, 0.0, 1.0)
    exact = stats.binomtest(successes, 5).proportion_ci(method="exact")
    assert (low[0], high[0]) == pytest.approx((exact.low, exact.high))
    assert high[0] - low[0] > 0.5
    # The same on another scale: values at one of two bounds.
    scaled = intervals(2.0 + 3.0 * values, 2.0, 5.0)
    assert [bound[0] for bound in scaled] == pytest.approx([2 + 3 * exact.low, 2 + 3 * exact.high])


def test_quantiles_of_few_replicates_lie_further_out() -> None:
    drawn = np.arange(1000.0)
    assert expanded(drawn, 5) == (0.0, 999.0)
    low, high = expanded(drawn, 1000)
    assert (low, high) == pytest.approx((24.0, 975.0), abs=1.0)
    assert np.isnan(expanded(drawn, 1)).all()
    assert np.isnan(expanded(np.where(drawn < 60, NAN, drawn), 20)).all()


@pytest.mark.slow
def test_a_jackknife_of_very_many_replicates_leaves_out_groups() -> None:
    x = np.random.default_rng(1).normal(size=(50_000, 2)) @ np.array([[1.0, 0.6], [0.0, 0.8]])
    products = np.column_stack([x[:, 0] * x[:, 1], x[:, 0] ** 2, x[:, 1] ** 2])

    def correlation(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        found = weights @ products
        return np.asarray(found[:, 0] / np.sqrt(found[:, 1] * found[:, 2]))

    value = correlation(np.full((1, len(x)), 1.0 / len(x)))[0]
    low, high = of_correlation(correlation, value, len(x))
    half = 1.96 / np.sqrt(len(x))
    assert np.arctanh([low, high]) - np.arctanh(value) == pytest.approx([-half, half], rel=0.15)
