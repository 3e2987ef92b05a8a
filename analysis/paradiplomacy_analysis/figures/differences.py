"""How far result directories lie from the first of them: over time, or point by point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.comparison import compared_outcomes
from paradiplomacy_analysis.figures.bands import draw_line
from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.factors import MARKERS, MAX_OUTCOMES, Telling, arms, left_out
from paradiplomacy_analysis.figures.labels import (
    difference_label,
    folded,
    letters_in,
    outcome_words,
)
from paradiplomacy_analysis.figures.overlays import (
    MAX_LABEL,
    MOST,
    OPACITY,
    columns_of,
    handles_of,
    steady,
    title_of,
)
from paradiplomacy_analysis.figures.panels import ACROSS as PANELS_ACROSS
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.rows import ACROSS, MARK, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, SIDES, SIZES, inert, styled, words
from paradiplomacy_analysis.figures.trajectories import DEFAULT
from paradiplomacy_analysis.statistics.resampling import deviations, intervals, unpaired
from paradiplomacy_analysis.wording import interval, level_text, number, phrase, sentence_case
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import SERIES
from paradiplomacy_results.pairing import (
    SECOND,
    IndicatorDifference,
    Side,
    by_point,
    held_together,
    paired_runs,
    side_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.labelled import Labelled

ALL = "all points"
"""The row of the mean over all points."""

FOLDED = 22
"""Letters of a line of the title of a panel, beside whose ticks little room is left."""

PAIRED = "runs paired by random numbers that they share"
APART = "runs not paired: seeds or factors differ"


def differences(
    several: Sequence[Labelled],
    outcomes: Sequence[str] = (),
    *,
    size: str = "slide",
    notes: Sequence[str] = (),
) -> Figure:
    """Draw how far each directory lies from the first, with 95 % intervals.

    Of single worlds with series of the same months it is a panel for each outcome over time, else a
    row for each point that both have, below that of all. ``outcomes`` are by default headline
    indicators that all have; ``notes`` stand under the panels. Raises :class:`UnfitError` where
    there are fewer than two directories, too many, or no indicator in common.
    """
    if not 2 <= len(several) <= MOST:
        raise UnfitError(f"differences are drawn of 2 to {MOST} result directories")
    if len({_months(each) for each in several}) == 1 and _months(several[0]):
        return _over_time(several, outcomes, size, notes)
    return _by_point(several, outcomes, size, notes)


def _months(each: Labelled) -> tuple[int, ...]:
    """Return start, length and step of the series of a single world; empty where there is none."""
    of = each.results.manifest
    if of.points > 1 or not each.results.has(SERIES):
        return ()
    return each.results.start, of.months, of.series_every


@dataclass(frozen=True)
class _Course:
    """The mean difference of an outcome in each month, and its interval."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def _over_time(
    several: Sequence[Labelled], outcomes: Sequence[str], size: str, notes: Sequence[str]
) -> Figure:
    first, *others = several
    kept = [each.results.manifest.measured(SERIES) for each in several]
    chosen = [name for name in outcomes or DEFAULT if all(name in measured for measured in kept)]
    if not chosen:
        raise UnfitError("they have no series of an outcome in common")
    months = np.asarray(first.results.read(SERIES, ["month"])["month"].unique())
    base = side_of(first.results)
    sides = [side_of(each.results) for each in others]
    courses = [
        _courses(first, each, paired_runs(base, side), chosen)
        for each, side in zip(others, sides, strict=True)
    ]
    pairs = [paired_runs(base, side) is not None for side in sides]
    look = SIZES[size]
    ends = [_end(each, course[chosen[0]]) for each, course in zip(others, courses, strict=True)]
    telling = Telling(
        title_of(several),
        f"{phrase(chosen[0])} in the end: {'; '.join(ends)}, against {_named(first)}",
        (
            f"lines: mean differences from {_named(first)}; bands: 95 % intervals; {_how(pairs)}",
            *notes,
        ),
    )
    with styled(look):
        lines = telling.lines(look, 2) + 6
        figure, grid = panels([len(chosen)], look, PANELS_ACROSS[size], lines=lines)
        for panel, name in zip(grid, chosen, strict=True):
            axes = panel.axes
            axes.axhline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
            when = years(first.results, months + 1)
            for course, (colour, dashes) in zip(courses, SIDES[1:], strict=False):
                told = course[name]
                draw_line(axes, when, told.mean, color=colour, linestyle=dashes, zorder=3)
                axes.fill_between(
                    when, told.low, told.high, color=colour, alpha=OPACITY, linewidth=0
                )
            axes.set_title(folded(phrase(name), FOLDED), loc="left")
            axes.set_ylabel(difference_label(first.results, name))
            steady(axes, "y")
            if all(np.isnan(course[name].mean).all() for course in courses):
                axes.text(0.5, 0.6, "undefined in all runs", ha="center", transform=axes.transAxes)
            use_calendar(axes, first.results, 4, label=panel.bottom)
            axes.tick_params(labelbottom=panel.bottom, length=look.font * 0.3)
        telling.write(figure, look, handles_of(several, look)[1:], columns_of(several, look))
    return figure


def _courses(
    first: Labelled, other: Labelled, paired: pd.DataFrame | None, chosen: Sequence[str]
) -> dict[str, _Course]:
    """Return the differences of each outcome, of pairs where there are some."""
    one, two = (_wide(each, chosen) for each in (first, other))
    if paired is None or not len(paired):
        return {
            name: _Course(*unpaired(one[name].to_numpy(), two[name].to_numpy())) for name in chosen
        }
    found = {}
    for name in chosen:
        apart = (
            two[name].loc[paired["run" + SECOND]].to_numpy()
            - one[name].loc[paired["run"]].to_numpy()
        )
        found[name] = _Course(deviations(apart)[0], *intervals(apart))
    return found


