"""Figure of a case: its dated record, drawn on what the runs do."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.bands import (
    MOST,
    MOST_LABEL,
    by_run,
    draw_band,
    draw_line,
    mean,
    quantile,
)
from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.panels import titled
from paradiplomacy_analysis.figures.style import (
    BAD,
    GOVERNMENT,
    GREY,
    INK,
    PALE,
    SIDES,
    SIZES,
    SOCIETY,
    inert,
    styled,
)
from paradiplomacy_analysis.figures.ties import tie_histories
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.matching.claims import numbers_of
from paradiplomacy_analysis.record.method import facts, record_in
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.figures.ties import TieHistories
    from paradiplomacy_results.reading import Results

LETTERS = {"column": 62, "slide": 112}
"""Letters of a line of the key."""

LOOKS = {
    "inside": (SIDES[0][0], "o", "holds in 2.5 % of runs or more"),
    "outside": (BAD, "X", "holds in fewer"),
    "untested": (GREY, "^", "input or context: tests nothing"),
    "beyond": (GREY, "v", "outside the months of the runs: not judged"),
}
"""Colour, mark and words of a fact by where it lies."""

COLUMNS = (
    "delivered_g2g", "delivered_ngo", "signed_share", "mou_share", "trust_government",
    "trust_society",
)  # fmt: skip


def record(results: Results, case: str, *, size: str = "slide") -> Figure:
    """Draw deliveries, papers and trust of a case over calendar time, and its record on them.

    Bands hold the central 95 % of runs; the numbered marks above are the dated facts of the key
    below. Raises :class:`~paradiplomacy_results.errors.NotRecordedError` for a tie of which there
    is no record.
    """
    if not record_in(results).facts_of(case):
        raise NotRecordedError(f"there is no record of {case}")
    histories = tie_histories(results, COLUMNS)
    table = facts(results)
    table = table[table["case"] == case].sort_values("begins", kind="stable")
    look = SIZES[size]
    key = _key(table, distances(results, table), size)
    with styled(look):
        lines = sum(text.count("\n") + 1 for text, _ in key)
        levels = _levels(results, table, look)
        row = look.width * (0.16 if size == "slide" else 0.3)
        heights = [look.font / 72 * 1.15 * (max(levels) + 2) / row, 1.0, 1.0, 1.0]
        panels = row * sum(heights)
        tall = panels + look.font / 72 * (1.15 * lines + 14)
        figure = new_figure((look.width, tall))
        below = look.font / 72 * 1.15 * (lines + 1) / panels * sum(heights)
        grid = figure.subplots(5, 1, height_ratios=[*heights, below], sharex=False)
        _marks(grid[0], results, table, levels, look)
        rows = histories.of(case)
        _deliveries(grid[1], histories, rows, look)
        _papers(grid[2], histories, rows, look)
        _trust(grid[3], histories, rows, look)
        for axes in grid[1:4]:
            _spans(axes, results, table, look)
            use_calendar(axes, results, 6, label=axes is grid[3])
            axes.tick_params(labelbottom=axes is grid[3], length=2.0)
        grid[0].set_xlim(grid[1].get_xlim())
        _write(grid[4], key, look)
        found = f"{histories.name(case, 40)}: {_found(table)}"
        figure.suptitle(titled(found, figure) + f"\n{many(histories.runs, 'run')} and the record")
    return figure


def _found(table: pd.DataFrame) -> str:
    """Say how many dated facts the runs can bring about."""
    tests = table[table["inside"].notna()]
    inside = int(tests["inside"].astype(bool).sum())
    return (
        f"{inside} of {many(len(tests), 'dated fact')} "
        f"{'holds' if inside == 1 else 'hold'} in 2.5 % of runs or more"
    )


def _where(row: dict[str, Any]) -> str:
    if row["inside"] is None:
        return "untested"
    if row["inside"] is None:
        return "beyond"
    return "inside" if row["inside"] else "outside"


def _when(results: Results, row: dict[str, Any]) -> tuple[float, float]:
    """Return the calendar years in which a fact begins and ends, within the run."""
    months = [results.month_of(row["begins"]), results.month_of(row["ends"]) + 1]
    begin, end = years(results, np.clip(months, 0, results.manifest.months))
    return float(begin), float(end)


def _levels(results: Results, table: pd.DataFrame, look: Size) -> list[int]:
    """Return the row of each numbered fact: one above the other where they would touch."""
    # What a number of two digits takes, in years.
    room = results.manifest.months / 12.0 * 2.0 * look.font / (72.0 * look.width)
    taken: list[float] = []
    levels = []
    for row in records(table):
        begin, end = _when(results, row)
        level = next((k for k, reach in enumerate(taken) if reach < begin - room), len(taken))
        taken[level : level + 1] = [end + room]
        levels.append(level)
    return levels


def _marks(
    axes: Axes, results: Results, table: pd.DataFrame, levels: list[int], look: Size
) -> None:
    """Draw the numbered facts, each in its row."""
    for number, (row, level) in enumerate(zip(records(table), levels, strict=True), start=1):
        begin, end = _when(results, row)
        colour, mark, _ = LOOKS[_where(row)]
        axes.plot([begin, end], [-level, -level], color=colour, linewidth=look.line)
        axes.plot(
            begin, -level, marker=mark, color=colour, markersize=look.font * 0.5, clip_on=False
        )
        # The number stands past the end of the line, so that the line does not run through it.
        axes.annotate(
            str(number), (end, -level), xytext=(look.font * 0.5, 0), va="center",
            textcoords="offset points", fontsize=look.font * 0.75, color=INK,
        )  # fmt: skip
    axes.set_ylim(-max(levels) - 0.8, 0.8)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.set_ylabel("record", rotation=0, ha="right", va="center")
    for spine in axes.spines.values():
        spine.set_visible(False)


def _spans(axes: Axes, results: Results, table: pd.DataFrame, look: Size) -> None:
    """Let dates of tested facts go down through a panel."""
    for row in records(table[table["inside"].notna()]):
        begin, _ = _when(results, row)
        axes.axvline(begin, color=PALE, linewidth=look.line * 0.8, zorder=0)


def _deliveries(axes: Axes, histories: TieHistories, rows: pd.DataFrame, look: Size) -> None:
    for column, colour, label in (
        ("delivered_g2g", GOVERNMENT, "led by cities"),
        ("delivered_ngo", SOCIETY, "with NGOs"),
    ):
        months, total = by_run(rows, column)
        yearly = np.diff(np.nan_to_num(total), axis=1, prepend=0.0)
        # What was delivered before the run is in no year of it.
        when = years(histories.results, months + 1)
        draw_band(axes, when, yearly, opacity=0.18, color=colour)
        style = {"color": colour, "linewidth": look.line, "label": label}
        draw_line(axes, when, quantile(yearly, 0.5), **style)
    axes.set_ylim(0.0, max(axes.get_ylim()[1], 1.0))
    axes.set_ylabel("deliveries,\nmilestones a year")
    _legend(axes, look)


def _papers(axes: Axes, histories: TieHistories, rows: pd.DataFrame, look: Size) -> None:
    for column, dashes, label in (
        ("signed_share", "-", "LoI or MoU in force"),
        ("mou_share", (0, (3, 1.5)), "MoU in force"),
    ):
        months, values = by_run(rows, column)
        style = {"color": INK, "linestyle": dashes, "linewidth": look.line, "label": label}
        draw_line(axes, years(histories.results, months + 1), mean(values), **style)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.0, 0.5, 1.0])
    axes.set_ylabel("papers,\nshare of runs")
    _legend(axes, look)


def _trust(axes: Axes, histories: TieHistories, rows: pd.DataFrame, look: Size) -> None:
    for column, colour, label in (
        ("trust_government", GOVERNMENT, "governments"),
        ("trust_society", SOCIETY, "societies"),
    ):
        months, values = by_run(rows, column)
        when = years(histories.results, months + 1)
        draw_band(axes, when, values, opacity=0.18, color=colour)
        style = {"color": colour, "linewidth": look.line, "label": label}
        draw_line(axes, when, quantile(values, 0.5), **style)
    axes.set_ylim(0.0, 1.0)
    axes.set_yticks([0.0, 0.5, 1.0])
    axes.set_ylabel("trust,\n0 to 1")
    _legend(axes, look)


def _legend(axes: Axes, look: Size) -> None:
    """Write what lines stand for above a panel, where nothing is drawn."""
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, fontsize=look.font * 0.75,
        borderaxespad=0.2,
    )  # fmt: skip


def distances(results: Results, table: pd.DataFrame) -> dict[str, str]:
    """Say of each fact that is a test how many runs meet it, and how far runs are from its bound.

    Its number is the sum that the fact is about, in the unit of its indicator.
    """
    tests = [row for row in records(table) if row["inside"] is not None]
    if not tests:
        return {}
    claims = [record_in(results).claim_of(row["fact"]) for row in tests]
    numbers = numbers_of(results, claims)[0]
    said = {}
    for column, (row, claim) in enumerate(zip(tests, claims, strict=True)):
        low, middle, high = (
            float(x) for x in np.quantile(numbers[:, column], (MOST[0], 0.5, MOST[1]))
        )
        unit = results.units[claim.terms[0].indicator]
        what = "" if unit == "1" or unit.startswith("share") else f" {unit}"
        bound = f"{'at least' if claim.side > 0 else 'at most'} {claim.bound:g}{what}"
        said[row["fact"]] = (
            f"in {100 * row['holds']:.0f} % of runs; asked: {bound}, "
            f"runs: {_short(middle)}, {MOST_LABEL.removesuffix(' of runs')} "
            f"{_short(low)} to {_short(high)}"
        )
    return said


def _short(value: float) -> str:
    return f"{value:.2g}" if abs(value) < 100 else f"{value:.0f}"


def _key(table: pd.DataFrame, far: dict[str, str], size: str) -> list[tuple[str, str]]:
    """Return the lines of the key, and where each fact lies."""
    found = []
    for number, row in enumerate(records(table), start=1):
        same = row["begins"] == row["ends"]
        when = row["begins"] if same else f"{row['begins']} to {row['ends']}"
        asked = f" ({far[row['fact']]})" if row["fact"] in far else ""
        text = f"{number}  {when}: {inert(row['what'], 120)}{asked}"
        found.append((textwrap.fill(text, LETTERS[size], subsequent_indent="    "), _where(row)))
    return found


def _write(axes: Axes, key: list[tuple[str, str]], look: Size) -> None:
    """Write the key, each line after its mark, and under it what marks mean."""
    from matplotlib.lines import Line2D

    lines = sum(text.count("\n") + 1 for text, _ in key)
    axes.set_axis_off()
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(lines + 0.5, -0.5)
    line = 0
    for text, where in key:
        colour, mark, _ = LOOKS[where]
        axes.plot(0.01, line + 0.45, marker=mark, color=colour, markersize=look.font * 0.45)
        axes.text(0.03, line, text, va="top", fontsize=look.font * 0.8, linespacing=1.1)
        line += text.count("\n") + 1
    seen = {where for _, where in key}
    handles = [
        Line2D(
            [], [], marker=mark, color=colour, linewidth=0, markersize=look.font * 0.45, label=label
        )
        for where, (colour, mark, label) in LOOKS.items()
        if where in seen
    ]
    axes.figure.legend(
        handles=handles, loc="outside lower center", ncols=len(handles), fontsize=look.font * 0.75,
        title=f"Lines: median, of papers the share of runs. Bands: {MOST_LABEL}.",
        title_fontsize=look.font * 0.75,
    )  # fmt: skip
