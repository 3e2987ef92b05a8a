"""Whether a reader can read a figure: no text on another, none cut off, none too small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.drawn import drawn_texts, overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from matplotlib.text import Text

SMALLEST = 5.0
"""Points below which letters are too small for print."""


def illegible(figure: Figure, shown: Sequence[Text] | None = None) -> list[str]:
    """Return a line for each fault of a figure's texts, as a renderer measures them; best none.

    ``shown`` are the texts of a figure that is drawn already.
    """
    shown = shown or drawn_texts(figure)
    small = [text for text in shown if text.get_fontsize() < SMALLEST]
    told = [f"{text.get_text()!r} has {text.get_fontsize():.1f} points" for text in small]
    return [*told, *overlaps(figure, shown)]
