"""Importance: which factors matter for which outcomes, by each measure; the rest is left blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import Telling, found, left_out
from paradiplomacy_analysis.figures.heatmap import ink
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_words
from paradiplomacy_analysis.figures.rows import MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, PALE, SIZES, styled, words
from paradiplomacy_analysis.statistics.importance_measures import DELTA, PAWN, SCORE
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

PANELS = {SCORE: "score of trees", DELTA: "delta", PAWN: "PAWN"}
"""What is drawn: the measures of all factors."""

ACROSS = {"column": 1, "slide": 3}

MAX_COLUMNS = {"column": 5, "slide": 4}
"""Outcomes that find room side by side."""

COLOURS = "Greens"

_READING = (
    "numbers: the value of each measure, the darker the larger; blank with a dot: not told from "
    "columns of lot, which do nothing"
)

_SMALL = 0.8
"""Size of the numbers in cells, as a part of the figure's font."""


def importance(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each measure: factors below one another, outcomes side by side.

    A cell has the value of the measure and is the darker the larger it is; what is not told from
    columns of lot is blank but for a dot. Factors stand in the order of their largest score.
    Raises :class:`~paradiplomacy_results.errors.UnfitError` where nothing is measured. ``finding``
    is that of the method, if it is there already.
    """
    tables = found(results, "importance", finding).tables
    if "importance" not in tables:
        raise UnfitError(f"{results.directory}: nothing varies, and nothing matters")
    whole = tables["importance"]
    every = list(dict.fromkeys(whole["outcome"]))
    outcomes = every[: MAX_COLUMNS[size]]
    table = whole[whole["outcome"].isin(outcomes)]
    scores = table[table["measure"] == SCORE].groupby("factor", sort=False)["value"].max()
    order = scores.sort_values(ascending=False, kind="stable").index
    factors = [str(name) for name in order[:MAX_ROWS]]
    look = SIZES[size]
    rows = Rows(tuple(Row(words(name)) for name in factors), look, ACROSS[size])
    measures = list(PANELS)[: rows.fitting(len(PANELS))]
    told = table[table["told"] & (table["measure"] == SCORE)]
    telling = Telling(
        results.manifest.title,
        _finding(told, outcomes[0]),
        (
            _READING,
            _unsettled(tables["convergence"], table),
            f"drawn: the first {len(factors)} of {len(order)} factors"
            if len(factors) < len(order)
            else "",
            left_out(len(outcomes), len(every)),
            f"left out for want of room: {', '.join(list(PANELS)[len(measures) :])}"
            if len(measures) < len(PANELS)
            else "",
        ),
    )
    with styled(look):
        figure, panels = row_panels([PANELS[name] for name in measures], rows, telling.lines(look))
        for axes, measure in zip(panels, measures, strict=True):
            _panel(axes, table[table["measure"] == measure], factors, outcomes, rows)
        telling.write(figure, look)
    return figure


def _finding(told: pd.DataFrame, first: str) -> str:
    """Tell the factor with the largest score for the first outcome, if any is told."""
    mine = told[told["outcome"] == first]
    about = outcome_words(first)
    if mine.empty:
        return f"no score of a factor for {about} is told from columns of lot"
    top = mine.sort_values("value")["factor"].iloc[-1]
    return f"for {about}, {words(str(top))} matters most"


def _unsettled(convergence: pd.DataFrame, table: pd.DataFrame) -> str:
    """Name the outcomes for which points are too few to order what is told; "" for none."""
    told = set(table.loc[table["told"], "outcome"])
    moving = convergence[(convergence["measure"] == SCORE) & ~convergence["settled"]]
    names = [outcome_words(str(name)) for name in moving["outcome"] if name in told]
    return (
        f"too few points or replicates to settle the order for: {'; '.join(names)}" if names else ""
    )


def _panel(
    axes: Axes, table: pd.DataFrame, factors: list[str], outcomes: list[str], rows: Rows
) -> None:
    wide = table.pivot_table("value", "factor", "outcome").reindex(factors, columns=outcomes)
    sure = table.pivot_table("told", "factor", "outcome", aggfunc="any")
    told = sure.reindex(factors, columns=outcomes).fillna(0).to_numpy(dtype=bool)
    values = wide.to_numpy(dtype=float)
    most = float(np.max(values, where=told, initial=0.0)) or 1.0
    mesh = axes.pcolormesh(
        np.arange(len(outcomes) + 1) - 0.5,
        rows.edges,
        np.ma.masked_where(~told, values),
        cmap=COLOURS,
        vmin=0.0,
        vmax=most,
        edgecolors=PALE,
        linewidth=rows.look.line * 0.5,
    )
    font = rows.look.font * _SMALL
    for (row, column), value in np.ndenumerate(values):
        paper = mesh.to_rgba(np.asarray(value)) if told[row, column] else (1.0,) * 4
        axes.text(
            column, float(rows.places[row]), f"{value:.2f}" if told[row, column] else "·",
            ha="center", va="center", fontsize=font,
            color=ink(paper) if told[row, column] else GREY,
        )  # fmt: skip
    letters = letters_in(rows.panel / len(outcomes), rows.look, 0.9)
    names = [folded(outcome_words(name), max(letters - 1, 6)) for name in outcomes]
    axes.set_xticks(range(len(outcomes)), names)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlim(-0.5, len(outcomes) - 0.5)
