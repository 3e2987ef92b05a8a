"""The world as compiled rules see it: one pointer to a list of tables.

To compiled code a world is the address of a block of numbers: for each table an address, a length
and the bytes from row to row. A table is those three, and a row of it is a pointer to a record. So
a world costs one machine word to hand on, whatever the number of tables, and nothing counts
references inside a run. The types of the records come from :mod:`paradiplomacy.engines.tables`, so
rules find the same names as in Python.

The indices that built-in rules use are never checked here: NONE must be tested for before it is
followed, as the equality of both engines shows. Where Numba is asked to check bounds, as it is for
custom functions, a row outside its table raises.
"""

from __future__ import annotations

import operator
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.callconv import RETCODE_NONE, RETCODE_OK
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

from paradiplomacy.custom.declarations import State, entities_of
from paradiplomacy.engines.compilation.workspace import SLOTS
from paradiplomacy.engines.tables import layout, parameter_layout
from paradiplomacy.state.world import SINGLES, VECTORS, World

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
    """A table as address, length and stride."""

    def __init__(self, manager: Any, table: TableType) -> None:
        members = [("address", types.intp), ("size", types.intp), ("stride", types.intp)]
        super().__init__(manager, table, members)


def _attribute_type(name: str, states: tuple[State, ...] = ()) -> types.Type:
    if name == "parameters":
        return numba.from_dtype(parameter_layout())
    if name in VECTORS:
        return TableType(name, types.float64)
    record = numba.from_dtype(layout(entities_of(states)[name]))
    # Types of one name are one type.
    own = "".join(f", {each.name}" for each in states if each.table == name)
    return record if name in SINGLES else TableType(name + own, record)


WORLD = WorldType()
ATTRIBUTES: dict[str, types.Type] = {name: _attribute_type(name) for name in World._fields}


def add_states(states: tuple[State, ...]) -> None:
    """Let records have ``states`` too, in all that this process compiles from now on."""
    for table in {each.table for each in states}:
        ATTRIBUTES[table] = _attribute_type(table, states)


@infer_getattr
class _WorldAttributes(AttributeTemplate):
    key = WorldType

    def generic_resolve(self, world: WorldType, attribute: str) -> types.Type | None:
        return ATTRIBUTES.get(attribute)


def _word(builder: Any, world: Any, place: int) -> Any:
    """Load the ``place``-th number of the block, which nothing ever changes."""
    block = builder.bitcast(world, _WORD.as_pointer())
    word = builder.load(builder.gep(block, [_WORD(place)]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@lower_getattr_generic(WorldType)
def _world_attribute(context: Any, builder: Any, kind: WorldType, world: Any, name: str) -> Any:
    attribute = ATTRIBUTES[name]
    address = _word(builder, world, SLOTS[name])
    if name in SINGLES:
        return builder.inttoptr(address, context.get_value_type(attribute))
    table = cgutils.create_struct_proxy(attribute)(context, builder)
    table.address = address
    table.size = _word(builder, world, SLOTS[name] + 1)
    table.stride = _word(builder, world, SLOTS[name] + 2)
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
        numbers = isinstance(table, TableType) and isinstance(table.element, types.Number)
        if numbers and isinstance(index, types.Integer):
            return signature(types.none, table, types.intp, table.element)
        return None


@infer_global(len)
class _Length(AbstractTemplate):
    key = len

    def generic(self, args: Any, kws: Any) -> Any:
        if len(args) == 1 and isinstance(args[0], TableType):
            return signature(types.intp, args[0])
        return None


def _place(context: Any, builder: Any, table: Any, index: Any) -> Any:
    """Return the address of a row.

    Where bounds are checked, a row outside the table raises, and one below 0 counts from the end as
    in Python.
    """
    if context.enable_boundscheck:
        below = builder.icmp_signed("<", index, _WORD(0))
        index = builder.select(below, builder.add(index, table.size), index)
        outside = builder.icmp_unsigned(">=", index, table.size)
        with builder.if_then(outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, ("no such row of a table",))
    return builder.add(table.address, builder.mul(index, table.stride))


@lower_builtin(operator.getitem, TableType, types.intp)
def _row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    element = context.get_value_type(sig.return_type)
    place = _place(context, builder, table, args[1])
    if isinstance(sig.return_type, types.Record):
        return builder.inttoptr(place, element)
    return builder.load(builder.inttoptr(place, element.as_pointer()))


@lower_builtin(operator.setitem, TableType, types.intp, types.float64)
@lower_builtin(operator.setitem, TableType, types.intp, types.int64)
def _set_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    place = _place(context, builder, table, args[1])
    builder.store(args[2], builder.inttoptr(place, args[2].type.as_pointer()))
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


def _numbers_at(element: types.Type) -> Any:
    table = TableType(str(element), element)

    def typed(typing_context: Any, address: Any, size: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            view = cgutils.create_struct_proxy(table)(context, builder)
            view.address, view.size = args
            view.stride = _WORD(8)
            return view._getvalue()

        return signature(table, types.intp, types.intp), generate

    return intrinsic(typed)


floats_at = _numbers_at(types.float64)
"""Return the table of ``size`` floats that stands at ``address``."""

wholes_at = _numbers_at(types.int64)
"""Return the table of ``size`` whole numbers that stands at ``address``."""


def record_at(layout: Any) -> Any:
    """Return a function from an address to the record of a NumPy ``layout`` that stands there."""
    record = numba.from_dtype(layout)

    def typed(typing_context: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(record))

        return signature(record, types.intp), generate

    return intrinsic(typed)


@intrinsic
def copy(typing_context: Any, target: Any, source: Any, size: Any) -> Any:
    """Copy ``size`` bytes from the address ``source`` to ``target``."""

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        places = [builder.inttoptr(address, byte) for address in args[:2]]
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
        return builder.select(fine, _WORD(0), _WORD(1))

    return signature(types.intp, *[types.intp] * 5), generate
