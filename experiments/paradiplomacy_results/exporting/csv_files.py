"""CSV: UTF-8 with a comma, a row a line; numbers so that each is read as the very same.

Nothing stands where a number is undefined, truths are the words TRUE and FALSE, and no text is a
formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy_results.formulas import inert_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet

MARK = b"\xef\xbb\xbf"
"""Byte order mark, by which Excel knows that a text is UTF-8."""


def check(sheets: Sequence[Sheet]) -> None:
    """Refuse nothing: there is no table that a CSV file cannot hold."""


def write(
    folder: Path, sheets: Sequence[Sheet], _origin: Origin, *, bom: bool = False
) -> dict[str, str]:
    """Write a file for each of ``sheets``, piece by piece; return their names by table."""
    for sheet in sheets:
        with (folder / f"{sheet.name}.csv").open("xb") as file:
            file.write(MARK if bom else b"")
            write_rows(file, [pa.array([name]) for name in sheet.columns])
            for piece in sheet.pieces():
                write_rows(file, piece.columns)
    return {sheet.name: f"{sheet.name}.csv" for sheet in sheets}


def write_rows(
    file: BinaryIO,
    columns: Sequence[Any],
    *,
    quoted: bool = False,
    truths: tuple[str, str] = ("FALSE", "TRUE"),
) -> None:
    """Write rows, given as columns of Arrow: texts in quotes, and where ``quoted`` every cell.

    Nothing stands where a value is missing or undefined, and no text is a formula. ``truths`` are
    the words for false and true; R takes no others by itself.
    """
    cells = [_cells(column, truths, quoted=quoted) for column in columns]
    lines = pc.binary_join_element_wise(*cells, ",").to_pylist()
    file.writelines(f"{line}\n".encode() for line in lines)


def _cells(column: Any, truths: tuple[str, str], *, quoted: bool) -> Any:
    """Return a column as the texts that stand in a file."""
    if pa.types.is_string(column.type):
        texts = pc.replace_substring(inert_texts(column), '"', '""')
        quoted = True
    elif pa.types.is_boolean(column.type):
        texts = pc.if_else(column, truths[1], truths[0])
    elif pa.types.is_floating(column.type):
        texts = pc.cast(pc.if_else(pc.is_nan(column), None, column), pa.string())
    else:
        texts = pc.cast(column, pa.string())
    if quoted:
        texts = pc.binary_join_element_wise('"', texts, '"', "")
    return pc.fill_null(texts, "")
