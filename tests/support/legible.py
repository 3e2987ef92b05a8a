"""Whether a reader can read a figure: no text on another, none cut off, none too small."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

SLACK = 1.0
"""Pixels by which two boxes of text may touch: a box is a little larger than its letters."""

SMALLEST = 5.0
"""Points below which letters are too small for print."""


def illegible(figure: Figure) -> list[str]:
    """Return a line for each fault of a figure's texts, as a renderer measures them; best none."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    # A layout engine settles in the first drawing; the second one measures what is saved.
    canvas.draw()
    return list(_faults(figure))


def _faults(figure: Figure) -> Iterator[str]:
    boxes = [(text, text.get_window_extent()) for text in _written(figure)]
    page = figure.bbox
    for text, box in boxes:
        if text.get_fontsize() < SMALLEST:
            yield f"{text.get_text()!r} has {text.get_fontsize():.1f} points"
        if not _inside(box, page):
            yield f"{text.get_text()!r} leaves the figure"
        for axes in figure.axes:
            if axes.get_visible() and text.axes is not axes and _meet(box, axes.bbox):
                yield f"{text.get_text()!r} reaches into other axes"
    for (one, first), (other, second) in itertools.combinations(boxes, 2):
        if _meet(first, second):
            yield f"{one.get_text()!r} and {other.get_text()!r} overlap"


def _written(figure: Figure) -> list[Text]:
    """Return the texts that are drawn: visible, not empty, and of ticks only those in view."""
    unseen = set(_unseen(figure))
    return [
        text
        for text in figure.findobj(Text)
        if isinstance(text, Text)
        and text.get_visible()
        and text.get_text().strip()
        and text not in unseen
    ]


def _unseen(figure: Figure) -> Iterator[Artist]:
    for axes in figure.axes:
        if not (axes.get_visible() and axes.axison):
            yield from axes.findobj(Text)
            continue
        for every in (axes, *axes.child_axes):
            for axis in (every.xaxis, every.yaxis):
                low, high = sorted(axis.get_view_interval())
                slack = 1e-9 * (high - low)
                for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                    if not low - slack <= tick.get_loc() <= high + slack or not axis.get_visible():
                        yield from (tick.label1, tick.label2)


def _inside(box: Bbox, page: Bbox) -> bool:
    return bool(
        box.x0 >= page.x0 - SLACK
        and box.y0 >= page.y0 - SLACK
        and box.x1 <= page.x1 + SLACK
        and box.y1 <= page.y1 + SLACK
    )


def _meet(one: Bbox, other: Bbox) -> bool:
    wide = min(one.x1, other.x1) - max(one.x0, other.x0)
    tall = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(wide > SLACK and tall > SLACK)
