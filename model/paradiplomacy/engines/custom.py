"""Custom mechanisms: plain functions that stand in for steps of the month.

A step of :data:`~paradiplomacy.schedule.MONTH` applies a rule to every row of a table. A custom
function has the form of a rule, ``(world, row) -> None``, and the name of the step that it
replaces; it may call the built-in rules. Where its file keeps to the dialect of rules
(:mod:`paradiplomacy.dialect`) it is compiled like them; else it is plain Python, which only the
Mesa engine runs.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from paradiplomacy import dialect
from paradiplomacy.configuration.mechanisms import REGISTRY, is_custom
from paradiplomacy.rules import RULES
from paradiplomacy.schedule import MONTH, Step
from paradiplomacy.state.fields import FieldSpec, specs
from paradiplomacy.state.world import OF_TABLE, VECTORS, World

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

Function = Callable[[World, int], None]
Functions = Function | Sequence[Function]
"""What replaces steps of one process: a function, or several."""


@dataclass(frozen=True)
class CustomFile:
    """A file of one's own as it was read: what is checked, recorded and run is one text."""

    name: str
    path: str
    text: str

    @property
    def sha256(self) -> str:
        """Return the hash of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def tree(self) -> ast.Module:
        """Return the syntax tree. Raises ``SyntaxError``."""
        return ast.parse(self.text, self.path)


Files = Mapping[str, CustomFile]
"""Files by name."""


def executed(file: CustomFile) -> ModuleType:
    """Execute a file and return the module that it makes; what its code raises goes on."""
    module = ModuleType(file.name.removesuffix(".py"))
    module.__file__ = file.path
    exec(compile(file.text, file.path, "exec"), module.__dict__)  # noqa: S102 - the user's own code
    return module


def functions_of(file: CustomFile, process: str) -> list[Function]:
    """Execute ``file`` and return its functions for steps of ``process``."""
    module = executed(file)
    names = [step.behaviour for step in steps_of(process)]
    return [getattr(module, name) for name in names if hasattr(module, name)]


@cache
def offences(file: CustomFile) -> tuple[dialect.Offence, ...]:
    """Return what keeps a file from being compiled; nothing where all of it can be.

    The file is read, not executed.
    """
    tree = file.tree
    names = _imported(tree)

    def is_rule(name: str) -> bool:
        first, *rest = name.split(".")
        value: Any = names.get(first)
        for part in rest:
            value = getattr(value, part, None)
        return value in RULES

    found = [*dialect.top_level_offences(tree), *dialect.custom_offences(tree, is_rule, {})]
    return tuple(sorted(found, key=lambda each: each.line))


def _imported(tree: ast.Module) -> dict[str, Any]:
    """Return what a file imports from this project, by the names that it gives it."""
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and dialect.is_of_project(node):
            for alias in node.names:
                with contextlib.suppress(ImportError):
                    source = importlib.import_module(node.module or "")
                    value = getattr(source, alias.name, None)
                    if value is None:
                        value = importlib.import_module(f"{node.module}.{alias.name}")
                    found[alias.asname or alias.name] = value
    return found


def steps_of(process: str) -> tuple[Step, ...]:
    """Return the steps of a process, in the order of the month."""
    return tuple(step for step in MONTH if step.process == process)


def replacements(config: WorldConfig, mechanisms: Mapping[str, Functions]) -> dict[str, Function]:
    """Return the functions of ``mechanisms`` (by process) by the behaviour that each replaces.

    Raises ``ValueError`` for an unknown process or behaviour, for two functions of one behaviour,
    and where ``config`` names a file whose functions are not given.
    """
    found: dict[str, Function] = {}
    for process, given in mechanisms.items():
        if process not in REGISTRY:
            raise ValueError(f"no process is called {process!r}; there are {', '.join(REGISTRY)}")
        known = [step.behaviour for step in steps_of(process)]
        for function in given if isinstance(given, Sequence) else [given]:
            name = getattr(function, "__name__", repr(function))
            if name not in known:
                raise ValueError(
                    f"{name!r} is no step of {process}; name the function {' or '.join(known)}"
                )
            if name in found:
                raise ValueError(f"two functions replace the step {name!r} of {process}")
            found[name] = function
    for process in REGISTRY:
        choice = getattr(config.mechanisms, process)
        if is_custom(choice) and process not in mechanisms:
            raise ValueError(
                f"mechanisms.{process} is {choice!r}: hand over the functions of that file, "
                f"as mechanisms={{{process!r}: [...]}}"
            )
    return found


def without_files(config: WorldConfig) -> WorldConfig:
    """Return ``config`` with the default variant wherever it names a file: the other steps' own."""
    chosen = {
        process: mechanism.default
        for process, mechanism in REGISTRY.items()
        if is_custom(getattr(config.mechanisms, process))
    }
    if not chosen:
        return config
    choices = config.mechanisms.model_copy(update=chosen)
    return config.model_copy(update={"mechanisms": choices})


def check_state(world: World) -> None:
    """Raise ``ValueError`` where a field of the world is not finite or out of its declared bounds.

    The built-in rules keep the bounds; of a custom function nobody knows.
    """
    for table, records in world._asdict().items():
        if table in VECTORS:
            low, high = finite(VECTORS[table])
            for row, value in enumerate(records):
                if not low <= value <= high:  # so written, NaN is out of bounds
                    raise _outside(world, f"{table}[{row}]", value, low, high)
        elif isinstance(records, list):
            single, listed = _bounds(table)
            for row, record in enumerate(records):
                # Lists first: most of what rules reckon with; what tells of them follows.
                for name, low, high in listed:
                    for value in getattr(record, name):
                        if not low <= value <= high:
                            raise _outside(world, f"{table}[{row}].{name}", value, low, high)
                for name, low, high in single:
                    value = getattr(record, name)
                    if not low <= value <= high:
                        raise _outside(world, f"{table}[{row}].{name}", value, low, high)


def _outside(world: World, place: str, value: Any, low: float, high: float) -> ValueError:
    bounds = f"not within {low:.3g} to {high:.3g}"
    return ValueError(f"after month {world.clock.month} world.{place} is {value}, {bounds}")


_Bounds = tuple[tuple[str, float, float], ...]


@cache
def _bounds(table: str) -> tuple[_Bounds, _Bounds]:
    """Return name and bounds of the fields of a table: of numbers, and of lists of numbers."""
    fields = specs(OF_TABLE[table]).items()
    single = tuple((name, *finite(spec)) for name, spec in fields if not spec.size)
    listed = tuple((name, *finite(spec)) for name, spec in fields if spec.size)
    return single, listed


def finite(spec: FieldSpec) -> tuple[float, float]:
    """Return the bounds of a field; infinity lies beyond any."""
    return max(spec.low, -sys.float_info.max), min(spec.high, sys.float_info.max)
