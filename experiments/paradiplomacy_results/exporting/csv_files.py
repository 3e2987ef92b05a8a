"""CSV: UTF-8 with a comma, a row a line; numbers so that each is read as the very same.

Nothing stands where a number is undefined, true and false are words, and no text is a formula.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

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


def write_rows(file: BinaryIO, columns: Sequence[Any], *, quoting: str = "needed") -> None:
    """Write rows, given as columns of Arrow; ``quoting`` is "needed", or "all_valid" of all cells.

    Nothing stands where a value is missing or undefined, and no text is a formula.
    """
    cells = [_cells(column) for column in columns]
    options = pacsv.WriteOptions(include_header=False, quoting_style=quoting)
    table = pa.table(cells, [str(place) for place in range(len(cells))])
    pacsv.write_csv(table, file, options)


def _cells(column: Any) -> Any:
    if pa.types.is_string(column.type):
        return inert_texts(column)
    if pa.types.is_floating(column.type):
        return pc.if_else(pc.is_nan(column), None, column)
    return column
