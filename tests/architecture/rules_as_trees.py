"""Rules as syntax trees: what the dialect and channel tests look at.

A rule gets records in two ways only: as an annotated parameter (``tie: Partnership``) or as a local
taken from a table (``tie = world.partnerships[p]``). So the entity behind every attribute is known.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import paradiplomacy.indicators
import paradiplomacy.schedule  # noqa: F401  (its import defines the rules)
from paradiplomacy.engines.tables import SINGLES
from paradiplomacy.rules import RULES
from paradiplomacy.state.world import OF_TABLE, VECTORS


@dataclass(frozen=True)
class Access:
    """One use of a state field in a rule."""

    rule: str
    process: str
    entity: str
    field: str
    reads: bool
    writes: bool
    line: int


@cache
def tree(rule: Callable[..., object]) -> ast.FunctionDef:
    """Return the syntax tree of a rule, without its docstring."""
    node = ast.parse(textwrap.dedent(inspect.getsource(rule))).body[0]
    assert isinstance(node, ast.FunctionDef)
    if ast.get_docstring(node):
        node.body = node.body[1:]
    return node


def process_of(rule: Callable[..., object]) -> str:
    """Name the part of the model a rule belongs to: its process, or its module."""
    part, *inner = rule.__module__.split(".")[1:]
    if part != "processes":
        return part
    if inner[0] == "shared":
        return "initiation" if inner[1] == "slots" else inner[1]
    return inner[0]


def _entity_of(node: ast.expr, local: dict[str, str]) -> str | None:
    """Name the entity that an expression stands for, if it is a record."""
    if isinstance(node, ast.Name):
        return local.get(node.id)
    if isinstance(node, ast.Subscript):
        node = node.value
        table = node.attr if isinstance(node, ast.Attribute) else ""
        return OF_TABLE[table].__name__ if table in OF_TABLE else None
    if isinstance(node, ast.Attribute) and node.attr in SINGLES and node.attr in OF_TABLE:
        return OF_TABLE[node.attr].__name__
    return None


def _locals(node: ast.FunctionDef) -> dict[str, str]:
    entities = {entity.__name__ for entity in OF_TABLE.values()}
    found = {
        argument.arg: ast.unparse(argument.annotation)
        for argument in node.args.args
        if argument.annotation is not None and ast.unparse(argument.annotation) in entities
    }
    for statement in ast.walk(node):
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            entity = _entity_of(statement.value, {})
            if entity is not None:
                found[statement.targets[0].id] = entity
    return found


def accesses() -> Iterator[Access]:
    """Yield every use of a state field in any rule."""
    for rule in RULES:
        node = tree(rule)
        local = _locals(node)
        augmented = {
            id(_innermost(statement.target))
            for statement in ast.walk(node)
            if isinstance(statement, ast.AugAssign)
        }
        stores = {
            id(_innermost(target))
            for statement in ast.walk(node)
            if isinstance(statement, ast.Assign)
            for target in statement.targets
        }
        for part in ast.walk(node):
            if not isinstance(part, ast.Attribute):
                continue
            process = process_of(rule)
            if part.attr in VECTORS and ast.unparse(part.value) == "world":
                yield Access(rule.__name__, process, "World", part.attr, True, False, part.lineno)
                continue
            entity = _entity_of(part.value, local)
            if entity is None:
                continue
            writes = id(part) in stores or id(part) in augmented
            # ``x += 1`` keeps a count; only a use on the right-hand side lets x act on something.
            reads = not writes
            yield Access(rule.__name__, process, entity, part.attr, reads, writes, part.lineno)


def _innermost(target: ast.expr) -> ast.expr:
    """Return the attribute that an assignment changes: of ``tie.trust[i]`` it is ``tie.trust``."""
    return target.value if isinstance(target, ast.Subscript) else target
