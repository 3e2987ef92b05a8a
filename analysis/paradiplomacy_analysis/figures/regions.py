"""Regions: maps of success around boxes, over the two factors that each restricts most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from paradiplomacy_analysis.figures.boxes import TITLES
from paradiplomacy_analysis.figures.factors import Telling, found
from paradiplomacy_analysis.figures.labels import folded, letters_in
from paradiplomacy_analysis.figures.pairs import strewn
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.scales import Scale, of_factor, shortened
from paradiplomacy_analysis.figures.style import INK, SIZES, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import SUCCESS, choice_told, chosen_boxes
from paradiplomacy_analysis.statistics.choosing import ranked, target_of
from paradiplomacy_analysis.statistics.conditions import met
from paradiplomacy_analysis.statistics.discovery import halves_of, rule_of
from paradiplomacy_analysis.statistics.limits import by_restriction, conditions_of
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.conditions import Condition
    from paradiplomacy_analysis.statistics.discovery import Halves
    from paradiplomacy_results.reading import Results

COLOURS = "PuOr"

MOST_CELLS, FEWEST_CELLS = 10, 3
"""Parts of a range at most and at least."""

EACH = 6
"""Points that a cell is to hold on average."""

MOST_DOTS = 400
"""Points that are drawn as dots over the map."""

_SMALL = 0.85


@dataclass(frozen=True, eq=False)
class _Map:
    """A box as it is mapped: its two axes, and the points that meet all its other conditions."""

    outcome: str
    box: int
    scales: tuple[Scale, Scale]
    asked: tuple[Condition | None, Condition | None]
    places: NDArray[np.float64]
    case: NDArray[np.bool_]
    inside: NDArray[np.bool_]
    others: tuple[str, ...]
    alone: str = ""

    @property
    def title(self) -> str:
        """Say whose map it is."""
        return f"{TITLES[self.outcome]}, box {self.box}"


def regions(
    results: Results,
    finding: Finding | None = None,
    *,
    success: str | None = None,
    size: str = "slide",
) -> Figure:
    """Draw for the first box of success, and of its absence, a map of how frequent that is.

    Its axes are the two factors whose conditions the fewest points meet; of a box of one condition
    the other is the factor by which trees tell most. Points are those of the half that had no part
    in the search, and meet the other conditions of the box, which is drawn as a frame. Boxes of
    which a step was chosen are drawn instead. ``finding`` is that of discovery by the criterion
    ``success``, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` where no box was found, or there is one
    factor.
    """
    tables = found(results, "discovery", finding, success).tables
    if "limits" not in tables:
        raise UnfitError(f"{results.directory}: no box was found that could be mapped")
    sample = sample_of(results, success=success)
    if len(sample.factors) < 2:
        raise UnfitError(f"{results.directory} varies one factor: a map has two")
    halves = halves_of(sample, rule_of(sample))
    chosen = chosen_boxes(tables)
    keys = list(chosen) or [
        (str(outcome), 1) for outcome in dict.fromkeys(tables["boxes"]["outcome"])
    ]
    maps = [_mapped(sample, halves, tables["limits"], *key) for key in keys[:2]]
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        _told(maps[0]) + choice_told(chosen, maps[0].outcome, maps[0].box),
        (
            (
                f"success: {inert(sample.success or '', 90)}; colour: share of such points, orange "
                "below and purple above a half; frame: the box; dots: points, filled where they "
                "are such; empty: no point"
            ),
            "points are those of the half in which boxes were judged, not sought",
            *(_others(each) for each in maps),
        ),
    )
    with styled(look):
        across = 2 if size == "slide" else 1
        figure, grid = panels(
            [len(maps)], look, min(across, len(maps)), height=0.42 if across == 2 else 0.72,
            lines=telling.lines(look, 1) + 2,
        )  # fmt: skip
        mesh = [
            _panel(panel.axes, each, look, look.width / min(across, len(maps)))
            for panel, each in zip(grid, maps, strict=True)
        ]
        bar = figure.colorbar(mesh[0], ax=[panel.axes for panel in grid], shrink=0.8, pad=0.02)
        bar.set_label("share of such points")
        bar.outline.set_visible(False)
        telling.write(figure, look)
    return figure


def _mapped(sample: Sample, halves: Halves, limits: pd.DataFrame, outcome: str, box: int) -> _Map:
    conditions = conditions_of(limits, outcome, box)
    order = by_restriction(conditions, halves.points)
    alone = ""
    if len(order) < 2:
        scored = ranked(sample, target_of(sample)).factors
        alone = next(factor.name for factor in scored if factor.name not in order)
        order = [*order, alone]
    # Numbers lie along the axis below, where they have more room.
    factors = {factor.name: factor for factor in sample.factors}
    pair = sorted(order[:2], key=lambda name: not factors[name].is_number)
    others = {name: one for name, one in conditions.items() if name not in pair}
    there = met(others, halves.points) & ~halves.searched
    points = halves.points[there]
    scales = (of_factor(factors[pair[0]]), of_factor(factors[pair[1]]))
    return _Map(
        outcome, box, scales, (conditions.get(pair[0]), conditions.get(pair[1])),
        np.column_stack([scale.places(points[scale.name].to_numpy()) for scale in scales]),
        halves.of(outcome)[there], met(conditions, points),
        tuple(one.text(name) for name, one in others.items()), alone,
    )  # fmt: skip


def _told(shown: _Map) -> str:
    inside, outside = shown.case[shown.inside], shown.case[~shown.inside]
    verb = "succeed" if shown.outcome == SUCCESS else "do not succeed"
    shares = [percent(float(part.mean())) if len(part) else "none" for part in (inside, outside)]
    where = " and ".join(
        one.text(scale.name)
        for one, scale in zip(shown.asked, shown.scales, strict=True)
        if one is not None
    )
    return (
        f"{shares[0]} of {many(len(inside), 'point')} {verb} where {where}, against {shares[1]} of "
        f"{many(len(outside), 'point')} around it"
    )


def _others(shown: _Map) -> str:
    parts = [f"{shown.title}: {many(len(shown.case), 'point')}"]
    if shown.others:
        parts.append(f"all with {' and '.join(shown.others)}")
    if shown.alone:
        parts.append(
            f"the box has one condition, {words(shown.alone)} is the other factor by which trees "
            "tell most"
        )
    return "; ".join(parts)


def _edges(scale: Scale, points: int) -> NDArray[np.float64]:
    if scale.levels:
        return np.linspace(0.0, 1.0, len(scale.levels) + 1)
    count = int(np.clip(np.sqrt(points / EACH), FEWEST_CELLS, MOST_CELLS))
    return np.linspace(0.0, 1.0, count + 1)


def _panel(axes: Axes, shown: _Map, look: Size, width: float) -> Any:
    edges = [_edges(scale, len(shown.case)) for scale in shown.scales]
    x, y = shown.places.T
    count, *_ = np.histogram2d(x, y, edges)
    cases, *_ = np.histogram2d(x[shown.case], y[shown.case], edges)
    share = np.divide(cases, count, out=np.full(count.shape, np.nan), where=count > 0)
    mesh = axes.pcolormesh(
        *edges, np.ma.masked_invalid(share).T, cmap=COLOURS, vmin=0.0, vmax=1.0, alpha=0.8
    )
    if len(x) <= MOST_DOTS:
        spread = [
            strewn(scale, places, k)
            for k, (scale, places) in enumerate(zip(shown.scales, (x, y), strict=True))
        ]
        for which, face in ((~shown.case, "white"), (shown.case, INK)):
            axes.plot(
                spread[0][which], spread[1][which], "o", markersize=look.font * 0.25,
                markerfacecolor=face, markeredgecolor=INK, markeredgewidth=look.line * 0.25,
            )  # fmt: skip
    for (left, right), (low, high) in _frames(shown):
        axes.add_patch(
            Rectangle(
                (left, low), right - left, high - low, fill=False, edgecolor=INK,
                linewidth=look.line * 1.6, zorder=5, clip_on=False,
            )
        )  # fmt: skip
    axes.set_title(shown.title, loc="left")
    _sides(axes, shown.scales, look, width)
    return mesh


def _frames(shown: _Map) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the sides of the box on the map; of levels that are apart it has several parts."""
    across, down = (
        _spans(scale, one) for scale, one in zip(shown.scales, shown.asked, strict=True)
    )
    return [(one, other) for one in across for other in down]


def _spans(scale: Scale, asked: Condition | None) -> list[tuple[float, float]]:
    if asked is None:
        return [(0.0, 1.0)]
    if not asked.levels:
        low = scale.low if asked.low is None else asked.low
        high = scale.high if asked.high is None else asked.high
        ends = np.clip(scale.places([low, high]), 0.0, 1.0)
        return [(float(ends[0]), float(ends[1]))]
    wide = 0.5 / len(scale.levels)
    found: list[tuple[float, float]] = []
    for place in sorted(scale.places(list(asked.levels))):
        if found and abs(found[-1][1] - (place - wide)) < 1e-9:
            found[-1] = (found[-1][0], float(place + wide))
        else:
            found.append((float(place - wide), float(place + wide)))
    return found


def _sides(axes: Axes, scales: Sequence[Scale], look: Size, width: float) -> None:
    for side, scale, room in zip("xy", scales, (width * 0.62, width * 0.2), strict=True):
        letters = letters_in(room, look, _SMALL)
        ticks = scale.ticks(5)
        names = [text for _, text in ticks]
        if scale.levels:
            each = letters // len(ticks) - 1 if side == "x" else letters
            names = shortened(names, max(each, 3))
        getattr(axes, f"set_{side}ticks")(
            [place for place, _ in ticks], names, fontsize=look.font * _SMALL
        )
        getattr(axes, f"set_{side}label")(
            folded(scale.label, letters_in(width * 0.5, look, 0.9)), fontsize=look.font * 0.9
        )
        getattr(axes, f"set_{side}lim")(0.0, 1.0)
