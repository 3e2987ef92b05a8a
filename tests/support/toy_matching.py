"""A world so simple that what a record leaves of its prior is known: waves of it take seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.matching.implausibility import Claims
from paradiplomacy_analysis.matching.space import candidates
from paradiplomacy_analysis.matching.waves import Refocused, Wave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FACTORS = 5
"""Factors of the world, of which the last two do nothing."""

RECORD = Claims(np.array([1.0, -1.0, 1.0]), np.array([0.0, 0.0, 0.0]), np.full(3, 0.05))
"""A record that leaves a corner: the first number is large, the second small, the third either."""

NOISE = 0.15


def truth(units: Numbers) -> Numbers:
    """Return the means of the three numbers of some draws, (draws, 3)."""
    first, second, third = units[:, 0], units[:, 1], units[:, 2]
    return np.column_stack(
        [
            3.0 * (first - 0.6) + np.sin(3.0 * second) * 0.3,
            2.0 * (second - 0.5) - 0.8 * third**2,
            0.4 + 0.1 * third,
        ]
    )


def simulated(units: Numbers, seed: int, runs: int = 10) -> Numbers:
    """Return the numbers of runs, (draws, runs, 3): as in the model, draws share part of luck."""
    generator = np.random.default_rng(seed)
    shared = generator.normal(0.0, NOISE, (1, runs, 3))
    own = generator.normal(0.0, NOISE, (len(units), runs, 3))
    return np.asarray(truth(units)[:, None, :] + shared + own)


def waves_of_the_toy(
    record: Claims = RECORD, draws: int = 240, seed: int = 1
) -> Iterator[Refocused]:
    """Yield what is left after each wave, until it is over."""
    found = Refocused.of(FACTORS)
    units = next(candidates(FACTORS))[:draws]
    while not found.waves or not found.ends:
        number = len(found.waves)
        found = found.after(Wave.learn(units, simulated(units, seed + number), record))
        yield found
        units = found.next_draws(draws)
