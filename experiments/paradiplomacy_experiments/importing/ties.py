"""Make a scenario from a table of ties: read it, draw what it lacks, check and write the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.dates import MAX_MONTHS, months_since_zero
from paradiplomacy.configuration.names import closest, seen
from paradiplomacy_experiments.configuration.composition import Composer
from paradiplomacy_experiments.configuration.composition import start as shipped
from paradiplomacy_experiments.configuration.csv_tables import CsvTable, read_csv
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.layers import DEFAULT, Origin, plain
from paradiplomacy_experiments.configuration.reading import real
from paradiplomacy_experiments.configuration.validation import validated
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.importing.filling import FIRST_YEAR, Block, Filling
from paradiplomacy_experiments.importing.headers import (
    Entity,
    Target,
    recognised,
    role_of,
    said_columns,
)
from paradiplomacy_experiments.importing.register import Register, Rows
from paradiplomacy_experiments.importing.text import scenario_text
from paradiplomacy_results.disk import is_there, make_folder, write_file
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.csv_cells import Mark

REGIME = "progressive"
"""The regime of countries for which none is said."""

START = "2000-01"
"""First month of a scenario of ties of which no table says since when they are."""

AFTER = 120
"""Months that a scenario goes on after the last tie is founded."""

LEAST = 240
"""Months of a scenario at least."""

MOST_SEED = 2**31
"""Largest number of a synthetic world."""


_ABOUT = (
    "A value whose assumption is a file and a line stands there; one that is drawn by synthetic no"
    " table gives (`paradiplomacy explain synthetic` has the rules). Whatever else the model needs"
    " has its default. Cities and ties are ordered by country."
)


@dataclass(frozen=True)
class ImportedTies:
    """A scenario that was made from tables.

    ``columns`` are the columns that were recognised, by table, each with what it gives; ``drawn``
    how many values of each key no table gives; ``regimes`` the regime of each country.
    """

    path: Path
    countries: int
    cities: int
    partnerships: int
    ngos: int
    start: str
    months: int
    seed: int
    columns: dict[str, dict[str, str]]
    regimes: dict[str, str]
    drawn: dict[str, int]
    notices: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a JSON document."""
        return {**vars(self), "path": str(self.path), "notices": list(self.notices)}

    def __str__(self) -> str:
        """Say in a few lines what was read, recognised and drawn."""
        counts = ", ".join(
            f"{what} {count:,}"
            for what, count in vars(self).items()
            if what in ("countries", "cities", "partnerships", "ngos")
        )
        lines = [f"{self.path}: {counts}; {self.months} months from {self.start}"]
        for name, columns in self.columns.items():
            read = ", ".join(f"{header} ({role})" for header, role in columns.items())
            lines.append(f"read from {name}: {read}")
        if self.drawn:
            what = ", ".join(f"{key} {count:,}" for key, count in self.drawn.items())
            lines.append(f"drawn by the rules of synthetic, seed {self.seed}: {what}")
        return "\n".join([*lines, *self.notices])


@dataclass(frozen=True)
class Wanted:
    """What is to be made from which tables, as :func:`import_ties` takes it."""

    file: Path
    out: Path
    cities: Path | None
    ngos: Path | None
    columns: tuple[str, ...]
    regimes: tuple[str, ...]
    country: str | None
    start: str | None
    months: int | None
    seed: int
    decimal: Mark | None
    everything: bool
    overwrite: bool

    @property
    def sources(self) -> dict[Entity, Path]:
        """Return the tables that there are, by what a row of each is."""
        every: dict[Entity, Path | None] = {"tie": self.file, "city": self.cities, "ngo": self.ngos}
        return {kind: path for kind, path in every.items() if path is not None}


