"""How much a front dominates: the volume between its points and one that all of them beat.

Exact, by slicing along one aim after the other (Knowles 2002; While et al. 2006, IEEE Transactions
on Evolutionary Computation 10:29-38). No library of a licence that we can use has it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_results.aims import on_front

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
