"""The cities, ties and organisations that tables list, each value with the line that gives it.

One city may stand in many rows, of several tables: its values are put together, and what is said of
it twice and differently is a fault. So is whatever else is wrong with a row; all are told at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from paradiplomacy.configuration.names import seen
from paradiplomacy_experiments.configuration.csv_tables import CsvTable
from paradiplomacy_experiments.configuration.faults import Fault
from paradiplomacy_experiments.configuration.keys import declarations
from paradiplomacy_experiments.importing.dates import months_of
from paradiplomacy_experiments.importing.headers import PLACES, Entity, Target
from paradiplomacy_results.wording import many

CityKey = tuple[str, str]
"""City and country as a reader sees them."""

MONTHS = (("founded",), ("next_election",), ("agreement", "expires"))
"""Keys that hold a month."""

_WHOLE, _TRUTH, _TEXT = "whole number", "true or false", "text"


@dataclass(frozen=True)
class Given:
    """A value that a table gives, and where."""

    value: Any
    file: str
    line: int
    remark: str | None = None

    @property
    def place(self) -> str:
        """Return file and line."""
        return f"{self.file}:{self.line}"


@dataclass
class Entry:
    """A city, tie or organisation: its name, where it is first named, and its values by key."""

    name: str
    file: str
    line: int
    values: dict[tuple[str, ...], Given] = field(default_factory=dict)

    def put(self, key: tuple[str, ...], given: Given) -> Fault | None:
        """Add a value; return the fault of one that differs from that which is there."""
        before = self.values.setdefault(key, given)
        if before.value == given.value:
            return None
        what = ".".join(key)
        message = f"{self.name}: {given.value!r}, but {before.value!r} in {before.place}"
        return Fault("ambiguous", what, message, given.file, given.line)


@dataclass
class Tie(Entry):
    """A tie, with its two cities."""

    cities: tuple[CityKey, CityKey] = (("", ""), ("", ""))


@dataclass
class Organisation(Entry):
    """An organisation, with its home and the city of the tie in which it is engaged, if any."""

    home: CityKey = ("", "")
    partner: CityKey | None = None


@dataclass
class Register:
    """All that tables list."""

    country: str | None = None
    """The country of cities of which no table says one; partners need one of their own."""
    countries: dict[str, str] = field(default_factory=dict)
    cities: dict[CityKey, Entry] = field(default_factory=dict)
    ties: dict[frozenset[CityKey], Tie] = field(default_factory=dict)
    ngos: list[Organisation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _located: dict[str, set[str]] = field(default_factory=dict)

    def locate(self, rows: Rows) -> None:
        """Note which countries the cities of a table lie in, for the rows that do not say it."""
        for row in range(len(rows)):
            for side in ("city", "partner"):
                name, country = rows.names(side, row)
                if name and country:
                    self._located.setdefault(seen(name), set()).add(seen(country))
                    self.countries.setdefault(seen(country), country)

    def add_cities(self, rows: Rows) -> None:
        """Add a table whose rows are cities."""
        for row in range(len(rows)):
            city = self._city(rows, "city", row)
            if city is not None:
                self._fill(self.cities[city], rows, "city", row)

    def add_ties(self, rows: Rows) -> None:
        """Add a table whose rows are ties."""
        again: list[str] = []
        for row in range(len(rows)):
            one, other = (self._city(rows, side, row) for side in ("city", "partner"))
            if one is not None:
                self._fill(self.cities[one], rows, "city", row)
            if other is not None:
                self._fill(self.cities[other], rows, "partner", row)
            if one is None or other is None or self._cannot_be(rows, row, one, other):
                continue
            file, line = rows.table.name, rows.table.lines[row]
            name = f"{self.cities[one].name}-{self.cities[other].name}"
            pair = frozenset((one, other))
            before = self.ties.get(pair)
            if before is not None:
                again.append(f"{name} in line {line} is that of {before.file}:{before.line}")
            tie = self.ties.setdefault(pair, Tie(name, file, line, cities=(one, other)))
            self._fill(tie, rows, "tie", row)
        if again:
            count = many(len(again), "tie")
            self.notices.append(f"{count} listed twice, counted once: {_some(again)}")

    def add_ngos(self, rows: Rows) -> None:
        """Add a table whose rows are organisations."""
        for row in range(len(rows)):
            name, home = rows.text("ngo", "name", row), rows.text("ngo", "home", row)
            if not name or not home:
                lacking = "name" if not name else "home city"
                self.faults.append(rows.table.fault(row, "", f"has no {lacking}", "missing_key"))
                continue
            where = self._known(rows, home, row)
            partner = rows.text("partner", "name", row)
            engaged = self._known(rows, partner, row) if partner else None
            if where is None or (partner and engaged is None):
                continue
            ngo = Organisation(
                name, rows.table.name, rows.table.lines[row], home=where, partner=engaged
            )
            self._fill(ngo, rows, "ngo", row)
            self.ngos.append(ngo)

    def _known(self, rows: Rows, name: str, row: int) -> CityKey | None:
        """Return the city of that name in the register; report where there is none, or several."""
        found = [key for key in self.cities if key[0] == seen(name)]
        if len(found) == 1:
            return found[0]
        message = f"no tie has a city {name!r}" if not found else f"several cities are {name!r}"
        self.faults.append(rows.table.fault(row, "", message, "dangling_reference"))
        return None

    def _city(self, rows: Rows, side: Entity, row: int) -> CityKey | None:
        """Return the city that a row names, new or not; report one without name or country."""
        name, country = rows.names(side, row)
        what = "city" if side == "city" else "partner"
        if not name:
            self.faults.append(rows.table.fault(row, what, "is not named", "missing_key"))
            return None
        if not country:
            known = self._located.get(seen(name), set())
            if len(known) > 1:
                some = ", ".join(sorted(self.countries[each] for each in known))
                message = f"{name!r} may lie in {some}: say which"
                self.faults.append(rows.table.fault(row, what, message, "ambiguous"))
                return None
            country = self.countries[next(iter(known))] if known else self._default(side)
        if not country:
            message = f"the country of {name!r} is not given"
            self.faults.append(rows.table.fault(row, what, message, "missing_key"))
            return None
        self.countries.setdefault(seen(country), country)
        key = seen(name), seen(country)
        self.cities.setdefault(key, Entry(name, rows.table.name, rows.table.lines[row]))
        return key

    def _default(self, side: Entity) -> str:
        return (self.country or "") if side == "city" else ""

    def _cannot_be(self, rows: Rows, row: int, one: CityKey, other: CityKey) -> bool:
        """Report a row that is no tie in the model: of a city with itself, or within a country."""
        if one == other:
            message = f"{self.cities[one].name} is its own partner"
            self.faults.append(rows.table.fault(row, "", message, "self_partnership"))
        elif one[1] == other[1]:
            names = f"{self.cities[one].name} and {self.cities[other].name}"
            country = self.countries[one[1]]
            message = f"{names} both lie in {country}; partners have different countries"
            self.faults.append(rows.table.fault(row, "", message, "same_country"))
        else:
            return False
        return True

    def _fill(self, entry: Entry, rows: Rows, entity: Entity, row: int) -> None:
        for target, given in rows.values(entity, row):
            fault = entry.put(target.key, given)
            if fault is not None:
                self.faults.append(fault)


@dataclass
class Rows:
    """The rows of a table by what its columns give."""

    table: CsvTable
    targets: Mapping[str, Target]
    faults: list[Fault] = field(default_factory=list)
    _months: dict[str, list[tuple[str, str | None]]] = field(default_factory=dict)
    _header: dict[Target, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the columns that hold months, each as a whole."""
        self._header = {target: header for header, target in self.targets.items()}
        for header, target in self.targets.items():
            if target.key in MONTHS:
                texts = [written[header] for written in self.table.written]
                self._months[header] = months_of(texts)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.table.rows)

    def text(self, entity: Entity, key: str, row: int) -> str:
        """Return a text as it is written, "" where there is none."""
        header = self._header.get(Target(entity, (key,)))
        return "" if header is None else " ".join(self.table.written[row][header].split())

    def names(self, side: Entity, row: int) -> tuple[str, str]:
        """Return the name of a city and that of its country, "" where a row does not say it."""
        return self.text(side, "name", row), self.text(side, "country", row)

    def values(self, entity: Entity, row: int) -> Iterator[tuple[Target, Given]]:
        """Yield what a row gives of an entity, names left out; note what is of a wrong kind."""
        for header, target in self.targets.items():
            if target.entity != entity or target.key in _NAMES[entity]:
                continue
            if not self.table.written[row][header]:
                continue
            given = self._given(header, target, row)
            if given is not None:
                yield target, given

    def _given(self, header: str, target: Target, row: int) -> Given | None:
        file, line = self.table.name, self.table.lines[row]
        value: Any = self.table.rows[row][header]
        if header in self._months:
            month, remark = self._months[header][row]
            if not month:
                self.faults.append(self.table.fault(row, header, remark or ""))
                return None
            return Given(month, file, line, remark)
        if value is None:
            return None
        if target.key[0] in PLACES:
            limit = 90 if target.key[0] == PLACES[0] else 180
            if isinstance(value, int | float) and abs(value) <= limit:
                return Given(value, file, line)
            message = f"{value!r} is no {target.key[0]} between -{limit} and {limit}"
            self.faults.append(self.table.fault(row, header, message, "out_of_bounds"))
            return None
        return Given(self._fitting(value, header, target, row), file, line)

    def _fitting(self, value: Any, header: str, target: Target, row: int) -> Any:
        """Return a cell as its key takes it, where it can be."""
        kind = declarations()[target.declared].type if target.declared else _TEXT
        written = self.table.written[row][header]
        if kind == _WHOLE and isinstance(value, float) and value.is_integer():
            return int(value)
        if kind == _TRUTH and value in (0, 1):
            return bool(value)
        if kind == _TEXT:
            return written
        if kind == "list":
            return [part.strip() for part in written.replace(";", ",").split(",") if part.strip()]
        return value


_NAMES: dict[Entity, tuple[tuple[str, ...], ...]] = {
    "city": (("name",), ("country",)),
    "partner": (("name",), ("country",)),
    "tie": (),
    "ngo": (("name",), ("home",)),
}


def _some(texts: list[str], most: int = 3) -> str:
    more = len(texts) - most
    return "; ".join(texts[:most]) + (f"; and {more:,} more" if more > 0 else "")
