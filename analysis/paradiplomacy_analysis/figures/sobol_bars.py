"""Sobol's indices: how much of the variance each factor explains, alone and with interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import design_heading, first_outcomes, found
from paradiplomacy_analysis.figures.panels import ACROSS, key, panels
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GOVERNMENT_LIGHT,
    INK,
    SIZES,
    Size,
    styled,
    words,
)
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

MAX_ROWS = 12
"""Factors that are drawn: those with the largest total index in any outcome."""


def sobol_bars(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each of the first outcomes: first-order over total indices.

    Lines are 95 % intervals. Factors stand in the order of their largest total index. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for another sample, or where nothing varies.
    ``finding`` is that of the method, if it is there already.
    """
    tables = found(results, "sobol", finding).tables
    if "sobol" not in tables:
        raise UnfitError(f"{results.directory}: nothing varies, and nothing is explained")
    table = tables["sobol"]
    outcomes = first_outcomes(table)
    largest = table.groupby("factor")["total"].max().sort_values(ascending=False)
    rows = [str(name) for name in largest.head(MAX_ROWS).index]
    look = SIZES[size]
    with styled(look):
        tall = (1.5 * len(rows) + 3) * look.font / 72 / look.width
        figure, grid = panels([len(outcomes)], look, min(ACROSS[size], 2), height=tall, lines=8)
        for panel, outcome in zip(grid, outcomes, strict=True):
            _panel(panel.axes, table[table["outcome"] == outcome], rows, look)
            panel.axes.set_title(words(outcome), loc="left")
            names = [words(row) for row in rows] if panel.left else [""] * len(rows)
            panel.axes.set_yticks(range(len(rows)), names)
            panel.axes.set_xlabel("share of the variance")
        note = "lines: 95 % intervals, by bootstrap"
        handles = grid[0].axes.get_legend_handles_labels()[0]
        key(figure, handles, look, columns=2, notes=[note])
        text = "variance over the points, and what explains it"
        design_heading(figure, results, text, look)
    return figure


def _panel(axes: Axes, table: pd.DataFrame, rows: list[str], look: Size) -> None:
    ordered = table.set_index("factor").loc[rows]
    places = np.arange(len(rows))
    for column, colour, height, label in (
        ("total", GOVERNMENT_LIGHT, 0.8, "with its interactions (total)"),
        ("first", GOVERNMENT, 0.4, "alone (first order)"),
    ):
        values = ordered[column].to_numpy()
        axes.barh(places, np.maximum(values, 0.0), height, color=colour, label=label)
        ends = ordered[[f"{column}_low", f"{column}_high"]].to_numpy()
        shift = 0.3 if column == "total" else 0.0
        axes.hlines(
            places + shift, np.maximum(ends[:, 0], 0.0), np.maximum(ends[:, 1], 0.0),
            color=INK, linewidth=look.line * 0.7,
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, None)
    axes.tick_params(axis="y", length=0)
