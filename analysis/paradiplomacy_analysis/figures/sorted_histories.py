"""Classes of histories: the shares of states year by year, and the medoid of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from paradiplomacy_analysis.figures.calendar import share_axes, year_edges
from paradiplomacy_analysis.figures.factors import found
from paradiplomacy_analysis.figures.panels import ACROSS, heading, key, lines_of, panels
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GREY,
    INK,
    PALE,
    SIZES,
    SOCIETY,
    styled,
)
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.sequences import IN_WORDS, STATES
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

COLOURS = dict(zip(STATES, (GOVERNMENT, SOCIETY, "white", PALE, GREY), strict=True))
"""Fill of each state, from the bottom of the stack to its top."""

_STRIP = (-0.16, -0.04)
_NOTE = (
    "Areas: share of the ties that are there in each state at the end of each year. "
    "Strip below: the history in the middle of the class, its medoid."
)


def sorted_histories(
    results: Results, finding: Finding | None = None, *, size: str = "slide"
) -> Figure:
    """Draw a panel for each class: shares of states by year, and below them its medoid.

    Raises :class:`~paradiplomacy_results.errors.UnfitError` where no classes are told from chance.
    ``finding`` is that of the method, if it is there already.
    """
    whole = found(results, "histories", finding)
    if "classes" not in whole.tables:
        raise UnfitError(f"{results.directory}: {whole.doubts[0]}")
    classes, states = whole.tables["classes"], whole.tables["states"]
    look = SIZES[size]
    with styled(look):
        lines = 9 + lines_of([_NOTE], look)
        figure, grid = panels([len(classes)], look, ACROSS[size], lines=lines)
        for panel, row in zip(grid, records(classes), strict=True):
            name = row["class"].replace("_", " ").replace("ngo", "NGOs")
            panel.axes.set_title(f"{name[:34]}, {percent(row['share'])}", loc="left")
            _panel(panel.axes, states[states["class"] == row["class"]], results)
        share_axes(grid, results, "share, 0 to 1")
        for panel in grid:
            panel.axes.set_ylim(_STRIP[0] - 0.04, 1.0)
        runs = whole.tables["ties"]["run"].nunique()
        first = classes.iloc[0]
        told = f"{many(len(classes), 'kind')} of histories; of {percent(first['share'])} of ties: "
        heading(figure, results, runs, f"{told}{first['words']}")
        handles = [
            Patch(facecolor=COLOURS[state], edgecolor=INK, linewidth=0.4, label=words)
            for state, words in zip(STATES, IN_WORDS, strict=True)
        ]
        key(figure, handles, look, columns=3, notes=(_NOTE,))
    return figure


def _panel(axes: Axes, states: pd.DataFrame, results: Results) -> None:
    shares = states.pivot_table(index="month", columns="state", values="share", dropna=False)
    medoid = states[states["medoid"]].set_index("month")["state"]
    edges = year_edges(results, shares.index.to_numpy())
    bottom = np.zeros(len(shares))
    for state, colour in COLOURS.items():
        top = bottom + shares[state].to_numpy()
        axes.stairs(top, edges, baseline=bottom, fill=True, facecolor=colour, edgecolor="none")
        bottom = top
    low, high = _STRIP
    for start, end, month in zip(edges[:-1], edges[1:], shares.index, strict=True):
        if month in medoid.index:
            colour = COLOURS[medoid[month]]
            axes.fill_between([start, end], low, high, facecolor=colour, edgecolor="none")
