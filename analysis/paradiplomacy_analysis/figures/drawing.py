"""The figure that every function of figures returns, and the place in which it is drawn."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, cast

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import SubFigure

    from paradiplomacy_analysis.figures.style import Size

SCREEN = 110
"""Dots per inch of a figure that a notebook shows."""

_PLACE: ContextVar[SubFigure | None] = ContextVar("place", default=None)


class Drawing(Figure):
    """A figure that a notebook shows where it stands last in a cell; pyplot has no part in it.

    ``look`` is the size that it is drawn for, where its width does not tell.
    """

    look: Size | None = None

    def _repr_png_(self) -> bytes:
        """Return what a notebook shows."""
        from paradiplomacy_analysis.figures.saving import rendered

        return rendered(self, dpi=SCREEN)


def new_figure(size: tuple[float, float], layout: Any = "constrained") -> Figure:
    """Return an empty figure of a width and height in inches; within :func:`placed`, the part."""
    place = _PLACE.get()
    return Drawing(figsize=size, layout=layout) if place is None else cast("Figure", place)


@contextlib.contextmanager
def placed(part: SubFigure) -> Iterator[None]:
    """Have what is drawn next stand in a ``part`` of a figure."""
    token = _PLACE.set(part)
    try:
        yield
    finally:
        _PLACE.reset(token)


def width_of(figure: Figure) -> float:
    """Return the width in inches of a figure, or of a part of one."""
    return float(figure.bbox.width / figure.dpi)
