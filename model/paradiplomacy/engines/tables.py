"""Records as Python objects and as rows of NumPy arrays, and the way between them.

The layouts of both come from the declarations in :mod:`paradiplomacy.state.world` and
:mod:`paradiplomacy.parameters`; nothing is listed here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

import numpy as np
from pydantic import BaseModel

from paradiplomacy.parameters import Parameters
from paradiplomacy.state.fields import Entity, is_whole, specs
from paradiplomacy.state.world import OF_TABLE, SINGLES, VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Mapping


def layout(entity: type[Entity]) -> np.dtype[np.void]:
    """Return the row layout of an entity: float64 and int64 fields in the order declared."""
    rows: list[Any] = []
    for name, spec in specs(entity).items():
        kind = np.int64 if is_whole(entity, name) else np.float64
        rows.append((name, kind, (spec.size,)) if spec.size else (name, kind))
    return np.dtype(rows, align=True)


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


def to_rows(entity: type[Entity], records: Any, capacity: int = 0) -> np.ndarray[Any, Any]:
    """Return records of one entity as a structured array, blank rows behind up to ``capacity``."""
    count = len(records)
    rows = np.zeros(max(count, capacity), layout(entity))
    for name in specs(entity):
        if count:
            rows[name][:count] = [getattr(record, name) for record in records]
    if count < capacity:
        rows[count:] = to_rows(entity, [entity()])
    return rows


def parameter_row(parameters: BaseModel) -> np.ndarray[Any, Any]:
    """Return the parameters as a structured array of one row."""

    def values(model: BaseModel, kind: type[BaseModel]) -> tuple[Any, ...]:
        return tuple(
            values(value, type(value)) if isinstance(value, BaseModel) else value
            for value in (getattr(model, name) for name in kind.model_fields)
        )

    return np.array([values(parameters, Parameters)], dtype=parameter_layout())


def to_arrays(
    world: World,
    capacities: Mapping[str, int] | None = None,
    entities: Mapping[str, type[Entity]] = OF_TABLE,
) -> World:
    """Return a world of Python records as a world of arrays, every table a structured array.

    A table that ``capacities`` names gets blank rows until it has as many as stated there. One that
    is an array already stays as it is. ``entities`` are those whose records the tables hold.
    """
    capacities = capacities or {}
    arrays: dict[str, Any] = {}
    for name, value in world._asdict().items():
        if isinstance(value, np.ndarray):
            arrays[name] = value
        elif name == "parameters":
            arrays[name] = parameter_row(value)
        elif name in VECTORS:
            numbers = np.zeros(max(len(value), capacities.get(name, 0)))
            numbers[: len(value)] = value
            arrays[name] = numbers
        else:
            records = [value] if name in SINGLES else value
            arrays[name] = to_rows(entities[name], records, capacities.get(name, 0))
    return World(**arrays)
