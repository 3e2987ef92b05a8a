"""Summarise a sweep: mean and 95 % interval of each indicator at each point, over replicates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_experiments.inspection.summary import CONFIDENCE, Estimate, estimate, table_files
from paradiplomacy_results.layout import RUNS, layout_of
from paradiplomacy_results.manifest import Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class PointsSummary:
    """Summarise a sweep point by point.

    ``levels`` has the factors of each point, ``runs`` its number of replicates, ``estimates`` the
    headline indicators that were kept.
    """

    manifest: Manifest
    levels: list[dict[str, Any]]
    runs: list[int]
    estimates: list[dict[str, Estimate]]

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        told = ("name", "title", "question", "seed", "engine", "runs", "failed_runs", "contents")
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
        return {name: self.manifest[name] for name in told} | {"points": points}


def summarise_points(directory: Path) -> PointsSummary:
    """Summarise the finished results of a design in ``directory``.

    Files are read one at a time, so that memory depends on points and not on runs. Raises the
    errors of :mod:`~paradiplomacy_results.errors`.
    """
    manifest = read_manifest(directory)
    layout = layout_of(manifest["layout"])
    names = [name for name in layout.measured(RUNS) if INDICATORS[name].headline]
    count = manifest["points"]
    moments = _Moments(count, len(names))
    levels: list[dict[str, Any]] = [{} for _ in range(count)]
    runs = np.zeros(count, dtype=np.int64)
    for table in table_files(directory, manifest, RUNS):
        points = table["point"].to_numpy()
        first, where = np.unique(points, return_index=True)
        new = [(point, row) for point, row in zip(first, where, strict=True) if not runs[point]]
        places = pa.array([int(row) for _, row in new], pa.int64())
        rows = table.select(list(layout.factors)).take(places).to_pylist()
        for (point, _), row in zip(new, rows, strict=True):
            levels[point] = row
        runs += np.bincount(points, minlength=count)
        moments.add(points, _columns(table, names))
    return PointsSummary(manifest, levels, runs.tolist(), moments.estimates(names))


def _columns(table: pa.Table, names: Sequence[str]) -> NDArray[np.float64]:
    if not names:
        return np.empty((table.num_rows, 0))
    return np.column_stack([table[name].to_numpy() for name in names])


class _Moments:
    """Keep count, mean and squared deviations by point and indicator (Chan et al. 1983)."""

    def __init__(self, points: int, indicators: int) -> None:
        self._count = np.zeros((points, indicators))
        self._mean = np.zeros((points, indicators))
        self._squares = np.zeros((points, indicators))

    def add(self, points: NDArray[np.int64], values: NDArray[np.float64]) -> None:
        """Take in the rows of one file."""
        size = len(self._count)
        for place in range(values.shape[1]):
            defined = ~np.isnan(values[:, place])
            which, new = points[defined], values[defined, place]
            count = np.bincount(which, minlength=size)
            mean = np.bincount(which, new, minlength=size) / np.maximum(count, 1)
            squares = np.bincount(which, (new - mean[which]) ** 2, minlength=size)
            before = self._count[:, place]
            total = np.maximum(before + count, 1.0)
            shift = mean - self._mean[:, place]
            self._mean[:, place] += shift * count / total
            self._squares[:, place] += squares + shift**2 * before * count / total
            self._count[:, place] += count

    def estimates(self, names: Sequence[str]) -> list[dict[str, Estimate]]:
        """Return the estimates of each point."""
        from scipy.special import stdtrit

        degrees = np.maximum(self._count - 1.0, 1.0)
        error = np.sqrt(self._squares / degrees / np.maximum(self._count, 1.0))
        half = stdtrit(degrees, 0.5 + 0.5 * CONFIDENCE) * error
        mean = np.where(self._count > 0, self._mean, math.nan)
        stacked = np.stack([self._count, mean, half], axis=-1)
        return [
            {name: estimate(row[place], INDICATORS[name]) for place, name in enumerate(names)}
            for row in stacked
        ]
