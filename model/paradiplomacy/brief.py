"""Tell what an object holds in a line, however much that is."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_LETTERS = 300
"""Letters after which no further field is told."""

_SHORT = reprlib.Repr()
_SHORT.maxlevel = 2
_SHORT.maxdict = 3
_SHORT.maxstring = _SHORT.maxother = 60


def brief(owner: object, fields: Mapping[str, Any]) -> str:
    """Return ``Type(field=value, ...)`` in fewer than 500 letters, and how many fields are left."""
    told: list[str] = []
    for name, value in fields.items():
        if sum(map(len, told)) > MOST_LETTERS:
            told.append(f"... {len(fields) - len(told)} more")
            break
        told.append(f"{name}={_SHORT.repr(value)}")
    return f"{type(owner).__name__}({', '.join(told)})"
