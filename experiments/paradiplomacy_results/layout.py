"""The tables of a result directory: which there are, and the columns that each has.

Every column carries its unit and formula: those that this version declares where results are
written, those that the directory declares where they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import pyarrow as pa
from pydantic import AfterValidator, Field, SerializerFunctionWrapHandler, model_serializer

from paradiplomacy.indicators import in_order
from paradiplomacy_results.declared import (
    DECLARED,
    DeclaredColumn,
    DeclaredIndicator,
    Listed,
    Part,
    metadata_of,
    of_ties,
)
from paradiplomacy_results.requested import REQUESTED

if TYPE_CHECKING:
    from paradiplomacy.custom.declarations import State

RUNS, SERIES, PARTNERSHIPS, HISTORIES, WAITS, EVENTS = USUAL = (
    "runs",
    "series",
    "partnerships",
    "histories",
    "waits",
    "events",
)
"""The tables of a plain run."""

TABLES = (*USUAL, *REQUESTED)
"""All tables, each a folder of Parquet files."""

OK, FAILED = STATUSES = ("ok", "failed")
"""What can have become of a run."""

LEVERS = "levers"
"""Name of the factor that a design's levers make together."""

TOGETHER = "+"
"""Joins the names of levers that are pulled together."""

VARIANT = "variant"
"""Name of the factor whose levels are what a design is run under."""

EFFECTS, WHOLE, DRAWS, PATHS = DRIVER_PARTS = ("effects", "whole", "draws", "paths")
"""What is run of the question of the drivers in a world, a result directory each."""

OFF = " off"
"""Follows the name of a set of levers that is held against itself, where it is not pulled."""

NAME = pa.dictionary(pa.int32(), pa.string())
"""Type of a column with few different texts."""

TYPES = {"whole": pa.int64(), "number": pa.float64(), "truth": pa.bool_(), "text": NAME}
"""Type of a column by its kind: of a factor, or of a table on request."""

_LEADING: dict[str, tuple[tuple[str, pa.DataType, str], ...]] = {
    RUNS: (
        ("run", pa.int64(), "number of the run, from 0"),
        ("point", pa.int64(), "number of the design point, from 0"),
        ("replicate", pa.int64(), "number of the replicate, from 0"),
    ),
    SERIES: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start, at whose end the values hold"),
    ),
    PARTNERSHIPS: (
        ("run", pa.int64(), "number of the run"),
        ("partnership", NAME, "id of the partnership; of one founded on the way, CITY~CITY"),
        ("formality", NAME, "paper in force at the end: informal, loi or mou"),
        ("mode", NAME, "who delivered in the evaluation window: none, g2g, hybrid or ngo_led"),
    ),
    HISTORIES: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start, at whose end the values hold"),
        ("partnership", NAME, "id of the partnership"),
        ("formality", NAME, "paper in force: informal, loi or mou"),
        ("mode", NAME, "who delivered in the last 24 months: none, g2g, hybrid or ngo_led"),
    ),
    WAITS: (
        ("run", pa.int64(), "number of the run"),
        ("country", NAME, "id of the country whose side waited"),
        ("stage", NAME, "id of the clearance stage; null: from filing to the end of the chain"),
        ("instrument", NAME, "what was asked for: programme, loi or mou"),
        ("ending", NAME, "cleared, refused, lapsed, withdrawn or, at the end of the run, open"),
        ("months", pa.int64(), "months that the files waited"),
        ("files", pa.int64(), "number of such files"),
    ),
    EVENTS: (
        ("run", pa.int64(), "number of the run"),
        ("month", pa.int64(), "months since the start"),
        ("kind", NAME, "what happened"),
        ("partnership", NAME, "id of the partnership, null where none"),
        ("city", NAME, "id of the city, null where none"),
        ("ngo", NAME, "id of the organisation, null where none"),
        ("sector", NAME, "id of the sector, null where none"),
        (
            "programme",
            pa.int64(),
            "number of the programme within its partnership, null where none",
        ),
    ),
}


def _known_table(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"there is no table {name!r}")
    return name


def _known_kind(kind: str) -> str:
    if kind not in TYPES:
        raise ValueError(f"there is no kind of factor {kind!r}")
    return kind


Table = Annotated[str, AfterValidator(_known_table)]
FactorKind = Annotated[str, AfterValidator(_known_kind)]


class Chosen(Part):
    """What is chosen of a table on request: how often it has rows, and of which ids; None is all.

    ``every`` is a number of months, None as many as usual.
    """

    every: int | None = Field(None, ge=1)
    ids: Listed[str] | None = None


