"""Effects that patterns are judged by, each an estimate with its interval.

Where the best of several is to be judged, it is chosen on one half of the replicates and judged on
the other (Cox 1975, Biometrika 62:441-444): the largest of several noisy numbers lies above them
all by chance alone, and would pass where there is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import (
    averages,
    estimate,
    mean,
    quotient,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

    Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

_NOTHING = 1e-12
"""Share of the mean square below which a variance is a rounding error."""

CHOOSING, JUDGING = slice(0, None, 2), slice(1, None, 2)
"""The half of the replicates on which something is chosen, and the one on which it is judged."""


def standardised(a: NDArray[np.float64], b: NDArray[np.float64], of: str = "") -> Estimate:
    """Return the mean of ``a`` less that of ``b``, in standard deviations between runs of one.

    One value for each replicate; undefined ones are left out. Infinite where runs do not differ.
    """
    return _in_sd((1.0, -1.0), (a, b), of)


def interaction(first: Pair, second: Pair, of: str = "") -> Estimate:
    """Return by how much an effect is larger in one world than in another, standardised.

    Each world is a pair of values with the cause and without, one for each replicate; one standard
    deviation between runs, that of all four, holds for both.
    """
    return _in_sd((1.0, -1.0, -1.0, 1.0), (*first, *second), of)


def _in_sd(signs: Sequence[float], worlds: Sequence[NDArray[np.float64]], of: str) -> Estimate:
    """Return the sum of the means of some worlds by their signs, in sd between runs of one."""

    def effect(weights: Weights) -> NDArray[np.float64]:
        means = [averages(weights, values) for values in worlds]
        squares = [averages(weights, values**2) for values in worlds]
        variances = ((s - m**2).clip(min=0.0) for s, m in zip(squares, means, strict=True))
        spread = sum(variances) / len(worlds)
        # Runs that are all alike leave a rounding error and no spread.
        spread = np.where(spread > _NOTHING * sum(squares), spread, 0.0)
        apart = sum(sign * each for sign, each in zip(signs, means, strict=True))
        return quotient(np.asarray(apart), np.sqrt(spread))

    return estimate(effect, len(worlds[0]), of)


def difference(a: NDArray[np.float64], b: NDArray[np.float64], of: str = "") -> Estimate:
    """Return the mean of ``a`` less that of ``b``, replicate by replicate."""
    return mean(a - b, of)


def contrast(
    a: tuple[NDArray[np.float64], NDArray[np.float64]],
    b: tuple[NDArray[np.float64], NDArray[np.float64]],
    share: float,
    of: str = "",
) -> Estimate:
    """Return the mean of ``a`` less a share of that of ``b``; both are (sums, counts).

    That a ratio is at most ``share`` is claimed as a contrast of at most 0, which has an interval
    where the ratio has none, its lower number being near 0 (Fieller 1954, Journal of the Royal
    Statistical Society B 16:175-185). Replicates count by how much there is in them.
    """

    def effect(weights: Weights) -> NDArray[np.float64]:
        first, second = (quotient(weights @ total, weights @ count) for total, count in (a, b))
        return np.asarray(first - share * second)

    return estimate(effect, len(a[0]), of)


def surpluses(values: NDArray[np.float64], names: Sequence[str]) -> list[Estimate]:
    """Return by how much the best of the inner columns lies above the first, and above the last.

    ``values`` is (replicates, k), columns in order, ``names`` those of the two ends. Both surpluses
    must be positive for the best to lie inside: in a flat world they are in one of forty trials, or
    seldomer.
    """
    inner = values[:, 1:-1]
    best = inner[:, int(np.nanmean(inner[CHOOSING], axis=0).argmax())]
    ends = (values[:, 0], values[:, -1])
    return [
        difference(best[JUDGING], end[JUDGING], name) for end, name in zip(ends, names, strict=True)
    ]


def better_of(
    pairs: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]], of: str
) -> Estimate:
    """Return the standardised difference of the pair in which the first does best.

    Each pair has one value for each replicate. The pair is chosen on one half, judged on the other.
    """
    chosen = max(pairs, key=lambda pair: difference_in_sd(*(side[CHOOSING] for side in pair)))
    return standardised(chosen[0][JUDGING], chosen[1][JUDGING], of)


def in_order(lower: NDArray[np.float64], higher: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of declared pairs that stand in order in each run; ties count half.

    Both are (runs, pairs): what is declared to be lower, and higher.
    """
    signs = np.sign(higher - lower)
    return np.asarray(np.mean(0.5 + 0.5 * signs, axis=1), dtype=np.float64)


def at_place(
    below: NDArray[np.float64], it: NDArray[np.float64], above: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Tell in which runs ``it`` (runs,) is above all of ``below`` and below all of ``above``.

    Both are (runs, k). Returns 1.0 or 0.0; what ties is not at its place.
    """
    place = (it[:, None] > below).all(axis=1) & (it[:, None] < above).all(axis=1)
    return np.asarray(place, dtype=np.float64)


def difference_in_sd(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return what :func:`standardised` estimates, without an interval.

    NaN where a value is undefined in all runs.
    """
    if np.isnan(a).all() or np.isnan(b).all():
        return float("nan")
    variance = float(np.nanvar(a) + np.nanvar(b)) / 2.0
    # Runs that are all alike leave a rounding error and no spread.
    spread = np.sqrt(variance) if variance > _NOTHING * float(np.nanmean(a**2 + b**2)) else 0.0
    apart = float(np.nanmean(a) - np.nanmean(b))
    return apart / spread if spread > 0.0 else float(np.inf) * np.sign(apart) if apart else 0.0
