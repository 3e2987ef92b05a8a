"""Where values of factors and outcomes lie between 0 and 1, and what is written there.

Views put factors of all kinds on axes of one kind: ranges as they were declared, in decades where
that was so, and levels side by side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.labels import level_labels, outcome_words, plain
from paradiplomacy_analysis.figures.style import inert, words
from paradiplomacy_analysis.wording import level_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from paradiplomacy_analysis.sample import Factor
    from paradiplomacy_results.reading import Results

    Numbers = NDArray[np.float64]

MOST_LEVELS = 8
"""Numbers that were listed above which a factor is drawn as a range."""

_DECADES = 1.5
"""Decades above which a logarithmic scale has ticks at powers of ten only."""


@dataclass(frozen=True)
class Scale:
    """The axis of a factor or an outcome: the bounds of numbers, or levels side by side.

    ``levels`` are the texts of levels as tables have them, ``labels`` those that are written; of
    numbers between ``low`` and ``high`` both are empty.
    """

    name: str
    label: str
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    levels: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def places(self, values: ArrayLike) -> Numbers:
        """Return where values lie between 0 and 1: a level in the middle of its part."""
        if self.levels:
            at = {level: place for place, level in enumerate(self.levels)}
            found = np.array([at[level_text(_plain(value))] for value in np.asarray(values)])
            return np.asarray((found + 0.5) / len(self.levels))
        numbers = np.asarray(values, dtype=float)
        low, high = self.low, self.high
        if self.log:
            numbers, low, high = np.log(numbers), math.log(low), math.log(high)
        return np.asarray((numbers - low) / (high - low) if high > low else numbers * 0.0 + 0.5)

    def value(self, place: float) -> float:
        """Return the number at a place between 0 and 1."""
        if self.log:
            return float(self.low * (self.high / self.low) ** place)
        return self.low + place * (self.high - self.low)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """Return at most so many places with what is written there; of levels all."""
        if self.levels:
            return list(zip(self.places(self.levels).tolist(), self.labels, strict=True))
        if self.high <= self.low:
            return [(0.5, plain(self.low, 3))]
        numbers = self._round(most)
        return list(zip(self.places(numbers).tolist(), level_labels(numbers), strict=True))

    def _round(self, most: int) -> list[float]:
        slack = 1e-9 * (self.high - self.low)
        found: Any
        if not self.log:
            found = MaxNLocator(max(most - 1, 1), steps=[1, 2, 2.5, 5, 10]).tick_values(
                self.low, self.high
            )
        else:
            ends = math.log10(self.low), math.log10(self.high)
            decades = range(math.floor(ends[0]), math.ceil(ends[1]) + 1)
            steps = (1.0,) if ends[1] - ends[0] > _DECADES else (1.0, 2.0, 5.0)
            found = np.array([step * 10.0**decade for decade in decades for step in steps])
        inside = [float(x) for x in found if self.low - slack <= x <= self.high + slack]
        inside = inside[:: -(-len(inside) // most)] if inside else inside
        return inside if len(inside) > 1 else [self.low, self.high]


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def of_factor(factor: Factor) -> Scale:
    """Return the scale of a factor: bounds of a range or of many numbers, or all levels."""
    label = f"{words(factor.name)}{', logarithmic' if factor.log else ''}"
    if factor.low is not None and factor.high is not None:
        return Scale(factor.name, label, factor.low, factor.high, factor.log)
    if factor.is_number and len(factor.levels) > MOST_LEVELS:
        low, high = float(min(factor.levels)), float(max(factor.levels))
        return Scale(factor.name, label, low, high, factor.log and low > 0.0)
    texts = tuple(level_text(_plain(level)) for level in factor.levels)
    labels = tuple(level_labels([_plain(level) for level in factor.levels]))
    return Scale(factor.name, words(factor.name), levels=texts, labels=labels)


def of_outcome(results: Results, outcome: str, values: Numbers) -> Scale:
    """Return the scale of an outcome, from the least of its values to the largest."""
    unit = results.indicators[outcome].unit
    label = outcome_words(outcome) + ("" if unit == "1" else f", {inert(unit)}")
    return Scale(outcome, label, float(np.nanmin(values)), float(np.nanmax(values)))


def shortened(labels: Sequence[str], letters: int) -> list[str]:
    """Cut labels to so many letters, where that leaves them apart; else number what is alike."""
    cut = [text if len(text) <= letters else f"{text[: max(letters - 1, 1)]}…" for text in labels]
    return [
        text if cut.count(text) == 1 else f"{text[: max(letters - 2, 1)]}{place + 1}"
        for place, text in enumerate(cut)
    ]
