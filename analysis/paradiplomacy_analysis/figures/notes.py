"""What a figure says in words: its title, its notes, and what a reader who hears it is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from paradiplomacy_analysis.figures.panels import NOTE, titled, wrapped
from paradiplomacy_analysis.figures.style import look_of, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size


def add_note(figure: Figure, note: str, look: Size) -> None:
    """Write one more note under a figure that is drawn already."""
    line = wrapped(note, look)
    if figure.legends:
        title = figure.legends[-1].get_title()
        title.set_text("\n".join(filter(None, [title.get_text(), line])))
        title.set_visible(True)
    else:
        whole = "\n".join(filter(None, [figure.get_supxlabel(), line]))
        figure.supxlabel(whole, fontsize=look.font * NOTE)


def retitle(figure: Figure, title: str) -> None:
    """Let ``title`` stand above a figure in place of what it says itself."""
    look = look_of(figure)
    with styled(look):
        figure.suptitle(titled(title, figure))


def alternative(figure: Figure) -> tuple[str, str]:
    """Return the title of a figure, and in words what is to be seen in it.

    Both are read off the figure: its title, panels, axes, key and notes are what it shows.
    """
    title = "; ".join(_line(part.get_suptitle()) for part in _parts(figure))
    panels = [_line(axes.get_title("left") or axes.get_title()) for axes in figure.axes]
    below = dict.fromkeys(_line(axes.get_xlabel()) for axes in figure.axes)
    left = dict.fromkeys(_line(axes.get_ylabel()) for axes in figure.axes)
    legends = [legend for part in _parts(figure) for legend in part.legends]
    key = dict.fromkeys(_line(text.get_text()) for legend in legends for text in legend.get_texts())
    notes = [_line(legend.get_title().get_text()) for legend in legends]
    notes += [_line(part.get_supxlabel()) for part in _parts(figure)]
    said = [
        _sentence("", [title]),
        _sentence("Panels: ", panels),
        _sentence("Across: ", below),
        _sentence("Upward: ", left),
        _sentence("Key: ", key),
        *(_sentence("", [note]) for note in notes),
    ]
    return title, " ".join(filter(None, said))


def _parts(figure: Figure) -> Sequence[Figure]:
    """Return the parts of a figure that stand side by side, or else the figure itself."""
    return cast("Sequence[Figure]", figure.subfigs) or [figure]


def _line(text: str) -> str:
    # Names come from users, and what opens a tag elsewhere opens none in the data of a file.
    line = re.sub(r"<(?=[a-zA-Z/!])", "\u2039", " ".join(text.split()))
    # A legend without a title has the title None.
    return "" if line == "None" else line


def _sentence(head: str, parts: Iterable[str]) -> str:
    there = "; ".join(filter(None, parts))
    return head + there + ("" if there.endswith(".") else ".") if there else ""
