"""Trajectories: how indicators of the world move over calendar time, and how far runs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.bands import MOST, MOST_LABEL, draw_band, draw_line, quantile
from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.panels import ACROSS, heading, key, panels
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GREY,
    INK,
    SIZES,
    SOCIETY,
    Size,
    styled,
)
from paradiplomacy_analysis.wording import interval, number, phrase, sentence_case
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import PARTNERSHIPS, SERIES
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

DEFAULT = (
    "trust_government",
    "trust_society",
    "continuity_g2g",
    "continuity_ngo",
    "realised_ratio",
    "approval_months",
)
"""Indicators drawn where none are named, as far as the results have them."""

_NOTE = "Means over the ties that are there and of which the value is defined."
"""What a value of the world is, said where ties enter on the way."""

_LINE = "median over runs"

_OPACITY = 0.25


def trajectories(results: Results, outcomes: Sequence[str] = (), *, size: str = "slide") -> Figure:
    """Draw one panel for each of the ``outcomes``: median over runs, band of the middle 90 %.

    Lines of governments are blue, those of societies and NGOs orange, others black. Where ties
    enter on the way a last panel shows how many the means are over. ``size`` is one of
    :data:`~paradiplomacy_analysis.figures.style.SIZES`. Raises ``KeyError`` for an outcome that the
    results lack, and :class:`NotRecordedError` where none is named and there are none of those
    drawn by default.
    """
    kept = results.manifest.measured(SERIES)
    chosen = list(outcomes or [name for name in DEFAULT if name in kept])
    if not chosen:
        raise NotRecordedError(f"{results.directory} holds no series of {', '.join(DEFAULT)}")
    frame = results.read("series", ["run", "month", *chosen])
    runs = frame["run"].nunique()
    months = frame["month"].unique()
    counts = ties_in(results, frame["run"].unique(), months)
    changing = counts.size > 0 and bool((counts != counts[:, :1]).any())
    foundings = _foundings(results)
    look = SIZES[size]
    with styled(look):
        groups = [len(chosen), 1] if changing else [len(chosen)]
        figure, grid = panels(groups, look, ACROSS[size], lines=8)
        for panel, name in zip(grid, chosen, strict=False):
            values = frame[name].to_numpy().reshape(runs, len(months)) if runs else np.empty((0, 0))
            _panel(panel.axes, results, name, months, values)
        if changing:
            _composition(grid[-1].axes, results, months, counts)
        for panel in grid:
            use_calendar(panel.axes, results, 4, label=panel.bottom)
            panel.axes.tick_params(labelbottom=panel.bottom, length=look.font * 0.3)
            for month in foundings:
                panel.axes.axvline(years(results, month), zorder=1, **_founding(look))
        heading(figure, results, runs, _found(frame, chosen[0], runs, changing=changing))
        notes = [f"Line: {_LINE}. Band: {MOST_LABEL}." if runs > 1 else "Line: the one run."]
        handles = _handles(chosen, look, founded=bool(foundings))
        notes.append(_NOTE if changing else "")
        notes.append(_undefined(frame, chosen))
        key(figure, handles, look, columns=2 * ACROSS[size] - 2, notes=notes)
    return figure


def ties_in(results: Results, runs: Any, months: Any) -> NDArray[np.float64]:
    """Return how many ties each run has at the end of each month, (runs, months).

    Ties of the scenario enter when it says so, others when a run founded them, as their age tells.
    """
    stated = results.config["partnerships"]
    dates = [results.month_of(tie["founded"]) for tie in stated.values() if tie.get("founded")]
    of_scenario = np.full(len(months), float(len(stated) - len(dates)))
    for date in dates:
        of_scenario += np.asarray(months) >= date
    counts = np.tile(of_scenario, (len(runs), 1))
    if not results.has(PARTNERSHIPS) or "age" not in results.manifest.measured(PARTNERSHIPS):
        return counts
    ends = results.read(PARTNERSHIPS, ["run", "partnership", "age"])
    ends = ends[~ends["partnership"].astype(str).isin(stated)]
    founded = results.manifest.months - (12.0 * ends["age"]).round()
    for row, run in enumerate(runs):
        began = founded[ends["run"] == run].to_numpy()
        counts[row] += (began[:, None] <= np.asarray(months)[None, :]).sum(axis=0)
    return counts


def _composition(axes: Axes, results: Results, months: Any, counts: NDArray[np.float64]) -> None:
    axes.set_title("ties over which means are taken", loc="left")
    axes.set_ylabel("ties")
    when = years(results, np.asarray(months) + 1)
    draw_band(axes, when, counts, opacity=_OPACITY, color=INK)
    draw_line(axes, when, quantile(counts, 0.5), color=INK)
    axes.set_ylim(0.0, None)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter("{x:,.0f}")


def _found(frame: pd.DataFrame, name: str, runs: int, *, changing: bool) -> str:
    """Say between which values an outcome moves, by the median, and how far runs lie apart."""
    if not runs:
        return ""
    by_month = frame.groupby("month")[name]
    defined = [group for _, group in by_month if group.notna().any()]
    if not defined:
        return f"{sentence_case(phrase(name))} is undefined in all runs"
    first, last = float(defined[0].median()), float(defined[-1].median())
    low, high = (float(defined[-1].quantile(q)) for q in MOST)
    spread = f" ({MOST_LABEL}: {interval(low, high)})" if runs > 1 else ""
    over = ", over the ties there are" if changing else ""
    ends = f"{number(first)} at first, {number(last)} in the end"
    return f"{sentence_case(phrase(name))}{over}: {ends}{spread}"


def _undefined(frame: pd.DataFrame, chosen: Sequence[str]) -> str:
    """Say in how many runs an indicator has no value in the last month; "" where all have one."""
    last = frame[frame["month"] == frame["month"].max()]
    missing = {name: int(last[name].isna().sum()) for name in chosen}
    told = ", ".join(f"{phrase(name)} in {count:,}" for name, count in missing.items() if count)
    return f"No value in the last month, of {many(len(last), 'run')}: {told}." if told else ""


def _colour(name: str) -> str:
    """Return blue for what is of governments, orange for what is of societies or NGOs."""
    if name.startswith("trust_government") or name.endswith("_g2g"):
        return GOVERNMENT
    if name.startswith("trust_society") or name.endswith("_ngo"):
        return SOCIETY
    return INK


def _handles(chosen: Sequence[str], look: Size, *, founded: bool) -> list[Line2D]:
    meanings = {GOVERNMENT: "governments", SOCIETY: "societies, NGOs", INK: "other"}
    there = {_colour(name) for name in chosen}
    handles = [
        Line2D([], [], color=colour, label=label)
        for colour, label in meanings.items()
        if colour in there
    ]
    if founded:
        handles.append(Line2D([], [], label="a tie of the scenario is founded", **_founding(look)))
    return handles


def _founding(look: Size) -> dict[str, Any]:
    return {"color": GREY, "linestyle": ":", "linewidth": look.line * 0.6}


def _foundings(results: Results) -> list[int]:
    """Return the months in which the scenario founds ties: from then on means are over more."""
    dates = {tie.get("founded") for tie in results.config["partnerships"].values()}
    months = {results.month_of(date) for date in dates if date}
    return sorted(month for month in months if 0 < month < results.manifest.months)


def _panel(
    axes: Axes, results: Results, name: str, months: Any, values: NDArray[np.float64]
) -> None:
    """Draw one indicator; ``values`` has one row for each run."""
    axes.set_title(phrase(name), loc="left")
    axes.set_ylabel(unit_label(results, name))
    if np.all(np.isnan(values)):
        axes.text(0.5, 0.5, "undefined in all runs", ha="center", transform=axes.transAxes)
    else:
        when = years(results, np.asarray(months) + 1)
        colour = _colour(name)
        draw_line(axes, when, quantile(values, 0.5), color=colour, zorder=3)
        draw_band(axes, when, values, opacity=_OPACITY, color=colour)
    limit(axes, results, name)


def unit_label(results: Results, name: str) -> str:
    """Return the unit of an indicator, with the bounds of a share."""
    column = results.columns[name]
    bounded = f"{column.unit}, 0 to 1".removeprefix("1, ")
    return bounded if column.high == 1.0 else column.unit


def limit(axes: Axes, results: Results, name: str) -> None:
    """Give the y axis the bounds of an indicator, where it has some."""
    column = results.columns[name]
    axes.set_ylim(bottom=max(column.low, -np.finfo(float).max) if np.isfinite(column.low) else None)
    if np.isfinite(column.high):
        axes.set_ylim(top=column.high)
