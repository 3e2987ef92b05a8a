"""Intervals by resampling replicates: what is independent in an experiment of shared luck.

All points of a replicate share their random numbers, so that differences between points are told
within a replicate, and replicates, not runs, are drawn again (Efron & Tibshirani 1993, chapter 8).
Every quantity of an analysis is resampled with the same draws: differences of quantities have the
intervals that they should have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

DRAWS = 2000
SEED = 20_260_101
CONFIDENCE = 0.95


def shares(replicates: int, draws: int = DRAWS, seed: int = SEED) -> NDArray[np.float64]:
    """Return the share of each replicate in each draw, float64 (draws, replicates)."""
    generator = np.random.default_rng(seed)
    even = np.full(replicates, 1.0 / replicates)
    return generator.multinomial(replicates, even, size=draws) / replicates


def intervals(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the 95 % percentile intervals of means over replicates.

    ``values`` has one row for each replicate and a column for each quantity. Where there is one
    replicate only, the bounds are NaN.
    """
    count, columns = values.shape
    if count < 2:
        return np.full(columns, np.nan), np.full(columns, np.nan)
    tail = 0.5 - CONFIDENCE / 2
    low, high = np.quantile(shares(count) @ values, [tail, 1 - tail], axis=0)
    return low, high
