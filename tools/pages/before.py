"""What was found before beside what is found now: patterns part by part, and drivers.

There are two befores: the first scorecard, and the one after measures were changed and before
mechanisms were. Each stands in ``model/validity`` as the commands wrote it then.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.drivers.effects import asked
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.wording import words
from tools.odd.markdown import table
from tools.pages.cells import with_interval
from tools.pages.drivers import found
from tools.pages.made import section
from tools.pages.runs import card
from tools.pages.sets import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = ROOT / "model" / "validity"

FIRST = FOLDER / "scorecard-before.csv"
"""The scorecard before measures were changed."""

MEASURED = FOLDER / "scorecard-measured.csv"
"""The scorecard after that, and before mechanisms were changed."""

DRIVERS = FOLDER / "drivers-measured.csv"
"""What drivers did before mechanisms were changed."""

NOTHING = "–"

Parts = dict[tuple[str, str, str, str], dict[str, Any]]
"""Rows of a scorecard by pattern, statistic, what it is of, and what is claimed."""


@section("before-after", "default")
def of_before_after() -> str:
    """Return the parts of all three scorecards side by side; a part of some has dashes."""
    cards = [pd.read_csv(FIRST), pd.read_csv(MEASURED), card("default")]
    return beside([parts_of(each) for each in cards])


@section("drivers-before-after", "drivers")
def of_drivers_before_after() -> str:
    """Return what each driver did before mechanisms were changed, and does now, in sd."""
    then, now = (asked(each) for each in (pd.read_csv(DRIVERS), found().effects))
    key = ["driver", "outcome", "world"]
    wide = now.merge(then, on=key, how="outer", suffixes=("", "_then"), sort=False)
    rows = [
        (
            words(one["driver"]),
            one["outcome"],
            one["world"],
            _effect(one, "_then"),
            _effect(one, ""),
        )
        for one in records(wide.sort_values(key, kind="stable"))
    ]
    return table(("driver, low to high", "outcome", "world", "effect before", "effect now"), rows)


def parts_of(frame: pd.DataFrame) -> Parts:
    """Return the rows of a scorecard by what each is known by."""
    rows = records(frame.assign(of=frame["of"].fillna("")))
    return {(row["id"], row["statistic"], row["of"], _claim(row)): row for row in rows}


def beside(cards: Sequence[Parts]) -> str:
    """Return a table of the parts of three scorecards, in the order of patterns, what is gone last.

    A part whose statistic was restated, or whose threshold moved, stands in two rows.
    """
    parts = list(dict.fromkeys(part for each in reversed(cards) for part in each))
    patterns = list(dict.fromkeys(part[0] for part in parts))
    rows = []
    for part in sorted(parts, key=lambda part: patterns.index(part[0])):
        name, statistic, of, claim = part
        told = [_told(each.get(part)) for each in cards]
        # One for each change: what stayed the same is said once.
        verdicts = [verdict for verdict, _ in groupby(verdict for _, verdict in told)]
        what = statistic + (f" ({words(of)})" if of else "")
        rows.append((name, what, claim, *(effect for effect, _ in told), " → ".join(verdicts)))
    heads = ("id", "statistic", "claimed", "at first", "measured anew", "now", "verdict")
    return table(heads, rows)


def _claim(row: dict[str, Any]) -> str:
    return f"{row['condition'].replace('_', ' ')} {row['threshold']:g}"


def _told(row: dict[str, Any] | None) -> tuple[str, str]:
    """Return effect with interval and verdict of a row, dashes where there is none."""
    if row is None:
        return NOTHING, NOTHING
    return with_interval(row["effect"], row["ci_low"], row["ci_high"]), row["verdict"]


def _effect(one: dict[str, Any], when: str) -> str:
    """Return an effect with its interval, and its size in sd."""
    if one[f"effect{when}"] is None:
        return NOTHING
    interval = with_interval(*(one[f"{name}{when}"] for name in ("effect", "low", "high")))
    size = one[f"effect_sd{when}"]
    return interval if size is None else f"{interval} ({size:+.2f} sd)"
