"""Relations of the states, and the image of the partner in each tie, over calendar time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from paradiplomacy_analysis.figures.bands import MOST_LABEL, by_run, draw_band, draw_line, quantile
from paradiplomacy_analysis.figures.calendar import share_axes, years
from paradiplomacy_analysis.figures.panels import (
    ACROSS,
    PANEL_TITLE,
    heading,
    key,
    lines_of,
    panels,
)
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, SOCIETY, joined, styled
from paradiplomacy_analysis.figures.ties import MOVES, change, moved, tie_histories
from paradiplomacy_analysis.wording import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.ties import TieHistories
    from paradiplomacy_results.reading import Results

MAX_PAIRS = 6
"""Pairs of countries that are drawn, the first by their ids."""

_STYLES: dict[str, tuple[str, str, float, Any]] = {
    "bilateral": (INK, GREY, 0.4, "--"),
    "perception": (SOCIETY, SOCIETY, 0.25, "-"),
}
"""Colour of line and band, opacity of the band, and dashes of what is drawn."""


_NOTE = (
    "Lines: median over runs. Bilateral level: mean of both states toward each other."
    " Image: mean of both publics."
)


def relations(results: Results, *, ties: Sequence[str] = (), size: str = "slide") -> Figure:
    """Draw one panel for each pair of countries with ties, then one for each tie.

    Those of countries show the bilateral level, those of ties the publics' image of the partner:
    median over runs, and the band of the middle 90 % of runs. ``ties`` are the ids of those to be
    drawn, by default a choice that the figure states. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where there are no ties.
    """
    histories = tie_histories(results, list(_STYLES), ties)
    look = SIZES[size]
    pairs = _pairs(histories)
    drawn = dict(list(pairs.items())[:MAX_PAIRS])
    fewer = len(pairs) > len(drawn)
    notes = (
        _NOTE,
        f"The first {MAX_PAIRS} of {len(pairs)} pairs of countries." if fewer else "",
        MOVES if histories.runs > 1 and len(pairs) > 1 else "",
        histories.note,
    )
    with styled(look):
        groups = [len(drawn), len(histories.shown)]
        figure, grid = panels(groups, look, ACROSS[size], lines=8 + lines_of(notes, look))
        for panel, (countries, theirs) in zip(grid, drawn.items(), strict=False):
            rows = histories.frame[histories.frame["partnership"].isin(theirs)]
            _panel(panel.axes, histories, rows.drop_duplicates(["run", "month"]), "bilateral")
            panel.axes.set_title(_named(results, countries), loc="left")
        for panel, tie in zip(grid[len(drawn) :], histories.shown, strict=True):
            _panel(panel.axes, histories, histories.of(tie), "perception")
            panel.axes.set_title(histories.name(tie, PANEL_TITLE), loc="left")
        share_axes(grid, results, "level, 0 to 1")
        heading(figure, results, histories.runs, _found(histories, pairs))
        key(figure, _handles(bands=histories.runs > 1), look, columns=2, notes=notes)
    return figure


def _pairs(histories: TieHistories) -> dict[tuple[str, ...], list[str]]:
    """Return the ties of each pair of countries, in the order of their ids."""
    config = histories.results.config
    pairs: dict[tuple[str, ...], list[str]] = {}
    for tie in histories.ties:
        cities = config["partnerships"][tie]["cities"]
        pair = tuple(sorted(config["cities"][city]["country"] for city in cities))
        pairs.setdefault(pair, []).append(tie)
    return dict(sorted(pairs.items()))


def _levels(histories: TieHistories, ties: list[str]) -> NDArray[np.float64]:
    """Return the bilateral level behind some ties, one row for each run."""
    rows = histories.frame[histories.frame["partnership"].isin(ties)]
    return by_run(rows.drop_duplicates(["run", "month"]), "bilateral")[1]


def _found(histories: TieHistories, pairs: dict[tuple[str, ...], list[str]]) -> str:
    """Say how the level between states moves: of two countries by how much, else how often."""
    levels = [_levels(histories, ties) for ties in pairs.values()]
    if len(levels) > 1:
        return f"The bilateral level {moved(map(change, levels), 'pair')} of countries"
    first, last = (float(quantile(levels[0], 0.5)[k]) for k in (0, -1))
    (countries,) = pairs
    return (
        f"{_named(histories.results, countries)}: bilateral level {number(first)} in the first "
        f"year, {number(last)} in the last"
    )


def _named(results: Results, countries: tuple[str, ...]) -> str:
    config = results.config["countries"]
    return joined([config[country]["name"] for country in countries], "–", PANEL_TITLE)


def _panel(axes: Axes, histories: TieHistories, rows: pd.DataFrame, column: str) -> None:
    line, band, opacity, dashes = _STYLES[column]
    months, values = by_run(rows, column)
    when = years(histories.results, months + 1)
    draw_band(axes, when, values, opacity=opacity, color=band)
    draw_line(axes, when, quantile(values, 0.5), color=line, linestyle=dashes, zorder=3)


def _handles(*, bands: bool) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    names = {"bilateral": "bilateral level of two states", "perception": "image of the partner"}
    for column, (line, band, opacity, dashes) in _STYLES.items():
        handles.append(Line2D([], [], color=line, linestyle=dashes, label=names[column]))
        if bands:
            handles.append(Patch(color=band, alpha=opacity, linewidth=0, label=MOST_LABEL))
    return handles
