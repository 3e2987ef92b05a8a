"""Records as Python objects and as rows of NumPy arrays, and the way between them.

The layouts of both come from the declarations in :mod:`paradiplomacy.state.world` and
:mod:`paradiplomacy.parameters`; nothing is listed here.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from paradiplomacy.parameters import Parameters
from paradiplomacy.state.fields import Entity, FieldSpec, is_whole, specs
from paradiplomacy.state.world import OF_TABLE, SINGLES, VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Mapping


LINE = 64
"""Bytes of a cache line, on which tables start."""

MOST_GROWTH = 1.1
"""How far a row may grow to be a whole number of cache lines."""

WIDTHS = (np.int8, np.int16, np.int32, np.int64)


def kept(spec: FieldSpec, *, whole: bool) -> type[np.number[Any]]:
    """Return how the numbers of a field are kept: as float64, or in the fewest bits for its bounds.

    Where a whole number has no bound it gets 32 bits, unless it is declared to be long: a run has
    no more months, a table no more rows, and a tie's events no higher count.
    """
    if not whole:
        return np.float64
    if spec.long:
        return np.int64
    widest = np.iinfo(np.int32)
    low, high = max(spec.low, widest.min), min(spec.high, widest.max)
    return next(w for w in WIDTHS if np.iinfo(w).min <= low and high <= np.iinfo(w).max)


def layout(entity: type[Entity]) -> np.dtype[np.void]:
    """Return the row layout of an entity: its fields as :func:`kept`.

    They stand in the order declared, but that a narrow one moves up into the gap before a wide one.
    Where a row is nearly a whole number of cache lines it is made one, so that fields declared
    together are fetched together in every row.
    """
    return _layout(entity)  # type: ignore[arg-type]


@cache
def _layout(entity: type[Entity]) -> np.dtype[np.void]:
    waiting = {
        name: np.dtype((kept(spec, whole=is_whole(entity, name)), spec.size or ()))
        for name, spec in specs(entity).items()
    }
    rows: list[tuple[str, np.dtype[Any]]] = []
    end = 0
    while waiting:
        fits = (name for name, kind in waiting.items() if end % kind.base.itemsize == 0)
        name = next(fits, next(iter(waiting)))
        kind = waiting.pop(name)
        rows.append((name, kind))
        end += -end % kind.base.itemsize + kind.itemsize
    packed = np.dtype(rows, align=True)
    lines = -(-packed.itemsize // LINE) * LINE
    if lines > MOST_GROWTH * packed.itemsize:
        return packed
    offsets = [field[1] for field in packed.fields.values()]  # type: ignore[union-attr]
    names, formats = zip(*rows, strict=True)
    return np.dtype(
        {"names": names, "formats": formats, "offsets": offsets, "itemsize": lines}, align=True
    )


def parameter_layout(model: type[BaseModel] = Parameters) -> np.dtype[np.void]:
    """Return the nested row layout of the parameters, from their pydantic declarations."""
    rows: list[Any] = []
    for name, info in model.model_fields.items():
        kind: Any = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            rows.append((name, parameter_layout(kind)))
        elif get_origin(kind) is list:
            size = len(info.get_default(call_default_factory=True))
            whole = get_args(get_args(kind)[0])[0] is int
            rows.append((name, np.int64 if whole else np.float64, (size,)))
        else:
            rows.append((name, np.int64 if kind is int else np.float64))
    return np.dtype(rows, align=True)


def to_rows(entity: type[Entity], records: Any) -> np.ndarray[Any, Any]:
    """Return records of one entity as a structured array.

    Raises ``OverflowError`` for a number that its field cannot hold.
    """
    rows = np.zeros(len(records), layout(entity))
    for name in specs(entity):
        if len(records):
            rows[name] = [getattr(record, name) for record in records]
    return rows


def parameter_row(parameters: BaseModel) -> np.ndarray[Any, Any]:
    """Return the parameters as a structured array of one row."""

    def values(model: BaseModel, kind: type[BaseModel]) -> tuple[Any, ...]:
        return tuple(
            values(value, type(value)) if isinstance(value, BaseModel) else value
            for value in (getattr(model, name) for name in kind.model_fields)
        )

    return np.array([values(parameters, Parameters)], dtype=parameter_layout())


def shapes(
    world: World,
    capacities: Mapping[str, int] | None = None,
    entities: Mapping[str, type[Entity]] = OF_TABLE,
) -> dict[str, tuple[int, np.dtype[Any]]]:
    """Return the number of rows and their layout for each table of a world as arrays.

    A table that ``capacities`` names has at least as many rows as stated there; ``entities`` are
    those whose records the tables hold.
    """
    capacities = capacities or {}
    found: dict[str, tuple[int, np.dtype[Any]]] = {}
    for name, value in world._asdict().items():
        if isinstance(value, np.ndarray):
            found[name] = len(value), value.dtype
        elif name == "parameters":
            found[name] = 1, parameter_layout()
        else:
            kind = np.dtype(float) if name in VECTORS else layout(entities[name])
            count = 1 if name in SINGLES else len(value)
            found[name] = max(count, capacities.get(name, 0)), kind
    return found


def fill(
    rows: np.ndarray[Any, Any],
    name: str,
    value: Any,
    entities: Mapping[str, type[Entity]] = OF_TABLE,
) -> None:
    """Write a table of a world, of records or an array, into zeroed ``rows``; the rest is blank.

    Raises ``OverflowError`` for a number that its field cannot hold.
    """
    if isinstance(value, np.ndarray) and value.dtype == rows.dtype:
        _copy(rows, value)
    elif isinstance(value, np.ndarray):
        rows[:] = value
    elif name == "parameters":
        rows[:] = parameter_row(value)
    elif name in VECTORS:
        rows[: len(value)] = value
    else:
        entity = entities[name]
        records = [value] if name in SINGLES else value
        _copy(rows[: len(records)], to_rows(entity, records))
        _copy(rows[len(records) :], to_rows(entity, [entity()]))


def _copy(rows: np.ndarray[Any, Any], values: np.ndarray[Any, Any]) -> None:
    """Copy as many ``values`` of the same layout, or one into all rows; both lie in one piece.

    All bytes at once: field by field, as structured arrays are copied, takes ten times as long.
    """
    size = rows.dtype.itemsize
    rows.view(np.uint8).reshape(-1, size)[:] = values.view(np.uint8).reshape(-1, size)


def to_arrays(
    world: World,
    capacities: Mapping[str, int] | None = None,
    entities: Mapping[str, type[Entity]] = OF_TABLE,
) -> World:
    """Return a world of Python records as a world of arrays, every table a structured array.

    A table that ``capacities`` names gets blank rows until it has as many as stated there. One that
    is an array already is copied. ``entities`` are those whose records the tables hold.
    """
    arrays: dict[str, Any] = {}
    for name, (count, kind) in shapes(world, capacities, entities).items():
        arrays[name] = np.zeros(count, kind)
        fill(arrays[name], name, getattr(world, name), entities)
    return World(**arrays)
