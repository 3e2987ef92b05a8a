"""Texts that a spreadsheet would take for formulas, and what makes them inert: a quote before them.

Names come from files that anybody may have written, and a table may be opened by a double click.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a text as a formula."""

_QUOTE = "'"


def inert(value: Any) -> Any:
    """Return ``value``, a text that begins like a formula with a quote before it."""
    return f"{_QUOTE}{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def inert_texts(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of texts, each as :func:`inert` returns it."""
    first = pc.utf8_slice_codeunits(texts, 0, 1)
    alike = pc.is_in(first, value_set=pa.array(FORMULA, pa.string()))
    if not pc.any(alike).as_py():
        return texts
    return pc.if_else(alike, pc.binary_join_element_wise(_QUOTE, texts, ""), texts)
