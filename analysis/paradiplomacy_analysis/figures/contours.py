"""Contours: an outcome over the two ranges that matter, smoothed, where the noise allows levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Rectangle

from paradiplomacy_analysis.figures.factors import Telling
from paradiplomacy_analysis.figures.labels import folded, letters_in, level_labels, outcome_label
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.scales import Scale, of_factor
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, styled
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choosing import (
    Target,
    by_lot,
    check_points,
    ranked,
    varied,
    without,
)
from paradiplomacy_analysis.statistics.surfaces import GRID, surface_of
from paradiplomacy_analysis.wording import interval, percent, phrase, words
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.surfaces import Surface
    from paradiplomacy_results.reading import Results

COLOURS = "viridis"

OUTCOMES = 2
"""Outcomes that are drawn, each over the two ranges that matter most for it."""

MOST_POINTS = 800
"""Points of which the surface is: of more, so many are drawn by lot, for the time it takes."""

_SMALL = 0.85


@dataclass(frozen=True, eq=False)
class _Map:
    """An outcome over two ranges: its surface, levels, and where they are told apart."""

    outcome: str
    scales: tuple[Scale, Scale]
    surface: Surface
    levels: NDArray[np.float64]
    apart: NDArray[np.bool_]


def contours(results: Results, outcomes: Sequence[str] = (), *, size: str = "slide") -> Figure:
    """Draw the first outcomes, each over the two ranges by which trees tell most of it.

    The surface is smoothed as :mod:`~paradiplomacy_analysis.statistics.surfaces` does, over all
    other factors. Levels have contours where the interval of the surface is shorter than the step
    from one to the next; elsewhere it is hatched. An outcome that two ranges tell
    nothing of has no contour. Raises :class:`~paradiplomacy_results.errors.UnfitError` where there
    are fewer than 50 points, no two ranges, or no outcome varies.
    """
    sample = sample_of(results, outcomes)
    ranges = [factor for factor in sample.factors if factor.is_range]
    if len(ranges) < 2:
        raise UnfitError(f"{results.directory} has no two factors with ranges: contours need them")
    check_points(sample, "contours")
    values = varied(sample, outcomes, OUTCOMES)
    if not values:
        raise UnfitError(
            f"{results.directory}: no outcome is defined at all points and varies between them"
        )
    maps = [_mapped(sample, Target(name, each, is_success=False)) for name, each in values.items()]
    taken = min(MOST_POINTS, sample.runs["point"].nunique())
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        "; ".join(_told(each) for each in maps[:1]),
        (
            (
                f"planes through the points around each place, weighted by a normal kernel "
                f"(width {' and '.join(f'{each.surface.width:g}' for each in maps)} of a range, by "
                f"cross-validation), of {many(taken, 'point')}, over all other factors"
            ),
            (
                "contours where no 95 % interval of the surface (points drawn again; luck that all "
                "points share aside) holds two levels; hatched: neighbouring levels are not told "
                "apart, or too few points"
            ),
            *_shares(maps),
        ),
    )
    with styled(look):
        across = min(2 if size == "slide" else 1, len(maps))
        figure, grid = panels(
            [len(maps)], look, across, height=0.4 if size == "slide" else 0.75,
            lines=telling.lines(look, 1) + 2,
        )  # fmt: skip
        for panel, each in zip(grid, maps, strict=True):
            _panel(panel.axes, each, look, look.width / across)
            title = folded(
                outcome_label(results, each.outcome),
                letters_in(look.width / across * 0.72, look, 1.0),
            )
            panel.axes.set_title(title, loc="left")
        telling.write(figure, look)
    return figure


def _mapped(sample: Sample, target: Target) -> _Map:
    order = ranked(sample, target)
    order = without(order, {each.name for each in order.factors if not each.is_range})
    if len(order.factors) < 2:
        directory = sample.results.directory
        raise UnfitError(f"{directory} has no two ranges that vary: contours need them")
    scales = (of_factor(order.factors[0]), of_factor(order.factors[1]))
    points, taken = sample.points(), by_lot(len(target.values), MOST_POINTS)
    places = np.column_stack([scale.places(points[scale.name].to_numpy()) for scale in scales])
    surface = surface_of(places[taken], sample.by_replicate(target.name)[:, taken])
    levels, apart = surface.levels()
    return _Map(target.name, scales, surface, levels, apart)


def _told(shown: _Map) -> str:
    pair = " and ".join(words(scale.name) for scale in shown.scales)
    if not shown.surface.is_told:
        return f"of {phrase(shown.outcome)}, {pair} tell nothing that chance could not tell"
    if not len(shown.levels):
        return f"{phrase(shown.outcome)} depends on {pair}, but noise lets no two levels be told"
    seen = np.where(shown.apart, shown.surface.value, np.nan)
    low, high = float(np.nanmin(seen)), float(np.nanmax(seen))
    at = [np.unravel_index(pick(seen), seen.shape) for pick in (np.nanargmin, np.nanargmax)]
    place = [_at(shown, *each) for each in at]
    return (
        f"on average {phrase(shown.outcome)} goes from {interval(low, high)} between {place[0]} "
        f"and {place[1]}"
    )


def _at(shown: _Map, row: Any, column: Any) -> str:
    """Name a place of the grid by its two values."""
    values = [
        scale.value((k + 0.5) / GRID)
        for scale, k in zip(shown.scales, (int(column), int(row)), strict=True)
    ]
    return ", ".join(
        f"{words(scale.name)} {float(f'{value:.2g}'):g}"
        for scale, value in zip(shown.scales, values, strict=True)
    )


def _shares(maps: Sequence[_Map]) -> Iterator[str]:
    for each in maps:
        known = max(float(each.surface.r2), 0.0)
        told = f"the surface foretells {percent(known)} of the variance between points"
        yield f"{phrase(each.outcome)}: {told} (p = {each.surface.p:.3f} by lot)"


def _panel(axes: Axes, shown: _Map, look: Size, width: float) -> None:
    edges = np.linspace(0.0, 1.0, GRID + 1)
    middle = (edges[:-1] + edges[1:]) / 2.0
    if len(shown.levels):
        value = np.ma.masked_where(~shown.apart, shown.surface.value)
        step = shown.levels[1] - shown.levels[0]
        bounds = np.concatenate([[shown.levels[0] - step], shown.levels, [shown.levels[-1] + step]])
        filled = axes.contourf(
            middle, middle, value, levels=bounds, cmap=COLOURS, alpha=0.55, extend="both"
        )
        axes.contour(
            middle, middle, value, levels=shown.levels, colors=INK, linewidths=look.line * 0.7
        )
        bar = axes.figure.colorbar(filled, ax=axes, ticks=shown.levels, pad=0.02)
        bar.ax.set_yticklabels(level_labels(list(shown.levels)), fontsize=look.font * _SMALL)
        bar.outline.set_visible(False)
    with mpl.rc_context({"hatch.color": GREY}):
        # Strips of a row each, so that hatches meet.
        for row in range(GRID):
            for first, last in _runs(~shown.apart[row]):
                axes.add_patch(
                    Rectangle(
                        (edges[first], edges[row]), edges[last] - edges[first], 1.0 / GRID,
                        facecolor="white", edgecolor=GREY, hatch=look.hatch, linewidth=0.0,
                    )
                )  # fmt: skip
    for side, scale in zip("xy", shown.scales, strict=True):
        ticks = scale.ticks(5)
        getattr(axes, f"set_{side}ticks")(
            [place for place, _ in ticks], [text for _, text in ticks], fontsize=look.font * _SMALL
        )
        letters = letters_in(width * (0.55 if side == "x" else 0.4), look, 0.9)
        getattr(axes, f"set_{side}label")(folded(scale.label, letters))
        getattr(axes, f"set_{side}lim")(0.0, 1.0)


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where runs of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
