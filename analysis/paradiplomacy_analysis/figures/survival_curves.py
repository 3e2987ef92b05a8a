"""Survival: how long programmes and ties last, by the levels of a factor, with numbers at risk."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.factors import LINES, Telling, found
from paradiplomacy_analysis.figures.labels import letters_in
from paradiplomacy_analysis.figures.panels import ACROSS, panels
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    INK,
    SIZES,
    SOCIETY,
    Size,
    inert,
    styled,
    words,
)
from paradiplomacy_analysis.statistics.survival import ACTIVE, DORMANT, UNBROKEN, UNDER_WAY
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

TITLES = {
    ACTIVE: "active ties: until dormant",
    DORMANT: "dormant ties: until revived",
    UNDER_WAY: "programmes: until any end",
    UNBROKEN: "programmes: until broken off",
}

LEADS = {"lead = city": (GOVERNMENT, "-"), "lead = NGO": (SOCIETY, (0, (4, 2)))}
"""Who leads keeps the colour that the two tracks have everywhere."""

TICKS = 6

MOST_MONTHS = 48
"""Longest spell that is drawn in months; longer ones are in years."""

BAND = 0.18
"""Opacity of a band."""


def survival_curves(
    results: Results, finding: Finding | None = None, *, size: str = "slide"
) -> Figure:
    """Draw the share of spells that last, by the product limit, with 95 % bands.

    A panel for each kind of spell, a curve for each level of the first factor, or for who leads
    where nothing was varied; numbers below are of spells still at risk. ``finding`` is that of
    survival, if it is there already. Raises :class:`~paradiplomacy_results.errors.UnfitError`
    where ties were not followed.
    """
    told = found(results, "survival", finding)
    curves = told.tables["curves"]
    kinds = [what for what in TITLES if (curves["what"] == what).any()]
    every = _groups(curves)
    groups = every[: len(LINES)]
    look = SIZES[size]
    bands = "and 95 % bands" if curves["low"].notna().any() else "without bands: too few replicates"
    telling = Telling(
        results.manifest.title,
        told.sentences[0],
        (
            (
                f"lines: shares {bands}, over {many(results.rows('runs'), 'run')}; numbers: spells "
                "at risk, coloured as lines"
            ),
            _missing(every[len(groups) :]),
        ),
    )
    with styled(look):
        across = min(ACROSS[size], 2)
        under = 2 + 1.3 * len(groups)
        figure, grid = panels(
            [len(kinds)], look, across, height=0.36,
            lines=telling.lines(look, 2) + int((under + 3) * -(-len(kinds) // across)),
        )  # fmt: skip
        for panel, what in zip(grid, kinds, strict=True):
            _panel(panel.axes, curves[curves["what"] == what], groups, look)
            panel.axes.set_title(TITLES[what], loc="left")
            panel.axes.set_ylabel("share that lasts, 0 to 1" if panel.left else "")
        handles = [
            grid[0].axes.plot([], [], color=colour, linestyle=dashes, linewidth=look.line,
                              label=inert(_name(group), 60))[0]
            for group, (colour, dashes) in zip(groups, map(_look, groups, count()), strict=False)
        ]  # fmt: skip
        longest = max(len(str(handle.get_label())) for handle in handles) + 8
        columns = max(min(letters_in(look.width, look) // longest, 3), 1)
        telling.write(figure, look, handles, columns)
    return figure


def _look(group: str, place: int) -> tuple[Any, Any]:
    """Return colour and dashes of a curve."""
    if group == "all":
        return INK, "-"
    return LEADS.get(group) or LINES[place]


def _missing(groups: list[str]) -> str:
    """Name the levels that are not drawn; "" where all are."""
    names = ", ".join(_name(group) for group in groups)
    return f"not drawn: {inert(names, 200)}" if groups else ""


def _groups(curves: pd.DataFrame) -> list[str]:
    """Return the groups that a curve may stand for: those of the first factor, the lead, or all."""
    named = [group for group in dict.fromkeys(curves["group"]) if group != "all"]
    first = named[0].partition(" = ")[0] if named else ""
    return [group for group in named if group.partition(" = ")[0] == first] or ["all"]


def _name(group: str) -> str:
    factor, _, level = group.partition(" = ")
    if factor == "lead":
        return f"led by {words(level)}"
    return f"{words(factor)}: {words(level)}" if level else "all"


def _panel(axes: Axes, curves: pd.DataFrame, groups: list[str], look: Size) -> None:
    there = [group for group in groups if (curves["group"] == group).any()] or ["all"]
    longest = int(curves["month"].max())
    unit, months = ("years", 12) if longest > MOST_MONTHS else ("months", 1)
    axes.set_xlim(0, max(longest / months, 1))
    axes.xaxis.set_major_locator(MaxNLocator(TICKS, integer=True, steps=[1, 2, 5, 6, 10]))
    axes.set_xlabel(f"{unit} since the spell began")
    ticks = [tick for tick in axes.get_xticks() if tick <= longest / months]
    for row, group in enumerate(there):
        colour, dashes = _look(group, groups.index(group) if group in groups else 0)
        part = curves[curves["group"] == group]
        since = part["month"].to_numpy() / months
        axes.step(
            since, part["survival"], where="post", color=colour, linestyle=dashes,
            linewidth=look.line,
        )  # fmt: skip
        axes.fill_between(
            since, part["low"], part["high"], step="post", color=colour, alpha=BAND, linewidth=0
        )
        for tick in ticks:
            later = part.loc[part["month"] >= months * tick, "at_risk"]
            axes.annotate(
                f"{int(later.iloc[0]):,}" if len(later) else "0",
                (tick, 0),
                xytext=(0, -(4.1 + 1.25 * row) * look.font),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                va="top",
                color=colour,
                fontsize=look.font * 0.8,
                annotation_clip=False,
            )
    axes.set_ylim(0, 1.02)
