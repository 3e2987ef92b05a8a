"""Cells of the space of outcomes: who searches and who reads divide it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CELLS = 10
"""Parts of each outcome, where a search does not say."""


def cells_of(
    values: NDArray[np.float64], bounds: Sequence[tuple[float, float]], cells: int
) -> NDArray[np.int64]:
    """Return the number of the cell of each point, -1 where an outcome is undefined.

    ``values`` is float64, (points, outcomes); each outcome is divided into ``cells`` equal parts
    between its ``bounds``, to the last of which the upper bound belongs. Cells are numbered with
    the last outcome running fastest.
    """
    low, high = np.array(bounds, dtype=np.float64).T
    defined = np.asarray(np.isfinite(values).all(axis=1))
    parts = np.where(defined[:, None], (values - low) / (high - low), 0.0)
    places = np.clip((parts * cells).astype(np.int64), 0, cells - 1)
    shape = (cells,) * len(bounds)
    return np.where(defined, np.ravel_multi_index(tuple(places.T), shape), -1)
