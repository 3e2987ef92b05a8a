"""Figures of the page: those of the analysis, of both sides, with their words and their numbers."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.labelled import Labelled
from paradiplomacy_analysis.report import Picture, picture
from paradiplomacy_analysis.wording import cell, phrase
from paradiplomacy_app.choice import SIDES
from paradiplomacy_results.errors import NotRecordedError, TooLargeError, UnfitError
from paradiplomacy_results.layout import HISTORIES, SERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from paradiplomacy_results.reading import Results

BESIDE = {
    "carriers": "Who carries the tie",
    "trust": "Trust, by track and direction",
    "approval": "Waiting for clearance",
}
"""Figures that stand side by side, one for each side, and their headings."""

OVERLAID = {
    "papers": ("Papers", ("signed_share", "mou_share", "promised", "delivered")),
    "money": ("Money", ("cost", "cost_ngo", "cost_total", "budget")),
}
"""Figures in which both sides lie over one another: heading, and outcomes over time."""

COLUMNS = {
    "carriers": ("active_years_g2g", "active_years_ngo", "continuity"),
    "trust": ("trust_government_first", "trust_government_second", "trust_society_first",
              "trust_society_second"),
    "approval": ("approval_months", "clearance_months_first", "clearance_months_second"),
}  # fmt: skip
"""Columns of the yearly histories that say in numbers what a figure shows."""

HISTORY = "history"

_DRAWING = threading.Lock()
"""Styles of matplotlib are those of the whole process, so that one figure is drawn at a time."""


@dataclass(frozen=True)
class Numbers:
    """A table that says in numbers what a figure shows, all cells as text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str


@dataclass(frozen=True)
class Shown:
    """A figure of both sides: its heading, pictures and numbers, or why there are none."""

    name: str
    heading: str
    pictures: Mapping[str, Picture]
    why_not: str = ""
    numbers: Numbers | None = None


def drawn(baseline: Results, variant: Results, tie: str) -> Iterator[Shown]:
    """Draw each figure of both sides, one after the other, with its numbers."""
    sides = dict(zip(SIDES, (baseline, variant), strict=True))
    for name, heading in BESIDE.items():
        yield _shown(name, heading, partial(_beside, name, sides, tie),
                     partial(_of_tie, sides, tie, COLUMNS.get(name, ())))  # fmt: skip
    for name, (heading, outcomes) in OVERLAID.items():
        yield _shown(name, heading, partial(_overlaid, sides, outcomes),
                     partial(_of_world, sides, outcomes))  # fmt: skip


def history(baseline: Results, variant: Results, tie: str, run: int) -> Shown:
    """Draw one run of a tie on both sides."""
    sides = dict(zip(SIDES, (baseline, variant), strict=True))

    def draw() -> dict[str, Picture]:
        return {
            side: _picture(FIGURES[HISTORY].draw(each, tie, run, size="column"), HISTORY, each)
            for side, each in sides.items()
        }

    return _shown(HISTORY, "The history of the tie", draw)


def _shown(
    name: str,
    heading: str,
    draw: Callable[[], Mapping[str, Picture]],
    count: Callable[[], Numbers | None] = lambda: None,
) -> Shown:
    try:
        with _DRAWING:
            return Shown(name, heading, draw(), numbers=count())
    except (NotRecordedError, TooLargeError, UnfitError, KeyError) as error:
        return Shown(name, heading, {}, str(error))


def _beside(name: str, sides: Mapping[str, Results], tie: str) -> dict[str, Picture]:
    spec = FIGURES[name]
    chosen: dict[str, Any] = {"ties": [tie]} if tie and spec.draws("ties") else {}
    return {
        side: _picture(spec.draw(results, size="column", **chosen), name, results)
        for side, results in sides.items()
    }


def _overlaid(sides: Mapping[str, Results], outcomes: Sequence[str]) -> dict[str, Picture]:
    several = [Labelled(side, results) for side, results in sides.items()]
    overlay = FIGURES["trajectories"].overlay
    if overlay is None:
        raise UnfitError("trajectories are not drawn over one another")
    figure = overlay(several, outcomes, size="slide")
    summary = FIGURES["trajectories"].summary
    return {"both": picture(figure, "trajectories", summary, list(sides.values()))}


def _picture(figure: Any, name: str, results: Results) -> Picture:
    return picture(figure, name, FIGURES[name].summary, results)


def _of_tie(sides: Mapping[str, Results], tie: str, columns: Sequence[str]) -> Numbers | None:
    """Return means over runs of columns of the histories of a tie, year by year."""
    frames = {}
    for side, results in sides.items():
        frame = results.read(HISTORIES)
        frames[side] = frame[frame["partnership"] == tie]
    return _by_year(sides, frames, columns, "of the tie")


def _of_world(sides: Mapping[str, Results], columns: Sequence[str]) -> Numbers | None:
    """Return means over runs of indicators over the world, at the end of each year."""
    frames = {}
    for side, results in sides.items():
        frame = results.read(SERIES)
        last = results.manifest.months - 1
        frames[side] = frame[(frame["month"] % 12 == 11) | (frame["month"] == last)]
    return _by_year(sides, frames, columns, "over the world")


def _by_year(
    sides: Mapping[str, Results],
    frames: Mapping[str, pd.DataFrame],
    columns: Sequence[str],
    what: str,
) -> Numbers | None:
    known = [name for name in columns if all(name in each.columns for each in frames.values())]
    if not known:
        return None
    means = {side: frame.groupby("month")[known].mean() for side, frame in frames.items()}
    start = next(iter(sides.values())).start
    shared = [m for m in means[SIDES[0]].index if m in means[SIDES[1]].index]
    rows = [
        [f"{(start + month) // 12}", *(
            cell(float(means[side].loc[month, name])) for name in known for side in SIDES)]
        for month in shared
    ]  # fmt: skip
    heads = [f"{phrase(name)}, {side}" for name in known for side in SIDES]
    return Numbers(["year", *heads], rows, f"Means over runs {what}, at the end of each year")
