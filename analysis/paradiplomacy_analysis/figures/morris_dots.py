"""Morris's measures: how much a factor matters, and how far that depends on the other factors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    TOLD,
    Telling,
    arms,
    first_outcomes,
    found,
    left_out,
)
from paradiplomacy_analysis.figures.labels import (
    difference_label,
    folded,
    letters_in,
    outcome_words,
)
from paradiplomacy_analysis.figures.rows import ACROSS, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, INK, PALE, SIZES, styled, words
from paradiplomacy_analysis.statistics.sensitivity import IDLE
from paradiplomacy_analysis.wording import interval, number
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results


def morris_dots(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw mu* and sigma of each factor in a row, a panel for each of the first outcomes.

    Rows keep the names of twenty factors apart, which the plane of Morris cannot: a diamond right
    of its dot says that an effect is non-linear or interacts. Bars are 95 % intervals of mu*; those
    that reach below 0 are cut there, for a size is never negative. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for another sample, or where nothing varies.
    ``finding`` is that of the method, if it is there already.
    """
    tables = found(results, "morris", finding).tables
    if "morris" not in tables:
        raise UnfitError(f"{results.directory}: nothing varies, and nothing has an effect")
    whole = tables["morris"]
    outcomes = first_outcomes(whole)
    first = whole[whole["outcome"] == outcomes[0]].sort_values("mu_star", ascending=False)
    names = [str(name) for name in first["factor"].head(MAX_ROWS)]
    look = SIZES[size]
    rows = Rows(tuple(Row(words(name)) for name in names), look, ACROSS[size])
    outcomes = outcomes[: rows.fitting(len(outcomes))]
    telling = Telling(
        results.manifest.title,
        _finding(first.iloc[0]),
        (
            (
                "effects of moving through the whole range; bars: 95 % intervals of μ*, none below "
                "0; a diamond right of its dot: non-linear or interacting; hollow: negligible; "
                "rows by the first panel"
            ),
            f"drawn: the largest {len(names)} of {len(first)} factors"
            if len(names) < len(first)
            else "",
            left_out(len(outcomes), whole["outcome"].nunique()),
        ),
    )
    with styled(look):
        titles = [outcome_words(outcome) for outcome in outcomes]
        figure, panels = row_panels(titles, rows, telling.lines(look, 2))
        for axes, outcome in zip(panels, outcomes, strict=True):
            _panel(axes, whole[whole["outcome"] == outcome].set_index("factor").loc[names], rows)
            unit = difference_label(results, outcome)
            axes.set_xlabel(folded(unit, letters_in(rows.panel, look)))
        handles = [
            panels[0].plot([], [], "o", color=TOLD, label="μ*: mean size of the effect")[0],
            panels[0].plot([], [], "D", color=INK, fillstyle="none", label="σ: its spread")[0],
        ]
        for handle in handles:
            handle.set_markersize(look.font * 0.4)
        telling.write(figure, look, handles, 2)
    return figure


def _finding(top: pd.Series) -> str:
    outcome, factor = outcome_words(str(top["outcome"])), words(str(top["factor"]))
    if not top["mu_star_low"] > 0.0:
        return f"no factor's effect on {outcome} is told from none"
    bounds = interval(top["mu_star_low"], top["mu_star_high"])
    return (
        f"moved through its range, {factor} changes {outcome} by {number(top['mu_star'])} "
        f"({bounds}), more than any other factor"
    )


def _panel(axes: Axes, table: pd.DataFrame, rows: Rows) -> None:
    look = rows.look
    for place in rows.places:
        axes.axhline(place, color=PALE, linewidth=look.line * 0.4, zorder=0)
    low = np.maximum(table["mu_star_low"], 0.0)
    idle = (table["effect"] == IDLE).to_numpy()
    for chosen, colour, face in ((~idle, TOLD, TOLD), (idle, GREY, "white")):
        part = table[chosen]
        axes.errorbar(
            part["mu_star"], rows.places[chosen],
            xerr=arms(part["mu_star"], low[chosen], part["mu_star_high"]),
            linestyle="none", marker="o", color=colour, markerfacecolor=face,
            markersize=look.font * 0.4, elinewidth=look.line * 0.8,
        )  # fmt: skip
    axes.plot(
        table["sigma"], rows.places, "D", color=INK, fillstyle="none",
        markersize=look.font * 0.4, markeredgewidth=look.line * 0.4,
    )  # fmt: skip
    axes.set_xlim(0.0, None)
