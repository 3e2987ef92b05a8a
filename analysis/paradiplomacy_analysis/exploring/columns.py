"""Numbers as they stand in a page: every bit of them, in as few letters as that takes.

A column is 64-bit floating-point numbers, little-endian, in base64. Where few numbers are distinct
these stand once, and the column is their places: whole numbers of one or two bytes.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Column = dict[str, Any]


def column(values: ArrayLike) -> Column:
    """Return numbers as a column: ``numbers`` alone, or with ``places`` of so many ``bytes``.

    Numbers count as the same where all their bits are: 0 is not -0, and NaN is itself.
    """
    plain = np.ascontiguousarray(values, dtype="<f8").ravel()
    distinct, places = np.unique(plain.view("<u8"), return_inverse=True)
    for size in (1, 2):
        coded = size * len(plain) + 8 * len(distinct)
        if len(distinct) <= 256**size and coded < 8 * len(plain):
            return {
                "numbers": _letters(distinct),
                "places": _letters(places.astype(f"<u{size}")),
                "bytes": size,
            }
    return {"numbers": _letters(plain)}


def whole(values: ArrayLike) -> str:
    """Return whole numbers below 2**31 as 32-bit integers, little-endian, in base64."""
    return _letters(np.ascontiguousarray(values, dtype="<i4").ravel())


def letters_of(columns: Any) -> int:
    """Return the letters that all texts within plain data take."""
    if isinstance(columns, str):
        return len(columns)
    if isinstance(columns, dict):
        return sum(map(letters_of, columns.values()))
    return sum(map(letters_of, columns)) if isinstance(columns, list | tuple) else 0


def _letters(values: NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode()
