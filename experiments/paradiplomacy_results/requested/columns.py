"""What a table on request is, and its columns: each declared once, with how it is read off.

A column that is a field of the state says what the state's own declaration says of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_class
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.engines.copies import Copy
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.fields import Entity, FieldSpec, is_whole, specs
from paradiplomacy_results.declared import DeclaredColumn, Kind
from paradiplomacy_results.requested.snapshots import Snapshots

if TYPE_CHECKING:
    from paradiplomacy.custom.declarations import State
    from paradiplomacy.engines.copies import Copied

PLUMBING = ("index", "key")
"""Units of fields that say where something stands, and nothing about it."""

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
    ``columns`` stand in order, by name; the first tells whose row it is, and is always there.
    Beside them each field of the source that is one number can be asked for, read by ``more``, and
    what ``further`` adds. ``followed`` marks rows that are lives, read off every month.
    """

    name: str
    about: str
    source: type[Entity]
    every: int
    there: Read
    columns: Mapping[str, RequestedColumn]
    more: Callable[[type[Entity], str], RequestedColumn]
    further: Mapping[str, RequestedColumn] = of_class(default_factory=dict)
    followed: bool = False

    @cached_property
    def declared(self) -> dict[str, DeclaredColumn]:
        """Return what is declared of each column that is there where none are chosen."""
        return {name: column.declared for name, column in self.columns.items()}

    @cached_property
    def offered(self) -> dict[str, RequestedColumn]:
        """Return every column that can be chosen, by name: the usual ones first."""
        usual = {**self.columns, **self.further}
        fields = {
            name: self.more(self.source, name)
            for name, spec in specs(self.source).items()
            if not spec.size and spec.unit not in PLUMBING and name not in usual
        }
        return usual | fields

    @property
    def key(self) -> str:
        """Return the column that tells whose row it is."""
        return next(iter(self.columns))

    @property
    def dated(self) -> bool:
        """Tell whether rows stand for moments, each with its month."""
        return self.every > 0

    def column(self, name: str) -> RequestedColumn:
        """Return a column by name; what is not offered is a state of one's own."""
        return self.offered.get(name) or own_state(self.source, name)

    def chosen(
        self, names: Sequence[str] | None, states: Iterable[State] = ()
    ) -> dict[str, DeclaredColumn]:
        """Return what is declared of the columns ``names``, by default the usual ones.

        ``states`` are those of custom files, of which those of the source can be chosen too.
        """
        if names is None:
            return dict(self.declared)
        known = {name: column.declared for name, column in self.offered.items()}
        known |= {each.name: declared_state(each) for each in self.own(states)}
        return {name: known[name] for name in dict.fromkeys([self.key, *names])}

    def own(self, states: Iterable[State]) -> list[State]:
        """Return those of the ``states`` that records of the source have."""
        return [] if self.followed else [s for s in states if s.table == self.source.table]

    def snapshots(self, copied: Copied | None, every: int | None) -> Snapshots:
        """Return what was copied for it, with rows every so many months; None is as usual."""
        return Snapshots(copied, 1 if self.followed else self.step(every))

    def step(self, every: int | None) -> int:
        """Return the months between two rows where ``every`` are asked for."""
        return every if every and self.dated else self.every

    def copies(self, columns: Mapping[str, object], every: int | None = None) -> frozenset[Copy]:
        """Return the fields of the state that some of its columns are read off, and its rows."""
        snapshots = self.snapshots(None, every)
        self.there(snapshots)
        for name in columns:
            self.column(name).read(snapshots)
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


def own_state(entity: type[Entity], name: str) -> RequestedColumn:
    """Return the column of a state of one's own, which is a number; its bounds are told elsewhere.

    What is declared of it stands in the layout of the results.
    """
    return RequestedColumn(
        DeclaredColumn(kind="number"),
        lambda world: world.read(entity.table, name, own=True),
    )


def declared_state(state: State) -> DeclaredColumn:
    """Return what is declared of the column of a state of one's own."""
    return DeclaredColumn(
        kind="number", unit=state.unit, formula=state.meaning, low=state.low, high=state.high
    )


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
