"""Figures of several result directories side by side, with shared axes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.ticker import FixedFormatter

from paradiplomacy_analysis.figures.drawing import Drawing, placed
from paradiplomacy_analysis.figures.overlays import MAX_LABEL
from paradiplomacy_analysis.figures.style import SIZES, inert, styled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

ACROSS = {"column": 1, "slide": 3}
"""Parts side by side: each is as wide as a column of a journal, a slide has several of them."""

GAP = 0.03
"""Room between parts, as a part of their width."""

PART = "column"
"""Size that each part is drawn for."""


@dataclass(frozen=True)
class Beside:
    """A part of a figure: its label, what draws it for the size :data:`PART`, and how tall it is.

    That shows only when it is drawn: it is drawn twice.
    """

    label: str
    draw: Callable[[], Figure]
    tall: float


def beside(drawn: Sequence[Beside], size: str) -> Figure:
    """Draw figures as parts of one: each below its label, panels of one title with shared axes."""
    look = SIZES[PART]
    tall = [each.tall for each in drawn]
    across = min(len(drawn), ACROSS[size])
    down = -(-len(drawn) // across)
    rows = [max(tall[row * across : (row + 1) * across]) for row in range(down)]
    # Room for the label, in a line of its own.
    heights = [row + 2.0 * look.font / 72 for row in rows]
    with styled(look):
        figure = Drawing(figsize=(look.width * across, sum(heights)), layout="constrained")
        figure.look = look
        parts = figure.subfigures(
            down, across, squeeze=False, height_ratios=heights, wspace=GAP
        ).ravel()
    for part, each in zip(parts, drawn, strict=False):
        with placed(part):
            each.draw()
        with styled(look):
            part.suptitle(f"{inert(each.label, MAX_LABEL)}\n{part.get_suptitle()}")
    _share(list(parts[: len(drawn)]))
    return figure


def _share(parts: Sequence[SubFigure]) -> None:
    """Give panels of one title, or where they have none of one place, the same limits."""
    alike: dict[tuple[str, int], list[Axes]] = {}
    for part in parts:
        count: dict[str, int] = {}
        for axes in part.axes:
            title = axes.get_title("left") or axes.get_title()
            count[title] = count.get(title, -1) + 1
            alike.setdefault((title, count[title]), []).append(axes)
    for panels in alike.values():
        _share_limits(panels, "x")
        _share_limits(panels, "y")


def _share_limits(panels: Sequence[Axes], side: str) -> None:
    """Give panels the same limits on one side, unless names stand there or nothing does."""
    axes = [getattr(panel, f"{side}axis") for panel in panels]
    named = any(isinstance(axis.get_major_formatter(), FixedFormatter) for axis in axes)
    scales = {axis.get_scale() for axis in axes}
    if len(panels) < 2 or named or len(scales) > 1 or not all(panel.axison for panel in panels):
        return
    spans = [getattr(panel, f"get_{side}lim")() for panel in panels]
    if len({low <= high for low, high in spans}) > 1:
        return
    rising = spans[0][0] <= spans[0][1]
    first, last = (min, max) if rising else (max, min)
    limits = first(low for low, _ in spans), last(high for _, high in spans)
    for panel in panels:
        getattr(panel, f"set_{side}lim")(*limits)
