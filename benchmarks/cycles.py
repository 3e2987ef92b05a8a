"""A clock inside compiled code: around the steps of the month one by one, and around delivery."""

from __future__ import annotations

import platform
import time
from typing import TYPE_CHECKING, Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from paradiplomacy import schedule
from paradiplomacy.engines.compilation.intrinsics import call, copy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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


@numba.njit(nogil=True)
def now() -> int:
    """Read the counter."""
    count: int = ticks()
    return count


@numba.njit(nogil=True)
def run_steps(
    block: NDArray[np.int64], steps: NDArray[np.int64], control: NDArray[np.int64]
) -> None:
    """Run the steps that the control names, at their addresses, and add up the time of each."""
    for k in range(control[FIRST], control[LAST]):
        before = ticks()
        call(steps[k], block.ctypes.data, 0, 0, 0)
        control[TICKS + k] += ticks() - before


@numba.njit(nogil=True)
def delivery(block: NDArray[np.int64], steps: NDArray[np.int64]) -> None:
    """Run the steps of delivery, at their addresses."""
    for k in range(len(steps)):
        call(steps[k], block.ctypes.data, 0, 0, 0)


@numba.njit(nogil=True)
def delivery_time(
    block: NDArray[np.int64],
    steps: NDArray[np.int64],
    memory: NDArray[np.uint8],
    snapshots: NDArray[np.uint8],
) -> int:
    """Return the time of delivery over all snapshots, each copied into the workspace before."""
    total = 0
    for number in range(len(snapshots)):
        copy(memory.ctypes.data, snapshots.ctypes.data + number * memory.size, memory.size)
        before = ticks()
        delivery(block, steps)
        total += ticks() - before
    return total
