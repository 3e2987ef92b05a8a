"""The space of two outcomes: which cells of it a search reached, and which a plain sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.ticker import LogLocator, NullFormatter, NullLocator, StrMethodFormatter

from paradiplomacy_analysis.figures.factors import TOLD_LIGHT, Telling, found
from paradiplomacy_analysis.figures.labels import folded, letters_in, outcome_label
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import INK, PALE, SIZES, Size, inert, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.searched import Searched
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reached import CELLS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.aims import Aim
    from paradiplomacy_results.reading import Results

SHADES = LinearSegmentedColormap.from_list("reached", [TOLD_LIGHT, "#009E73", "#00402F"])
"""From a cell with one point to that with the most, in equal ratios."""

MOST_SEARCHES = 4
"""Searches, one for each combination of levels, that are drawn."""


def spread(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw the cells of the first two outcomes that a search reached, beside a plain sample.

    Colours say how many points lie in a cell; a ring is a cell that no point was found in again
    with other luck. ``finding`` is that of the method spread, if it is there already. Raises
    :class:`~paradiplomacy_results.errors.UnfitError` for results of something else, and where no
    point meets the limits.
    """
    tables = found(results, "spread", finding).tables
    if "cells" not in tables:
        raise UnfitError(f"{results.directory}: no point meets all limits of the search")
    seen = Searched(sample_of(results))
    over, count = seen.aims.over, int(seen.settings.get("cells", CELLS))
    every = list(dict.fromkeys(tables["cells"]["search"]))
    shown = every[:MOST_SEARCHES]
    look = SIZES[size]
    telling = Telling(
        results.manifest.title, _told(tables, count ** len(over)),
        tuple(_notes(tables, over, every)),
    )  # fmt: skip
    norm = LogNorm(1, max(int(tables["cells"]["points"].max()), 2))
    with styled(look):
        lines = telling.lines(look, 1) + 3 * len(shown) + 2
        figure, grid = panels([2] * len(shown), look, 2, height=0.4, lines=lines)
        room = letters_in(look.width * 0.32, look) - 1
        for label, sides in zip(shown, zip(grid[::2], grid[1::2], strict=True), strict=True):
            cells = tables["cells"][tables["cells"]["search"] == label]
            for panel, plain in zip(sides, (False, True), strict=True):
                mesh = _cells(panel.axes, seen, cells, plain, norm)
                if not plain:
                    _unsure(panel.axes, seen, cells, look)
                _sides(panel.axes, results, seen, room, left=not plain)
                whose = "a plain sample" if plain else "the search"
                head = f"{words(label)}: {whose}" if label else whose
                panel.axes.set_title(folded(inert(head), room), loc="left")
        bar = figure.colorbar(mesh, ax=[panel.axes for panel in grid], shrink=0.8, pad=0.02)
        bar.ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        bar.ax.yaxis.set_minor_locator(NullLocator())
        bar.ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        bar.ax.yaxis.set_minor_formatter(NullFormatter())
        bar.set_label("points in a cell")
        bar.outline.set_visible(False)
        telling.write(figure, look, _handles(grid[0].axes, tables, look))
    return figure


def _told(tables: dict[str, pd.DataFrame], cells: int) -> str:
    """Say how many cells were reached, in each search where there are several."""
    last = tables["coverage"].groupby("search", sort=False).last()
    several = len(last) > 1
    guided = [
        f"{row.searched} with {words(str(label))}" if several else str(row.searched)
        for label, row in zip(last.index, last.itertuples(), strict=True)
    ]
    plain = " and ".join(map(str, last["plain"]))
    judged = tables["cells"]["confirmed"].dropna()
    sure = int(judged.astype(bool).sum())
    again = f"; other luck reaches {sure} of {len(judged)} again" if len(judged) else ""
    return (
        f"of {many(cells, 'cell')} the search reached {' and '.join(guided)}, a plain sample "
        f"{plain}{again}"
    )


