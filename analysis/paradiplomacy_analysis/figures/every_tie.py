"""All ties at once: a row for each, over calendar time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from paradiplomacy_analysis.figures.calendar import use_calendar, year_edges
from paradiplomacy_analysis.figures.panels import NOTE, heading, panels, wrapped
from paradiplomacy_analysis.figures.style import GOVERNMENT, SIZES, SOCIETY, styled
from paradiplomacy_analysis.figures.ties import MOVES, tie_histories
from paradiplomacy_analysis.wording import number
from paradiplomacy_results.layout import PARTNERSHIPS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.panels import Panel
    from paradiplomacy_analysis.figures.ties import TieHistories
    from paradiplomacy_results.reading import Results

SHOWN = {
    "trust_government": "trust between governments",
    "trust_society": "trust between societies",
    "dormant_share": "share of runs in which silent",
}
"""What the panels show: the first two medians over runs, the last a share of runs."""

OF_ALL = {
    "trust_government": (GOVERNMENT, "governments"),
    "trust_society": (SOCIETY, "societies"),
}
"""What is drawn of all ties at the end, its colour, and between whom it is."""

MAX_NAMED = 30
"""Rows that find room for a name."""

_NAME = 24
_LEAST, _LINE, _AROUND = 0.3, 1.5, 4.0
"""Height of a panel without names, as a part of the width of a slide; lines of text that a named
row takes, and those above and below the rows."""

_NOTE = (
    "A row for each tie, from the lowest trust at the end (below) to the highest (above). Trust: "
    "median over runs. Silent: nothing delivered for 12 months. White: not yet founded."
)


def every_tie(results: Results, *, size: str = "slide") -> Figure:
    """Draw all ties of the scenario over calendar time: a row for each, ranked by trust at the end.

    Panels show trust between governments and between societies, median over runs, and the share of
    runs in which the tie has been silent for 12 months. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where there are no ties.
    """
    histories = tie_histories(results, list(SHOWN))
    look = SIZES[size]
    rows = histories.ranked
    several = histories.runs > 1
    with styled(look):
        across = len(SHOWN) if size == "slide" else 1
        height = _LEAST if across > 1 else 2 * _LEAST
        if len(rows) <= MAX_NAMED:
            # Names and, in the panel of all ties, a curve find room.
            needed = look.font / 72 * (_LINE * len(rows) + _AROUND) / look.width
            height = max(needed, height / 3)
        there = results.manifest.measured(PARTNERSHIPS) if results.has(PARTNERSHIPS) else []
        whole = bool(histories.unfollowed and set(OF_ALL) <= set(there))
        figure, grid = panels(
            [len(SHOWN), 1] if whole else [len(SHOWN)],
            look,
            across,
            height=height,
            lines=15 if whole else 13,
        )
        rows_of = grid[: len(SHOWN)]
        for panel, column in zip(rows_of, SHOWN, strict=True):
            _panel(panel, histories, column)
        _name_rows(rows_of, histories)
        if whole:
            _at_the_end(grid[-1].axes, results)
        colours = mpl.cm.ScalarMappable(norm=mpl.colors.Normalize(0.0, 1.0), cmap=_colours())
        bar = figure.colorbar(
            colours, ax=[panel.axes for panel in rows_of], location="bottom", aspect=40, shrink=0.6
        )
        bar.set_label("0 to 1")
        notes = (_NOTE, MOVES if several else "", histories.unfollowed)
        lines = "\n".join(wrapped(note, look) for note in notes if note)
        figure.supxlabel(lines, fontsize=look.font * NOTE)
        heading(figure, results, histories.runs, _found(histories))
    return figure


def levels(histories: TieHistories, column: str) -> NDArray[np.float64]:
    """Return a row for each tie, lowest trust first, and a column for each year; NaN before it."""
    over = "mean" if column == "dormant_share" else "median"
    of_years = histories.frame.groupby(["partnership", "month"], observed=True)[column].agg(over)
    return of_years.unstack().sort_index(axis=1).loc[histories.ranked].to_numpy(dtype=np.float64)


def ends(results: Results, column: str) -> NDArray[np.float64]:
    """Return an indicator of every tie at the end, of all runs, from the lowest to the highest."""
    return np.sort(results.read(PARTNERSHIPS, ["run", "partnership", column])[column].to_numpy())


def _at_the_end(axes: Axes, results: Results) -> None:
    """Draw what share of all ties, of those that runs found too, has at most so much trust."""
    for column, (colour, label) in OF_ALL.items():
        level = ends(results, column)
        share = np.arange(1, len(level) + 1) / len(level)
        axes.step(level, share, where="post", color=colour, label=label, clip_on=False)
    axes.set_title(f"all {many(len(level), 'tie')} at the end", loc="left")
    axes.set(xlim=(0.0, 1.0), ylim=(0.0, 1.0), xlabel="trust, 0 to 1")
    axes.set_ylabel("share of ties with\nso much or less")
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, borderaxespad=0.2,
        handlelength=1.2, columnspacing=1.0)  # fmt: skip


def _colours() -> mpl.colors.Colormap:
    """Return colours that say neither governments nor societies; what is not there is white."""
    return mpl.colormaps["viridis"].with_extremes(bad="white")


def _panel(panel: Panel, histories: TieHistories, column: str) -> None:
    axes: Axes = panel.axes
    months = np.unique(histories.frame["month"])
    table = levels(histories, column)
    axes.pcolormesh(
        year_edges(histories.results, months),
        np.arange(len(table) + 1) + 0.5,
        np.ma.masked_invalid(table),
        cmap=_colours(),
        vmin=0.0,
        vmax=1.0,
        rasterized=True,
    )
    axes.set_title(SHOWN[column], loc="left")
    use_calendar(axes, histories.results, 4, label=panel.bottom)
    axes.tick_params(labelbottom=panel.bottom, labelleft=panel.left, length=2.0)


def _name_rows(grid: list[Panel], histories: TieHistories) -> None:
    """Write names beside the rows, or ranks where there is no room for names."""
    ties = histories.ranked
    for panel in grid:
        if len(ties) <= MAX_NAMED:
            names = [histories.name(tie, _NAME) for tie in ties] if panel.left else []
            panel.axes.set_yticks(np.arange(len(ties)) + 1, names or None)
        elif panel.left:
            panel.axes.set_ylabel("ties, by rank of trust at the end")


def _found(histories: TieHistories) -> str:
    if len(histories.ties) == 1:
        return f"Trust between governments {histories.moves('trust_government')}"
    ties = many(len(histories.ties), "tie") + (" of the scenario" if histories.unfollowed else "")
    last = levels(histories, "trust_government")[:, -1]
    low, middle, high = (number(float(x)) for x in np.nanquantile(last, (0.0, 0.5, 1.0)))
    return (
        f"Trust between governments of {ties} ends between {low} and {high}, "
        f"half of them above {middle}; it {histories.moves('trust_government')}"
    )
