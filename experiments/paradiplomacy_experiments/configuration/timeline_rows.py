"""The rows of a CSV file of timelines: which values each key has, each at its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from paradiplomacy.configuration.dates import month_of
from paradiplomacy.configuration.names import closest
from paradiplomacy.configuration.targets import dotted as dotted_key
from paradiplomacy_experiments.configuration.faults import Fault
from paradiplomacy_experiments.configuration.layers import Leaf, Origin, Table

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.csv_cells import Cell
    from paradiplomacy_experiments.configuration.csv_tables import CsvTable

OWNERS = {
    "city": "cities",
    "country": "countries",
    "ngo": "ngos",
    "partnership": "partnerships",
    "sector": "sectors",
}
"""Columns with ids, and the tables in which these stand."""

YEAR, MONTH = "year", "month"


def _number(cell: Cell) -> Cell:
    """Return the number that a cell holds, also in a column that another cell makes one of texts.

    So that only the other is told to be none.
    """
    try:
        return float(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell


@dataclass
class Reader:
    """Turn the rows of a table into timelines, and collect what is wrong with them."""

    table: CsvTable
    origin: Origin
    found: dict[str, dict[str, Table | Leaf]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def read(self) -> None:
        """Read all rows, if the header has what it takes."""
        columns = self.table.columns
        owners = [column for column in columns if column in OWNERS]
        keys = [column for column in columns if column not in (*OWNERS, YEAR, MONTH)]
        if YEAR not in columns and MONTH not in columns:
            suggestion = closest(YEAR, keys) or closest(MONTH, keys)
            self._refuse_header("has no column 'year' or 'month'", suggestion)
        if len(owners) > 1:
            self._refuse_header(f"has two columns of ids, {owners[0]!r} and {owners[1]!r}")
        if not keys:
            self._refuse_header("has no column with values, called like a key such as 'budget'")
        if self.faults:
            return
        for number in range(len(self.table.rows)):
            self._row(number, owners[0] if owners else None, keys)

    def _refuse_header(self, message: str, suggestion: str | None = None) -> None:
        self.faults.append(Fault("bad_format", "", message, self.table.name, 1, suggestion))

    def _row(self, number: int, owner: str | None, keys: list[str]) -> None:
        date = self._date(number)
        whose: tuple[str, ...] = ()
        if owner is not None:
            whose = (OWNERS[owner], self.table.written[number][owner])
            if not whose[1]:
                self.faults.append(self.table.fault(number, owner, "is empty"))
                return
        if date is None:
            return
        for column in keys:
            value = _number(self.table.rows[number][column])
            if value is None:
                continue
            key = f"{dotted_key(whose)}.{column}" if whose else column
            first = self._seen.setdefault((key, month_of(date)), self.table.lines[number])
            if first != self.table.lines[number]:
                message = f"is given twice for {date}, first in line {first}"
                self.faults.append(self.table.fault(number, key, message, "duplicate_key"))
                continue
            line = self.table.lines[number]
            origin = replace(self.origin, source="file", file=self.table.name, line=line)
            self.found.setdefault(key, {})[date] = Leaf(value, origin)

    def _date(self, number: int) -> str | None:
        """Return the date of a row as timelines have it; note what is none."""
        cells = self.table.written[number]
        year, month = cells.get(YEAR), cells.get(MONTH)
        if year is not None and month is not None and month.isdecimal() and len(month) <= 2:
            return f"{year}-{int(month):02}"
        date = month if year is None else year
        if year is not None and month:
            message = f"{month!r} is no month of a year, 1 to 12"
            self.faults.append(self.table.fault(number, MONTH, message))
            return None
        if not date:
            self.faults.append(
                self.table.fault(number, YEAR if month is None else MONTH, "is empty")
            )
            return None
        return date
