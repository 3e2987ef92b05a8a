"""What a batch of runs returns, whichever engine ran it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.indicators import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy.config import WorldConfig


@dataclass(frozen=True)
class Batch:
    """Hold the indicators of some runs of one configuration.

    ``run_values``: name -> float64 (runs,), at the end of the last month. ``series``: name ->
    float64 (runs, kept months). ``partnership_values``: name -> float64 (runs, ties).
    ``series_months``: int64 (kept months,), the months kept. ``tallies``: int64 (runs, kinds of
    event). ``events``: a structured array of :class:`~paradiplomacy.world.Event` fields with the
    replicate, or None. Undefined values are NaN.
    """

    replicates: NDArray[np.int64]
    run_values: dict[str, NDArray[np.float64]]
    series_months: NDArray[np.int64]
    series: dict[str, NDArray[np.float64]]
    partnership_ids: list[str]
    partnership_values: dict[str, NDArray[np.float64]]
    tallies: NDArray[np.int64]
    events: NDArray[Any] | None


def kept_months(months: int, every: int) -> NDArray[np.int64]:
    """Return the months a series keeps: each ``every``-th, counted so that the last is kept."""
    return np.arange((months - 1) % every, months, every, dtype=np.int64)


def with_replicate(rows: NDArray[Any], replicate: int) -> NDArray[Any]:
    """Return event rows with the replicate they belong to as their first column."""
    layout = [("replicate", np.int64), *[(name, np.int64) for name in rows.dtype.names or ()]]
    labelled = np.empty(len(rows), layout)
    labelled["replicate"] = replicate
    for name in rows.dtype.names or ():
        labelled[name] = rows[name]
    return labelled


def columns(values: NDArray[np.float64], axis: int) -> dict[str, NDArray[np.float64]]:
    """Return an array with one axis of indicators as one contiguous array per indicator."""
    parts = np.moveaxis(values, axis, 0)
    return {name: np.ascontiguousarray(part) for name, part in zip(INDICATORS, parts, strict=True)}


def log_sizes(config: WorldConfig) -> Iterator[int]:
    """Propose ever more room for a run's event log, for as long as it overflows."""
    size = config.scenario.months * 8 * (len(config.partnerships) + len(config.cities))
    while True:
        yield size
        size *= 2
