"""Rows and columns of a CSV text: what stands between cells, which row is the header."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from paradiplomacy_experiments.configuration.csv_cells import number
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, shortened
from paradiplomacy_results.wording import many

MAX_CELLS = 2_000_000
"""Most cells of a CSV file that is read."""

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may stand between cells, each with its name."""

_NONE = "\x1f"
"""Separates the cells of a single column: no text that is read holds it."""

_SAID = re.compile(r'(?:sep=([^\r\n"])|"sep=([^\r\n"])")[,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
_UNSEEN = " \t\r\n\u00a0\u2009\u202f\u200b\ufeff"


class Row(NamedTuple):
    """The cells of a row, without blanks at their ends, and the line at which it begins."""

    line: int
    cells: list[str]


_BLANK = Row(0, [])


@dataclass(frozen=True)
class Sheet:
    """The rows below the header; ``header`` has the name of each column by its place."""

    header: dict[int, str]
    rows: list[Row]
    notices: list[str]
    faults: list[Fault]


def sheet_of(text: str, name: str) -> Sheet:
    """Return header and rows of a CSV text, blank rows and columns passed over.

    Raises :class:`ConfigError` where these cannot be told apart; keeps in ``faults`` what is wrong
    with single rows and columns.
    """
    separator, every = _separated(text, name)
    written = _held(every)
    if not written:
        raise ConfigError([Fault("empty", "", "holds no table: it is empty", name)])
    top, below = written[0], written[1:]
    names = _names(top, below)
    rows = [row for row in below if _fits(row, len(names))]
    faults = [
        _of_length(row, names, separator, name) for row in below if not _fits(row, len(names))
    ]
    blank = [
        place
        for place, key in enumerate(names)
        if not key and not any(row.cells[place] for row in rows)
    ]
    header = {place: key for place, key in enumerate(names) if place not in blank}
    faults += _of_header(header, top, rows, name)
    notices = []
    if separator in SEPARATORS:
        notices.append(f"cells separated by {SEPARATORS[separator]}")
    for passed, what in (
        (len(every) - len(written), "blank row"),
        (len(top.cells) - len(header), "blank column"),
    ):
        if passed:
            notices.append(f"{many(passed, what)} passed over")
    if not below:
        faults.append(Fault("empty", "", "has no rows below its header", name, top.line))
    return Sheet(header, rows, notices, faults)


def _separated(text: str, name: str) -> tuple[str, list[Row]]:
    """Return the separator of a text and its rows."""
    said = _SAID.match(text)
    if said is not None:
        separator = said[1] or said[2]
        return separator, _rows(text[said.end() :], separator, name, first=2)
    widths = {separator: _header_width(text, separator) for separator in SEPARATORS}
    if 0 in widths.values():
        return _NONE, []
    found = [separator for separator, width in widths.items() if width > 1]
    if len(found) > 1:
        return _fitting(text, found, name)
    separator = found[0] if found else _NONE
    return separator, _rows(text, separator, name)


def _fitting(text: str, separators: Sequence[str], name: str) -> tuple[str, list[Row]]:
    """Return the separator that gives most rows the length of the header, and the rows."""
    read = {}
    for separator in separators:
        with contextlib.suppress(ConfigError):
            read[separator] = _rows(text, separator, name)
    fits = {
        separator: sum(len(row.cells) == len(rows[0].cells) for row in rows)
        for separator, rows in ((separator, _held(rows)) for separator, rows in read.items())
    }
    best = [separator for separator, fit in fits.items() if fit == max(fits.values())]
    if len(best) == 1:
        return best[0], read[best[0]]
    names = " or ".join(SEPARATORS[separator] for separator in best or separators)
    message = f"its cells may be separated by {names}: say which in a first line, as sep=;"
    raise ConfigError([Fault("ambiguous", "", message, name, 1)])


def _header_width(text: str, separator: str) -> int:
    """Return the number of cells in the first row that holds any, 0 where there is none."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    with contextlib.suppress(csv.Error):
        return next((len(cells) for cells in reader if any(map(_trimmed, cells))), 0)
    return 1


def _rows(text: str, separator: str, name: str, *, first: int = 1) -> list[Row]:
    """Return all rows; ``first`` is the line at which the text begins."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    rows = []
    line, count = first, 0
    try:
        for raw in reader:
            cells = [_trimmed(cell) for cell in raw]
            rows.append(Row(line, cells) if any(cells) else _BLANK)
            count += max(len(raw), 1)
            if count > MAX_CELLS:
                message = f"has more than {MAX_CELLS:,} cells"
                raise ConfigError([Fault("too_large", "", message, name, line)])
            line = first + reader.line_num
    except csv.Error as error:
        raise ConfigError([Fault("syntax", "", _syntax(str(error)), name, line)]) from None
    return rows


def _held(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that hold anything."""
    return [row for row in rows if any(row.cells)]


def _syntax(error: str) -> str:
    if "end of data" in error:
        return "a quotation mark that opens in this row is never closed"
    if "expected after" in error:
        return "a quotation mark ends within a cell; one that belongs to the text is doubled"
    if "field limit" in error:
        limit = csv.field_size_limit()
        return f"a cell has more than {limit:,} characters: is a quotation mark left open?"
    return f"cannot be read: {error}"


def _trimmed(cell: str) -> str:
    return cell.strip(_UNSEEN)


def _names(top: Row, below: Sequence[Row]) -> list[str]:
    """Return the names in the header, without blank ones at its end that most rows do not use."""
    names = [" ".join(cell.split()) for cell in top.cells]
    lengths = [_length(row) for row in below]
    while not names[-1] and sum(length >= len(names) for length in lengths) <= len(lengths) / 2:
        names.pop()
    return names


def _length(row: Row) -> int:
    """Return the number of cells up to the last that is not blank."""
    return max(place for place, cell in enumerate(row.cells, 1) if cell)


def _fits(row: Row, width: int) -> bool:
    return len(row.cells) >= width >= _length(row)


def _of_length(row: Row, names: Sequence[str], separator: str, name: str) -> Fault:
    count = max(_length(row), min(len(row.cells), len(names)))
    message = f"has {many(count, 'cell')}, the header has {len(names)}"
    if separator == "," and count > len(names) and any(map(number, row.cells)):
        message += "; a decimal comma between commas stands in quotation marks"
    return Fault("bad_format", "", message, name, row.line)


def _of_header(header: dict[int, str], top: Row, rows: Sequence[Row], name: str) -> list[Fault]:
    faults = []
    for place, key in header.items():
        if not key:
            held = next(row for row in rows if row.cells[place])
            what = f"line {held.line} has {shortened(held.cells[place], 40)!r} there"
            message = f"column {place + 1} has no name, but {what}"
            faults.append(Fault("missing_key", "", message, name, top.line))
    counts = Counter(key for key in header.values() if key)
    faults += [
        Fault("duplicate_key", key, "is the name of several columns", name, top.line)
        for key, count in counts.items()
        if count > 1
    ]
    if counts and all(number(key) for key in counts):
        message = "holds numbers, where the names of the columns are expected"
        faults.append(Fault("missing_key", "", message, name, top.line))
    return faults
