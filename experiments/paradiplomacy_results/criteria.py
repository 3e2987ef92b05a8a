"""What counts as success: an expression over indicators, such as "trust >= 0.6 and not lapses".

Python's grammar reads it, but Python never runs it: this module does. It may hold names of
indicators, numbers, comparisons, arithmetic, ``and``, ``or``, ``not`` and parentheses.
"""

from __future__ import annotations

import ast
import operator
import sys
import warnings
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.configuration.names import closest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from numpy.typing import ArrayLike, NDArray

MAX_LENGTH = 500

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_SHORT: dict[type[ast.cmpop], Callable[[Any], Any]] = {
    ast.Lt: operator.pos,
    ast.LtE: operator.pos,
    ast.Gt: operator.neg,
    ast.GtE: operator.neg,
    ast.Eq: np.abs,
    ast.NotEq: lambda apart: -np.abs(apart),
}
"""By how much each comparison fails, of the left side less the right one."""

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
}


class CriterionError(ValueError):
    """What is wrong with an expression, in one line."""


@dataclass(frozen=True)
class Criterion:
    """An expression that is true or false of each run.

    ``names`` are the indicators that it speaks of, in their order.
    """

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    def of(self, values: Mapping[str, ArrayLike]) -> NDArray[np.bool_]:
        """Return where it holds; ``values`` has an array (runs,) for each of :attr:`names`."""
        arrays = {name: np.asarray(values[name], dtype=float) for name in self.names}
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(_truth(self._tree, arrays), dtype=bool)

    def shortfall(self, values: Mapping[str, ArrayLike]) -> NDArray[np.float64]:
        """Return by how much it fails to hold, in the unit of what is compared.

        It is 0 or less where it holds, and then tells how much there is to spare; infinite where
        it cannot be told. Of several comparisons the worst counts where all have to hold, the best
        where one is enough.
        """
        arrays = {name: np.asarray(values[name], dtype=float) for name in self.names}
        with np.errstate(divide="ignore", invalid="ignore"):
            holds = np.asarray(_truth(self._tree, arrays), dtype=bool)
            by = np.asarray(_shortfall(self._tree, arrays), dtype=float)
        by = np.where(np.isnan(by), np.inf, by)
        missed = np.maximum(by, np.finfo(float).tiny)
        return np.asarray(np.where(holds, np.minimum(by, 0.0), missed))


def criterion(text: str, known: Collection[str]) -> Criterion:
    """Read an expression over the ``known`` indicators.

    Raises :class:`CriterionError` where it is none.
    """
    if len(text) > MAX_LENGTH:
        raise CriterionError(f"is longer than {MAX_LENGTH} characters")
    try:
        with warnings.catch_warnings():
            # Of doubtful literals, which are refused below.
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
        _check_truth(tree)
    except CriterionError:
        raise
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise CriterionError("is no expression such as trust >= 0.6 and cost < 100") from error
    found = _names_in(tree)
    if not found:
        raise CriterionError("names no indicator")
    for name in found:
        if name not in known:
            near = closest(name, tuple(known))
            hint = f"; did you mean {near}?" if near else ""
            raise CriterionError(f"{name!r} is no indicator{hint}")
    _check_pairs(tree)
    return Criterion(text.strip(), tuple(dict.fromkeys(found)), tree)


def _check_pairs(tree: ast.expr) -> None:
    """Refuse a comparison of two sides without an indicator: it says nothing of any run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for pair in pairwise((node.left, *node.comparators)):
                if not any(map(_names_in, pair)):
                    told = " with ".join(map(_quoted, pair))
                    raise CriterionError(f"compares {told}, and neither is an indicator")


def _check_truth(node: ast.expr) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check_truth(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check_truth(operand)
        case ast.Compare(left=left, ops=ops, comparators=others):
            if not all(type(op) in _COMPARISONS for op in ops):
                raise CriterionError("compares with something else than < <= > >= == !=")
            for each in (left, *others):
                _check_number(each)
        case _:
            raise CriterionError(f"{_quoted(node)} is neither true nor false: compare it")


def _check_number(node: ast.expr) -> None:
    match node:
        case ast.Name():
            return
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not abs(value) <= sys.float_info.max:
                raise CriterionError(f"{_quoted(node)} is too large a number")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            _check_number(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            _check_number(left)
            _check_number(right)
        case _:
            raise CriterionError(
                f"{_quoted(node)} is not allowed: numbers, indicators, + - * / and parentheses are"
            )


def _names_in(node: ast.expr) -> list[str]:
    return [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]


def _quoted(node: ast.expr) -> str:
    return repr(ast.unparse(node)[:40])


def _truth(node: ast.expr, values: Mapping[str, NDArray[np.float64]]) -> Any:
    match node:
        case ast.BoolOp(op=op, values=parts):
            join = np.logical_and if isinstance(op, ast.And) else np.logical_or
            return join.reduce([_truth(part, values) for part in parts])
        case ast.UnaryOp(operand=operand):
            return np.logical_not(_truth(operand, values))
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_number(each, values) for each in (left, *others)]
            pairs = zip(ops, sides[:-1], sides[1:], strict=True)
            return np.logical_and.reduce([_COMPARISONS[type(op)](a, b) for op, a, b in pairs])
    raise AssertionError(ast.dump(node))


def _shortfall(node: ast.expr, values: Mapping[str, NDArray[np.float64]]) -> Any:
    match node:
        case ast.BoolOp(op=op, values=parts):
            join = np.maximum if isinstance(op, ast.And) else np.minimum
            return join.reduce([_shortfall(part, values) for part in parts])
        case ast.UnaryOp(operand=operand):
            return np.negative(_shortfall(operand, values))
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [_number(each, values) for each in (left, *others)]
            pairs = zip(ops, sides[:-1], sides[1:], strict=True)
            return np.maximum.reduce([_SHORT[type(op)](a - b) for op, a, b in pairs])
    raise AssertionError(ast.dump(node))


def _number(node: ast.expr, values: Mapping[str, NDArray[np.float64]]) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(operand=operand):
            return operator.neg(_number(operand, values))
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_number(left, values), _number(right, values))
    raise AssertionError(ast.dump(node))
