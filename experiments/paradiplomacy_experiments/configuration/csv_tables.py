"""Read a CSV file as office programs write it, and say what was recognised.

The encoding, the separator and the decimal mark differ from country to country. They are found by
what the file as a whole allows, never by what is usual: where two readings remain, the file is
refused with the line, and with what the user can say to settle it. See :mod:`.csv_text` for the
encodings, :mod:`.csv_layout` for separators and headers, and :mod:`.csv_cells` for numbers and
truth values. Dates stay text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paradiplomacy_experiments.configuration.csv_cells import (
    MARK_NAMES,
    Cell,
    Column,
    Mark,
    decimal_mark,
)
from paradiplomacy_experiments.configuration.csv_layout import sheet_of
from paradiplomacy_experiments.configuration.csv_text import csv_text
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.layers import Origin


@dataclass(frozen=True)
class CsvTable:
    """A CSV file as read.

    ``rows`` hold the cells of each row by column: a whole or decimal number, a truth value, a text,
    or None where the cell is empty; ``written`` holds them as they are written, without blanks at
    their ends. ``lines`` are the lines of the file at which the rows begin. ``notices`` say what
    was recognised: encoding, separator, decimal mark, what was passed over.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, Cell], ...]
    lines: tuple[int, ...]
    notices: tuple[str, ...]
    written: tuple[dict[str, str], ...] = ()

    def fault(self, row: int, column: str, message: str, kind: str = "bad_format") -> Fault:
        """Return a fault of a cell, or of a whole row where ``column`` is empty, at its line."""
        return Fault(kind, column, message, self.name, self.lines[row])


def read_csv(folder: Path, name: str, origin: Origin, *, decimal: Mark | None = None) -> CsvTable:
    """Return the table in the CSV file ``name`` of ``folder``.

    ``origin`` is where the file is named; ``decimal`` the mark before decimals, for a file in which
    1.200 could be 1.2 or 1200. Raises :class:`ConfigError` with every fault, each at its line of
    the CSV file: a row of another length, a column without a name or with one given twice, a number
    that can be read in two ways, text in no known encoding, no rows, more than 20 MB
    or two million cells.
    """
    if decimal is not None and decimal not in MARK_NAMES:
        message = f"{decimal!r} is no decimal mark"
        where = (origin.file_name, origin.line)
        raise ConfigError([Fault("not_a_choice", "decimal", message, *where, None, (".", ","))])
    text, encoding = csv_text(folder, name, origin)
    sheet = sheet_of(unicodedata.normalize("NFC", text), name)
    lines = [row.line for row in sheet.rows]
    columns = [
        Column(key, [row.cells[place] for row in sheet.rows], lines)
        for place, key in sheet.header.items()
    ]
    faults = [*sheet.faults, *(fault for column in columns for fault in column.recognise(name))]
    mark, told, unclear = decimal_mark(columns, name, decimal)
    faults += unclear
    values = []
    for column in columns:
        cells, too_large = column.values(mark, name)
        values.append(cells)
        faults += too_large if not unclear else []
    if faults:
        raise ConfigError(sorted(faults, key=lambda fault: fault.line or 0))
    names = tuple(sheet.header.values())
    of_columns = [notice for column in columns for notice in column.notices]
    return CsvTable(
        name,
        names,
        _by_name(names, values),
        tuple(lines),
        (encoding, *sheet.notices, *told, *of_columns),
        _by_name(names, [column.cells for column in columns]),
    )


def _by_name(names: Sequence[str], columns: Sequence[Sequence[Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
