"""Kernels with a clock inside: the steps of the month one by one, and delivery alone.

All of them stand in this file, since a cached binary is stale only where the file of its kernel or
a source of the model has changed.
"""

from __future__ import annotations

import platform
import time
from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from paradiplomacy import schedule
from paradiplomacy.engines.compilation.kernels import every_row, in_turn, jitable, kernel
from paradiplomacy.engines.compilation.pointers import world_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from paradiplomacy.engines.compilation.kernels import Part
    from paradiplomacy.state.world import World

COUNTER = platform.machine() in {"x86_64", "AMD64"}
"""Whether a program may read the processor's own counter; else the clock of the system is read."""

FIRST, LAST, TICKS = range(3)
"""Places in the control of :func:`run_steps`: its first step, the one after its last, the times."""

DELIVERY = [k for k, step in enumerate(schedule.MONTH) if step.process == "delivery"]
"""The steps of delivery, which follow each other."""

_WORD = ir.IntType(64)


@intrinsic
def ticks(typing_context: Any) -> Any:
    """Read the counter: cycles, or nanoseconds where the clock of the system is read."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        if COUNTER:
            shape = ir.FunctionType(_WORD, ())
            counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), shape)
            return builder.call(counter, ())
        shape = ir.FunctionType(ir.IntType(32), (ir.IntType(32), _WORD.as_pointer()))
        clock = cgutils.get_or_insert_function(builder.module, shape, "clock_gettime")
        now = cgutils.alloca_once(builder, _WORD, size=2)
        builder.call(clock, (ir.Constant(ir.IntType(32), time.CLOCK_MONOTONIC), now))
        whole = builder.load(now)
        rest = builder.load(builder.gep(now, [_WORD(1)]))
        return builder.add(builder.mul(whole, _WORD(1_000_000_000)), rest)

    return types.int64(), generate


@intrinsic
def copy(typing_context: Any, target: Any, source: Any, size: Any) -> Any:
    """Copy bytes from one address to another by the function with which C copies them.

    A loop would leave other parts of the world in the nearest cache, and so another time to take.
    """

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        places = [builder.inttoptr(place, ir.IntType(8).as_pointer()) for place in args[:2]]
        cgutils.raw_memcpy(builder, *places, args[2], 1)
        return context.get_dummy_value()

    return types.none(types.intp, types.intp, types.intp), generate


def _timed(k: int, part: Part) -> Part:
    """Return the ``k``-th step, which runs if the control says so and adds up its time."""

    def act(world: World, values: Any) -> None:  # pragma: no cover - compiled
        if values[FIRST] <= k < values[LAST]:
            before = ticks()
            part(world, 0)
            values[TICKS + k] += ticks() - before

    return jitable(act, "timed", k, part)


def _steps(world: World, values: Any) -> None:
    """Placeholder of the steps of the month, which are put together when the kernel is compiled."""


def _delivery(world: World, values: Any) -> None:
    """Placeholder of the steps of delivery, likewise."""


@overload(_steps)
def _steps_compiled(world: World, values: Any) -> Part:
    steps = enumerate(schedule.MONTH)
    return in_turn([_timed(k, every_row(step.table, step.rule)) for k, step in steps])


@overload(_delivery)
def _delivery_compiled(world: World, values: Any) -> Part:
    steps = (schedule.MONTH[k] for k in DELIVERY)
    return in_turn([every_row(step.table, step.rule) for step in steps])


@kernel
def now() -> int:
    """Read the counter."""
    count: int = ticks()
    return count


@kernel
def run_steps(block: NDArray[np.int64], control: NDArray[np.int64]) -> None:
    """Run the steps that the control names, in the month at which the world stands."""
    _steps(world_at(block.ctypes.data), control)


@kernel
def delivery(block: NDArray[np.int64]) -> None:
    """Run the steps of delivery."""
    _delivery(world_at(block.ctypes.data), 0)


@kernel
def delivery_time(
    block: NDArray[np.int64], memory: NDArray[np.uint8], snapshots: NDArray[np.uint8]
) -> int:
    """Return the time of delivery over all snapshots, each copied into the workspace before."""
    world = world_at(block.ctypes.data)
    total = 0
    for number in range(len(snapshots)):
        copy(memory.ctypes.data, snapshots.ctypes.data + number * memory.size, memory.size)
        before = ticks()
        _delivery(world, 0)
        total += ticks() - before
    return total
