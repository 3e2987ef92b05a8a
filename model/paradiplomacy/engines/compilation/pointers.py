"""The world as compiled rules see it: one pointer to a list of tables.

To compiled code a world is the address of a block of numbers, an address and a length for each
table; a table is that pair, and a row of it is a pointer to a record. So a world costs one machine
word to hand on, whatever the number of tables, and nothing counts references inside a run. The
types of the records come from :mod:`paradiplomacy.engines.tables`, so rules find the same names as
in Python.

The indices that rules use are never checked here: NONE must be tested for before it is followed,
as the equality of both engines shows.
"""

from __future__ import annotations

import operator
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_global,
    signature,
)
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
)

from paradiplomacy.engines.tables import SINGLES, layout, parameter_layout
from paradiplomacy.state.world import OF_TABLE, VECTORS, World

SLOTS = {name: place for place, name in enumerate(World._fields)}
"""Where each table stands in the block: its address at twice this place, its length behind it."""

_WORD = ir.IntType(64)


class WorldType(types.Type):
    """The type of a world in compiled code."""

    def __init__(self) -> None:
        super().__init__(name="World")


class TableType(types.Type):
    """The type of a table of records, or of plain numbers."""

    def __init__(self, name: str, element: types.Type) -> None:
        self.element = element
        super().__init__(name=f"Table({name})")


@register_model(WorldType)
class _WorldModel(models.OpaqueModel):
    """A world as one address."""


@register_model(TableType)
class _TableModel(models.StructModel):
    """A table as address and length."""

    def __init__(self, manager: Any, table: TableType) -> None:
        members = [("address", types.intp), ("size", types.intp)]
        super().__init__(manager, table, members)


def _record(name: str) -> types.Type:
    shape = parameter_layout() if name == "parameters" else layout(OF_TABLE[name])
    return numba.from_dtype(shape)


def _attribute_type(name: str) -> types.Type:
    if name in SINGLES:
        return _record(name)
    return TableType(name, types.float64 if name in VECTORS else _record(name))


WORLD = WorldType()
ATTRIBUTES: dict[str, types.Type] = {name: _attribute_type(name) for name in World._fields}


@infer_getattr
class _WorldAttributes(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, world: WorldType, attribute: str) -> types.Type | None:
        return ATTRIBUTES.get(attribute)


def _word(builder: Any, world: Any, place: int) -> Any:
    """Load the ``place``-th number of the block."""
    block = builder.bitcast(world, _WORD.as_pointer())
    return builder.load(builder.gep(block, [_WORD(place)]))


@lower_getattr_generic(WorldType)
def _world_attribute(context: Any, builder: Any, kind: WorldType, world: Any, name: str) -> Any:
    attribute = ATTRIBUTES[name]
    address = _word(builder, world, 2 * SLOTS[name])
    if name in SINGLES:
        return builder.inttoptr(address, context.get_value_type(attribute))
    table = cgutils.create_struct_proxy(attribute)(context, builder)
    table.address = address
    table.size = _word(builder, world, 2 * SLOTS[name] + 1)
    return table._getvalue()


@infer_global(operator.getitem)
class _GetRow(AbstractTemplate):
    key = operator.getitem

    def generic(self, args: Any, kws: Any) -> Any:
        table, index = args
        if isinstance(table, TableType) and isinstance(index, types.Integer):
            return signature(table.element, table, types.intp)
        return None


@infer_global(operator.setitem)
class _SetNumber(AbstractTemplate):
    key = operator.setitem

    def generic(self, args: Any, kws: Any) -> Any:
        table, index, _ = args
        numbers = isinstance(table, TableType) and table.element is types.float64
        if numbers and isinstance(index, types.Integer):
            return signature(types.none, table, types.intp, types.float64)
        return None


@infer_global(len)
class _Length(AbstractTemplate):
    key = len

    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], TableType):
            return signature(types.intp, args[0])
        return None


def _number(builder: Any, table: Any, place: Any) -> Any:
    """Return the address of the ``place``-th number of a table of numbers."""
    numbers = builder.inttoptr(table.address, ir.DoubleType().as_pointer())
    return builder.gep(numbers, [place])


@lower_builtin(operator.getitem, TableType, types.intp)
def _row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    element = sig.return_type
    if element is types.float64:
        return builder.load(_number(builder, table, args[1]))
    offset = builder.mul(args[1], _WORD(element.size))
    row = builder.add(table.address, offset)
    return builder.inttoptr(row, context.get_value_type(element))


@lower_builtin(operator.setitem, TableType, types.intp, types.float64)
def _set_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    builder.store(args[2], _number(builder, table, args[1]))
    return context.get_dummy_value()


@lower_builtin(len, TableType)
def _length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).size


@intrinsic
def world_at(typing_context: Any, address: Any) -> Any:
    """Return the world whose block stands at ``address``."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(WORLD))

    return signature(WORLD, types.intp), generate
