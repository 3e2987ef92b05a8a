"""Heatmap: outcomes over two factors, with the mean in each cell and contours between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke

from paradiplomacy_analysis.figures.factors import (
    crossed,
    design_heading,
    design_sample,
    level_label,
    two_factors,
)
from paradiplomacy_analysis.figures.panels import ACROSS, panels, wrapped
from paradiplomacy_analysis.figures.style import SIZES, Size, styled, words
from paradiplomacy_analysis.wording import number
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.factors import Crossed
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

COLOURS = "cividis"
"""A scale of even lightness that every kind of colour vision tells apart, in grey too."""

LETTERS = 28
"""Letters of levels that fit side by side under a panel; more are set aslant."""

MAX_LEVELS = 14
"""Levels of a factor that fit side by side."""


def heatmap(results: Results, *, size: str = "slide") -> Figure:
    """Draw a panel for each of the first outcomes: its mean at each pair of levels.

    Lines are contours of equal means, where both factors are numbers. Other factors are averaged
    over. Raises :class:`UnfitError` where there are no two factors with few levels.
    """
    sample = design_sample(results)
    across, up = two_factors(sample)
    if max(len(across.levels), len(up.levels)) > MAX_LEVELS:
        raise UnfitError(f"{results.directory} has too many levels for a heatmap")
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([len(sample.outcomes)], look, min(ACROSS[size], 2), lines=5)
        for panel, outcome in zip(grid, sample.outcomes, strict=True):
            _panel(panel.axes, crossed(sample, outcome, across, up), across, up, look)
            unit = results.columns[outcome].unit
            panel.axes.set_title(words(outcome) + (f" ({unit})" if unit != "1" else ""), loc="left")
            panel.axes.set_xlabel(words(across.name))
            panel.axes.set_ylabel(words(up.name) if panel.left else "")
        text = f"means over {many(sample.replicates, 'replicate')}"
        design_heading(figure, results, text, look)
        others = [f.name for f in sample.factors if f.name not in (across.name, up.name)]
        if others:
            note = f"averaged over {', '.join(words(name) for name in others)}"
            figure.supxlabel(wrapped(note, look), fontsize=look.font * 0.85)
    return figure


def _panel(axes: Axes, cells: Crossed, across: Factor, up: Factor, look: Size) -> None:
    values = cells.mean.T
    image = axes.imshow(values, origin="lower", aspect="auto", cmap=COLOURS)
    low, high = np.nanmin(values), np.nanmax(values)
    for (row, column), value in np.ndenumerate(values):
        dark = (value - low) / (high - low) < 0.55 if high > low else True
        axes.text(
            column,
            row,
            number(value) if np.isfinite(value) else "",
            ha="center",
            va="center",
            color="white" if dark else "black",
            fontsize=look.font * (0.8 if len(across.levels) < 7 else 0.6),
            # A contour that passes behind a number must not strike it out.
            path_effects=[
                withStroke(linewidth=look.line * 2, foreground=image.to_rgba(np.asarray(value)))
            ],
        )
    if across.is_number and up.is_number and min(values.shape) > 2 and high > low:
        axes.contour(values, levels=5, colors="white", linewidths=look.line * 0.7, alpha=0.8)
    labels = [level_label(level) for level in across.levels]
    long = max(map(len, labels)) * len(labels) > LETTERS
    axes.set_xticks(range(len(labels)), labels)
    if long:
        axes.tick_params(axis="x", labelrotation=30)
        for label in axes.get_xticklabels():
            label.set_horizontalalignment("right")
            label.set_rotation_mode("anchor")
    axes.set_yticks(range(len(up.levels)), [level_label(x) for x in up.levels])
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
