"""What is searched: every factor of a design but those of ``each``, and every lever by itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.design.factors import NONE_PULLED, TEXT, Factor, Label
from paradiplomacy_results.layout import LEVERS, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy_experiments.design.loading import Design

Row = dict[str, Label]
"""A point: the label that each factor has there, as a table of a design lists it."""


@dataclass(frozen=True)
class Parameter:
    """What is chosen by itself: a lever, pulled or not, or a factor.

    A choice is a truth value for a lever, the number of a level for a factor with levels, and a
    place in [0, 1] for a range.
    """

    name: str
    factor: Factor | None = None

    @property
    def is_lever(self) -> bool:
        """Tell whether it is pulled or not."""
        return self.factor is None

    @property
    def levels(self) -> int:
        """Return the number of its levels, 0 for a range."""
        if self.factor is None:
            return 2
        return 0 if self.factor.range is not None else len(self.factor.levels)

    @property
    def is_ordered(self) -> bool:
        """Tell whether a choice between two others lies between them in what it does."""
        return self.factor is not None and self.factor.kind != TEXT and self.levels != 2

    def at(self, unit: float) -> Any:
        """Return the choice at a place in [0, 1], of which each level has an equal share."""
        if self.factor is None:
            return unit >= 0.5
        return unit if not self.levels else min(int(unit * self.levels), self.levels - 1)

    def label(self, choice: Any) -> Label:
        """Return how a choice of a factor is called in the results."""
        if self.factor is None:
            raise TypeError(f"{self.name} is a lever")
        if not self.levels:
            (choice,) = self.factor.column(np.array([choice], dtype=np.float64)).tolist()
        return self.factor.label(choice)


@dataclass(frozen=True)
class Space:
    """The parameters of a search, and how choices make a row of the factors that are searched."""

    factors: tuple[Factor, ...]
    levers: tuple[str, ...] = ()

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Return what is chosen: the factors, then the levers, in the order of the design."""
        factors = [Parameter(factor.name, factor) for factor in self.factors]
        return (*factors, *map(Parameter, self.levers))

    @property
    def names(self) -> tuple[str, ...]:
        """Return the factors that a row has labels of."""
        own = tuple(factor.name for factor in self.factors)
        return (*own, LEVERS) if self.levers else own

    def row(self, choices: Mapping[str, Any]) -> Row:
        """Return the row that a choice for each parameter makes."""
        row = {
            each.name: each.label(choices[each.name])
            for each in self.parameters
            if not each.is_lever
        }
        if self.levers:
            row[LEVERS] = pulled_together([name for name in self.levers if choices[name]])
        return row

    def row_at(self, units: Sequence[float]) -> Row:
        """Return the row at a place of the unit cube, with a coordinate for each parameter."""
        pairs = zip(self.parameters, units, strict=True)
        return self.row({each.name: each.at(unit) for each, unit in pairs})


def pulled_together(names: Sequence[str]) -> str:
    """Return the label of a set of levers, in the order of the design."""
    return TOGETHER.join(names) or NONE_PULLED


def pulled_in(label: Label) -> list[str]:
    """Return the levers that are pulled where the factor of levers has this label."""
    return [] if label == NONE_PULLED else str(label).split(TOGETHER)


def space_of(design: Design, each: Sequence[str] = ()) -> Space:
    """Return what is searched of a design: all but the factors of ``each``."""
    own = [one for one in design.points.factors if one.name not in (*each, LEVERS)]
    return Space(tuple(own), tuple(design.file.levers))


def groups_of(design: Design, each: Sequence[str] = ()) -> list[Row]:
    """Return the combinations of levels of the factors of ``each``; one without any if none is."""
    factors = [one for one in design.points.factors if one.name in each]
    labels = [[one.label(place) for place in range(len(one.levels))] for one in factors]
    names = [one.name for one in factors]
    return [dict(zip(names, row, strict=True)) for row in itertools.product(*labels)]


def base_of(design: Design, space: Space) -> tuple[Row, tuple[str, ...]]:
    """Return the row with which gains are compared, and the factors that are not as they stand.

    No lever is pulled, and a factor has the value of the scenario, where that is one of its levels
    or lies in its range; else its first level or the middle of its range.
    """
    row: Row = {}
    unlike = []
    for factor in space.factors:
        found = _as_it_stands(design, factor)
        if found is None:
            found = factor.label(float(factor.column(np.array([0.5]))[0]) if factor.range else 0)
            unlike.append(factor.name)
        row[factor.name] = found
    if space.levers:
        row[LEVERS] = NONE_PULLED
    return row, tuple(unlike)


def _as_it_stands(design: Design, factor: Factor) -> Label | None:
    """Return the label at which a factor leaves the scenario as it is; None where there is none."""
    from paradiplomacy_experiments.design.points import expanded, present

    layer = design.points.bases[design.points.base].layer
    neutral = {"times": 1, "plus": 0}
    settings = factor.range.settings if factor.range is not None else factor.levels[0].settings
    values = [
        neutral.get(each.change, present(path, layer))
        for each in settings
        for path in expanded(each, layer)
    ]
    if not values or any(value != values[0] for value in values):
        return None
    (value, *_) = values
    if factor.range is not None:
        whole = isinstance(value, float) and value.is_integer() and factor.range.whole
        value = int(value) if whole else value
        return factor.label(value) if factor.range.holds(value) else None
    same = [
        place
        for place, level in enumerate(factor.levels)
        if level.scenario is None
        and not level.extends
        and all(each.value == value for each in level.settings)
    ]
    return factor.label(same[0]) if same else None
