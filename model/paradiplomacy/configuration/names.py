"""Names: which are fit as ids, and which known one was meant by another."""

from __future__ import annotations

import difflib
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ID = 80
"""Longest id, in characters."""

_MAX_CANDIDATES = 500
_LEAST_BEGINNING = 3

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


def bad_id(name: str) -> str | None:
    """Say what makes ``name`` unfit as an id, or return None."""
    if not name.strip():
        return "an id must not be empty"
    if len(name) > MAX_ID:
        return f"an id has at most {MAX_ID} characters, this one has {len(name)}"
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        return "an id must not contain control characters"
    return None
