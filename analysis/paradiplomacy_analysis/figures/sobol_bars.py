"""Sobol's indices: how much of the variance each factor explains, alone and with interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    TOLD,
    TOLD_LIGHT,
    Telling,
    first_outcomes,
    found,
    left_out,
)
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_words
from paradiplomacy_analysis.figures.rows import ACROSS, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import INK, SIZES, styled, words
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

PARTS = ("first", "first_low", "first_high", "total", "total_low", "total_high")
"""Columns that are shares."""


def sobol_bars(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each of the first outcomes: first-order over total indices.

    Lines are 95 % intervals. Factors stand in the order of their largest total index. Estimates and
    ends that no share can have are cut at 0 and 1, and counted under the panels. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for another sample, or where nothing varies.
    ``finding`` is that of the method, if it is there already.
    """
    tables = found(results, "sobol", finding).tables
    if "sobol" not in tables:
        raise UnfitError(f"{results.directory}: nothing varies, and nothing is explained")
    whole = tables["sobol"]
    outcomes = first_outcomes(whole)
    largest = whole.groupby("factor")["total"].max().sort_values(ascending=False)
    names = [str(name) for name in largest.head(MAX_ROWS).index]
    look = SIZES[size]
    rows = Rows(tuple(Row(words(name)) for name in names), look, ACROSS[size])
    outcomes = outcomes[: rows.fitting(len(outcomes))]
    table = whole[whole["outcome"].isin(outcomes) & whole["factor"].isin(names)]
    telling = Telling(
        results.manifest.title,
        _finding(table),
        (
            f"lines: 95 % intervals by bootstrap{_cut(table)}",
            f"drawn: the largest {len(names)} of {len(largest)} factors"
            if len(names) < len(largest)
            else "",
            left_out(len(outcomes), whole["outcome"].nunique()),
        ),
    )
    with styled(look):
        titles = [f"variance of {outcome_words(outcome)}" for outcome in outcomes]
        figure, panels = row_panels(titles, rows, telling.lines(look, 2))
        for axes, outcome in zip(panels, outcomes, strict=True):
            _panel(axes, table[table["outcome"] == outcome].set_index("factor").loc[names], rows)
            axes.set_xlabel(folded("share explained, 0 to 1", letters_in(rows.panel, look)))
        handles = panels[0].get_legend_handles_labels()[0]
        telling.write(figure, look, handles, 2)
    return figure


def _finding(table: pd.DataFrame) -> str:
    """Tell the largest total index of the first outcome, if it is told from none."""
    mine = table[table["outcome"] == table["outcome"].iloc[0]]
    top = mine.loc[mine["total"].idxmax()]
    outcome = outcome_words(str(top["outcome"]))
    share, low, high = (
        percent(each) for each in _shares(top[["total", "total_low", "total_high"]])
    )
    if not top["total_low"] > 0.0:
        return f"no factor's share of the variance of {outcome} is told from none"
    return (
        f"{words(top['factor'])}, with its interactions, explains {share} ({low} to {high}) of the "
        f"variance of {outcome}, more than any other"
    )


def _cut(table: pd.DataFrame) -> str:
    """Say how many estimates and ends are cut, and why."""
    values = table[list(PARTS)].to_numpy(dtype=float)
    count = int(((values < 0.0) | (values > 1.0)).sum())
    if not count:
        return ""
    return (
        f"; {many(count, 'estimate')} or ends of lines are below 0 or above 1, which no share can "
        "be, and cut there: too few points"
    )


def _shares(values: object) -> NDArray[np.float64]:
    return np.asarray(np.clip(np.asarray(values, dtype=float), 0.0, 1.0))


def _panel(axes: Axes, table: pd.DataFrame, rows: Rows) -> None:
    for column, colour, height, label in (
        ("total", TOLD_LIGHT, 0.9, "with its interactions (total)"),
        ("first", TOLD, 0.4, "alone (first order)"),
    ):
        axes.barh(rows.places, _shares(table[column]), height, color=colour, label=label)
        shift = 0.32 if column == "total" else 0.0
        axes.hlines(
            rows.places + shift, _shares(table[f"{column}_low"]), _shares(table[f"{column}_high"]),
            color=INK, linewidth=rows.look.line * 0.7,
        )  # fmt: skip
    axes.set_xlim(0.0, min(1.0, 1.05 * float(_shares(table[list(PARTS)]).max()) or 1.0))
