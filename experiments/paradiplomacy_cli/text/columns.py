"""Lay out columns of text for the terminal at hand."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PLAIN_WIDTH = 100
"""Width where stdout is no terminal, in characters."""


def text_width() -> int:
    """Return the width of the terminal, or a usual one where stdout is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return PLAIN_WIDTH
    return shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns


def fitted(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Return rows as aligned columns, with the last ones left out where the width asks for it.

    Where not even three columns fit, each row becomes a short paragraph.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    while len(columns) > 3 and total(columns) > width:
        columns.pop()
    if total(columns) <= width:
        return aligned(columns)
    lines: list[str] = []
    for name, *others in rows[1:]:
        lines += [name, *(f"  {text}" for text in others[:2])]
    return lines


def total(columns: Sequence[Sequence[str]]) -> int:
    """Return how many characters wide the columns are beside each other."""
    return sum(_widest(column) + 2 for column in columns) - 2


def _widest(column: Sequence[str]) -> int:
    return max(_cells(text) for text in column)


def _cells(text: str) -> int:
    """Return the width of ``text`` on a terminal, where some characters take two cells."""
    from rich.cells import cell_len

    return cell_len(text)


def aligned(columns: Sequence[Sequence[str]]) -> list[str]:
    """Return one line for each row: names to the left, numbers to the right, units to the left."""
    padded = []
    for place, column in enumerate(columns):
        width = _widest(column)
        left = place == 0 or column[0] in ("unit", "verdict", "what it is")
        blanks = [" " * (width - _cells(text)) for text in column]
        padded.append(
            [
                text + blank if left else blank + text
                for text, blank in zip(column, blanks, strict=True)
            ]
        )
    return ["  ".join(row).rstrip() for row in zip(*padded, strict=True)]
