"""The tables of a result directory: which there are, and the columns that each has.

Every column carries its unit and formula, made from the one definition of each indicator.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level

RUNS, SERIES, PARTNERSHIPS, HISTORIES, WAITS, EVENTS = TABLES = (
    "runs",
    "series",
    "partnerships",
    "histories",
    "waits",
    "events",
)
"""The tables, each a folder of Parquet files."""

OK, FAILED = STATUSES = ("ok", "failed")
"""What can have become of a run."""

NAME = pa.dictionary(pa.int32(), pa.string())
"""Type of a column with few different texts."""

FACTOR_TYPES = {"whole": pa.int64(), "number": pa.float64(), "truth": pa.bool_(), "text": NAME}
"""Type of a factor's column, by the kind of its levels."""

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
        ("mode", NAME, "who delivered in the last 24 months: none, g2g, hybrid or ngo_led"),
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


@dataclass(frozen=True)
class Layout:
    """Say which tables and columns results have.

    ``factors`` gives the kind of each factor of a design, one of :data:`FACTOR_TYPES`; of the
    indicators those named are kept, in ``runs`` and in the tables of ties, and of those ``series``
    names in the series.
    """

    factors: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = TABLES
    indicators: tuple[str, ...] = tuple(INDICATORS)
    series: tuple[str, ...] = tuple(INDICATORS)

    def schema(self, table: str) -> pa.Schema:
        """Return the columns of ``table``."""
        return self._schemas[table]

    @cached_property
    def _schemas(self) -> dict[str, pa.Schema]:
        return {table: self._schema(table) for table in TABLES}

    def _schema(self, table: str) -> pa.Schema:
        fields = [_field(name, kind, formula) for name, kind, formula in _LEADING[table]]
        if table == RUNS:
            for name, kind in self.factors.items():
                fields.append(_field(name, FACTOR_TYPES[kind], "level of the factor"))
        fields += [_indicator_field(name) for name in self.measured(table)]
        if table == RUNS:
            fields.append(_field("status", NAME, "ok, or failed"))
            fields.append(_field("error", pa.string(), "what a failed run raised, null otherwise"))
        return pa.schema(fields)

    def measured(self, table: str) -> list[str]:
        """Return the indicators that ``table`` has columns of."""
        if table in (WAITS, EVENTS):
            return []
        kept = self.series if table == SERIES else self.indicators
        known = of_level(PARTNERSHIP) if table in (PARTNERSHIPS, HISTORIES) else INDICATORS
        return [name for name in known if name in kept]

    def as_json(self) -> dict[str, Any]:
        """Return plain data from which :func:`layout_of` makes the layout again."""
        return {
            "factors": dict(self.factors),
            "tables": list(self.tables),
            "indicators": list(self.indicators),
            "series": list(self.series),
        }


def layout_of(told: Mapping[str, Any]) -> Layout:
    """Return the layout that :meth:`Layout.as_json` has told."""
    lists = {name: tuple(told[name]) for name in ("tables", "indicators", "series")}
    return Layout(factors=dict(told["factors"]), **lists)


RESERVED = frozenset(INDICATORS) | {name for name, _, _ in _LEADING[RUNS]} | {"status", "error"}
"""Names of columns of ``runs`` that no factor can have."""


def _field(name: str, kind: pa.DataType, formula: str) -> pa.Field:
    return pa.field(name, kind, metadata={"formula": formula})


def _indicator_field(name: str) -> pa.Field:
    indicator = INDICATORS[name]
    metadata = {"unit": indicator.unit, "formula": indicator.formula}
    for key, bound in (("low", indicator.low), ("high", indicator.high)):
        if math.isfinite(bound):
            metadata[key] = repr(float(bound))
    return pa.field(name, pa.float64(), metadata=metadata)
