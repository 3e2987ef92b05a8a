"""The world as compiled rules see it: one pointer to a list of tables.

To compiled code a world is the address of a block of numbers: for each table an address, a length
and the bytes from row to row. A table is those three, a row of it is a pointer to its fields, and a
list in a row is a table again. So a world costs one machine word to hand on, whatever the number of
tables, and nothing counts references inside a run. The fields come from the layouts of
:mod:`paradiplomacy.engines.tables`, so rules find the same names as in Python. Whole numbers have
64 bits in every rule, however narrow the field is that they stand in: they are widened where they
are read.

The indices that built-in rules use are never checked here: NONE must be tested for before it is
followed, as the equality of both engines shows; nor is it checked that a number fits its field.
Where Numba is asked to check bounds, as it is for custom functions, a row outside its table raises,
and so does a whole number that its field cannot hold.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.imputils import RefType, iternext_impl
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_global,
    signature,
)
from numba.extending import (
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
)

from paradiplomacy.custom.declarations import State, entities_of
from paradiplomacy.engines.compilation.workspace import SLOTS
from paradiplomacy.engines.tables import layout, parameter_layout
from paradiplomacy.state.world import PARAMETERS_BY_PLACE, SINGLES, VECTORS, World

WORD = ir.IntType(64)
"""The type of a word: a whole number, or an address."""

BYTES = ir.IntType(8).as_pointer()
"""The type of an address of bytes."""


BYTES_OF_WORD = 8
"""Bytes of a word; a row of parameters is made of words."""


class WorldType(types.Type):
    """The type of a world in compiled code."""

    def __init__(self) -> None:
        super().__init__(name="World")


class RowType(types.Type):
    """The type of a row with the fields of a NumPy ``layout``."""

    def __init__(self, name: str, layout: np.dtype[Any]) -> None:
        self.layout = layout
        super().__init__(name=f"Row({name})")


class TableType(types.IterableType):
    """The type of a table of rows, or of numbers that are kept as ``kept``."""

    def __init__(self, kept: np.dtype[Any], name: str = "") -> None:
        self.kept = kept
        name = name or kept.name
        self.element = RowType(name, kept) if kept.fields else _number(kept)
        super().__init__(name=f"Table({name})")

    @property
    def iterator_type(self) -> types.Type:
        """Return the type of a walk through the table."""
        return WalkType(self)


class WalkType(types.SimpleIteratorType):
    """The type of a walk through a table, row after row."""

    def __init__(self, table: TableType) -> None:
        self.table = table
        super().__init__(f"Walk({table.name})", table.element)


def _number(kept: np.dtype[Any]) -> types.Type:
    """Return the type that rules see of a number, however it is kept."""
    return types.float64 if kept.kind == "f" else types.int64


@register_model(WorldType)
class _WorldModel(models.OpaqueModel):
    """A world as one address."""


@register_model(RowType)
class _RowModel(models.OpaqueModel):
    """A row as one address."""


@register_model(TableType)
class _TableModel(models.StructModel):
    """A table as address, length and stride."""

    def __init__(self, manager: Any, table: TableType) -> None:
        members = [("address", types.voidptr), ("size", types.intp), ("stride", types.intp)]
        super().__init__(manager, table, members)


@register_model(WalkType)
class _WalkModel(models.StructModel):
    """A walk as the next row's index and the table."""

    def __init__(self, manager: Any, walk: WalkType) -> None:
        members = [("index", types.EphemeralPointer(types.intp)), ("table", walk.table)]
        super().__init__(manager, walk, members)


def _attribute_type(name: str, states: tuple[State, ...] = ()) -> types.Type:
    if name in VECTORS:
        return TableType(np.dtype(np.float64))
    rows = parameter_layout() if name == "parameters" else layout(entities_of(states)[name])
    # Types of one name are one type.
    own = "".join(f", {each.name}" for each in states if each.table == name)
    return RowType(name, rows) if name in SINGLES else TableType(rows, name + own)


WORLD = WorldType()
ATTRIBUTES: dict[str, types.Type] = {name: _attribute_type(name) for name in World._fields} | {
    name: TableType(np.dtype(kind)) for name, kind in PARAMETERS_BY_PLACE.items()
}


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
    block = builder.bitcast(world, WORD.as_pointer())
    word = builder.load(builder.gep(block, [WORD(place)]))
    word.set_metadata("invariant.load", builder.module.add_metadata([]))
    return word


@lower_getattr_generic(WorldType)
def _world_attribute(context: Any, builder: Any, kind: WorldType, world: Any, name: str) -> Any:
    attribute = ATTRIBUTES[name]
    if name in PARAMETERS_BY_PLACE:
        first = builder.inttoptr(_word(builder, world, SLOTS["parameters"]), BYTES)
        size, stride = parameter_layout().itemsize // BYTES_OF_WORD, BYTES_OF_WORD
        return made_table(context, builder, attribute, first, WORD(size), WORD(stride))
    address = builder.inttoptr(_word(builder, world, SLOTS[name]), BYTES)
    if name in SINGLES:
        return address
    size, stride = (_word(builder, world, SLOTS[name] + place) for place in (1, 2))
    return made_table(context, builder, attribute, address, size, stride)


