"""The compiled model in this process: its parts, and those of custom files, at their addresses."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy import dialect
from paradiplomacy.configuration.mechanisms import REGISTRY, is_custom
from paradiplomacy.engines import tables
from paradiplomacy.engines.compilation import building, job
from paradiplomacy.engines.compilation.linking import Linked
from paradiplomacy.engines.compilation.parts import (
    BEGIN,
    BUILT_IN,
    CLOSE,
    GROUP,
    GROUPS,
    SIMULATE,
    STEPS,
    custom_steps,
)
from paradiplomacy.engines.compilation.workspace import SLOTS
from paradiplomacy.engines.custom import finite
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import OF_TABLE, VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.compilation.parts import Part
    from paradiplomacy.engines.custom import CustomFile, Files

_linked: dict[str, Linked] = {}
"""What is linked into this process, by the keys of the parts."""

_linking = threading.Lock()

WORD = 8
"""Bytes of a number."""


class Code:
    """The compiled model with the custom mechanisms of some files.

    ``told`` is called with how many parts are compiled, of how many; ``notice`` with a line, where
    the binaries cannot be kept. Raises
    :class:`~paradiplomacy.engines.compilation.building.CompilationError`.
    """

    def __init__(self, files: Files, told: building.Told, notice: building.Notice) -> None:
        self._custom = {
            (file.name, process): steps
            for file in files.values()
            for process in REGISTRY
            if (steps := custom_steps(file, process))
        }
        custom = [part for parts in self._custom.values() for part in parts]
        with _linking:
            missing = [part for part in (*BUILT_IN, *custom) if part.key not in _linked]
            _link(building.built(missing, told, notice) if missing else {}, custom)
        self.simulate = address(SIMULATE)
        self.begin = address(BEGIN)
        self.close = address(CLOSE)
        self.groups = {level: addresses(parts) for level, parts in GROUPS.items()}
        self.offsets = {
            level: np.arange(len(parts), dtype=np.int64) * GROUP * WORD
            for level, parts in GROUPS.items()
        }

    def steps(self, config: WorldConfig) -> tuple[Part, ...]:
        """Return the steps of the month, those of custom files in the places of the built-in."""
        own = {part.functions[0].__name__: part for part in self._chosen(config)}
        return tuple(own.get(part.functions[0].__name__, part) for part in STEPS)

    def _chosen(self, config: WorldConfig) -> Iterator[Part]:
        for process in REGISTRY:
            choice = getattr(config.mechanisms, process)
            if is_custom(choice):
                yield from self._custom[choice, process]


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
        for place in _places(part.file)
    ]
    return np.array(found, dtype=job.CHECK)


def _places(file: CustomFile) -> Iterator[tuple[int, int, int, float, float]]:
    """Yield table, offset and number of the floats that a file may write, and their bounds."""
    names = dialect.written_fields(file.tree)
    for table in sorted(names & VECTORS.keys()):
        yield SLOTS[table], 0, 1, *finite(VECTORS[table])
    for table, entity in OF_TABLE.items():
        layout = tables.layout(entity)
        for name, spec in specs(entity).items():
            if name in names and layout[name].base == np.float64 and layout.fields is not None:
                yield SLOTS[table], layout.fields[name][1], max(spec.size, 1), *finite(spec)


def _link(binaries: dict[str, Any], custom: Sequence[Part]) -> None:
    """Link binaries: the built-in ones together, each custom one by itself.

    Two versions of a custom function bear one name, by which they would be taken for one another.
    """
    alone = {part.key for part in custom} & binaries.keys()
    together = Linked([binary for key, binary in binaries.items() if key not in alone])
    _linked.update(dict.fromkeys(together.addresses, together))
    for key in alone:
        _linked[key] = Linked([binaries[key]])
