"""What a definition rests on, read off the sources of the project: all that it names, and so on.

A hash over that tells whether what was made by a function would still be made. Comments,
docstrings and types are no part of it. It is of syntax trees and not of compiled code, so that it
is the same under every version of Python and can be committed. Rather one definition too many is
reached than one too few: a local variable with the name of a function counts as the function.
"""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[1]
SOURCES = tuple(ROOT / name for name in ("model", "experiments", "analysis", "."))
"""Folders in which packages of the project are."""

WHOLE = "*"
"""In place of a name: all definitions of a module."""

_DATA = re.compile(r"^[\w-]+\.(toml|csv)$")
_TYPES = {"annotation", "returns", "type_comment", "type_params", "kind", "ctx"}

Place = tuple[str, str]
"""A module and the name of a definition in it."""


def hash_of(roots: Iterable[Place], packages: Iterable[str], but: Iterable[str] = ()) -> str:
    """Return a hash of what ``roots`` reach within ``packages``, 64 hexadecimal digits.

    ``but`` are modules that are left out. Raises ``LookupError`` for a root that does not exist.
    """
    found = reached(roots, packages, but)
    digest = hashlib.sha256()
    for place in sorted(found):
        digest.update(repr((place, found[place])).encode())
    return digest.hexdigest()


def reached(
    roots: Iterable[Place], packages: Iterable[str], but: Iterable[str] = ()
) -> dict[Place, str]:
    """Return each definition that ``roots`` reach within ``packages``, and what it says."""
    roots, within, without = list(roots), tuple(packages), frozenset(but)
    for module, name in roots:
        if not _places(module, name):
            raise LookupError(f"{module} has no {name}")
    found: dict[Place, str] = {}
    waiting = list(roots)
    while waiting:
        module, name = waiting.pop()
        if not _counts(module, within, without):
            continue
        for place in _places(module, name):
            if place in found:
                continue
            if not _counts(place[0], within, without):
                continue
            said = _said(place)
            found[place] = said.text
            waiting += said.named
    return found


def _counts(module: str, within: tuple[str, ...], without: frozenset[str]) -> bool:
    inside = any(module == name or module.startswith(f"{name}.") for name in within)
    return inside and module not in without


@dataclass
class _Module:
    """A module as it is written: its definitions, and what it imports under which name."""

    path: Path
    definitions: dict[str, list[ast.stmt]] = field(default_factory=dict)
    imports: dict[str, Place] = field(default_factory=dict)
    always: list[ast.stmt] = field(default_factory=list)
    """What is done when it is imported, as in a loop that fills a table."""


@cache
def _module(name: str) -> _Module | None:
    """Return a module of the project; None for any other."""
    for folder in SOURCES:
        base = folder / name.replace(".", "/")
        for path in (base.with_suffix(".py"), base / "__init__.py"):
            if path.is_file():
                return _read(path)
    return None


def _read(path: Path) -> _Module:
    module = _Module(path)
    for statement in ast.parse(path.read_text("utf-8")).body:
        names = list(_defined(statement))
        if isinstance(statement, ast.Import | ast.ImportFrom):
            module.imports |= _imported(statement)
        elif names:
            for each in names:
                module.definitions.setdefault(each, []).append(statement)
        elif not _is_text(statement) and not _is_for_types(statement):
            module.always.append(statement)
    return module


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))


def _imported(statement: ast.Import | ast.ImportFrom) -> dict[str, Place]:
    """Return what a statement imports, by the name under which it does."""
    if isinstance(statement, ast.Import):
        return {each.asname or each.name: (each.name, WHOLE) for each in statement.names}
    source = statement.module or ""
    return {each.asname or each.name: (source, each.name) for each in statement.names}


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_for_types(statement: ast.stmt) -> bool:
    test = statement.test if isinstance(statement, ast.If) else None
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


@cache
def _places(module: str, name: str) -> tuple[Place, ...]:
    """Return where ``name`` of a module is defined; nowhere for what is not of the project."""
    inner = _module(f"{module}.{name}")
    if inner is not None:
        return tuple((f"{module}.{name}", each) for each in inner.definitions)
    there = _module(module)
    if there is None:
        return ()
    if name == WHOLE:
        return tuple((module, each) for each in there.definitions)
    if name in there.definitions:
        return ((module, name),)
    if name in there.imports:
        return _places(*there.imports[name])
    if "__getattr__" in there.definitions:
        return ((module, "__getattr__"),)
    return ()


@dataclass(frozen=True)
class _Said:
    """What a definition says, and what it names."""

    text: str
    named: tuple[Place, ...]


@cache
def _said(place: Place) -> _Said:
    name, definition = place
    module = _module(name)
    if module is None:
        raise LookupError(f"there is no {name}")
    statements = [*module.definitions[definition], *module.always]
    bound = dict(module.imports)
    for statement in statements:
        for each in ast.walk(statement):
            if isinstance(each, ast.Import | ast.ImportFrom):
                bound |= _imported(each)
    named: dict[Place, None] = {}
    text = repr([_tree(statement, name, module, bound, named) for statement in statements])
    return _Said(text, tuple(named))


def _tree(
    node: Any, name: str, module: _Module, bound: dict[str, Place], named: dict[Place, None]
) -> Any:
    """Return a syntax tree as plain data; add what it names to ``named``."""
    if isinstance(node, list):
        kept = [each for each in node if not (isinstance(each, ast.stmt) and _is_text(each))]
        return [_tree(each, name, module, bound, named) for each in kept]
    if not isinstance(node, ast.AST):
        return node
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        inner = _inner(bound.get(node.value.id))
        if inner is not None:
            named[inner, node.attr] = None
            return ("Attribute", node.value.id, node.attr)
    if isinstance(node, ast.Name):
        if node.id in bound:
            named[bound[node.id]] = None
        elif node.id in module.definitions:
            named[name, node.id] = None
    if isinstance(node, ast.Constant):
        return ("Constant", repr(node.value), _data(node.value, module.path.parent))
    fields = (
        (key, _tree(value, name, module, bound, named))
        for key, value in ast.iter_fields(node)
        if key not in _TYPES
    )
    # What is empty is left out: newer versions of Python know more fields.
    told = [(key, value) for key, value in fields if value not in (None, [])]
    return (type(node).__name__, told)


def _inner(place: Place | None) -> str | None:
    """Return the module of the project that an import gives; None where it gives another thing."""
    if place is None:
        return None
    whole = place[0] if place[1] == WHOLE else ".".join(place)
    return whole if _module(whole) is not None else None


def _data(value: object, folder: Path) -> str:
    """Return the contents of a file of data that a text names, where there is one beside it."""
    if not isinstance(value, str) or not _DATA.match(value):
        return ""
    path = folder / value
    if not path.is_file():
        return ""
    text = path.read_text("utf-8")
    return repr(tomllib.loads(text)) if path.suffix == ".toml" else text
