"""Search for the extremes of one outcome: its most and its least, both in one call.

A third of each generation seeks more of it, a third less, each by an evolutionary search that
learns where the good points are distributed (the tree-structured Parzen estimator of Optuna, an
estimation of distribution), and a third is a plain sample, so that what guiding the search has
gained is seen beside as many points that nothing guides.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_experiments.searching.front import Front
from paradiplomacy_experiments.searching.plain import Plain
from paradiplomacy_results.aims import Aims

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_experiments.searching.algorithms import Problem
    from paradiplomacy_experiments.searching.space import Row

JUDGED = 10
"""Points of each end that are run again, the furthest ones, and of the plain sample too."""


def begin(problem: Problem) -> Extremes:
    """Return the search at its start."""
    return Extremes(problem)


class Extremes:
    """Two searches in opposite directions, and a plain sample."""

    def __init__(self, problem: Problem) -> None:
        """Begin both ends with luck of their own."""
        third = problem.settings.population // 3
        self._ends = [_end(_towards(problem, more, third)) for more in (True, False)]
        self._plain = Plain(problem, problem.settings.population - 2 * third)
        self._counts: list[int] = []

    def ask(self) -> list[Row]:
        """Return the next generation: of the most, of the least, of the plain sample."""
        asked = [end.ask() for end in self._ends]
        self._counts = [len(rows) for rows in asked]
        return [row for rows in (*asked, self._plain.ask()) for row in rows]

    def tell(self, rows: Sequence[Row], values: pd.DataFrame) -> None:
        """Tell each end what came of its own points."""
        first = 0
        for end, count in zip(self._ends, self._counts, strict=True):
            inside = slice(first, first + count)
            end.tell(rows[inside], values.iloc[inside])
            first += count

    @property
    def done(self) -> bool:
        """Tell whether both ends were told all generations."""
        return all(end.done for end in self._ends)

    @property
    def plain(self) -> Sequence[Row]:
        """Return the points of the plain sample."""
        return self._plain.rows


def _end(problem: Problem) -> Front:
    import optuna

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(
            n_startup_trials=problem.settings.population,
            multivariate=True,
            seed=problem.settings.seed,
        )
    return Front(problem, sampler)


def _towards(problem: Problem, more: bool, share: int) -> Problem:
    (aim,) = problem.aims.each
    settings = problem.settings
    # The ends draw their first generations apart: the same points twice would tell nothing.
    seed = (2 * settings.seed + (not more)) % 2**32
    changed = settings.model_copy(update={"population": share, "seed": seed})
    aims = Aims((replace(aim, more=more),), problem.aims.limits)
    return replace(problem, aims=aims, settings=changed)


def judged(problem: Problem, rows: Sequence[Row], values: pd.DataFrame) -> list[int]:  # noqa: ARG001
    """Return the furthest points of each end, of those that meet the limits."""
    (aim,) = problem.aims.each
    found = values[aim.text].to_numpy(dtype=np.float64)
    places = np.flatnonzero(problem.aims.allowed(values) & np.isfinite(found))
    most = min(JUDGED, problem.settings.population // 2)
    order = places[np.argsort(found[places], kind="stable")]
    chosen = [*order[::-1][:most].tolist(), *order[:most].tolist()]
    return list(dict.fromkeys(int(place) for place in chosen))
