"""The dialect of rules: the Python in which interpreted and compiled code give the same bits.

A rule computes with whole numbers and floats, reads and writes fields of records, branches, loops
and calls other rules. What Python could do otherwise than a processor does is left out: powers with
a literal exponent, sums and other functions over lists, functions that raise in one and return
infinity in the other.

Custom functions keep to it more strictly, since nobody has tested them: they always come to an end
(no ``while``, no calls in a circle), and they write floats alone, so that no index leads out of a
table.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.parameters import Parameters
from paradiplomacy.state.fields import is_whole, specs
from paradiplomacy.state.world import ENTITIES, SINGLES, VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NODES = (
    ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.AugAssign, ast.For,
    ast.While, ast.If, ast.IfExp, ast.Expr, ast.Break, ast.Continue, ast.Pass, ast.Call,
    ast.Attribute, ast.Subscript, ast.Name, ast.Constant, ast.Tuple, ast.keyword, ast.BinOp,
    ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Load, ast.Store, ast.operator, ast.unaryop,
    ast.boolop, ast.cmpop, ast.Yield,
)  # fmt: skip
"""What a rule may be made of."""

BUILTINS = ("abs", "bool", "float", "int", "len", "max", "min", "range")
"""Functions of Python that rules may call."""

MATH = ("cos", "erf", "exp", "expm1", "isnan", "log", "log1p", "pow", "sin", "sqrt", "tanh")
"""Functions of ``math`` that agree to the bit."""

CLAMPED = {
    "exp": "growth(x)",
    "log": "natural_log(x)",
    "log1p": "natural_log(1.0 + x)",
    "sqrt": "geometric(x, 1.0)",
}
"""Functions of ``math`` that raise where compiled code returns infinity or NaN, and what clamps."""

FORMS = "paradiplomacy.processes.shared.forms"
"""The module of the forms that clamp."""

_INSTEAD: dict[type[ast.AST], tuple[str, str]] = {
    ast.ListComp: ("a list that is made", "a loop over range(...) and plain numbers"),
    ast.GeneratorExp: ("a generator", "a loop over range(...) and plain numbers"),
    ast.DictComp: ("a dict that is made", "fields of records, or state of your own"),
    ast.SetComp: ("a set that is made", "fields of records, or state of your own"),
    ast.List: ("a list", "fields of records, or state of your own"),
    ast.Dict: ("a dict", "fields of records, or state of your own"),
    ast.Set: ("a set", "fields of records, or state of your own"),
    ast.JoinedStr: ("a text", "whole numbers as codes"),
    ast.Lambda: ("a function without a name", "a function of the file"),
    ast.Try: ("try", "a test beforehand, with if"),
    ast.With: ("with", "nothing: rules reach no files"),
    ast.Raise: ("raise", "a number that says so"),
    ast.Assert: ("assert", "an if"),
    ast.Global: ("global", "state of your own"),
    ast.Nonlocal: ("nonlocal", "state of your own"),
    ast.Import: ("an import within a function", "an import at the top of the file"),
    ast.ImportFrom: ("an import within a function", "an import at the top of the file"),
    ast.Delete: ("del", "nothing: records stay"),
    ast.AnnAssign: ("an annotated variable", "the same without its annotation"),
    ast.Slice: ("a slice", "a loop over range(...)"),
    ast.Starred: ("a star", "the arguments one by one"),
    ast.ClassDef: ("a class", "functions"),
    ast.NamedExpr: ("an assignment within an expression", "an assignment of its own"),
}
"""What is often met outside the dialect: its name, and what is written instead."""


@dataclass(frozen=True)
class Offence:
    """What stands outside the dialect: its line, what it is, and what is allowed instead."""

    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        """Say it in a sentence."""
        return f"line {self.line}: {self.what}; write {self.instead}"


def offences(
    body: list[ast.stmt], is_rule: Callable[[str], bool], clamps: frozenset[str] = frozenset()
) -> Iterator[Offence]:
    """Yield what in the body of a function is outside the dialect of rules.

    ``is_rule`` tells by its text whether what is called is a rule; ``clamps`` names functions of
    ``math`` whose arguments are known to be clamped there.
    """
    for statement in body:
        for node in ast.walk(statement):
            yield from _of_node(node, is_rule, clamps)


def _of_node(
    node: ast.AST, is_rule: Callable[[str], bool], clamps: frozenset[str]
) -> Iterator[Offence]:
    line = getattr(node, "lineno", 1)
    if not isinstance(node, NODES):
        kind = type(node)
        if kind not in _INSTEAD and not isinstance(node, (ast.stmt, ast.expr)):
            return  # a part of something that is told itself
        what, instead = _INSTEAD.get(kind, (kind.__name__, "what rules are made of"))
        yield Offence(line, f"{what} is not in the dialect", instead)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, (str, bytes, complex)):
            yield Offence(line, f"the literal {node.value!r} is no number", "a number")
    elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Pow, ast.MatMult)):
        yield Offence(line, "a power gives other bits", "a product, or math.pow(x, y) of variables")
    elif isinstance(node, ast.Call):
        yield from _of_call(node, is_rule, clamps)


def _of_call(
    call: ast.Call, is_rule: Callable[[str], bool], clamps: frozenset[str]
) -> Iterator[Offence]:
    name = ast.unparse(call.func)
    function = name.removeprefix("math.")
    if function == name:
        if name not in BUILTINS and not is_rule(name):
            allowed = f"a rule, a function of the file, or one of {', '.join(BUILTINS)}"
            yield Offence(call.lineno, f"{name} is no rule", allowed)
    elif function not in MATH:
        yield Offence(call.lineno, f"{name} is not known to agree", f"math's {', '.join(MATH)}")
    elif function in CLAMPED and function not in clamps:
        form = f"{CLAMPED[function]} of {FORMS}"
        yield Offence(call.lineno, f"{name} raises or returns infinity out of its range", form)
    elif function == "pow" and any(isinstance(each, ast.Constant) for each in call.args):
        yield Offence(call.lineno, "math.pow with a literal gives other bits", "a product")


# Custom functions.

INDICATOR, STATE = ("indicator", "state")
"""What declares in a custom file: a decorator, and a function whose value is given a name."""


def declaration_of(node: ast.stmt) -> ast.Call | None:
    """Return the call by which a statement declares an indicator or a state, if it does."""
    call: ast.expr | None = None
    kind = STATE
    if isinstance(node, ast.FunctionDef) and len(node.decorator_list) == 1:
        call, kind = node.decorator_list[0], INDICATOR
    elif isinstance(node, ast.Assign):
        call = node.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == kind:
        return call
    return None


def custom_offences(
    tree: ast.Module, is_rule: Callable[[str], bool], own: frozenset[str]
) -> list[Offence]:
    """Return what keeps the functions of a file from being compiled.

    ``is_rule`` tells by its text whether what is called is a built-in rule; ``own`` names the
    fields that custom files add to records.
    """
    found: list[Offence] = []
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    fields = readable() | own
    for node in functions.values():
        body = node.body[1:] if ast.get_docstring(node) else node.body
        found += offences(body, lambda name: name in functions or is_rule(name))
        for part in (inner for statement in body for inner in ast.walk(statement)):
            if isinstance(part, ast.While):
                found.append(Offence(part.lineno, "while may never end", "for ... in range(...)"))
            if isinstance(part, ast.Attribute):
                found += _of_attribute(part, fields)
            elif isinstance(part, ast.Yield):
                found.append(Offence(part.lineno, "yield is for built-in rules", "a loop"))
            elif isinstance(part, (ast.Assign, ast.AugAssign)):
                found += _of_assignment(part, own)
            elif isinstance(part, ast.Name) and part.id in own:
                what = f"{part.id!r} is a field, which only records have"
                found.append(Offence(part.lineno, what, f"world.TABLE[row].{part.id}"))
    found += _circles(functions)
    return sorted(found, key=lambda each: each.line)


def top_level_offences(tree: ast.Module) -> Iterator[Offence]:
    """Yield what at the top level of a file does more than to import, to name and to define."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            plain = not node.decorator_list or declaration_of(node) is not None
            if not plain or node.args.defaults or node.args.vararg or node.args.kwarg:
                what = f"{node.name} is more than a plain function"
                yield Offence(node.lineno, what, "def with plain parameters")
        elif isinstance(node, ast.Import):
            if any(alias.name != "math" for alias in node.names):
                yield Offence(node.lineno, "another module is imported", _IMPORTS)
        elif isinstance(node, ast.ImportFrom):
            if not is_of_project(node) and node.module not in ("__future__", "typing"):
                yield Offence(node.lineno, "another module is imported", _IMPORTS)
        elif declaration_of(node) is not None:
            pass
        elif isinstance(node, ast.Assign):
            if not all(isinstance(target, ast.Name) for target in node.targets) or not _literal(
                node.value
            ):
                yield Offence(node.lineno, "this is no constant", "NAME = a number")
        elif not _is_text(node) and not _is_type_checking(node):
            yield Offence(node.lineno, "this is executed when the file is loaded", "functions")


