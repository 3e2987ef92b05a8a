"""Estimates of the scorecard: right values, intervals that cover, nothing made of nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm, page_trend_test, sem, spearmanr, t

from paradiplomacy_analysis.patterns.estimates import (
    cliff,
    correlation,
    estimate,
    exact,
    mean,
    page,
    ratio,
    slope,
)
from paradiplomacy_analysis.patterns.measures.delivery import l_kurtosis

RNG = np.random.default_rng(5)


def test_a_mean_leaves_out_what_is_undefined() -> None:
    found = mean(np.array([1.0, math.nan, 3.0, 2.0]))
    assert found.value == 2.0
    expected = t.interval(0.95, 2, 2.0, sem([1.0, 3.0, 2.0]))
    assert (found.low, found.high) == pytest.approx(expected)


def test_what_is_never_defined_has_no_interval() -> None:
    found = mean(np.full(10, math.nan))
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def test_one_replicate_gives_no_interval() -> None:
    found = mean(np.array([2.0]))
    assert found.value == 2.0
    assert math.isnan(found.high)


def test_a_ratio_over_nothing_is_infinite() -> None:
    found = ratio(np.ones(20), np.zeros(20))
    assert found.value == found.low == found.high == math.inf


def test_what_has_no_chance_in_it_has_no_width() -> None:
    found = exact(0.25, "trust")
    assert (found.value, found.low, found.high, found.of) == (0.25, 0.25, 0.25, "trust")


def test_cliffs_delta_is_that_of_all_pairs() -> None:
    a, b = RNG.normal(0.4, 1.0, 30), RNG.normal(0.0, 1.0, 30)
    pairs = np.sign(a[:, None] - b[None, :]).mean()
    found = cliff(a, b)
    assert found.value == pytest.approx(pairs)
    assert found.low < pairs < found.high
    assert cliff(a, a - 100.0).value == 1.0
    assert cliff(a, np.where(np.arange(30) % 2, math.nan, 100.0)).value == -1.0


def test_slopes_are_those_of_least_squares() -> None:
    x = np.array([0.0, 1.0, 2.0, 4.0])
    y = 3.0 - 0.5 * x + RNG.normal(0.0, 0.1, (50, 4))
    expected = np.polyfit(x, y.mean(axis=0), 1)[0]
    assert slope(x, y).value == pytest.approx(expected)


def test_the_correlation_is_spearmans_over_all_runs() -> None:
    x = np.array([0.0, 0.5, 1.0])
    y = x + RNG.normal(0.0, 0.5, (40, 3))
    expected = spearmanr(np.tile(x, 40), y.ravel()).statistic
    assert correlation(x, y).value == pytest.approx(expected)


def test_the_correlation_with_what_does_not_vary_is_undefined() -> None:
    found = correlation(np.array([0.0, 0.5, 1.0]), np.full((40, 3), 0.37))
    assert math.isnan(found.value)
    assert math.isnan(found.low)


def test_pages_test_agrees_with_scipy_where_nothing_ties() -> None:
    values = RNG.normal(0.0, 1.0, (12, 4)) + 0.3 * np.arange(4)
    order = np.array([1.0, 2.0, 3.0, 4.0])
    expected = page_trend_test(values, predicted_ranks=order.astype(int), method="asymptotic")
    assert page(values, order) == pytest.approx(expected.pvalue)


def test_pages_test_takes_ties_in_the_claim() -> None:
    order = np.array([1.0, 2.5, 2.5])
    values = np.tile([0.0, 1.0, 2.0], (20, 1))
    swapped = values[:, [0, 2, 1]]
    assert page(values, order) == page(swapped, order) < 1e-4
    assert page(values[:, ::-1], order) > 0.5
    assert page(np.ones((20, 3)), order) == 1.0


@pytest.mark.parametrize(
    ("quantile", "expected"),
    [(norm.ppf, 0.1226), (lambda p: p, 0.0), (lambda p: -np.log1p(-p), 1.0 / 6.0)],
)
def test_l_kurtosis_is_that_of_known_distributions(quantile: object, expected: float) -> None:
    middles = (np.arange(20_000) + 0.5) / 20_000
    values = quantile(middles)  # type: ignore[operator]
    assert l_kurtosis(values, np.ones(20_000)) == pytest.approx(expected, abs=2e-3)


def test_l_kurtosis_of_what_never_changes_is_undefined() -> None:
    assert math.isnan(l_kurtosis(np.zeros(50), np.ones(50)))


def test_a_share_of_none_or_all_is_not_certain() -> None:
    none, all_of_them = mean(np.zeros(10)), mean(np.ones(10))
    assert (none.value, none.low, all_of_them.high) == (0.0, 0.0, 1.0)
    # Less than 2.5 % of shares this large are never met in ten runs.
    assert (1.0 - none.high) ** 10 == pytest.approx(0.025)
    assert all_of_them.low == pytest.approx(1.0 - none.high)


def test_what_is_always_above_is_not_certain_to_be() -> None:
    found = cliff(np.arange(10.0) + 100.0, np.arange(10.0))
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low < 0.5
    assert cliff(np.arange(10.0), np.arange(10.0) + 100.0).high == pytest.approx(-found.low)


def test_worlds_that_share_their_luck_are_compared_within_replicates() -> None:
    luck = RNG.normal(0.0, 10.0, 60)
    a, b = luck + 1.0, luck
    found = estimate(lambda weights: weights @ a - weights @ b, 60)
    assert found.high - found.low < 1e-9
