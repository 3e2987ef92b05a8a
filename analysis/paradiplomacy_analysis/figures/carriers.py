"""Who carries each tie over calendar time, and how steadily it delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import Normal, Stroke

from paradiplomacy_analysis.figures.bands import by_run, quantile
from paradiplomacy_analysis.figures.calendar import share_axes, years
from paradiplomacy_analysis.figures.panels import (
    ACROSS,
    PANEL_TITLE,
    heading,
    key,
    lines_of,
    panels,
)
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GOVERNMENT_LIGHT,
    GREY,
    INK,
    PALE,
    SIZES,
    SOCIETY,
    styled,
)
from paradiplomacy_analysis.figures.ties import tie_histories
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.figures.ties import TieHistories
    from paradiplomacy_results.reading import Results

MODES = {
    "g2g": (GOVERNMENT, False, "governments"),
    "hybrid": (GOVERNMENT_LIGHT, True, "governments and NGOs"),
    "ngo_led": (SOCIETY, False, "NGOs"),
    "none": (PALE, False, "nobody"),
}
"""Fill, whether hatched, and words of each mode; from the bottom of the stack to its top."""


_NOTE = (
    "Areas: share of runs by who delivered in the 24 months up to the end of each year."
    " Line: share of the tie's years so far with a delivery, median over runs."
)


def carriers(results: Results, *, ties: Sequence[str] = (), size: str = "slide") -> Figure:
    """Draw one panel for each tie: the share of runs in which each kind of actor carries it.

    Areas hold from year to year, from the founding of a tie on; the line is the median continuity,
    the share of the tie's years so far in which anyone delivered. ``ties`` are the ids of those to
    be drawn, by default a choice that the figure states. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where there are no ties.
    """
    histories = tie_histories(results, ["mode", "continuity"], ties)
    look = SIZES[size]
    notes = (_NOTE, histories.note)
    with styled(look):
        figure, grid = panels(
            [len(histories.shown)], look, ACROSS[size], lines=8 + lines_of(notes, look)
        )
        for panel, tie in zip(grid, histories.shown, strict=True):
            _panel(panel.axes, histories, tie, look)
        share_axes(grid, results, "share, 0 to 1")
        heading(figure, results, histories.runs, _found(histories))
        handles: list[Any] = [
            Patch(label=label, **_fill(fill, look, hatched=hatched))
            for fill, hatched, label in MODES.values()
        ]
        handles.append(Line2D([], [], label="continuity", **_line(look)))
        key(figure, handles, look, columns=3, notes=notes)
    return figure


def shares(histories: TieHistories, tie: str) -> tuple[Any, NDArray[np.float64]]:
    """Return the months, and the share of runs of each of :data:`MODES`, one row for each."""
    rows = histories.of(tie)
    counts = rows.groupby(["month", rows["mode"].astype(str)]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(MODES), fill_value=0)
    table = counts.to_numpy(dtype=np.float64)
    return counts.index.to_numpy(), (table / table.sum(axis=1, keepdims=True)).T


def _found(histories: TieHistories) -> str:
    """Say how many ties each kind of actor carries in the last year, in most runs."""
    frame = histories.frame
    last = frame[frame["month"] == frame["month"].max()]
    # Of modes that are equally frequent, the first of the list.
    modes = last.groupby([last["partnership"].astype(str), last["mode"].astype(str)]).size()
    table = modes.unstack(fill_value=0).reindex(columns=list(MODES), fill_value=0)
    most = table.idxmax(axis=1).value_counts()
    parts = [f"{label} {most[mode]}" for mode, (_, _, label) in MODES.items() if mode in most]
    often = " (each tie by who does so most often)" if histories.runs > 1 else ""
    return f"In the end {many(len(table), 'tie')} carried by: {', '.join(parts)}{often}"


def _panel(axes: Axes, histories: TieHistories, tie: str, look: Size) -> None:
    axes.set_title(histories.name(tie, PANEL_TITLE), loc="left")
    months, parts = shares(histories, tie)
    edges = years(histories.results, [_since(histories, tie, int(months[0])), *(months + 1)])
    tops = np.cumsum(parts, axis=0)
    bottoms = tops - parts
    for (fill, hatched, label), low, high in zip(MODES.values(), bottoms, tops, strict=True):
        axes.fill_between(
            edges,
            np.insert(low, 0, low[0]),
            np.insert(high, 0, high[0]),
            step="pre",
            label=label,
            **_fill(fill, look, hatched=hatched),
        )
    _, values = by_run(histories.of(tie), "continuity")
    alone = {"marker": "o", "markersize": 3.0, "clip_on": False} if len(months) == 1 else {}
    axes.plot(edges[1:], quantile(values, 0.5), label="continuity", **{**_line(look), **alone})


def _since(histories: TieHistories, tie: str, first: int) -> int:
    """Return the month from which the first area holds: the founding, or the start of a year."""
    founded = histories.results.config["partnerships"][tie].get("founded")
    if founded is None:
        return max(first - 11, 0)
    return max(histories.results.month_of(founded), first - 11, 0)


def _fill(fill: str, look: Size, *, hatched: bool) -> dict[str, Any]:
    return {
        "facecolor": fill,
        "edgecolor": SOCIETY if hatched else GREY,
        "hatch": look.hatch if hatched else None,
        "linewidth": 0.0,
    }


def _line(look: Size) -> dict[str, Any]:
    """Return the style of the line: dark, with a pale rim that lifts it off the areas."""
    rim = Stroke(linewidth=look.line * 3.0, foreground="white")
    return {"color": INK, "linewidth": look.line * 1.3, "path_effects": [rim, Normal()]}
