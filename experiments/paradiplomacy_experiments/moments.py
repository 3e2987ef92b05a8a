"""Means, variances and Student's intervals of columns that come in piece by piece.

Sums are of distances from the first number of each column, so that they stay exact where a mean is
large (Chan, Golub & LeVeque 1983), and run on from number to number, so that not a bit depends on
the pieces.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_results.intervals import half_width

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Moments:
    """Count, mean and variance of ``columns`` columns in each of some ``groups``; NaN left out.

    All that it returns has the shape (groups, columns).
    """

    def __init__(self, columns: int, groups: int = 1) -> None:
        """Prepare for rows of ``columns`` numbers, each of one of ``groups`` groups."""
        self._shape = groups, columns
        cells = groups * columns
        self.count = np.zeros(self._shape)
        self._origin = np.full(cells, math.nan)
        self._sum = np.zeros(cells)
        self._squares = np.zeros(cells)

    def add(self, rows: NDArray[np.float64], groups: ArrayLike = 0) -> None:
        """Take in ``rows``, shape (rows, columns), with the number of the group of each."""
        columns = self._shape[1]
        cells = np.broadcast_to(
            np.asarray(groups, dtype=np.int64).reshape(-1, 1) * columns + np.arange(columns),
            rows.shape,
        )
        defined = ~np.isnan(rows)
        values, where = rows[defined], cells[defined]
        fresh = np.isnan(self._origin[where])
        if fresh.any():
            begun, first = np.unique(where[fresh], return_index=True)
            self._origin[begun] = values[fresh][first]
        apart = values - self._origin[where]
        np.add.at(self._sum, where, apart)
        np.add.at(self._squares, where, apart * apart)
        self.count += np.bincount(where, minlength=len(self._sum)).reshape(self._shape)

    @property
    def mean(self) -> NDArray[np.float64]:
        """Return the means, NaN where nothing is defined."""
        shift = self._sum.reshape(self._shape) / np.maximum(self.count, 1.0)
        return np.asarray(self._origin.reshape(self._shape) + shift)

    @property
    def deviations(self) -> NDArray[np.float64]:
        """Return the sums of squared deviations from the means, 0 where nothing is defined."""
        total = self._sum.reshape(self._shape)
        lost = total * total / np.maximum(self.count, 1.0)
        return np.maximum(self._squares.reshape(self._shape) - lost, 0.0)

    @property
    def half_width(self) -> NDArray[np.float64]:
        """Return half the width of each mean's 95 % interval; below two numbers it means nothing.

        The interval is Student's.
        """
        degrees = np.maximum(self.count - 1.0, 1.0)
        error = np.sqrt(self.deviations / degrees / np.maximum(self.count, 1.0))
        return half_width(error, degrees)
