"""Compare levels and levers pair by pair, on shared random numbers.

A contrast is the mean difference of an outcome between a level and the first level of its factor,
all other factors and the replicate being equal: runs that differ in nothing else are paired, and
share their luck. Its interval is that of resampled replicates; its p-value is Student's t over
replicates, corrected for the number of contrasts by Holm (1979). Beside it stand the standardised
difference (over the spread of single runs) and Cliff's (1993) delta, the share of pairs of runs in
which the level does better minus the share in which it does worse.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.statistics.resampling import BUDGET, intervals
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.wording import interval, level_text, number, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample

QUESTION = "Which level or lever changes what, by how much, and how surely?"

FEWEST_REPLICATES = 20
"""Replicates below which the intervals are doubted."""

COPIES = 8
"""Copies that Student's test takes of what it is given, at most."""

MAX_SENTENCES = 8
MAX_INTERACTIONS = 3

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
    "p_holm",
)
"""Columns in the order in which they are read; the others follow."""

LEVERS, TOGETHER = "levers", "+"
"""Name of the factor of levers, and what joins levers that are pulled together."""


def contrasts(sample: Sample) -> Finding:
    """Compare each level with the first of its factor, and pairs of factors with their sum.

    Tables: ``contrasts`` (one row for each outcome and level), ``interactions`` (for each pair of
    factors and of their levels: how much more both change than each alone adds up to) and, where a
    design has levers, ``levers`` (the gain of a combination against the sum of its parts). Raises
    :class:`UnfitError` where no factor has levels to compare.
    """
    levelled = [factor for factor in sample.factors if len(factor.levels) > 1]
    if not levelled or any(factor.is_range for factor in sample.factors):
        raise UnfitError(
            f"{sample.results.directory} has no levels to compare: its factors take any value of a "
            "range; use the method of its sampler"
        )
    doubts: list[str] = []
    grids = []
    for outcome in sample.outcomes:
        try:
            grids.append(_Grid.of(sample, outcome))
        except UnfitError as error:
            doubts.append(f"left out: {error}")
    tables = {
        "contrasts": _effects(grids, levelled),
        "interactions": _interactions(grids, levelled),
    }
    if any(factor.name == LEVERS for factor in levelled):
        tables["levers"] = _sums(grids)
    tables = {name: table for name, table in tables.items() if len(table)}
    doubts += _doubts(sample, tables.get("contrasts"))
    return Finding("contrasts", QUESTION, tables, _sentences(tables), tuple(doubts))


@dataclass(frozen=True)
class _Grid:
    """An outcome of a full design, float64 (replicates, points), with the points' levels."""

    outcome: str
    unit: str
    values: NDArray[np.float64]
    points: pd.DataFrame

    @classmethod
    def of(cls, sample: Sample, outcome: str) -> _Grid:
        wide = sample.by_replicate(outcome)
        if not len(wide):
            raise UnfitError(f"no replicate of {outcome} is there at all points")
        return cls(outcome, sample.unit(outcome), wide, sample.points())

    def with_level(self, factor: str, level: Any) -> dict[tuple[Any, ...], int]:
        """Return the places of the points with a level, by their levels of all other factors."""
        others = self.points.columns.drop(factor)
        places = np.flatnonzero(self.points[factor].to_numpy() == level)
        rows = self.points[others].iloc[places].itertuples(index=False, name=None)
        return dict(zip(rows, places.tolist(), strict=True))

    def pairs(self, factor: str, level: Any, base: Any) -> tuple[list[int], list[int]]:
        """Return places of points that differ in this factor only: with the level, with base."""
        one, other = self.with_level(factor, level), self.with_level(factor, base)
        shared = [key for key in one if key in other]
        return [one[key] for key in shared], [other[key] for key in shared]


def _effects(grids: Sequence[_Grid], factors: Sequence[Factor]) -> pd.DataFrame:
    rows, columns = [], []
    for grid, factor in itertools.product(grids, factors):
        base, *levels = factor.levels
        for level in levels:
            pairs = grid.pairs(factor.name, level, base)
            treated, control = (grid.values[:, places] for places in pairs)
            if not treated.shape[1]:
                continue
            columns.append((treated - control).mean(axis=1))
            rows.append(
                {
                    "outcome": grid.outcome,
                    "unit": grid.unit,
                    "factor": factor.name,
                    "level": level_text(level),
                    "against": level_text(base),
                    "mean": treated.mean(),
                    "base_mean": control.mean(),
                    "standardised": _standardised(treated, control),
                    "cliffs_delta": _cliffs_delta(treated.ravel(), control.ravel()),
                    "pairs": treated.size,
                }
            )
    return _estimated(rows, columns)


