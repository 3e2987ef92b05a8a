"""Interactions: outcomes along one factor, by the levels of another.

Levels that are numbers are joined by lines. Others have no order: they are rows of dots, sorted by
what they do, and nothing joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    ALONE,
    LINES,
    MARKERS,
    Telling,
    arms,
    averaged,
    compared,
    crossed,
    in_order,
    left_out,
    levelled,
    replicates_note,
    undefined_note,
)
from paradiplomacy_analysis.figures.labels import (
    folded,
    letters_in,
    level_labels,
    logarithmic,
    outcome_label,
    within,
)
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.rows import ACROSS, MARK, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import SIZES, Size, inert, styled, words
from paradiplomacy_analysis.statistics.contrasts_text import headline, interaction_headline

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.factors import Crossed
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Factor, Sample
    from paradiplomacy_results.reading import Results

_ENOUGH = 3
"""Round numbers that suffice along a logarithmic axis; of fewer the levels themselves are told."""

_ASIDE = 0.015
"""Part of an axis by which the marks of two lines are apart at one level."""

_APART = 0.13
"""Part of an axis by which levels are apart where each has a tick."""


@dataclass(frozen=True)
class _Plan:
    """Which factor lies along the panels, which gets colours, and which of their levels."""

    along: Factor
    beside: Factor
    levels: list[int]
    marked: list[int]

    @property
    def lines(self) -> bool:
        return self.along.is_number


def interactions(
    results: Results, finding: Finding | None = None, *, size: str = "slide"
) -> Figure:
    """Draw a panel for each of the first outcomes: lines side by side say that effects add up.

    Dots are means and bars 95 % intervals over replicates. What does not find room is named under
    the figure. ``finding`` is that of contrasts, if it is there already. Raises
    :class:`UnfitError` where there is no factor with levels.
    """
    sample, tables = compared(results, finding)
    plan = _plan(sample)
    look = SIZES[size]
    cells = [crossed(sample, outcome, plan.along, plan.beside) for outcome in sample.outcomes]
    with styled(look):
        if plan.lines:
            return _lines(results, sample, plan, cells, tables, look)
        return _dots(results, sample, plan, cells, tables, look, ACROSS[size])


def _plan(sample: Sample) -> _Plan:
    """Put numbers along the panels; where there are none, or many names, the longer list."""
    first, *others = levelled(sample)
    second = others[0] if others else ALONE
    one, other = sorted((first, second), key=lambda f: (f is ALONE, not f.is_number))
    if len(other.levels) > len(LINES) or not (one.is_number or one is ALONE):
        one, other = sorted((one, other), key=lambda factor: -len(factor.levels))
    return _Plan(one, other, _chosen(one, MAX_ROWS), _chosen(other, len(LINES)))


def _chosen(factor: Factor, most: int) -> list[int]:
    """Return the levels that are drawn: all, or so many, evenly spaced."""
    count = len(factor.levels)
    return sorted({round(x) for x in np.linspace(0, count - 1, min(count, most))})


def _telling(
    sample: Sample, plan: _Plan, tables: dict[str, pd.DataFrame], cells: list[Crossed], note: str
) -> Telling:
    shown = [each.outcome for each in cells]
    contrasts = tables["contrasts"]
    names = [factor.name for factor in sample.factors if factor in (plan.along, plan.beside)]
    together = tables.get("interactions")
    if len(names) == 2 and together is not None:
        finding = interaction_headline(together[together["outcome"].isin(shown)], *names)
    else:
        finding = headline(contrasts[contrasts["outcome"].isin(shown)])
    return Telling(
        sample.results.manifest.title,
        finding,
        (
            f"dots: means {replicates_note(sample)}; bars: 95 % intervals{note}",
            undefined_note(sum(each.undefined for each in cells)),
            averaged(sample, plan.along, plan.beside),
            *(
                _missing(factor, levels)
                for factor, levels in ((plan.along, plan.levels), (plan.beside, plan.marked))
            ),
            left_out(len(shown), contrasts["outcome"].nunique()),
        ),
    )


def _missing(factor: Factor, levels: list[int]) -> str:
    """Name the levels that are not drawn; "" where all are."""
    names = [name for k, name in enumerate(level_labels(factor.levels)) if k not in levels]
    if not names:
        return ""
    listed = inert(", ".join(names), 200)
    return (
        f"not drawn: {len(names)} of {len(factor.levels)} levels of {words(factor.name)}: {listed}"
    )


def _lines(
    results: Results, sample: Sample, plan: _Plan, cells: list[Crossed],
    tables: dict[str, pd.DataFrame], look: Size,
) -> Figure:  # fmt: skip
    telling = _telling(sample, plan, tables, cells, "")
    across = min(len(cells), 2)
    figure, grid = panels(
        [len(cells)], look, across, lines=telling.lines(look, 2) + 3 * -(-len(cells) // across)
    )
    for panel, each in zip(grid, cells, strict=True):
        _joined(panel.axes, each, plan, look)
        within(panel.axes, results, each.outcome, "y")
        title = folded(
            outcome_label(results, each.outcome), letters_in(look.width * 0.4, look, 1.0)
        )
        panel.axes.set_title(title, loc="left")
        scale = ", logarithmic" if plan.along.log else ""
        panel.axes.set_xlabel(f"{words(plan.along.name)}{scale}")
    _write(telling, figure, grid[0].axes, plan, look)
    return figure


def _joined(axes: Axes, cells: Crossed, plan: _Plan, look: Size) -> None:
    levels = np.array([plan.along.levels[k] for k in plan.levels], dtype=float)
    spread, few = levels, True
    if plan.along.log:
        logarithmic(axes, list(levels))
        spread, few = np.log(levels), len(axes.get_xticks()) < _ENOUGH
    if few and np.diff(spread).min() > _APART * np.ptp(spread):
        axes.set_xticks(levels, [level_labels(plan.along.levels)[k] for k in plan.levels])
    for place, level in enumerate(plan.marked):
        at = plan.levels, level
        # A little aside, so that no interval covers another.
        places = spread + (place - (len(plan.marked) - 1) / 2) * _ASIDE * np.ptp(spread)
        colour, dashes = LINES[place]
        axes.errorbar(
            np.exp(places) if plan.along.log else places,
            cells.mean[at], yerr=arms(cells.mean[at], cells.low[at], cells.high[at]),
            color=colour, linestyle=dashes, elinewidth=look.line * 0.8, marker=MARKERS[place],
            markersize=look.font * 0.4, label=level_labels(plan.beside.levels)[level],
        )  # fmt: skip


def _dots(
    results: Results, sample: Sample, plan: _Plan, cells: list[Crossed],
    tables: dict[str, pd.DataFrame], look: Size, across: int,
) -> Figure:  # fmt: skip
    order = [level for level in in_order(plan.along, cells[0]) if level in plan.levels]
    names = level_labels(plan.along.levels)
    rows = Rows(tuple(Row(names[level]) for level in order), look, across, marks=len(plan.marked))
    cells = cells[: rows.fitting(len(cells))]
    shown = [each.outcome for each in cells]
    note = "" if plan.along.is_number else "; rows by their mean in the first panel"
    telling = _telling(sample, plan, tables, cells, note)
    titles = [outcome_label(results, outcome) for outcome in shown]
    figure, drawn = row_panels(titles, rows, telling.lines(look, 2))
    for axes, each in zip(drawn, cells, strict=True):
        _rowed(axes, each, plan, order, rows)
        within(axes, results, each.outcome)
    for axes in drawn[:: rows.across]:
        axes.set_ylabel(words(plan.along.name))
    _write(telling, figure, drawn[0], plan, look)
    return figure


def _rowed(axes: Axes, cells: Crossed, plan: _Plan, order: list[int], rows: Rows) -> None:
    for edge in rows.edges:
        axes.axhline(edge, color="#E4E4E4", linewidth=rows.look.line * 0.4, zorder=0)
    for place, level in enumerate(plan.marked):
        shift = MARK * (place - (len(plan.marked) - 1) / 2)
        at = order, level
        axes.errorbar(
            cells.mean[at], rows.places + shift,
            xerr=arms(cells.mean[at], cells.low[at], cells.high[at]),
            color=LINES[place][0], linestyle="none", elinewidth=rows.look.line * 0.7,
            marker=MARKERS[place], markersize=rows.look.font * 0.32,
            label=level_labels(plan.beside.levels)[level],
        )  # fmt: skip


def _write(telling: Telling, figure: Figure, axes: Axes, plan: _Plan, look: Size) -> None:
    if plan.beside is ALONE:
        telling.write(figure, look)
        return
    handles, labels = axes.get_legend_handles_labels()
    for handle, label in zip(handles, labels, strict=True):
        handle.set_label(f"{words(plan.beside.name)}: {label}")
    longest = max(map(len, labels)) + len(plan.beside.name) + 8
    columns = max(letters_in(look.width, look) // longest, 1)
    telling.write(figure, look, handles, min(columns, 4))
