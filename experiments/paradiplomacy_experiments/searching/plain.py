"""A plain sample beside a search: as many points, spread evenly, with which it is compared.

What a search reached says something only beside what as many points reach that nothing guides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_experiments.searching.algorithms import Problem
    from paradiplomacy_experiments.searching.space import Row


class Plain:
    """A scrambled Sobol sequence over all that is searched, some points of it a generation."""

    def __init__(self, problem: Problem, share: int) -> None:
        """Take ``share`` points a generation."""
        self._problem = problem
        self._share = share
        self._units = spread_units(problem, share * problem.settings.generations, stream=1)
        self.rows: list[Row] = []

    def ask(self) -> list[Row]:
        """Return the next points."""
        first = len(self.rows)
        units = self._units[first : first + self._share]
        new = [self._problem.space.row_at(place) for place in units.tolist()]
        self.rows += new
        return new


def spread_units(problem: Problem, points: int, stream: int) -> NDArray[np.float64]:
    """Return evenly spread places of the unit cube, (points, parameters); streams are apart."""
    from scipy.stats import qmc

    luck = np.random.default_rng([problem.settings.seed, stream])
    sequence = qmc.Sobol(len(problem.space.parameters), seed=luck)
    power = int(np.ceil(np.log2(max(points, 1))))
    return np.asarray(sequence.random_base2(power)[:points])
