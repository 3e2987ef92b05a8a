"""The way on which a box was peeled: what each step holds, to choose another one than the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.colors import BoundaryNorm
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.factors import LINES, Telling, found
from paradiplomacy_analysis.figures.labels import folded, letters_in
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import INK, SIZES, inert, styled
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import SUCCESS, chosen_boxes
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

COLOURS = "viridis"
RULE, CHOICE = "o", "D"
"""Marks of the step that the rule keeps, and of one that somebody chose."""

_STEP = 0.8
"""Size of the numbers of steps, as a part of the figure's font."""


def peeling(
    results: Results,
    finding: Finding | None = None,
    *,
    success: str | None = None,
    size: str = "slide",
) -> Figure:
    """Draw for the first box of success, and of its absence, what each step of its way holds.

    At the left coverage against density, coloured by the number of factors that are restricted,
    with numbers of steps; at the right both and the mass by step. All are shares of the half of the
    points in which boxes were sought, so that choosing by them leaves the other half to judge.
    Marks are the step that the rule keeps, and the one that was chosen; boxes of which one was
    chosen are drawn instead. ``finding`` is that of discovery by the criterion ``success``, if it
    is there already. Raises :class:`~paradiplomacy_results.errors.UnfitError` where no box was
    found.
    """
    tables = found(results, "discovery", finding, success).tables
    if "trajectory" not in tables:
        raise UnfitError(f"{results.directory}: no box was found, and nothing was peeled")
    chosen = chosen_boxes(tables)
    every = {
        (str(way["outcome"].iloc[0]), int(way["box"].iloc[0])): way
        for _, way in tables["trajectory"].groupby(["outcome", "box"], sort=False)
    }
    keys = list(chosen) or [key for key in every if key[1] == 1]
    ways = {key: every[key].reset_index(drop=True) for key in keys}
    sample = sample_of(results, success=success)
    (outcome, box), way = next(iter(ways.items()))
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        _told(outcome, box, way),
        (
            (
                f"success: {inert(sample.success or '', 90)}; shares are those of the half of the "
                "points in which boxes were sought; numbers name steps"
            ),
            (
                f"another step is kept by --box {outcome}:{box}:STEP of analyse, plot and report, "
                "and judged in the other half"
            ),
        ),
    )
    with styled(look):
        across = 2 if size == "slide" else 1
        figure, grid = panels(
            [2] * len(ways), look, across, height=0.36 if across == 2 else 0.6,
            lines=telling.lines(look, 2),
        )  # fmt: skip
        most = max(int(way["factors"].max()) for way in ways.values())
        handles: list[Any] = []
        for place, ((outcome, box), way) in enumerate(ways.items()):
            left, right = grid[2 * place].axes, grid[2 * place + 1].axes
            _plane(left, way, most, look)
            left.set_title(f"{outcome}, box {box}", loc="left")
            lines = _by_step(right, way, look)
            right.set_title(f"{outcome}, box {box}, by step", loc="left")
            handles = handles or [*_marks(left, bool(chosen), look), *lines]
        telling.write(figure, look, handles, 5 if size == "slide" else 2)
    return figure


def _kept(way: pd.DataFrame) -> tuple[int, int]:
    """Return the step that is kept, and that of the rule."""
    kept = int(way["chosen"].iloc[0])
    return kept, int(way["rule"].iloc[0]) if "rule" in way else kept


def _told(outcome: str, box: int, way: pd.DataFrame) -> str:
    kept, rule = _kept(way)
    row = way.iloc[kept]
    what = "successes" if outcome == SUCCESS else "failures"
    whose = "the rule keeps" if kept == rule else f"the rule keeps step {rule}, you chose"
    return (
        f"of {many(len(way) - 1, 'step')} of box {box} of {outcome}, {whose} step {kept}: "
        f"{percent(row['density'])} of the points inside are {what}, {percent(row['coverage'])} of "
        f"all {what} are inside, and {many(int(row['factors']), 'factor')} "
        f"{'is' if row['factors'] == 1 else 'are'} restricted"
    )


