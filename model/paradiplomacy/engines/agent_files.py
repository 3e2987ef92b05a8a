"""Files with a class of agents of one's own: read without running them, and their class once run.

Such a file holds exactly one subclass of the agents that it stands for
(:mod:`paradiplomacy.engines.agents`), which overrides behaviours.
"""

from __future__ import annotations

import ast
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.names import closest
from paradiplomacy.custom.files import imported, named
from paradiplomacy.custom.mechanisms import steps_at
from paradiplomacy.engines.agents import AGENT_CLASSES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from paradiplomacy.custom.files import CustomFile


@dataclass(frozen=True)
class Shortcoming:
    """What keeps a file from giving agents: why, what was meant, what there is."""

    message: str
    meant: str | None = None
    known: tuple[str, ...] = ()


def class_in(module: ModuleType, table: str) -> type[Any]:
    """Return the class of agents of ``table`` that an executed file defines.

    Raises ``ValueError`` where it is not exactly one.
    """
    base = AGENT_CLASSES[table]
    found = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and each.__module__ == module.__name__
        and each is not base
        and issubclass(each, base)
    ]
    if len(found) != 1:
        raise ValueError(f"{module.__file__} defines {len(found)} subclasses of {base.__name__}")
    return found[0]


def shortcomings(
    file: CustomFile, table: str, replaced: Mapping[str, str] | None = None
) -> Iterator[Shortcoming]:
    """Yield what keeps a file from giving the agents of ``table``; it is read, not executed.

    ``replaced`` names, by behaviour, the file that takes its step over whoever acts.
    """
    base = AGENT_CLASSES[table]
    kinds = _kinds(file.tree)
    classes = [node for node, kind in kinds if kind is base]
    others = [(node, kind) for node, kind in kinds if kind is not base]
    for node, kind in others:
        message = f"{node.name} is a {kind.__name__}, and {table} are {base.__name__}"
        yield Shortcoming(f"{file.name}:{node.lineno}: {message}")
    if len(classes) > 1:
        listed = " and ".join(f"{node.name} (line {node.lineno})" for node in classes)
        message = f"{file.name!r} defines {len(classes)} subclasses of {base.__name__}"
        yield Shortcoming(f"{message}, {listed}: only one can stand for {table}")
    elif not classes and not others:
        message = f"{file.name!r} defines no subclass of {base.__name__}"
        yield Shortcoming(f"{message}; import that from paradiplomacy")
    for node in classes:
        yield from _methods(file, node, table, replaced or {})


def _methods(
    file: CustomFile, owner: ast.ClassDef, table: str, replaced: Mapping[str, str]
) -> Iterator[Shortcoming]:
    """Yield what is wrong with the methods of a class of agents."""
    known = tuple(step.behaviour for step in steps_at(table))
    for node in owner.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name[0] == "_":
            continue
        place = f"{file.name}:{node.lineno}: {owner.name}.{node.name}"
        if node.name not in known:
            why = "overrides no behaviour, so that nothing calls it; name a helper _" + node.name
            yield Shortcoming(f"{place} {why}", closest(node.name, known), known)
        elif isinstance(node, ast.AsyncFunctionDef) or not _takes_itself(node.args):
            yield Shortcoming(f"{place} must be a plain method that takes self alone")
        elif node.name in replaced:
            by = f"{replaced[node.name]!r} under [mechanisms] replaces it"
            yield Shortcoming(f"{place} is never called: {by}")


def _takes_itself(parameters: ast.arguments) -> bool:
    positional = len(parameters.posonlyargs) + len(parameters.args)
    return positional - len(parameters.defaults) == 1 and not any(
        default is None for default in parameters.kw_defaults
    )


def _kinds(tree: ast.Module) -> list[tuple[ast.ClassDef, type[Any]]]:
    """Return the classes of agents that a file defines, each with the built-in one it is of."""
    names = {**imported(tree), **_modules(tree)}
    bases = tuple(AGENT_CLASSES.values())
    found: dict[str, tuple[ast.ClassDef, type[Any]]] = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        for base in node.bases:
            text = ast.unparse(base)
            value = found[text][1] if text in found else named(text, names)
            kind = next((each for each in bases if value is each), None)
            if kind is not None:
                found[node.name] = (node, kind)
    return list(found.values())


def _modules(tree: ast.Module) -> dict[str, Any]:
    """Return the modules of this project that a file imports as such, by the names it has."""
    found: dict[str, Any] = {}
    for node in tree.body:
        for alias in node.names if isinstance(node, ast.Import) else ():
            if alias.name.partition(".")[0] == "paradiplomacy":
                whole = alias.name if alias.asname else "paradiplomacy"
                try:
                    found[alias.asname or whole] = importlib.import_module(whole)
                except ImportError:
                    continue  # it fails where the file is run, which tells it
    return found
