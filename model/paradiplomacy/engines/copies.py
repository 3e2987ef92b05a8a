"""Copies of state fields at regular months: what the tables on request are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.engines.tables import layout, parameter_layout
from paradiplomacy.state.codes import DOSSIER_SLOTS, PROGRAMME_SLOTS
from paradiplomacy.state.world import OF_TABLE, SINGLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from paradiplomacy.engines.results import Frame
    from paradiplomacy.state.world import World

PARAMETERS = "parameters"


@dataclass(frozen=True, order=True)
class Copy:
    """A field of the state that is copied, of every row of its table.

    ``every`` is the number of months between two copies, of which the last is of the last month; 0
    copies that month only. A field of the parameters is called by its process too:
    ``delivery.staff_per_capacity``. ``own`` marks a state that a custom file declares.
    """

    table: str
    field: str
    every: int = 0
    own: bool = False

    def step(self, months: int) -> int:
        """Return the months between two copies in a run of so many ``months``."""
        return self.every or months

    @property
    def kept(self) -> np.dtype[Any]:
        """Return how the field is kept, a list as an array of its length."""
        if self.own:
            return np.dtype(np.float64)
        row = parameter_layout() if self.table == PARAMETERS else layout(OF_TABLE[self.table])
        return reduce(lambda kind, name: kind[name], self.field.split("."), row)


Copied = dict[Copy, "NDArray[Any]"]
"""For each copy an array of the kind of its field: (runs, months copied, rows of the table)."""


def room(wanted: Iterable[Copy], frame: Frame, runs: int) -> Copied:
    """Return blank arrays for what is ``wanted`` of so many ``runs``."""
    rows = dict.fromkeys(SINGLES, 1) | {
        "cities": len(frame.names.cities),
        "ngos": len(frame.names.ngos),
        "partnerships": frame.partnerships,
        "programmes": frame.partnerships * PROGRAMME_SLOTS,
        "dossiers": frame.partnerships * DOSSIER_SLOTS,
        "papers": frame.papers,
    }
    months = frame.months
    return {
        copy: np.zeros((runs, -(-months // copy.step(months)), rows[copy.table]), copy.kept)
        for copy in sorted(wanted)
    }


def size_of(wanted: Iterable[Copy], frame: Frame) -> int:
    """Return the bytes that the copies of one run take."""
    return sum(values.nbytes for values in room(wanted, frame, 1).values())


def take(copied: Copied, run: int, world: World, months: int) -> None:
    """Copy what this month, one of ``months``, asks for from a world of records."""
    month = world.clock.month
    for copy, values in copied.items():
        step = copy.step(months)
        if (months - 1 - month) % step == 0:
            table = getattr(world, copy.table)
            told = attrgetter(copy.field)
            records = [table] if copy.table in SINGLES else table
            values[run, month // step] = [told(record) for record in records]


def offset_of(copy: Copy, rows: NDArray[Any]) -> int:
    """Return the byte of each of the ``rows`` of a table at which a copied field begins."""
    kind: Any = rows.dtype
    offset = 0
    for name in copy.field.split("."):
        kind, within = kind.fields[name][:2]
        offset += within
    return offset
