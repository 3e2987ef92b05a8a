"""Names: which are fit as ids, and which known one was meant by another."""

from __future__ import annotations

import difflib
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ID = 80
"""Longest id, in characters."""

_MAX_CANDIDATES = 500
_LEAST_BEGINNING = 3

_MOST_REMEMBERED = 10_000
"""Names whose looks are remembered: a design checks the same ones at every point."""

_CONTROL = ("Cc", "Cs", "Zl", "Zp")
"""Categories of characters that no text for readers holds."""

_UNSEEN = (*_CONTROL, "Cf", "Cn", "Zs")
"""Categories of characters that show nothing."""

_BLANKS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800\u034f"))
"""Letters and marks that show nothing."""

_LOOKS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u051b\u051d\u04bb"
    "\u03b1\u03bf\u03bd\u03c1\u03b9\u03f2\u0131",
    "aeopcyxijsdqwhaovpici",
)
"""Cyrillic, Greek and Turkish small letters that look like Latin ones."""

RENAMED = {
    "coordination_horizontal": "horizontal_coordination",
    "coordination_vertical": "vertical_coordination",
    "distance": "cultural_distance",
    "earlier_tie": "earlier_partnership",
    "internalisation": "norm_internalised",
    "new_tie": "new_partnership",
    "norm": "norm_adopted",
    "norm_adoption": "norm_adopted",
    "paper": "agreement",
    "ties": "partnerships",
    "ties_per_city": "partnerships_per_city",
}
"""Names of earlier versions that are no longer known, and what is meant by each now."""


def closest(word: object, known: Iterable[str]) -> str | None:
    """Return the name most like ``word``, or None where none is like it.

    Looks at a bounded number of candidates of similar length, so that a hostile table of names
    costs no more than an honest one.
    """
    if not isinstance(word, str) or len(word) > MAX_ID:
        return None
    known = tuple(known)
    if RENAMED.get(word) in known:
        return RENAMED[word]
    similar = [name for name in known if abs(len(name) - len(word)) <= max(3, len(word) // 2)]
    lowered = {name.lower(): name for name in similar[:_MAX_CANDIDATES]}
    found = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    return lowered[found[0]] if found else _begun(word.lower(), known)


def _begun(beginning: str, known: Iterable[str]) -> str | None:
    """Return the first known name that begins so, where that is no mere letter or two."""
    if len(beginning) < _LEAST_BEGINNING:
        return None
    candidates = islice(known, _MAX_CANDIDATES)
    return next((name for name in candidates if name.lower().startswith(beginning)), None)


@lru_cache(_MOST_REMEMBERED)
def bad_id(name: str) -> str | None:
    """Say what makes ``name`` unfit as an id, or return None."""
    if not name.strip():
        return "an id must not be empty"
    if len(name) > MAX_ID:
        return f"an id has at most {MAX_ID} characters, this one has {len(name)}"
    if any(unicodedata.category(character) in _CONTROL for character in name):
        return "an id must not contain control characters"
    return None if seen(name) else "an id must show something"


def bad_text(text: str) -> str | None:
    """Say what makes ``text`` unfit to be read, or return None."""
    return None if seen(text) else "shows nothing"


@lru_cache(_MOST_REMEMBERED)
def seen(text: str) -> str:
    """Return what a reader sees of ``text``: two texts that give the same look the same.

    Letters that only their script tells apart are one, as are capitals and small letters; what
    shows nothing is left out.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKS)
    shown = (each for each in plain if unicodedata.category(each) not in _UNSEEN)
    return "".join(shown).translate(_BLANKS)