def _plane(axes: Axes, way: pd.DataFrame, most: int, look: Size) -> None:
    colours = mpl.colormaps[COLOURS].resampled(most + 1)
    norm = BoundaryNorm(np.arange(most + 2) - 0.5, most + 1)
    axes.plot(way["coverage"], way["density"], color="#B5B5B5", linewidth=look.line * 0.6, zorder=1)
    dots = axes.scatter(
        way["coverage"], way["density"], c=way["factors"], cmap=colours, norm=norm, zorder=3,
        s=(look.font * 0.42) ** 2,
    )  # fmt: skip
    for step, mark in zip(_kept(way)[::-1], (RULE, CHOICE), strict=True):
        if mark == CHOICE and step == _kept(way)[1]:
            continue
        axes.plot(
            way["coverage"][step], way["density"][step], mark, markersize=look.font,
            markerfacecolor="none", markeredgecolor=INK, markeredgewidth=look.line * 0.8, zorder=4,
        )  # fmt: skip
    axes.set_xlim(-0.02, 1.06)
    axes.set_ylim(-0.02, 1.12)
    _numbers(axes, way, look)
    axes.set_xlabel("coverage: share of all such points inside")
    axes.set_ylabel(folded("density: their share inside", letters_in(look.width * 0.3, look)))
    bar = axes.figure.colorbar(dots, ax=axes, ticks=range(most + 1), pad=0.02)
    bar.ax.set_yticklabels([str(count) for count in range(most + 1)])
    bar.set_label("factors")
    bar.outline.set_visible(False)


def _numbers(axes: Axes, way: pd.DataFrame, look: Size) -> None:
    """Name steps, those that are kept first, each where no other stands already."""
    wide, tall = 2.6 * look.font * _STEP / 72, 1.5 * look.font * _STEP / 72
    share = (1.08 / (0.3 * look.width), 1.14 / (0.24 * look.width))
    if look.width < 5.0:
        share = (1.08 / (0.62 * look.width), 1.14 / (0.46 * look.width))
    room = np.array([wide * share[0], tall * share[1]])
    taken: list[np.ndarray] = []
    # Beside a way that goes up, above one that goes aside.
    up = np.ptp(way["density"]) > np.ptp(way["coverage"])
    aside = (0.6 * look.font, 0.0) if up else (0.0, 0.8 * look.font)
    for step in dict.fromkeys([*_kept(way), *range(len(way))]):
        at = way.loc[step, ["coverage", "density"]].to_numpy(float)
        if all((np.abs(at - other) > room).any() for other in taken):
            taken.append(at)
            axes.annotate(
                str(step), at, xytext=aside, textcoords="offset points",
                ha="left" if up else "center", va="center", fontsize=look.font * _STEP, zorder=5,
            )  # fmt: skip


def _by_step(axes: Axes, way: pd.DataFrame, look: Size) -> list[Any]:
    lines = [
        axes.plot(way["step"], way[name], color=LINES[k][0], linestyle=LINES[k][1], label=name)[0]
        for k, name in enumerate(("coverage", "density", "mass"))
    ]
    kept, rule = _kept(way)
    axes.axvline(rule, color=INK, linewidth=look.line * 0.5)
    if kept != rule:
        axes.axvline(kept, color=INK, linewidth=look.line * 0.5, linestyle="--")
    axes.set_ylim(-0.02, 1.05)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("step")
    axes.set_ylabel("share")
    return list(lines)


def _marks(axes: Axes, chosen: bool, look: Size) -> list[Any]:
    """Return what stands in the key for the marks."""
    named = [(RULE, "step of the rule"), *([(CHOICE, "your choice")] if chosen else [])]
    return [
        axes.plot(
            [], [], mark, markerfacecolor="none", markeredgecolor=INK, markersize=look.font * 0.7,
            label=label,
        )[0]
        for mark, label in named
    ]  # fmt: skip