def _notes(
    tables: dict[str, pd.DataFrame], over: Sequence[Aim], every: Sequence[str]
) -> Iterator[str]:
    plain = int(tables["cells"]["plain_points"].sum())
    bred = int(tables["cells"]["points"].sum()) - plain
    yield (
        f"{many(bred, 'point')} of the search and {plain:,} of a plain sample; a cell that was not "
        "reached may yet be possible"
    )
    if len(over) > 2:
        others = ", ".join(words(aim.text) for aim in over[2:])
        yield f"drawn: the first two of {len(over)} outcomes, whatever {others}"
    if len(every) > MOST_SEARCHES:
        yield f"drawn: the first {MOST_SEARCHES} of {len(every)} searches"


def _places(seen: Searched, cells: pd.DataFrame) -> NDArray[np.int64]:
    """Return the places of cells along the first two outcomes, (2, cells)."""
    count, several = int(seen.settings.get("cells", CELLS)), len(seen.aims.over)
    return np.array(np.unravel_index(cells["cell"].to_numpy(), (count,) * several)[:2])


def _edges(seen: Searched) -> list[NDArray[np.float64]]:
    count = int(seen.settings.get("cells", CELLS))
    return [np.linspace(*seen.bounds(aim), count + 1) for aim in seen.aims.over[:2]]


def _cells(axes: Axes, seen: Searched, cells: pd.DataFrame, plain: bool, norm: LogNorm) -> Any:
    """Draw how many points of the search, or of the plain sample, each cell holds."""
    edges = _edges(seen)
    held = np.zeros([len(edge) - 1 for edge in edges])
    points = cells["plain_points"] if plain else cells["points"] - cells["plain_points"]
    np.add.at(held, tuple(_places(seen, cells)), points.to_numpy(dtype=float))
    shown = np.ma.masked_less(held, 1.0).T
    mesh = axes.pcolormesh(*edges, shown, cmap=SHADES, norm=norm)
    for edge, line in zip(edges, (axes.axvline, axes.axhline), strict=True):
        for place in edge:
            line(place, color=PALE, linewidth=0.5, zorder=0.5)
    return mesh


def _unsure(axes: Axes, seen: Searched, cells: pd.DataFrame, look: Size) -> None:
    """Ring the cells that were not reached again with other luck."""
    sure = cells["confirmed"].fillna(False).astype(bool)
    places = _places(seen, cells)
    kept = {tuple(place) for place in places[:, sure.to_numpy()].T}
    others = [place for place in map(tuple, places.T) if place not in kept]
    middle = [(edge[1:] + edge[:-1]) / 2 for edge in _edges(seen)]
    axes.plot(
        [middle[0][x] for x, _ in others], [middle[1][y] for _, y in others], "o", color=INK,
        markerfacecolor="none", markersize=look.font * 0.45, markeredgewidth=look.line * 0.5,
    )  # fmt: skip


def _sides(axes: Axes, results: Results, seen: Searched, room: int, *, left: bool) -> None:
    for side, aim in zip("xy", seen.aims.over, strict=False):
        text = f"share of runs with {inert(aim.text)}"
        if aim.met is None:
            text = outcome_label(results, aim.text)
        getattr(axes, f"set_{side}lim")(*seen.bounds(aim))
        if side == "x" or left:
            getattr(axes, f"set_{side}label")(folded(text, room))


def _handles(axes: Axes, tables: dict[str, pd.DataFrame], look: Size) -> list[Any]:
    """Return the entry of rings, where there are any."""
    if tables["cells"]["confirmed"].fillna(False).astype(bool).all():
        return []
    label = "not reached again with other luck, or not judged"
    style: dict[str, Any] = {"color": INK, "markerfacecolor": "none", "linestyle": "none"}
    return [axes.plot([], [], marker="o", markersize=look.font * 0.45, label=label, **style)[0]]
