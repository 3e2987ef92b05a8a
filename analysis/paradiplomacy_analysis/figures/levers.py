"""Figure of levers: what each buys, and at which cost, world by world."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import Telling, arms, replicates_note, undefined_note
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_words
from paradiplomacy_analysis.figures.style import GREY, INK, SIDES, SIZES, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.levers import COSTS, bought, cost_in
from paradiplomacy_analysis.wording import number, uncertainty
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import LEVERS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_results.reading import Results

MARKS = "osD^vPX*<>ph"
"""Mark of each lever, so that colour is not needed."""

MOST = len(MARKS)


def levers(results: Results, outcome: str = "effectiveness", *, size: str = "slide") -> Figure:
    """Draw what each lever adds to an outcome over what it adds to the cost, with 95 % intervals.

    A panel for each level of the other factor. Raises :class:`UnfitError` where the design has no
    levers, too many, or did not keep the outcome and the cost.
    """
    sample = sample_of(results)
    kept = results.manifest.layout.indicators
    cost = cost_in(kept)
    if outcome not in kept or not cost:
        raise UnfitError(f"{results.directory} did not keep {outcome} and {' or '.join(COSTS)}")
    table = bought(sample, [outcome, cost])
    names = list(dict.fromkeys(table["lever"]))
    if len(names) > MOST:
        raise UnfitError(f"{results.directory} has more than {MOST - 1} levers")
    worlds = list(dict.fromkeys(table["where"]))
    other = next((words(f.name) for f in sample.factors if f.name != LEVERS), "")
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        _finding(table, outcome, cost, other),
        (
            (
                f"dots: mean differences {replicates_note(sample)} between each lever and none; "
                "bars: 95 % intervals; combinations of some levers are not drawn here"
            ),
            undefined_note(int(table[["undefined", "undefined_none"]].max(axis=1).sum())),
        ),
    )
    across = min(len(worlds), 2 if size == "column" else 3)
    down = -(-len(worlds) // across)
    with styled(look):
        columns = 3 if size == "slide" else 2
        lines = telling.lines(look, -(-len(names) // columns)) + 5
        tall = look.width / across * (0.7 if across > 1 else 0.5) * (1.5 if size == "column" else 1)
        figure = new_figure((look.width, tall * down + look.font / 72 * 1.2 * lines))
        grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False).ravel()
        for axes, world in zip(grid, worlds, strict=False):
            _panel(axes, table[table["where"] == world], names, (outcome, cost), look)
            if world:
                axes.set_title(inert(f"{other}: {words(world)}"), loc="left")
        for axes in grid[len(worlds) :]:
            axes.set_axis_off()
        room = letters_in(look.width / across, look) - 8
        for axes in grid[-across:]:
            axes.set_xlabel(folded(f"added {words(cost)}, {results.columns[cost].unit}", room))
        unit = results.columns[outcome].unit
        for axes in grid[::across]:
            axes.set_ylabel(
                f"added {outcome_words(outcome)}" + ("" if unit == "1" else f", {unit}")
            )
        telling.write(figure, look, grid[0].get_legend_handles_labels()[0], columns)
    return figure


def _finding(table: pd.DataFrame, outcome: str, cost: str, other: str) -> str:
    """Say what the last lever, all together where they are combined, adds in the first world."""
    world, lever = table["where"].iloc[0], table["lever"].iloc[-1]
    mine = table[(table["where"] == world) & (table["lever"] == lever)].set_index("outcome")
    where = f"where {other} is {words(world)}, " if world else ""
    gain, more = (
        f"{number(row['difference'])} ({uncertainty(row['low'], row['high'])})"
        for row in (mine.loc[outcome], mine.loc[cost])
    )
    return f"{where}{words(lever)} add {gain} to {outcome_words(outcome)} and {more} to cost"


def _panel(
    axes: Axes, table: pd.DataFrame, names: list[str], outcomes: tuple[str, str], look: Size
) -> None:
    axes.axhline(0.0, color=GREY, linewidth=look.line * 0.5, zorder=0)
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.5, zorder=0)
    colours = itertools.cycle([*(colour for colour, _ in SIDES[:4]), INK, GREY])
    for name, mark, colour in zip(names, MARKS, colours, strict=False):
        gain, cost = (
            table[(table["lever"] == name) & (table["outcome"] == what)].iloc[0]
            for what in outcomes
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
