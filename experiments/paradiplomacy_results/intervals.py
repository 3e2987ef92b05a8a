"""95 % intervals over replicates: of means by Student's t, of yes or no by Clopper and Pearson.

Everything that is told of replicates takes its interval from here: the summary of a run, the
comparison of directories, and the methods of analysis. Student's interval of a mean covers from two
replicates on where values are about normal. Clopper & Pearson's (1934, Biometrika 26:404-413) of a
share covers at any number of them, and has a width where all say yes, or all no.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Bounds = tuple[NDArray[np.float64], NDArray[np.float64]]

CONFIDENCE = 0.95

ROUNDING = 1e-9
"""Part of the largest possible variance by which rounding may miss it."""


def half_width(error: ArrayLike, degrees: ArrayLike) -> NDArray[np.float64]:
    """Return half the width of the interval of a mean, by its standard error (Student's)."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(degrees, 0.5 + 0.5 * CONFIDENCE) * np.asarray(error))


def of_means(
    means: ArrayLike,
    deviations: ArrayLike,
    counts: ArrayLike,
    low: ArrayLike = -math.inf,
    high: ArrayLike = math.inf,
) -> Bounds:
    """Return the bounds of means over ``counts`` values between ``low`` and ``high``.

    ``deviations`` are sums of squared deviations from the means. Values that are all at one or the
    other of their two bounds are yes or no: their mean is a share. Other intervals end at the
    bounds: Student's does not know them. Below two values there is none, NaN. Values that are all
    the same have none either and get bounds without a width, to be told as "the same in all runs",
    but where they are all at a bound.
    """
    mean, squares, count, least, most = (
        np.asarray(each, dtype=float)
        for each in np.broadcast_arrays(means, deviations, counts, low, high)
    )
    # Bounds that a mean does not keep are none.
    kept = (mean >= least) & (mean <= most)
    least, most = np.where(kept, least, -math.inf), np.where(kept, most, math.inf)
    several = count > 1
    degrees = np.where(several, count - 1.0, 1.0)
    half = half_width(np.sqrt(squares / degrees / np.maximum(count, 1.0)), degrees)
    half = np.where(several, half, math.nan)
    lower, upper = np.maximum(mean - half, least), np.minimum(mean + half, most)
    yes_no = several & _yes_or_no(mean, squares, count, least, most)
    size, origin, number = (each[yes_no] for each in (most - least, least, count))
    share = (mean[yes_no] - origin) / size
    below, above = of_shares(np.rint(share * number), number)
    lower[yes_no], upper[yes_no] = origin + below * size, origin + above * size
    return lower, upper


def of_shares(
    successes: ArrayLike, trials: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the bounds of shares, 0 and 1 where there were no trials (Clopper & Pearson 1934)."""
    from scipy.special import betaincinv

    hits, count = np.broadcast_arrays(
        np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    )
    tail = 0.5 * (1.0 - confidence)
    none, every = hits <= 0.0, hits >= count
    low = betaincinv(np.where(none, 1.0, hits), count - hits + 1.0, tail)
    high = betaincinv(hits + 1.0, np.where(every, 1.0, count - hits), 1.0 - tail)
    return np.where(none, 0.0, low), np.where(every, 1.0, high)


def _yes_or_no(
    mean: NDArray[np.float64],
    squares: NDArray[np.float64],
    count: NDArray[np.float64],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """Tell where values deviate as much as values between two bounds can.

    With a given mean, only values that are all at a bound do.
    """
    bounded = np.isfinite(low) & np.isfinite(high)
    size = np.where(bounded, high - low, 1.0)
    share = np.where(bounded, (mean - low) / size, 0.5)
    most = count * share * (1.0 - share)
    return np.asarray(bounded & (squares / size**2 >= most - ROUNDING * count))
