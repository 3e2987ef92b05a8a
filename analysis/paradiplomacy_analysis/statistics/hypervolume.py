"""How much a front dominates: the volume between its points and one that all of them beat.

Exact, by slicing along one aim after the other (Knowles 2002; While et al. 2006, IEEE Transactions
on Evolutionary Computation 10:29-38). No library of a licence that we can use has it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_results.aims import on_front

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.aims import Aims

MOST_AIMS = 5
"""Aims of which a hypervolume is taken: with more it would take minutes."""

REACH = 0.01
"""How far the reference of a hypervolume lies beyond the worst values, in widths of the box."""


def growth(aims: Aims, points: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return how many points each of ``count`` generations added, and the hypervolume so far.

    ``points`` has a row for each point: ``generation``, ``allowed``, and the values of aims. The
    hypervolume is a share of the box from the reference, a little beyond the worst values of points
    that are allowed, to the best; it is NaN where there is no such point, or too many aims.
    """
    numbers = np.arange(1, count + 1)
    table = pd.DataFrame(
        {
            "generation": numbers,
            "points": [int((points["generation"] == number).sum()) for number in numbers],
            "hypervolume": np.nan,
        }
    )
    values = aims.oriented(points)
    allowed = points["allowed"].to_numpy() & np.isfinite(values).all(axis=1)
    if not allowed.any() or values.shape[1] > MOST_AIMS:
        return table
    worst, best = values[allowed].min(axis=0), values[allowed].max(axis=0)
    width = np.where(best > worst, best - worst, 1.0)
    scaled = np.where(best > worst, (values - worst) / width, 1.0)
    # A little below the worst, so that what is worst in one aim counts by the others.
    reference = np.full(values.shape[1], -REACH)
    so_far = [allowed & (points["generation"] <= number).to_numpy() for number in numbers]
    table["hypervolume"] = [
        hypervolume(scaled[there], reference) / (1.0 + REACH) ** values.shape[1] for there in so_far
    ]
    signs = [1.0 if aim.more else -1.0 for aim in aims.each]
    for aim, sign, low, size in zip(aims.each, signs, worst, width, strict=True):
        table[f"reference {aim.text}"] = sign * (low - REACH * size)
    return table


def hypervolume(values: NDArray[np.float64], reference: NDArray[np.float64]) -> float:
    """Return the volume of what some points dominate and the ``reference`` does not.

    ``values``, float64 (points, aims), and ``reference``, (aims,), have more where it is better.
    Points that do not beat the reference in every aim add nothing; the time grows with the power
    of the aims less one.
    """
    inside = values[(values > reference).all(axis=1)]
    if not len(inside):
        return 0.0
    return _volume(np.unique(inside[on_front(inside)], axis=0) - reference)


def _volume(points: NDArray[np.float64]) -> float:
    """Return the volume between the origin and points that are all above it."""
    if points.shape[1] == 1:
        return float(points.max())
    ordered = points[np.argsort(-points[:, -1], kind="stable")]
    if points.shape[1] == 2:
        return _area(ordered)
    depths = [*ordered[:, -1].tolist(), 0.0]
    total = 0.0
    for place, (upper, lower) in enumerate(pairwise(depths)):
        if upper > lower:
            slab = ordered[: place + 1, :-1]
            total += (upper - lower) * _volume(slab[on_front(slab)])
    return total


def _area(ordered: NDArray[np.float64]) -> float:
    """Return the area of points whose second coordinate falls."""
    widths = np.maximum.accumulate(ordered[:, 0])
    falls = ordered[:, 1] - np.append(ordered[1:, 1], 0.0)
    return float(widths @ falls)
