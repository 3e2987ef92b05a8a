"""Declare state fields: name, type, unit, bounds, initial value and meaning, once each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from paradiplomacy.brief import brief
from paradiplomacy.state.codes import NONE

INFINITY = math.inf


@dataclass(frozen=True)
class FieldSpec:
    """What is declared of a state field besides its name and type."""

    meaning: str
    unit: str
    low: float
    high: float
    config: str
    output: bool
    size: int
    long: bool = False


def state(
    default: float,
    unit: str,
    meaning: str,
    *,
    config: str = "",
    low: float = -INFINITY,
    high: float = INFINITY,
    size: int = 0,
    output: bool = False,
    long: bool = False,
) -> Any:
    """Declare a state field: its initial value, unit, meaning, config key and bounds.

    ``size`` above 0 makes it a fixed list; ``output`` marks what no process reads; ``long`` marks a
    whole number without bounds that a run may take past 32 bits.
    """
    spec = FieldSpec(meaning, unit, low, high, config, output=output, size=size, long=long)
    if size:
        return field(default_factory=lambda: [default] * size, metadata={"spec": spec})
    return field(default=default, metadata={"spec": spec})


def stock(
    meaning: str, *, config: str = "", default: float = 0.0, size: int = 0, output: bool = False
) -> Any:
    """Declare a stock or share in [0, 1]."""
    return state(default, "1", meaning, config=config, low=0.0, high=1.0, size=size, output=output)


def index(
    meaning: str,
    *,
    config: str = "",
    default: int = NONE,
    high: float = INFINITY,
    size: int = 0,
    output: bool = False,
) -> Any:
    """Declare a place in another table, or :data:`NONE`."""
    return state(
        default, "index", meaning, config=config, low=NONE, high=high, size=size, output=output
    )


def count(
    unit: str,
    meaning: str,
    *,
    config: str = "",
    default: int = 0,
    high: float = INFINITY,
    size: int = 0,
    output: bool = False,
    long: bool = False,
) -> Any:
    """Declare a whole number that is never negative."""
    return state(
        default,
        unit,
        meaning,
        config=config,
        low=0,
        high=high,
        size=size,
        output=output,
        long=long,
    )


def flag(meaning: str, *, config: str = "", output: bool = False) -> Any:
    """Declare a whole number that is 0 or 1."""
    return state(0, "0 or 1", meaning, config=config, low=0, high=1, output=output)


def identity() -> Any:
    """Declare the 64-bit key by which an entity's draws are keyed, made from its id."""
    return state(0, "key", "key of the entity's draws, from its id", long=True)


class Entity:
    """The base of all records."""

    __slots__ = ()
    table: ClassVar[str]

    def __repr__(self) -> str:
        """Return the first of its fields."""
        return brief(self, {name: getattr(self, name) for name in specs(type(self))})


def specs(entity: type[Entity]) -> dict[str, FieldSpec]:
    """Return the declared fields of an entity, in order."""
    return {item.name: item.metadata["spec"] for item in fields(entity)}  # type: ignore[arg-type]


def is_whole(entity: type[Entity], name: str) -> bool:
    """Tell whether a field holds whole numbers or not."""
    kinds = {item.name: item.type for item in fields(entity)}  # type: ignore[arg-type]
    return "int" in str(kinds[name])