class Layout(Part):
    """Which tables and columns results have.

    ``factors`` gives the kind of each factor of a design, one of :data:`TYPES`; of the indicators
    those named are kept, in ``runs`` and in the tables of ties, and of those ``series`` names in
    the series. ``own`` declares those that custom files add. ``requested`` declares the columns of
    the tables on request, and ``chosen`` tells what was chosen of their rows.
    """

    factors: dict[str, FactorKind] = Field(default_factory=dict)
    tables: Listed[Table] = USUAL
    indicators: Listed[str] = tuple(DECLARED)
    series: Listed[str] = tuple(DECLARED)
    own: dict[str, DeclaredIndicator] = Field(default_factory=dict, exclude=True)
    requested: dict[Table, dict[str, DeclaredColumn]] = Field(default_factory=dict, exclude=True)
    chosen: dict[Table, Chosen] = Field(default_factory=dict, exclude=True)

    @model_serializer(mode="wrap")
    def _without_nothing(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what is empty, as it was before there could be own indicators and requests."""
        own = {name: each.as_json() for name, each in self.own.items()}
        requested = {
            table: {name: each.as_json() for name, each in columns.items()}
            for table, columns in self.requested.items()
        }
        chosen = {table: each.model_dump(exclude_none=True) for table, each in self.chosen.items()}
        added = {"own": own, "requested": requested, "chosen": chosen}
        return {**plain(self), **{key: value for key, value in added.items() if value}}

    def every(self, table: str) -> int | None:
        """Return the months between two rows that were asked for of a table, None as usual."""
        return self.chosen[table].every if table in self.chosen else None

    def ids(self, table: str) -> tuple[str, ...] | None:
        """Return the ids that were asked for of a table, None for all."""
        return self.chosen[table].ids if table in self.chosen else None

    @cached_property
    def declared(self) -> dict[str, DeclaredIndicator]:
        """Return what this version, and ``own``, declare of each indicator, in order."""
        return in_order(DECLARED | self.own)

    def schema_of(self, table: str) -> pa.Schema:
        """Return the columns of ``table`` as this version writes them."""
        return self._schemas[table]

    @cached_property
    def _schemas(self) -> dict[str, pa.Schema]:
        return schemas(self, self.declared)

    def measured(
        self, table: str, declared: Mapping[str, DeclaredIndicator] | None = None
    ) -> list[str]:
        """Return the indicators that ``table`` has columns of, in the order of ``declared``."""
        if table not in (RUNS, SERIES, PARTNERSHIPS, HISTORIES):
            return []
        declared = self.declared if declared is None else declared
        kept = frozenset(self.series if table == SERIES else self.indicators)
        known = of_ties(declared) if table in (PARTNERSHIPS, HISTORIES) else declared
        return [name for name in known if name in kept]


RESERVED = frozenset(DECLARED) | {name for name, _, _ in _LEADING[RUNS]} | {"status", "error"}
"""Names of columns of ``runs`` that no factor can have."""

COLUMNS = RESERVED | {name for leading in _LEADING.values() for name, _, _ in leading}
"""Names of columns of any table that no indicator of one's own can have."""


def schemas(layout: Layout, declared: Mapping[str, DeclaredIndicator]) -> dict[str, pa.Schema]:
    """Return the columns of each table, of indicators as they are ``declared``."""
    return {table: _schema(table, layout, declared) for table in TABLES}


def _schema(table: str, layout: Layout, declared: Mapping[str, DeclaredIndicator]) -> pa.Schema:
    if table in REQUESTED:
        return _requested_schema(table, layout.requested.get(table, {}))
    fields = [_field(name, kind, formula) for name, kind, formula in _LEADING[table]]
    if table == RUNS:
        for name, kind in layout.factors.items():
            fields.append(_field(name, TYPES[kind], "level of the factor"))
    summed = table in (RUNS, PARTNERSHIPS)
    fields += [
        pa.field(name, pa.float64(), metadata=metadata_of(declared[name], summed=summed))
        for name in layout.measured(table, declared)
    ]
    if table == RUNS:
        fields.append(_field("status", NAME, "ok, or failed"))
        fields.append(_field("error", pa.string(), "what a failed run raised, null otherwise"))
    return pa.schema(fields)


def _requested_schema(table: str, columns: Mapping[str, DeclaredColumn]) -> pa.Schema:
    """Return the columns of a table on request: run, month where it has moments, and its own."""
    leading = _LEADING[SERIES] if REQUESTED[table].dated else _LEADING[PARTNERSHIPS][:1]
    fields = [_field(name, kind, formula) for name, kind, formula in leading]
    return pa.schema(
        [
            *fields,
            *(
                pa.field(name, TYPES[each.kind], metadata=metadata_of(each))
                for name, each in columns.items()
            ),
        ]
    )


def requested_of(
    tables: Iterable[str],
    columns: Mapping[str, Sequence[str] | None] = MappingProxyType({}),
    states: Sequence[State] = (),
) -> dict[str, dict[str, DeclaredColumn]]:
    """Return what this version declares of the columns of those of ``tables`` on request.

    ``columns`` names those that are chosen, by table, and ``states`` are those of custom files.
    """
    return {
        name: REQUESTED[name].chosen(columns.get(name), states)
        for name in REQUESTED
        if name in tables
    }


def _field(name: str, kind: pa.DataType, formula: str) -> pa.Field:
    return pa.field(name, kind, metadata={"formula": formula})
