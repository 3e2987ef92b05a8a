"""Factors of a design: what varies from point to point, and what each level changes."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.design.declarations import Change
from paradiplomacy_results.layout import OFF, TOGETHER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.distributions import Distribution

NONE_PULLED = "none"
"""Level of the factor of levers at which no lever is pulled."""

WHOLE, NUMBER, TRUTH, TEXT = ("whole", "number", "truth", "text")
"""Kinds of levels, as :data:`~paradiplomacy_results.layout.FACTOR_TYPES` has them."""

ONE_AT_A_TIME = "one at a time"
"""Way of combining levers by which each set is held against its own off."""

TAIL = 0.001
"""Quantile at which a design is checked towards an end that a distribution does not have."""

Label = int | float | bool | str
"""How a level is called in the results."""


@dataclass(frozen=True)
class Setting:
    """Put a value at a key, in whose ``path`` a star stands for every id of the scenario."""

    path: tuple[str, ...]
    value: Any
    origin: Origin
    change: Change = "set"


@dataclass(frozen=True)
class Level:
    """A level of a factor: its label, and what it changes.

    ``scenario`` takes the place of the design's, ``extends`` are laid over it; then come settings.
    """

    label: Label
    settings: tuple[Setting, ...] = ()
    scenario: str | None = None
    extends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Range:
    """The bounds of a factor that takes any value between them, and what it then sets.

    Values are spread evenly, or as the ``distribution`` says: a whole number is then the nearest.
    """

    low: float
    high: float
    log: bool
    whole: bool
    settings: tuple[Setting, ...]
    distribution: Distribution | None = None

    def at(self, unit: float) -> int | float:
        """Return the value at a place in [0, 1] of the range."""
        if self.distribution is not None:
            (value,) = self.distribution.quantiles([unit]).tolist()
            return math.floor(value + 0.5) if self.whole else float(value)
        if self.whole:
            first, last = math.ceil(self.low), math.floor(self.high)
            return min(first + int(unit * (last - first + 1)), last)
        if self.log:
            low, high = math.log(self.low), math.log(self.high)
            return min(max(math.exp(low + unit * (high - low)), self.low), self.high)
        return min(max(self.low + unit * (self.high - self.low), self.low), self.high)

    def column(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values at many places, each the one that :meth:`at` gives for it."""
        if self.distribution is None:
            return np.array([self.at(unit) for unit in units.tolist()], dtype=np.float64)
        values = self.distribution.quantiles(units)
        return np.floor(values + 0.5) if self.whole else values

    def ends(self) -> tuple[int | float, int | float]:
        """Return the least and the greatest value, or those in the tails where there is no end."""
        is_open = self.distribution is not None and self.distribution.is_open
        return (self.at(TAIL), self.at(1.0 - TAIL)) if is_open else (self.at(0.0), self.at(1.0))

    def holds(self, value: Any) -> bool:
        """Tell whether a value lies in the range."""
        kinds = int if self.whole else int | float
        sound = isinstance(value, kinds) and not isinstance(value, bool)
        return sound and self.low <= value <= self.high

    def extent(self) -> str:
        """Say between which bounds values lie: 13 is none `between 3 and 12`."""
        if math.isinf(self.low) and math.isinf(self.high):
            return "of any size"
        if math.isinf(self.high):
            return f"from {self.low:g} on"
        if math.isinf(self.low):
            return f"up to {self.high:g}"
        return f"between {self.low:g} and {self.high:g}"

    def value(self, coordinate: float) -> int | float:
        """Return the value at a coordinate of a sample."""
        return int(coordinate) if self.whole else float(coordinate)

    def level(self, value: Label) -> Level:
        """Return the level that puts ``value`` at the keys."""
        settings = (Setting(each.path, value, each.origin, each.change) for each in self.settings)
        return Level(value, tuple(settings))


