"""Compare levels and levers pair by pair, on shared random numbers.

A contrast is the mean difference of an outcome between a level and the first level of its factor,
all other factors and the replicate being equal: runs that differ in nothing else are paired, and
share their luck. Interval and p-value are Student's over replicates, p-values corrected for the
number of contrasts over all outcomes by Holm (1979). Beside them stand the standardised difference
(over the spread of single runs) and Cliff's (1993) delta, the share of pairs of runs in which the
level does better minus the share in which it does worse.

A pair of which one run has no value is left out. Such runs are counted on either side, and where
they are not equally many the contrast is doubted: it is one of those that have a value.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding
from paradiplomacy_analysis.statistics.contrasts_text import answer, sentences
from paradiplomacy_analysis.statistics.manipulation import hardly_moved, manipulation
from paradiplomacy_analysis.statistics.resampling import deviations, intervals
from paradiplomacy_analysis.statistics.significance import holm, p_values
from paradiplomacy_analysis.wording import level_text, number
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.inert import base_of, inert_levels
from paradiplomacy_results.layout import LEVERS, OFF, TOGETHER
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample

QUESTION = "Which level or lever changes what, by how much, and how surely?"

FEWEST_REPLICATES = 20
"""Replicates below which the intervals are doubted."""

MOST_SELECTED = 3
"""Contrasts of runs that are unequally often undefined that are named."""

_FIRST = (
    "outcome",
    "factor",
    "level",
    "against",
    "with_factor",
    "with_level",
    "with_against",
    "levers",
    "difference",
    "low",
    "high",
    "unit",
    "standardised",
    "cliffs_delta",
    "p_holm",
    "undefined",
    "undefined_against",
)
"""Columns in the order in which they are read, effects before p; the others follow."""


def contrasts(sample: Sample) -> Finding:
    """Compare each level with the first of its factor, and pairs of factors with their sum.

    A lever that is held against its own off is compared with that. Tables: ``contrasts`` (one row
    for each outcome and level; ``undefined`` and ``undefined_against`` count the runs without a
    value on either side), ``interactions`` (for each pair of factors and of their levels: how much
    more both change than each alone adds up to) and, where a design has levers, ``levers`` (the
    gain of a combination against the sum of its parts) and ``manipulation`` (how far each moved the
    state that it is named for); ``replicates`` counts those that a difference is over. Levels that
    changed nothing are told exactly. The answer is about the first outcome: what the levers, or
    else the first factor, change most (alone and together), and how far that depends on the second
    factor. Raises :class:`UnfitError` where
    no factor has levels to compare.
    """
    levelled = sample.levelled
    if not levelled:
        raise UnfitError(
            f"{sample.results.directory} has no levels to compare: its factors take any value of a "
            "range; use the method of its sampler"
        )
    left_out: list[str] = []
    grids = []
    points = _Points(sample.points())
    for outcome in sample.outcomes:
        try:
            grids.append(_Grid.of(sample, outcome, points))
        except UnfitError as error:
            left_out.append(f"left out: {error}")
    tables = {
        "contrasts": _effects(grids, levelled),
        "interactions": _interactions(grids, levelled),
    }
    if any(factor.name == LEVERS for factor in levelled):
        tables["levers"] = _sums(grids)
        tables["manipulation"] = manipulation(sample)
    tables = {name: table for name, table in tables.items() if len(table)}
    doubts = (
        *hardly_moved(tables.get("manipulation")),
        *map(str, inert_levels(sample.results)),
        *_doubts(sample, tables.get("contrasts")),
        *left_out,
    )
    names = [factor.name for factor in levelled]
    return Finding("contrasts", QUESTION, tables, sentences(tables), doubts, answer(tables, names))


class _Points:
    """The points of a design by their levels, one row each; grids of all outcomes share them."""

    def __init__(self, levels: pd.DataFrame) -> None:
        self.levels = levels
        self.place = {row: k for k, row in enumerate(levels.itertuples(index=False, name=None))}
        self._others: dict[str, list[tuple[Any, ...]]] = {}

    def with_level(self, factor: str, level: Any) -> dict[tuple[Any, ...], int]:
        """Return the places of the points with a level, by their levels of all other factors."""
        if factor not in self._others:
            others = self.levels.drop(columns=factor)
            self._others[factor] = list(others.itertuples(index=False, name=None))
        keys = self._others[factor]
        places = np.flatnonzero(self.levels[factor].to_numpy() == level)
        return {keys[place]: place for place in places.tolist()}

    def pairs(self, factor: str, level: Any, base: Any) -> tuple[list[int], list[int]]:
        """Return places of points that differ in this factor only: with the level, with base."""
        one, other = self.with_level(factor, level), self.with_level(factor, base)
        shared = [key for key in one if key in other]
        return [one[key] for key in shared], [other[key] for key in shared]


@dataclass(frozen=True)
class _Grid:
    """An outcome of a full design, float64 (replicates, points), with the points' levels.

    What is undefined is NaN.
    """

    outcome: str
    unit: str
    values: NDArray[np.float64]
    points: _Points

    @classmethod
    def of(cls, sample: Sample, outcome: str, points: _Points) -> _Grid:
        wide = sample.by_replicate(outcome)
        if not len(wide):
            raise UnfitError(f"no replicate of {outcome} is there at all points")
        return cls(outcome, sample.unit(outcome), wide, points)


def _effects(grids: Sequence[_Grid], factors: Sequence[Factor]) -> pd.DataFrame:
    rows, columns = [], []
    for grid, factor in itertools.product(grids, factors):
        for level, base in _compared(factor):
            pairs = grid.points.pairs(factor.name, level, base)
            treated, control = (grid.values[:, places] for places in pairs)
            if not treated.shape[1]:
                continue
            missing = [int(np.isnan(side).sum()) for side in (treated, control)]
            both = ~np.isnan(treated - control)
            treated, control = (np.where(both, side, np.nan) for side in (treated, control))
            columns.append(_by_replicate(treated - control))
            rows.append(
                {
                    "outcome": grid.outcome,
                    "unit": grid.unit,
                    "factor": factor.name,
                    "level": level_text(level),
                    "against": level_text(base),
                    "mean": _overall(treated),
                    "base_mean": _overall(control),
                    "standardised": _standardised(treated[both], control[both]),
                    "cliffs_delta": _cliffs_delta(treated[both], control[both]),
                    "pairs": int(both.sum()),
                    "undefined": missing[0],
                    "undefined_against": missing[1],
                }
            )
    return _estimated(rows, columns)


def _compared(factor: Factor) -> Iterator[tuple[Any, Any]]:
    """Yield each level that is compared, and what it is held against."""
    levels = list(factor.levels)
    for level in levels:
        base = base_of(level, levels) if factor.name == LEVERS else levels[0]
        if level != base and not (factor.name == LEVERS and str(level).endswith(OFF)):
            yield level, base


def _interactions(grids: Sequence[_Grid], factors: Sequence[Factor]) -> pd.DataFrame:
    """Compare what two levels change together with the sum of what each changes alone."""
    rows, columns = [], []
    for grid in grids:
        for first, second in itertools.combinations(factors, 2):
            pairs = itertools.product(_levels_compared(first), _levels_compared(second))
            for (one, none), (other, nil) in pairs:
                levels = ((one, other), (one, nil), (none, other), (none, nil))
                found = _of_differences(grid, (first.name, second.name), levels)
                if found is None:
                    continue
                difference, missing = found
                columns.append(difference)
                rows.append(
                    {
                        "outcome": grid.outcome,
                        "unit": grid.unit,
                        "factor": first.name,
                        "level": level_text(one),
                        "against": level_text(none),
                        "with_factor": second.name,
                        "with_level": level_text(other),
                        "with_against": level_text(nil),
                        "undefined": missing,
                    }
                )
    return _estimated(rows, columns)


def _levels_compared(factor: Factor) -> list[tuple[Any, Any]]:
    """Return the levels whose interactions are told: of numbers the largest, of names all."""
    compared = list(_compared(factor))
    return compared[-1:] if factor.is_number else compared


def _of_differences(
    grid: _Grid, factors: tuple[str, str], levels: tuple[tuple[Any, Any], ...]
) -> tuple[NDArray[np.float64], int] | None:
    """Return both minus each alone plus neither, by replicate, averaged over other factors.

    ``levels`` are those of the two factors in this order. Beside it stands how many of the runs
    that it takes have no value.
    """
    names = list(grid.points.levels.columns)
    place = grid.points.place
    at = names.index(factors[0]), names.index(factors[1])
    found = []
    missing = 0
    for row in place:
        if (row[at[0]], row[at[1]]) != levels[0]:
            continue
        corners = [place.get(_moved(row, at, pair), -1) for pair in levels]
        if min(corners) >= 0:
            both, alone, also, neither = grid.values[:, corners].T
            found.append(both - alone - also + neither)
            missing += int(np.isnan(grid.values[:, corners]).sum())
    return (_by_replicate(np.column_stack(found)), missing) if found else None


def _moved(row: tuple[Any, ...], at: tuple[int, int], levels: tuple[Any, Any]) -> tuple[Any, ...]:
    """Return the levels of a point with those of two factors replaced."""
    moved = list(row)
    moved[at[0]], moved[at[1]] = levels
    return tuple(moved)


def _sums(grids: Sequence[_Grid]) -> pd.DataFrame:
    """Compare the gain of each combination of levers with the sum of the gains of its parts."""
    rows, columns = [], []
    for grid in grids:
        labels = list(dict.fromkeys(grid.points.levels[LEVERS]))
        for label in labels:
            parts = str(label).split(TOGETHER)
            if len(parts) < 2 or str(label).endswith(OFF) or not set(parts) <= set(labels):
                continue
            bases = {one: base_of(one, labels) for one in (label, *parts)}
            gains = [_gain(grid, one, base) for one, base in bases.items()]
            if any(np.isnan(gain).all() for gain in gains):
                continue  # of an incomplete sample no two points may differ in this lever alone
            taken = grid.points.levels[LEVERS].isin([*bases, *bases.values()]).to_numpy()
            columns.append(gains[0] - np.sum(gains[1:], axis=0))
            rows.append(
                {
                    "outcome": grid.outcome,
                    "unit": grid.unit,
                    "levers": str(label),
                    "gain": float(np.nanmean(gains[0])),
                    "sum_of_parts": float(np.sum([np.nanmean(gain) for gain in gains[1:]])),
                    "undefined": int(np.isnan(grid.values[:, taken]).sum()),
                }
            )
    return _estimated(rows, columns)


def _gain(grid: _Grid, level: Any, base: Any) -> NDArray[np.float64]:
    with_it, without = grid.points.pairs(LEVERS, level, base)
    return _by_replicate(grid.values[:, with_it] - grid.values[:, without])


def _by_replicate(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of what is defined in each row, NaN where nothing is."""
    return deviations(differences.T)[0]


