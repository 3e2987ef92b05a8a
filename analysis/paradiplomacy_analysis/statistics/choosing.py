"""Which factors a view shows: those by which trees tell most of what the points do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.statistics.discovery import rule_of, succeeding
from paradiplomacy_analysis.statistics.importance_columns import columns_of
from paradiplomacy_analysis.statistics.importance_measures import forest, scores_again
from paradiplomacy_analysis.statistics.remembered import remembered
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, SEED, deviations
from paradiplomacy_analysis.wording import number, phrase, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample
    from paradiplomacy_analysis.statistics.importance_columns import Columns

    Numbers = NDArray[np.float64]

FEWEST_POINTS = 50
"""Points below which a view of a space would be one of chance."""

MOST_POINTS = 1000
"""Points that trees are grown of: of more, so many are drawn by lot, for the time it takes."""

DRAWS = 20
"""Draws of points for the spread of scores."""


@dataclass(frozen=True, eq=False)
class Target:
    """What is looked at: success of each point, or the mean of an outcome of each point."""

    name: str
    values: Numbers
    is_success: bool

    @property
    def words(self) -> str:
        """Return it as it is spoken."""
        return "success" if self.is_success else phrase(self.name)


@dataclass(frozen=True, eq=False)
class Ranked:
    """Factors by their scores of trees, the largest first, and which are told from lot.

    Scores are shares of the variance that trees explain by a factor; a factor is told where its
    score less its 95 % interval is above that of all columns of its kind in an order of lot.
    """

    factors: tuple[Factor, ...]
    scores: tuple[float, ...]
    told: tuple[bool, ...]

    def first(self, count: int) -> tuple[Factor, ...]:
        """Return so many factors, those with the largest scores."""
        return self.factors[:count]

    @property
    def sure(self) -> tuple[Factor, ...]:
        """Return the factors that are told from lot."""
        return tuple(one for one, told in zip(self.factors, self.told, strict=True) if told)

    def finding(self, target: Target) -> str:
        """Say which factors tell most of a target, or that none does."""
        if not self.sure:
            return (
                f"of {many(len(self.factors), 'factor')} none is told from chance by what trees "
                f"make of {target.words}"
            )
        scores = dict(zip([each.name for each in self.factors], self.scores, strict=True))
        named = ", ".join(
            f"{words(each.name)} ({100 * scores[each.name]:.0f} %)" for each in self.sure[:3]
        )
        verb = "tells" if len(self.sure) == 1 else "tell"
        return f"of {many(len(self.factors), 'factor')}, {named} {verb} most of {target.words}"

    def note(self, shown: int, target: Target) -> str:
        """Say which factors are shown, and why."""
        if shown >= len(self.factors):
            return f"factors by scores of trees for {target.words}, the largest first: all"
        sure = len(self.sure)
        return (
            f"drawn: the {shown} of {len(self.factors)} factors with the largest scores of trees "
            f"for {target.words} (share of the variance that trees explain by them); {sure} "
            f"{'is' if sure == 1 else 'are'} told from chance"
        )


def target_of(sample: Sample) -> Target:
    """Return success, if the design says what that is and some points succeed, else an outcome.

    Raises :class:`UnfitError` where nothing varies, and what reading a criterion raises.
    """
    if sample.success is not None:
        success = succeeding(sample, rule_of(sample)).astype(float)
        if 0.0 < success.mean() < 1.0:
            return Target("success", success, is_success=True)
    for outcome, values in varied(sample).items():
        return Target(outcome, values, is_success=False)
    raise UnfitError(
        f"{sample.results.directory}: no outcome is defined at all points and varies between them"
    )


def varied(
    sample: Sample, asked: Sequence[str] = (), most: int | None = None
) -> dict[str, Numbers]:
    """Return the means of the first outcomes that have one at all points and vary between them.

    Raises :class:`UnfitError` where that is not so of one that was ``asked`` for.
    """
    found: dict[str, Numbers] = {}
    for outcome in asked or sample.outcomes:
        if len(found) == most:
            break
        try:
            values = means_of(sample, outcome)
        except UnfitError:
            if asked:
                raise
            continue
        if np.ptp(values) > 0.0:
            found[outcome] = values
        elif asked:
            raise UnfitError(f"{outcome} is {number(float(values[0]))} at all points")
    return found


def means_of(sample: Sample, outcome: str) -> Numbers:
    """Average an outcome over the replicates of each point; what is undefined is left out.

    Raises :class:`UnfitError` where no run of a point has a value.
    """
    wide = sample.by_replicate(outcome)
    if not len(wide):
        raise UnfitError(f"{outcome}: no replicate is there of all points")
    return deviations(wide)[0]


def check_points(sample: Sample, view: str, fewest: int = FEWEST_POINTS) -> None:
    """Raise :class:`UnfitError` where there are too few points, or factors, for a view."""
    directory, points = sample.results.directory, sample.runs["point"].nunique()
    if len(sample.factors) < 2:
        raise UnfitError(f"{directory} varies fewer than two factors: {view} is of several")
    if points < fewest:
        raise UnfitError(
            f"{directory} has {many(points, 'point')}: {view} needs {fewest} or more, spread over "
            "a space (sampler lhs or sobol)"
        )


def by_lot(count: int, most: int) -> NDArray[np.int64]:
    """Return the places of at most so many of ``count`` points, drawn by a lot that is fixed."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(SEED).permutation(count)[:most])


def ranked(sample: Sample, target: Target) -> Ranked:
    """Rank the factors of a sample that vary by how much trees tell of a target by them."""
    points = sample.points()
    taken = by_lot(len(points), MOST_POINTS)
    columns = columns_of(sample.factors, points.iloc[taken])
    by_name = {factor.name: factor for factor in sample.factors}
    scores, told = scored(columns, target.values[taken])
    order = np.argsort(-scores[: columns.count], kind="stable")
    return Ranked(
        tuple(by_name[columns.names[k]] for k in order),
        tuple(float(scores[k]) for k in order),
        tuple(bool(told[k]) for k in order),
    )


@remembered
def scored(columns: Columns, values: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return the score of each column of values by trees, and which factors are told from lot."""
    from scipy.special import ndtri

    scores, _ = forest(columns, values)
    generator, count = np.random.default_rng(SEED), len(values)
    draws = generator.multinomial(count, np.full(count, 1.0 / count), size=DRAWS)
    again = [scores_again(columns, values, draw, seed) for seed, draw in enumerate(draws)]
    reach = ndtri((1.0 + CONFIDENCE) / 2.0) * np.std(again, axis=0, ddof=1)
    told = (scores - reach)[: columns.count] > columns.highest_of_lot(scores + reach)
    return scores, told


def without(found: Ranked, names: set[str]) -> Ranked:
    """Return the ranking without some factors."""
    kept = [k for k, factor in enumerate(found.factors) if factor.name not in names]
    return replace(
        found,
        factors=tuple(found.factors[k] for k in kept),
        scores=tuple(found.scores[k] for k in kept),
        told=tuple(found.told[k] for k in kept),
    )
