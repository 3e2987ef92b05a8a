"""What an indicator is, and the registry of all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNDEFINED = math.nan

PARTNERSHIP, WORLD = LEVELS = ("partnership", "world")
"""What an indicator is measured of."""


@dataclass(frozen=True)
class Indicator:
    """Define an output: unit, bounds, formula in words, level, and the rule that measures it.

    A ``headline`` stands in the summary that people read; tables and JSON hold all. A name that
    ends in ``_first`` or ``_second`` is of one side, in the order of the partnership's ``cities``.
    The rule of the level ``world`` takes the world alone, that of ``partnership`` also a tie.
    """

    name: str
    unit: str
    low: float
    high: float
    formula: str
    level: str
    headline: bool
    measure: Callable[..., float]


INDICATORS: dict[str, Indicator] = {}
"""Every indicator by name, in order of definition: first those of partnerships."""

_Measure = TypeVar("_Measure", bound="Callable[..., float]")


def indicator(
    unit: str,
    formula: str,
    *,
    low: float = 0.0,
    high: float = math.inf,
    level: str = PARTNERSHIP,
    headline: bool = False,
) -> Callable[[_Measure], _Measure]:
    """Register a rule as the indicator of its name."""

    def register(measure: _Measure) -> _Measure:
        name = measure.__name__
        INDICATORS[name] = Indicator(name, unit, low, high, formula, level, headline, rule(measure))
        return measure

    return register


def of_level(level: str, indicators: Mapping[str, Indicator] = INDICATORS) -> dict[str, Indicator]:
    """Return those of ``indicators`` that are of one level by name, in order."""
    return {name: item for name, item in indicators.items() if item.level == level}


class _Levelled(Protocol):
    @property
    def level(self) -> str: ...


_Item = TypeVar("_Item", bound=_Levelled)


def in_order(indicators: Mapping[str, _Item]) -> dict[str, _Item]:
    """Return indicators by name with those of partnerships first, else in the order given."""
    return dict(sorted(indicators.items(), key=lambda pair: LEVELS.index(pair[1].level)))


@rule
def mean_over_partnerships(values: Sequence[float], size: int) -> float:
    """Return the mean of the defined among the first ``size`` values, or undefined."""
    total = 0.0
    defined = 0
    for p in range(size):
        if not math.isnan(values[p]):
            total += values[p]
            defined += 1
    return total / defined if defined > 0 else UNDEFINED
