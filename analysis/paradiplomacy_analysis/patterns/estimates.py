"""Estimates with intervals, from replicates that share their random numbers.

Every statistic is written as a function of how often each replicate counts. Drawing replicates
again is then one more set of weights, the same for all worlds that are compared. Intervals are
those of :mod:`~paradiplomacy_analysis.statistics.resampling`, made to cover with few replicates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.statistics.resampling import (
    expanded,
    intervals,
    of_correlation,
    resampled,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Weights = NDArray[np.float64]
    """How much each replicate counts, one row for each draw; rows add up to 1."""

DRAWS = 1000
"""Draws of an interval."""

SEED = 20_260_102


@dataclass(frozen=True)
class Estimate:
    """A statistic, its 95 % interval, and what it is of where a part has several."""

    value: float
    low: float
    high: float
    of: str = ""


def exact(value: float, of: str = "") -> Estimate:
    """Return a number that no chance is in, or that has chance in it already, as a p has."""
    return Estimate(float(value), float(value), float(value), of)


def estimate(
    statistic: Callable[[Weights], NDArray[Any]], replicates: int, of: str = ""
) -> Estimate:
    """Return a statistic with its interval over replicates, by drawing them again.

    ``statistic`` takes weights, float64 (draws, replicates), and returns one number for each draw.
    Where more than one draw in twenty has none, or there are fewer than two replicates, the
    interval is undefined. Where all draws are the same it has no width: that the statistic is the
    same in all replicates is no proof that it always is.
    """
    value = _whole(statistic, replicates)
    if replicates < 2 or math.isnan(value):
        return Estimate(value, math.nan, math.nan, of)
    drawn = resampled(statistic, replicates, DRAWS, SEED)
    return Estimate(value, *expanded(drawn, replicates), of)


def _whole(statistic: Callable[[Weights], NDArray[Any]], replicates: int) -> float:
    """Return a statistic of all replicates."""
    return float(statistic(np.full((1, replicates), 1.0 / replicates))[0])


def mean(values: NDArray[np.float64], of: str = "") -> Estimate:
    """Return the mean of one number for each replicate; undefined ones are left out.

    The interval is Student's, and where each number is 0 or 1 that of a share (Clopper & Pearson).
    """
    value = float(averages(np.full((1, len(values)), 1.0 / len(values)), values)[0])
    there = values[~np.isnan(values)]
    bounds = (0.0, 1.0) if np.isin(there, (0.0, 1.0)).all() else (-math.inf, math.inf)
    low, high = intervals(values[:, None], *bounds)
    return Estimate(value, float(low[0]), float(high[0]), of)


def ratio(over: NDArray[np.float64], under: NDArray[np.float64], of: str = "") -> Estimate:
    """Return the ratio of two means over replicates; infinite where only the second is 0."""
    return estimate(
        lambda weights: quotient(averages(weights, over), averages(weights, under)), len(over), of
    )


def averages(weights: Weights, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted means of ``values``, (replicates,) or (replicates, k), without NaN."""
    there = ~np.isnan(values)
    total = weights @ np.where(there, values, 0.0)
    return quotient(total, weights @ there.astype(float))


def quotient(over: NDArray[Any], under: NDArray[Any]) -> NDArray[np.float64]:
    """Divide; 0 / 0 is NaN, without a warning."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.divide(over, under), dtype=np.float64)


def cliff(a: NDArray[np.float64], b: NDArray[np.float64], of: str = "") -> Estimate:
    """Return Cliff's delta: how much more often a value of ``a`` exceeds one of ``b`` than not.

    One value for each replicate; undefined ones are left out (Cliff 1993, Psychological Bulletin
    114:494-509).
    """
    signs = np.sign(a[:, None] - b[None, :])
    there = ~np.isnan(signs)
    known = np.where(there, signs, 0.0)

    def delta(weights: Weights) -> NDArray[np.float64]:
        total = np.einsum("ki,ij,kj->k", weights, known, weights, optimize=True)
        pairs = np.einsum("ki,ij,kj->k", weights, there.astype(float), weights, optimize=True)
        return quotient(total, pairs)

    return _between(delta, len(a), of)


def _between(statistic: Callable[[Weights], NDArray[Any]], replicates: int, of: str) -> Estimate:
    """Return a statistic that lies between -1 and 1, with its interval over replicates."""
    value = _whole(statistic, replicates)
    return Estimate(value, *of_correlation(statistic, value, replicates), of)


def slope(x: NDArray[np.float64], y: NDArray[np.float64], of: str = "") -> Estimate:
    """Return the slope of means over replicates on ``x``; ``y`` is (replicates, len(x))."""
    return mean(slopes(x, y), of)


def slopes(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the slope of least squares of each row of ``y`` on ``x``."""
    centred = x - x.mean()
    return np.asarray(y @ centred / (centred @ centred))


def correlation(x: NDArray[np.float64], y: NDArray[np.float64], of: str = "") -> Estimate:
    """Return Spearman's correlation over all runs; ``y`` is (replicates, len(x))."""
    return _between(spearman(x, y), len(y), of)


def spearman(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> Callable[[Weights], NDArray[np.float64]]:
    """Return Spearman's correlation as a function of weights; ranks are those of all runs.

    Where ``y`` does not vary it is undefined.
    """
    from scipy.stats import rankdata

    count = len(x)
    first = rankdata(x)
    first = (first - first.mean()) / first.std()
    second = rankdata(y).reshape(y.shape)

    def statistic(weights: Weights) -> NDArray[np.float64]:
        cross = weights @ (second @ first) / count
        level = weights @ second.mean(axis=1)
        square = weights @ (second**2).mean(axis=1)
        spread = square - level**2
        # Ranks that are all alike leave a rounding error and no spread.
        varies = spread > 1e-9 * square
        return quotient(np.where(varies, cross, np.nan), np.sqrt(np.where(varies, spread, 1.0)))

    return statistic


def page(values: NDArray[np.float64], order: NDArray[np.float64]) -> float:
    """Return the one-sided p of Page's test that columns of ``values`` rise with ``order``.

    ``values`` is (runs, k), ``order`` has the ranks that are claimed, ties by their mean rank,
    which SciPy's test does not take. The normal approximation of Page (1963, Journal of the
    American Statistical Association 58:216-230), with the variance of the ranks that ties leave.
    """
    from scipy.stats import norm, rankdata

    ranks = rankdata(values, axis=1)
    claimed = order - order.mean()
    score = float((ranks @ claimed).sum())
    spread = (claimed @ claimed) * (ranks.var(axis=1, ddof=1)).sum()
    return float(norm.sf(score / math.sqrt(spread))) if spread > 0.0 else 1.0
