"""What a function is made of: all the rules and constants that it reaches.

Numba looks only at the file of a function to see whether its binary is stale; a changed rule in
another file would run as it was. So a binary is known by everything its function reaches, read off
the functions themselves as Python has compiled them. A comment or a docstring is no part of that.
"""

from __future__ import annotations

import dis
import hashlib
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from paradiplomacy.custom.declarations import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Function = Callable[..., Any]

CONSTANTS = (int, float, bool, str, type(None), State)
"""Types of the globals that rules may refer to, beside tuples of them, functions and modules.

A declared state bears the name of the field that rules read.
"""


class ReachError(TypeError):
    """A function refers to something that is neither a function, nor a number, nor a module."""


def reached(function: Function) -> list[Function]:
    """List ``function`` and the functions of the project that it calls, each once."""
    found: dict[Function, None] = {}
    waiting = [function]
    while waiting:
        following = waiting.pop()
        if following in found:
            continue
        found[following] = None
        waiting += [value for _, value in _globals(following) if isinstance(value, FunctionType)]
    return list(found)


@cache
def fingerprint(function: Function) -> str:
    """Return a hash of the code that ``function`` reaches, and of the constants therein."""
    digest = hashlib.sha256()
    for each in sorted(reached(function), key=_name):
        digest.update(repr((_name(each), _of_code(each.__code__), each.__defaults__)).encode())
        for name, value in _globals(each):
            told = _name(value) if isinstance(value, FunctionType) else repr(value)
            digest.update(f"{name}={told}\0".encode())
    return digest.hexdigest()


def changes_world(function: Function) -> bool:
    """Tell whether ``function``, or one that it reaches, writes fields or tables."""
    stores = {"STORE_ATTR", "STORE_SUBSCR"}
    return any(
        instruction.opname in stores
        for each in reached(function)
        for instruction in dis.get_instructions(each)
    )


def _name(function: Function) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _globals(function: Function) -> Iterator[tuple[str, Any]]:
    """Yield name and value of each global that a function refers to, modules' members included.

    A member is any that bears one of the function's names: rather one too many than one too few.
    """
    names = sorted(set(_names(function.__code__)))
    waiting = [(name, function.__globals__[name]) for name in names if name in function.__globals__]
    modules: set[str] = set()
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, ModuleType):
            # What Python itself brings is told by its version.
            ours = value.__name__.split(".")[0] == __name__.split(".")[0]
            if ours and value.__name__ not in modules:
                modules.add(value.__name__)
                members = [each for each in names if hasattr(value, each)]
                waiting += [(f"{name}.{each}", getattr(value, each)) for each in members]
        elif isinstance(value, FunctionType) or _is_constant(value):
            yield name, value
        else:
            kind = type(value).__name__
            raise ReachError(f"{_name(function)} refers to {name}, which is a {kind}")


def _is_constant(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_is_constant(each) for each in value)
    return isinstance(value, CONSTANTS)


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names of globals and attributes in a function and those defined in it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _names(inner)


def _of_code(code: CodeType) -> tuple[Any, ...]:
    """Return what makes out a function's code, without its docstring and its place in a file."""
    constants = code.co_consts
    if constants and isinstance(constants[0], str):
        constants = constants[1:]
    told = [_of_code(each) if isinstance(each, CodeType) else each for each in constants]
    variables = (code.co_varnames, code.co_freevars, code.co_cellvars)
    # Text, not values, since 1 and 1.0 and True are the same to a hash of values.
    return (code.co_code.hex(), repr(told), code.co_names, variables, code.co_flags)
