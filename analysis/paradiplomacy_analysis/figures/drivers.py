"""Figure of the drivers: what each does to trust and continuity, world by world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.drivers.effects import ASKED, RAISES, asked
from paradiplomacy_analysis.figures.factors import MARKERS, Telling, arms
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_words
from paradiplomacy_analysis.figures.rows import Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, PALE, SIDES, SIZES, styled, words
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size


ACROSS = {"column": 1, "slide": 4}
"""Worlds side by side."""

SHARES = 0.3
"""Part of a panel's width that is left for the shares of draws."""

APART = 0.5
"""How far the outcomes of a row lie apart, as a part of its height."""


def drivers(table: pd.DataFrame, *, size: str = "slide") -> Figure:
    """Draw the effect of each driver on trust and continuity, a panel for each world.

    ``table`` is that of effects (:func:`~paradiplomacy_analysis.drivers.drivers_in`), of which rows
    with a share over draws are drawn: from code L to H, or from not to there. Bars are 95 %
    intervals; at the right stands the share of the draws of the prior with the same sign. Hollow
    marks are of drivers that hardly moved what they are named for.
    """
    shown = asked(table)
    worlds, names = (list(dict.fromkeys(shown[key])) for key in ("world", "driver"))
    look = SIZES[size]
    rows = Rows(tuple(Row(words(name)) for name in names), look, ACROSS[size], 0.2, 4)
    drawn = many(int(shown["draws"].max()), "draw")
    note = (
        "marks: mean differences between L and H, or not and there; bars: 95 % intervals; hollow: "
        "hardly moved what it is named for (less than half a standard deviation); numbers: share "
        f"of {drawn} of the prior with the same sign"
    )
    telling = Telling("Drivers", _finding(shown, worlds), (note,))
    with styled(look):
        figure, panels = row_panels(
            [words(world) for world in worlds], rows, telling.lines(look, 1)
        )
        for axes, world in zip(panels, worlds, strict=True):
            _panel(axes, shown[shown["world"] == world], names, rows)
            axes.set_xlabel(folded("difference (0 to 1)", letters_in(rows.panel, look)))
        handles = panels[0].get_legend_handles_labels()[0]
        telling.write(figure, look, handles, len(ASKED))
    return figure


def _finding(table: pd.DataFrame, worlds: list[str]) -> str:
    """Say which drivers raise or lower both outcomes in all worlds."""
    raised = table.loc[table["verdict"] == RAISES, "driver"].value_counts(sort=False)
    everywhere = len(worlds) * len(ASKED)
    sure = [words(str(driver)) for driver in raised.index[raised == everywhere]]
    where = "in all worlds" if len(worlds) > 1 else f"in {words(worlds[0])}"
    if not sure:
        return f"none raises both trust and continuity {where}"
    verb = "raises" if len(sure) == 1 else "raise"
    return f"{_listed(sure)} {verb} both trust and continuity {where}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _panel(axes: Axes, table: pd.DataFrame, names: list[str], rows: Rows) -> None:
    look = rows.look
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
    for edge in rows.edges[1:-1]:
        axes.axhline(edge, color=PALE, linewidth=look.line * 0.5, zorder=0)
    place = dict(zip(names, rows.places, strict=True))
    height = dict(zip(names, np.diff(rows.edges), strict=True))
    for k, (outcome, (colour, _), mark) in enumerate(zip(ASKED, SIDES, MARKERS, strict=False)):
        mine = table[table["outcome"] == outcome].to_dict("records")
        shift = (k / (len(ASKED) - 1) - 0.5) * APART
        axes.plot([], [], marker=mark, color=colour, label=outcome_words(outcome),
                  markersize=look.font * 0.4, linewidth=look.line)  # fmt: skip
        for one in mine:
            y = place[one["driver"]] + shift * height[one["driver"]]
            axes.errorbar(
                one["effect"], y,
                xerr=arms([one["effect"]], [one["low"]], [one["high"]]),
                marker=mark, color=colour, linewidth=look.line, markersize=look.font * 0.4,
                markerfacecolor=colour if one["manipulated"] else "white",
            )  # fmt: skip
            _share(axes, y, one["share"], colour, look)
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + SHARES / (1.0 - SHARES) * (high - low))


def _share(axes: Axes, y: float, share: float, colour: str, look: Size) -> None:
    axes.text(
        0.99, y, f"{share:.2f}".removeprefix("0"), color=colour, ha="right", va="center",
        fontsize=look.font * 0.85, transform=axes.get_yaxis_transform(),
    )  # fmt: skip
