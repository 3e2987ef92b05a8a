"""Rows with names at their left and panels side by side: figures of what has no order.

A figure grows with its rows, and a row with the lines of its name, so that names never meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.labels import LETTER, folded, letters_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size

ACROSS = {"column": 2, "slide": 4}
"""Most panels side by side."""

MAX_ROWS = 40
"""Rows that are drawn; what is left out is said under the figure."""

TALLEST = 8.0
"""Height in inches up to which a figure gets further lines of panels."""

MARK = 0.42
"""Height of a mark among others of its row, in letters."""

_SMALL = 0.85
"""Size of names, as a part of the figure's font."""

_LINE, _GAP = 1.2, 0.5
"""Height of a line of a name, and room between rows, in letters."""

_AROUND = 6.0
"""Lines that title, ticks and label of a line of panels take."""


@dataclass(frozen=True)
class Row:
    """A row: its name, and whether it only heads those below it."""

    name: str
    head: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows as they find room: names in lines, and ``edges`` between rows, about 1 for a line.

    ``part`` of the figure's width is there for names; each row has room for ``marks`` one below
    another.
    """

    rows: tuple[Row, ...]
    look: Size
    across: int
    part: float = 0.34
    marks: int = 1

    @property
    def names(self) -> list[str]:
        """Return the names, in lines."""
        letters = letters_in(self.look.width * self.part, self.look, _SMALL)
        return [folded(row.name, letters) for row in self.rows]

    @property
    def edges(self) -> NDArray[np.float64]:
        """Return where each row begins, and the last ends, from the top."""
        lines = np.array([name.count("\n") + 1 for name in self.names])
        heights = np.maximum(_LINE * _SMALL * lines, MARK * self.marks)
        return np.concatenate([[0.0], np.cumsum(heights + _GAP)])

    @property
    def places(self) -> NDArray[np.float64]:
        """Return the middle of each row."""
        return np.asarray((self.edges[:-1] + self.edges[1:]) / 2.0)

    @property
    def height(self) -> float:
        """Return the height of a line of panels in inches."""
        return float(self.look.font / 72 * (self.edges[-1] + _AROUND * _LINE))

    @property
    def panel(self) -> float:
        """Return the width of a panel in inches, about."""
        longest = max(len(line) for name in self.names for line in name.split("\n"))
        names = (longest + 4) * LETTER * _SMALL * self.look.font / 72
        return (self.look.width - names) / self.across - 0.6 * self.look.font / 72

    def fitting(self, count: int) -> int:
        """Return how many of so many panels find room."""
        down = max(int(TALLEST / self.height), 1)
        return min(count, self.across * down)


def row_panels(titles: Sequence[str], rows: Rows, lines: int) -> tuple[Figure, list[Axes]]:
    """Return a figure with a panel for each title, and the panels.

    ``lines`` of text find room above and below the panels. Call it under
    :func:`~paradiplomacy_analysis.figures.style.styled`.
    """
    look = rows.look
    across = min(len(titles), rows.across)
    down = -(-len(titles) // across)
    tall = down * rows.height + look.font / 72 * _LINE * lines
    figure = new_figure((look.width, tall))
    grid = figure.subplots(down, across, sharey=True, squeeze=False).ravel()
    for axes in grid[len(titles) :]:
        axes.set_axis_off()
    drawn = list(grid[: len(titles)])
    ticks = max(int(rows.panel * 72 / (look.font * 3.5)), 2)
    for axes, title in zip(drawn, titles, strict=True):
        axes.set_title(folded(title, letters_in(rows.panel, look, 1.0)), loc="left")
        axes.xaxis.set_major_locator(MaxNLocator(min(ticks, 7), steps=[1, 2, 2.5, 5, 10]))
        axes.tick_params(axis="y", length=0)
        axes.margins(x=0.08)
    for axes in drawn[::across]:
        axes.set_yticks(rows.places, rows.names, fontsize=look.font * _SMALL)
        for label, row in zip(axes.get_yticklabels(), rows.rows, strict=True):
            label.set_fontweight("bold" if row.head else "normal")
    drawn[0].set_ylim(rows.edges[-1], 0.0)
    return figure, drawn
