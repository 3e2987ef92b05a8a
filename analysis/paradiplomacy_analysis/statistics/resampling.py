"""Intervals by resampling replicates: what is independent in an experiment of shared luck.

All points of a replicate share their random numbers, so that differences between points are told
within a replicate, and replicates, not runs, are drawn again (Efron & Tibshirani 1993, chapter 8).
Every quantity of an analysis is resampled with the same draws: differences of quantities have the
intervals that they should have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

DRAWS = 2000
SEED = 20_260_101
CONFIDENCE = 0.95


BUDGET = 2**26
"""Bytes that draws of a batch may take: small experiments are drawn in one batch."""

AT_ONCE = 40
"""Draws of a batch are a multiple of it, so that products of matrices split rows at the same places
and a mean has the same bits whatever the batch.
"""


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


def drawn_means(values: NDArray[np.float64], draws: int = DRAWS) -> NDArray[np.float64]:
    """Return the means over replicates in each draw, (draws, columns), of (replicates, columns)."""
    return resampled(lambda shares: shares @ values, len(values), draws)


def intervals(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % percentile intervals of means over replicates.

    ``values`` has one row for each replicate and a column for each quantity. Where there is one
    replicate only, the bounds are NaN.
    """
    count, columns = values.shape
    if count < 2:
        return np.full(columns, np.nan), np.full(columns, np.nan)
    tail = 0.5 - CONFIDENCE / 2
    low, high = np.quantile(drawn_means(values), [tail, 1 - tail], axis=0)
    return low, high