def make(wanted: Wanted) -> ImportedTies:
    """Make and write a scenario; :func:`import_ties` tells what it raises."""
    _check_options(wanted)
    tables = {kind: _read(source, wanted.decimal) for kind, source in wanted.sources.items()}
    read = _recognised(tables, wanted.columns)
    register = _registered(read, wanted.country)
    base = _base()
    filling = Filling(
        register,
        _regimes_of(wanted.regimes, register, base["regimes"]),
        tuple(sorted(base["sectors"])),
        wanted.seed,
        wanted.everything,
    )
    blocks = list(filling.blocks())
    header = _header(wanted, register)
    _check(base, header, blocks, [*register.faults, *filling.faults])
    notices = tuple(_notices(tables, read, register, filling, base["regimes"]))
    made = ImportedTies(
        wanted.out,
        countries=len(filling.countries),
        cities=len(filling.cities),
        partnerships=len(filling.ties),
        ngos=len(register.ngos),
        start=header["start"],
        months=header["months"],
        seed=wanted.seed,
        columns={
            rows.table.name: {header: role_of(target) for header, target in rows.targets.items()}
            for rows in read.values()
        },
        regimes={
            register.countries[key]: filling.regimes.get(key, filling.regimes[""])
            for key in filling.countries
        },
        drawn=dict(filling.drawn),
        notices=notices,
    )
    made_from = " and ".join(each.name for each in wanted.sources.values())
    remarks = (f"Made by import-ties from {made_from}.", _ABOUT, *notices)
    make_folder(wanted.out.parent)
    write_file(wanted.out, scenario_text(header, blocks, remarks).encode())
    return made


def _check_options(wanted: Wanted) -> None:
    path = wanted.out
    if path.suffix != ".toml":
        raise OptionsError(f"{path} is no path of a scenario: it ends not in .toml")
    if any(real(path) == real(source) for source in wanted.sources.values()):
        raise OptionsError(f"{path} is one of the tables themselves")
    if is_there(path) and not wanted.overwrite:
        raise OptionsError(
            f"{path} exists already; {argument('overwrite', value=True)} replaces it"
        )
    if not 0 <= wanted.seed <= MOST_SEED:
        raise OptionsError(f"seed must lie between 0 and {MOST_SEED:,}, not at {wanted.seed}")


def _read(source: Path, decimal: Mark | None) -> CsvTable:
    place = real(source)
    return read_csv(place.parent, place.name, Origin("file", str(source)), decimal=decimal)


def _recognised(tables: Mapping[Entity, CsvTable], columns: Sequence[str]) -> dict[Entity, Rows]:
    """Return the rows of each table by what its columns give; raise for what cannot be told."""
    headers = [header for table in tables.values() for header in table.columns]
    said = said_columns(columns, headers)
    read: dict[Entity, Rows] = {}
    faults: list[Fault] = []
    for kind, table in tables.items():
        targets, doubles = recognised(table, kind, said)
        faults += doubles
        for needed in _NEEDED[kind]:
            if needed not in targets.values():
                role = role_of(needed)
                how = argument("columns", f'{role}="…"')
                message = f"no column is recognised as the {role}; name it with {how}"
                where = (table.name, max(table.lines[0] - 1, 1), None, table.columns)
                faults.append(Fault("missing_key", role, message, *where))
        read[kind] = Rows(table, targets)
    if faults:
        raise ConfigError(faults)
    return read


_NEEDED: dict[Entity, tuple[Target, ...]] = {
    "tie": (Target("city", ("name",)), Target("partner", ("name",))),
    "city": (Target("city", ("name",)),),
    "ngo": (Target("ngo", ("name",)), Target("ngo", ("home",))),
}


def _registered(read: Mapping[Entity, Rows], country: str | None) -> Register:
    register = Register(country)
    for kind in ("city", "tie"):
        if kind in read:
            register.locate(read[kind])
    if "city" in read:
        register.add_cities(read["city"])
    register.add_ties(read["tie"])
    if "ngo" in read:
        register.add_ngos(read["ngo"])
    register.faults += [fault for rows in read.values() for fault in rows.faults]
    return register


def _base() -> dict[str, Any]:
    composer = Composer()
    composer.add(shipped("base"))
    raw: dict[str, Any] = plain(composer.layer)
    return raw


def _regimes_of(
    texts: Sequence[str], register: Register, known: Mapping[str, Any]
) -> dict[str, str]:
    """Return the regime of each country, and by "" that of all others."""
    found = {"": REGIME}
    faults = []
    where = argument("regimes")
    for text in texts:
        name, sign, regime = (part.strip() for part in text.rpartition("="))
        if regime not in known:
            message = f"there is no regime {regime!r}"
            meant = closest(regime, known)
            faults.append(
                Fault("dangling_reference", name, message, where, None, meant, tuple(known))
            )
        if sign and seen(name) not in register.countries:
            names = tuple(register.countries.values())
            message = f"no table has a country {name!r}"
            meant = closest(name, names)
            faults.append(Fault("dangling_reference", name, message, where, None, meant, names))
        found[seen(name)] = regime
    if faults:
        raise ConfigError(faults)
    return found


