"""How a part becomes machine code: its rules compiled for compiled callers, and one entry to them.

Nothing here decides anything: the rules of :mod:`paradiplomacy.processes` are compiled as they
stand. Only a process that compiles imports this module, and with it Numba; what comes of it is
plain object code that needs neither (:mod:`paradiplomacy.engines.compilation.linking`).
"""

from __future__ import annotations

import os

# Intel's short vector math would give other bits than the interpreter's libm.
os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"

from dataclasses import replace
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numba
from numba import types
from numba.extending import overload, register_jitable

from paradiplomacy import randomness
from paradiplomacy.engines.compilation import driver, pointers
from paradiplomacy.engines.compilation.binaries import Binary
from paradiplomacy.engines.compilation.emission import object_code
from paradiplomacy.engines.compilation.intrinsics import floats_at, world_at
from paradiplomacy.engines.compilation.parts import (
    DRIVER,
    GROUP,
    OF_PARTNERSHIP,
    OF_WORLD,
    STEP,
    WHOLE,
    Part,
)
from paradiplomacy.indicators import UNDEFINED
from paradiplomacy.reach import reached

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paradiplomacy.state.world import World

    Function = Callable[..., Any]
    Entry = Callable[[int, int, int, int], None]
    Measure = Callable[[World, int], float]

INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How rules are compiled: for compiled callers alone, which halves the time it takes."""

NUMBERS = (types.int64,) * 4
"""What every part takes: the address of a block, a row, and the addresses of two tables."""


@overload(randomness.wrap)
def _wrap(value: int) -> Callable[[int], int]:
    """Leave 64-bit integers as they are: the processor wraps them itself."""

    def same(value: int) -> int:  # pragma: no cover - compiled
        return value

    return same


CHECKED = INNER | {"boundscheck": True}
"""How rules are compiled for a custom function, which may name any row."""


def compiled(part: Part) -> Binary:
    """Compile a part. Raises what Numba raises of a function that it cannot compile.

    A process compiles either custom functions, of one set of states, or others: a rule is compiled
    in one way there.
    """
    options = INNER if part.file is None else CHECKED
    pointers.add_states(part.states)
    for function in (*part.functions, _undefined):
        register(function, options)
    entry = _ENTRIES[part.kind](part)
    # Many entries come of one maker and bear one name; linked, each needs its own.
    entry.__name__ = entry.__qualname__ = f"part_{part.key}"
    symbol, code = object_code(numba.njit(nogil=True, **options)(entry), NUMBERS)
    return Binary(part.key, symbol, code)


_registered: set[Function] = {randomness.wrap}


def register(function: Function, options: Mapping[str, bool] = INNER) -> None:
    """Let compiled functions call ``function``, and it what it calls."""
    for each in reached(function):
        _register(each, options)


def _register(function: Function, options: Mapping[str, bool]) -> None:
    if function not in _registered:
        _registered.add(function)
        register_jitable(**options)(function)


def _step(part: Part) -> Entry:
    table, rule = part.table, _only(part)

    def entry(block: int, row: int, values: int, wanted: int) -> None:  # pragma: no cover
        world = world_at(block)
        for each in range(len(getattr(world, table))):
            rule(world, each)

    return entry


def _whole(part: Part) -> Entry:
    rule = _only(part)

    def entry(block: int, row: int, values: int, wanted: int) -> None:  # pragma: no cover
        rule(world_at(block))

    return entry


def _only(part: Part) -> Function:
    (rule,) = part.functions
    return rule


def _of_partnership(part: Part) -> Entry:
    size = len(part.functions)
    places: list[Function] = [*part.functions, *[_undefined] * (GROUP - size)]
    a, b, c, d, e, f, g, h = places

    def entry(block: int, row: int, values: int, wanted: int) -> None:  # pragma: no cover
        world = world_at(block)
        told = floats_at(values, size)
        asked = floats_at(wanted, size)
        if asked[0] != 0.0:
            told[0] = a(world, row)
        if size > 1 and asked[1] != 0.0:
            told[1] = b(world, row)
        if size > 2 and asked[2] != 0.0:
            told[2] = c(world, row)
        if size > 3 and asked[3] != 0.0:
            told[3] = d(world, row)
        if size > 4 and asked[4] != 0.0:
            told[4] = e(world, row)
        if size > 5 and asked[5] != 0.0:
            told[5] = f(world, row)
        if size > 6 and asked[6] != 0.0:
            told[6] = g(world, row)
        if size > 7 and asked[7] != 0.0:
            told[7] = h(world, row)

    return entry


def _undefined(world: World, row: int) -> float:  # pragma: no cover - compiled
    """Stand where a group has no indicator."""
    return UNDEFINED


def _of_world(part: Part) -> Entry:
    return _of_partnership(replace(part, functions=tuple(map(_of_a_row, part.functions))))


def _of_a_row(measure: Callable[[World], float]) -> Measure:
    """Return an indicator of the world in the form of one of a partnership."""

    def measured(world: World, row: int) -> float:  # pragma: no cover - compiled
        return measure(world)

    # Functions of one maker bear one name, by which they would be taken for one another.
    measured.__name__ = measured.__qualname__ = f"{measure.__name__}_of_a_row"
    made: Measure = register_jitable(**INNER)(measured)
    return made


def _driver(part: Part) -> Entry:
    for function in vars(driver).values():
        if isinstance(function, FunctionType) and function.__module__ == driver.__name__:
            _register(function, INNER)
    simulate = driver.simulate

    def entry(block: int, row: int, values: int, wanted: int) -> None:  # pragma: no cover
        simulate(block)

    return entry


_ENTRIES: dict[str, Callable[[Part], Entry]] = {
    STEP: _step,
    WHOLE: _whole,
    OF_PARTNERSHIP: _of_partnership,
    OF_WORLD: _of_world,
    DRIVER: _driver,
}
