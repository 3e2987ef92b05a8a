"""Samples: which combinations of levels are the points of a design.

A sample gives each point a coordinate for each factor: the number of a level, or a value of a
range. A grid is never laid out. What is drawn follows from a seed, and is drawn once, when a point
is asked for: a library takes a second to load, and how many points there are is known without it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.design.counting import count_drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_experiments.design.declarations import Sampler
    from paradiplomacy_experiments.design.factors import Factor


@dataclass(frozen=True)
class Grid:
    """Combine all levels with each other; those of the last factor vary fastest."""

    sizes: tuple[int, ...]

    def __len__(self) -> int:
        """Return the number of points."""
        return math.prod(self.sizes)

    def at(self, number: int) -> tuple[float, ...]:
        """Return the coordinates of a point."""
        places = []
        for size in reversed(self.sizes):
            number, place = divmod(number, size)
            places.append(place)
        return tuple(reversed(places))

    @property
    def sha256(self) -> str | None:
        """Return None: a grid follows from its factors."""
        return None


@dataclass(frozen=True, eq=False)
class Matrix:
    """List the coordinates of each point, float64 (points, factors)."""

    rows: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.rows)

    def at(self, number: int) -> tuple[float, ...]:
        """Return the coordinates of a point."""
        return tuple(self.rows[number].tolist())

    @property
    def sha256(self) -> str | None:
        """Return a hash of all coordinates, which may depend on the version of a library."""
        return hashlib.sha256(np.ascontiguousarray(self.rows, dtype="<f8").tobytes()).hexdigest()


@dataclass(frozen=True, eq=False)
class Drawn:
    """Points that a sampler draws, all at once when one is first asked for.

    Latin hypercubes and Sobol sequences are those of scipy.stats.qmc (McKay et al. 1979; Owen's
    scrambling), Saltelli's and Morris's samples those of SALib (Saltelli 2002, 2010; Morris 1991).
    Fewer points of a seed are the first of more, of Latin hypercubes where more blocks are drawn.
    All but the number of points raises ``ImportError`` where SALib is needed and absent.
    """

    sampler: Sampler
    factors: tuple[Factor, ...]

    def __len__(self) -> int:
        """Return the number of points."""
        return count_drawn(self.sampler, len(set(self._groups)))

    def at(self, number: int) -> tuple[float, ...]:
        """Return the coordinates of a point."""
        return self._matrix.at(number)

    @property
    def sha256(self) -> str | None:
        """Return a hash of all coordinates, which may depend on the version of a library."""
        return self._matrix.sha256

    @cached_property
    def _matrix(self) -> Matrix:
        units = _UNIT_CUBES[self.sampler.kind](self.sampler, self._groups)
        columns = [factor.column(units[:, place]) for place, factor in enumerate(self.factors)]
        return Matrix(np.array(columns, dtype=np.float64).T)

    @property
    def _groups(self) -> list[str]:
        """Return the group of each factor, of which one without any is its own."""
        return [factor.group or factor.name for factor in self.factors]


@dataclass(frozen=True, eq=False)
class Crossed:
    """Combine all levels of some factors over the same draws of the others.

    The draws of the factors at the places ``drawn`` are made one after the other; within each vary
    the levels of the others, those of the last fastest.
    """

    draws: Matrix
    drawn: tuple[int, ...]
    others: Grid

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.draws) * len(self.others)

    def at(self, number: int) -> tuple[float, ...]:
        """Return the coordinates of a point."""
        draw, cell = divmod(number, len(self.others))
        values, levels = iter(self.draws.at(draw)), iter(self.others.at(cell))
        places = range(len(self.drawn) + len(self.others.sizes))
        return tuple(next(values) if place in self.drawn else next(levels) for place in places)

    @property
    def sha256(self) -> str | None:
        """Return a hash of all draws."""
        return self.draws.sha256


Sample = Grid | Matrix | Drawn | Crossed


def sample(sampler: Sampler, factors: Sequence[Factor]) -> Sample:
    """Return the points of a design of these factors, other than a table."""
    if sampler.kind == "grid":
        return Grid(tuple(len(factor.levels) for factor in factors))
    if sampler.kind == "zip":
        numbers = np.arange(len(factors[0].levels), dtype=np.float64)
        return Matrix(np.tile(numbers[:, None], (1, len(factors))))
    return Drawn(sampler, tuple(factors))


def crossed(draws: Matrix, drawn: Sequence[str], factors: Sequence[Factor]) -> Crossed:
    """Return all combinations of levels over draws of the factors of some names, in their order."""
    places = tuple(place for place, factor in enumerate(factors) if factor.name in drawn)
    others = tuple(len(factor.levels) for factor in factors if factor.name not in drawn)
    return Crossed(draws, places, Grid(others))


def _latin_hypercubes(sampler: Sampler, groups: Sequence[str]) -> NDArray[np.float64]:
    """Draw each block with a seed of its own, so that more blocks begin with fewer."""
    from scipy.stats import qmc

    seeds = ([sampler.seed, block] for block in range(sampler.blocks))
    cubes = (qmc.LatinHypercube(len(groups), rng=np.random.default_rng(seed)) for seed in seeds)
    return np.concatenate([cube.random(sampler.points) for cube in cubes])


def _sobol(sampler: Sampler, groups: Sequence[str]) -> NDArray[np.float64]:
    from scipy.stats import qmc

    cube: NDArray[np.float64] = qmc.Sobol(len(groups), rng=sampler.seed).random(sampler.points)
    return cube


def _saltelli(sampler: Sampler, groups: Sequence[str]) -> NDArray[np.float64]:
    from SALib.sample import sobol

    cube: NDArray[np.float64] = sobol.sample(
        _problem(groups), sampler.base, calc_second_order=sampler.second_order, seed=sampler.seed
    )
    return cube


def _morris(sampler: Sampler, groups: Sequence[str]) -> NDArray[np.float64]:
    from SALib.sample import morris

    cube: NDArray[np.float64] = morris.sample(
        _problem(groups), sampler.trajectories, num_levels=sampler.grid_levels, seed=sampler.seed
    )
    return cube


def _problem(groups: Sequence[str]) -> dict[str, Any]:
    """Describe the unit cube to SALib, which moves the factors of a group together."""
    count = len(groups)
    names = [str(place) for place in range(count)]
    problem = {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}
    return problem if len(set(groups)) == count else {**problem, "groups": list(groups)}


_UNIT_CUBES: dict[str, Callable[[Sampler, Sequence[str]], NDArray[np.float64]]] = {
    "lhs": _latin_hypercubes,
    "sobol": _sobol,
    "saltelli": _saltelli,
    "morris": _morris,
}