def _overall(values: NDArray[np.float64]) -> float:
    """Return the mean over replicates of the means of what each has."""
    return float(deviations(_by_replicate(values)[:, None])[0][0])


def _estimated(
    rows: Sequence[dict[str, Any]], columns: Sequence[NDArray[np.float64]]
) -> pd.DataFrame:
    """Add mean, interval and p-values of a column of replicates to each row."""
    if not rows:
        return pd.DataFrame()
    values = np.column_stack(columns)
    low, high = intervals(values)
    difference, _, count = deviations(values)
    p = p_values(values)
    frame = pd.DataFrame(rows).assign(
        difference=difference, low=low, high=high, p=p, p_holm=holm(p), replicates=count.astype(int)
    )
    first = [name for name in _FIRST if name in frame.columns]
    return frame[[*first, *frame.columns.drop(first)]]


def _standardised(treated: NDArray[np.float64], control: NDArray[np.float64]) -> float:
    """Return the difference over the spread of runs: Cohen's (1988) d; NaN without spread."""
    if treated.size < 2:
        return float("nan")
    spread = np.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2.0)
    return float((treated.mean() - control.mean()) / spread) if spread else float("nan")


def _cliffs_delta(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the share of pairs in which ``one`` is larger minus that in which it is smaller."""
    if not one.size:
        return float("nan")
    ordered = np.sort(other)
    below = np.searchsorted(ordered, one, side="left").sum()
    above = (len(other) - np.searchsorted(ordered, one, side="right")).sum()
    return float((below - above) / (len(one) * len(other)))


def _doubts(sample: Sample, effects: pd.DataFrame | None) -> Iterator[str]:
    count = sample.replicates
    if count < 2:
        yield "undefined because each point has one replicate: intervals and p-values"
    elif count < FEWEST_REPLICATES:
        yield (
            f"only {count} replicates: intervals take differences for about normal, and p is at "
            f"least {number(2.0 ** (1 - count))}; run at least {FEWEST_REPLICATES}"
        )
    if effects is None:
        return
    yield from _selected(effects)
    vague = int(((effects["low"] <= 0.0) & (effects["high"] >= 0.0)).sum())
    if vague:
        yield (
            f"{vague:,} of {many(len(effects), 'contrast')} are not told from none: their "
            "intervals include 0"
        )


def _selected(effects: pd.DataFrame) -> Iterator[str]:
    """Say which contrasts are of runs that are not equally often undefined."""
    unequal = effects[effects["undefined"] != effects["undefined_against"]]
    for row in unequal.head(MOST_SELECTED).to_dict("records"):
        yield (
            f"{row['outcome']} has no value in {many(row['undefined'], 'run')} where "
            f"{row['factor']} is {row['level']} and in {row['undefined_against']:,} where it is "
            f"{row['against']}: what is compared are those that have one, and they may be selected"
        )
    more = len(unequal) - MOST_SELECTED
    if more > 0:
        yield f"so it is with {many(more, 'contrast')} more: see undefined and undefined_against"
