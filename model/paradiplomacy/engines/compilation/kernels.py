"""How rules become machine code: each compiled for compiled callers, put together into kernels.

A kernel is kept in the folder of exactly these sources
(:mod:`paradiplomacy.engines.compilation.cache`). Nothing here decides anything: the rules of
:mod:`paradiplomacy.processes` are compiled as they stand.
"""

from __future__ import annotations

import hashlib
import os

# Intel's short vector math would give other bits than the interpreter's libm.
os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"

from typing import TYPE_CHECKING, Any

import numba
from numba.extending import overload, register_jitable

from paradiplomacy import indicators, randomness, schedule
from paradiplomacy.engines.compilation import cache
from paradiplomacy.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy.state.world import World

    Part = Callable[[World, Any], None]

INNER = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""How rules are compiled: for compiled callers alone, which halves the time it takes."""

DECLARING = (schedule, indicators)
"""The modules through which every rule is declared before the rules are registered here."""

for _rule in RULES:
    register_jitable(**INNER)(_rule)


@overload(randomness.wrap)
def _wrap(value: int) -> Callable[[int], int]:
    """Leave 64-bit integers as they are: the processor wraps them itself."""

    def same(value: int) -> int:  # pragma: no cover - compiled
        return value

    return same


def every_row(table: str, rule: Callable[[World, int], None]) -> Part:
    """Return a part of a kernel that applies a rule to every row of a table."""

    def act(world: World, values: Any) -> None:  # pragma: no cover - compiled
        for row in range(len(getattr(world, table))):
            rule(world, row)

    return jitable(act, "every", table, rule)


def _nothing(world: World, values: Any) -> None:  # pragma: no cover - compiled
    """Placeholder where a bundle has no part."""


BUNDLE = 8
"""Parts that :func:`in_turn` puts side by side into one function."""


def in_turn(parts: Sequence[Part]) -> Part:
    """Return one function that runs the parts one after the other.

    Bundles of bundles, since a function is optimised together with all that it calls: in one long
    chain the end would be optimised as often as the chain has links, in a tree as often as the tree
    is deep.
    """
    while len(parts) > 1:
        groups = range(0, len(parts), BUNDLE)
        parts = [_bundle(list(parts[first : first + BUNDLE])) for first in groups]
    return parts[0]


def _bundle(parts: list[Part]) -> Part:
    a, b, c, d, e, f, g, h = parts + [_NOTHING] * (BUNDLE - len(parts))

    def bundle(world: World, values: Any) -> None:  # pragma: no cover - compiled
        a(world, values)
        b(world, values)
        c(world, values)
        d(world, values)
        e(world, values)
        f(world, values)
        g(world, values)
        h(world, values)

    return jitable(bundle, "bundle", *parts)


def jitable(part: Part, *what: object) -> Part:
    """Let compiled functions call ``part``: a function of a world and an array.

    ``what`` tells it from every other part. Functions that one maker makes bear one name; a binary
    knows them apart by a number that each process counts anew. Were it all that differs, a process
    that compiled some kernels itself and loaded others would run one function for another: the
    loader takes the first of a name. So each part is named by what it does.
    """
    if what:
        text = "_".join(_name(each) for each in what)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        part.__name__ = part.__qualname__ = f"{part.__name__}_{digest}"
    made: Part = register_jitable(**INNER)(part)
    return made


def _name(what: Any) -> str:
    """Return the full name of a function, or a text as it is."""
    if callable(what):
        return f"{what.__module__}.{what.__qualname__}"
    return str(what)


_NOTHING = jitable(_nothing)
"""What stands where a bundle has no part."""


def kernel(function: Callable[..., Any]) -> Any:
    """Compile ``function``, keeping the binary in the folder of exactly these sources."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache.cache_folder())
    try:
        return numba.njit(function, nogil=True, cache=True)
    finally:
        numba.config.CACHE_DIR = before
