"""Trade-offs: points of a design by two aims, and which of them no other beats in both."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.factors import (
    TOLD,
    Telling,
    arms,
    found,
    replicates_note,
)
from paradiplomacy_analysis.figures.labels import (
    folded,
    labels_of,
    letters_in,
    outcome_label,
    within,
)
from paradiplomacy_analysis.figures.panels import panels
from paradiplomacy_analysis.figures.style import GREY, SIZES, Size, styled, words
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.tradeoffs import FIRM
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

NAMED = {"column": 3, "slide": 4}
"""Points of a front that are named."""

SIDES = ("first", "second")


def front(results: Results, finding: Finding | None = None, *, size: str = "slide") -> Figure:
    """Draw a panel for each pair of aims: means of all points, with the front as a line.

    Bars are 95 % intervals over replicates; a point of the front is filled if it is there in most
    repetitions. Letters are named under the panels. ``finding`` is that of tradeoffs, if it is
    there already. Raises :class:`~paradiplomacy_results.errors.UnfitError` where no pair of aims is
    there.
    """
    tables = found(results, "tradeoffs", finding).tables
    if "fronts" not in tables:
        raise UnfitError(f"{results.directory}: no pair of aims is defined everywhere")
    table = tables["fronts"]
    sample = sample_of(results)
    parts = [part for _, part in table.groupby("aims", sort=False)]
    look = SIZES[size]
    named = [_named(part, NAMED[size], look) for part in parts]
    labels = labels_of(sample.factors)
    telling = Telling(
        results.manifest.title,
        _finding(parts[0]),
        (
            f"dots: means {replicates_note(sample)}; bars: 95 % intervals; arrows: what is wanted",
            f"letters name points by {', '.join(words(factor.name) for factor in sample.factors)}",
            *_key(parts, named, labels),
        ),
    )
    with styled(look):
        lines = telling.lines(look, 2) + 6
        figure, grid = panels([len(parts)], look, 2, height=0.38, lines=lines)
        room = letters_in(look.width * 0.38, look) - 2
        for panel, part, letters in zip(grid, parts, named, strict=True):
            _panel(panel.axes, part, look)
            _axes(panel.axes, part, results, room)
            for letter, point in letters.items():
                at = (part["first_mean"][point], part["second_mean"][point])
                panel.axes.annotate(
                    letter, at, xytext=(0.0, 0.75 * look.font), textcoords="offset points",
                    ha="center", va="center", fontweight="bold", zorder=5,
                )  # fmt: skip
        drawn = grid[0].axes
        handles = [
            drawn.plot([], [], "o-", color=TOLD, label="front, in most repetitions")[0],
            drawn.plot([], [], "o-", color=TOLD, markerfacecolor="white", label="front, by chance")[
                0
            ],
            drawn.plot([], [], ".", color=GREY, label="beaten in both aims by another")[0],
        ]
        telling.write(figure, look, handles, 3 if size == "slide" else 2)
    return figure


def _finding(table: pd.DataFrame) -> str:
    there = table[table["on_front"]]
    firm = int((there["front_share"] >= FIRM).sum())
    return (
        f"{table['aims'].iloc[0]}: of {many(len(table), 'point')} no other beats {len(there)} in "
        f"both, {firm} of them in most repetitions"
    )


def _named(table: pd.DataFrame, most: int, look: Size) -> dict[str, int]:
    """Return some points of the front by a letter, evenly along it, each apart from the others."""
    ordered = table[table["on_front"]].sort_values("first_mean")
    whole = table[["first_mean", "second_mean"]]
    scale = np.maximum(np.ptp(whole.to_numpy(), axis=0), 1e-12)
    apart = 2.2 * look.font / 72 / (0.22 * look.width)
    chosen: list[int] = []
    for place in np.unique(np.linspace(0, len(ordered) - 1, most).round().astype(int)):
        point = ordered.index[place]
        far = [(whole.loc[point] - whole.loc[other]).to_numpy() / scale for other in chosen]
        if all(np.abs(each).max() > apart for each in far):
            chosen.append(int(point))
    return dict(zip(string.ascii_lowercase, chosen, strict=False))


def _key(
    parts: list[pd.DataFrame],
    named: list[dict[str, int]],
    labels: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """Say for each panel what its letters are."""
    for part, letters in zip(parts, named, strict=True):
        texts = [
            f"{letter} {', '.join(labels[name][str(part.loc[point, name])] for name in labels)}"
            for letter, point in letters.items()
        ]
        yield f"{part['aims'].iloc[0]}: {'; '.join(texts)}"


def _panel(axes: Axes, table: pd.DataFrame, look: Size) -> None:
    ordered = table.sort_values("first_mean")
    firm = ordered["on_front"] & ~(ordered["front_share"] < FIRM)
    styles: tuple[tuple[pd.Series, dict[str, Any]], ...] = (
        (~ordered["on_front"], {"color": GREY, "marker": ".", "alpha": 0.6, "zorder": 2}),
        (ordered["on_front"] & ~firm, {"color": TOLD, "markerfacecolor": "white", "zorder": 4}),
        (firm, {"color": TOLD, "zorder": 4}),
    )
    for rows, style in styles:
        part = ordered[rows]
        x, y = part["first_mean"].to_numpy(), part["second_mean"].to_numpy()
        axes.errorbar(
            x, y,
            xerr=arms(x, part["first_low"], part["first_high"]),
            yerr=arms(y, part["second_low"], part["second_high"]),
            linestyle="none", elinewidth=look.line * 0.4,
            **{"marker": "o", "markersize": look.font * 0.4, **style},
        )  # fmt: skip
    there = ordered[ordered["on_front"]]
    axes.plot(
        there["first_mean"], there["second_mean"], color=TOLD, linewidth=look.line * 0.7, zorder=3
    )


def _axes(axes: Axes, table: pd.DataFrame, results: Results, room: int) -> None:
    first = table.iloc[0]
    wanted = first["aims"].split(" against ")
    arrows = {"first": ("→", "←"), "second": ("↑", "↓")}
    texts = [
        folded(outcome_label(results, first[side]), room)
        + f" {arrows[side][0 if text.startswith('more') else 1]}"
        for side, text in zip(SIDES, wanted, strict=True)
    ]
    axes.set_xlabel(texts[0])
    axes.set_ylabel(texts[1])
    axes.margins(x=0.12, y=0.12)
    within(axes, results, first["first"], "x")
    within(axes, results, first["second"], "y")
