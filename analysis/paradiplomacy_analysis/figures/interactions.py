"""Interactions: outcomes along one factor, a line for each level of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    LINES,
    crossed,
    design_heading,
    design_sample,
    two_factors,
)
from paradiplomacy_analysis.figures.panels import ACROSS, panels
from paradiplomacy_analysis.figures.style import (
    SIZES,
    Size,
    inert,
    styled,
    words,
)
from paradiplomacy_analysis.sample import UnfitError
from paradiplomacy_analysis.wording import level_text, many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.factors import Crossed
    from paradiplomacy_analysis.load import Results
    from paradiplomacy_analysis.sample import Factor

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
            handles, labels, loc="outside lower center", ncols=6, title=words(beside.name)
        )
        text = f"mean and 95 % interval over {many(sample.replicates, 'replicate')}"
        design_heading(figure, results, text, look)
    return figure


def chosen(count: int) -> list[int]:
    """Return the levels that get a line, evenly spaced over ``count``."""
    return sorted({round(x) for x in np.linspace(0, count - 1, min(count, len(LINES)))})


def _panel(axes: Axes, cells: Crossed, along: Factor, beside: Factor, look: Size) -> None:
    places = (
        np.array(along.levels, dtype=float) if along.is_number else np.arange(len(along.levels))
    )
    for (colour, dashes), mark, level in zip(
        LINES, MARKERS, chosen(len(beside.levels)), strict=False
    ):
        mean = cells.mean[:, level]
        axes.errorbar(
            places,
            mean,
            yerr=[mean - cells.low[:, level], cells.high[:, level] - mean],
            color=colour,
            linestyle=dashes,
            linewidth=look.line,
            elinewidth=look.line * 0.8,
            marker=mark,
            markersize=look.font * 0.4,
            label=inert(level_text(beside.levels[level]), 24),
        )
    labels = [inert(level_text(level), 16) for level in along.levels]
    if not along.is_number or len(labels) <= 8:
        axes.set_xticks(places, labels)
