"""What the compiled driver does with addresses: see what stands there, copy, and call.

Each is a function that Numba knows how to compile and Python cannot call.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.core.callconv import RETCODE_NONE, RETCODE_OK
from numba.core.typing.templates import signature
from numba.extending import intrinsic

from paradiplomacy.engines.compilation.pointers import (
    BYTES,
    WORD,
    WORLD,
    RowType,
    TableType,
    made_table,
)


@intrinsic
def world_at(typing_context: Any, address: Any) -> Any:
    """Return the world whose block stands at ``address``."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(WORLD))

    return signature(WORLD, types.intp), generate


def _numbers_at(kept: type[np.float64 | np.int64]) -> Any:
    table = TableType(np.dtype(kept))

    def typed(typing_context: Any, address: Any, size: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            first = builder.inttoptr(args[0], BYTES)
            return made_table(context, builder, table, first, args[1], WORD(table.kept.itemsize))

        return signature(table, types.intp, types.intp), generate

    return intrinsic(typed)


floats_at = _numbers_at(np.float64)
"""Return the table of ``size`` floats that stands at ``address``."""

wholes_at = _numbers_at(np.int64)
"""Return the table of ``size`` whole numbers that stands at ``address``."""


def row_at(name: str, layout: np.dtype[Any]) -> Any:
    """Return a function from an address to the row of a NumPy ``layout`` that stands there."""
    row = RowType(name, layout)

    def typed(typing_context: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], BYTES)

        return signature(row, types.intp), generate

    return intrinsic(typed)


@intrinsic
def copy(typing_context: Any, target: Any, source: Any, size: Any) -> Any:
    """Copy ``size`` bytes from the address ``source`` to ``target``."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        places = [builder.inttoptr(address, BYTES) for address in args[:2]]
        cgutils.raw_memcpy(builder, *places, args[2], itemsize=1)
        return context.get_dummy_value()

    return signature(types.none, types.intp, types.intp, types.intp), generate


@intrinsic
def call(typing_context: Any, part: Any, block: Any, row: Any, values: Any, wanted: Any) -> Any:
    """Call the part that stands at an address; return 0, or another number where it raised.

    A part is a compiled function of four numbers, called as compiled functions call each other.
    """

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        address, *numbers = args
        convention = context.call_conv
        kind = convention.get_function_type(types.none, sig.args[1:])
        result = cgutils.alloca_once(builder, kind.args[0].pointee)
        raised = cgutils.alloca_once(builder, kind.args[1].pointee)
        function = builder.inttoptr(address, kind.as_pointer())
        status = builder.call(function, [result, raised, *numbers])
        # The code that says "None came back" is no error either.
        fine = builder.or_(
            builder.icmp_signed("==", status, RETCODE_OK),
            builder.icmp_signed("==", status, RETCODE_NONE),
        )
        return builder.select(fine, WORD(0), WORD(1))

    return signature(types.intp, *[types.intp] * 5), generate
