"""What an indicator is, and the registry of all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Values = NDArray[np.float64]
    Combine = Callable[..., Values]

UNDEFINED = math.nan

PARTNERSHIP, WORLD = LEVELS = ("partnership", "world")
"""What an indicator is measured of."""

END, MEAN, SUM, DERIVED = SUMMARIES = ("end", "mean", "sum", "derived")
"""How a run sums an indicator up: a stock as it stands at the end; a state as its mean over the
months of the evaluation window in which it is defined; a count as what the window adds to it; and
what is worked out from the summaries of others."""


def window(months: int, year: int) -> int:
    """Return the first month of the evaluation window of a run, which ends with the run.

    ``year`` is the first of the window, from 1; a run that ends before it is taken whole.
    """
    first = 12 * (year - 1)
    return first if first < months else 0


@dataclass(frozen=True)
class Indicator:
    """Define an output: unit, bounds, formula in words, level, and the rule that measures it.

    A ``headline`` stands in the summary that people read; tables and JSON hold all. A name that
    ends in ``_first`` or ``_second`` is of one side, in the order of the partnership's ``cities``.
    The rule of the level ``world`` takes the world alone, that of ``partnership`` also a tie.
    ``summary`` is one of :data:`SUMMARIES`; one that is derived is what ``combine`` makes of the
    summaries of the indicators ``of``, each an array of runs or of runs and ties.
    """

    name: str
    unit: str
    low: float
    high: float
    formula: str
    level: str
    headline: bool
    measure: Callable[..., float]
    summary: str = END
    of: tuple[str, ...] = ()
    combine: Combine | None = None


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
    summary: str = END,
    of: tuple[str, ...] = (),
    combine: Combine | None = None,
) -> Callable[[_Measure], _Measure]:
    """Register a rule as the indicator of its name.

    The rule tells the value after a month: of a count all that has been counted so far. With
    ``combine`` it is derived, and the rule makes of a month's values what ``combine`` makes of the
    summaries.
    """

    def register(measure: _Measure) -> _Measure:
        name = measure.__name__
        how = summary if combine is None else DERIVED
        INDICATORS[name] = Indicator(
            name, unit, low, high, formula, level, headline, rule(measure), how, of, combine
        )
        return measure

    return register


def of_level(level: str, indicators: Mapping[str, Indicator] = INDICATORS) -> dict[str, Indicator]:
    """Return those of ``indicators`` that are of one level by name, in order."""
    return {name: item for name, item in indicators.items() if item.level == level}


def with_inputs(
    names: Iterable[str], indicators: Mapping[str, Indicator] = INDICATORS
) -> frozenset[str]:
    """Return some indicators and all that the derived ones among them are worked out from."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += indicators[name].of
    return frozenset(found)


class _Levelled(Protocol):
    @property
    def level(self) -> str: ...


_Item = TypeVar("_Item", bound=_Levelled)


def in_order(indicators: Mapping[str, _Item]) -> dict[str, _Item]:
    """Return indicators by name with those of partnerships first, else in the order given."""
    return dict(sorted(indicators.items(), key=lambda pair: LEVELS.index(pair[1].level)))


@rule
def ratio(over: float, under: float) -> float:
    """Return a ratio; undefined where there is nothing to divide by."""
    return over / under if under > 0.0 else UNDEFINED


@rule
def mean_over_partnerships(values: Sequence[float], size: int) -> float:
    """Return the mean of the defined among the first ``size`` values, or undefined."""
    total = 0.0
    defined = 0
    for p in range(size):
        if not math.isnan(values[p]):
            total += values[p]
            defined += 1
    return ratio(total, float(defined))
