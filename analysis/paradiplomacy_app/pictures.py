"""Figures of the page: those of the analysis, of both sides, with their words and their numbers."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from paradiplomacy_analysis.figures import FIGURES
from paradiplomacy_analysis.labelled import Labelled
from paradiplomacy_analysis.report import Picture, picture
from paradiplomacy_analysis.wording import cell, phrase
from paradiplomacy_app.choice import SIDES
from paradiplomacy_results.errors import NotRecordedError, TooLargeError, UnfitError
from paradiplomacy_results.layout import HISTORIES, SERIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.figure import Figure

    from paradiplomacy_app.runs import Runs
    from paradiplomacy_results.reading import Results

T = TypeVar("T")

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

MOST_PICTURES = 24
"""Pictures of a set of runs that are kept for who asks again."""

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


def drawn(name: str, baseline: Runs, variant: Runs, tie: str) -> Shown:
    """Draw a figure of both sides, with its numbers."""
    results = _by_side(baseline.results, variant.results)
    if name in BESIDE:
        spec = FIGURES[name]
        chosen: dict[str, Any] = {"ties": [tie]} if tie and spec.draws("ties") else {}
        draw = partial(spec.draw, size="column", **chosen)
        return _shown(name, BESIDE[name], partial(_beside, name, (tie,), draw, baseline, variant),
                      partial(_of_tie, results, tie, COLUMNS.get(name, ())))  # fmt: skip
    heading, outcomes = OVERLAID[name]
    return _shown(name, heading, partial(_over, name, outcomes, baseline, variant),
                  partial(_of_world, results, outcomes))  # fmt: skip


def history(baseline: Runs, variant: Runs, tie: str, run: int) -> Shown:
    """Draw one run of a tie on both sides."""

    def draw(results: Results) -> Figure:
        return FIGURES[HISTORY].draw(results, tie, run, size="column")

    beside = partial(_beside, HISTORY, (tie, run), draw, baseline, variant)
    return _shown(HISTORY, "The history of the tie", beside)


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


def _by_side(baseline: T, variant: T) -> dict[str, T]:
    return dict(zip(SIDES, (baseline, variant), strict=True))


def _beside(
    name: str, what: Any, draw: Callable[[Results], Figure], baseline: Runs, variant: Runs
) -> dict[str, Picture]:
    def one(runs: Runs) -> Picture:
        return picture(draw(runs.results), name, FIGURES[name].summary, runs.results)

    return _by_side(
        *(_once(runs, (name, what), partial(one, runs)) for runs in (baseline, variant))
    )


def _over(name: str, outcomes: Sequence[str], baseline: Runs, variant: Runs) -> dict[str, Picture]:
    sides = [baseline.results, variant.results]
    draw = partial(_overlaid, sides, outcomes)
    return {"both": _once(variant, (name, weakref.ref(baseline)), draw)}


def _once(runs: Runs, key: Any, draw: Callable[[], Picture]) -> Picture:
    """Return a picture of runs as it was drawn before: an edit changes one side alone."""
    kept = runs.pictures
    if key not in kept:
        kept[key] = draw()
        for old in list(kept)[:-MOST_PICTURES]:
            del kept[old]
    return kept[key]


def _overlaid(sides: list[Results], outcomes: Sequence[str]) -> Picture:
    several = [Labelled(side, results) for side, results in zip(SIDES, sides, strict=True)]
    overlay = FIGURES["trajectories"].overlay
    if overlay is None:
        raise UnfitError("trajectories are not drawn over one another")
    figure = overlay(several, outcomes, size="slide")
    return picture(figure, "trajectories", FIGURES["trajectories"].summary, sides)


def _of_tie(sides: Mapping[str, Results], tie: str, columns: Sequence[str]) -> Numbers | None:
    """Return means over runs of columns of the histories of a tie, year by year."""
    frames = {}
    for side, results in sides.items():
        frame = results.read(HISTORIES, ["partnership", "month", *columns])
        frames[side] = frame[frame["partnership"] == tie]
    return _by_year(sides, frames, columns, "of the tie")


def _of_world(sides: Mapping[str, Results], columns: Sequence[str]) -> Numbers | None:
    """Return means over runs of indicators over the world, at the end of each year."""
    frames = {}
    for side, results in sides.items():
        frame = results.read(SERIES, ["month", *columns])
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
