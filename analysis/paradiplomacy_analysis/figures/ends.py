"""Both ends of an outcome: how far a search came, beside what nothing guided, and under what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.factors import LINES, Telling, arms, found
from paradiplomacy_analysis.figures.labels import (
    folded,
    letters_in,
    level_labels,
    outcome_label,
    within,
)
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.scales import Scale, of_factor
from paradiplomacy_analysis.figures.style import GREY, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.searched import SHARE, Searched
from paradiplomacy_analysis.wording import interval, number
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import LEVERS, TOGETHER
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.aims import Aim
    from paradiplomacy_results.reading import Results

ENDS = {"most": (*LINES[0], "^"), "least": (*LINES[1], "v")}
"""Colour, dashes and mark of each end."""

PLAIN = (0, (4, 2))
"""Dashes of the plain sample."""

MOST_SEARCHES = 4
"""Searches, one for each combination of levels, that are drawn."""

MOST_FACTORS = 8
"""Factors of a panel: those in which the ends lie furthest apart."""

PULLED = ("no", "yes")
"""Levels of a lever: whether it is pulled."""

MOST_LETTERS = 16
"""Longest level that is written beside its mark."""


def extremes(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the most and the least that a search found, and which levels of factors they have.

    For each search: the furthest so far, generation by generation, as the search saw it and as a
    plain sample did, with the mean and 95 % interval of what was found in runs that had no part in
    it; beside it the place of both ends along each factor. ``finding`` is that of the method
    extremes, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for results of something else, and where no
    point meets the limits.
    """
    tables = found(results, "extremes", finding).tables
    if "extremes" not in tables:
        raise UnfitError(f"{results.directory}: no point meets all limits of the search")
    seen = Searched(sample_of(results))
    (aim,) = seen.aims.each
    every = list(dict.fromkeys(tables["extremes"]["search"]))
    shown = every[:MOST_SEARCHES]
    scales = {each.name: of_factor(each) for each in seen.sample.factors if each.name != LEVERS}
    scales |= {name: Scale(name, words(name), levels=PULLED, labels=PULLED) for name in seen.levers}
    look = SIZES[size]
    telling = Telling(
        results.manifest.title, _told(tables["extremes"]), tuple(_notes(tables, every, scales))
    )
    across = 2 if size == "slide" else 1
    with styled(look):
        lines = telling.lines(look, 3) + 3 * len(shown)
        figure, grid = panels(
            [2] * len(shown), look, across, height=0.4 if across > 1 else 0.62, lines=lines
        )
        room = letters_in(look.width * (0.36 if across > 1 else 0.55), look) - 2
        for label, growth, conditions in zip(shown, grid[::2], grid[1::2], strict=True):
            part = {name: table[table["search"] == label] for name, table in tables.items()}
            _growth(growth.axes, part, look)
            _outcome(growth.axes, results, aim, room)
            _conditions(conditions.axes, part["conditions"], scales, look)
            for panel in (growth, conditions):
                panel.axes.set_title(folded(inert(words(label)), room), loc="left")
        telling.write(figure, look, _handles(grid[0].axes, look), 3 if across > 1 else 2)
    return figure


def _told(table: pd.DataFrame) -> str:
    """Say how far the furthest of all searches lies, and how far the plain sample came."""
    told = table.assign(at=table["mean"] if table["mean"].notna().all() else table["searched"])
    rows = told.to_dict("records")
    most = max((row for row in rows if row["end"] == "most"), key=lambda row: row["at"])
    least = min((row for row in rows if row["end"] == "least"), key=lambda row: row["at"])

    share = "the share of runs with " if most["unit"] == SHARE else ""

    def said(row: Any) -> str:
        where = f" with {words(row['search'])}" if row["search"] else ""
        sure = f" ({interval(row['low'], row['high'])})" if row["low"] < row["high"] else ""
        return f"{number(row['at'])}{sure}{where}"

    return (
        f"{share}{words(most['outcome'])} comes to {said(most)} at most and {said(least)} at "
        f"least; a plain sample saw {number(most['plain'])} and {number(least['plain'])}"
    )


def _notes(
    tables: dict[str, pd.DataFrame], every: Sequence[str], scales: dict[str, Scale]
) -> Iterator[str]:
    guided, plain = (
        int(tables["extremes"][f"{kind}_points"].max()) for kind in ("guided", "plain")
    )
    yield (
        f"lines: the furthest so far, as {many(guided, 'guided point')}, about half of them for "
        f"each end, and {many(plain, 'point')} of a plain sample saw it, which flatters"
    )
    if tables["extremes"]["mean"].notna().any():
        yield (
            "marks: means of runs that had no part in the search, bars: 95 % intervals; an end is "
            "the furthest that was found, and no bound"
        )
    yield "factors: from the lowest to the highest level that was tried; each end is one point"
    if len(scales) > MOST_FACTORS:
        yield f"drawn: the {MOST_FACTORS} of {len(scales)} factors in which both ends differ most"
    if len(every) > MOST_SEARCHES:
        yield f"drawn: the first {MOST_SEARCHES} of {len(every)} searches"


