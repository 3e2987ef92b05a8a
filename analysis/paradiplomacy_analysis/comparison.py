"""The finding about several result directories: how far their indicators lie apart.

Each directory is held against the first. Runs of one seed are paired by their factors and replicate
(common random numbers), others are not; see :mod:`~paradiplomacy_results.pairing`. What directories
do not have in common is named, and left out.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.wording import interval, number, sentence_case, words
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.pairing import Held, Side, held_together, side_of
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_analysis.labelled import Labelled
    from paradiplomacy_results.reading import Results

METHOD = "comparison"

QUESTION = "How far do the results lie apart?"

MAX_SENTENCES = 12

MAX_NAMED = 6
"""Names of what is not in common that are told."""

COLUMNS = (
    "outcome", "label", "against", "difference", "low", "high", "unit", "mean", "base_mean",
    "paired", "n", "undefined", "undefined_against",
)  # fmt: skip


def comparison(several: Sequence[Labelled], outcomes: Sequence[str] = ()) -> Finding:
    """Hold the indicators of each directory against those of the first.

    Table ``comparison``: outcome, label and against (which directories), difference (of their
    means, the latter subtracted) with its 95 % interval low to high, unit, mean and base_mean,
    paired (whether runs share their random numbers), n (pairs, or else runs of both), undefined and
    undefined_against (runs without a value, which are left out). ``outcomes`` are by default the
    headline indicators that both have. The answer is the first outcome of each.
    """
    first, *others = several
    base = side_of(first.results)
    rows: list[dict[str, Any]] = []
    doubts: list[str] = []
    for other in others:
        side = side_of(other.results)
        names = compared_outcomes(first.results, other.results, outcomes)
        held = held_together(base, side, names, pairs_only=False)
        rows += _rows(first.label, other.label, held)
        pair = f"{other.label} and {first.label}"
        doubts += [f"{pair}: {each}" for each in _apart(base, side, held)]
    notes = [f"{each.label}: {each.results.note}" for each in several if each.results.note]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    sentences = tuple(_sentences(table))
    return Finding(
        method=METHOD,
        question=QUESTION,
        tables={METHOD: table} if len(table) else {},
        sentences=sentences,
        doubts=(*notes, *doubts, *_vague(table)),
        answer=" ".join(_sentence(row) for row in records(table.drop_duplicates("label"))),
    )


def compared_outcomes(one: Results, other: Results, outcomes: Sequence[str] = ()) -> list[str]:
    """Return what is compared of two directories: what is asked for, or else headline indicators.

    It is what both have.
    """
    shared = [name for name in one.manifest.measured(RUNS) if name in other.indicators]
    shared = [name for name in shared if name in other.manifest.measured(RUNS)]
    headlines = [name for name in shared if one.indicators[name].headline]
    return [name for name in outcomes if name in shared] if outcomes else headlines or shared


def _rows(against: str, label: str, held: Held) -> Iterator[dict[str, Any]]:
    for each in held.indicators:
        if each.difference is None:
            continue
        told = asdict(each)
        yield {
            "outcome": each.name,
            "label": label,
            "against": against,
            "low": told["ci_low"],
            "high": told["ci_high"],
            "mean": told["second"],
            "base_mean": told["first"],
            "paired": held.pairs is not None,
            "undefined": each.undefined[1],
            "undefined_against": each.undefined[0],
            **{name: told[name] for name in ("difference", "unit", "n")},
        }


def _apart(one: Side, other: Side, held: Held) -> Iterator[str]:
    """Say why runs are not paired, and what two directories do not have in common."""
    if held.pairs is None:
        yield f"runs are not paired, since {_why(one, other)}: intervals are wider for it"
    else:
        unpaired = len(one.runs) + len(other.runs) - 2 * held.pairs
        if unpaired:
            yield f"{many(unpaired, 'run')} without a partner of the same point and replicate"
    sides = (one.manifest, other.manifest)
    months = [manifest.months for manifest in sides]
    if months[0] != months[1]:
        last = f"runs last {months[1]:,} and {many(months[0], 'month')}"
        yield f"{last}: values at their ends are not of one time"
    starts = [manifest.config["scenario"]["start"] for manifest in sides]
    if starts[0] != starts[1]:
        yield f"runs begin in {starts[1]} and in {starts[0]}"
    factors = [list(manifest.layout.factors) for manifest in sides]
    yield from _not_shared("factors", *factors)
    yield from _not_shared("indicators", *(manifest.measured(RUNS) for manifest in sides))


def _why(one: Side, other: Side) -> str:
    if one.manifest.seed != other.manifest.seed:
        return f"their seeds differ ({other.manifest.seed} and {one.manifest.seed})"
    if list(one.manifest.layout.factors) != list(other.manifest.layout.factors):
        return "their factors differ"
    return "none has a partner of the same point and replicate"


def _not_shared(what: str, one: Sequence[str], other: Sequence[str]) -> Iterator[str]:
    lone = [name for name in one if name not in other]
    others = [name for name in other if name not in one]
    for whose, names in (("first", others), ("latter", lone)):
        if names:
            told = ", ".join(names[:MAX_NAMED])
            more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
            yield f"{what} of the {whose} only: {told}{more}"


def _sentences(table: pd.DataFrame) -> Iterator[str]:
    """Tell the differences that are told from none, by label and in the order of outcomes."""
    sure = table[(table["low"] > 0.0) | (table["high"] < 0.0)]
    yield from map(_sentence, records(sure.head(MAX_SENTENCES)))
    if len(table):
        told = f"{len(sure):,} of {many(len(table), 'difference')}"
        yield f"{told} are told from none by their intervals."


def _sentence(row: dict[str, Any]) -> str:
    outcome = sentence_case(words(row["outcome"]))
    means = f"{number(row['mean'])} against {number(row['base_mean'])}"
    if row["difference"] == 0.0:
        return (
            f"{outcome} is the same on average in {row['label']} and in {row['against']}: {means}."
        )
    way = "higher" if row["difference"] > 0.0 else "lower"
    sign = 1.0 if row["difference"] > 0.0 else -1.0
    bounds = "no interval"
    if row["low"] is not None and row["high"] is not None:
        bounds = interval(*sorted((sign * row["low"], sign * row["high"])))
    size = f"{number(abs(row['difference']))} ({bounds})"
    return f"{outcome} is {size} {way} in {row['label']} than in {row['against']}: {means}."


def _vague(table: pd.DataFrame) -> Iterator[str]:
    none = int(table["low"].isna().sum())
    if none:
        yield f"undefined because there is one replicate or point: {many(none, 'interval')}"
    selected = table[table["undefined"] != table["undefined_against"]]
    for row in records(selected.head(MAX_NAMED)):
        yield (
            f"{row['outcome']} has no value in {many(row['undefined'], 'run')} of {row['label']} "
            f"and {row['undefined_against']:,} of {row['against']}: the others may be selected"
        )
    if len(table) > 1:
        yield (
            f"of {len(table)} intervals of 95 %, one in twenty excludes 0 by chance where nothing "
            "differs"
        )
