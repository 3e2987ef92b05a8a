"""Boxes of conditions: how each was peeled, and what it asks of the factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.factors import LINES, design_heading, found, level_label
from paradiplomacy_analysis.figures.panels import key, panels
from paradiplomacy_analysis.figures.style import INK, PALE, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.discovery import FAILURE, SUCCESS
from paradiplomacy_analysis.wording import level_text, number
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

TITLES = {SUCCESS: "success", FAILURE: "no success"}
MARKERS = "osD"


def boxes(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw two panels for success, and two for its absence: trajectories, and limits of boxes.

    A trajectory begins with all points, at the right; the mark is the step that was kept. Limits
    are drawn over the range that each factor had. ``finding`` is that of discovery, if it is there
    already. Raises :class:`~paradiplomacy_results.errors.UnfitError` where no box was found.
    """
    tables = found(results, "discovery", finding).tables
    if "boxes" not in tables:
        raise UnfitError(f"{results.directory}: no box was found")
    factors = {factor.name: factor for factor in sample_of(results).factors}
    outcomes = [name for name in TITLES if (tables["boxes"]["outcome"] == name).any()]
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([2] * len(outcomes), look, 2, height=0.36, lines=8)
        for place, outcome in enumerate(outcomes):
            parts = {
                name: tables[name][tables[name]["outcome"] == outcome]
                for name in ("boxes", "limits", "trajectory")
            }
            way, limits = grid[2 * place].axes, grid[2 * place + 1].axes
            _trajectories(way, parts["trajectory"], look)
            way.set_title(f"{TITLES[outcome]}: how boxes were peeled", loc="left")
            _limits(limits, parts["limits"], factors, look)
            limits.set_title("what they ask for", loc="left")
        handles = [
            grid[0].axes.plot([], [], color=colour, linestyle=dashes, marker=mark,
                              markersize=look.font * 0.5, label=f"box {number_}")[0]
            for number_, ((colour, dashes), mark) in enumerate(
                zip(LINES, MARKERS, strict=False), start=1
            )
            if number_ <= tables["boxes"]["box"].max()
        ]  # fmt: skip
        rule = sample_of(results).success or ""
        note = (
            f"success: {inert(rule, 90)}; a mark is the step that was kept, as the half of the "
            "points shows it in which boxes were sought"
        )
        key(figure, handles, look, columns=3, notes=[note])
        design_heading(figure, results, "boxes of conditions", look)
    return figure


def _trajectories(axes: Axes, trajectory: pd.DataFrame, look: Size) -> None:
    for box in sorted(trajectory["box"].unique()):
        way = trajectory[trajectory["box"] == box]
        (colour, dashes), mark = LINES[box - 1], MARKERS[box - 1]
        axes.plot(way["coverage"], way["density"], color=colour, linestyle=dashes, alpha=0.9)
        kept = way[way["step"] == way["chosen"]]
        axes.plot(
            kept["coverage"], kept["density"], color=colour, marker=mark, linestyle="",
            markersize=look.font * 0.7, markeredgecolor=INK, markeredgewidth=look.line * 0.4,
        )  # fmt: skip
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("coverage: share of all such points inside")
    axes.set_ylabel("density: their share inside")


def _limits(axes: Axes, limits: pd.DataFrame, factors: dict[str, Factor], look: Size) -> None:
    names = [str(name) for name in dict.fromkeys(limits["factor"])]
    boxes = sorted(limits["box"].unique())
    step = 0.7 / len(boxes)
    for row, name in enumerate(names):
        axes.barh(row, 1, 0.8, color=PALE, zorder=1)
        for one in records(limits[limits["factor"] == name]):
            place = row + step * (boxes.index(one["box"]) - (len(boxes) - 1) / 2)
            _limit(axes, one, factors[name], (place, step * 0.55), look)
    axes.set_yticks(range(len(names)), [words(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([0, 1], ["lowest", "highest"])
    axes.set_xlabel("range that was tried")
    axes.tick_params(axis="y", length=0)


def _limit(
    axes: Axes, one: dict[str, Any], factor: Factor, bar: tuple[float, float], look: Size
) -> None:
    """Draw what one box asks of one factor; ``bar`` is the place and the height of its bar."""
    place, height = bar
    colour, _ = LINES[int(one["box"]) - 1]

    def draw(low: float, high: float, before: str, after: str) -> None:
        axes.barh(place, high - low, height, left=low, color=colour, zorder=2)
        for text, at, side in ((before, low - 0.015, "right"), (after, high + 0.015, "left")):
            axes.text(at, place, text, ha=side, va="center", color=INK, fontsize=look.font * 0.75)

    if one["levels"]:
        every = [level_text(level) for level in factor.levels]
        width = 1 / len(every)
        for level in one["levels"].split(", "):
            start = every.index(level) * width
            text = level_label(level)
            last = start + width > 0.99
            draw(start, start + width, text if last else "", "" if last else text)
        return
    low, high = (
        _share(factor, end if bound is None else bound)
        for bound, end in zip((one["low"], one["high"]), _bounds(factor), strict=True)
    )
    texts = ["" if one[side] is None else number(one[side]) for side in ("low", "high")]
    draw(low, high, *texts)


def _bounds(factor: Factor) -> tuple[float, float]:
    if factor.low is not None and factor.high is not None:
        return factor.low, factor.high
    return float(min(factor.levels)), float(max(factor.levels))


def _share(factor: Factor, value: float) -> float:
    low, high = _bounds(factor)
    if factor.log:
        low, high, value = np.log([low, high, value])
    return float((value - low) / (high - low))
