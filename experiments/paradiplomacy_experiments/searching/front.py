"""Search for the front: the points that no other beats in every aim, by NSGA-II (Deb et al. 2002).

Optuna has the algorithm. Points that miss a limit come after all that meet them (Deb's rule), each
limit measured by how far the first generation missed it.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.searching.space import pulled_in
from paradiplomacy_results.layout import LEVERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_experiments.searching.algorithms import Problem
    from paradiplomacy_experiments.searching.space import Parameter, Row

ATTEMPTS = 10
"""Children that are drawn for a place of a generation, where the others are known already."""


def begin(problem: Problem) -> Front:
    """Return the search at its start."""
    return Front(problem)


class Front:
    """Ask for generations by NSGA-II; the first holds the point at which no lever is pulled."""

    def __init__(self, problem: Problem, sampler: Any = None) -> None:
        """Begin a study in memory; ``sampler`` is one of Optuna, by default NSGA-II."""
        import optuna
        from optuna.samplers import NSGAIISampler, nsgaii

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._problem = problem
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            sampler = sampler or NSGAIISampler(
                population_size=problem.settings.population,
                crossover=nsgaii.SBXCrossover(),
                mutation=nsgaii.PolynomialMutation(),
                seed=problem.settings.seed,
            )
        directions = optuna.study.StudyDirection
        self._study = optuna.create_study(
            directions=[
                directions.MAXIMIZE if aim.more else directions.MINIMIZE
                for aim in problem.aims.each
            ],
            sampler=sampler,
        )
        parameters = problem.space.parameters
        self._choices = {each.name: _distribution(each) for each in parameters}
        pulled = pulled_in(problem.base[LEVERS]) if problem.space.levers else ()
        self._study.enqueue_trial({name: name in pulled for name in problem.space.levers})
        self._asked: list[Any] = []
        self._given_up = optuna.trial.TrialState.FAIL
        self._seen: set[Any] = set()
        self._told = 0
        self._scales: NDArray[np.float64] | None = None

    def ask(self) -> list[Row]:
        """Return the next generation, as much of it new as there is to be found."""
        self._asked = []
        rows = []
        for _ in range(self._problem.settings.population):
            trial, row = self._next()
            self._seen.add(tuple(row.items()))
            self._asked.append(trial)
            rows.append(row)
        return rows

    def _next(self) -> tuple[Any, Row]:
        """Return a trial and its row, which is one that was asked for before if no other comes."""
        for left in reversed(range(ATTEMPTS)):
            trial = self._study.ask(self._choices)
            row = self._problem.space.row(trial.params)
            if tuple(row.items()) not in self._seen or not left:
                break
            self._study.tell(trial, state=self._given_up)
        return trial, row

    def tell(self, rows: Sequence[Row], values: pd.DataFrame) -> None:  # noqa: ARG002 - as asked
        """Take what came of the generation that was asked for; what is undefined is the worst."""
        aims = self._problem.aims
        means = [values[aim.text].to_numpy(dtype=np.float64) for aim in aims.each]
        worst = [-math.inf if aim.more else math.inf for aim in aims.each]
        told = np.stack([np.where(np.isnan(m), w, m) for m, w in zip(means, worst, strict=True)])
        texts = [limit.text for limit in aims.limits]
        missed = self._scaled(values[texts].to_numpy(dtype=np.float64))
        for trial, objectives, misses in zip(self._asked, told.T, missed, strict=True):
            for text, by in zip(texts, misses.tolist(), strict=True):
                trial.set_constraint(text, by)
            self._study.tell(trial, objectives.tolist())
        self._told += 1

    @property
    def done(self) -> bool:
        """Tell whether all generations were told."""
        return self._told >= self._problem.settings.generations

    @property
    def plain(self) -> Sequence[Row]:
        """Return no points: the front is compared with its base."""
        return ()

    def _scaled(self, missed: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return by how much limits are missed, so that their units have no part in it."""
        if self._scales is None:
            finite = np.where(np.isfinite(missed), np.maximum(missed, 0.0), 0.0)
            largest = finite.max(axis=0, initial=0.0)
            self._scales = np.where(largest > 0.0, largest, 1.0)
        return missed / self._scales


def _distribution(parameter: Parameter) -> Any:
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if parameter.is_lever:
        return CategoricalDistribution([False, True])
    if not parameter.levels:
        return FloatDistribution(0.0, 1.0)
    if parameter.is_ordered:
        return IntDistribution(0, parameter.levels - 1)
    return CategoricalDistribution(list(range(parameter.levels)))


def judged(problem: Problem, rows: Sequence[Row], values: pd.DataFrame) -> list[int]:  # noqa: ARG001
    """Return the points of the front, evenly along it where it has more than a population.

    Where no point meets all limits it is the one that misses them least.
    """
    aims = problem.aims
    if not aims.allowed(values).any():
        return [least_missed(problem, values)]
    places = np.flatnonzero(aims.front(values))
    kept = _apart(aims.oriented(values)[places], problem.settings.population)
    return [int(place) for place in places[kept]]


def least_missed(problem: Problem, values: pd.DataFrame) -> int:
    """Return the point that misses limits least, each by the largest miss of any point."""
    texts = [limit.text for limit in problem.aims.limits]
    missed = np.maximum(values[texts].to_numpy(dtype=np.float64), 0.0)
    finite = np.where(np.isfinite(missed), missed, 0.0)
    largest = np.maximum(finite.max(axis=0), np.finfo(float).tiny)
    return int(np.argmin((missed / largest).sum(axis=1)))


def _apart(values: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Return which points are kept of many: the best in each aim, then the furthest from those."""
    if len(values) <= most:
        return np.arange(len(values))
    width = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(width > 0.0, width, 1.0)
    kept = list(dict.fromkeys(scaled.argmax(axis=0).tolist()))[:most]
    near = np.min([np.abs(scaled - scaled[place]).max(axis=1) for place in kept], axis=0)
    while len(kept) < most:
        kept.append(int(near.argmax()))
        near = np.minimum(near, np.abs(scaled - scaled[kept[-1]]).max(axis=1))
    return np.sort(np.array(kept))
