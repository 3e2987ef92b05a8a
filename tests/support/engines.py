"""Both engines side by side, for tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines import tables
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.state.run import Event
from paradiplomacy.state.world import VECTORS, World


def arrays_of(world: World) -> World:
    """Return the tables of a world of Python records as arrays."""
    return tables.to_arrays(world)


def first_difference(one: World, other: World, *, apart_from: tuple[str, ...] = ()) -> str:
    """Name the first field in which two worlds of arrays differ in a bit, or return nothing.

    ``apart_from`` names tables that may differ.
    """
    for table, left in one._asdict().items():
        if table in apart_from:
            continue
        right = getattr(other, table)
        if left.shape != right.shape:
            return f"{table}: {left.shape} and {right.shape}"
        if table in VECTORS or table == "parameters":
            if left.tobytes() != right.tobytes():
                return table
            continue
        for field in left.dtype.names:
            # Bytes, not numbers: -0.0 is not 0.0 here, and NaN is NaN.
            if left[field].tobytes() != right[field].tobytes():
                rows = np.flatnonzero((left[field] != right[field]).reshape(len(left), -1).any(1))
                return f"{table}.{field} in rows {rows[:5].tolist()}"
    return ""


class SideBySide:
    """Run one world on both engines, month by month."""

    def __init__(self, config: WorldConfig, **options: Any) -> None:
        from paradiplomacy.engines import compiled_engine
        from paradiplomacy.engines.compilation import workspace

        self._compiled = compiled_engine
        self.model = WorldModel(config, **options)
        options.pop("classes", None)
        self.space = workspace.Workspace(build_world(config, **options))
        compiled_engine.begin(self.space)
        self._log = tables.to_rows(Event, ())

    def step(self) -> None:
        """Let a month pass in both."""
        self.model.step()
        self._compiled.advance(self.space)

    def difference(self) -> str:
        """Name the first state field in which they differ; of the log, what is written of it.

        What the Mesa engine has written is turned into rows once: a log grows at its end.
        """
        ours, theirs = self.model.world, self.space.tables
        new = tables.to_rows(Event, ours.events[len(self._log) : ours.clock.logged])
        self._log = np.concatenate([self._log, new])
        return first_difference(
            arrays_of(ours._replace(events=self._log)),
            theirs._replace(events=theirs.events[: theirs.clock["logged"][0]]),
        )

    def happened(self) -> list[int]:
        """Count the events of each kind, as both engines do."""
        assert [tally.count for tally in self.model.world.tallies] == (
            self.space.tables.tallies["count"].tolist()
        )
        return self.space.tables.tallies["count"].tolist()
