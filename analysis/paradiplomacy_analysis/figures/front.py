"""Trade-offs: points of a design by two aims, and which of them no other beats in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import arms, design_heading, found
from paradiplomacy_analysis.figures.panels import ACROSS, key, panels
from paradiplomacy_analysis.figures.style import (
    GREY,
    SIZES,
    SOCIETY,
    SOCIETY_DARK,
    Size,
    inert,
    styled,
    words,
)
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.contrasts import LEVERS, TOGETHER
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

NAMED = {"column": 3, "slide": 5}
"""Points of a front that are named."""

APART = 0.09
"""Part of the height by which named points are apart."""

LONGEST = {"column": 22, "slide": 34}
"""Letters of such a name."""


def front(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each pair of aims: means of all points, with the front as a line.

    Bars are 95 % intervals over replicates. ``finding`` is that of tradeoffs, if it is there
    already. Raises :class:`~paradiplomacy_results.errors.UnfitError` where no pair of aims is
    there.
    """
    tables = found(results, "tradeoffs", finding).tables
    if "fronts" not in tables:
        raise UnfitError(f"{results.directory}: no pair of aims is defined everywhere")
    table = tables["fronts"]
    names = [factor.name for factor in sample_of(results).factors]
    pairs = list(dict.fromkeys(table["aims"]))
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([len(pairs)], look, min(ACROSS[size], 2), height=0.38, lines=7)
        for panel, aims in zip(grid, pairs, strict=True):
            part = table[table["aims"] == aims]
            _panel(panel.axes, part, look)
            _names(panel.axes, part, names, look, NAMED[size], LONGEST[size])
        axes = grid[0].axes
        handles = [
            axes.plot([], [], "o-", color=SOCIETY_DARK, markerfacecolor=SOCIETY, label="front")[0],
            axes.plot([], [], "o", color=GREY, label="beaten in both aims by another")[0],
        ]
        note = (
            "bars: 95 % intervals over replicates; arrows: what is wanted; names: "
            f"{', '.join(words(name) for name in names)}"
        )
        key(figure, handles, look, columns=2, notes=[note])
        design_heading(figure, results, "what is gained for what", look)
    return figure


def _panel(axes: Axes, table: pd.DataFrame, look: Size) -> None:
    for on_front, part in table.groupby("on_front"):
        colour = SOCIETY_DARK if on_front else GREY
        ordered = part.sort_values("first_mean")
        x, y = ordered["first_mean"].to_numpy(), ordered["second_mean"].to_numpy()
        axes.errorbar(
            x,
            y,
            xerr=arms(x, ordered["first_low"], ordered["first_high"]),
            yerr=arms(y, ordered["second_low"], ordered["second_high"]),
            fmt="o-" if on_front else "o",
            color=colour,
            markerfacecolor=SOCIETY if on_front else GREY,
            markersize=look.font * (0.5 if on_front else 0.3),
            linewidth=look.line * 0.7,
            elinewidth=look.line * 0.4,
            alpha=1.0 if on_front else 0.6,
            zorder=3 if on_front else 2,
        )
    first = table.iloc[0]
    labels = []
    for side, wanted in zip(("first", "second"), first["aims"].split(" against "), strict=True):
        unit, arrow = first[f"{side}_unit"], "→" if wanted.startswith("more") else "←"
        labels.append(words(first[side]) + (f" ({unit})" if unit != "1" else "") + f" {arrow}")
    axes.set_xlabel(labels[0])
    axes.set_ylabel(labels[1])
    axes.margins(x=0.12, y=0.12)


def _names(
    axes: Axes, table: pd.DataFrame, names: list[str], look: Size, most: int, longest: int
) -> None:
    """Name some points of the front, evenly along it, but none beside another."""
    ordered = table[table["on_front"]].sort_values("first_mean")
    places = ordered[["first_mean", "second_mean"]].to_numpy()
    whole = table[["first_mean", "second_mean"]].to_numpy()
    shares = (places - whole.min(axis=0)) / np.maximum(np.ptp(whole, axis=0), 1e-12)
    evenly = np.unique(np.linspace(0, len(ordered) - 1, most).round().astype(int))
    named: list[int] = []
    for place in evenly:
        if any(abs(shares[place] - shares[other])[1] < APART for other in named):
            continue
        named.append(int(place))
        left = shares[place, 0] > 0.5
        axes.annotate(
            _label(ordered.iloc[place], names, longest),
            (places[place, 0], places[place, 1]),
            xytext=((-0.6 if left else 0.6) * look.font, -0.9 * look.font),
            textcoords="offset points",
            ha="right" if left else "left",
            fontsize=look.font * 0.7,
            zorder=4,
        )


def _label(row: pd.Series, names: list[str], longest: int) -> str:
    """Name a point by its levels; levers that are pulled together are counted."""
    parts = []
    for name in names:
        level = str(row[name])
        if name == LEVERS and TOGETHER in level:
            level = f"{level.count(TOGETHER) + 1} levers"
        parts.append(words(level))
    return inert(", ".join(parts), longest)
