"""Custom files as texts: what each declares and defines, read without running it."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import Any

from paradiplomacy import dialect
from paradiplomacy.custom.declarations import (
    Measurement,
    State,
    indicator_of,
    measurement,
    state,
)
from paradiplomacy.indicators import PARTNERSHIP, WORLD, Indicator
from paradiplomacy.reach import changes_world
from paradiplomacy.rules import RULES
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import ENTITIES, World


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

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree. Raises ``SyntaxError``."""
        return ast.parse(self.text, self.path)

    @cached_property
    def declared(self) -> Declared:
        """Return what the file declares. Raises ``SyntaxError``."""
        return _declared(self.tree)

    def __getstate__(self) -> dict[str, Any]:
        """Be sent to other processes as a text, without what was read off it."""
        return {"name": self.name, "path": self.path, "text": self.text}


Files = Mapping[str, CustomFile]
"""Files by name."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a declaration: its line, and why."""

    line: int
    message: str


@dataclass(frozen=True)
class Declared:
    """What a file declares: its states, its indicators by name, and what is wrong with them."""

    states: tuple[State, ...]
    indicators: Mapping[str, Indicator]
    faults: tuple[Fault, ...]


def executed(file: CustomFile) -> ModuleType:
    """Execute a file and return the module that it makes; what its code raises goes on."""
    module = ModuleType(file.name.removesuffix(".py"))
    module.__file__ = file.path
    exec(compile(file.text, file.path, "exec"), module.__dict__)  # noqa: S102 - the user's own code
    return module


def offences(file: CustomFile, states: tuple[State, ...]) -> list[dialect.Offence]:
    """Return what keeps a file from being compiled, beside files that declare ``states``.

    The file is read, not executed.
    """
    tree = file.tree
    if classes := [node for node in tree.body if isinstance(node, ast.ClassDef)]:
        return [_of_mesa(node) for node in classes]
    names = imported(tree)

    def is_rule(name: str) -> bool:
        return named(name, names) in RULES

    own = frozenset(each.name for each in states)
    found = [*dialect.top_level_offences(tree), *dialect.custom_offences(tree, is_rule, own)]
    return sorted(found, key=lambda each: each.line)


def _of_mesa(node: ast.ClassDef) -> dialect.Offence:
    """Say that a class, as of agents, is nothing that is compiled."""
    what = f"the class {node.name} is run by the Mesa engine alone"
    return dialect.Offence(node.lineno, what, "functions for [mechanisms] to have them compiled")


def named(name: str, imported: Mapping[str, Any]) -> Any:
    """Return what a dotted name stands for among what is imported, or None."""
    first, *rest = name.split(".")
    value = imported.get(first)
    for part in rest:
        value = getattr(value, part, None)
    return value


def imported(tree: ast.Module) -> dict[str, Any]:
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


def _declared(tree: ast.Module) -> Declared:
    states: dict[str, State] = {}
    indicators: dict[str, Indicator] = {}
    faults: list[Fault] = []
    known = imported(tree)
    for node in tree.body:
        call = dialect.declaration_of(node)
        if call is None:
            continue
        name = node.name if isinstance(node, ast.FunctionDef) else _variable(node)
        try:
            if name in states or name in indicators:
                raise ValueError(f"{name!r} is declared twice")
            if isinstance(node, ast.FunctionDef):
                indicators[name] = _indicator(node, _called(measurement, call))
                _check_looks_only(node, tree, known)
            else:
                states[name] = _state(name, _called(state, call))
        except (TypeError, ValueError) as error:
            faults.append(Fault(node.lineno, str(error)))
    recorded = {name: indicator_of(each) for name, each in states.items()}
    return Declared(tuple(states.values()), recorded | indicators, tuple(faults))


def _variable(node: ast.stmt) -> str:
    """Return the one variable that is assigned to."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    if len(targets) == 1 and isinstance(targets[0], ast.Name):
        return targets[0].id
    return ""


def _called(declare: Any, call: ast.Call) -> Any:
    """Call what declares with the literals that are written there."""
    try:
        given = [ast.literal_eval(each) for each in call.args]
        named = {each.arg or "": ast.literal_eval(each.value) for each in call.keywords}
    except ValueError:
        raise ValueError("a declaration holds numbers and texts as they are, no names") from None
    try:
        return declare(*given, **named)
    except TypeError as error:
        what = dialect.INDICATOR if declare is measurement else dialect.STATE
        raise TypeError(str(error).replace(f"{declare.__name__}()", what)) from None


_FIELDS = frozenset(name for entity in ENTITIES for name in specs(entity)) | set(World._fields)


def _state(name: str, declared: State) -> State:
    if not name:
        raise ValueError(f"a {dialect.STATE} is assigned to one variable, which names it")
    if name in _FIELDS or not name.isascii() or name.startswith("_"):
        raise ValueError(f"{name!r} cannot be the name of a {dialect.STATE}: choose another")
    return replace(declared, name=name)


def _indicator(node: ast.FunctionDef, declared: Measurement) -> Indicator:
    """Return the indicator that a function is; its function is known once the file is executed."""
    takes = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
    more = (node.args.vararg, node.args.kwarg, *node.args.kwonlyargs)
    if len(takes) not in (1, 2) or any(more):
        raise ValueError(f"{node.name} takes the world, and of a partnership also its row")
    return Indicator(
        name=node.name,
        unit=declared.unit,
        low=declared.low,
        high=declared.high,
        formula=declared.formula,
        level=PARTNERSHIP if len(takes) == 2 else WORLD,
        headline=True,
        measure=_not_executed,
        summary=declared.summary,
    )


def _check_looks_only(
    indicator: ast.FunctionDef, tree: ast.Module, imported: Mapping[str, Any]
) -> None:
    """Raise ``ValueError`` where an indicator, or what it calls, changes the world.

    It would change it only in the months that are recorded.
    """
    defined = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    waiting = [indicator]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        seen.add(node.name)
        changed = dialect.written_fields(ast.Module([node], []))
        if changed:
            by = "" if node is indicator else f" through {node.name}"
            raise ValueError(
                f"{indicator.name} changes {min(changed)!r}{by}: an indicator only looks"
            )
        for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
            name = ast.unparse(call.func)
            rule = named(name, imported)
            if rule in RULES and changes_world(rule):
                raise ValueError(
                    f"{indicator.name} changes the world through {name}: an indicator only looks"
                )
            if name in defined.keys() - seen:
                waiting.append(defined[name])


def _not_executed(*_: Any) -> float:
    raise RuntimeError("the file of this indicator has not been executed")
