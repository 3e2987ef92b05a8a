"""Factors of a design as an emulator sees them: columns from 0 to 1.

A range is a column, evenly spread as the design draws it; numbers as levels are a column in their
order. Names are compared with each other only: two are one column, of more each has its own
(one-hot), so that each lies as far from the others as the data say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.axis import Axis
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample

    Numbers = NDArray[np.float64]

EDGE = 1e-6
"""How near to the ends of a distribution one looks: some have none."""

MOST_FAULTS = 5
"""Faults of rows that a message names."""

SLACK = 1e-9
"""Part of a range by which a value may lie outside it, for rounding."""


@dataclass(frozen=True)
class Input:
    """A factor that varies, and the axis of its range, if it has one."""

    factor: Factor
    axis: Axis | None

    def columns(self, values: pd.Series) -> Numbers:
        """Return values of the factor as columns, (values, columns)."""
        factor = self.factor
        if self.axis is not None:
            return np.asarray(self.axis.units(values.to_numpy(float))[:, None])
        if factor.is_number:
            low, high = float(factor.levels[0]), float(factor.levels[-1])
            return np.asarray((values.to_numpy(float)[:, None] - low) / (high - low))
        place = np.array([factor.levels.index(value) for value in values])
        hot = (place[:, None] == np.arange(len(factor.levels))).astype(float)
        return np.asarray(hot[:, 1:] if len(factor.levels) == 2 else hot)

    def values(self, units: Numbers) -> pd.Series:
        """Return the values at some quantiles; levels are equally frequent."""
        if self.axis is not None:
            return pd.Series(self.axis.values(np.clip(units, EDGE, 1.0 - EDGE)))
        levels = self.factor.levels
        place = np.minimum((units * len(levels)).astype(int), len(levels) - 1)
        found: pd.Series = pd.Series([levels[each] for each in place], dtype=_dtype(levels))
        return found

    def faults(self, values: pd.Series) -> Iterator[str]:
        """Say which values it does not have."""
        factor = self.factor
        for row, value in enumerate(values):
            if not factor.is_range and not factor.is_number:
                if value not in factor.levels:
                    known = ", ".join(map(str, factor.levels))
                    yield f"row {row}: {factor.name} is {value}: there are {known}"
                continue
            low, high = _ends(factor)
            slack = SLACK * (high - low)
            if isinstance(value, str | None) or not low - slack <= float(value) <= high + slack:
                yield f"row {row}: {factor.name} is {value}: it lies from {low:g} to {high:g}"


@dataclass(frozen=True)
class Inputs:
    """All factors of a design that vary."""

    parts: tuple[Input, ...]

    @classmethod
    def of(cls, sample: Sample) -> Inputs:
        """Return the inputs of a sample; raise :class:`UnfitError` where nothing varies."""
        kinds = sample.results.manifest.layout.factors
        parts = tuple(
            Input(each, Axis(each, kinds.get(each.name) == "whole") if each.is_range else None)
            for each in sample.factors
            if each.is_range or len(each.levels) > 1
        )
        if not parts:
            raise UnfitError(f"{sample.results.directory} varies nothing")
        return cls(parts)

    @property
    def names(self) -> list[str]:
        """Return the names of the factors."""
        return [part.factor.name for part in self.parts]

    def columns(self, rows: pd.DataFrame) -> Numbers:
        """Return rows of values as columns from 0 to 1."""
        return np.column_stack([part.columns(rows[part.factor.name]) for part in self.parts])

    def rows(self, units: Numbers) -> pd.DataFrame:
        """Return the values at some quantiles, (places, factors)."""
        pairs = zip(self.parts, units.T, strict=True)
        return pd.DataFrame({part.factor.name: part.values(unit) for part, unit in pairs})

    def checked(self, rows: pd.DataFrame | Sequence[Mapping[str, Any]]) -> pd.DataFrame:
        """Return rows that someone gave; raise :class:`UnfitError` with all that is wrong in them.

        Each has to have all factors and nothing else, within what the design tried.
        """
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        faults = [f"there is no factor {name}" for name in frame.columns.difference(self.names)]
        faults += [f"{name} is missing" for name in self.names if name not in frame.columns]
        for part in self.parts:
            if part.factor.name in frame.columns:
                faults += part.faults(frame[part.factor.name])
        if faults:
            more = len(faults) - MOST_FAULTS
            rest = f"; and {more} more" if more > 0 else ""
            factors = many(len(self.names), "factor")
            raise UnfitError(
                f"cannot be predicted: {'; '.join(faults[:MOST_FAULTS])}{rest} "
                f"(a row has {factors}: {', '.join(self.names)})"
            )
        return frame.reset_index(drop=True)


def _ends(factor: Factor) -> tuple[float, float]:
    if factor.low is not None and factor.high is not None:
        return factor.low, factor.high
    return float(factor.levels[0]), float(factor.levels[-1])


def _dtype(levels: Sequence[Any]) -> Any:
    numbers = all(isinstance(level, int | float | np.number) for level in levels)
    return None if numbers else object
