"""The parts of the compiled engine: what is compiled by itself, and by what a binary is known.

A part is one step of the month, a group of indicators, or what drives them. It is keyed by all that
it reaches, so that an edit of one rule compiles anew only the parts that call it.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from paradiplomacy import schedule
from paradiplomacy.engines import tables
from paradiplomacy.engines.compilation import reach
from paradiplomacy.engines.custom import CustomFile, functions_of, steps_of
from paradiplomacy.indicators import PARTNERSHIP, WORLD, of_level
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.state.world import ENTITIES, World

Function = Callable[..., Any]

STEP, OF_PARTNERSHIP, OF_WORLD, WHOLE, DRIVER = (
    "step",
    "indicators of a partnership",
    "indicators of the world",
    "once a run",
    "driver",
)
"""Kinds of parts."""

GROUP = 8
"""Most indicators in one part: few enough that one of them is compiled soon, when it changes."""

LIBRARIES = ("numba", "llvmlite", "numpy")
"""Libraries whose versions shape compiled code."""


@dataclass(frozen=True)
class Part:
    """What is compiled by itself: its name for readers, its kind, and the rules that it calls.

    ``table`` is what a step walks. ``file`` and ``process`` tell where a custom function stands and
    whose step it replaces: whatever it reaches is compiled so that a row outside a table raises.
    """

    name: str
    kind: str
    functions: tuple[Function, ...] = ()
    table: str = ""
    file: CustomFile | None = None
    process: str = ""

    @cached_property
    def key(self) -> str:
        """Return the hash by which the binary is known."""
        told = [basis(), self.name, self.kind, self.table, str(self.file is not None)]
        told += [reach.fingerprint(function) for function in self.functions]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]

    @property
    def size(self) -> int:
        """Return roughly how long it takes to compile, in no unit."""
        return sum(reach.size(function) for function in self.functions)


@cache
def basis() -> str:
    """Return a hash of what shapes all compiled code alike.

    It is the processor, the versions, the layout of the state and the sources of this package.
    """
    import llvmlite.binding as llvm

    digest = hashlib.sha256()
    processor = (platform.machine(), llvm.get_host_cpu_name(), llvm.get_host_cpu_features())
    versions = [f"{name} {version(name)}" for name in LIBRARIES]
    layouts = [(entity.table, tables.layout(entity)) for entity in ENTITIES]
    state = (World._fields, layouts, tables.parameter_layout())
    told = (sys.version_info[:2], *map(str, processor), versions, state)
    digest.update(repr(told).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


BEGIN = Part("begin", WHOLE, (schedule.begin,))
"""Brings a world to the eve of month 0."""

CLOSE = Part("close the books", WHOLE, (conclusion.close_books,))
"""Counts at the end of a run what still waits."""

SIMULATE = Part("simulate", DRIVER)
"""Runs replicate after replicate."""

STEPS = tuple(
    Part(f"{step.process}: {step.behaviour}", STEP, (step.rule,), step.table)
    for step in schedule.MONTH
)
"""The steps of the month, in order."""


def _groups(level: str, kind: str) -> tuple[Part, ...]:
    functions = [indicator.measure for indicator in of_level(level).values()]
    groups = [tuple(functions[k : k + GROUP]) for k in range(0, len(functions), GROUP)]
    return tuple(Part(f"{kind}, {k + 1}", kind, group) for k, group in enumerate(groups))


GROUPS = {PARTNERSHIP: _groups(PARTNERSHIP, OF_PARTNERSHIP), WORLD: _groups(WORLD, OF_WORLD)}
"""The indicators of each level, in order, in groups."""


def custom_steps(file: CustomFile, process: str) -> tuple[Part, ...]:
    """Return a part for each step of a process that a file replaces."""
    tables = {step.behaviour: step.table for step in steps_of(process)}
    return tuple(
        Part(f"{file.name}: {each.__name__}", STEP, (each,), tables[each.__name__], file, process)
        for each in functions_of(file, process)
    )


BUILT_IN = (SIMULATE, BEGIN, *STEPS, *GROUPS[PARTNERSHIP], *GROUPS[WORLD], CLOSE)
"""All parts of the built-in model."""
