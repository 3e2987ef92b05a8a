"""What is said of importance in sentences, and why to doubt it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.importance_columns import correlations
from paradiplomacy_analysis.statistics.importance_measures import RBD, SCORE
from paradiplomacy_analysis.wording import number, percent, words
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.importance_columns import Columns

MOST_TOLD = 3
"""Factors, and pairs of them, that are named."""

AMONG_MOST = 0.5
"""Part of the largest score from which on a factor is among those that matter most."""

NOISY = 0.5
"""Share of the variance of means that is chance above which importance is doubted."""

BLIND = 0.3
"""R squared of trees below which their scores describe little."""

CONVERGED = 1.0
"""Places that ranks may move between draws, by weight (Sarrazin, Pianosi & Wagener 2016,
Environmental Modelling & Software 79:135-152)."""

SHARING = ("saltelli", "morris", "draws")
"""Samplers whose points share coordinates."""


def sentences_of(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Say for each outcome which factors matter most; a doubt in the sample is said before."""
    for check in records(tables["checks"]):
        outcome = check["outcome"]
        mine = tables["importance"].query("outcome == @outcome")
        convergence = tables["convergence"].query("outcome == @outcome")
        yield from _of_outcome(words(outcome), mine, records(convergence))


def _of_outcome(
    about: str, table: pd.DataFrame, convergence: Sequence[dict[str, Any]]
) -> Iterator[str]:
    ranked = table[table["measure"] == SCORE].sort_values("rank")
    told = table[table["told"]].groupby("factor")["measure"].apply(list).to_dict()
    leading = [row for row in records(ranked) if row["factor"] in told]
    none = len(ranked) - len(leading)
    if not leading:
        factors = "the only factor" if none == 1 else f"none of {many(none, 'factor')}"
        yield f"For {about}, {factors} is told from columns of lot."
        return
    texts = [_told(row, told[row["factor"]], _measures(table, row)) for row in leading[:MOST_TOLD]]
    first = sum(row["value"] >= AMONG_MOST * leading[0]["value"] for row in leading[:MOST_TOLD])
    then = f", then {_listed(texts[first:])}" if texts[first:] else ""
    rest = len(leading) - len(texts)
    more = f", then {many(rest, 'other')}" if rest else ""
    without = f"; {many(none, 'factor')} not told from columns of lot" if none else ""
    verb = "matters" if first == 1 else "matter"
    said = f"{_listed(texts[:first])} {verb} most{then}{more}{without}."
    (score,) = (row for row in convergence if row["measure"] == SCORE)
    if score["settled"]:
        yield f"Of {about}, {said}"
    else:
        yield (
            f"The sample is too small to order what matters for {about} (between draws of its "
            f"points and replicates ranks move by {number(score['displacement'])} places, and are "
            f"to move by less than {CONVERGED:g}): as it is, {said}"
        )
    hidden = [row["factor"] for row in leading if told[row["factor"]] == [SCORE]]
    if hidden:
        names, one = [words(name) for name in hidden[:MOST_TOLD]], len(hidden) == 1
        yield (
            f"For {about}, {_listed(names)} {'is' if one else 'are'} told by scores alone: "
            f"what {'it does' if one else 'they do'} is small beside what others do, or shows only "
            "together with them."
        )


def _measures(table: pd.DataFrame, row: dict[str, Any]) -> int:
    """Return how many measures there are of a factor."""
    return int((table["factor"] == row["factor"]).sum())


def _told(row: dict[str, Any], by: Sequence[str], measures: int) -> str:
    ends = f"{percent(max(row['low'], 0.0))} to {percent(min(row['high'], 1.0))}"
    alone = f"; told by {_listed(by)} only" if len(by) < measures else ""
    return f"{words(row['factor'])} (score {percent(row['value'])}, {ends}{alone})"


def _listed(texts: Sequence[str]) -> str:
    *first, last = texts
    return f"{', '.join(first)} and {last}" if first else last


def doubts_of(tables: dict[str, pd.DataFrame], columns: Columns, sample: Sample) -> Iterator[str]:
    """Say why not to trust it, the gravest first."""
    checks = records(tables["checks"]) if tables else []
    for row in checks:
        yield from _of_values(row)
    pairs = correlations(columns)
    if pairs:
        named = ", ".join(
            f"{words(one)} with {words(other)} {number(size)}"
            for one, other, size in pairs[:MOST_TOLD]
        )
        more = f", and {many(len(pairs) - MOST_TOLD, 'pair')} more" * (len(pairs) > MOST_TOLD)
        yield (
            f"factors are correlated ({named}{more}): one may seem to matter because the other "
            "does, and shares of either cannot be told apart"
        )
    if sample.sampler in SHARING:
        yield (
            f"points of a sample of {sample.sampler} share coordinates: intervals take them for "
            "independent, and are too narrow"
        )
    if tables:
        found = tables["importance"]
        yield from _about_ranks(tables["convergence"], set(found.loc[found["told"], "outcome"]))
        yield from _about_rbd(found, columns, sample)


def _of_values(row: dict[str, Any]) -> Iterator[str]:
    about, noise = row["outcome"], row["noise"]
    if row["r2"] < BLIND:
        yield (
            f"{about}: trees foretell {percent(max(row['r2'], 0.0))} of the variance at points "
            "they have not seen: scores describe little"
        )
    if noise is None:
        yield f"{about}: how much of its variance is chance is not told by one replicate a point"
    elif noise > NOISY:
        yield (
            f"{about}: {percent(noise)} of the variance of means over "
            f"{many(row['replicates'], 'replicate')} is chance, and would be another of other "
            "replicates: take more"
        )
    if row["undefined"]:
        yield f"{about}: {many(row['undefined'], 'run')} without a value left out of means"


def _about_ranks(table: pd.DataFrame, told: set[str]) -> Iterator[str]:
    unsettled = table[~table["settled"] & table["outcome"].isin(told)]
    for outcome, rows in unsettled.groupby("outcome", sort=False):
        by, places = _listed(list(rows["measure"])), number(rows["displacement"].max())
        yield (
            f"{outcome}: ranks by {by} are not settled: they move by up to {places} places between "
            "draws of points and replicates; take more of either"
        )


def _about_rbd(table: pd.DataFrame, columns: Columns, sample: Sample) -> Iterator[str]:
    has = table.loc[table["measure"] == RBD, "factor"].nunique()
    if has < columns.count:
        where = f"{columns.count - has} of {columns.count} factors" if has else "all factors"
        yield (
            f"left out: RBD-FAST of {where}, as it is of ranges in samples of lhs or sobol"
            + ("" if has else f", and this is one of {sample.sampler}")
        )