def _wide(each: Labelled, chosen: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Return each outcome with a row for each run and a column for each month."""
    frame = each.results.read(SERIES, ["run", "month", *chosen])
    return {name: frame.pivot(index="run", columns="month", values=name) for name in chosen}


def _named(each: Labelled) -> str:
    return inert(each.label, MAX_LABEL)


def _end(each: Labelled, course: _Course) -> str:
    """Say how far one lies from the first in the last month."""
    mean, low, high = (float(line[-1]) for line in (course.mean, course.low, course.high))
    bounds = f" ({interval(low, high)})" if np.isfinite(low) and np.isfinite(high) else ""
    return f"{_signed(mean)}{bounds} in {_named(each)}"


def _signed(value: float) -> str:
    return f"+{number(value)}" if value > 0.0 else number(value)


def _how(pairs: Sequence[bool]) -> str:
    """Say whether runs are paired."""
    return PAIRED if all(pairs) else APART if not any(pairs) else f"{PAIRED}, or where {APART}"


def _by_point(
    several: Sequence[Labelled], outcomes: Sequence[str], size: str, notes: Sequence[str]
) -> Figure:
    first, *others = several
    shared = [compared_outcomes(first.results, each.results, outcomes) for each in others]
    chosen = [name for name in shared[0] if all(name in mine for mine in shared)]
    if not chosen:
        raise UnfitError("they have no indicator in common")
    base = side_of(first.results)
    sides = [side_of(each.results) for each in others]
    look = SIZES[size]
    drawn = chosen[:MAX_OUTCOMES]
    whole = [held_together(base, side, drawn, pairs_only=False) for side in sides]
    tables = [
        {ALL: held.indicators, **_rows_of(base, side, drawn)}
        for held, side in zip(whole, sides, strict=True)
    ]
    names = list(dict.fromkeys(name for table in tables for name in table))
    rows = Rows(
        tuple(Row(name, head=name == ALL) for name in names[:MAX_ROWS]), look, ACROSS[size],
        marks=len(others),
    )  # fmt: skip
    drawn = drawn[: rows.fitting(len(drawn))]
    more = len(names) - MAX_ROWS
    telling = Telling(
        title_of(several),
        _found(others, first, [table[ALL][0] for table in tables]),
        (
            f"marks: mean differences from {_named(first)}; bars: 95 % intervals; "
            + _how([held.pairs is not None for held in whole]),
            f"drawn: the first {MAX_ROWS} of {len(names):,} rows" if more > 0 else "",
            left_out(len(drawn), len(chosen)),
            *notes,
        ),
    )
    with styled(look):
        titles = [outcome_words(name) for name in drawn]
        figure, axes_of = row_panels(titles, rows, telling.lines(look, 2))
        for place, (axes, name) in enumerate(zip(axes_of, drawn, strict=True)):
            _dots(axes, [{row: told[place] for row, told in table.items()} for table in tables],
                  names[:MAX_ROWS], rows)  # fmt: skip
            steady(axes, "x")
            unit = difference_label(first.results, name)
            axes.set_xlabel(folded(unit, letters_in(rows.panel, look)))
        handles = [
            axes_of[0].plot([], [], color=colour, marker=mark, linestyle="none",
                            markersize=look.font * 0.4, label=_named(each))[0]
            for each, (colour, _), mark in zip(others, SIDES[1:], MARKERS[1:], strict=False)
        ]  # fmt: skip
        telling.write(figure, look, handles, columns_of(others, look))
    return figure


def _rows_of(base: Side, side: Side, names: Sequence[str]) -> dict[str, list[IndicatorDifference]]:
    """Return the differences at each point that both have, by its levels in words."""
    found = by_point(base, side, names)
    return {_point(levels): told for levels, told in found} if len(found) > 1 else {}


def _point(levels: dict[str, Any]) -> str:
    plain = {name: level.item() if hasattr(level, "item") else level
             for name, level in levels.items()}  # fmt: skip
    return ", ".join(f"{words(name)} {words(level_text(level))}" for name, level in plain.items())


def _found(others: Sequence[Labelled], first: Labelled, told: Sequence[IndicatorDifference]) -> str:
    """Say how far each lies from the first in the first outcome."""
    parts = []
    for each, one in zip(others, told, strict=True):
        if one.difference is None:
            parts.append(f"undefined in {_named(each)}")
            continue
        bounds = "no interval"
        if one.ci_low is not None and one.ci_high is not None:
            bounds = interval(one.ci_low, one.ci_high)
        parts.append(f"{_signed(one.difference)} ({bounds}) in {_named(each)}")
    outcome = sentence_case(phrase(told[0].name))
    return f"{outcome}: {'; '.join(parts)}, against {_named(first)}"


def _dots(
    axes: Axes,
    tables: Sequence[dict[str, IndicatorDifference]],
    names: Sequence[str],
    rows: Rows,
) -> None:
    look = rows.look
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
    sides = zip(tables, SIDES[1:], MARKERS[1:], strict=False)
    for number_, (table, (colour, _), mark) in enumerate(sides):
        shift = MARK * (number_ - (len(tables) - 1) / 2)
        for place, name in zip(rows.places, names, strict=True):
            one = table.get(name)
            if one is None or one.difference is None:
                continue
            low, high = (
                one.difference if end is None else end for end in (one.ci_low, one.ci_high)
            )
            axes.errorbar(
                one.difference, place + shift, xerr=arms([one.difference], [low], [high]),
                color=colour, marker=mark, markersize=look.font * 0.4, linewidth=look.line,
                markerfacecolor=colour if low > 0.0 or high < 0.0 else "white",
            )  # fmt: skip
