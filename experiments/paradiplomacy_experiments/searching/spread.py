"""Spread over the space of outcomes: which combinations of outcomes can be reached at all.

MAP-Elites (Mouret and Clune 2015), by the library pyribs: the outcomes of ``over`` are divided into
cells; each cell keeps one point, the best by an aim if there is one, else the first to reach it.
New points are bred from those that are kept, along the line between two of them. Half of each
generation is bred, half is a plain sample, which has no part in the breeding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_experiments.searching.plain import Plain, spread_units
from paradiplomacy_results.reached import cells_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_experiments.searching.algorithms import Problem
    from paradiplomacy_experiments.searching.space import Row

REDRAWN = 0.2
"""Share of the choices among levels without an order that are drawn anew in a bred point."""

AROUND, ALONG = 0.05, 0.2
"""Standard deviations of a bred point: in all directions, and along the line to another."""


def begin(problem: Problem) -> Spread:
    """Return the search at its start."""
    return Spread(problem)


class Spread:
    """Breed points from an archive of the space of outcomes."""

    def __init__(self, problem: Problem) -> None:
        """Begin with an empty archive, and points that are spread evenly."""
        from ribs.archives import GridArchive
        from ribs.emitters import IsoLineEmitter

        settings = problem.settings
        self._problem = problem
        self._share = settings.population // 2
        self._plain = Plain(problem, settings.population - self._share)
        parameters = problem.space.parameters
        self._archive = GridArchive(
            solution_dim=len(parameters),
            dims=[settings.cells] * len(problem.aims.over),
            ranges=list(problem.bounds),
            seed=settings.seed,
        )
        self._emitter = IsoLineEmitter(
            self._archive,
            iso_sigma=AROUND,
            line_sigma=ALONG,
            lower_bounds=np.zeros(len(parameters)),
            upper_bounds=np.ones(len(parameters)),
            batch_size=self._share,
            initial_solutions=spread_units(problem, self._share, stream=0),
            seed=settings.seed,
        )
        self._loose = np.array(
            [each.is_lever or (each.levels > 0 and not each.is_ordered) for each in parameters]
        )
        self._luck = np.random.default_rng([settings.seed, 2])
        self._units: NDArray[np.float64] = np.empty((0, len(parameters)))
        self._told = 0

    def ask(self) -> list[Row]:
        """Return the next generation: what is bred, then the plain sample."""
        units = np.array(self._emitter.ask(), dtype=np.float64)[: self._share]
        if self._told and self._archive.empty is False:
            anew = self._loose & (self._luck.random(units.shape) < REDRAWN)
            units = np.where(anew, self._luck.random(units.shape), units)
        self._units = units
        bred = [self._problem.space.row_at(place) for place in units.tolist()]
        return [*bred, *self._plain.ask()]

    def tell(self, rows: Sequence[Row], values: pd.DataFrame) -> None:  # noqa: ARG002 - as asked
        """Take what came of the bred points; what is undefined or misses a limit is not kept."""
        aims = self._problem.aims
        bred = values.iloc[: len(self._units)]
        at = bred[[aim.text for aim in aims.over]].to_numpy(dtype=np.float64)
        quality = aims.oriented(bred)[:, 0] if aims.each else np.zeros(len(bred))
        kept = aims.allowed(bred) & np.isfinite(at).all(axis=1) & np.isfinite(quality)
        if kept.any():
            self._archive.add(self._units[kept], quality[kept], at[kept])
        self._told += 1

    @property
    def done(self) -> bool:
        """Tell whether all generations were told."""
        return self._told >= self._problem.settings.generations

    @property
    def plain(self) -> Sequence[Row]:
        """Return the points of the plain sample."""
        return self._plain.rows


def judged(problem: Problem, rows: Sequence[Row], values: pd.DataFrame) -> list[int]:  # noqa: ARG001
    """Return a point of each cell that was reached, best first; evenly if cells are too many."""
    aims = problem.aims
    at = values[[aim.text for aim in aims.over]].to_numpy(dtype=np.float64)
    cells = cells_of(at, problem.bounds, problem.settings.cells)
    quality = aims.oriented(values)[:, 0] if aims.each else np.zeros(len(values))
    allowed = aims.allowed(values) & (cells >= 0) & np.isfinite(quality)
    best: dict[int, int] = {}
    for place in np.flatnonzero(allowed).tolist():
        cell = int(cells[place])
        if cell not in best or quality[place] > quality[best[cell]]:
            best[cell] = place
    places = [best[cell] for cell in sorted(best)]
    most = problem.settings.population
    if len(places) <= most:
        return places
    return [places[at] for at in np.linspace(0, len(places) - 1, most).round().astype(int)]