def _interactions(grids: Sequence[_Grid], factors: Sequence[Factor]) -> pd.DataFrame:
    """Compare what two levels change together with the sum of what each changes alone."""
    rows, columns = [], []
    for grid in grids:
        for first, second in itertools.combinations(factors, 2):
            for one, other in itertools.product(_levels_compared(first), _levels_compared(second)):
                difference = _of_differences(grid, first, one, second, other)
                if difference is None:
                    continue
                columns.append(difference)
                rows.append(
                    {
                        "outcome": grid.outcome,
                        "unit": grid.unit,
                        "factor": first.name,
                        "level": level_text(one),
                        "against": level_text(first.levels[0]),
                        "with_factor": second.name,
                        "with_level": level_text(other),
                        "with_against": level_text(second.levels[0]),
                    }
                )
    return _estimated(rows, columns)


def _levels_compared(factor: Factor) -> tuple[Any, ...]:
    """Return the levels whose interactions are told: of numbers the largest, of names all."""
    return factor.levels[-1:] if factor.is_number else factor.levels[1:]


def _of_differences(
    grid: _Grid, first: Factor, one: Any, second: Factor, other: Any
) -> NDArray[np.float64] | None:
    """Return both minus each alone plus neither, by replicate, averaged over other factors."""
    names = list(grid.points.columns)
    place = {row: k for k, row in enumerate(grid.points.itertuples(index=False, name=None))}
    at = names.index(first.name), names.index(second.name)
    none, nil = first.levels[0], second.levels[0]
    found = []
    for row in place:
        if (row[at[0]], row[at[1]]) != (one, other):
            continue
        pairs = ((one, other), (one, nil), (none, other), (none, nil))
        corners = [place.get(_moved(row, at, pair), -1) for pair in pairs]
        if min(corners) >= 0:
            both, alone, also, neither = grid.values[:, corners].T
            found.append(both - alone - also + neither)
    return np.mean(found, axis=0) if found else None


def _moved(row: tuple[Any, ...], at: tuple[int, int], levels: tuple[Any, Any]) -> tuple[Any, ...]:
    """Return the levels of a point with those of two factors replaced."""
    moved = list(row)
    moved[at[0]], moved[at[1]] = levels
    return tuple(moved)


def _sums(grids: Sequence[_Grid]) -> pd.DataFrame:
    """Compare the gain of each combination of levers with the sum of the gains of its parts."""
    rows, columns = [], []
    for grid in grids:
        labels = list(dict.fromkeys(grid.points[LEVERS]))
        none = labels[0]
        for label in labels:
            parts = str(label).split(TOGETHER)
            if len(parts) < 2 or not set(parts) <= set(labels):
                continue
            gains = [_gain(grid, one, none) for one in (label, *parts)]
            columns.append(gains[0] - np.sum(gains[1:], axis=0))
            rows.append(
                {
                    "outcome": grid.outcome,
                    "unit": grid.unit,
                    "levers": str(label),
                    "gain": gains[0].mean(),
                    "sum_of_parts": float(np.sum([gain.mean() for gain in gains[1:]])),
                }
            )
    return _estimated(rows, columns)


def _gain(grid: _Grid, level: Any, base: Any) -> NDArray[np.float64]:
    with_it, without = grid.pairs(LEVERS, level, base)
    return np.asarray((grid.values[:, with_it] - grid.values[:, without]).mean(axis=1))


def _estimated(
    rows: Sequence[dict[str, Any]], columns: Sequence[NDArray[np.float64]]
) -> pd.DataFrame:
    """Add mean, interval and p-values of a column of replicates to each row."""
    if not rows:
        return pd.DataFrame()
    values = np.column_stack(columns)
    low, high = intervals(values)
    p = _p_values(values)
    frame = pd.DataFrame(rows).assign(
        difference=values.mean(axis=0), low=low, high=high, p=p, p_holm=holm(p)
    )
    first = [name for name in _FIRST if name in frame.columns]
    return frame[[*first, *frame.columns.drop(first)]]


