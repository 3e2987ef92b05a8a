"""The yearly histories of ties, sorted: which kinds there are, and how many are of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.statistics.sequences import ABSENT, STATES, sequences
from paradiplomacy_analysis.statistics.sorting import (
    LEAST_WIDTH,
    NUMBERS,
    PERMUTATIONS,
    STABLE,
    sort_histories,
)
from paradiplomacy_analysis.wording import number, percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_means

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.sequences import Sequences
    from paradiplomacy_analysis.statistics.sorting import Sorted
    from paradiplomacy_results.reading import Results

QUESTION = "Which kinds of histories do ties have, and how often?"

SHARE = "share_"
"""What stands before the name of a class where its share of a run's ties is an outcome."""

ONE_TIE = 0.9
"""Share of a class that one tie has from which on it is told."""


def histories(sample: Sample) -> Finding:
    """Sort the yearly histories of all ties of all runs into classes.

    Tables: ``classes`` (class, words, histories, share with low and high, the 95 % interval over
    runs, stability), ``ties`` (run, partnership, class), ``states`` (class, month, state, share),
    ``numbers`` (classes, silhouette, and the mean of the best one of chance). The answer names the
    largest class. Where nothing is told from chance there are no classes, which the first doubt
    says. Raises :class:`UnfitError` where the table of histories or one of its columns is missing.
    """
    seen = sequences(sample.results, sample.runs["run"].to_numpy())
    found = sort_histories(seen.states)
    doubts = tuple(_doubts(seen, found, sample.replicates))
    tables = {"numbers": found.numbers} if len(found.numbers) else {}
    if not found.names:
        return Finding("histories", QUESTION, tables, (), doubts)
    table = _classes(seen, found)
    ties = seen.ties.assign(**{"class": np.array(found.names)[found.label]})
    tables = {"classes": table, "ties": ties, "states": _shares(seen, found), **tables}
    sentences = tuple(_sentences(table, found, len(seen.ties)))
    return Finding("histories", QUESTION, tables, sentences, doubts, sentences[1])


def class_shares(results: Results, runs: pd.Series, wanted: Collection[str]) -> pd.DataFrame:
    """Return the share of each run's ties in each class, a column ``share_CLASS`` of those wanted.

    A run without a followed tie has NaN. Raises :class:`UnfitError` for a class that there is not,
    with those that there are, and where none is told from chance.
    """
    seen = sequences(results, runs.to_numpy())
    found = sort_histories(seen.states)
    if not found.names:
        raise UnfitError(f"{', '.join(wanted)}: {results.directory} has no classes, {_nothing()}")
    names = np.array([SHARE + name for name in found.names])
    strangers = [name for name in wanted if name not in names]
    if strangers:
        raise UnfitError(
            f"{', '.join(strangers)}: no class of histories in {results.directory}; there are "
            f"{', '.join(names)}"
        )
    table = pd.crosstab(seen.ties["run"], names[found.label], normalize="index")
    shares = table.reindex(index=runs.to_numpy(), columns=list(wanted))
    return shares.set_axis(runs.index, axis=0)


def shares_named(*texts: str) -> list[str]:
    """Return the shares of classes that names and expressions speak of."""
    found = re.findall(rf"\b{SHARE}\w+", " ".join(texts))
    return list(dict.fromkeys(found))


def _classes(seen: Sequences, found: Sorted) -> pd.DataFrame:
    of_runs = pd.crosstab(seen.ties["run"], found.label, normalize="index")
    count = len(of_runs)
    low, high = of_means(
        of_runs.mean(), of_runs.var() * (count - 1), [count] * of_runs.shape[1], 0.0, 1.0
    )
    return pd.DataFrame(
        {
            "class": found.names,
            "words": found.words,
            "histories": np.bincount(found.label, minlength=len(found.names)),
            "share": of_runs.mean().to_numpy(),
            "low": low,
            "high": high,
            "stability": found.stability,
        }
    )


def _shares(seen: Sequences, found: Sorted) -> pd.DataFrame:
    """Return the share of the ties that are there in each state, by class and month."""
    rows = []
    for place, name in enumerate(found.names):
        states = seen.states[found.label == place]
        there = (states != ABSENT).sum(axis=0)
        for code, state in enumerate(STATES):
            share = (states == code).sum(axis=0) / np.where(there, there, np.nan)
            medoid = found.medoids[place] == code
            rows.append(
                pd.DataFrame(
                    {
                        "class": name,
                        "month": seen.months,
                        "state": state,
                        "share": share,
                        "medoid": medoid,
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def _nothing() -> str:
    return f"since no number of classes between {NUMBERS[0]} and {NUMBERS[-1]} is told from chance"


def _doubts(seen: Sequences, found: Sorted, replicates: int) -> Iterator[str]:
    total = len(seen.ties)
    if not len(found.numbers):
        yield f"undefined because the {total:,} histories differ too little to be sorted"
        return
    if not found.names:
        best = found.numbers["silhouette"].max()
        yield (
            f"no number of classes between {NUMBERS[0]} and {NUMBERS[-1]} is told from chance: the "
            f"best mean silhouette is {number(best)} (p {found.p:.2f}; {LEAST_WIDTH} is needed)"
        )
        return
    for name, value in zip(found.names, found.stability, strict=True):
        if value < STABLE:
            yield f"{name} dissolves when histories are drawn again: Jaccard {number(value)}"
    if replicates == 1:
        yield (
            "one replicate: points share one draw of chance, and a class may be no more than what "
            "it did to a tie; repeat with more"
        )
    yield from _of_one_tie(seen, found)
    if found.sorted_of < total:
        yield (
            f"{found.sorted_of:,} of {total:,} histories, drawn by lot, were sorted; the others "
            "joined the class of the nearest medoid"
        )
    yield (
        "chance is that of states dealt anew each year: a tie that only keeps its state for long "
        "differs from it too"
    )


def _of_one_tie(seen: Sequences, found: Sorted) -> Iterator[str]:
    """Say which classes are hardly more than one of several ties."""
    partnership = seen.ties["partnership"]
    if len(partnership.unique()) < 2:
        return
    for place, name in enumerate(found.names):
        share = partnership[found.label == place].value_counts(normalize=True)
        if share.iloc[0] >= ONE_TIE:
            yield f"{name} is hardly more than one tie: {percent(share.iloc[0])} {share.index[0]}"


def _sentences(table: pd.DataFrame, found: Sorted, total: int) -> Iterator[str]:
    ranked = found.numbers.sort_values("silhouette", ascending=False, kind="stable")
    best, *others = records(ranked)
    second = (
        f", against {number(others[0]['silhouette'])} of {others[0]['classes']}" if others else ""
    )
    yield (
        f"{total:,} histories are sorted into {best['classes']} classes: their mean silhouette is "
        f"{number(best['silhouette'])}{second}, and {number(best['chance'])} in the mean of "
        f"{PERMUTATIONS} deals of chance (p {found.p:.2f})."
    )
    for row in records(table):
        between = ""
        if row["low"] is not None and row["high"] is not None:
            between = f" ({percent(row['low'])} to {percent(row['high'])})"
        yield f"{percent(row['share'])}{between} of a run's ties: {row['words']} ({row['class']})."
