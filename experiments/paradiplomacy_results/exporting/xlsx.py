"""Excel: one workbook, a sheet for each table, one of the columns, and one of the origin."""

from __future__ import annotations

import errno
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.exporting.codebook import HEADER, rows_of
from paradiplomacy_results.formulas import FORMULA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_results.exporting.origin import Origin
    from paradiplomacy_results.exporting.sheets import Sheet

MOST_ROWS = 1_048_576
"""Rows of a sheet, with that of the names of columns."""

MOST_COLUMNS = 16_384
MOST_LETTERS = 32_767
"""Letters of a cell."""

NAME = "results.xlsx"

_SETTINGS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Exact(float):
    """A number that is written with all its digits: the library would round it to 16."""

    def __format__(self, _form: str) -> str:
        return float.__repr__(self)


def check(sheets: Sequence[Sheet]) -> None:
    """Raise :class:`UnfitError` where a table is larger than a sheet can be.

    Raises ``ModuleNotFoundError`` without the library.
    """
    import xlsxwriter  # noqa: F401  (before any work)

    long = [f"{sheet.name} ({sheet.rows:,})" for sheet in sheets if sheet.rows >= MOST_ROWS]
    wide = [f"{sheet.name}" for sheet in sheets if len(sheet.columns) > MOST_COLUMNS]
    if long or wide:
        faults = [
            f"more rows than the {MOST_ROWS - 1:,} of a sheet: {', '.join(long)}" if long else "",
            f"more columns than the {MOST_COLUMNS:,} of a sheet: {', '.join(wide)}" if wide else "",
        ]
        raise UnfitError(
            f"{'; '.join(filter(None, faults))}; choose other tables, or another format such as csv"
        )


def write(folder: Path, sheets: Sequence[Sheet], origin: Origin) -> dict[str, str]:
    """Write the workbook row by row; return its name for each table."""
    import xlsxwriter

    try:
        with xlsxwriter.Workbook(str(folder / NAME), {**_SETTINGS, "tmpdir": str(folder)}) as book:
            _fill(book, sheets, origin)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(errno.EIO, str(error)) from error
    return {sheet.name: NAME for sheet in sheets}


def _fill(book: Any, sheets: Sequence[Sheet], origin: Origin) -> None:
    book.use_zip64()
    book.set_properties(
        {
            "title": origin.title,
            "comments": origin.line,
            "created": datetime.fromisoformat(origin.when).replace(tzinfo=None),
        }
    )
    writer = _Writer(book)
    for sheet in sheets:
        page = writer.page(sheet.name, list(sheet.columns))
        row = 1
        for piece in sheet.pieces():
            columns = [column.to_pylist() for column in piece.columns]
            for cells in zip(*columns, strict=True):
                writer.row(page, row, cells)
                row += 1
    page = writer.page("columns", HEADER)
    for place, cells in enumerate(rows_of(sheets), 1):
        writer.row(page, place, cells)
    page = writer.page("provenance", ("what", "value"))
    warning = {"warning": origin.warning} if origin.warning else {}
    for place, (key, value) in enumerate({**warning, **origin.facts}.items(), 1):
        told = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        writer.row(page, place, (key, told))


class _Writer:
    """Writes rows of a workbook, the names of columns in bold and always in sight."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._quoted = book.add_format({"quote_prefix": True})

    def page(self, name: str, header: Sequence[str]) -> Any:
        """Return a new sheet with its first row."""
        page = self._book.add_worksheet(name)
        page.freeze_panes(1, 0)
        for column, text in enumerate(header):
            page.write_string(0, column, text[:MOST_LETTERS], self._bold)
        return page

    def row(self, page: Any, row: int, cells: Sequence[Any]) -> None:
        """Write a row: nothing where a number is undefined, and no text as a formula."""
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            if isinstance(cell, bool):
                page.write_boolean(row, column, cell)
            elif isinstance(cell, int):
                page.write_number(row, column, cell)
            elif isinstance(cell, float):
                if np.isfinite(cell):
                    page.write_number(row, column, _Exact(cell))
                elif not np.isnan(cell):
                    page.write_string(row, column, repr(cell))
            else:
                text = cell if len(cell) <= MOST_LETTERS else f"{cell[: MOST_LETTERS - 1]}…"
                form = self._quoted if text.startswith(FORMULA) else None
                page.write_string(row, column, text, form)
