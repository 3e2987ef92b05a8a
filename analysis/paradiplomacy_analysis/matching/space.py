"""The space of a prior as a unit cube: where its draws lie in it, and more draws to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.statistics.axis import Axis
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

    Numbers = NDArray[np.float64]

BLOCK = 2**13
"""Candidates that are drawn at a time: a power of two, as Sobol' sequences ask for."""

SEED = 2
"""Seed of the candidates: another one than that of the prior's own draws."""


@dataclass(frozen=True)
class Space:
    """All factors of a prior, each an axis of the unit cube."""

    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, sample: Sample) -> Space:
        """Return the space of a design; raise :class:`UnfitError` where a factor has no range."""
        levelled = [each.name for each in sample.factors if not each.is_range]
        if levelled or not sample.factors:
            what = f"{', '.join(levelled)} has levels" if levelled else "it varies nothing"
            raise UnfitError(f"{sample.results.directory} is no prior of ranges: {what}")
        kinds = sample.results.manifest.layout.factors
        return cls(tuple(Axis(each, kinds[each.name] == "whole") for each in sample.factors))

    @property
    def names(self) -> list[str]:
        """Return the names of the factors."""
        return [axis.factor.name for axis in self.axes]

    def units(self, points: pd.DataFrame) -> Numbers:
        """Return where points lie in the cube, (points, factors)."""
        columns = [axis.units(points[axis.factor.name].to_numpy(float)) for axis in self.axes]
        return np.column_stack(columns)


def candidates(factors: int) -> Iterator[Numbers]:
    """Yield Sobol' points of the unit cube, a block at a time, the same in every call."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(factors, rng=SEED)
    while True:
        yield sequence.random(BLOCK)


def default_of(config: dict[str, Any], section: dict[str, Any]) -> float | None:
    """Return what a configuration has where a factor acts; None where that is not one number."""
    nodes: list[Any] = [config]
    for part in str(section.get("key") or next(iter(section.get("keys", [])), "")).split("."):
        tables = [node for node in nodes if isinstance(node, dict)]
        nodes = [one for table in tables for name, one in table.items() if part in (name, "*")]
    numbers = {float(node) for node in nodes if isinstance(node, int | float)}
    return numbers.pop() if len(numbers) == 1 and nodes else None
