"""Points and draws that a user lists: in the design itself, or in a CSV file beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.csv_tables import read_csv
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.design.checking import LISTED
from paradiplomacy_experiments.design.factors import NUMBER, WHOLE
from paradiplomacy_experiments.design.points import WHOLE_NUMBER
from paradiplomacy_experiments.design.resolving import declared, spanned
from paradiplomacy_experiments.design.sampling import Matrix, crossed, sample
from paradiplomacy_results.layout import LEVERS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from paradiplomacy_experiments.configuration.csv_tables import CsvTable
    from paradiplomacy_experiments.configuration.keys import Declaration
    from paradiplomacy_experiments.design.declarations import DesignFile, FactorSection, Sampler
    from paradiplomacy_experiments.design.factors import Factor
    from paradiplomacy_experiments.design.reading_factors import Locate
    from paradiplomacy_experiments.design.sampling import Sample

HEADER = 1
"""Line of a CSV file at which a column is told that is missing."""


@dataclass(frozen=True)
class Listing:
    """Where the rows of a design stand, to be told with their faults.

    Those of a CSV file each in a line of its own, ``lines``; else all at ``origin``, by number.
    """

    origin: Origin
    lines: tuple[int, ...] = ()

    def fault(self, row: int | None, name: str, message: str, known: Sequence[str] = ()) -> Fault:
        """Return a fault of what a row has in the column of a name; of all rows for None."""
        if self.lines:
            line, key = HEADER if row is None else self.lines[row], name
        else:
            line, key = self.origin.line or 0, name if row is None else f"row {row + 1}: {name}"
        suggestion = closest(name, known) if known else None
        where = self.origin.file_name, line or None
        return Fault("bad_sampler", key, message, *where, suggestion, tuple(known))


def with_rows(
    file: DesignFile, folder: Path, locate: Locate
) -> tuple[DesignFile, Listing, tuple[str, ...]]:
    """Return a design with the rows of its CSV file in ``folder``, of draws those that are picked.

    Beside it stand where its rows are, and what is to be told of the file: of draws, columns beside
    factors are left out. Raises :class:`ConfigError` with every fault, each at its line of the CSV
    file.
    """
    sampler = file.sampler
    if sampler.file is None or sampler.rows or sampler.kind not in LISTED:
        return spanned(file, sampler.rows), Listing(locate(("sampler",))), ()
    origin = locate(("sampler", "file"))
    table = read_csv(folder, sampler.file, origin, decimal=sampler.decimal)
    chosen: Sequence[int] = range(len(table.rows))
    if sampler.kind == "draws":
        chosen = _picked(sampler, len(table.rows), table.name, origin)
    listing = Listing(Origin("file", table.name), tuple(table.lines[row] for row in chosen))
    every = [_meant(file, table, row) for row in range(len(table.rows))]
    rows = [every[row] for row in chosen]
    faults = [
        listing.fault(number, name, message)
        for number, row in enumerate(rows)
        for name, value in row.items()
        for message in _unfit(file.factors.get(name), value)
    ]
    others = [name for name in table.columns if name not in _factors(file)]
    notices = table.notices
    if sampler.kind == "draws" and len(others) == len(table.columns):
        message = f"has no column of a factor: its columns are {', '.join(others)}"
        faults.append(Fault("bad_sampler", "", message, table.name, HEADER))
    elif sampler.kind == "draws" and others:
        notices += (f"left out, for they are no factors: {', '.join(others)}",)
    if faults:
        raise ConfigError(faults)
    listed = sampler.model_copy(update={"rows": rows, "file": None, "decimal": None})
    told = f"{table.name}: {'; '.join(notices)}"
    return spanned(file.model_copy(update={"sampler": listed}), every), listing, (told,)


def _factors(file: DesignFile) -> list[str]:
    return [*file.factors, *([LEVERS] if file.levers else [])]


def _picked(sampler: Sampler, count: int, name: str, origin: Origin) -> Sequence[int]:
    """Return which rows of a file of draws are taken: of more the first are those of fewer."""
    points = sampler.points or count
    generator = np.random.default_rng(sampler.seed)
    if sampler.pick == "with replacement":
        return [int(row) for row in generator.integers(count, size=points)]
    if points > count:
        message = f"{name} has {many(count, 'draw')}, {points:,} are asked for"
        hint = f'{message}; pick = "with replacement" takes some more than once'
        raise ConfigError(
            [Fault("bad_sampler", "sampler.points", hint, origin.file_name, origin.line)]
        )
    order = generator.permutation(count) if sampler.pick != "in order" else np.arange(count)
    return [int(row) for row in order[:points]]


def _meant(file: DesignFile, table: CsvTable, row: int) -> dict[str, Any]:
    """Return the cells of a row, as they are written where a factor has levels of such names."""
    known = _factors(file)
    found: dict[str, Any] = {}
    for name, cell in table.rows[row].items():
        if cell is None or (file.sampler.kind == "draws" and name not in known):
            continue
        text = table.written[row][name]
        found[name] = text if text in _names(file.factors.get(name)) else cell
    return found


def _names(section: FactorSection | None) -> Sequence[str]:
    """Return the levels of a factor that are called by a text."""
    if section is None:
        return ()
    if section.alternatives or section.scenarios:
        return [*section.alternatives, *section.scenarios]
    levels = section.levels if isinstance(section.levels, list | dict) else ()
    return [level for level in levels if isinstance(level, str)]


def _unfit(section: FactorSection | None, value: Any) -> Iterator[str]:
    """Yield why a value cannot stand at the keys of a factor that has no levels of its own."""
    if section is None or section.levels is not None or section.change != "set":
        return
    for declaration in declared(section):
        message = _wrong(declaration, value)
        if message is not None:
            yield message
            return


def _wrong(key: Declaration, value: Any) -> str | None:
    truth, whole = isinstance(value, bool), isinstance(value, int)
    if key.type == "true or false":
        return None if truth else f"{value!r} is neither true nor false"
    if key.type not in ("number", WHOLE_NUMBER):
        return None
    if truth or not isinstance(value, int | float):
        return f"{value!r} is no number"
    if key.type == WHOLE_NUMBER and not whole:
        return f"{value!r} is no whole number"
    below = key.low is not None and value < key.low
    above = key.high is not None and value > key.high
    if below or above or (key.above is not None and value <= key.above):
        return f"{value!r} is out of bounds: {key.key} is {key.bounds}"
    return None


def sample_of(sampler: Sampler, factors: Sequence[Factor], listing: Listing) -> Sample:
    """Return the points that a sampler lists or chooses among the levels and ranges of factors.

    Raises :class:`ConfigError` for rows that do not fit the factors.
    """
    if sampler.kind == "table":
        return table_sample(sampler.rows, factors, listing)
    if sampler.kind == "draws":
        drawn = [factor for factor in factors if factor.name in sampler.rows[0]]
        draws = table_sample(sampler.rows, drawn, listing)
        return crossed(draws, [factor.name for factor in drawn], factors)
    return sample(sampler, factors)


def table_sample(
    rows: Sequence[Mapping[str, Any]], factors: Sequence[Factor], listing: Listing
) -> Matrix:
    """Return the points that ``rows`` list, each with the level of every factor.

    Of a factor with a range a row gives a value. A number is a level of the same size, 12 one of
    12.0. Raises :class:`ConfigError` for a factor that a row lacks or has too much, for a level
    that is none, and for a value outside its range.
    """
    names = [factor.name for factor in factors]
    unknown = {name: row for row in reversed(range(len(rows))) for name in rows[row]}
    faults = [
        listing.fault(row, name, "is no factor", names)
        for name, row in unknown.items()
        if name not in names
    ]
    coordinates = np.zeros((len(rows), len(factors)))
    for place, factor in enumerate(factors):
        known = {_same(level.label): number for number, level in enumerate(factor.levels)}
        if rows and not any(factor.name in row for row in rows):
            faults.append(listing.fault(None, factor.name, "has no column"))
            continue
        for number, row in enumerate(rows):
            if factor.name not in row:
                faults.append(listing.fault(number, factor.name, "has no level here"))
                continue
            try:
                coordinates[number, place] = _coordinate(factor, known, row[factor.name])
            except ValueError as error:
                levels = [] if factor.range else [str(level.label) for level in factor.levels]
                faults.append(listing.fault(number, factor.name, str(error), levels))
    if faults:
        raise ConfigError(faults)
    return Matrix(coordinates)


def _coordinate(factor: Factor, known: Mapping[Any, int], value: Any) -> float:
    """Return the coordinate of what a row says of a factor; raise ``ValueError`` for what is none.

    ``known`` are the numbers of the levels by what is the same as they are.
    """
    if factor.range is None:
        if _same(value) in known:
            return known[_same(value)]
        by_text = {str(level.label): number for number, level in enumerate(factor.levels)}
        if str(value) in by_text:
            return by_text[str(value)]
        raise ValueError(f"{value!r} is none of its levels")
    whole = isinstance(value, float) and value.is_integer() and factor.kind == WHOLE
    value = int(value) if whole else value
    if factor.range.holds(value):
        return float(value)
    what = {WHOLE: "whole number", NUMBER: "value"}[factor.kind]
    raise ValueError(f"{value!r} is no {what} {factor.range.extent()}")


def _same(value: Any) -> tuple[str, Any]:
    """Return what is equal for values that are the same level: 12 and 12.0, not 1 and true."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return type(value).__name__, value
    return "number", float(value)
