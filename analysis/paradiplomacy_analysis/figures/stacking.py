"""Dimensional stacking: an outcome over up to four factors at once, each cut into a few parts.

Rows and columns within rows and columns (LeBlanc, Ward & Wittels 1990, Proceedings of the First
IEEE Conference on Visualization, 230-237), as in the EMA workbench: the factors by which trees tell
most stand outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Rectangle

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import Telling
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_label
from paradiplomacy_analysis.figures.scales import shortened
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.cells import FEWEST, cells_of, divisible, parts_of
from paradiplomacy_analysis.statistics.choosing import (
    Target,
    check_points,
    ranked,
    target_of,
    varied,
    without,
)
from paradiplomacy_analysis.statistics.contrasts_text import corrected
from paradiplomacy_analysis.wording import number, percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.sample import Factor, Sample
    from paradiplomacy_analysis.statistics.cells import Cells, Parts
    from paradiplomacy_results.reading import Results

COLOURS = "PRGn"
"""A scale with white in its middle, the mean of all points."""

MOST_FACTORS = 4

MOST_ACROSS = 12
"""Cells side by side that can be read."""

_SMALL = 0.8


def stacking(
    results: Results,
    outcomes: Sequence[str] = (),
    *,
    success: str | None = None,
    size: str = "slide",
) -> Figure:
    """Draw the mean of an outcome, or the share of success, over parts of two to four factors.

    So many of the factors that are told from chance are taken, in the order of their scores of
    trees, as leave five points to a cell on average, but two at least. What is not told from
    the other points is hatched, and where no point is nothing is drawn. An outcome that is
    named stands in place of success. Raises :class:`~paradiplomacy_results.errors.UnfitError`
    where there are fewer than 50 points, or fewer than two factors that can be cut into parts.
    """
    sample = sample_of(results, outcomes, success)
    check_points(sample, "stacking")
    target = _named(sample, outcomes) if outcomes else target_of(sample)
    order = ranked(sample, target)
    few = {factor.name for factor in order.factors if not divisible(factor)}
    order = without(order, few)
    parts = _parts(sample, order.first(max(len(order.sure), 2)))
    cells = cells_of(parts, target.values, shares=target.is_success)
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        _found(cells, parts, target),
        (
            (
                f"{_what(sample, target)}; colour: green above and purple below that of all points "
                f"({_value(cells.whole, target)}); hatched: not told from all others "
                f"{corrected(cells.tests)}, or fewer than {FEWEST} points; empty: no point"
            ),
            order.note(len(parts), target),
            *(_parts_told(part) for part in parts),
            f"left out: {', '.join(words(name) for name in sorted(few))}, of too many names"
            if few
            else "",
        ),
    )
    with styled(look):
        return _figure(results, parts, cells, target, telling, look)


def _named(sample: Sample, outcomes: Sequence[str]) -> Target:
    ((outcome, values),) = varied(sample, outcomes[:1]).items()
    return Target(outcome, values, is_success=False)


def _parts(sample: Sample, factors: Sequence[Factor]) -> list[Parts]:
    """Cut as many factors into parts as leave enough points to a cell, and cells to be read."""
    points = sample.points()
    found: list[Parts] = []
    sizes = [1, 1]
    for factor in factors:
        part = parts_of(factor, points[factor.name])
        if len(part.names) < 2:
            continue
        wider = list(sizes)
        wider[len(found) % 2] *= len(part.names)
        fits = max(wider) <= MOST_ACROSS and len(points) >= FEWEST * wider[0] * wider[1]
        if len(found) < 2 or fits:
            found.append(part)
            sizes = wider
        else:
            break
        if len(found) == MOST_FACTORS:
            break
    if len(found) < 2:
        raise UnfitError(f"{sample.results.directory} has no two factors that are cut into parts")
    return found


def _what(sample: Sample, target: Target) -> str:
    if target.is_success:
        return f"cells: share of points that succeed ({inert(sample.success or '', 90)})"
    return f"cells: mean {words(target.name)}"


def _value(value: float, target: Target) -> str:
    return percent(value) if target.is_success else number(value)


def _parts_told(part: Parts) -> str:
    if part.names == part.texts:
        return ""
    return f"{words(part.factor.name)}: " + ", ".join(
        f"{name} {text}" for name, text in zip(part.names, part.texts, strict=True)
    )


def _found(cells: Cells, parts: Sequence[Parts], target: Target) -> str:
    """Tell the cell that is furthest from all points, of those that are told from the others."""
    if not cells.told.any():
        return f"in none of {many(cells.tests, 'cell')} is {target.words} told from all others"
    away = np.where(cells.told, np.abs(cells.mean - cells.whole), -1.0)
    # Of cells that are as far the one with most points.
    largest = np.lexsort((cells.count.ravel(), away.ravel()))[-1]
    at = np.unravel_index(int(largest), away.shape)
    where = ", ".join(
        f"{words(part.factor.name)} {part.names[k]}" for part, k in zip(parts, at, strict=True)
    )
    extreme = "most" if cells.mean[at] > cells.whole else "least"
    text = "frequent" if target.is_success else "of all cells"
    told = f"{_value(float(cells.mean[at]), target)} of {many(int(cells.count[at]), 'point')}"
    if not target.is_success:
        higher = "higher" if extreme == "most" else "lower"
        return (
            f"{target.words} is furthest from its mean, {higher}, where {where}: "
            f"{_value(float(cells.mean[at]), target)} against {_value(cells.whole, target)}"
        )
    return (
        f"success is {extreme} {text} where {where}: {told}, against "
        f"{_value(cells.whole, target)} of all"
    )


def _laid(values: NDArray[Any], count: int) -> NDArray[Any]:
    """Lay an array over factors out in rows and columns: factors 0 and 2 across, 1 and 3 down."""
    across, down = list(range(0, count, 2)), list(range(1, count, 2))
    wide = int(np.prod([values.shape[k] for k in across]))
    return np.transpose(values, [*down, *across]).reshape(-1, wide)


def _figure(
    results: Results, parts: Sequence[Parts], cells: Cells, target: Target, telling: Telling,
    look: Size,
) -> Figure:  # fmt: skip
    mean, told, count = (_laid(each, len(parts)) for each in (cells.mean, cells.told, cells.count))
    rows, columns = mean.shape
    tall = look.width * min(max(0.075 * rows, 0.28), 0.6)
    figure = new_figure((look.width, tall + look.font / 72 * 1.3 * (telling.lines(look, 1) + 5)))
    axes = figure.subplots()
    most = float(np.nanmax(np.abs(mean - cells.whole), initial=0.0, where=told)) or 1.0
    shown = np.ma.masked_where(~told, mean)
    mesh = axes.pcolormesh(
        np.arange(columns + 1), np.arange(rows + 1), shown, cmap=COLOURS,
        vmin=cells.whole - most, vmax=cells.whole + most,
    )  # fmt: skip
    with mpl.rc_context({"hatch.color": GREY}):
        for row, column in zip(*np.nonzero(~told & (count > 0)), strict=True):
            axes.add_patch(
                Rectangle(
                    (column, row), 1, 1, facecolor="white", edgecolor=GREY, hatch=look.hatch,
                    linewidth=0.0,
                )
            )  # fmt: skip
    _sides(axes, parts, (rows, columns), look)
    bar = figure.colorbar(mesh, ax=axes, shrink=0.8, pad=0.02)
    low, high = _bounds(results, target)
    bar.ax.set_ylim(max(cells.whole - most, low), min(cells.whole + most, high))
    label = "share of success" if target.is_success else outcome_label(results, target.name)
    bar.set_label(folded(label, letters_in(tall * 0.8, look, 0.9)))
    bar.outline.set_visible(False)
    telling.write(figure, look)
    return figure


def _bounds(results: Results, target: Target) -> tuple[float, float]:
    """Return between which bounds means can lie."""
    if target.is_success:
        return 0.0, 1.0
    about = results.indicators[target.name]
    return about.low, about.high


def _sides(axes: Axes, parts: Sequence[Parts], shape: tuple[int, int], look: Size) -> None:
    """Write the parts beside the cells, inner factors next to them, and part the outer ones."""
    rows, columns = shape
    for side, cells, mine in (("x", columns, parts[0::2]), ("y", rows, parts[1::2])):
        outer, inner = mine[0], mine[-1]
        letters = letters_in(
            look.width * 0.7 / cells if side == "x" else look.width * 0.12, look, _SMALL
        )
        repeats = cells // len(inner.names)
        names = shortened(list(inner.names), max(letters, 3)) * repeats
        getattr(axes, f"set_{side}ticks")(
            np.arange(cells) + 0.5, names, fontsize=look.font * _SMALL
        )
        label = words(inner.factor.name)
        if len(mine) > 1:
            step = cells // len(outer.names)
            line = axes.axvline if side == "x" else axes.axhline
            for edge in range(step, cells, step):
                line(edge, color=INK, linewidth=look.line)
            _outer(axes, side, outer, step, look)
            label = f"{label}, within {words(outer.factor.name)}"
        wide = look.width * 0.7 if side == "x" else look.width * 0.4
        getattr(axes, f"set_{side}label")(folded(label, letters_in(wide, look, 0.9)))
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _outer(axes: Axes, side: str, outer: Parts, step: int, look: Size) -> None:
    """Write the parts of an outer factor at the far side of the cells."""
    twin = axes.secondary_xaxis("top") if side == "x" else axes.secondary_yaxis("right")
    places = (np.arange(len(outer.names)) + 0.5) * step
    wide = look.width * 0.7 / len(outer.names) if side == "x" else look.width * 0.12
    names = shortened(list(outer.names), max(letters_in(wide, look, 0.9), 3))
    getattr(twin, f"set_{side}ticks")(places, names)
    twin.tick_params(length=0)
    for spine in twin.spines.values():
        spine.set_visible(False)
