"""Heatmap: outcomes over two factors; colour is what is told from chance against first levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from paradiplomacy_analysis.figures.factors import (
    Telling,
    averaged,
    compared,
    crossed,
    in_order,
    left_out,
    replicates_note,
    two_factors,
    undefined_note,
)
from paradiplomacy_analysis.figures.labels import (
    folded,
    letters_in,
    level_labels,
    outcome_label,
)
from paradiplomacy_analysis.figures.rows import ACROSS, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, styled, words
from paradiplomacy_analysis.statistics.contrasts_text import corrected
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.wording import number, uncertainty
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.factors import Crossed
    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

COLOURS = "PRGn"
"""A scale with white in its middle, whose ends every kind of colour vision tells apart."""

MAX_COLUMNS = 12
"""Levels of a factor that fit side by side."""

_SMALL = 0.8
"""Size of the numbers in cells, as a part of the figure's font."""

_NUMBER = 6
"""Letters of the number in a cell, with room around it."""


def heatmap(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each of the first outcomes: its mean at each pair of levels.

    A cell is coloured by its difference from the pair of first levels, run by run of the same luck,
    and hatched where that is not told from chance after correction for all cells that are drawn
    (Holm). The title tells the largest difference of the first panel with any, by the same rule.
    Other factors are averaged over. ``finding`` is that of contrasts, if it is there already.
    Raises :class:`UnfitError` where there are no two factors with few levels.
    """
    sample, tables = compared(results, finding)
    across, down = _laid(*two_factors(sample))
    if len(across.levels) > MAX_COLUMNS or len(down.levels) > MAX_ROWS:
        raise UnfitError(f"{results.directory} has too many levels for a heatmap")
    cells = [crossed(sample, outcome, across, down) for outcome in sample.outcomes]
    columns = in_order(across, cells[0])
    # As on an axis, the largest number stands at the top.
    order = in_order(down, cells[0], axis=1)[:: -1 if down.is_number else 1]
    names = level_labels(down.levels)
    look = SIZES[size]
    rows = _rows(tuple(Row(names[k]) for k in order), level_labels(across.levels), look, size)
    cells = cells[: rows.fitting(len(cells))]
    shown = [each.outcome for each in cells]
    told, tests = told_from_chance(cells)
    telling = Telling(
        results.manifest.title,
        _found(cells, told, tests, (across, down)),
        (
            (
                f"numbers: means {replicates_note(sample)}; colour: difference from the framed "
                f"cell ({_where(cells[0].base, (across, down))}), green above and purple below it; "
                f"hatched: not told from it {corrected(tests)}"
            ),
            undefined_note(sum(each.undefined for each in cells)),
            averaged(sample, across, down),
            left_out(len(shown), tables["contrasts"]["outcome"].nunique()),
        ),
    )
    with styled(look):
        titles = [outcome_label(results, outcome) for outcome in shown]
        figure, panels = row_panels(titles, rows, telling.lines(look))
        # The house's colour of hatches is that of societies.
        with mpl.rc_context({"hatch.color": GREY}):
            for axes, each, sure in zip(panels, cells, told, strict=True):
                _panel(axes, each, sure, columns, order, rows)
        for axes in panels:
            _columns(axes, across, columns, rows)
        for axes in panels[:: rows.across]:
            axes.set_ylabel(words(down.name))
        telling.write(figure, look)
    return figure


def _laid(first: Factor, second: Factor) -> tuple[Factor, Factor]:
    """Return the factor whose levels stand side by side, and the one with levels below another."""
    if first.is_number == second.is_number and len(first.levels) <= len(second.levels):
        return first, second
    return (first, second) if len(first.levels) <= MAX_COLUMNS else (second, first)


def _rows(rows: tuple[Row, ...], columns: list[str], look: Size, size: str) -> Rows:
    """Return rows beside as many panels as have room for the names of their columns."""
    for across in range(ACROSS[size], 0, -1):
        found = Rows(rows, look, across)
        cell = letters_in(found.panel / len(columns), look, 0.9)
        longest = max(len(word) for name in columns for word in name.split()) + 1
        if cell >= max(longest, _NUMBER):
            break
    return found


def _columns(axes: Axes, factor: Factor, order: list[int], rows: Rows) -> None:
    names = level_labels(factor.levels)
    letters = letters_in(rows.panel / len(order), rows.look, 0.9)
    axes.set_xticks(range(len(order)), [folded(names[k], letters - 1) for k in order])
    axes.set_xlabel(words(factor.name))


def told_from_chance(cells: Sequence[Crossed]) -> tuple[list[NDArray[np.bool_]], int]:
    """Return which cells differ from the first ones after Holm's correction, and of how many."""
    tested = [each.p.copy() for each in cells]
    for p, each in zip(tested, cells, strict=True):
        p[each.base] = np.nan
    adjusted = holm(np.concatenate([p.ravel() for p in tested]))
    sure = np.split(adjusted < SIGNIFICANCE, np.cumsum([p.size for p in tested])[:-1])
    told = [flat.reshape(p.shape) for flat, p in zip(sure, tested, strict=True)]
    return told, int(np.isfinite(adjusted).sum())


def _found(
    cells: Sequence[Crossed],
    told: Sequence[NDArray[np.bool_]],
    tests: int,
    factors: tuple[Factor, Factor],
) -> str:
    """Tell the largest difference that is told from chance, if any is."""
    for each, sure in zip(cells, told, strict=True):
        if not sure.any():
            continue
        sizes = np.where(sure, np.abs(each.difference), -1.0)
        row, column = np.unravel_index(int(sizes.argmax()), sizes.shape)
        at = int(row), int(column)
        ends = (each.difference_low[at], each.difference_high[at])
        higher = each.difference[at] > 0.0
        low, high = ends if higher else (-ends[1], -ends[0])
        return (
            f"{words(each.outcome)} is {number(float(sizes[at]))} ({uncertainty(low, high)}) "
            f"{'higher' if higher else 'lower'} at {_where(at, factors)} than at "
            f"{_where(each.base, factors)}"
        )
    return f"none of {many(tests, 'difference')} is told from chance"


def _where(at: tuple[int, int], factors: tuple[Factor, Factor]) -> str:
    """Name a pair of levels."""
    names = (level_labels(factor.levels)[k] for factor, k in zip(factors, at, strict=True))
    return ", ".join(
        f"{words(factor.name)} {name}" for factor, name in zip(factors, names, strict=True)
    )


def _panel(
    axes: Axes,
    cells: Crossed,
    sure: NDArray[np.bool_],
    columns: list[int],
    order: list[int],
    rows: Rows,
) -> None:
    at = np.ix_(columns, order)
    mean, difference, told = cells.mean[at].T, cells.difference[at].T, sure[at].T
    most = float(np.max(np.abs(difference), where=told, initial=0.0)) or 1.0
    mesh = axes.pcolormesh(
        np.arange(len(columns) + 1) - 0.5,
        rows.edges,
        np.ma.masked_where(~told, difference),
        cmap=COLOURS,
        vmin=-most,
        vmax=most,
    )
    for (row, column), value in np.ndenumerate(mean):
        top, bottom = (float(edge) for edge in rows.edges[row : row + 2])
        here, tall = (column - 0.5, top), bottom - top
        if not told[row, column]:
            axes.add_patch(_hatched(here, tall, rows.look))
        if (columns[column], order[row]) == cells.base:
            axes.add_patch(_frame(here, tall, rows.look))
        paper = (
            mesh.to_rgba(np.asarray(difference[row, column])) if told[row, column] else (1.0,) * 4
        )
        axes.text(
            column, (top + bottom) / 2, number(value) if np.isfinite(value) else "none",
            ha="center", va="center", fontsize=rows.look.font * _SMALL, color=ink(paper),
            path_effects=[withStroke(linewidth=rows.look.line * 1.5, foreground=paper)],
        )  # fmt: skip
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_xlim(-0.5, len(columns) - 0.5)


def _hatched(at: tuple[float, float], tall: float, look: Size) -> Rectangle:
    return Rectangle(
        at, 1.0, tall, facecolor="white", edgecolor=GREY, hatch=look.hatch, linewidth=0.0
    )


def _frame(at: tuple[float, float], tall: float, look: Size) -> Rectangle:
    return Rectangle(
        at, 1.0, tall, fill=False, edgecolor=INK, linewidth=look.line * 1.5, zorder=3, clip_on=False
    )


def ink(paper: NDArray[np.float64] | tuple[float, ...]) -> str:
    """Return black or white, whichever is read on a colour."""
    red, green, blue, *_ = (float(each) for each in paper)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else "black"
