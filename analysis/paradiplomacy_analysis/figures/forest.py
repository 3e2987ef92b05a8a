"""Forest plot: what each level and lever changes, with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.factors import (
    TOLD,
    Telling,
    arms,
    first_outcomes,
    found,
    left_out,
    replicates_note,
    undefined_note,
)
from paradiplomacy_analysis.figures.labels import (
    difference_label,
    folded,
    labels_of,
    letters_in,
    outcome_words,
)
from paradiplomacy_analysis.figures.rows import ACROSS, MAX_ROWS, Row, Rows, row_panels
from paradiplomacy_analysis.figures.style import GREY, SIZES, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.contrasts_text import corrected, headline
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

    Level = tuple[str, str | None]


def forest(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the difference that each level makes against the first of its factor.

    A panel for each of the first outcomes, a row for each contrast; bars are 95 % intervals, filled
    points are told from none after correction for the number of contrasts (Holm). ``finding`` is
    that of contrasts, if it is there already. Raises :class:`UnfitError` where the design has no
    levels to compare.
    """
    shown = found(results, "contrasts", finding)
    if "contrasts" not in shown.tables:
        raise UnfitError(f"{results.directory} has no contrasts: no outcome is defined everywhere")
    whole = shown.tables["contrasts"]
    sample = sample_of(results, first_outcomes(whole))
    outcomes = first_outcomes(whole)
    levels, missing = _levels(whole[whole["outcome"].isin(outcomes)], sample.factors)
    look = SIZES[size]
    rows = Rows(tuple(_rows(levels, whole, labels_of(sample.factors))), look, ACROSS[size])
    outcomes = outcomes[: rows.fitting(len(outcomes))]
    table = whole[whole["outcome"].isin(outcomes)]
    telling = Telling(
        results.manifest.title,
        headline(table),
        (
            (
                f"dots: mean differences {replicates_note(sample)}; bars: 95 % intervals; green "
                f"and filled: told from none {corrected(len(whole))}"
            ),
            undefined_note(int((table["undefined"] + table["undefined_against"]).sum())),
            missing,
            left_out(len(outcomes), whole["outcome"].nunique()),
        ),
    )
    with styled(look):
        titles = [outcome_words(outcome) for outcome in outcomes]
        figure, panels = row_panels(titles, rows, telling.lines(look))
        for axes, outcome in zip(panels, outcomes, strict=True):
            _panel(axes, table[table["outcome"] == outcome], levels, rows)
            axes.set_xlabel(
                folded(difference_label(results, outcome), letters_in(rows.panel, look))
            )
        telling.write(figure, look)
    return figure


def _levels(table: pd.DataFrame, factors: tuple[Factor, ...]) -> tuple[list[Level], str]:
    """Return the rows, a factor by its name alone above its levels, and what is left out.

    Levels that are numbers stay in their order, others stand by their difference in the first
    outcome.
    """
    size = table["standardised"].abs().groupby([table["factor"], table["level"]]).max()
    largest = set(size.sort_values(ascending=False).head(MAX_ROWS).index)
    first = table[table["outcome"] == table["outcome"].iloc[0]]
    rows: list[Level] = []
    for factor in factors:
        mine = first[first["factor"] == factor.name]
        if not factor.is_number:
            mine = mine.sort_values("difference", ascending=False, kind="stable")
        kept = [str(level) for level in mine["level"] if (factor.name, level) in largest]
        rows += [(factor.name, None), *((factor.name, level) for level in kept)] if kept else []
    lost = len(first) - len(largest)
    note = f"drawn: the {len(largest)} of {len(first)} contrasts with the largest differences"
    return rows, note if lost > 0 else ""


def _rows(
    levels: list[Level], table: pd.DataFrame, labels: Mapping[str, Mapping[str, str]]
) -> list[Row]:
    against = {str(factor): set(mine) for factor, mine in table.groupby("factor")["against"]}
    told = {
        factor: labels[factor][bases.pop()] if len(bases) == 1 else "each its own off"
        for factor, bases in against.items()
    }
    return [
        Row(f"{words(factor)}, against {told[factor]}", head=True)
        if level is None
        else Row(labels[factor][level])
        for factor, level in levels
    ]


def _panel(axes: Axes, table: pd.DataFrame, levels: list[Level], rows: Rows) -> None:
    look = rows.look
    axes.axvline(0.0, color=GREY, linewidth=look.line * 0.7, zorder=1)
    place = dict(zip(levels, rows.places, strict=True))
    for one in table.to_dict("records"):
        row = (one["factor"], one["level"])
        if row not in place:
            continue
        sure = one["p_holm"] < SIGNIFICANCE
        axes.errorbar(
            one["difference"],
            place[row],
            xerr=arms([one["difference"]], [one["low"]], [one["high"]]),
            color=TOLD if sure else GREY,
            markerfacecolor=TOLD if sure else "white",
            marker="o",
            markersize=look.font * 0.4,
            linewidth=look.line,
        )
