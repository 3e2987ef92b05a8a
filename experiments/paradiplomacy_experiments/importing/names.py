"""Ids and names: from any script to ids that can be typed, each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from anyascii import anyascii

Key = TypeVar("Key", bound=Hashable)

_MOST = 18
"""Longest piece of an id: an id of a tie is made of up to four and two numbers."""


def slug(name: str) -> str:
    """Return ``name`` in small Latin letters and digits, with underscores between words."""
    return re.sub(r"[^a-z0-9]+", "_", anyascii(name).lower()).strip("_")[:_MOST].strip("_")


def ids_of(names: Mapping[Key, str], kind: str, apart: Mapping[Key, str]) -> dict[Key, str]:
    """Return an id for each of ``names``.

    Those that would share one get what sets each ``apart``, and if need be a number.
    """
    plain = {key: slug(name) or kind for key, name in names.items()}
    shared = Counter(plain.values())
    taken: set[str] = set()
    ids = {}
    for key, first in plain.items():
        one = first
        if shared[first] > 1 and key in apart:
            one = f"{first}_{slug(apart[key]) or kind}"
        free, number = one, 2
        while free in taken or (free != first and free in shared):
            free, number = f"{one}_{number}", number + 1
        taken.add(free)
        ids[key] = free
    return ids
