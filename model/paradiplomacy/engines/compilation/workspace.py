"""A world in one contiguous piece of memory, and the block by which compiled code finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.engines import tables
from paradiplomacy.engines.tables import LINE
from paradiplomacy.state.world import OF_TABLE, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy.state.fields import Entity

WORDS = 3
"""Numbers that the block has of each table: address, length, bytes from row to row."""

SLOTS = {name: WORDS * place for place, name in enumerate(World._fields)}
"""Where the numbers of each table begin in the block."""


class Workspace:
    """The tables of one world back to back, each on a cache line, so that a reset is one copy.

    ``tables`` is the world as arrays that view ``memory``; ``block`` is what compiled code gets.
    """

    def __init__(
        self,
        world: World,
        capacities: Mapping[str, int] | None = None,
        entities: Mapping[str, type[Entity]] = OF_TABLE,
    ) -> None:
        """Take over ``world``, with at least as many rows in a table as ``capacities`` says.

        ``entities`` are those whose records its tables hold.
        """
        shapes = tables.shapes(world, capacities, entities)
        sizes = [-(-rows * kind.itemsize // LINE) * LINE for rows, kind in shapes.values()]
        self._owner = np.zeros(sum(sizes) + LINE, dtype=np.uint8)
        first = -self._owner.ctypes.data % LINE
        self.memory: NDArray[np.uint8] = self._owner[first : first + sum(sizes)]
        views: dict[str, Any] = {}
        self.block = np.zeros((len(shapes), WORDS), dtype=np.int64)
        start = 0
        for place, (name, (rows, kind)) in enumerate(shapes.items()):
            views[name] = self.memory[start : start + rows * kind.itemsize].view(kind)
            tables.fill(views[name], name, getattr(world, name), entities)
            self.block[place] = self.memory.ctypes.data + start, rows, kind.itemsize
            start += sizes[place]
        self.tables = World(**views)