def made_table(context: Any, builder: Any, kind: types.Type, *place: Any) -> Any:
    """Return a table of a type by its address, its size and the bytes from row to row."""
    table = cgutils.create_struct_proxy(kind)(context, builder)
    table.address, table.size, table.stride = place
    return table._getvalue()


def _loaded(builder: Any, kept: np.dtype[Any], address: Any) -> Any:
    """Read a number from where it is kept; a whole one gets 64 bits."""
    number = builder.load(builder.bitcast(address, _as_kept(kept).as_pointer()))
    return builder.sext(number, WORD) if kept.kind == "i" else number


def _store(context: Any, builder: Any, kept: np.dtype[Any], number: Any, address: Any) -> None:
    """Write a number to where it is kept; where bounds are checked, one too large for it raises."""
    whole = number
    if kept.kind == "i":
        number = builder.trunc(whole, _as_kept(kept))
        if context.enable_boundscheck:
            changed = builder.icmp_signed("!=", builder.sext(number, WORD), whole)
            with builder.if_then(changed, likely=False):
                message = (f"a field of {8 * kept.itemsize} bits cannot hold the number",)
                context.call_conv.return_user_exc(builder, OverflowError, message)
    builder.store(number, builder.bitcast(address, _as_kept(kept).as_pointer()))


def _as_kept(kept: np.dtype[Any]) -> Any:
    return ir.DoubleType() if kept.kind == "f" else ir.IntType(8 * kept.itemsize)


@infer_getattr
class _RowFields(AttributeTemplate):
    key = RowType

    def generic_resolve(self, row: RowType, name: str) -> types.Type | None:
        kept = row.layout[name] if name in (row.layout.names or ()) else None
        if kept is None:
            return None
        if kept.fields:
            return RowType(f"{row.name}.{name}", kept)
        return TableType(kept.base) if kept.shape else _number(kept)


def _field(builder: Any, kind: RowType, row: Any, name: str) -> tuple[np.dtype[Any], Any]:
    """Return how a field of a row is kept, and its address."""
    kept, offset = kind.layout.fields[name][:2]  # type: ignore[index]
    return kept, cgutils.pointer_add(builder, row, WORD(offset), BYTES)


@lower_getattr_generic(RowType)
def _read_field(context: Any, builder: Any, kind: RowType, row: Any, name: str) -> Any:
    kept, address = _field(builder, kind, row, name)
    if kept.fields:
        return address
    if not kept.shape:
        return _loaded(builder, kept, address)
    size, stride = WORD(kept.shape[0]), WORD(kept.base.itemsize)
    return made_table(context, builder, TableType(kept.base), address, size, stride)


@lower_setattr_generic(RowType)
def _write_field(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    kind, given = sig.args
    kept, address = _field(builder, kind, args[0], name)
    number = context.cast(builder, args[1], given, _number(kept))
    _store(context, builder, kept, number, address)


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
        below = builder.icmp_signed("<", index, WORD(0))
        index = builder.select(below, builder.add(index, table.size), index)
        outside = builder.icmp_unsigned(">=", index, table.size)
        with builder.if_then(outside, likely=False):
            context.call_conv.return_user_exc(builder, IndexError, ("no such row of a table",))
    return builder.gep(table.address, [builder.mul(index, table.stride)])


@lower_builtin(operator.getitem, TableType, types.intp)
def _row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    return _element(builder, sig.args[0], _place(context, builder, table, args[1]))


def _element(builder: Any, table: TableType, place: Any) -> Any:
    """Return the row, or the number, that stands at a place of a table."""
    return place if table.kept.fields else _loaded(builder, table.kept, place)


@lower_builtin("getiter", TableType)
def _walk(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    walk = context.make_helper(builder, sig.return_type)
    walk.index = cgutils.alloca_once_value(builder, WORD(0))
    walk.table = args[0]
    return walk._getvalue()


@lower_builtin("iternext", WalkType)
@iternext_impl(RefType.UNTRACKED)
def _next_row(context: Any, builder: Any, sig: Any, args: Any, result: Any) -> None:
    kind = sig.args[0].table
    walk = context.make_helper(builder, sig.args[0], value=args[0])
    table = cgutils.create_struct_proxy(kind)(context, builder, value=walk.table)
    index = builder.load(walk.index)
    within = builder.icmp_signed("<", index, table.size)
    result.set_valid(within)
    with builder.if_then(within):
        place = builder.gep(table.address, [builder.mul(index, table.stride)])
        result.yield_(_element(builder, kind, place))
        builder.store(builder.add(index, WORD(1)), walk.index)


@lower_builtin(operator.setitem, TableType, types.intp, types.float64)
@lower_builtin(operator.setitem, TableType, types.intp, types.int64)
def _set_number(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0])
    place = _place(context, builder, table, args[1])
    _store(context, builder, sig.args[0].kept, args[2], place)
    return context.get_dummy_value()


@lower_builtin(len, TableType)
def _length(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=args[0]).size
