"""The compiled model in this process: its parts, and those of custom files, at their addresses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy import dialect
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.custom.declarations import entities_of
from paradiplomacy.engines import tables
from paradiplomacy.engines.bounds import finite
from paradiplomacy.engines.compilation import building, job
from paradiplomacy.engines.compilation.linking import Linked
from paradiplomacy.engines.compilation.parts import (
    BEGIN,
    BUILT_IN,
    CLOSE,
    GROUP,
    GROUPS,
    SIMULATE,
    STEP,
    STEPS,
    custom_parts,
)
from paradiplomacy.engines.compilation.workspace import SLOTS
from paradiplomacy.engines.copies import offset_of
from paradiplomacy.indicators import PARTNERSHIP, WORLD, of_level
from paradiplomacy.schedule import MONTH
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.declarations import State
    from paradiplomacy.custom.files import CustomFile
    from paradiplomacy.custom.together import Custom
    from paradiplomacy.engines.compilation.parts import Part
    from paradiplomacy.engines.copies import Copied
    from paradiplomacy.state.world import World

_linked: dict[str, Linked] = {}
"""What is linked into this process, by the keys of the parts."""

_linking = threading.Lock()

WORD = 8
"""Bytes of a number."""


class Code:
    """The compiled model with what a user adds.

    ``told`` is called with how many parts are compiled, of how many; ``notice`` with a line, where
    the binaries cannot be kept. ``groups`` are the addresses of the groups of indicators by level,
    and ``offsets`` where the values of each begin, in bytes. Raises
    :class:`~paradiplomacy.engines.compilation.building.CompilationError`.
    """

    def __init__(self, custom: Custom, told: building.Told, notice: building.Notice) -> None:
        of_file = {name: custom_parts(file, custom.states) for name, file in custom.files.items()}
        self._steps = {
            (name, part.process, part.functions[0].__name__): part
            for name, parts in of_file.items()
            for part in parts
            if part.kind == STEP
        }
        measures = {part.name: part for parts in of_file.values() for part in parts}
        own = {
            level: [
                measures[f"{custom.recorded[each.name]}: {each.name}"]
                for each in of_level(level, custom.declared).values()
            ]
            for level in GROUPS
        }
        added = [*self._steps.values(), *own[PARTNERSHIP], *own[WORLD]]
        with _linking:
            missing = [part for part in (*BUILT_IN, *added) if part.key not in _linked]
            _link(building.built(missing, told, notice) if missing else {}, added)
        self.simulate = address(SIMULATE)
        self.begin = address(BEGIN)
        self.close = address(CLOSE)
        self.groups = {level: addresses([*GROUPS[level], *own[level]]) for level in GROUPS}
        self.offsets = {level: _offsets(level, len(own[level])) for level in GROUPS}

    def called(self, wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which groups of partnerships hold an indicator that is wanted, (rows, groups)."""
        starts = self.offsets[PARTNERSHIP] // WORD
        return np.logical_or.reduceat(wanted, starts, axis=1)

    def steps(self, config: WorldConfig) -> tuple[Part, ...]:
        """Return the steps of the month, those of custom files in the places of the built-in."""
        chosen = {process: getattr(config.mechanisms, process) for process in REGISTRY}
        return tuple(
            self._steps.get((chosen.get(step.process, ""), step.process, step.behaviour), part)
            for step, part in zip(MONTH, STEPS, strict=True)
        )


def _offsets(level: str, own: int) -> NDArray[np.int64]:
    """Return where the values of each group begin: behind the built-in, each of ``own`` alone."""
    starts = range(0, len(of_level(level)), GROUP)
    places = [*starts, *range(len(of_level(level)), len(of_level(level)) + own)]
    return np.array(places, dtype=np.int64) * WORD


def address(part: Part) -> int:
    """Return where the entry of a part stands."""
    return _linked[part.key].addresses[part.key]


def addresses(parts: Sequence[Part]) -> NDArray[np.int64]:
    """Return where the entries of parts stand, int64 (parts,)."""
    return np.array([address(part) for part in parts], dtype=np.int64)


def checks(steps: Sequence[Part]) -> NDArray[Any]:
    """Return what is checked after each custom step: the floats that its file writes."""
    found = [
        (k, *place)
        for k, part in enumerate(steps)
        if part.file is not None
        for place in _places(part.file, part.states)
    ]
    return np.array(found, dtype=job.CHECK)


def _places(
    file: CustomFile, states: tuple[State, ...]
) -> Iterator[tuple[int, int, int, float, float]]:
    """Yield table, offset and number of the floats that a file may write, and their bounds."""
    names = dialect.written_fields(file.tree)
    for table in sorted(names & VECTORS.keys()):
        yield SLOTS[table], 0, 1, *finite(VECTORS[table])
    for table, entity in entities_of(states).items():
        layout = tables.layout(entity)
        for name, spec in specs(entity).items():
            if name in names and layout[name].base == np.float64 and layout.fields is not None:
                yield SLOTS[table], layout.fields[name][1], max(spec.size, 1), *finite(spec)


def copies_into(copied: Copied, rows: slice, world: World, months: int) -> NDArray[Any]:
    """Return what is copied from a ``world`` of arrays into some ``rows`` of the arrays wanted."""
    found = []
    for copy, whole in copied.items():
        values, table = whole[rows], getattr(world, copy.table)
        size, offset = copy.kept.itemsize, offset_of(copy, table)
        target, step = values.ctypes.data, copy.step(months)
        place = SLOTS[copy.table]
        found.append((place, values.shape[2], offset, size, target, values.shape[1], step))
    return np.array(found, dtype=job.COPY)


def _link(binaries: dict[str, Any], custom: Sequence[Part]) -> None:
    """Link binaries: the built-in ones together, each custom one by itself.

    Two versions of a custom function bear one name, by which they would be taken for one another.
    """
    alone = {part.key for part in custom} & binaries.keys()
    together = Linked([binary for key, binary in binaries.items() if key not in alone])
    _linked.update(dict.fromkeys(together.addresses, together))
    for key in alone:
        _linked[key] = Linked([binaries[key]])