_IMPORTS = "import math, or from paradiplomacy... import ..."


def is_of_project(node: ast.ImportFrom) -> bool:
    """Tell whether an import is from this project."""
    return not node.level and (node.module or "").split(".")[0] == "paradiplomacy"


def _literal(node: ast.expr) -> bool:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return False
    return isinstance(value, (int, float))


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def written_fields(tree: ast.Module) -> frozenset[str]:
    """Return the names of all fields, and tables of numbers, that the functions of a file write."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                    found.add(written(part))
    return frozenset(name for name in found if name is not None)


def readable() -> frozenset[str]:
    """Return the names that may stand behind a dot: tables, fields of records, parameters."""
    names = {*World._fields, *Parameters.model_fields}
    for entity in ENTITIES:
        names |= specs(entity).keys()
    for process in Parameters.model_fields.values():
        names |= getattr(process.annotation, "model_fields", {}).keys()
    return frozenset(names)


_TABLES_ALONE = frozenset(World._fields).difference(*(specs(entity) for entity in ENTITIES))
"""Names of tables that are no fields of records too."""


def _of_attribute(node: ast.Attribute, fields: frozenset[str]) -> Iterator[Offence]:
    holder = node.value
    if isinstance(holder, ast.Name) and holder.id == "world":
        if node.attr not in World._fields:
            yield Offence(node.lineno, f"the world has no table {node.attr!r}", "one of its tables")
    elif isinstance(holder, (ast.Subscript, ast.Attribute)) and node.attr not in fields:
        instead = "a field that `paradiplomacy explain` lists"
        yield Offence(node.lineno, f"records have no field {node.attr!r}", instead)
    elif isinstance(holder, ast.Subscript) and node.attr in _TABLES_ALONE:
        instead = f"world.{node.attr}"
        if node.attr == "partnerships":
            instead = "for p, side in memberships(world, c): and world.partnerships[p]"
        yield Offence(node.lineno, f"records have no field {node.attr!r}", instead)


def _of_assignment(node: ast.Assign | ast.AugAssign, own: frozenset[str]) -> Iterator[Offence]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        for part in target.elts if isinstance(target, ast.Tuple) else [target]:
            name = written(part)
            if name is not None and name not in own and name not in writable():
                yield Offence(
                    node.lineno,
                    f"{name!r} is a whole number, which only built-in rules write",
                    "a call of the rule that does so, or state of your own",
                )
            elif isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
                yield Offence(
                    node.lineno,
                    f"what {part.value.id!r} is, is not told here",
                    f"the field itself, as in world.partnerships[p].{part.value.id}[k]",
                )


def written(target: ast.expr) -> str | None:
    """Return the name of the field, or table of numbers, that an assignment writes, if any."""
    if isinstance(target, ast.Subscript):
        target = target.value
    return target.attr if isinstance(target, ast.Attribute) else None


def writable() -> frozenset[str]:
    """Return the fields that a custom function may write: floats.

    Whole numbers are places in tables, counts, codes and keys, which must fit to each other; a name
    that is one in any record of a table is none that may be written.
    """
    floats: set[str] = set(VECTORS)
    wholes: set[str] = set()
    for entity in ENTITIES:
        if entity.table not in SINGLES:
            for name in specs(entity):
                (wholes if is_whole(entity, name) else floats).add(name)
    return frozenset(floats - wholes)


def _circles(functions: Mapping[str, ast.FunctionDef]) -> Iterator[Offence]:
    """Yield each function of a file that calls itself, by whatever way."""
    calls = {
        name: {
            part.func.id
            for part in ast.walk(node)
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
        }
        & functions.keys()
        for name, node in functions.items()
    }
    for name, node in functions.items():
        seen: set[str] = set()
        waiting = set(calls[name])
        while waiting:
            following = waiting.pop()
            if following not in seen:
                seen.add(following)
                waiting |= calls[following]
        if name in seen:
            yield Offence(node.lineno, f"{name} calls itself", "a loop over range(...)")
