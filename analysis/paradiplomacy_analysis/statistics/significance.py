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

    Undefined ones stay so and do not count.
    """
    from statsmodels.stats.multitest import multipletests

    values = np.asarray(p, dtype=float)
    adjusted = np.full(len(values), np.nan)
    defined = ~np.isnan(values)
    if defined.any():
        adjusted[defined] = multipletests(values[defined], method="holm")[1]
    return adjusted
