"""Factors of a design: what varies from point to point, and what each level changes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.design.declarations import Change

NONE_PULLED = "none"
"""Level of the factor of levers at which no lever is pulled."""

LEVERS = "levers"
"""Name of the factor that a design's levers make together."""

TOGETHER = "+"
"""Joins the names of levers that are pulled together."""

WHOLE, NUMBER, TRUTH, TEXT = ("whole", "number", "truth", "text")
"""Kinds of levels, as :data:`~paradiplomacy_results.layout.FACTOR_TYPES` has them."""

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
    """The bounds of a factor that takes any value between them, and what it then sets."""

    low: float
    high: float
    log: bool
    whole: bool
    settings: tuple[Setting, ...]

    def at(self, unit: float) -> int | float:
        """Return the value at a place in [0, 1] of the range."""
        if self.whole:
            first, last = math.ceil(self.low), math.floor(self.high)
            return min(first + int(unit * (last - first + 1)), last)
        if self.log:
            low, high = math.log(self.low), math.log(self.high)
            return min(max(math.exp(low + unit * (high - low)), self.low), self.high)
        return min(max(self.low + unit * (self.high - self.low), self.low), self.high)

    def value(self, coordinate: float) -> int | float:
        """Return the value at a coordinate of a sample."""
        return int(coordinate) if self.whole else float(coordinate)

    def level(self, value: Label) -> Level:
        """Return the level that puts ``value`` at the keys."""
        settings = (Setting(each.path, value, each.origin, each.change) for each in self.settings)
        return Level(value, tuple(settings))


@dataclass(frozen=True)
class Factor:
    """A factor: its levels in order, or the range that it is drawn from."""

    name: str
    kind: str
    levels: tuple[Level, ...] = ()
    range: Range | None = None

    def from_unit(self, unit: float) -> float:
        """Return the coordinate at a place in [0, 1]: a value of the range, or a level's number."""
        if self.range is not None:
            return self.range.at(unit)
        return min(int(unit * len(self.levels)), len(self.levels) - 1)

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
        return [self.range.level(self.range.at(unit)) for unit in (0.0, 1.0)]


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


def pulled(levers: Mapping[str, Level], combine: str) -> tuple[Level, ...]:
    """Return the levels of the factor of levers: none, then the sets that ``combine`` names."""
    names = list(levers)
    sizes = {
        "each": [1],
        "each and all": [1, len(names)] if len(names) > 1 else [1],
        "all combinations": range(1, len(names) + 1),
    }[combine]
    chosen = [subset for size in sizes for subset in combinations(names, size)]
    return (Level(NONE_PULLED), *(_together([levers[name] for name in one]) for one in chosen))


def _together(levels: Sequence[Level]) -> Level:
    return Level(
        TOGETHER.join(str(level.label) for level in levels),
        tuple(setting for level in levels for setting in level.settings),
        extends=tuple(name for level in levels for name in level.extends),
    )
