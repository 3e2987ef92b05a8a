"""The declared bounds of the state, held against what custom functions leave behind.

The built-in rules keep the bounds; of a custom function nobody knows.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy.state.fields import Entity, FieldSpec, specs
from paradiplomacy.state.world import VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Mapping


def check_state(world: World, entities: Mapping[str, type[Entity]]) -> None:
    """Raise ``ValueError`` where a field of the world is not finite or out of its declared bounds.

    ``entities`` are those of its tables.
    """
    for table, records in world._asdict().items():
        if table in VECTORS:
            low, high = finite(VECTORS[table])
            for row, value in enumerate(records):
                if not low <= value <= high:  # so written, NaN is out of bounds
                    raise _outside(world, f"{table}[{row}]", value, low, high)
        elif isinstance(records, list):
            single, listed = _bounds(entities[table])  # type: ignore[arg-type]
            for row, record in enumerate(records):
                # Lists first: most of what rules reckon with; what tells of them follows.
                for name, low, high in listed:
                    for value in getattr(record, name):
                        if not low <= value <= high:
                            raise _outside(world, f"{table}[{row}].{name}", value, low, high)
                for name, low, high in single:
                    value = getattr(record, name)
                    if not low <= value <= high:
                        raise _outside(world, f"{table}[{row}].{name}", value, low, high)


def _outside(world: World, place: str, value: Any, low: float, high: float) -> ValueError:
    bounds = f"not within {low:.3g} to {high:.3g}"
    return ValueError(f"after month {world.clock.month} world.{place} is {value}, {bounds}")


_Bounds = tuple[tuple[str, float, float], ...]


@cache
def _bounds(entity: type[Entity]) -> tuple[_Bounds, _Bounds]:
    """Return name and bounds of the fields of an entity: of numbers, and of lists of numbers."""
    fields = specs(entity).items()
    single = tuple((name, *finite(spec)) for name, spec in fields if not spec.size)
    listed = tuple((name, *finite(spec)) for name, spec in fields if spec.size)
    return single, listed


def finite(spec: FieldSpec) -> tuple[float, float]:
    """Return the bounds of a field; infinity lies beyond any."""
    return max(spec.low, -sys.float_info.max), min(spec.high, sys.float_info.max)
