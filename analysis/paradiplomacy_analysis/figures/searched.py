"""A search: its front among all points that were tried, and how the front grew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.factors import LINES, MARKERS, Telling, arms, found
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_label, within
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import GREY, INK, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.searched import Searched
from paradiplomacy_analysis.wording import level_text
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.aims import Aim
    from paradiplomacy_results.reading import Results

MOST_PAIRS = 5
"""Panels of aims: the first against each of the others."""

MOST_SEARCHES = 6
"""Searches, one for each combination of levels, that are drawn."""


def search(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the first aim against each other, and the hypervolume over generations.

    Grey are all points that meet the limits, as the search saw them; the front is drawn by the runs
    that had no part in it, with 95 % intervals, where they are there. ``finding`` is that of the
    method search, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for results of something else, and where no
    point meets the limits.
    """
    tables = found(results, "search", finding).tables
    if "front" not in tables:
        raise UnfitError(f"{results.directory}: no point meets all limits of the search")
    sample = sample_of(results)
    seen = Searched(sample)
    each = list(seen.settings["each"])
    labels = _searches(tables["evaluated"], each)[:MOST_SEARCHES]
    first, *others = seen.aims.each
    pairs = [(other, first) for other in others[:MOST_PAIRS]]
    look = SIZES[size]
    telling = Telling(results.manifest.title, _told(tables), tuple(_notes(seen, tables, pairs)))
    with styled(look):
        lines = telling.lines(look, 2) + 5
        across = min(len(pairs) + 1, 2)
        figure, grid = panels([len(pairs) + 1], look, across, height=0.38, lines=lines)
        room = letters_in(look.width * (0.38 if across > 1 else 0.8), look) - 2
        for panel, (x, y) in zip(grid, pairs, strict=False):
            _cloud(panel.axes, tables["evaluated"], x, y, look)
            for place, label in enumerate(labels):
                _front(panel.axes, _inside(tables["front"], each, label), x, y, place, look)
            _axes(panel.axes, results, x, y, room)
        last = grid[-1].axes
        for place, label in enumerate(labels):
            _growth(last, _inside(tables["generations"], each, label), place)
        last.set_xlabel("generation")
        last.set_ylabel(folded("share of the box that the front dominates", room))
        last.set_ylim(0.0, 1.0)
        telling.write(figure, look, _handles(last, seen, labels, look), 3 if size == "slide" else 2)
    return figure


def _handles(axes: Axes, seen: Searched, labels: list[tuple[Any, ...]], look: Size) -> list[Line2D]:
    """Return an entry of the key for each search, for what was tried, and for the base."""
    each = list(seen.settings["each"])
    tried = "tried, and meets the limits" if seen.aims.limits else "tried"
    styles: list[dict[str, Any]] = [
        {
            "color": LINES[place][0],
            "linestyle": LINES[place][1],
            "marker": MARKERS[place],
            "label": _label(label, each) or "front",
        }
        for place, label in enumerate(labels)
    ]
    styles += [
        {"color": GREY, "linestyle": "none", "marker": ".", "label": tried},
        {"color": INK, "linestyle": "none", "marker": "+", "label": "base"},
    ]
    size = look.font * 0.5
    return [axes.plot([], [], markersize=size, **style)[0] for style in styles]


def _searches(evaluated: pd.DataFrame, each: list[str]) -> list[tuple[Any, ...]]:
    """Return the levels of each search."""
    if not each:
        return [()]
    return list(evaluated[each].drop_duplicates().itertuples(index=False, name=None))


def _inside(table: pd.DataFrame, each: list[str], label: tuple[Any, ...]) -> pd.DataFrame:
    for name, level in zip(each, label, strict=True):
        table = table[table[name].map(level_text) == level_text(level)]
    return table


def _label(label: tuple[Any, ...], each: list[str]) -> str:
    pairs = zip(each, label, strict=True)
    return inert(", ".join(f"{words(name)} {words(level_text(level))}" for name, level in pairs))


