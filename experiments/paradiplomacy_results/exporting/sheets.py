"""Tables as they go out: wide, with the levels of the factors in every row, or long.

Rows come in pieces, so that a format which is written from top to bottom never holds a whole table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy_results.declared import NULL, DeclaredColumn, column_of
from paradiplomacy_results.exporting.keys import Keys
from paradiplomacy_results.layout import HISTORIES, PARTNERSHIPS, RUNS, SERIES, TYPES
from paradiplomacy_results.reading import Results

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from paradiplomacy_results.declared import Kind

MEASURED = (RUNS, SERIES, PARTNERSHIPS, HISTORIES)
"""Tables of indicators, which alone can be long."""

_PREFIX = "factor_"
"""Stands before the name of a factor in a table that has another column of that name."""

_LONG_ROWS = 2**18
"""About so many rows of a long table are made at once."""

_IDENTIFIED = ("month", "partnership")
"""Columns of a long table that only some tables have, empty in the others."""

_OF_VALUES = {
    "indicator": DeclaredColumn(kind="text", formula="name of the indicator"),
    "value": DeclaredColumn(kind="number", formula="its value, in its unit"),
    "unit": DeclaredColumn(kind="text", formula="unit of the value, 1 of a pure number"),
}
"""Columns of a long table beside those that say what a value is of."""


@dataclass(frozen=True)
class Sheet:
    """A table as it goes out: what is said of each column, and its rows in pieces.

    ``factors`` are the columns that hold levels. Texts are plain texts, undefined numbers NaN.
    ``rows`` is their number; of results that are not complete it may be too high by those of runs
    that are not whole. Every call of ``pieces`` reads from the beginning.
    """

    name: str
    about: str
    columns: dict[str, DeclaredColumn]
    factors: tuple[str, ...]
    rows: int
    pieces: Callable[[], Iterator[pa.Table]]

    @property
    def schema(self) -> pa.Schema:
        """Return the columns of the pieces."""
        return pa.schema(
            [
                (name, pa.string() if each.kind == "text" else TYPES[each.kind])
                for name, each in self.columns.items()
            ]
        )


def wide(results: Results, table: str, outcomes: Collection[str], keys: Keys) -> Sheet:
    """Return ``table`` with point, replicate and levels of the factors beside the number of a run.

    Of the indicators those of ``outcomes`` stand there, by default all.
    """
    measured = results.manifest.measured(table)
    own = {
        name: column
        for name, column in declared(results, table).items()
        if not outcomes or name not in measured or name in outcomes
    }
    of_runs = declared(results, RUNS)
    known = [] if table == RUNS else keys.names[1:]
    called = _called(known, own)
    columns = {
        "run": own["run"],
        **{new: of_runs[name] for name, new in zip(known, called, strict=True)},
        **own,
    }
    names = list(columns)

    def pieces() -> Iterator[pa.Table]:
        for piece in results.pieces(table, list(own)):
            found, joined = (piece, None) if table == RUNS else keys.joined(piece)
            arrays = {name: found[name] for name in own}
            if joined is not None:
                arrays |= {new: joined[name] for name, new in zip(known, called, strict=True)}
            yield pa.table([_plain(arrays[name]) for name in names], names)

    factors = tuple(names[keys.leading : len(keys.names)])
    return Sheet(table, about(table), columns, factors, results.rows(table), pieces)


def long(results: Results, table: str, outcomes: Collection[str], keys: Keys) -> Sheet:
    """Return ``table`` with a row for each value: which run, when, of which tie, of what.

    Long tables have the same columns, so that they can be put under each other.
    """
    source = wide(results, table, outcomes, keys)
    of_ties = declared(results, HISTORIES)
    called = ["run", *_called(keys.names[1:], {*_IDENTIFIED, *_OF_VALUES})]
    columns = {
        **dict(zip(called, source.columns.values(), strict=False)),
        **{name: of_ties[name] for name in _IDENTIFIED},
        **_OF_VALUES,
    }
    measured = [name for name in results.manifest.measured(table) if name in source.columns]
    units = [results.manifest.indicators[name].unit for name in measured]
    own = () if table == RUNS else declared(results, table)  # there it can only be a factor
    there = [name for name in _IDENTIFIED if name in own]

    def pieces() -> Iterator[pa.Table]:
        step = max(1, _LONG_ROWS // max(1, len(measured)))
        for piece in source.pieces():
            for start in range(0, len(piece), step):
                rows = piece.slice(start, step)
                of = dict(zip(called, rows.columns, strict=False))
                of |= {name: rows[name] for name in there}
                values = [rows[name].to_numpy() for name in measured]
                yield _melted(of, values, measured, units, sheet.schema)

    factors = tuple(called[keys.leading :])
    sheet = Sheet(table, source.about, columns, factors, source.rows * len(measured), pieces)
    return sheet


def _called(names: Sequence[str], taken: Collection[str]) -> list[str]:
    """Return what columns are called beside others whose names are ``taken``."""
    found: list[str] = []
    for name in names:
        new = name
        while new in taken or new in found:
            new = f"{_PREFIX}{new}"
        found.append(new)
    return found


def _melted(
    of: dict[str, Any], values: list[Any], measured: list[str], units: list[str], schema: pa.Schema
) -> pa.Table:
    """Return a row for each value; ``of`` says of the rows that they come from what they are of."""
    rows, count = len(of["run"]), len(measured)
    repeated = pa.array(np.repeat(np.arange(rows), count))
    arrays = {name: column.take(repeated) for name, column in of.items()}
    arrays["indicator"] = pa.array(measured * rows, pa.string())
    arrays["value"] = pa.array(np.column_stack(values).ravel() if values else np.empty(0))
    arrays["unit"] = pa.array(units * rows, pa.string())
    nothing = pa.nulls(rows * count)
    return pa.table(
        [arrays.get(field.name, nothing).cast(field.type) for field in schema], schema.names
    )


def declared(results: Results, table: str) -> dict[str, DeclaredColumn]:
    """Return what the directory says of each column of ``table``, in order."""
    found = {}
    for field in results.manifest.schema_of(table):
        said = column_of(field).model_dump()
        null = (field.metadata or {}).get(NULL.encode(), b"").decode()
        found[field.name] = DeclaredColumn(**said, kind=_kind(field.type), null=null)
    return found


def _kind(of: pa.DataType) -> Kind:
    """Return the kind of a column by its type; every other type is that of texts."""
    kinds: dict[pa.DataType, Kind] = {
        pa.int64(): "whole", pa.float64(): "number", pa.bool_(): "truth"
    }  # fmt: skip
    return kinds.get(of, "text")


def about(table: str) -> str:
    """Say in a line what a row of ``table`` is."""
    said = getattr(Results, table, None)
    return ((said.__doc__ if said is not None else "") or "").partition("\n")[0]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column with texts in place of codes for texts."""
    return pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column
