"""Summarise the runs of one scenario: mean and 95 % interval of each indicator, over replicates.

The interval is Student's, over the replicates in which the indicator is defined. With fewer than
two of them there is no interval, with none there is no mean: both are then None, never NaN or 0.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, Indicator, of_level
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.layout import PARTNERSHIPS, RUNS
from paradiplomacy_results.manifest import Manifest, read_manifest
from paradiplomacy_results.tables import parsed
from paradiplomacy_results.verification import listed_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """Hold a mean over ``n`` replicates and the bounds of its interval, in ``unit``.

    A ``headline`` is what people read first.
    """

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    n: int
    unit: str
    headline: bool = True


def headlines(estimates: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Return what people read first among ``estimates``, by name, in order."""
    return {name: estimate for name, estimate in estimates.items() if estimate.headline}


@dataclass(frozen=True)
class Summary:
    """Summarise a directory: estimates over the world, and for each partnership of the scenario."""

    scenario: str
    seed: int
    replicates: int
    months: int
    engine: str
    indicators: dict[str, Estimate]
    partnerships: dict[str, dict[str, Estimate]]

    @property
    def title(self) -> str:
        """Say in one line what was run."""
        runs = "1 run" if self.replicates == 1 else f"{self.replicates:,} runs"
        return (
            f"{self.scenario}: {runs} of {self.months:,} months, "
            f"seed {self.seed}, {self.engine} engine"
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return asdict(self)


def summarise(directory: Path) -> Summary:
    """Summarise the finished results of one scenario in ``directory``.

    Files are read one at a time and runs taken in one by one, so that neither memory nor a single
    bit depends on how many files there are. Raises the errors of
    :mod:`~paradiplomacy_results.errors`.
    """
    manifest = read_manifest(directory)
    names = list(INDICATORS)
    world = Moments((len(names),))
    for table in table_files(directory, manifest, RUNS):
        world.add(_values(table, names))
    ids = sorted(manifest["config"].get("partnerships", {}))
    of_ties = list(of_level(PARTNERSHIP))
    ties = Moments((len(ids), len(of_ties)))
    for table in table_files(directory, manifest, PARTNERSHIPS):
        known = pc.is_in(table["partnership"].cast(pa.string()), pa.array(ids, pa.string()))
        values = _values(table.filter(known), of_ties)
        ties.add(values.reshape(-1, len(ids), len(of_ties)) if ids else values[:0])
    per_tie = ties.estimates()
    return Summary(
        scenario=manifest["scenario"],
        seed=manifest["seed"],
        replicates=manifest["replicates"],
        months=manifest["months"],
        engine=manifest["engine"],
        indicators=_named(names, world.estimates()),
        partnerships={name: _named(of_ties, row) for name, row in zip(ids, per_tie, strict=True)},
    )


def table_files(directory: Path, manifest: Manifest, table: str) -> Iterator[pa.Table]:
    """Yield what each file of ``table`` holds, in the order of runs; raise where one is damaged."""
    for path in listed_files(manifest):
        if path.startswith(f"{table}/"):
            try:
                yield parsed((directory / path).read_bytes())
            except (OSError, ValueError, pa.ArrowException) as error:
                raise DirectoryDamagedError(f"{directory / path} is damaged") from error


def _values(table: pa.Table, names: list[str]) -> NDArray[np.float64]:
    """Return the columns ``names`` as one array (rows, columns)."""
    return np.column_stack([table[name].to_numpy() for name in names])


def _named(names: list[str], row: NDArray[np.float64]) -> dict[str, Estimate]:
    return {
        name: estimate(values, INDICATORS[name]) for name, values in zip(names, row, strict=True)
    }


def estimate(values: NDArray[np.float64], indicator: Indicator) -> Estimate:
    """Turn count, mean and half width into an estimate; undefined becomes None.

    An interval ends at the indicator's bounds: Student's does not know that a share is one.
    """
    n, mean, half = int(values[0]), float(values[1]), float(values[2])
    told = (n, indicator.unit, indicator.headline)
    if n == 0:
        return Estimate(None, None, None, *told)
    if n == 1:
        return Estimate(mean, None, None, *told)
    low, high = max(mean - half, indicator.low), min(mean + half, indicator.high)
    return Estimate(mean, low, high, *told)


class Moments:
    """Keep count, mean and squared deviations of many columns (Welford 1962), NaN left out."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Prepare for rows of ``shape``."""
        self._count = np.zeros(shape)
        self._mean = np.zeros(shape)
        self._squares = np.zeros(shape)

    def add(self, rows: NDArray[np.float64]) -> None:
        """Take in ``rows``, one after the other."""
        for row in rows:
            defined = ~np.isnan(row)
            self._count += defined
            delta = np.where(defined, row - self._mean, 0.0)
            self._mean += delta / np.maximum(self._count, 1.0)
            self._squares += np.where(defined, delta * (row - self._mean), 0.0)

    def estimates(self) -> NDArray[np.float64]:
        """Return count, mean and half width of the interval along a new last axis."""
        from scipy.special import stdtrit

        degrees = np.maximum(self._count - 1.0, 1.0)
        quantile = stdtrit(degrees, 0.5 + 0.5 * CONFIDENCE)
        error = np.sqrt(self._squares / degrees / np.maximum(self._count, 1.0))
        mean = np.where(self._count > 0, self._mean, math.nan)
        return np.stack([self._count, mean, quantile * error], axis=-1)