def _p_values(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Student's p-values of zero means; 1 where all is zero, 0 where all is the same."""
    from scipy import stats

    if len(values) < 2:
        return np.full(values.shape[1], np.nan)
    constant = np.ptp(values, axis=0) == 0.0
    p = np.where(values[0] == 0.0, 1.0, 0.0)
    varied = np.flatnonzero(~constant)
    if len(varied):
        # Some at a time: the test takes several copies of all that it is given.
        at_once = max(BUDGET // (8 * COPIES * len(values)), 4)
        for some in np.array_split(varied, -(-len(varied) // at_once)):
            p[some] = stats.ttest_1samp(values[:, some], 0.0).pvalue
    return p


def _standardised(treated: NDArray[np.float64], control: NDArray[np.float64]) -> float:
    """Return the difference over the spread of runs: Cohen's (1988) d; NaN without spread."""
    if treated.size < 2:
        return float("nan")
    spread = np.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2.0)
    return float((treated.mean() - control.mean()) / spread) if spread else float("nan")


def _cliffs_delta(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the share of pairs in which ``one`` is larger minus that in which it is smaller."""
    ordered = np.sort(other)
    below = np.searchsorted(ordered, one, side="left").sum()
    above = (len(other) - np.searchsorted(ordered, one, side="right")).sum()
    return float((below - above) / (len(one) * len(other)))


def _doubts(sample: Sample, effects: pd.DataFrame | None) -> Iterator[str]:
    if sample.replicates < 2:
        yield "undefined because each point has one replicate: intervals and p-values"
    elif sample.replicates < FEWEST_REPLICATES:
        yield f"only {sample.replicates} replicates: intervals are too narrow; run at least 20"
    if effects is not None and sample.replicates > 1:
        vague = int(((effects["low"] <= 0.0) & (effects["high"] >= 0.0)).sum())
        if vague:
            yield (
                f"{vague:,} of {many(len(effects), 'contrast')} are not told from none: their "
                "intervals include 0"
            )


def _sentences(tables: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    effects = tables.get("contrasts", pd.DataFrame())
    if not len(effects):
        return ()
    sure = effects[effects["p_holm"] < SIGNIFICANCE]
    if not len(sure):
        return ("No level or lever makes a difference that can be told from chance.",)
    largest = _by_size(sure).drop_duplicates(["outcome", "factor"]).head(MAX_SENTENCES)
    together = tables.get("interactions", pd.DataFrame())
    return (
        *map(effect_sentence, records(largest)),
        *_interaction_sentences(together),
        *_surplus_sentences(tables.get("levers", pd.DataFrame())),
    )


def _by_size(effects: pd.DataFrame) -> pd.DataFrame:
    """Return contrasts by the size of what they change, the largest first."""
    sizes = effects["standardised"].abs().fillna(np.inf)
    return effects.loc[sizes.sort_values(ascending=False).index]


def headline(effects: pd.DataFrame) -> str:
    """Tell the largest of some contrasts, if any is told from chance."""
    sure = effects[effects["p_holm"] < SIGNIFICANCE]
    if len(sure):
        return effect_sentence(records(_by_size(sure).head(1))[0])
    return f"none of {many(len(effects), 'difference')} is told from chance"


def interaction_headline(together: pd.DataFrame, one: str, other: str) -> str:
    """Tell the surest interaction of two factors, if any is told from chance."""
    mine = together[(together["factor"] == one) & (together["with_factor"] == other)]
    sure = mine[mine["p_holm"] < SIGNIFICANCE].sort_values("p", kind="stable")
    if len(sure):
        return interaction_sentence(records(sure.head(1))[0])
    return (
        f"whether {words(one)} matters more at some levels of {words(other)} is not told from "
        f"chance in any of {many(len(mine), 'comparison')}"
    )


def effect_sentence(row: dict[str, Any]) -> str:
    """Say what a level changes, with its interval."""
    way = "higher" if row["difference"] > 0 else "lower"
    bounds = interval(*sorted((abs(row["low"]), abs(row["high"]))))
    return (
        f"{words(row['outcome'])} is {number(abs(row['difference']))} ({bounds}) {way} "
        f"{_where(row['factor'], row['level'])} than {_where(row['factor'], row['against'])}: "
        f"{number(row['mean'])} against {number(row['base_mean'])}."
    )


def _where(factor: str, level: str) -> str:
    """Say at which level, as in "where regime is one gate" or "with evaluation"."""
    if factor == LEVERS:
        return f"with {words(level)}"
    return f"where {words(factor)} is {words(level)}"


def interaction_sentence(row: dict[str, Any]) -> str:
    """Say how much more, or less, a level changes where another factor has a level of its own."""
    way = "more" if row["difference"] > 0 else "less"
    bounds = interval(*sorted((abs(row["low"]), abs(row["high"]))))
    return (
        f"Moving {words(row['factor'])} from {words(row['against'])} to {words(row['level'])} "
        f"adds {number(abs(row['difference']))} ({bounds}) {way} to "
        f"{words(row['outcome'])} {_where(row['with_factor'], row['with_level'])} than "
        f"{_where(row['with_factor'], row['with_against'])}."
    )


def _interaction_sentences(together: pd.DataFrame) -> Iterator[str]:
    """Tell the first interactions that are surely there, in the order of outcomes."""
    if len(together):
        sure = together[together["p_holm"] < SIGNIFICANCE]
        yield from map(interaction_sentence, records(sure.head(MAX_INTERACTIONS)))


def _surplus_sentences(sums: pd.DataFrame) -> Iterator[str]:
    """Say of the largest combination whether its parts need or replace each other."""
    if not len(sums):
        return
    size = sums["levers"].str.count(r"\+")
    for row in records(sums[(size == size.max()) & (sums["p_holm"] < SIGNIFICANCE)]):
        way = "more" if row["difference"] * row["sum_of_parts"] > 0 else "less"
        yield (
            f"Pulled together, {words(row['levers'])} change {words(row['outcome'])} by "
            f"{number(row['gain'])}, {way} than the sum of what each does alone, "
            f"{number(row['sum_of_parts'])} (surplus {interval(row['low'], row['high'])})."
        )
