"""How each tie of one world fares: means of the headline indicators, with intervals over runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.finding import Finding, records
from paradiplomacy_analysis.wording import number, sentence_case, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.intervals import of_means
from paradiplomacy_results.layout import PARTNERSHIPS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.declared import DeclaredIndicator

QUESTION = "Which ties are steady, ceremonial, silent or led by NGOs?"

TOLD = ("continuity", "trust", "ceremonial_share", "dormant_share", "ngo_led_share")
"""Indicators that are told in sentences, the first of which ranks the ties."""

MOST_TIES = 1000
"""Ties of a world that are told one by one."""

MAX_SENTENCES = 12

FEW_RUNS = 20
"""Runs below which the intervals are doubted."""


def ties(sample: Sample) -> Finding:
    """Estimate the headline indicators of each tie of one world.

    They are the ties that the scenario states; others are founded in some runs only. Table
    ``ties``: partnership, outcome, mean, low and high (the 95 % interval over runs, within the
    bounds of the indicator), unit, runs in which it is defined, and undefined, those in which the
    tie is there without a value. The answer names the ties in which the indicators of :data:`TOLD`
    are highest, and of the first the lowest too. Raises :class:`UnfitError` for several points, or
    where ties were not recorded.
    """
    if not of_one_world(sample):
        raise UnfitError(f"{sample.results.directory} is no run of one world with its ties")
    table = _estimates(sample)
    shown = [outcome for outcome in TOLD if (table["outcome"] == outcome).any()]
    return Finding(
        method="ties",
        question=QUESTION,
        tables={"ties": table},
        sentences=tuple(_sentences(table, shown)),
        doubts=tuple(_doubts(table, shown, sample.replicates)),
        answer=" ".join(_answer(table, shown)),
    )


def of_one_world(sample: Sample) -> bool:
    """Tell whether results are runs of one world, with a row for each of not too many ties."""
    manifest = sample.results.manifest
    known = 0 < manifest.entities.get("partnerships", 0) <= MOST_TIES
    return manifest.points == 1 and known and sample.results.has(PARTNERSHIPS)


def _estimates(sample: Sample) -> pd.DataFrame:
    results = sample.results
    declared = results.indicators
    measured = results.manifest.measured(PARTNERSHIPS)
    outcomes = [name for name in measured if declared[name].headline]
    rows = results.read(PARTNERSHIPS, ["run", "partnership", *outcomes])
    rows = rows[rows["partnership"].isin(list(results.config["partnerships"]))]
    grouped = rows.groupby("partnership", observed=True, sort=True)
    parts = []
    for outcome in outcomes:
        found = grouped[outcome].agg(["mean", "var", "count", "size"])
        parts.append(_within(found, outcome, declared[outcome]))
    whole = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["outcome"])
    return whole.dropna(subset="mean").reset_index(drop=True) if len(whole) else whole


def _within(found: pd.DataFrame, outcome: str, declared: DeclaredIndicator) -> pd.DataFrame:
    """Return a row for each tie; intervals end at the bounds of the indicator."""
    squares = found["var"] * (found["count"] - 1)
    low, high = of_means(found["mean"], squares, found["count"], declared.low, declared.high)
    return pd.DataFrame(
        {
            "partnership": found.index.astype(str),
            "outcome": outcome,
            "mean": found["mean"].to_numpy(),
            "low": low,
            "high": high,
            "unit": declared.unit,
            "runs": found["count"].to_numpy(),
            "undefined": (found["size"] - found["count"]).to_numpy(),
        }
    )


def _ranked(table: pd.DataFrame, outcome: str) -> list[dict[str, Any]]:
    """Return the ties by an outcome, the highest first."""
    rows = table[table["outcome"] == outcome]
    return records(rows.sort_values(["mean", "partnership"], ascending=[False, True]))


def _answer(table: pd.DataFrame, shown: list[str]) -> Iterator[str]:
    for place, outcome in enumerate(shown):
        highest, *others = _ranked(table, outcome)
        name = sentence_case(words(outcome))
        if not others:
            yield f"{name} is {_size(highest)}."
        elif highest["mean"] == 0.0:
            yield f"{name} is 0 in every tie."
        else:
            lowest = f", and lowest in {_named(others[-1])}" if place == 0 else ""
            yield f"{name} is highest in {_named(highest)}{lowest}."


def _sentences(table: pd.DataFrame, shown: list[str]) -> Iterator[str]:
    """Tell of each tie, in the order of the first indicator."""
    if not shown:
        return
    order = [row["partnership"] for row in _ranked(table, shown[0])]
    for tie in order[:MAX_SENTENCES]:
        rows = {row["outcome"]: row for row in records(table[table["partnership"] == tie])}
        parts = [f"{words(name)} {_size(rows[name])}" for name in shown if name in rows]
        yield f"{tie}: {', '.join(parts)}."


def _doubts(table: pd.DataFrame, shown: list[str], runs: int) -> Iterator[str]:
    if runs < 2:
        yield "undefined because there is one run: intervals"
    elif runs < FEW_RUNS:
        yield f"{many(runs, 'run')} only: intervals take values for about normal; run {FEW_RUNS}"
    yield from _undefined(table[table["outcome"].isin(shown)])
    ranked = _ranked(table, shown[0]) if shown and runs > 1 else []
    if len(ranked) > 1 and _overlap(*ranked[:2]):
        first, second = (row["partnership"] for row in ranked[:2])
        yield (
            f"{first} and {second} are not told apart by {words(shown[0])}: their intervals overlap"
        )


def _undefined(table: pd.DataFrame) -> Iterator[str]:
    """Say of which indicators means leave runs out, and whether unequally many of some ties."""
    for outcome, rows in table.groupby("outcome", sort=False):
        missing = rows["undefined"]
        if not missing.any():
            continue
        worst = rows.iloc[int(missing.to_numpy().argmax())]
        unequal = missing.min() < missing.max()
        selected = ": ties are compared by runs that may be selected" if unequal else ""
        yield (
            f"{words(str(outcome))} has no value in {worst['undefined']:,} of "
            f"{many(int(worst['undefined'] + worst['runs']), 'run')} of {worst['partnership']}, "
            f"{missing.min():,} to {missing.max():,} a tie{selected}"
        )


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two intervals overlap, the first being that of the higher mean."""
    defined = one["low"] is not None and other["high"] is not None
    return not defined or bool(one["low"] <= other["high"])


def _named(row: dict[str, Any]) -> str:
    return f"{row['partnership']}, {_size(row)}"


def _size(row: dict[str, Any]) -> str:
    """Return mean and interval, as in "0.2 (0.1 to 0.3)"."""
    if row["low"] is None:
        return _short(row["mean"])
    if row["low"] == row["high"]:
        return f"{_short(row['mean'])} in all runs"
    return f"{_short(row['mean'])} ({_short(row['low'])} to {_short(row['high'])})"


def _short(value: float) -> str:
    return "0" if value == 0.0 else "1" if value == 1.0 else number(value)
