"""Object code of a part alone: what is compiled on the way to it is linked in and no more.

Numba optimises every function with all that it calls, and makes machine code of it, before it
compiles the caller. A part calls dozens of rules and nobody calls these but the part: here rules
wait until a part is whole, which is then optimised and made machine code once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba.core.codegen import AOTCodeLibrary, JITCPUCodegen
from numba.core.registry import cpu_target

if TYPE_CHECKING:
    from numba.core.dispatcher import Dispatcher


class _Library(AOTCodeLibrary):  # type: ignore[misc]  # Numba tells no types
    """Functions that wait to be linked into a part, or a part."""

    def emit_native_object(self) -> bytes:
        """Return the object code of what is linked together here."""
        self._ensure_finalized()
        super()._optimize_final_module()
        code: bytes = super().emit_native_object()
        return code

    def _optimize_final_module(self) -> None:
        """Leave functions as they are until they are part of a whole."""

    def get_pointer_to_function(self, name: str) -> int:
        """Return 0, which says that a function stands nowhere in this process."""
        self._ensure_finalized()
        return 0


class _Codegen(JITCPUCodegen):  # type: ignore[misc]
    """Compiles for the processor at hand, as Numba does where code is run at once."""

    _library_class = _Library

    def _add_module(self, module: Any) -> None:
        """Keep functions out of this process: none of them is run here."""

    def set_env(self, env_name: str, env: Any) -> None:
        """Leave out what only functions that speak with the interpreter need."""


def _emit_parts_alone() -> None:
    """Let all that this process compiles from now on be for parts."""
    context = cpu_target.target_context
    if not isinstance(context.codegen(), _Codegen):
        # What Numba brings along is made as ever: it is run where it is needed.
        context.refresh()
        context._internal_codegen = _Codegen(__name__)


def object_code(dispatcher: Dispatcher, arguments: tuple[Any, ...]) -> tuple[str, bytes]:
    """Compile a function for types of arguments; return its symbol and its object code.

    Raises what Numba raises of a function that it cannot compile.
    """
    _emit_parts_alone()
    dispatcher.compile(arguments)
    result = dispatcher.overloads[arguments]
    return result.fndesc.llvm_func_name, result.library.emit_native_object()
