"""What a table on request is, and its columns: each declared once, with how it is read off.

A column that is a field of the state says what the state's own declaration says of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.engines.copies import Copy
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.fields import Entity, FieldSpec, is_whole, specs
from paradiplomacy_results.declared import DeclaredColumn, Kind
from paradiplomacy_results.requested.snapshots import Snapshots

YEAR = 12
"""Months between two rows of a city or an NGO, as of a tie's history."""

Read = Callable[[Snapshots], NDArray[Any]]
"""Read a column off the state of many runs: an array (runs, moments, rows)."""

Names = str | tuple[str, ...]
"""What the whole numbers of a column of texts stand for: rows of a table with ids, or names."""


@dataclass(frozen=True)
class RequestedColumn:
    """A column: what is declared of it, and how it is read off; ``names`` where it is of texts."""

    declared: DeclaredColumn
    read: Read
    names: Names = ()


@dataclass(frozen=True)
class RequestedTable:
    """A table that is written on request, of the rows of a ``source`` table of the state.

    ``about`` says in a phrase what has a row. A row stands for each moment: every so many months
    (``every``), or at the end of the run (0), and only where ``there`` tells that it does. The
    ``columns`` stand in order, by name.
    """

    name: str
    about: str
    source: type[Entity]
    every: int
    there: Read
    columns: Mapping[str, RequestedColumn]

    @cached_property
    def declared(self) -> dict[str, DeclaredColumn]:
        """Return what is declared of each column."""
        return {name: column.declared for name, column in self.columns.items()}

    def copies(self, columns: Mapping[str, object]) -> frozenset[Copy]:
        """Return the fields of the state that some of its columns are read off, and its rows."""
        snapshots = Snapshots.without_runs(self.every)
        self.there(snapshots)
        for name in columns:
            self.columns[name].read(snapshots)
        return frozenset(snapshots.seen)


def field(entity: type[Entity], name: str, *, names: Names = (), null: str = "") -> RequestedColumn:
    """Return the column that a field of the state is.

    ``names`` make texts of a code or an index. ``null`` says what it means that the field is
    :data:`~paradiplomacy.state.codes.NONE`, where it can be.
    """
    spec = specs(entity)[name]
    kind: Kind = "whole" if is_whole(entity, name) else "number"
    if names:
        declared = DeclaredColumn(kind="text", formula=spec.meaning)
    elif spec.unit == "0 or 1":
        declared = DeclaredColumn(kind="truth", formula=spec.meaning)
    else:
        declared = declared_as(spec, kind, formula=spec.meaning, null=null)
    return RequestedColumn(declared, lambda world: getattr(world, entity.table).read(name), names)


def flow(entity: type[Entity], name: str) -> RequestedColumn:
    """Return the column of what a running total of the state has grown by since the row before."""
    spec = specs(entity)[name]
    kind: Kind = "whole" if is_whole(entity, name) else "number"
    formula = f"{spec.meaning.removesuffix(' so far')} since the row before, or the start"

    def read(world: Snapshots) -> NDArray[Any]:
        return np.diff(getattr(world, entity.table).read(name), axis=1, prepend=0)

    return RequestedColumn(declared_as(spec, kind, formula=formula), read)


def made(
    read: Read,
    unit: str,
    formula: str,
    *,
    low: float = 0.0,
    high: float = math.inf,
    kind: Kind = "number",
) -> RequestedColumn:
    """Return a column that no field of the state is."""
    return RequestedColumn(
        DeclaredColumn(kind=kind, unit=unit, formula=formula, low=low, high=high), read
    )


def row_of(entity: type[Entity], formula: str) -> RequestedColumn:
    """Return the column of the ids of the rows of a table."""

    def read(world: Snapshots) -> NDArray[Any]:
        shape = getattr(world, entity.table).shape
        return np.broadcast_to(np.arange(shape[-1]), shape)

    return RequestedColumn(DeclaredColumn(kind="text", formula=formula), read, entity.table)


def declared_as(spec: FieldSpec, kind: Kind, *, formula: str, null: str = "") -> DeclaredColumn:
    """Return a column with the unit and the bounds of a field; a null lies in no bounds."""
    low = 0.0 if null and spec.low == NONE else spec.low
    return DeclaredColumn(
        kind=kind, unit=spec.unit, formula=formula, low=low, high=spec.high, null=null
    )
