"""Intervals over replicates: what is independent in an experiment of shared luck.

All points of a replicate share their random numbers, so that differences between points are told
within a replicate, and replicates, not runs, count as independent. Means, and with them paired
differences, have the intervals of :mod:`~paradiplomacy_results.intervals`.

Other statistics are written as functions of how much each replicate counts. Their intervals come
from drawing replicates again (Efron & Tibshirani 1993, chapter 8), every quantity with the same
draws. Of n replicates such draws spread too little, and normal quantiles reach not far enough: the
quantiles are those further out that make the interval of a mean of normal values Student's
(Hesterberg 2015, The American Statistician 69:371-386). Statistics between -1 and 1 have Student's
interval on the scale of Fisher's z, by the jackknife.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_results.intervals import CONFIDENCE, half_width, of_means, of_shares

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike, NDArray

    from paradiplomacy_results.intervals import Bounds

__all__ = [
    "CONFIDENCE",
    "deviations",
    "drawn_means",
    "expanded",
    "intervals",
    "of_correlation",
    "one_half",
    "resampled",
    "unpaired",
]

DRAWS = 2000
SEED = 20_260_101

BUDGET = 2**26
"""Bytes that draws of a batch may take: small experiments are drawn in one batch."""

AT_ONCE = 40
"""Draws of a batch are a multiple of it, so that products of matrices split rows at the same places
and a mean has the same bits whatever the batch.
"""

ROUNDING = 1e-14
"""Relative difference below which values are the same."""

MOST_GROUPS = 1000
"""Most groups of replicates that a jackknife leaves out, one after the other."""


def intervals(
    values: NDArray[np.float64], low: ArrayLike = -math.inf, high: ArrayLike = math.inf
) -> Bounds:
    """Return the 95 % intervals of means over replicates, of values between ``low`` and ``high``.

    ``values`` has one row for each replicate and a column for each quantity; what is NaN is left
    out. Where fewer than two are left the bounds are NaN; where all are the same there is no width,
    but for what is all at one of two bounds: see :func:`~paradiplomacy_results.intervals.of_means`.
    """
    return of_means(*deviations(values), low, high)


def unpaired(
    one: NDArray[np.float64], other: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the differences of means, the second less the first, with Welch's 95 % intervals.

    The rows of the two are replicates with luck of their own, their columns the same quantities;
    what is NaN is left out.
    """
    (first, squares, count), (second, others, number) = deviations(one), deviations(other)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = [squares / (count - 1) / count, others / (number - 1) / number]
        variance = parts[0] + parts[1]
        spread = parts[0] ** 2 / (count - 1) + parts[1] ** 2 / (number - 1)
        degrees = np.where(spread > 0.0, variance**2 / spread, 1.0)
    half = half_width(np.sqrt(variance), degrees)
    mean = second - first
    return mean, mean - half, mean + half


