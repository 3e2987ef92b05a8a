"""Small multiples: panels side by side, with one heading and one key for all."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.layout_engine import ConstrainedLayoutEngine

from paradiplomacy_analysis.figures.drawing import new_figure, width_of
from paradiplomacy_analysis.figures.style import inert
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_results.reading import Results

ACROSS = {"column": 2, "slide": 3}
"""Panels side by side."""

PANEL_TITLE = 28
"""Longest title that fits above a panel of that width, in letters."""

_HEIGHT, _ALONE = 0.72, 0.45
"""Height of a panel as a part of its width, among others and where it fills the figure's width."""

NOTE = 0.85
"""Size of the notes under a figure, as a part of its font."""


@dataclass(frozen=True)
class Panel:
    """The axes of a panel, and whether it is the first of its row and the last below it."""

    axes: Axes
    left: bool
    bottom: bool


def panels(
    groups: Sequence[int],
    look: Size,
    across: int,
    *,
    height: float | None = None,
    lines: int = 5,
) -> tuple[Figure, list[Panel]]:
    """Return a figure with so many panels in each group, at most ``across`` of them side by side.

    A group begins in a row of its own and fills its width. ``height`` is that of a row as a part of
    the figure's width; ``lines`` of text find room beside the panels. Call it, as all that draws,
    under :func:`~paradiplomacy_analysis.figures.style.styled`.
    """
    widths = [min(count, across) for count in groups]
    down = sum(-(-count // width) for count, width in zip(groups, widths, strict=True))
    most = max(widths)
    row_height = height or (_HEIGHT / most if most > 1 else _ALONE)
    tall = look.width * row_height * down + look.font / 72 * lines
    # Room between panels, so that each unit stands with its own.
    layout = ConstrainedLayoutEngine(w_pad=look.font / 72 * 0.6)
    figure = new_figure((look.width, tall), layout)
    cells = math.lcm(*widths)
    grid = figure.add_gridspec(down, cells)
    drawn = []
    row = 0
    for count, width in zip(groups, widths, strict=True):
        span = cells // width
        for place in range(count):
            column = place % width
            where = grid[row + place // width, column * span : (column + 1) * span]
            bottom = place + width >= count
            drawn.append(Panel(figure.add_subplot(where), column == 0, bottom))
        row += -(-count // width)
    return figure, drawn


def heading(figure: Figure, results: Results, runs: int, finding: str = "") -> None:
    """Write above the panels what is found, and of which scenario and how many runs."""
    whose = f"{inert(results.config['scenario']['title'])}: {many(runs, 'run')}"
    figure.suptitle("\n".join(titled(part, figure) for part in (finding, whose) if part))


def titled(text: str, figure: Figure) -> str:
    """Break a title into lines that fit the width of ``figure``, in the font of titles."""
    letters = width_of(figure) * 72 / (mpl.rcParams["font.size"] * 1.1 * 0.56)
    return textwrap.fill(text, int(letters))


def finished(results: Results) -> int:
    """Return the number of runs that did not fail."""
    return int((results.read("runs", ["status"])["status"] == "ok").sum())


def key(
    figure: Figure, handles: Sequence[Any], look: Size, *, columns: int, notes: Sequence[str] = ()
) -> None:
    """Write under the panels what is drawn, the ``notes`` first, each on lines of its own."""
    legend = figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=columns,
        title="\n".join(wrapped(note, look) for note in notes if note) or None,
        title_fontsize=look.font * NOTE,
        columnspacing=1.4,
        handlelength=2.6,
    )
    legend.get_title().set_multialignment("center")


def wrapped(text: str, look: Size) -> str:
    """Break ``text`` into lines that fit the width of a figure."""
    return textwrap.fill(text, int(look.width * 72 / (look.font * NOTE * 0.56)))


def lines_of(notes: Sequence[str], look: Size) -> int:
    """Return the number of lines that ``notes`` take."""
    return sum(wrapped(note, look).count("\n") + 1 for note in notes if note)
