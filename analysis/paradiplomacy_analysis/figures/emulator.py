"""An emulator: what it predicts of points it has not seen, and what it says of each factor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import TOLD, TOLD_LIGHT, Telling, arms, found
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_label, outcome_words
from paradiplomacy_analysis.figures.style import BAD, GREY, INK, PALE, SIZES, styled, words
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

ACROSS = {"column": 2, "slide": 4}
"""Panels side by side."""

MOST_EFFECTS = {"column": 4, "slide": 8}
"""Factors whose main effect is drawn: those with the largest total index."""

PANEL = 0.27, 0.5
"""Height of a panel as a part of the width of a slide, and of a column."""


def emulator(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the first outcome: predicted over observed, and main effects along the largest factors.

    Each point is predicted without itself; lines and bands are 95 % intervals, and points that
    theirs do not hold are red. Where too little is explained no effects are drawn. ``finding`` is
    that of the method, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where there is no emulator.
    """
    tables = found(results, "emulator", finding).tables
    if "emulators" not in tables:
        raise UnfitError(f"{results.directory}: no outcome can be emulated")
    row = tables["emulators"].iloc[0]
    outcome = str(row["outcome"])
    mine = {name: table[table["outcome"] == outcome] for name, table in tables.items()}
    shown = _largest(mine, MOST_EFFECTS[size])
    factors = mine["shares"]["factor"].nunique() if shown else 0
    outcomes = len(tables["emulators"])
    look = SIZES[size]
    held = f"each point held out, 95 % intervals; {percent(row['covered'])}"
    effects_are = "others: mean along a factor, over all others; bands: 95 % intervals"
    if not shown:
        effects_are = "too little is explained for main effects"
    telling = Telling(
        results.manifest.title,
        f"the emulator of {outcome_words(outcome)} explains "
        f"{percent(max(row['explained'], 0.0))} of the variance of points it has not seen",
        (
            f"first: {held} hold what was run, red those that do not",
            effects_are,
            f"drawn: the largest {len(shown)} of {factors} factors" if len(shown) < factors else "",
            f"drawn: the first of {outcomes} outcomes" if outcomes > 1 else "",
        ),
    )
    with styled(look):
        across = min(ACROSS[size], len(shown) + 1)
        down = -(-(len(shown) + 1) // across)
        height = (PANEL[0] if size == "slide" else PANEL[1]) * look.width
        figure = new_figure(
            (look.width, down * height + look.font / 72 * 1.2 * telling.lines(look))
        )
        grid = figure.subplots(down, across, squeeze=False).ravel()
        room = letters_in(look.width / across * 0.8, look)
        _held_out(grid[0], mine["held_out"], look)
        for axes, factor in zip(grid[1:], shown, strict=False):
            _effect(axes, mine["effects"], factor, look)
            axes.set_xlabel(folded(words(factor), room))
        for axes in grid[len(shown) + 1 :]:
            axes.set_axis_off()
        _same_scale(list(grid[1 : len(shown) + 1]))
        label = outcome_label(results, outcome)
        grid[0].set_xlabel(folded(f"run: {label}", room))
        grid[0].set_ylabel(folded("predicted", room))
        if shown:
            grid[1].set_ylabel(folded(label, room))
        telling.write(figure, look)
    return figure


def _largest(tables: dict[str, pd.DataFrame], most: int) -> list[str]:
    """Return the factors with the largest total indices; none where nothing is told."""
    if "shares" not in tables or tables["shares"].empty:
        return []
    order = tables["shares"].sort_values("total", ascending=False, kind="stable")
    return [str(name) for name in order["factor"].head(most)]


def _held_out(axes: Axes, table: pd.DataFrame, look: Size) -> None:
    inside = (table["low"] <= table["observed"]) & (table["observed"] <= table["high"])
    for rows, colour in ((inside, TOLD), (~inside, BAD)):
        part = table[rows]
        axes.errorbar(
            part["observed"], part["predicted"],
            yerr=arms(part["predicted"], part["low"], part["high"]),
            linestyle="none", marker="o", markersize=look.font * 0.2, color=colour,
            ecolor=TOLD_LIGHT if colour == TOLD else colour, elinewidth=look.line * 0.3,
        )  # fmt: skip
    ends = [float(table["observed"].min()), float(table["observed"].max())]
    axes.plot(ends, ends, color=INK, linewidth=look.line * 0.6, zorder=5)


def _effect(axes: Axes, table: pd.DataFrame, factor: str, look: Size) -> None:
    mine = table[table["factor"] == factor].sort_values("place", kind="stable")
    places = np.arange(len(mine), dtype=float)
    mean, low, high = (mine[name].to_numpy() for name in ("mean", "low", "high"))
    try:
        places = mine["level"].astype(float).to_numpy()
    except ValueError:  # names
        axes.errorbar(
            places, mean, yerr=arms(mean, low, high), linestyle="none", marker="o", color=TOLD,
            ecolor=GREY, elinewidth=look.line * 0.7, markersize=look.font * 0.4,
        )  # fmt: skip
        axes.set_xticks(places, [words(str(level)) for level in mine["level"]], rotation=90)
        axes.margins(x=0.2)
        return
    axes.fill_between(places, low, high, color=PALE)
    axes.plot(places, mean, color=TOLD)
    axes.margins(x=0.02)


def _same_scale(panels: list[Axes]) -> None:
    """Give all panels of effects the same axis, so that sizes compare."""
    if not panels:
        return
    ends = np.array([axes.get_ylim() for axes in panels])
    for axes in panels:
        axes.set_ylim(ends[:, 0].min(), ends[:, 1].max())
