"""Parallel coordinates: a line for each point over factors and outcomes, some before the rest.

Inselberg 1985, The Visual Computer 1:69-91.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.factors import TOLD, Telling
from paradiplomacy_analysis.figures.labels import folded, letters_in
from paradiplomacy_analysis.figures.pairs import strewn
from paradiplomacy_analysis.figures.scales import of_factor, of_outcome, shortened
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, inert, styled
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import (
    FAILURE,
    SUCCESS,
    choice_told,
    choices_of,
    chosen_boxes,
)
from paradiplomacy_analysis.statistics.choosing import (
    Target,
    by_lot,
    check_points,
    means_of,
    ranked,
    target_of,
    varied,
)
from paradiplomacy_analysis.statistics.conditions import in_words
from paradiplomacy_analysis.statistics.discovery import discovery
from paradiplomacy_analysis.statistics.limits import conditions_of
from paradiplomacy_analysis.statistics.tradeoffs import tradeoffs
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.scales import Scale
    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.conditions import Conditions
    from paradiplomacy_results.reading import Results

MOST = {"column": 5, "slide": 9}
"""Axes side by side."""

OUTCOMES = {"column": 1, "slide": 2}
"""Outcomes among them."""

MOST_BEFORE, MOST_REST = 150, 300
"""Lines that are drawn: more are one colour."""

FEWEST = 3
"""Points below which there is nothing to compare."""

_SMALL = 0.8


@dataclass(frozen=True, eq=False)
class _Focus:
    """The points that stand before the rest, what they are, and the box that is marked, if any."""

    before: NDArray[np.bool_]
    words: str
    outcomes: tuple[str, ...]
    finding: str
    target: Target
    box: Conditions
    note: str = ""


def parallel(
    results: Results,
    outcomes: Sequence[str] = (),
    *,
    success: str | None = None,
    boxes: Sequence[str] = (),
    size: str = "slide",
) -> Figure:
    """Draw points as lines over the factors that matter, then over outcomes.

    Before the rest stand the points that succeed, or, where no success is defined, those of the
    front of the first pair of aims that vary. Of a space that is searched for conditions the
    limits of the first box of success are marked, at the step in ``boxes`` where one was
    chosen. Raises :class:`~paradiplomacy_results.errors.UnfitError` where there is neither
    success nor a front, or fewer than two factors.
    """
    sample = sample_of(results, outcomes, success, choices_of(boxes))
    check_points(sample, "parallel", FEWEST)
    focus = _of_success(sample, outcomes) if sample.success is not None else _of_front(sample)
    order = ranked(sample, focus.target)
    by_name = {factor.name: factor for factor in order.factors}
    values = varied(sample, focus.outcomes, OUTCOMES[size])
    room = MOST[size] - len(values)
    names = list(dict.fromkeys([*focus.box, *by_name]))[:room]
    points = sample.points()
    factors = [by_name[name] for name in names]
    scales = [of_factor(factor) for factor in factors]
    scales += [of_outcome(results, name, column) for name, column in values.items()]
    columns = [points[name].to_numpy() for name in names] + list(values.values())
    places = np.column_stack(
        [strewn(scale, scale.places(column), k) for k, (scale, column) in
         enumerate(zip(scales, columns, strict=True))]
    )  # fmt: skip
    look = SIZES[size]
    telling = Telling(
        results.manifest.title,
        focus.finding,
        (
            focus.note,
            "bars: what the first box of success asks for; its factors stand first"
            if focus.box
            else "",
            order.note(len(names), focus.target),
            "a line: a point, means over its replicates; names are strewn within their room",
        ),
    )
    with styled(look):
        figure = new_figure((look.width, look.width * 0.42 + look.font / 72 * 1.3 *
                             (telling.lines(look, 2) + 8)))  # fmt: skip
        axes = figure.subplots()
        lines = [
            _lines(axes, places, ~focus.before, MOST_REST, (GREY, 0.25), look),
            _lines(axes, places, focus.before, MOST_BEFORE, (TOLD, 0.5), look),
        ]
        _axes(axes, scales, look)
        for k, name in enumerate(names):
            if name in focus.box:
                _limits(axes, k, scales[k], focus.box[name], look)
        drawn = [f"{many(count, 'point')}" for count in lines]
        handles = [
            axes.plot([], [], color=TOLD, label=f"{focus.words}: {drawn[1]} drawn of "
                      f"{int(focus.before.sum()):,}")[0],
            axes.plot([], [], color=GREY, label=f"the rest: {drawn[0]} drawn of "
                      f"{int((~focus.before).sum()):,}")[0],
        ]  # fmt: skip
        telling.write(figure, look, handles, 2 if size == "slide" else 1)
    return figure


def _of_success(sample: Sample, outcomes: Sequence[str]) -> _Focus:
    target = target_of(sample)
    if not target.is_success:
        raise UnfitError(
            f"{sample.results.directory}: all points succeed or none does, so that none stands "
            "before a rest"
        )
    before = target.values > 0.5
    told = f"{percent(float(before.mean()))} of {many(len(before), 'point')} succeed"
    note = f"success: {inert(sample.success or '', 90)}"
    box: Conditions = {}
    try:
        tables = discovery(sample).tables
    except UnfitError:
        if sample.boxes:
            raise
        tables = {}
    if any(choice.outcome == FAILURE for choice in sample.boxes):
        raise UnfitError(f"{argument('boxes')}: parallel marks the first box of success alone")
    if "limits" in tables and (tables["boxes"]["outcome"] == SUCCESS).any():
        box = conditions_of(tables["limits"], SUCCESS, 1)
        row = records(tables["boxes"][tables["boxes"]["outcome"] == SUCCESS])[0]
        density = "undefined" if row["density"] is None else percent(row["density"])
        chosen = choice_told(chosen_boxes(tables), SUCCESS, 1)
        told += f"; where {in_words(box)}, {density} do{chosen}"
    return _Focus(before, "success", tuple(outcomes), told, target, box, note)


def _of_front(sample: Sample) -> _Focus:
    directory = sample.results.directory
    nothing = f"{directory} has neither success ({argument('success')}) nor a front of two aims"
    try:
        tables = tradeoffs(sample).tables
    except UnfitError as error:
        raise UnfitError(f"{nothing}: {error}") from error
    fronts = tables["fronts"].groupby("aims", sort=False) if "fronts" in tables else ()
    vary = ("first_mean", "second_mean")
    front = next((each for _, each in fronts if (each[[*vary]].nunique() > 1).all()), None)
    if front is None:
        raise UnfitError(f"{nothing} that both vary")
    aims = str(front["aims"].iloc[0])
    numbers = front.loc[front["on_front"], "point"]
    before = np.isin(sample.points().index, numbers)
    pair = (str(front["first"].iloc[0]), str(front["second"].iloc[0]))
    told = f"{aims}: no other point beats {int(before.sum())} of {len(before):,} in both"
    target = Target(pair[1], means_of(sample, pair[1]), is_success=False)
    return _Focus(before, "front", pair, told, target, {})


def _lines(
    axes: Axes, places: NDArray[np.float64], which: NDArray[np.bool_], most: int,
    colour: tuple[str, float], look: Size,
) -> int:  # fmt: skip
    """Draw some points as lines, at most so many, by lot; return how many."""
    mine = places[which][by_lot(int(which.sum()), most)]
    x = np.arange(places.shape[1])
    axes.add_collection(
        LineCollection(
            [np.column_stack([x, row]) for row in mine], colors=colour[0], alpha=colour[1],
            linewidths=look.line * 0.45, rasterized=True,
        )
    )  # fmt: skip
    return len(mine)


def _axes(axes: Axes, scales: Sequence[Scale], look: Size) -> None:
    count = len(scales)
    axes.set_xlim(-0.3, count - 0.3)
    axes.set_ylim(-0.04, 1.04)
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)
    each = look.width / (count + 0.2)
    letters = letters_in(each, look, _SMALL)
    axes.set_xticks(
        range(count), [folded(scale.label, max(letters - 1, 6)) for scale in scales],
        fontsize=look.font * _SMALL,
    )  # fmt: skip
    axes.tick_params(length=0)
    for k, scale in enumerate(scales):
        axes.plot([k, k], [0.0, 1.0], color=INK, linewidth=look.line * 0.5, zorder=4)
        ticks = scale.ticks(5)
        names = [text for _, text in ticks]
        if scale.levels:
            names = shortened(names, max(letters - 3, 4))
        for (place, _), name in zip(ticks, names, strict=True):
            axes.text(
                k + 0.07, place, name, ha="left", va="center", fontsize=look.font * _SMALL,
                zorder=6, bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.6},
            )  # fmt: skip


def _limits(axes: Axes, at: int, scale: Scale, asked: Any, look: Size) -> None:
    """Mark what a box asks for at the axis of its factor."""
    if asked.levels:
        wide = 0.5 / len(scale.levels)
        spans = [(place - wide, place + wide) for place in scale.places(list(asked.levels))]
    else:
        low = scale.low if asked.low is None else asked.low
        high = scale.high if asked.high is None else asked.high
        spans = [tuple(scale.places([low, high]))]
    for low, high in spans:
        axes.plot(
            [at, at], [low, high], color=INK, linewidth=look.line * 3.0, solid_capstyle="butt",
            zorder=5,
        )  # fmt: skip