def _told(tables: dict[str, pd.DataFrame]) -> str:
    front, tried = tables["front"]["point"].nunique(), len(tables["evaluated"])
    apart = tables["front"].loc[tables["front"]["told"], "point"].nunique()
    verb = "differs" if apart == 1 else "differ"
    return (
        f"of {many(tried, 'point')} that were tried {front} "
        f"{'is' if front == 1 else 'are'} on the front; {apart} {verb} from the base by more than "
        "chance"
    )


def _notes(
    seen: Searched, tables: dict[str, pd.DataFrame], pairs: list[tuple[Aim, Aim]]
) -> Iterator[str]:
    if pairs:
        judged = seen.judged
        if judged is None:
            yield "the front as the search saw it, which flatters"
        else:
            count = many(judged.manifest.replicates, "replicate")
            yield f"front: means of {count} that had no part in the search, bars: 95 % intervals"
        yield "filled: told apart from the base in an aim; arrows: what is wanted"
    row = tables["generations"].iloc[0].to_dict()
    reference = [aim.text for aim in seen.aims.each if f"reference {aim.text}" in row]
    if reference and not seen.settings["each"]:
        told = ", ".join(f"{words(aim)} {row[f'reference {aim}']:.3g}" for aim in reference)
        yield f"the box reaches from {told} to the best values that were met"
    elif reference:
        yield "the box of each search reaches from the worst to the best values that it met"


def _cloud(axes: Axes, evaluated: pd.DataFrame, x: Aim, y: Aim, look: Size) -> None:
    allowed = evaluated[evaluated["allowed"]]
    axes.plot(
        allowed[x.text], allowed[y.text], ".", color=GREY, alpha=0.5, zorder=1,
        markersize=look.font * 0.5, markeredgewidth=0.0,
    )  # fmt: skip


def _front(axes: Axes, table: pd.DataFrame, x: Aim, y: Aim, place: int, look: Size) -> None:
    """Draw the points of a front with intervals; those that are told from the base are filled."""
    sides = [table[table["aim"] == aim.text].set_index("point") for aim in (x, y)]
    judged = sides[0]["mean"].notna().any()
    middle = [side["mean"] if judged else side["searched"] for side in sides]
    told = table.groupby("point")["told"].any().reindex(sides[0].index).to_numpy(dtype=bool)
    colour = LINES[place][0]
    for inside, face in ((told, colour), (~told, "white")):
        at_x, at_y = (side.to_numpy(dtype=float)[inside] for side in middle)
        bars = [
            arms(at, side["low"][inside], side["high"][inside]) if judged else None
            for at, side in zip((at_x, at_y), sides, strict=True)
        ]
        axes.errorbar(
            at_x, at_y, xerr=bars[0], yerr=bars[1], linestyle="none", marker=MARKERS[place],
            color=colour, markerfacecolor=face, markersize=look.font * 0.4,
            elinewidth=look.line * 0.4, zorder=3,
        )  # fmt: skip
    if judged:
        base = [(side["mean"] - side["gain"]).dropna().iloc[0] for side in sides]
        axes.plot(*base, "+", color=INK, markersize=look.font * 0.9, zorder=4)


def _axes(axes: Axes, results: Results, x: Aim, y: Aim, room: int) -> None:
    arrows = {("x", True): "→", ("x", False): "←", ("y", True): "↑", ("y", False): "↓"}
    for side, aim in (("x", x), ("y", y)):
        text = f"share of runs with {inert(aim.text)}"
        if aim.met is None:
            text = outcome_label(results, aim.text)
        getattr(axes, f"set_{side}label")(f"{folded(text, room)} {arrows[side, aim.more]}")
        if aim.met is None:
            within(axes, results, aim.text, side)


def _growth(axes: Axes, generations: pd.DataFrame, place: int) -> None:
    colour, dashes = LINES[place]
    numbers = generations["generation"].to_numpy()
    axes.plot(numbers, generations["hypervolume"], color=colour, linestyle=dashes)
    axes.set_xticks(np.unique(np.linspace(1, numbers[-1], 6).round().astype(int)))
