"""When a p-value counts, and its correction for the number of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SIGNIFICANCE = 0.05
"""Chance, over all tests of a table, of taking something for an effect that is none."""


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values for their number (Holm 1979, Scandinavian Journal of Statistics 6:65-70).

    Undefined ones stay so and do not count. Written out, since statsmodels, which has it too,
    collects garbage at each call: seconds in a process that holds much.
    """
    values = np.asarray(p, dtype=float)
    defined = np.flatnonzero(~np.isnan(values))
    ordered = defined[np.argsort(values[defined])]
    still_open = np.arange(len(ordered), 0, -1)
    adjusted = np.full(len(values), np.nan)
    adjusted[ordered] = np.minimum(np.maximum.accumulate(still_open * values[ordered]), 1.0)
    return adjusted
