"""Boxes of scenario discovery as a page shows them: what each asks for, and which points it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.exploring.switches import Switch
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_analysis.statistics.choice import FAILURE, SUCCESS
from paradiplomacy_analysis.statistics.conditions import Condition, comparable, met
from paradiplomacy_analysis.statistics.discovery import sure_boxes
from paradiplomacy_analysis.wording import percent, sentence_case, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample

VERBS = {SUCCESS: "succeed", FAILURE: "do not succeed"}


@dataclass(frozen=True)
class Side:
    """What a box asks of one factor: bounds within those of the factor, or some of its levels.

    ``text`` says it; ``start`` and ``width`` are the part of the factor's range, 0 to 1, and None
    of levels.
    """

    factor: str
    text: str
    start: float | None = None
    width: float | None = None


@dataclass(frozen=True)
class Boxed:
    """A box: what it asks, how many of its points succeed (or do not), and which it has.

    ``title`` has the share of points inside that do, ``coverage`` is the share of all that do which
    are inside, both by the points that had no part in the search, of which it has ``judged``
    points. ``switch`` chooses the points inside, or those outside.
    """

    title: str
    verb: str
    sides: tuple[Side, ...]
    coverage: float
    judged: int
    switch: Switch


def boxes_of(sample: Sample, findings: Iterable[Finding]) -> list[Boxed]:
    """Return the boxes that hold for points which had no part in their search, if there are any."""
    found = next((each for each in findings if each.method == "discovery" and each.tables), None)
    if found is None or "boxes" not in found.tables:
        return []
    points, limits = comparable(sample), found.tables["limits"]
    told: list[Boxed] = []
    for row in sure_boxes(found.tables).to_dict("records"):
        mine = limits[(limits["outcome"] == row["outcome"]) & (limits["box"] == row["box"])]
        asked = {
            side["factor"]: _condition(side, points[side["factor"]])
            for side in mine.to_dict("records")
        }
        verb = VERBS[row["outcome"]]
        told.append(
            Boxed(
                title=f"Box {len(told) + 1}: {percent(row['density'])} of points {verb}, against "
                f"{percent(row['base'])} everywhere",
                verb=verb,
                sides=tuple(_side(sample, factor, one) for factor, one in asked.items()),
                coverage=row["coverage"],
                judged=row["points"],
                switch=_switch(len(told) + 1, met(asked, points)),
            )
        )
    return told


def _switch(number: int, inside: NDArray[np.bool_]) -> Switch:
    options = (f"points outside box {number}", f"points inside box {number}")
    codes = inside.astype(np.int64)
    return Switch(f"box {number}", f"box {number}", options, codes, (0, 0), alone=True)


def _condition(row: Mapping[str, Any], column: pd.Series) -> Condition:
    """Return a row of the table of limits as the condition that it was."""
    if row["levels"]:
        listed = f", {row['levels']}, "
        return Condition(levels=tuple(x for x in column.cat.categories if f", {x}, " in listed))
    low, high = (None if pd.isna(row[end]) else float(row[end]) for end in ("low", "high"))
    return Condition(low, high)


def _side(sample: Sample, name: str, asked: Condition) -> Side:
    factor = next(each for each in sample.factors if each.name == name)
    text = sentence_case(inert(asked.text(name), 200))
    if asked.levels:
        return Side(inert(words(name)), text)
    ends = (
        (factor.low, factor.high) if factor.is_range else (min(factor.levels), max(factor.levels))
    )
    lowest, highest = float(ends[0] or 0.0), float(ends[1] or 0.0)
    low = lowest if asked.low is None else asked.low
    high = highest if asked.high is None else asked.high
    size = (highest - lowest) or 1.0
    return Side(inert(words(name)), text, (low - lowest) / size, (high - low) / size)
