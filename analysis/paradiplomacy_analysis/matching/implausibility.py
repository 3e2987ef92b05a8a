"""Implausibility: how far a draw is from the record, beside all that could excuse it.

History matching (Craig, Goldstein, Seheult & Smith 1997; Vernon, Goldstein & Bower 2010, Bayesian
Analysis 5:619-670; for models with chance in them Andrianakis et al. 2015, PLoS Computational
Biology 11:e1003968). The record is one history, so that what excuses a distance holds the variance
between single runs of a draw, beside the record's own error and the error of a mean over few runs.

An order is no size: only what falls short of a bound counts. A draw is ruled out by its largest
implausibility over all targets. The usual cutoff of 3 (Pukelsheim 1994, The American Statistician
48:88-91) is for one number with one mode; here many, some of them yes or no, are looked at at once.
So the cutoff is found from the model itself, as the one at which the stated rate of draws survives
records of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from paradiplomacy_results.record import Target

RATE = 0.95
"""Share of true draws that are to survive the record."""

MOST_WAVES = 4
"""Waves after which refocusing ends, whatever there is left to learn."""

RATE_OF_A_WAVE = RATE ** (1.0 / MOST_WAVES)
"""Share of true draws that are to survive one wave. As waves look at the same record, those that
survive one survive the next more often, and what survives all is at least the stated rate."""

RUNS_OF_THE_MEAN = 10
"""Runs that the mean over draws counts for where the variance of a draw is estimated: ten runs of
its own tell it badly (Smyth 2004, Statistical Applications in Genetics and Molecular Biology 3:3).
"""


@dataclass(frozen=True)
class Claims:
    """What a record claims of each target: the side on which the number is to be of a bound.

    Arrays have an entry for each target; ``side`` is 1 where it is to be large, -1 where small.
    """

    side: NDArray[np.float64]
    bound: NDArray[np.float64]
    tolerance: NDArray[np.float64]


def claims_of(targets: Mapping[str, Target]) -> Claims:
    """Return what a record claims of some targets."""
    every = targets.values()
    return Claims(
        np.array([target.side for target in every]),
        np.array([target.bound for target in every]),
        np.array([target.tolerance for target in every]),
    )


def of_a_run(run: NDArray[np.float64], record: Claims) -> Claims:
    """Return what a record would claim had a run been the history; ``run`` is (..., targets).

    The bounds are those of the ``record``; a run that misses one claims the other side of it.
    """
    meets = record.side * (run - record.bound) >= 0.0
    return Claims(np.where(meets, record.side, -record.side), record.bound, record.tolerance)


def variances(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance between single runs, (points, targets), of (points, runs, targets).

    Each is moved toward the mean over points, as if that had come from
    :data:`RUNS_OF_THE_MEAN` runs.
    """
    runs = numbers.shape[1]
    own = numbers.var(axis=1, ddof=1)
    shared = own.mean(axis=0)
    return np.asarray(
        (RUNS_OF_THE_MEAN * shared + (runs - 1) * own) / (RUNS_OF_THE_MEAN + runs - 1)
    )


def implausibility(
    means: NDArray[np.float64],
    single: NDArray[np.float64],
    runs: int,
    claims: Claims,
    *,
    emulation: NDArray[np.float64] | float = 0.0,
    chance: bool = True,
) -> NDArray[np.float64]:
    """Return the implausibility of each target, the shape of ``means``, (..., targets).

    ``single`` is the variance between single runs, ``runs`` those of a mean, ``emulation`` the
    variance of the error of an emulated mean. Without ``chance`` the record is taken for a mean
    itself, which it is not: the broken version that a test needs.
    """
    short = np.maximum(0.0, claims.side * (claims.bound - means))
    excused = excuses(single, runs, claims, chance=chance) + emulation
    return np.asarray(short / np.sqrt(excused))


def excuses(
    single: NDArray[np.float64], runs: int, claims: Claims, *, chance: bool = True
) -> NDArray[np.float64]:
    """Return the variance of all that excuses a distance, but for emulation.

    It is the record's own error, and the chance of a mean over few runs and of the record.
    """
    return np.asarray(claims.tolerance**2 + single / runs + (single if chance else 0.0))


def largest(
    numbers: NDArray[np.float64], claims: Claims, *, chance: bool = True
) -> NDArray[np.float64]:
    """Return the largest implausibility of each point, from (points, runs, targets)."""
    found = implausibility(
        numbers.mean(axis=1), variances(numbers), numbers.shape[1], claims, chance=chance
    )
    return np.asarray(found.max(axis=1))


def of_own_records(
    numbers: NDArray[np.float64],
    points: NDArray[np.int64],
    record: Claims,
    *,
    chance: bool = True,
) -> NDArray[np.float64]:
    """Return the largest implausibility of some points against one run of their own each.

    The run that is the record is left out of the point's mean: the first run of the
    first point, the second of the next, and so on.
    """
    runs = numbers.shape[1]
    found = np.empty(len(points))
    whole = variances(numbers)
    for k, point in enumerate(points):
        history = k % runs
        others = np.delete(numbers[point], history, axis=0)
        claims = of_a_run(numbers[point, history], record)
        found[k] = implausibility(
            others.mean(axis=0), whole[point], runs - 1, claims, chance=chance
        ).max()
    return found


def cutoff(numbers: NDArray[np.float64], record: Claims, rate: float = RATE) -> float:
    """Return the cutoff at which the stated rate of draws survives records of their own.

    It is found from every other draw, so that the rest can test it.
    """
    tried = np.arange(0, len(numbers), 2)
    return cutoff_of(of_own_records(numbers, tried, record), rate)


def cutoff_of(found: NDArray[np.float64], rate: float) -> float:
    """Return the least implausibility that at least the stated rate of some do not exceed."""
    return float(np.quantile(found, rate, method="higher"))
