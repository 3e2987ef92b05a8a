"""Survival: how long programmes and ties last, by the levels of a factor, with numbers at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.factors import LINES, Telling, found
from paradiplomacy_analysis.figures.labels import letters_in
from paradiplomacy_analysis.figures.panels import ACROSS, panels
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GREY,
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
    UNDER_WAY: "programmes: any end",
    UNBROKEN: "programmes: broken off",
}

LEADS = {"lead = city": GOVERNMENT, "lead = NGO": SOCIETY}
"""Who leads keeps the colour that the two tracks have everywhere."""

RESULTS = "results"
"""Stands before the label in the group of all spells of one of several directories."""

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
    finding = found(results, "survival", finding)
    curves = finding.tables["curves"]
    bands = "and 95 % bands" if curves["low"].notna().any() else "without bands, of too few runs"
    runs = many(results.rows("runs"), "run")
    notes = (
        f"lines: shares {bands}, over {runs}; numbers: spells at risk, coloured as lines",
        _missing(_groups(curves)[len(LINES) :]),
        recorded(results, kinds_in(curves)),
    )
    telling = Telling(results.manifest.title, said_of(finding), notes)
    return draw_curves(curves, telling, size)


def kinds_in(curves: pd.DataFrame) -> list[str]:
    """Return the kinds of spells that there are curves of."""
    return [what for what in TITLES if (curves["what"] == what).any()]


def draw_curves(curves: pd.DataFrame, telling: Telling, size: str) -> Figure:
    """Draw a panel for each kind of spell, and in it a curve for each of the first groups."""
    kinds = kinds_in(curves)
    groups = _groups(curves)[: len(LINES)]
    look = SIZES[size]
    across = min(ACROSS[size], 2)
    with styled(look):
        # Below each line of panels stand its axis and the numbers at risk.
        under = int((5 + 1.3 * len(groups)) * -(-len(kinds) // across))
        figure, grid = panels(
            [len(kinds)], look, across, height=0.36, lines=telling.lines(look, 2) + under
        )
        for panel, what in zip(grid, kinds, strict=True):
            _panel(panel.axes, curves[curves["what"] == what], groups, look)
            panel.axes.set_title(TITLES[what], loc="left")
            panel.axes.set_ylabel("share that lasts, 0 to 1" if panel.left else "")
        handles = [
            Line2D([], [], linewidth=look.line, label=inert(_name(group), 60), **style)
            for group, style in _styles(groups).items()
        ]
        longest = max(len(_name(group)) for group in groups) + 8
        telling.write(
            figure, look, handles, max(min(letters_in(look.width, look) // longest, 3), 1)
        )
    return figure


def _missing(groups: list[str]) -> str:
    """Name the levels that are not drawn; "" where all are."""
    names = ", ".join(_name(group) for group in groups)
    return f"not drawn: {inert(names, 200)}" if groups else ""


def said_of(finding: Finding) -> str:
    """Return the sentence about active ties, which are drawn first, or else the first one."""
    ours = [each for each in finding.sentences if " spells of ties active" in each]
    return (ours or list(finding.sentences))[0]


def recorded(results: Results, kinds: list[str]) -> str:
    """Say of how many runs the spells of programmes are, where not of all."""
    if not {UNDER_WAY, UNBROKEN} & set(kinds) or results.manifest.events == "all":
        return ""
    runs = results.read("events", ["run"])["run"].nunique()
    return f"Programmes: of the {many(runs, 'run')} whose events were recorded."


def _styles(groups: list[str]) -> dict[str, dict[str, Any]]:
    """Return colour and dashes of each group; who leads has the colour it has everywhere."""
    styles: dict[str, dict[str, Any]] = {}
    for (colour, dashes), group in zip(LINES, groups, strict=False):
        styles[group] = {"color": LEADS.get(group, colour), "linestyle": dashes}
    return {**styles, "all": {"color": GREY, "linestyle": "-"}} if "all" in groups else styles


def _groups(curves: pd.DataFrame) -> list[str]:
    """Return the groups that may get a curve: those of the first factor, of the lead, or all."""
    named = [group for group in dict.fromkeys(curves["group"]) if group != "all"]
    first = named[0].partition(" = ")[0] if named else ""
    return [group for group in named if group.partition(" = ")[0] == first] or ["all"]


def _name(group: str) -> str:
    factor, _, level = group.partition(" = ")
    if factor == RESULTS:
        return level
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
        style = {"color": GREY, "linestyle": "-", **_styles(groups).get(group, {})}
        colour = style["color"]
        part = curves[curves["group"] == group]
        since = part["month"].to_numpy() / months
        axes.step(
            since, part["survival"], where="post", linewidth=look.line, clip_on=False, **style
        )
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
    axes.set_ylim(0, 1)
