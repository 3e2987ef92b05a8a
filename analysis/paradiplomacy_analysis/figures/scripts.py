"""Names in any script: a font of the system that has it, or else the name in Latin letters.

Matplotlib draws a box where a font lacks a character. So a figure is looked through before it is
drawn: for characters that its own font lacks a font of the system is taken, and where there is none
the name is transliterated, which the figure then says.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, cast

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

TRANSLITERATED = (
    "In Latin letters, since no font of this system has the script, or by its number where a "
    "character has no such name: "
)

_LETTERS = ("LETTER ", "SYLLABLE ", "VOWEL SIGN ", "DIGIT ")
"""What stands in the name of a character before its sound."""


def legible(figure: Figure) -> list[str]:
    """Let every text of ``figure`` be drawn by fonts that have its characters.

    Returns the words that no font has, as they are written now, in Latin letters.
    """
    replaced: dict[str, None] = {}
    for axis in [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]:
        replaced |= dict.fromkeys(_legible_ticks(axis))
    for text in cast("list[Text]", figure.findobj(Text)):
        families, without = _fonts_for(text.get_text(), text)
        if families:
            text.set_fontfamily([*text.get_fontfamily(), *families])
        if without:
            replaced |= dict.fromkeys(_rewritten(text.get_text(), without))
            text.set_text(latin(text.get_text(), without))
    return list(replaced)


def _legible_ticks(axis: Axis) -> list[str]:
    """Let the labels of an axis be drawn: they are written anew at each drawing, so ask the axis.

    Returns the words that no font has, as :func:`legible` does.
    """
    if not isinstance(axis.get_major_locator(), FixedLocator):
        return []
    ticks = axis.get_ticklabels()
    labels = [tick.get_text() for tick in ticks]
    if not labels or all(label.isascii() for label in labels):
        return []
    families, without = _fonts_for("".join(labels), ticks[0])
    if families:
        axis.set_tick_params(labelfontfamily=[*ticks[0].get_fontfamily(), *families])
    if without:
        axis.set_ticks(list(axis.get_majorticklocs()), [latin(label, without) for label in labels])
    return [word for label in labels for word in _rewritten(label, without)]


def _rewritten(text: str, without: set[str]) -> list[str]:
    return [latin(word, without) for word in text.split() if without & set(word)]


def latin(text: str, lacking: Iterable[str]) -> str:
    """Write the ``lacking`` characters of ``text`` in Latin letters.

    Hangul and other scripts are read by the names of their characters. A Han character has no
    sound of its own and is written by its number in Unicode.
    """
    missing = set(lacking)
    spelt = []
    for before, each in zip(f" {text}", text, strict=False):
        sound = _sound(each) if each in missing else each
        begins = each in missing and not before.isalpha()
        spelt.append(sound[:1].upper() + sound[1:] if begins else sound)
    return "".join(spelt)


def _sound(character: str) -> str:
    name = unicodedata.name(character, "")
    for mark in _LETTERS:
        if mark in name:
            sound = name.partition(mark)[2].partition(" WITH ")[0]
            return sound.removeprefix("SMALL ").replace(" ", "").lower()
    return "" if unicodedata.category(character)[0] == "M" else f"[{ord(character):X}]"


def _fonts_for(text: str, owner: Text) -> tuple[list[str], set[str]]:
    """Return the further families that ``text`` needs, and the characters that none has."""
    if text.isascii():
        return [], set()
    own = map(_file_of, owner.get_fontfamily())
    lacking = {each for each in text if not each.isspace()}.difference(*map(_characters, own))
    families = []
    without = set()
    while lacking:
        character = min(lacking)
        found = _font_with(character)
        if found is None:
            lacking.discard(character)
            without.add(character)
        else:
            family, path = found
            families.append(family)
            lacking -= _characters(path) | {character}
    return families, without


def _file_of(family: str) -> str:
    return str(font_manager.findfont(font_manager.FontProperties(family=[family])))


@cache
def _characters(path: str) -> frozenset[str]:
    return frozenset(map(chr, font_manager.get_font(path).get_charmap()))


@cache
def _font_with(character: str) -> tuple[str, str] | None:
    """Return family and file of the first upright font of the system with ``character``."""
    for family, path in _installed():
        if character in _characters(path):
            return family, path
    return None


@cache
def _installed() -> tuple[tuple[str, str], ...]:
    """Return family and file of each font of the system, as matplotlib finds it by its family.

    Matplotlib's list of fonts is as old as its first use on this machine; newer ones are added.
    """
    manager = font_manager.fontManager
    known = {entry.fname for entry in manager.ttflist}
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        # A file that is no font is none that could draw anything.
        with suppress(OSError, RuntimeError):
            manager.addfont(path)
    # Those that come with matplotlib are for mathematics, with characters in places of their own.
    ours = mpl.get_data_path()
    families = {entry.name for entry in manager.ttflist if not entry.fname.startswith(ours)}
    return tuple((family, _file_of(family)) for family in sorted(families))
