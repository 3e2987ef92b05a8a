"""Forest plot: what each level and lever changes, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis import wording
from paradiplomacy_analysis.figures.factors import arms, design_heading, first_outcomes, found
from paradiplomacy_analysis.figures.style import GOVERNMENT, GREY, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.statistics.contrasts import LEVERS
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

MAX_ROWS = 40
"""Contrasts that are drawn: those with the largest standardised difference in any outcome."""

LONG_LABEL = 36
"""Letters of a label above which all are written smaller."""

ACROSS = {"column": 2, "slide": 4}
"""Outcomes side by side."""


def forest(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the difference that each level makes against the first of its factor.

    A panel for each of the first outcomes, a row for each contrast; bars are 95 % intervals, filled
    points are told from none after correction for the number of contrasts (Holm). ``finding`` is
    that of contrasts, if it is there already. Raises :class:`UnfitError` where the design has no
    levels to compare.
    """
    shown = found(results, "contrasts", finding)
    if "contrasts" not in shown.tables:
        raise UnfitError(f"{results.directory} has no contrasts: no outcome is defined everywhere")
    table = shown.tables["contrasts"]
    outcomes = first_outcomes(table, ACROSS[size])
    table = table[table["outcome"].isin(outcomes)]
    named = table["factor"] + ": " + table["level"]
    table = table.assign(row=table["level"].where(table["factor"] == LEVERS, named))
    rows = _rows(table)
    look = SIZES[size]
    with styled(look):
        from matplotlib.figure import Figure

        tall = look.font / 72 * (1.5 * len(rows) + 9)
        figure = Figure(figsize=(look.width, tall), layout="constrained")
        grid = np.atleast_1d(figure.subplots(1, len(outcomes), sharey=True))
        for axes, outcome in zip(grid, outcomes, strict=True):
            _panel(axes, table[table["outcome"] == outcome], rows, look)
            unit = results.columns[outcome].unit
            axes.set_title(words(outcome), loc="left")
            axes.set_xlabel("difference" + (f"\n({unit})" if unit != "1" else ""))
        labels = [inert(wording.words(row), 72) for row in rows]
        small = 0.75 if max(map(len, labels)) > LONG_LABEL else 0.9
        grid[0].set_yticks(range(len(rows)), labels, fontsize=look.font * small)
        grid[0].set_ylim(len(rows) - 0.4, -0.6)
        text = "difference to the first level, with 95 % intervals over replicates"
        design_heading(figure, results, text, look)
    return figure


def _rows(table: pd.DataFrame) -> list[str]:
    """Return the rows to draw, in the order of the design."""
    order = list(dict.fromkeys(table["row"]))
    size = table["standardised"].abs().groupby(table["row"]).max()
    largest = set(size.sort_values(ascending=False).head(MAX_ROWS).index)
    return [row for row in order if row in largest]


def _panel(axes: Axes, table: pd.DataFrame, rows: list[str], look: Size) -> None:
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
    place = {row: k for k, row in enumerate(rows)}
    for one in table[table["row"].isin(rows)].to_dict("records"):
        sure = one["p_holm"] < 0.05
        axes.errorbar(
            one["difference"],
            place[one["row"]],
            xerr=arms([one["difference"]], [one["low"]], [one["high"]]),
            color=GOVERNMENT if sure else GREY,
            markerfacecolor=GOVERNMENT if sure else "white",
            marker="o",
            markersize=look.font * 0.4,
            linewidth=look.line,
        )
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.08)
