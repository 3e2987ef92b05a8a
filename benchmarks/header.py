"""The world as C sees it: structs and codes, written from the declarations of the model.

Sizes and places of all fields are asserted in the header itself, so that a compiler which lays out
structs in another way refuses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy import randomness
from paradiplomacy.engines import tables
from paradiplomacy.processes import delivery
from paradiplomacy.state import codes
from paradiplomacy.state.world import ENTITIES, OF_TABLE, VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

TAKEN = {
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum",
    "extern", "float", "for", "goto", "if", "inline", "int", "long", "register", "restrict",
    "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef", "union",
    "unsigned", "void", "volatile", "while",
}  # fmt: skip
"""Words of C; a field of such a name gets an underscore behind it."""


def header() -> str:
    """Return the text of ``tables.h``."""
    parts = ["#include <stddef.h>", "#include <stdint.h>", ""]
    parts += [_codes(), ""]
    for entity in ENTITIES:
        parts += [_struct(entity.__name__, tables.layout(entity)), ""]
    parts += [_struct("Parameters", tables.parameter_layout()), "", _world()]
    return "\n".join(parts) + "\n"


def _codes() -> str:
    """Return the whole numbers by name, those that fit in an enumeration of C."""
    found: dict[str, int] = {}
    for module in (codes, randomness, delivery):
        for name, value in vars(module).items():
            public = name.isupper() and not name.startswith("_")
            if not public or type(value) is not int or abs(value) >= 2**31:
                continue
            if found.setdefault(name, value) != value:
                raise ValueError(f"{name} has two values")
    lines = (f"    {name} = {value}," for name, value in found.items())
    return "\n".join(["enum {", *lines, "};"])


def _struct(name: str, shape: np.dtype[np.void]) -> str:
    lines = ["typedef struct {", *_fields(shape, "    ")]
    behind = shape.itemsize - max(place + kind.itemsize for _, kind, place in _members(shape))
    lines += [f"    char behind[{behind}];"] if behind else []
    lines.append(f"}} {name};")
    lines.append(f'_Static_assert(sizeof({name}) == {shape.itemsize}, "{name}");')
    for path, offset in _places(shape, "", 0):
        lines.append(f'_Static_assert(offsetof({name}, {path}) == {offset}, "{name}.{path}");')
    return "\n".join(lines)


def _members(shape: np.dtype[np.void]) -> Iterator[tuple[str, np.dtype[Any], int]]:
    """Yield name, type and place of each field."""
    fields: Any = shape.fields
    for name in shape.names or ():
        kind, offset = fields[name][:2]
        yield f"{name}_" if name in TAKEN else name, kind, offset


def _fields(shape: np.dtype[np.void], indent: str) -> Iterator[str]:
    for name, kind, _ in _members(shape):
        if kind.names:
            yield f"{indent}struct {{"
            yield from _fields(kind, indent + "    ")
            yield f"{indent}}} {name};"
        else:
            size = f"[{kind.shape[0]}]" if kind.shape else ""
            yield f"{indent}{_number(kind.base)} {name}{size};"


def _number(kind: np.dtype[Any]) -> str:
    return "double" if kind.kind == "f" else f"int{8 * kind.itemsize}_t"


def _places(shape: np.dtype[np.void], path: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield each field, those within fields included, and where it stands."""
    for name, kind, offset in _members(shape):
        yield path + name, start + offset
        if kind.names:
            yield from _places(kind, f"{path}{name}.", start + offset)


def _world() -> str:
    """Return the block of a workspace: of each table its place, rows, and bytes from row to row."""
    lines = ["typedef struct {"]
    for name in World._fields:
        kind = _type_of(name)
        lines += [
            f"    {kind} *{name};",
            f"    int64_t {name}_size;",
            f"    int64_t {name}_stride;",
        ]
    lines.append("} World;")
    lines.append(f'_Static_assert(sizeof(World) == {24 * len(World._fields)}, "World");')
    return "\n".join(lines)


def _type_of(table: str) -> str:
    if table in VECTORS:
        return "double"
    return "Parameters" if table == "parameters" else OF_TABLE[table].__name__
