"""Several result directories over one another: what each level and lever changes in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy_analysis.figures.factors import (
    MARKERS,
    Telling,
    arms,
    first_outcomes,
    found,
    left_out,
)
from paradiplomacy_analysis.figures.labels import (
    difference_label,
    folded,
    letters_in,
    outcome_words,
)
from paradiplomacy_analysis.figures.overlays import MAX_LABEL, columns_of, steady, title_of
from paradiplomacy_analysis.figures.rows import ACROSS, MARK, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, SIDES, SIZES, inert, styled, words
from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.contrasts_text import headline
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled

    Level = tuple[str, str, str]

_RUNS_OUT = "effects are drawn only where a directory has the level"


def overlaid_forest(
    several: Sequence[Labelled], findings: Sequence[Finding] = (), *, size: str = "slide"
) -> Figure:
    """Draw the difference that each level makes in each directory, a mark below another.

    Rows are the contrasts of any, panels the first outcomes that all have; filled marks are told
    from none after correction for the contrasts of their directory. ``findings`` are those of
    contrasts, one for each, if they are there already. Raises :class:`UnfitError` where they have
    no outcome in common.
    """
    told = findings or [found(each.results, "contrasts", None) for each in several]
    tables = [finding.tables.get("contrasts", pd.DataFrame({"outcome": []})) for finding in told]
    every = first_outcomes(tables[0], len(tables[0]))
    shared = [name for name in every if all((table["outcome"] == name).any() for table in tables)]
    if not shared:
        raise UnfitError("they have no contrasts of an outcome in common")
    levels = _levels([table[table["outcome"] == shared[0]] for table in tables])
    look = SIZES[size]
    drawn = levels[:MAX_ROWS]
    rows = Rows(tuple(_rows(drawn)), look, ACROSS[size], marks=len(several))
    outcomes = shared[: min(rows.fitting(len(shared)), 4)]
    first = tables[0][tables[0]["outcome"].isin(outcomes)]
    label = inert(several[0].label, MAX_LABEL)
    telling = Telling(
        title_of(several),
        f"{headline(first).rstrip('.')} ({label})",
        (
            (
                "marks: mean differences; bars: 95 % intervals; filled: told from none after "
                "Holm's correction within each"
            ),
            _RUNS_OUT if len({len(table) for table in tables}) > 1 else "",
            f"drawn: the first {len(drawn)} of {len(levels)} rows" if levels[MAX_ROWS:] else "",
            left_out(len(outcomes), len(every)),
        ),
    )
    with styled(look):
        titles = [outcome_words(outcome) for outcome in outcomes]
        figure, axes_of = row_panels(titles, rows, telling.lines(look, 2))
        for axes, outcome in zip(axes_of, outcomes, strict=True):
            mine = [table[table["outcome"] == outcome] for table in tables]
            _panel(axes, mine, drawn, rows)
            steady(axes, "x")
            unit = difference_label(several[0].results, outcome)
            axes.set_xlabel(folded(unit, letters_in(rows.panel, look)))
        handles = [
            axes_of[0].plot([], [], color=colour, marker=mark, linestyle="none",
                            markersize=look.font * 0.4, label=inert(each.label, MAX_LABEL))[0]
            for each, (colour, _), mark in zip(several, SIDES, MARKERS, strict=False)
        ]  # fmt: skip
        telling.write(figure, look, handles, columns_of(several, look))
    return figure


def _levels(tables: Sequence[pd.DataFrame]) -> list[Level]:
    """Return factor, level and what it is against of every row that any directory has."""
    keys = [
        (str(row["factor"]), str(row["level"]), str(row["against"]))
        for table in tables
        for row in records(table)
    ]
    factors = list(dict.fromkeys(factor for factor, _, _ in keys))
    return sorted(dict.fromkeys(keys), key=lambda key: factors.index(key[0]))


def _rows(levels: Sequence[Level]) -> list[Row]:
    return [
        Row(f"{words(factor)}: {words(level)}, against {words(against)}")
        for factor, level, against in levels
    ]


def _panel(axes: Axes, tables: Sequence[pd.DataFrame], levels: Sequence[Level], rows: Rows) -> None:
    look = rows.look
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
    place = dict(zip(levels, rows.places, strict=True))
    for number, (table, (colour, _), mark) in enumerate(zip(tables, SIDES, MARKERS, strict=False)):
        shift = MARK * (number - (len(tables) - 1) / 2)
        for one in table.to_dict("records"):
            row = (one["factor"], one["level"], one["against"])
            if row not in place:
                continue
            axes.errorbar(
                one["difference"], place[row] + shift,
                xerr=arms([one["difference"]], [one["low"]], [one["high"]]),
                color=colour, marker=mark, markersize=look.font * 0.35, linewidth=look.line,
                markerfacecolor=colour if one["p_holm"] < SIGNIFICANCE else "white",
            )  # fmt: skip
