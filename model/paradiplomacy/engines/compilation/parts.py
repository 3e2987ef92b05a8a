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

from paradiplomacy import reach, schedule
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.custom.declarations import State
from paradiplomacy.custom.files import CustomFile, executed
from paradiplomacy.custom.mechanisms import functions_of
from paradiplomacy.engines import tables
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

    ``table`` is what a step walks. ``file`` tells where a custom function stands: whatever it
    reaches is compiled so that a row outside a table raises, and so that records have the
    ``states`` that custom files add. ``process`` is that whose step it replaces.
    """

    name: str
    kind: str
    functions: tuple[Function, ...] = ()
    table: str = ""
    file: CustomFile | None = None
    process: str = ""
    states: tuple[State, ...] = ()

    @cached_property
    def key(self) -> str:
        """Return the hash by which the binary is known."""
        told = [basis(), self.name, self.kind, self.table, repr((self.file is None, self.states))]
        told += [reach.fingerprint(function) for function in self.functions]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]

    @cached_property
    def sizes(self) -> dict[Function, int]:
        """Return all functions to compile, and of each roughly how long it takes, in no unit."""
        return {
            each: len(each.__code__.co_code)
            for function in self.functions
            for each in reach.reached(function)
        }


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


KINDS = {PARTNERSHIP: OF_PARTNERSHIP, WORLD: OF_WORLD}
"""The kind of the parts that measure indicators of a level."""


def custom_parts(file: CustomFile, states: tuple[State, ...]) -> tuple[Part, ...]:
    """Return a part for each step that a file replaces, and for each indicator in it.

    ``states`` are all that custom files add to records.
    """
    module = executed(file)
    walked = {step.behaviour: step.table for step in schedule.MONTH}
    steps = [
        Part(
            f"{file.name}: {each.__name__}",
            STEP,
            (each,),
            walked[each.__name__],
            file,
            process,
            states,
        )
        for process in REGISTRY
        for each in functions_of(module, process)
    ]
    own = {each.name for each in file.declared.states}
    measures = [
        Part(
            f"{file.name}: {name}",
            KINDS[each.level],
            (each.measure if name in own else getattr(module, name),),
            file=file,
            states=states,
        )
        for name, each in file.declared.indicators.items()
    ]
    return (*steps, *measures)


BUILT_IN = (SIMULATE, BEGIN, *STEPS, *GROUPS[PARTNERSHIP], *GROUPS[WORLD], CLOSE)
"""All parts of the built-in model."""
