"""The state of many runs at regular months, read like that of one: ``world.cities[c].capacity``.

A field is an array (runs, moments, rows of its table), so that a rule which only reckons gives the
values of all rows at once: ``staff_of(world, EVERY)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.engines.copies import PARAMETERS, Copy
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import OF_TABLE, SINGLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy.engines.copies import Copied

EVERY: Any = ...
"""Stands for the rows of all runs and moments where a rule wants the number of one."""


class Snapshots:
    """What was ``copied`` of some runs every so many months; 0 for their last month alone.

    ``seen`` are the fields that were read so far. Where nothing is copied it is the state of no run
    at all, to see what is read of it.
    """

    def __init__(self, copied: Copied | None, every: int) -> None:
        self._copied = copied
        self._every = every
        self.seen: set[Copy] = set()

    def __getattr__(self, table: str) -> Any:
        if table == PARAMETERS:
            return _Parameters(self)
        if table not in OF_TABLE:
            raise AttributeError(table)
        return _Rows(self, table)

    def read(self, table: str, field: str, *, own: bool = False) -> NDArray[Any]:
        """Return a field of all rows; raise ``KeyError`` where it was not copied."""
        copy = Copy(table, field, self._every, own)
        self.seen.add(copy)
        if self._copied is None:
            return np.zeros((0, 1, int(table in SINGLES)), copy.kept)
        return self._copied[copy]


class _Rows:
    """All rows of a table; ``prefix`` goes before the names of their fields."""

    def __init__(self, world: Snapshots, table: str, prefix: str = "") -> None:
        self._world = world
        self._table = table
        self._prefix = prefix

    def __getitem__(self, row: object) -> _Rows:
        return self

    def __getattr__(self, field: str) -> NDArray[Any]:
        return self.read(field)

    def read(self, field: str) -> NDArray[Any]:
        """Return a field of all rows."""
        return self._world.read(self._table, f"{self._prefix}{field}")

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the numbers of runs, moments and rows, as any field has them: the narrowest."""
        fields = specs(OF_TABLE[self._table])
        narrowest = min(fields, key=lambda field: Copy(self._table, field).kept.itemsize)
        return self.read(narrowest).shape[:3]


class _Parameters:
    """The parameters, process by process."""

    def __init__(self, world: Snapshots) -> None:
        self._world = world

    def __getattr__(self, process: str) -> _Rows:
        return _Rows(self._world, PARAMETERS, f"{process}.")