def _growth(axes: Axes, part: dict[str, pd.DataFrame], look: Size) -> None:
    """Draw the furthest so far of both ends, and at the right what luck of its own says of them."""
    table = part["generations"]
    numbers = table["generation"].to_numpy()
    ends = part["extremes"].set_index("end")
    beyond = numbers[-1] + max(0.06 * len(numbers), 0.3)
    for end, (colour, dashes, mark) in ENDS.items():
        axes.plot(numbers, table[f"plain_{end}"], color=GREY, linestyle=PLAIN, zorder=2)
        axes.plot(numbers, table[f"guided_{end}"], color=colour, linestyle=dashes, zorder=3)
        middle, low, high = ends.loc[[end], ["mean", "low", "high"]].to_numpy(dtype=float).T
        if np.isfinite(middle).all():
            axes.errorbar(
                [beyond], middle, yerr=arms(middle, low, high),
                color=colour, marker=mark, markersize=look.font * 0.5, linestyle="none",
                elinewidth=look.line * 0.7, capsize=look.font * 0.2, zorder=4,
            )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_xlabel("generation")


def _outcome(axes: Axes, results: Results, aim: Aim, room: int) -> None:
    if aim.met is None:
        axes.set_ylabel(folded(outcome_label(results, aim.text), room))
        within(axes, results, aim.text, "y")
    else:
        axes.set_ylabel(folded(f"share of runs with {inert(aim.text)}", room))
        axes.set_ylim(-0.02, 1.02)


def _conditions(axes: Axes, conditions: pd.DataFrame, scales: dict[str, Scale], look: Size) -> None:
    """Draw where both ends lie along each factor, the one with its level above, the other below."""
    ends = conditions.groupby("end")
    levels = {
        end: _by_lever(dict(zip(rows["factor"], rows["level"], strict=True)), scales)
        for end, rows in ends
    }
    places = {
        name: {end: _place(scale, levels[end][name]) for end in ENDS}
        for name, scale in scales.items()
    }
    apart = {name: abs(at["most"] - at["least"]) for name, at in places.items()}
    chosen = sorted(places, key=lambda name: -apart[name])[:MOST_FACTORS]
    names = [name for name in scales if name in chosen]
    for row, name in enumerate(names):
        axes.plot([0, 1], [row, row], color=GREY, linewidth=look.line * 0.4, zorder=1)
        for (end, (colour, _, mark)), side in zip(ENDS.items(), (1, -1), strict=True):
            axes.plot(
                places[name][end], row, color=colour, marker=mark, markersize=look.font * 0.5,
                zorder=3,
            )  # fmt: skip
            axes.annotate(
                _level(levels[end][name]), (places[name][end], row),
                xytext=(0, side * look.font * 0.45), textcoords="offset points", ha="center",
                va="bottom" if side > 0 else "top", color=colour, fontsize=look.font * 0.8,
            )  # fmt: skip
    axes.set_xlim(-0.18, 1.18)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xticks([0.0, 1.0], ["lowest", "highest"])
    axes.set_yticks(range(len(names)), [folded(scales[name].label, 16) for name in names])
    axes.tick_params(axis="y", length=0.0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _by_lever(levels: dict[str, str], scales: dict[str, Scale]) -> dict[str, str]:
    """Return the levels of a point, of a set of levers whether each of them is pulled."""
    pulled = levels.pop(LEVERS, "").split(TOGETHER)
    return {name: PULLED[name in pulled] for name in scales} | levels


def _place(scale: Scale, level: str) -> float:
    """Return where a level lies between 0 and 1; tables of findings have it as a text."""
    return float(scale.places([level if scale.levels else float(level)])[0])


def _level(text: str) -> str:
    """Write a level in few letters."""
    try:
        level: Any = float(text)
    except ValueError:
        level = text
    (label,) = level_labels([level])
    return inert(label, MOST_LETTERS)


def _handles(axes: Axes, look: Size) -> list[Any]:
    styles: list[dict[str, Any]] = [
        {"color": colour, "linestyle": dashes, "marker": mark, "label": f"the {end}"}
        for end, (colour, dashes, mark) in ENDS.items()
    ]
    styles.append({"color": GREY, "linestyle": PLAIN, "label": "plain sample, both ends"})
    return [axes.plot([], [], markersize=look.font * 0.5, **style)[0] for style in styles]
