"""Rules as syntax trees: what each calls, and which fields of the state it reads.

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

import paradiplomacy.indicators  # noqa: F401  (its import defines rules)
from paradiplomacy.rules import RULES
from paradiplomacy.schedule import MONTH
from paradiplomacy.state.world import OF_TABLE, SINGLES, VECTORS


@dataclass(frozen=True)
class Access:
    """One use of a state field in a rule."""

    entity: str
    field: str
    writes: bool


@cache
def tree(rule: Callable[..., object]) -> ast.FunctionDef:
    """Return the syntax tree of a rule, without its docstring."""
    node = ast.parse(textwrap.dedent(inspect.getsource(rule))).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise TypeError(f"{rule} is no function")
    if ast.get_docstring(node):
        node.body = node.body[1:]
    return node


def process_of(rule: Callable[..., object]) -> str:
    """Name the part of the model a rule belongs to: its process, or its room.

    A rule that processes share belongs to none of them: it is of ``shared``, or of the ``journal``.
    """
    room, *inner = rule.__module__.split(".")[1:]
    if room != "processes":
        return room
    return "journal" if inner[-1] == "journal" else inner[0]


def called(rule: Callable[..., object]) -> list[Callable[..., object]]:
    """Return the rules that a rule calls, by the names under which Python would find them."""
    found = []
    for node in ast.walk(tree(rule)):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute):
            holder = rule.__globals__.get(ast.unparse(node.func.value))
            value = getattr(holder, node.func.attr, None)
        else:
            value = rule.__globals__.get(ast.unparse(node.func))
        if value in RULES:
            found.append(value)
    return found


def reachable(
    rule: Callable[..., object], through: Callable[[str], bool] | None = None
) -> list[Callable[..., object]]:
    """Return a rule with all the rules that it calls, directly or through others.

    ``through`` tells whether rules of a process are followed; by default all are.
    """
    seen: list[Callable[..., object]] = []
    waiting = [rule]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.append(here)
            waiting += [
                each for each in called(here) if through is None or through(process_of(each))
            ]
    return seen


@cache
def reads_of_rule(rule: Callable[..., object]) -> frozenset[tuple[str, str]]:
    """Return the (entity, field) pairs that a rule itself reads."""
    return frozenset((use.entity, use.field) for use in accesses_of(rule) if not use.writes)


@cache
def readers() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return which processes read each field, by (entity, field), in the order of the month.

    What a shared rule reads, every process reads that calls it. Behind the processes come the parts
    that only tell: recording, journal, indicators.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for rule in RULES:
        process = process_of(rule)
        if process != "shared":
            for part in reachable(rule, lambda through: through == "shared"):
                for field in reads_of_rule(part):
                    found.setdefault(field, set()).add(process)
    order = [*dict.fromkeys(step.process for step in MONTH), "randomness", "journal", "indicators"]
    return {field: tuple(sorted(names, key=order.index)) for field, names in found.items()}


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
        yield from accesses_of(rule)


def accesses_of(rule: Callable[..., object]) -> Iterator[Access]:
    """Yield every use of a state field in one rule."""
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
        if part.attr in VECTORS and ast.unparse(part.value) == "world":
            yield Access("World", part.attr, writes=False)
            continue
        entity = _entity_of(part.value, local)
        if entity is None:
            continue
        # ``x += 1`` keeps a count; only a use on the right-hand side lets x act on something.
        yield Access(entity, part.attr, writes=id(part) in stores | augmented)


def _innermost(target: ast.expr) -> ast.expr:
    """Return the attribute that an assignment changes: of ``tie.trust[i]`` it is ``tie.trust``."""
    return target.value if isinstance(target, ast.Subscript) else target
