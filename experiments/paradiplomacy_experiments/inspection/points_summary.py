"""Summarise a sweep: mean and 95 % interval of each indicator at each point, over replicates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy_experiments.inspection.summary import Estimate, estimates, values_of
from paradiplomacy_experiments.moments import Moments
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.inert import inert_levels
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.reading import load
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_results.inert import Inert
    from paradiplomacy_results.manifest import Manifest


@dataclass(frozen=True, repr=False)
class PointsSummary:
    """What came of a sweep, point by point.

    ``levels`` has the factors of each point, ``runs`` its number of replicates, ``estimates`` the
    headline indicators that were kept, ``inert`` the levels that changed nothing.
    """

    manifest: Manifest
    levels: list[dict[str, Any]]
    runs: list[int]
    estimates: list[dict[str, Estimate]]
    inert: tuple[Inert, ...] = ()

    def __repr__(self) -> str:
        """Return what was run, and how much is summarised."""
        size = f"{many(len(self.levels), 'point')}, {many(sum(self.runs), 'run')}"
        return f"<PointsSummary of {self.manifest.name}: {size}>"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        keys = ("name", "title", "question", "seed", "engine", "runs", "failed_runs", "contents")
        points = [
            {
                "levels": levels,
                "replicates": runs,
                "indicators": {
                    name: {
                        "mean": one.mean,
                        "ci_low": one.ci_low,
                        "ci_high": one.ci_high,
                        "n": one.n,
                    }
                    for name, one in estimates.items()
                },
            }
            for levels, runs, estimates in zip(self.levels, self.runs, self.estimates, strict=True)
        ]
        told = {"points": points, "inert": [str(each) for each in self.inert]}
        return {key: getattr(self.manifest, key) for key in keys} | told


def summarise_points(directory: Path) -> PointsSummary:
    """Summarise the finished results of a design in ``directory``.

    Files are read one at a time, so that memory depends on points and not on runs. Raises the
    errors of :mod:`~paradiplomacy_results.errors`.
    """
    results = load(directory)
    manifest = results.manifest
    factors = list(manifest.layout.factors)
    names = [name for name in manifest.measured(RUNS) if manifest.indicators[name].headline]
    numbers = np.array(manifest.numbers)
    count = len(numbers)
    moments = Moments(len(names), groups=count)
    levels: list[dict[str, Any]] = [{} for _ in range(count)]
    runs = np.zeros(count, dtype=np.int64)
    for table in results.pieces(RUNS):
        stored = table["point"].to_numpy()
        points = np.searchsorted(numbers, stored)
        if not np.array_equal(numbers[np.minimum(points, count - 1)], stored):
            raise DirectoryDamagedError(f"{directory} is damaged: its runs are of other points")
        first, where = np.unique(points, return_index=True)
        new = runs[first] == 0
        chosen = table.select(factors).take(pa.array(where[new], pa.int64()))
        for name in factors:
            for point, level in zip(first[new], chosen[name].to_pylist(), strict=True):
                levels[point][name] = level
        runs += np.bincount(points, minlength=count)
        moments.add(values_of(table, names), points)
    by_point = estimates(moments, names, manifest.indicators)
    return PointsSummary(manifest, levels, runs.tolist(), by_point, inert_levels(results))