def deviations(
    values: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return mean, sum of squared deviations and number of what is defined in each column.

    What differs by less than rounding is the same.
    """
    # Some columns at a time: they are copied a few times.
    parts = max(min(-(-values.nbytes // BUDGET), values.shape[1]), 1)
    found = [_deviations(some) for some in np.array_split(values, parts, axis=1)]
    mean, squares, count = (np.concatenate(each) for each in zip(*found, strict=True))
    return mean, squares, count


def _deviations(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    there = ~np.isnan(values)
    count = there.sum(axis=0).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(there, values, 0.0).sum(axis=0) / count
    apart = np.where(there, values - mean, 0.0)
    size = np.where(there, np.abs(values), 0.0).max(axis=0, initial=0.0)
    same = np.abs(apart).max(axis=0, initial=0.0) <= ROUNDING * size
    return mean, np.where(same, 0.0, np.einsum("ij,ij->j", apart, apart)), count


def expanded(drawn: NDArray[np.float64], replicates: int) -> tuple[float, float]:
    """Return the bounds of a statistic from its draws, its quantiles widened for few replicates.

    Undefined draws are left out; where that is more than one in twenty, the bounds are NaN.
    Infinite ones sort, but cannot be interpolated: bounds are draws.
    """
    from scipy.special import ndtr

    defined = drawn[~np.isnan(drawn)]
    if replicates < 2 or len(defined) < CONFIDENCE * len(drawn):
        return math.nan, math.nan
    reach = half_width(1.0, replicates - 1.0) * math.sqrt(replicates / (replicates - 1.0))
    tail = float(ndtr(-reach))
    low, high = np.quantile(defined, [tail, 1.0 - tail], method="inverted_cdf")
    return float(low), float(high)


def of_correlation(
    statistic: Callable[[NDArray[np.float64]], NDArray[Any]], value: float, replicates: int
) -> tuple[float, float]:
    """Return the bounds of a smooth statistic between -1 and 1, which it is to lie between.

    ``statistic`` takes weights as in :func:`resampled`. Where leaving out a replicate changes
    nothing because the value is -1 or 1, all replicates agree, and the bounds are those of a share.
    """
    if replicates < 2 or math.isnan(value):
        return math.nan, math.nan
    if 1.0 - abs(value) < ROUNDING * replicates:
        low, _ = of_shares(replicates, replicates)
        inner = 2.0 * float(low) - 1.0
        return (inner, 1.0) if value > 0.0 else (-1.0, -inner)
    groups = min(replicates, MOST_GROUPS)
    left = np.concatenate([statistic(each) for each in _left_out(replicates, groups)])
    inside = 1.0 - 1.0 / (4.0 * replicates**2)
    scaled = np.arctanh(np.clip(left, -inside, inside))
    if np.isnan(scaled).any():
        return math.nan, math.nan
    error = math.sqrt((groups - 1) / groups * float(((scaled - scaled.mean()) ** 2).sum()))
    reach = float(half_width(error, groups - 1.0))
    middle = math.atanh(value)
    return math.tanh(middle - reach), math.tanh(middle + reach)


def _left_out(replicates: int, groups: int) -> Iterator[NDArray[np.float64]]:
    """Yield weights, some rows at a time, of which each leaves out one group of replicates."""
    group = np.arange(replicates) * groups // replicates
    size = max(BUDGET // (16 * replicates), 1)
    for first in range(0, groups, size):
        kept = (group != np.arange(first, min(first + size, groups))[:, None]).astype(float)
        yield kept / kept.sum(axis=1, keepdims=True)


def resampled(
    statistic: Callable[[NDArray[np.float64]], NDArray[Any]],
    replicates: int,
    draws: int = DRAWS,
    seed: int = SEED,
) -> NDArray[Any]:
    """Return a statistic of each of some ``draws`` of replicates, one below the other.

    ``statistic`` takes the share of each replicate in each draw, float64 (draws, replicates), and
    returns a row for each draw. It is called with as many draws as :data:`BUDGET` allows, so that
    memory does not grow with replicates; the draws are the same whatever it is.
    """
    return np.concatenate([statistic(each) for each in _batches(replicates, draws, seed)])


def _batches(replicates: int, draws: int, seed: int) -> Iterator[NDArray[np.float64]]:
    generator = np.random.default_rng(seed)
    even = np.full(replicates, 1.0 / replicates)
    # Counts of replicates, and their shares: eight bytes each.
    fitting = BUDGET // (16 * replicates)
    size = max(fitting - fitting % AT_ONCE, AT_ONCE)
    for first in range(0, draws, size):
        yield generator.multinomial(replicates, even, size=min(size, draws - first)) / replicates


def one_half(count: int) -> NDArray[np.bool_]:
    """Return which of so many points are in the half that is searched, drawn by lot.

    What is found there is judged by the others: what grew a rule speaks for it.
    """
    searched = np.zeros(count, dtype=bool)
    searched[np.random.default_rng(SEED).permutation(count)[: count // 2]] = True
    return searched


def drawn_means(values: NDArray[np.float64], draws: int = DRAWS) -> NDArray[np.float64]:
    """Return the means over replicates in each draw, (draws, columns), of (replicates, columns).

    What is NaN is left out; of a draw without any value the mean is NaN.
    """
    there = ~np.isnan(values)
    if there.all():
        return resampled(lambda shares: shares @ values, len(values), draws)
    known, counted = np.where(there, values, 0.0), there.astype(float)

    def means(shares: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore"):
            return np.asarray((shares @ known) / (shares @ counted))

    return resampled(means, len(values), draws)
