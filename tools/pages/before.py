"""The scorecard as it was beside the one that is, part by part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.wording import words
from tools.odd.markdown import table
from tools.pages.cells import with_interval
from tools.pages.made import section
from tools.pages.runs import card

BEFORE = Path(__file__).parents[2] / "model" / "validity" / "scorecard-before.csv"
"""The scorecard before measures were changed, as ``paradiplomacy patterns`` wrote it."""

NOTHING = "–"

Parts = dict[tuple[str, str, str, str], dict[str, Any]]
"""Rows of a scorecard by pattern, statistic, what it is of, and what is claimed."""


@section("before-after", "default")
def of_before_after() -> str:
    """Return the parts of both scorecards side by side; a part of one alone has a dash."""
    return beside(parts_of(pd.read_csv(BEFORE)), parts_of(card("default")))


def parts_of(frame: pd.DataFrame) -> Parts:
    """Return the rows of a scorecard by what each is known by."""
    rows = records(frame.assign(of=frame["of"].fillna("")))
    return {(row["id"], row["statistic"], row["of"], _claim(row)): row for row in rows}


def beside(then: Parts, now: Parts) -> str:
    """Return a table of the parts of two scorecards, patterns in order, what is gone last in each.

    A part whose statistic was restated, or whose threshold moved, stands in two rows.
    """
    patterns = list(dict.fromkeys(part[0] for part in (*now, *then)))
    rows = []
    for part in sorted(now | then, key=lambda part: patterns.index(part[0])):
        name, statistic, of, claim = part
        old, new = (_told(parts.get(part)) for parts in (then, now))
        same = "" if old[1] == new[1] else f"{old[1]} → **{new[1]}**"
        what = statistic + (f" ({words(of)})" if of else "")
        rows.append((name, what, claim, old[0], new[0], same or new[1]))
    heads = ("id", "statistic", "claimed", "effect before", "effect now", "verdict")
    return table(heads, rows)


def _claim(row: dict[str, Any]) -> str:
    return f"{row['condition'].replace('_', ' ')} {row['threshold']:g}"


def _told(row: dict[str, Any] | None) -> tuple[str, str]:
    """Return effect with interval and verdict of a row, dashes where there is none."""
    if row is None:
        return NOTHING, NOTHING
    return with_interval(row["effect"], row["ci_low"], row["ci_high"]), row["verdict"]
