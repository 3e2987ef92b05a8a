"""What a custom file declares: indicators, and state of its own.

::

    goodwill = state("cities", 0.5, "1", "goodwill of a city's public", low=0.0, high=1.0)

    @indicator("1", "difference in goodwill of the two cities", low=-1.0, high=1.0)
    def goodwill_gap(world, p):
        first, second = world.partnerships[p].cities[0], world.partnerships[p].cities[1]
        return world.cities[first].goodwill - world.cities[second].goodwill

An indicator that takes the world and the number of a row is one of a partnership, one that takes
the world alone is one of the world.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from paradiplomacy.indicators import END, MEAN, PARTNERSHIP, SUM, UNDEFINED, WORLD, Indicator
from paradiplomacy.state import fields
from paradiplomacy.state.world import OF_TABLE, World

if TYPE_CHECKING:
    from paradiplomacy.state.fields import Entity

Measure = Callable[..., float]

_Measure = TypeVar("_Measure", bound=Measure)

CUSTOM_SUMMARIES = (END, MEAN, SUM)
"""How an indicator of one's own can be summed up."""

TABLES = ("countries", "cities", "ngos", "partnerships")
"""Tables to whose records a custom file can add state."""


@dataclass(frozen=True)
class State:
    """A float that is added to each record of a table: declared once, like a built-in field."""

    name: str
    table: str
    initial: float
    unit: str
    meaning: str
    low: float
    high: float


@dataclass(frozen=True)
class Measurement:
    """What is declared of an indicator besides its name and function."""

    unit: str
    formula: str
    low: float
    high: float
    summary: str


def state(
    table: str,
    initial: float,
    unit: str,
    meaning: str,
    *,
    low: float = -math.inf,
    high: float = math.inf,
) -> State:
    """Declare a field of the records of ``table``, named like the variable that it is assigned to.

    ``table`` is one of :data:`TABLES`; every record starts at ``initial``. A value out of the
    bounds ends the run with an error. Raises ``ValueError`` where what is declared makes no sense.
    """
    if table not in TABLES:
        raise ValueError(f"there is no table {table!r} to add to, but {', '.join(TABLES)}")
    _check_texts(unit, meaning)
    _check_bounds(low, high)
    if not (_is_number(initial) and low <= initial <= high and math.isfinite(initial)):
        raise ValueError(f"initial is {initial!r}, no number within {low} to {high}")
    return State("", table, float(initial), unit, meaning, float(low), float(high))


def indicator(
    unit: str, formula: str, *, low: float = 0.0, high: float = math.inf, summary: str = END
) -> Callable[[_Measure], _Measure]:
    """Declare a function as an indicator: unit, formula in words, bounds, and how it is summed up.

    What it returns is recorded where the configuration names it; NaN is undefined. A run has it as
    it is at its end, or, where ``summary`` says so, as its ``"mean"`` over the months of the
    evaluation window, or as the ``"sum"``, which is what the window adds to a running count. Raises
    ``ValueError`` where what is declared makes no sense.
    """
    measurement(unit, formula, low=low, high=high, summary=summary)

    def unchanged(measure: _Measure) -> _Measure:
        return measure

    return unchanged


def measurement(
    unit: str, formula: str, *, low: float = 0.0, high: float = math.inf, summary: str = END
) -> Measurement:
    """Return what the arguments of :func:`indicator` declare; raises what it raises."""
    _check_texts(unit, formula)
    _check_bounds(low, high)
    if summary not in CUSTOM_SUMMARIES:
        raise ValueError(f"summary is {summary!r}, not one of {', '.join(CUSTOM_SUMMARIES)}")
    return Measurement(unit, formula, float(low), float(high), summary)


def _check_texts(*texts: Any) -> None:
    for text in texts:
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"unit and words are texts that say something, not {text!r}")


def _check_bounds(low: Any, high: Any) -> None:
    if not (_is_number(low) and _is_number(high) and low < high):
        raise ValueError(f"low is {low!r} and high is {high!r}, no bounds")


def _is_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and not math.isnan(value)


@cache
def entities_of(states: tuple[State, ...]) -> Mapping[str, type[Entity]]:
    """Return the entity whose records each table holds, with ``states`` as its last fields."""
    extended = {table: [each for each in states if each.table == table] for table in TABLES}
    return OF_TABLE | {table: _extended(table, own) for table, own in extended.items() if own}


def _extended(table: str, states: list[State]) -> type[Entity]:
    own = [
        (each.name, float, fields.state(
            each.initial, each.unit, each.meaning, low=each.low, high=each.high
        ))
        for each in states
    ]  # fmt: skip
    entity = OF_TABLE[table]
    return make_dataclass(entity.__name__, own, bases=(entity,), slots=True, eq=False)


def with_states(world: World, states: tuple[State, ...]) -> World:
    """Return ``world``, of Python records, with ``states`` at their initial values."""
    grown: dict[str, Any] = {}
    for table, entity in entities_of(states).items():
        if entity is not OF_TABLE[table]:
            names = fields.specs(OF_TABLE[table])
            grown[table] = [
                entity(**{name: getattr(record, name) for name in names})
                for record in getattr(world, table)
            ]
    return world._replace(**grown)


def indicator_of(state: State) -> Indicator:
    """Return the indicator that records a state.

    That of a partnership is one of each partnership; of the other tables it is the mean over their
    rows, of organisations over the active ones.
    """
    formula = state.meaning
    if state.table != "partnerships":
        active = "active " if state.table == "ngos" else ""
        formula = f"{formula}, mean over {active}{state.table}"
    level = PARTNERSHIP if state.table == "partnerships" else WORLD
    return Indicator(
        state.name, state.unit, state.low, state.high, formula, level, True, _reader(state)
    )


def _reader(state: State) -> Measure:
    """Return the function that reads a state."""
    name, table = state.name, state.table

    def of_partnership(world: World, p: int) -> float:
        value: float = getattr(world.partnerships[p], name)
        return value

    def of_table(world: World) -> float:
        total = 0.0
        count = 0
        for row in range(len(getattr(world, table))):
            total += getattr(getattr(world, table)[row], name)
            count += 1
        return total / count if count > 0 else UNDEFINED

    def of_active(world: World) -> float:
        total = 0.0
        count = 0
        for n in range(len(world.ngos)):
            if world.ngos[n].active == 1:
                total += getattr(world.ngos[n], name)
                count += 1
        return total / count if count > 0 else UNDEFINED

    readers: dict[str, Measure] = {"partnerships": of_partnership, "ngos": of_active}
    reader = readers.get(table, of_table)
    # Functions of one maker bear one name, by which they would be taken for one another.
    reader.__name__ = reader.__qualname__ = f"{table}_{name}"
    return reader
