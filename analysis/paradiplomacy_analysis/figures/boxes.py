"""Boxes of conditions: how each was peeled, and what it asks of the factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.factors import LINES, Telling, found
from paradiplomacy_analysis.figures.labels import folded, letters_in, level_labels
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import INK, PALE, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import FAILURE, SUCCESS
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


def boxes(
    results: Results,
    finding: Finding | None = None,
    *,
    success: str | None = None,
    size: str = "slide",
) -> Figure:
    """Draw two panels for success, and two for its absence: trajectories, and limits of boxes.

    A trajectory begins with all points, at the right; the mark is the step that was kept. Limits
    are drawn over the range that each factor had, and written beside it. ``finding`` is that of
    discovery by the criterion ``success``, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where no box was found.
    """
    told = found(results, "discovery", finding, success)
    tables = told.tables
    if "boxes" not in tables:
        raise UnfitError(f"{results.directory}: no box was found")
    sample = sample_of(results, success=success)
    factors = {factor.name: factor for factor in sample.factors}
    outcomes = [name for name in TITLES if (tables["boxes"]["outcome"] == name).any()]
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        # The first sentence tells how frequent success is, the next what the surest box does.
        told.sentences[min(1, len(told.sentences) - 1)],
        (
            (
                f"success: {inert(sample.success or '', 90)}; a mark is the step that was kept, as "
                "the half of the points shows it in which boxes were sought"
            ),
        ),
    )
    across = 2 if size == "slide" else 1
    with styled(look):
        figure, grid = panels(
            [2] * len(outcomes), look, across, height=0.34 if across == 2 else 0.5,
            lines=telling.lines(look, 2),
        )  # fmt: skip
        for place, outcome in enumerate(outcomes):
            parts = {
                name: tables[name][tables[name]["outcome"] == outcome]
                for name in ("boxes", "limits", "trajectory")
            }
            way, limits = grid[2 * place].axes, grid[2 * place + 1].axes
            _trajectories(way, parts["trajectory"], look)
            way.set_title(f"{TITLES[outcome]}: how boxes were peeled", loc="left")
            _limits(limits, parts["limits"], factors, look)
            limits.set_title(f"{TITLES[outcome]}: what boxes ask for", loc="left")
        handles = [
            grid[0].axes.plot([], [], color=colour, linestyle=dashes, marker=mark,
                              markersize=look.font * 0.5, label=f"box {number_}")[0]
            for number_, ((colour, dashes), mark) in enumerate(
                zip(LINES, MARKERS, strict=False), start=1
            )
            if number_ <= tables["boxes"]["box"].max()
        ]  # fmt: skip
        telling.write(figure, look, handles, 3)
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
    axes.set_ylabel(folded("density: their share inside", letters_in(look.width * 0.3, look)))


def _limits(axes: Axes, limits: pd.DataFrame, factors: dict[str, Factor], look: Size) -> None:
    """Draw a row for each condition of each box: what it asks for, over what was tried."""
    rows = records(limits.sort_values("box", kind="stable"))
    letters = letters_in(look.width * 0.22, look)
    names = []
    for place, one in enumerate(rows):
        factor = factors[str(one["factor"])]
        axes.barh(place, 1.0, 0.8, color=PALE, zorder=1)
        for low, high in _spans(one, factor):
            axes.barh(
                place, high - low, 0.5, left=low, color=LINES[int(one["box"]) - 1][0], zorder=2
            )
        names.append(folded(f"{words(factor.name)} {_asked(one, factor)}", letters))
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0, 1], ["lowest", "highest"])
    axes.set_xlabel("range that was tried")
    axes.tick_params(axis="y", length=0)


def _asked(one: dict[str, Any], factor: Factor) -> str:
    """Write what a box asks of a factor."""
    if one["levels"]:
        labels = dict(zip(map(level_text, factor.levels), level_labels(factor.levels), strict=True))
        return " or ".join(labels[level] for level in one["levels"].split(", "))
    if one["low"] is not None and one["high"] is not None:
        return f"{number(one['low'])} to {number(one['high'])}"
    return f"≥ {number(one['low'])}" if one["low"] is not None else f"≤ {number(one['high'])}"


def _spans(one: dict[str, Any], factor: Factor) -> list[tuple[float, float]]:
    """Return what a box asks of a factor, as parts of the range that was tried."""
    if one["levels"]:
        every = [level_text(level) for level in factor.levels]
        starts = [every.index(level) / len(every) for level in one["levels"].split(", ")]
        return [(start, start + 1 / len(every)) for start in starts]
    low, high = (
        _share(factor, end if bound is None else bound)
        for bound, end in zip((one["low"], one["high"]), _bounds(factor), strict=True)
    )
    return [(low, high)]


def _bounds(factor: Factor) -> tuple[float, float]:
    if factor.low is not None and factor.high is not None:
        return factor.low, factor.high
    return float(min(factor.levels)), float(max(factor.levels))


def _share(factor: Factor, value: float) -> float:
    low, high = _bounds(factor)
    if factor.log:
        low, high, value = np.log([low, high, value])
    return float((value - low) / (high - low))