def _header(wanted: Wanted, register: Register) -> dict[str, Any]:
    """Return the section of the scenario: title, question, and which months it spans."""
    dates = [tie.values["founded",].value for tie in register.ties.values() if _dated(tie.values)]
    first = wanted.start or (f"{min(dates)[:4]}-01" if dates else START)
    months = wanted.months
    if months is None:
        try:
            last = months_since_zero(max(dates, default=first)) - months_since_zero(first)
        except ValueError:  # a start that is no month, which the check of the whole tells
            last = 0
        months = min(max(last + AFTER, LEAST), MAX_MONTHS)
    source = wanted.file.name
    return {
        "title": f"Ties of {source}",
        "question": f"What becomes of the ties in {source}?",
        "start": first,
        "months": months,
    }


def _dated(values: Mapping[tuple[str, ...], Any]) -> bool:
    given = values.get(("founded",))
    return given is not None and given.value >= FIRST_YEAR


def _check(
    base: Mapping[str, Any],
    header: Mapping[str, Any],
    blocks: Sequence[Block],
    faults: Sequence[Fault],
) -> None:
    """Raise :class:`ConfigError` for all that the model cannot take, at the lines of the tables."""
    raw: dict[str, Any] = {**base, "scenario": dict(header)}
    origins: dict[tuple[str, ...], Origin] = {
        ("scenario", option): Origin("file", argument(option)) for option in ("start", "months")
    }
    for block in blocks:
        origins[block.path] = Origin("file", block.file, block.line)
        for key, item in block.items.items():
            here = raw.setdefault(block.path[0], {}).setdefault(block.path[1], {})
            for part in key[:-1]:
                here = here.setdefault(part, {})
            here[key[-1]] = item.value
            origins[block.path + key] = Origin("file", item.file, item.line)

    def locate(path: tuple[str | int, ...]) -> Origin:
        names = tuple(str(part) for part in path)
        found = (origins[names[:end]] for end in range(len(names), 0, -1) if names[:end] in origins)
        return next(found, DEFAULT)

    _, found = validated(raw, locate)
    if faults:  # then cities and ties may be absent only because their rows are wrong
        found = [fault for fault in found if fault.line is not None]
    if faults or found:
        every = [*faults, *found]
        raise ConfigError(sorted(every, key=lambda each: (each.file or "", each.line or 0)))


def _notices(
    tables: Mapping[Entity, CsvTable],
    read: Mapping[Entity, Rows],
    register: Register,
    filling: Filling,
    presets: Mapping[str, Any],
) -> list[str]:
    notices = []
    for kind, table in tables.items():
        notices.append(f"{table.name}: {'; '.join(table.notices)}")
        unused = [header for header in table.columns if header not in read[kind].targets]
        if unused:
            notices.append(f"{table.name}: not used: {', '.join(unused)}")
    notices += register.notices
    default = [register.countries[key] for key in filling.countries if key not in filling.regimes]
    if default:
        how = f"{argument('regimes')} 'COUNTRY=REGIME' says one of {', '.join(presets)}"
        notices.append(
            f"regime {filling.regimes['']} where none is said ({_listed(default)}); {how}"
        )
    old = [tie for tie in register.ties.values() if ("founded",) in tie.values]
    undated = len(register.ties) - len(old)
    early = sum(not _dated(tie.values) for tie in old)
    if undated:
        notices.append(f"{many(undated, 'tie')} of no stated year: there at the start")
    if early:
        notices.append(f"{many(early, 'tie')} from before {FIRST_YEAR}: there at the start")
    doubled = [name for key, name in filling.names.items() if name != register.cities[key].name]
    if doubled:
        notices.append(f"cities of one name have that of their country too: {_listed(doubled)}")
    ids = [f"{entry.name}: {filling.cities[key]}" for key, entry in register.cities.items()]
    strange = [text for text in ids if not text.isascii()]
    if strange:
        notices.append(f"ids in Latin letters: {_listed(strange)}")
    return notices


def _listed(names: Sequence[str], most: int = 8) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
