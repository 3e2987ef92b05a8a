"""How all figures look: sizes, fonts, colours, and how names are made inert."""

from __future__ import annotations

import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

from paradiplomacy_analysis import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

GOVERNMENT = "#0072B2"
SOCIETY = "#E69F00"
GOVERNMENT_LIGHT = "#BFDDF0"
SOCIETY_LIGHT = "#FBE5B6"
GOVERNMENT_DARK = "#00334F"
SOCIETY_DARK = "#6B4A00"
BAD = "#B2182B"
INK = "#222222"
GREY = "#8A8A8A"
PALE = "#E4E4E4"
"""Colours: blue and orange of Okabe & Ito (2008), told apart by every kind of colour vision."""

SIDES = (
    ("#009E73", "-"),
    ("#D55E00", "--"),
    ("#56B4E9", "-."),
    ("#CC79A7", ":"),
    (INK, (0, (6, 1, 1, 1, 1, 1))),
    (GREY, (0, (1, 3))),
)
"""Colour and dashes of each country where countries are compared: others of the same authors'."""

MAX_TEXT = 60
"""Longest name that is written out."""


@dataclass(frozen=True)
class Size:
    """A width in inches, font size and line width in points, and a hatch dense enough."""

    width: float
    font: float
    line: float
    hatch: str


SIZES = {"column": Size(3.5, 6.5, 0.8, "/" * 7), "slide": Size(10.0, 12.0, 1.8, "/" * 4)}
"""One column of a journal page, and a slide."""

DEFAULT_SIZE = "slide"

DPI = 300
"""Dots per inch of a picture in pixels, as journals ask for."""


def look_of(figure: Figure) -> Size:
    """Return the size for which a figure was drawn."""
    stated: Size | None = getattr(figure, "look", None)
    if stated is not None:
        return stated
    width = figure.get_figwidth()
    return min(SIZES.values(), key=lambda size: abs(size.width - width))


@contextmanager
def styled(size: Size) -> Iterator[None]:
    """Make, or save, a figure of ``size`` under the settings of the house.

    Names come from users: none is ever read as mathematics.
    """
    settings: Any = {
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "font.size": size.font,
        "axes.titlesize": size.font,
        "axes.labelsize": size.font * 0.9,
        "xtick.labelsize": size.font * 0.9,
        "ytick.labelsize": size.font * 0.9,
        "legend.fontsize": size.font * 0.9,
        "figure.titlesize": size.font * 1.1,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": size.line * 0.5,
        "axes.edgecolor": INK,
        "xtick.major.width": size.line * 0.5,
        "ytick.major.width": size.line * 0.5,
        # Half a line of text, so that the first label below keeps clear of the lowest at the left.
        "xtick.major.pad": size.font * 0.55,
        "lines.linewidth": size.line,
        "hatch.linewidth": size.line * 0.35,
        "hatch.color": SOCIETY,
        "legend.frameon": False,
        "text.parse_math": False,
        "text.usetex": False,
        "savefig.dpi": DPI,
        "svg.fonttype": "path",
        "svg.hashsalt": "paradiplomacy",
        "pdf.fonttype": 42,
    }
    with mpl.rc_context(settings):
        yield


def inert(text: str, limit: int = MAX_TEXT) -> str:
    """Return ``text`` without control characters, and no longer than ``limit`` characters."""
    composed = unicodedata.normalize("NFC", text)
    clean = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in composed)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def joined(names: Sequence[str], mark: str, limit: int) -> str:
    """Join ``names`` by ``mark``; where that is longer than ``limit``, each is cut to its part."""
    whole = mark.join(inert(name, limit) for name in names)
    if len(whole) <= limit:
        return whole
    part = (limit - len(mark) * (len(names) - 1)) // len(names)
    return mark.join(inert(name, part) for name in names)


def words(name: str) -> str:
    """Write the name of an indicator, factor or level as words."""
    return inert(wording.words(name))
