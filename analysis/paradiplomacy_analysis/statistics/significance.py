"""p-values of few replicates, when one counts, and its correction for the number of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.statistics.resampling import deviations

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SIGNIFICANCE = 0.05
"""Chance, over all tests of a table, of taking something for an effect that is none."""


def p_values(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the p-values of zero means over replicates, the rows; what is NaN is left out.

    Each is Student's, but never below what flipping the signs of so many values can attain, 2 to
    the power of 1 - n (Fisher 1935, The Design of Experiments, section 21): few values that are
    nearly the same are no proof. It is 1 where all are 0, and NaN below two values.
    """
    from scipy.special import stdtr

    mean, squares, count = deviations(values)
    degrees = np.maximum(count - 1.0, 1.0)
    error = np.sqrt(squares / degrees / np.maximum(count, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        student = 2.0 * stdtr(degrees, -np.abs(mean) / error)
    p = np.where(mean == 0.0, 1.0, np.maximum(student, 2.0 ** (1.0 - count)))
    return np.where(count > 1.0, p, np.nan)


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
