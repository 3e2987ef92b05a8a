"""Runs of a pattern's design that hold planted numbers: what measures read, without any run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy_analysis.patterns.cells import Cells


@dataclass
class FakeCells:
    """Stand for the runs of one variant.

    ``world``, ``ties`` and ``months`` are called with an indicator and the levels of a point, and
    return numbers of the shapes that ``values``, ``yearly`` and ``series`` have.
    """

    factors: dict[str, list[Any]] = field(default_factory=dict)
    world: Callable[..., Any] | None = None
    ties: Callable[..., Any] | None = None
    looks: Callable[..., Any] | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    replicates: int = 40
    months: int = 240
    variant: str = "default"
    config: dict[str, Any] = field(default_factory=dict)

    def levels(self, factor: str) -> list[Any]:
        return self.factors[factor]

    def values(self, indicator: str, **levels: Any) -> Any:
        assert self.world is not None
        return np.asarray(self.world(indicator, **levels), dtype=float)

    def yearly(self, indicator: str, **levels: Any) -> Any:
        assert self.ties is not None
        return np.asarray(self.ties(indicator, **levels), dtype=float)

    def series(self, indicator: str, **levels: Any) -> Any:
        assert self.looks is not None
        return np.asarray(self.looks(indicator, **levels), dtype=float)

    def last(self, indicator: str, **levels: Any) -> Any:
        return self.values(indicator, **levels)

    def table(self, name: str, columns: Any, **levels: Any) -> pd.DataFrame:
        rows = self.tables[name]
        for factor, level in levels.items():
            rows = rows[rows[factor] == level]
        return rows

    def __call__(self) -> Cells:
        return cast("Cells", self)


def noise(*key: int, size: Any = 40) -> Any:
    """Return standard normal numbers, the same for the same key."""
    return np.random.default_rng(key).normal(size=size)


def values(measured: Any) -> list[float]:
    """Return the first estimate of each part."""
    return [part[0].value for part in measured]
