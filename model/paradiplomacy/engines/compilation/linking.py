"""Bring object code into this process and call it, without Numba."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from paradiplomacy.engines.compilation.binaries import Binary

_OK, _NONE = 0, -2
"""What a compiled function returns that came to its end, with a value or without."""

_PROTOTYPE = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *[ctypes.c_int64] * 4
)
"""How compiled functions are called: room for a result and for what was raised, then arguments.

A call from Python lets other threads run meanwhile.
"""


class Linked:
    """Binaries linked into this process. ``addresses`` has the place of each part's entry by key.

    They stay as long as this object does.
    """

    def __init__(self, binaries: Iterable[Binary]) -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine(jit=True)
        self._engine: Any = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        # Whatever the linker still looks at in them is there.
        self._binaries = list(binaries)
        for binary in self._binaries:
            self._engine.add_object_file(llvm.ObjectFileRef.from_data(binary.code))
        self._engine.finalize_object()
        self.addresses = {
            binary.key: int(self._engine.get_function_address(binary.symbol))
            for binary in self._binaries
        }


def call(address: int, block: NDArray[Any]) -> bool:
    """Call the part at ``address`` with what it acts on; tell whether it came to its end."""
    room = (ctypes.c_void_p * 2)()
    place = ctypes.addressof(room)
    # The block is this function's own, so that it outlasts the call.
    status = _PROTOTYPE(address)(place, place + 8, block.ctypes.data, 0, 0, 0)
    return status in (_OK, _NONE)
