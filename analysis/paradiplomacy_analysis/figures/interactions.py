"""Interactions: outcomes along one factor, a line for each level of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    LINES,
    arms,
    crossed,
    design_heading,
    design_sample,
    level_label,
    two_factors,
)
from paradiplomacy_analysis.figures.panels import ACROSS, panels
from paradiplomacy_analysis.figures.style import SIZES, Size, styled, words
from paradiplomacy_analysis.statistics.contrasts import LEVERS, TOGETHER
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.factors import Crossed
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

COLUMNS = {"column": 3, "slide": 6}
"""Entries of the key side by side."""

MARKERS = "osD^v*"

MAX_ALONG = 20
"""Levels along a line."""


def interactions(results: Results, *, size: str = "slide") -> Figure:
    """Draw a panel for each of the first outcomes: lines side by side say that effects add up.

    Bars are 95 % intervals over replicates. Where the second factor has more levels than there are
    lines, some are drawn, evenly spaced. Raises :class:`UnfitError` where there are no two factors
    with levels.
    """
    sample = design_sample(results)
    along, beside = two_factors(sample)
    if len(along.levels) > MAX_ALONG:
        raise UnfitError(f"{results.directory} has too many levels for lines")
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([len(sample.outcomes)], look, min(ACROSS[size], 2), lines=6)
        for panel, outcome in zip(grid, sample.outcomes, strict=True):
            _panel(panel.axes, crossed(sample, outcome, along, beside), along, beside, look)
            column = results.columns[outcome]
            panel.axes.set_title(words(outcome), loc="left")
            panel.axes.set_ylabel("0 to 1" if column.unit == "1" else column.unit)
            panel.axes.set_xlabel(words(along.name))
        handles, labels = grid[0].axes.get_legend_handles_labels()
        figure.legend(
            handles,
            labels,
            loc="outside lower center",
            ncols=COLUMNS[size],
            title=words(beside.name),
        )
        text = f"mean and 95 % interval over {many(sample.replicates, 'replicate')}"
        design_heading(figure, results, text, look)
    return figure


def drawn(factor: Factor) -> list[int]:
    """Return the levels that get a line: evenly spaced, and of levers none and the single ones."""
    places = list(range(len(factor.levels)))
    if factor.name == LEVERS:
        places = [place for place in places if TOGETHER not in str(factor.levels[place])]
    most = min(len(places), len(LINES))
    return [places[k] for k in sorted({round(x) for x in np.linspace(0, len(places) - 1, most)})]


def _panel(axes: Axes, cells: Crossed, along: Factor, beside: Factor, look: Size) -> None:
    places = (
        np.array(along.levels, dtype=float) if along.is_number else np.arange(len(along.levels))
    )
    for (colour, dashes), mark, level in zip(LINES, MARKERS, drawn(beside), strict=False):
        mean = cells.mean[:, level]
        axes.errorbar(
            places,
            mean,
            yerr=arms(mean, cells.low[:, level], cells.high[:, level]),
            color=colour,
            linestyle=dashes,
            linewidth=look.line,
            elinewidth=look.line * 0.8,
            marker=mark,
            markersize=look.font * 0.4,
            label=level_label(beside.levels[level], 24),
        )
    labels = [level_label(level) for level in along.levels]
    if not along.is_number or len(labels) <= 8:
        axes.set_xticks(places, labels)
