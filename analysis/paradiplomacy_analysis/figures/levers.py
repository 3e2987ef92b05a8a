"""Figure of levers: what each buys, and at which cost, world by world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import arms, design_heading
from paradiplomacy_analysis.figures.style import GREY, INK, SIDES, SIZES, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.levers import COST, bought
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_results.reading import Results

MARKS = "osD^vPX*"
"""Mark of each lever, so that colour is not needed."""

MOST = len(MARKS)


def levers(results: Results, outcome: str = "effectiveness", *, size: str = "slide") -> Figure:
    """Draw what each lever adds to an outcome over what it adds to the cost, with 95 % intervals.

    A panel for each level of the other factor. Raises :class:`UnfitError` where the design has no
    levers, too many, or did not keep the outcome and the cost.
    """
    sample = sample_of(results)
    kept = results.manifest.layout.indicators
    if outcome not in kept or COST not in kept:
        raise UnfitError(f"{results.directory} did not keep {outcome} and {COST}")
    table = bought(sample, [outcome, COST])
    names = list(dict.fromkeys(table["lever"]))
    if len(names) > MOST:
        raise UnfitError(f"{results.directory} has more than {MOST - 1} levers")
    worlds = list(dict.fromkeys(table["where"]))
    look = SIZES[size]
    across = min(len(worlds), 2 if size == "column" else 3)
    down = -(-len(worlds) // across)
    with styled(look):
        from matplotlib.figure import Figure

        tall = look.width / across * (0.85 if size == "slide" else 1.1) * down + look.font / 72 * 8
        figure = Figure(figsize=(look.width, tall), layout="constrained")
        grid = np.atleast_1d(figure.subplots(down, across, sharex=True, sharey=True)).ravel()
        for axes, world in zip(grid, worlds, strict=False):
            _panel(axes, table[table["where"] == world], names, outcome, look)
            if world:
                axes.set_title(inert(words(world)), loc="left")
        for axes in grid[len(worlds) :]:
            axes.set_axis_off()
        for axes in grid[-across:]:
            axes.set_xlabel(f"added cost\n({results.columns[COST].unit} a tie)")
        for axes in grid[::across]:
            axes.set_ylabel(f"added {words(outcome)}")
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="outside lower center", ncols=3 if size == "slide" else 2
        )
        text = "each lever against none, with 95 % intervals over replicates"
        design_heading(figure, results, text, look)
    return figure


def _panel(axes: Axes, table: pd.DataFrame, names: list[str], outcome: str, look: Size) -> None:
    axes.axhline(0.0, color=GREY, linewidth=look.line * 0.5, zorder=0)
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.5, zorder=0)
    colours = [colour for colour, _ in SIDES[:4]] + [INK, GREY, INK, GREY]
    for name, mark, colour in zip(names, MARKS, colours, strict=False):
        gain, cost = (
            table[(table["lever"] == name) & (table["outcome"] == what)].iloc[0]
            for what in (outcome, COST)
        )
        axes.errorbar(
            cost["difference"],
            gain["difference"],
            xerr=arms([cost["difference"]], [cost["low"]], [cost["high"]]),
            yerr=arms([gain["difference"]], [gain["low"]], [gain["high"]]),
            marker=mark,
            color=colour,
            markersize=look.font * 0.5,
            linewidth=0.0,
            elinewidth=look.line * 0.7,
            label=inert(words(name)),
        )
