"""Conditions on the factors of a design: what a box or a branch of a tree asks of a world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.wording import level_text, number, words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample


@dataclass(frozen=True)
class Condition:
    """The values of a factor that are asked for: between two bounds, or some levels.

    A bound that asks for nothing is None.
    """

    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()

    def met(self, values: pd.Series) -> NDArray[np.bool_]:
        """Return which of some values meet it."""
        if self.levels:
            return np.asarray(values.isin(self.levels), dtype=bool)
        met = np.ones(len(values), dtype=bool)
        if self.low is not None:
            met &= values.to_numpy() >= self.low
        if self.high is not None:
            met &= values.to_numpy() <= self.high
        return met

    def text(self, factor: str) -> str:
        """Say it in words, as in "city budget is at least 31.2"."""
        name = words(factor)
        if self.levels:
            return f"{name} is {' or '.join(words(level) for level in self.levels)}"
        if self.low is None:
            return f"{name} is at most {number(self.high or 0.0)}"
        if self.high is None:
            return f"{name} is at least {number(self.low)}"
        return f"{name} is between {number(self.low)} and {number(self.high)}"


Conditions = Mapping[str, Condition]
"""A condition for each factor of which anything is asked; all have to be met."""


def met(conditions: Conditions, points: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which points meet all conditions."""
    inside = np.ones(len(points), dtype=bool)
    for factor, condition in conditions.items():
        inside &= condition.met(points[factor])
    return inside


def in_words(conditions: Conditions) -> str:
    """Join conditions to a clause."""
    return " and ".join(condition.text(factor) for factor, condition in conditions.items())


def comparable(sample: Sample) -> pd.DataFrame:
    """Return the points of a sample, numbers as float64 and all other levels as text, categorical.

    The categories are plain strings, in their order, so that points share them.
    """
    points = sample.points()
    return pd.DataFrame(
        {
            factor.name: points.pop(factor.name).astype("float64")
            if factor.is_number
            else _texts(points.pop(factor.name))
            for factor in sample.factors
        },
        copy=False,
    )


def _texts(levels: pd.Series) -> pd.Series:
    codes, distinct = pd.factorize(levels)
    texts = [level_text(level) for level in distinct]
    known = sorted(set(texts))
    places = np.array([known.index(text) for text in texts])[codes]
    values = pd.Categorical.from_codes(places, pd.Index(known, dtype=object))
    return pd.Series(values, levels.index)
