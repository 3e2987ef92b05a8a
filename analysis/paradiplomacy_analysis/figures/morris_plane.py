"""Morris's plane: how much a factor matters, and how far that depends on where the others stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import arms, design_heading, first_outcomes, found
from paradiplomacy_analysis.figures.panels import ACROSS, panels, wrapped
from paradiplomacy_analysis.figures.style import GOVERNMENT, GREY, SIZES, Size, styled, words
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

NAMED = {"column": 3, "slide": 8}
"""Factors that are named in a panel: those with the largest mu*."""

RATIOS = (1.0, 0.5, 0.1)
"""Ratios of sigma to mu* that are drawn."""


def morris_plane(
    results: Results, finding: Finding | None = None, *, size: str = "slide"
) -> Figure:
    """Draw mu* against sigma, a panel for each of the first outcomes, a point for each factor.

    Bars are 95 % intervals of mu*. Lines divide effects by the ratio of sigma to mu*. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for another sample, or where nothing varies.
    ``finding`` is that of the method, if it is there already.
    """
    tables = found(results, "morris", finding).tables
    if "morris" not in tables:
        raise UnfitError(f"{results.directory}: nothing varies, and nothing has an effect")
    table = tables["morris"]
    outcomes = first_outcomes(table)
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([len(outcomes)], look, min(ACROSS[size], 2), height=0.4, lines=6)
        for panel, outcome in zip(grid, outcomes, strict=True):
            _panel(panel.axes, table[table["outcome"] == outcome], look, NAMED[size])
            unit = results.columns[outcome].unit
            panel.axes.set_title(words(outcome) + (f" ({unit})" if unit != "1" else ""), loc="left")
            panel.axes.set_xlabel("μ*: mean size of the effect")
            panel.axes.set_ylabel("σ: its spread" if panel.left else "")
        text = "elementary effects of the factors"
        design_heading(figure, results, text, look)
        note = (
            "bars: 95 % intervals of μ*; grey lines: σ/μ*, below 0.1 an effect is almost linear, "
            "above 1 non-linear or interacting; points without a name are smaller"
        )
        figure.supxlabel(wrapped(note, look), fontsize=look.font * 0.85)
    return figure


def _panel(axes: Axes, table: pd.DataFrame, look: Size, named: int) -> None:
    star, sigma = table["mu_star"].to_numpy(), table["sigma"].to_numpy()
    low, high = table["mu_star_low"].to_numpy(), table["mu_star_high"].to_numpy()
    right = 1.35 * max(high.max(), 1e-12)
    top = 1.15 * max(sigma.max(), 1e-12)
    for ratio in RATIOS:
        end = min(right, top / ratio)
        axes.plot([0, end], [0, ratio * end], color=GREY, linewidth=look.line * 0.5, zorder=1)
        axes.annotate(
            f"{ratio:g}",
            (end, ratio * end),
            color=GREY,
            fontsize=look.font * 0.75,
            ha="right",
            va="bottom",
        )
    axes.errorbar(
        star,
        sigma,
        xerr=arms(star, np.maximum(low, 0.0), high),
        fmt="o",
        color=GOVERNMENT,
        markersize=look.font * 0.4,
        elinewidth=look.line * 0.6,
    )
    axes.set_xlim(0, right)
    axes.set_ylim(0, top * 1.05)
    largest = np.argsort(-star, kind="stable")[:named]
    # Names are set apart: each at least a line above the one below it.
    line = 1.25 * look.font * 0.8 / 72 / (look.width * 0.4 * 0.62) * top
    height = -np.inf
    for place in sorted(largest, key=lambda k: sigma[k]):
        height = max(sigma[place], height + line)
        axes.annotate(
            words(table["factor"].iloc[place]),
            (star[place], sigma[place]),
            xytext=(high[place] + 0.015 * right, height),
            fontsize=look.font * 0.8,
            va="center",
            arrowprops=(
                {"arrowstyle": "-", "color": GREY, "linewidth": look.line * 0.3}
                if height > sigma[place]
                else None
            ),
        )
