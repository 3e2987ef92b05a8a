"""Which factors matter, read off any sample, whatever it was drawn for.

Measures that ask for no sampler of their own: scores of trees, which see what works only together
with others; delta and PAWN, which compare whole distributions; and, of ranges that were drawn to
fill their space, RBD-FAST, the share of the variance that a factor explains alone. All are of means
over the replicates of a point. Intervals are by bootstrap of points and of replicates, every
measure with the same draws: replicates are luck that all points share, and what factors do with it
would else seem to be their doing. A factor is told where its interval lies above those of columns
of lot: columns like its own, in an order that was drawn by lot, of which it is known that they do
nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, stacked
from paradiplomacy_analysis.statistics.importance_columns import RANGE, columns_of
from paradiplomacy_analysis.statistics.importance_measures import (
    DELTA,
    PAWN,
    RBD,
    SCORE,
    Ordered,
    by_classes,
    forest,
    rbd_fast,
    scores_again,
)
from paradiplomacy_analysis.statistics.importance_text import CONVERGED, doubts_of, sentences_of
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, SEED, deviations
from paradiplomacy_analysis.wording import number
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.importance_columns import Columns

    Numbers = NDArray[np.float64]

QUESTION = "Which factors matter for which outcome, as far as this sample tells?"

FILLING = ("lhs", "sobol")
"""Samplers that fill the space of ranges, for which alone RBD-FAST is made."""

FEWEST_POINTS = 50
"""Points below which classes of a factor hold too few to have a distribution."""

FOR_BIAS = 20
"""Draws that tell the bias of delta: a mean of them is wanted, no end."""

MOST_POINTS = 3000
"""Points that are looked at: of more, so many are drawn by lot, for the time that trees take."""

RESAMPLES = 50
"""Draws of points: the width of a normal interval is told by them to about a tenth."""


def importance(sample: Sample) -> Finding:
    """Measure how much each factor matters for each outcome.

    Tables: ``importance`` (outcome, unit, factor, measure, value with its 95 % interval, ``dummy``,
    the highest end of columns of lot, whether it is told from them, and rank), ``agreement`` (rank
    correlation of any two measures over the factors), ``convergence`` (places by which ranks move
    between draws, and whether that is few enough) and ``checks`` (points, replicates, runs without
    a value, the share of the variance of means that is chance of replicates, and R squared of trees
    at points they have not seen). What is the same everywhere has no importance, and is told among
    the doubts; the answer is what is said of the first outcome. Raises :class:`UnfitError` where
    nothing varies, or there are fewer than :data:`FEWEST_POINTS` points.
    """
    points = sample.points()
    if len(points) < FEWEST_POINTS:
        raise UnfitError(
            f"{sample.results.directory} has {many(len(points), 'point')}: importance needs "
            f"{FEWEST_POINTS} or more"
        )
    taken = _taken(len(points))
    columns = columns_of(sample.factors, points.iloc[taken])
    parts: list[dict[str, pd.DataFrame]] = []
    left_out = _passed_over(len(points), len(taken))
    for outcome in sample.outcomes:
        try:
            values = _means(sample, outcome, taken)
        except UnfitError as error:
            left_out.append(f"left out: {error}")
            continue
        if np.ptp(values.means) == 0.0:
            left_out.append(
                f"undefined because {outcome} is {number(values.means[0])} at all points: no "
                "factor matters for what does not vary"
            )
            continue
        parts.append(_of_outcome(columns, values, filling=sample.sampler in FILLING))
    names = ("importance", "agreement", "convergence", "checks")
    tables = {name: stacked(part[name] for part in parts) for name in names if parts}
    doubts = (*doubts_of(tables, columns, sample), *left_out)
    sentences = tuple(sentences_of(tables)) if tables else ()
    answer = next(iter(sentences), "")
    return Finding("importance", QUESTION, tables, sentences, doubts, answer)


@dataclass(frozen=True, eq=False)
class _Values:
    """An outcome at the points, (replicates, points) and its means over replicates."""

    outcome: str
    unit: str
    wide: Numbers
    means: Numbers

    def drawn(self, generator: np.random.Generator) -> Numbers:
        """Return the means over as many replicates, drawn again for all points alike.

        They are those of all replicates where a point has no value in those that were drawn, and
        where nothing varies in them.
        """
        count = len(self.wide)
        weights = generator.multinomial(count, np.full(count, 1.0 / count)).astype(float)
        there = ~np.isnan(self.wide)
        known = weights @ there
        means = weights @ np.where(there, self.wide, 0.0) / np.maximum(known, 1.0)
        means = np.where(known > 0.0, means, self.means)
        return means if np.ptp(means) > 0.0 else self.means


def _taken(points: int) -> NDArray[np.int64]:
    """Return the places of the points that are looked at, in their order."""
    if points <= MOST_POINTS:
        return np.arange(points)
    return np.sort(np.random.default_rng(SEED).permutation(points)[:MOST_POINTS])


def _passed_over(points: int, taken: int) -> list[str]:
    if taken == points:
        return []
    return [f"left out: {points - taken:,} of {many(points, 'point')}, drawn by lot, to save time"]


def _means(sample: Sample, outcome: str, taken: NDArray[np.int64]) -> _Values:
    """Average an outcome over the replicates of some points; what is undefined is left out.

    Raises :class:`UnfitError` where no run of a point has a value.
    """
    wide = sample.by_replicate(outcome)[:, taken]
    if not len(wide):
        raise UnfitError(f"{outcome}: no replicate is there of all points")
    return _Values(outcome, sample.unit(outcome), wide, deviations(wide)[0])


def _noise(wide: Numbers) -> float:
    """Return the share of the variance of means over replicates that is chance; NaN of one each.

    What all points of a replicate share moves them alike, and is no part of it.
    """
    if len(wide) < 2:
        return math.nan
    own = wide - deviations(wide.T)[0][:, None]
    means, squares, count = deviations(own)
    known = count > 1.0
    variance = float(np.var(means, ddof=1))
    if not known.any() or variance <= 0.0:
        return math.nan
    left = float(np.mean(squares[known] / (count[known] - 1.0) / count[known]))
    return min(left / variance, 1.0)


def _of_outcome(columns: Columns, values: _Values, *, filling: bool) -> dict[str, pd.DataFrame]:
    """Return the tables of an outcome."""
    about = {"outcome": values.outcome, "unit": values.unit}
    found, again, r2 = _measured(columns, values, filling=filling)
    measured = [_table(columns, measure, found[measure], again[measure]) for measure in found]
    checks = {
        "points": len(values.means),
        "replicates": len(values.wide),
        "undefined": int(np.isnan(values.wide).sum()),
        "noise": _noise(values.wide),
        "r2": r2,
    }
    return {
        "importance": pd.concat(measured, ignore_index=True).assign(**about)[
            [*about, *measured[0].columns]
        ],
        "agreement": pd.DataFrame(_agreement(columns, found)).assign(**about)[
            ["outcome", "measure", "with_measure", "correlation"]
        ]
        if columns.count > 1
        else pd.DataFrame(),
        "convergence": pd.DataFrame(
            [{**about, **_convergence(columns, name, drawn)} for name, drawn in again.items()]
        ).drop(columns="unit"),
        "checks": pd.DataFrame([{**about, **checks}]),
    }


def _measured(
    columns: Columns, values: _Values, *, filling: bool
) -> tuple[dict[str, Numbers], dict[str, Numbers], float]:
    """Return each measure of each column, its draws, (draws, columns), and R squared of trees."""
    generator, count = np.random.default_rng(SEED), len(values.means)
    draws = generator.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES)
    means = [values.drawn(generator) for _ in draws]
    whole, once = values.means, np.ones(count, dtype=np.int64)
    scores, r2 = forest(columns, whole)
    delta, pawn = by_classes(columns, Ordered.of(whole), once)
    drawn = [
        by_classes(columns, Ordered.of(mean), draw) for mean, draw in zip(means, draws, strict=True)
    ]
    found = {SCORE: scores, DELTA: delta - _excess(columns, whole, delta, draws), PAWN: pawn}
    again = {
        SCORE: np.array(
            [
                scores_again(columns, mean, draw, seed)
                for seed, (mean, draw) in enumerate(zip(means, draws, strict=True))
            ]
        ),
        DELTA: np.array([each[0] for each in drawn]),
        PAWN: np.array([each[1] for each in drawn]),
    }
    if filling and (columns.kinds == RANGE).any():
        found[RBD] = rbd_fast(columns, whole, once)
        pairs = zip(means, draws, strict=True)
        again[RBD] = np.array([rbd_fast(columns, mean, draw) for mean, draw in pairs])
    return found, again, r2


def _excess(columns: Columns, values: Numbers, delta: Numbers, draws: NDArray[np.int64]) -> Numbers:
    """Return by how much delta is too large: by what it is larger in draws of points.

    That is the correction for bias of Plischke, Borgonovo & Smith 2013.
    """
    outcome = Ordered.of(values)
    drawn = [by_classes(columns, outcome, draw)[0] for draw in draws[:FOR_BIAS]]
    return np.asarray(np.mean(drawn, axis=0) - delta)


def _table(columns: Columns, measure: str, value: Numbers, draws: Numbers) -> pd.DataFrame:
    """Return a measure of each factor, with its interval and that of columns of lot."""
    from scipy.special import ndtri

    reach = ndtri((1.0 + CONFIDENCE) / 2.0) * draws.std(axis=0, ddof=1)
    low, high = value - reach, value + reach
    count, dummy = columns.count, columns.highest_of_lot(high)
    table = pd.DataFrame(
        {
            "factor": columns.names,
            "measure": measure,
            "value": value[:count],
            "low": low[:count],
            "high": high[:count],
            "dummy": dummy,
            "told": low[:count] > dummy,
            "rank": _ranks(value[:count]),
        }
    )
    return table[table["value"].notna()].astype({"rank": int})


def _ranks(values: Numbers) -> Numbers:
    """Return places, 1 for the largest; the last for what is undefined."""
    order = np.argsort(-np.nan_to_num(values, nan=-np.inf), axis=-1, kind="stable")
    return np.asarray(np.argsort(order, axis=-1, kind="stable") + 1.0, dtype=np.float64)


def _agreement(columns: Columns, found: dict[str, Numbers]) -> Iterator[dict[str, Any]]:
    from scipy.stats import spearmanr

    names = list(found)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            pair = np.array([found[one], found[other]])[:, : columns.count]
            there = pair[:, ~np.isnan(pair).any(axis=0)]
            told = there.shape[1] > 1 and (np.ptp(there, axis=1) > 0.0).all()
            rho = float(spearmanr(*there).statistic) if told else math.nan
            yield {"measure": one, "with_measure": other, "correlation": rho}


def _convergence(columns: Columns, measure: str, draws: Numbers) -> dict[str, Any]:
    """Tell how far ranks move between two draws, in 19 of 20 pairs at most.

    Factors count by the square of the larger of what their two values have more than columns of
    lot, so that the order of those that hardly matter is no matter.
    """
    count = columns.count
    floor = np.column_stack(
        [draws[:, count:][:, columns.kinds[count:] == kind].mean(axis=1) for kind in columns.kinds]
    )[:, :count]
    there = ~np.isnan(draws[:, :count]).all(axis=0)
    mine = np.maximum(draws[:, :count] - floor, 0.0)[:, there]
    ranks = _ranks(mine)
    one, other = np.triu_indices(len(mine), 1)
    weights = np.maximum(mine[one], mine[other]) ** 2
    total = np.maximum(weights.sum(axis=1), np.finfo(float).tiny)
    moved = (np.abs(ranks[one] - ranks[other]) * weights).sum(axis=1) / total
    places = float(np.quantile(moved, 0.95))
    return {"measure": measure, "displacement": places, "settled": places < CONVERGED}
