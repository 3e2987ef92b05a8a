"""Pairs: the factors that matter and outcomes, two by two, a dot for each point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import TOLD, Telling
from paradiplomacy_analysis.figures.labels import folded, letters_in
from paradiplomacy_analysis.figures.scales import Scale, of_factor, of_outcome, shortened
from paradiplomacy_analysis.figures.style import GREY, SIZES, inert, styled
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choosing import (
    by_lot,
    check_points,
    ranked,
    target_of,
    varied,
)
from paradiplomacy_analysis.statistics.resampling import SEED
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.statistics.choosing import Target
    from paradiplomacy_results.reading import Results

MOST = {"column": 3, "slide": 5}
"""Variables, each a row and a column: more panels are too small to read."""

OUTCOMES = {"column": 1, "slide": 2}
"""Outcomes among them."""

MOST_DOTS = 1500
"""Points that are drawn: more hide each other."""

COLOURS = "viridis"

_BINS = 12
"""Bars of a range on the diagonal."""

_ASIDE = 0.3
"""How far dots of a level are strewn aside, as a part of its room."""

_SMALL = 0.8
"""Size of ticks, as a part of the figure's font."""


def pairs(
    results: Results,
    outcomes: Sequence[str] = (),
    *,
    success: str | None = None,
    size: str = "slide",
) -> Figure:
    """Draw a panel for each two of the factors that matter and of the first outcomes.

    Factors are those by which trees tell most of success, or of the first outcome where no success
    is defined: that colours the dots. On the diagonal points are counted, by success where it is
    defined. Raises :class:`~paradiplomacy_results.errors.UnfitError` where there are fewer than 50
    points or two factors, or nothing varies.
    """
    sample = sample_of(results, outcomes, success)
    check_points(sample, "pairs")
    target = target_of(sample)
    order = ranked(sample, target)
    values = varied(sample, outcomes, OUTCOMES[size])
    factors = order.first(MOST[size] - len(values))
    points = sample.points()
    scales = [of_factor(factor) for factor in factors]
    scales += [of_outcome(results, name, column) for name, column in values.items()]
    columns = [points[factor.name].to_numpy() for factor in factors] + list(values.values())
    taken = by_lot(len(points), MOST_DOTS)
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        order.finding(target),
        (
            _read(sample.success, target),
            order.note(len(factors), target),
            f"drawn: {many(len(taken), 'point')} of {len(points):,}, by lot"
            if len(taken) < len(points)
            else "",
        ),
    )
    with styled(look):
        count = len(scales)
        row = look.width / count * 0.72
        figure = new_figure(
            (look.width, row * count + look.font / 72 * 1.3 * (telling.lines(look, 2) + 2))
        )
        grid = figure.subplots(count, count, squeeze=False)
        for down in range(count):
            for across in range(count):
                axes = grid[down, across]
                if across > down:
                    axes.set_axis_off()
                elif across == down:
                    _counted(axes, scales[down], columns[down], target)
                else:
                    dots = _dots(
                        axes, (scales[across], scales[down]),
                        (columns[across][taken], columns[down][taken]), target.values[taken],
                        target, look,
                    )  # fmt: skip
                if across <= down:
                    _axes(axes, scales, (down, across), look, count)
        handles = []
        if target.is_success:
            handles = [
                grid[0, 0].plot([], [], "o", color=colour, label=label)[0]
                for colour, label in ((TOLD, "success"), (GREY, "no success"))
            ]
        else:
            bar = figure.colorbar(dots, ax=grid[:, -1].tolist(), aspect=30, shrink=0.6)
            bar.set_label(folded(of_outcome(results, target.name, target.values).label, 40))
            bar.outline.set_visible(False)
        telling.write(figure, look, handles, 2)
    return figure


def _read(success: str | None, target: Target) -> str:
    what = f"success: {inert(success or '', 90)}; " if target.is_success else ""
    return f"{what}a dot: a point, means over its replicates; names are strewn within their room"


def strewn(scale: Scale, places: NDArray[np.float64], seed: int = 0) -> NDArray[np.float64]:
    """Return places between 0 and 1, those of levels strewn by lot so that dots lie apart."""
    if not scale.levels:
        return places
    lot = np.random.default_rng(SEED + seed).uniform(-1.0, 1.0, len(places))
    return np.asarray(places + lot * _ASIDE / len(scale.levels))


def _dots(
    axes: Axes, scales: tuple[Scale, Scale], columns: tuple[Any, Any],
    values: NDArray[np.float64], target: Target, look: Size,
) -> Any:  # fmt: skip
    x, y = (
        strewn(scale, scale.places(column), seed)
        for seed, (scale, column) in enumerate(zip(scales, columns, strict=True))
    )
    side = (look.font * 0.2) ** 2
    if not target.is_success:
        return axes.scatter(
            x, y, c=values, s=side, cmap=COLOURS, linewidths=0.0, rasterized=True,
            vmin=target.values.min(), vmax=target.values.max(),
        )  # fmt: skip
    # What succeeds lies above, as it is what is looked for.
    for is_met, colour, above in ((values < 0.5, GREY, 2), (values > 0.5, TOLD, 3)):
        axes.scatter(
            x[is_met], y[is_met], s=side, color=colour, alpha=0.7, linewidths=0.0, zorder=above,
            rasterized=True,
        )  # fmt: skip
    return None


def _counted(axes: Axes, scale: Scale, column: Any, target: Target) -> None:
    """Draw how many points lie where, by success where it is defined."""
    places = scale.places(column)
    edges = np.linspace(0.0, 1.0, (len(scale.levels) or _BINS) + 1)
    parts = [target.values > 0.5, target.values < 0.5] if target.is_success else [places >= 0.0]
    colours = [TOLD, GREY] if target.is_success else [GREY]
    base = np.zeros(len(edges) - 1)
    for part, colour in zip(parts, colours, strict=True):
        heights = np.histogram(places[part], edges)[0]
        axes.bar(edges[:-1], heights, np.diff(edges) * 0.92, base, align="edge", color=colour)
        base = base + heights
    axes.set_ylim(0.0, base.max() * 1.05)


def _axes(axes: Axes, scales: Sequence[Scale], at: tuple[int, int], look: Size, count: int) -> None:
    down, across = at
    wide = look.width / count * 0.78
    letters = letters_in(wide, look, 0.9)
    small = look.font * _SMALL
    axes.set_xlim(-0.03, 1.03)
    x, y = scales[across], scales[down]
    axes.tick_params(labelsize=small, length=look.font * 0.2)
    if down == count - 1:
        _ticks(axes, x, "x", letters_in(wide, look, _SMALL))
        axes.set_xlabel(folded(x.label, letters))
    else:
        axes.set_xticks([])
    if across == down:
        axes.set_yticks([])
        if across == 0:
            axes.set_ylabel("points")
        return
    axes.set_ylim(-0.03, 1.03)
    if across == 0:
        _ticks(axes, y, "y", letters_in(wide * 0.45, look, _SMALL))
        axes.set_ylabel(folded(y.label, letters_in(wide * 0.72, look, 0.9)))
    else:
        axes.set_yticks([])


def _ticks(axes: Axes, scale: Scale, side: str, letters: int) -> None:
    """Write as many ticks below or beside a panel as have room, of levels all."""
    ticks = scale.ticks(max(min(letters // 6, 4), 2) if side == "x" else 4)
    each = max(letters // len(ticks) - 2, 1) if side == "x" else letters
    names = [text for _, text in ticks]
    if scale.levels:
        names = shortened(names, each)
    getattr(axes, f"set_{side}ticks")([place for place, _ in ticks], names)