@dataclass(frozen=True)
class Factor:
    """A factor: its levels in order, or the range that it is drawn from.

    ``weights`` say how often levels are drawn, all equally where there are none. Factors of one
    ``group`` are moved together by the samplers for indices of sensitivity.
    """

    name: str
    kind: str
    levels: tuple[Level, ...] = ()
    range: Range | None = None
    weights: tuple[float, ...] = ()
    group: str | None = None

    def column(self, units: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the coordinates at places in [0, 1]: values of the range, or levels' numbers."""
        if self.range is not None:
            return self.range.column(units)
        return np.array([self._number(unit) for unit in units.tolist()], dtype=np.float64)

    def _number(self, unit: float) -> int:
        """Return the number of the level at a place in [0, 1], of which each has its share."""
        if not self.weights:
            return min(int(unit * len(self.levels)), len(self.levels) - 1)
        last = max(number for number, weight in enumerate(self.weights) if weight)
        return min(bisect_right(self._shares, unit), last)

    @cached_property
    def _shares(self) -> list[float]:
        """Return the share of each level together with those before it."""
        whole = math.fsum(self.weights)
        return [sum_ / whole for sum_ in accumulate(self.weights)]

    def level(self, coordinate: float) -> Level:
        """Return the level at a coordinate."""
        if self.range is None:
            return self.levels[int(coordinate)]
        return self.range.level(self.range.value(coordinate))

    def value(self, coordinate: float, place: int) -> Any:
        """Return the value of the setting at a ``place`` of the level at a coordinate."""
        if self.range is not None:
            return self.range.value(coordinate)
        return self.levels[int(coordinate)].settings[place].value

    def label(self, coordinate: float) -> Label:
        """Return how the level at a coordinate is called in the results."""
        if self.range is None:
            label = self.levels[int(coordinate)].label
        else:
            label = self.range.value(coordinate)
        return in_kind(label, self.kind)

    def extremes(self) -> Sequence[Level]:
        """Return all levels, or those at both ends of the range."""
        if self.range is None:
            return self.levels
        return [self.range.level(value) for value in self.range.ends()]


def kind_of(labels: Sequence[Label]) -> str:
    """Return the kind of a factor whose levels have these labels."""
    if all(isinstance(label, bool) for label in labels):
        return TRUTH
    if any(isinstance(label, bool | str) for label in labels):
        return TEXT
    return WHOLE if all(isinstance(label, int) for label in labels) else NUMBER


def in_kind(label: Label, kind: str) -> Label:
    """Return ``label`` as a column of that kind holds it."""
    if kind == NUMBER:
        return float(label)
    if kind == TEXT and not isinstance(label, str):
        return str(label).lower() if isinstance(label, bool) else str(label)
    return label


@dataclass(frozen=True)
class Lever:
    """A lever: its level where it is pulled, and what it sets where it is not."""

    on: Level
    off: tuple[Setting, ...] = ()


def pulled(
    levers: Mapping[str, Lever], combine: str, together: Sequence[Sequence[str]] = ()
) -> tuple[Level, ...]:
    """Return the levels of the factor of levers: none, then the sets that ``combine`` names.

    The sets ``together`` follow. A lever that is not pulled is off. One at a time there is no level
    at which none is pulled: each set is off and on while nothing is set for all others.
    """
    sizes = {
        "each": [1],
        "each and all": [1, len(levers)] if len(levers) > 1 else [1],
        "all combinations": range(1, len(levers) + 1),
        ONE_AT_A_TIME: [1],
    }[combine]
    chosen = [subset for size in sizes for subset in combinations(levers, size)]
    sets = [*chosen, *map(tuple, together)]
    if combine == ONE_AT_A_TIME:
        pairs = ((_off(levers, names), _set(levers, names, ())) for names in sets)
        return tuple(level for pair in pairs for level in pair)
    others = ([name for name in levers if name not in names] for names in sets)
    none = _set(levers, (), list(levers))
    return (none, *(_set(levers, on, off) for on, off in zip(sets, others, strict=True)))


def _off(levers: Mapping[str, Lever], names: Sequence[str]) -> Level:
    """Return the level at which some levers are off, and nothing is set for the others."""
    return replace(_set(levers, (), names), label=TOGETHER.join(names) + OFF)


def _set(levers: Mapping[str, Lever], on: Sequence[str], off: Sequence[str]) -> Level:
    """Return the level at which some levers are pulled and some are off."""
    levels = [levers[name].on for name in on]
    return Level(
        TOGETHER.join(on) if on else NONE_PULLED,
        (
            *(setting for name in off for setting in levers[name].off),
            *(setting for level in levels for setting in level.settings),
        ),
        extends=tuple(name for level in levels for name in level.extends),
    )
