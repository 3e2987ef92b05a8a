"""What a batch of runs returns, whichever engine ran it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.codes import EVENT_KINDS
from paradiplomacy.founding import names, tie_room
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paradiplomacy.config import WorldConfig


FORMALITIES = ("informal", "loi", "mou")
"""Names of a tie's formality: the paper in force."""

MODES = ("none", "g2g", "hybrid", "ngo_led")
"""Names of a tie's mode, read off who delivered in the last 24 months."""


@dataclass(frozen=True)
class Batch:
    """Hold the indicators of some runs of one configuration.

    ``run_values``: name -> float64 (runs,), at the end of the last month. ``series``: name ->
    float64 (runs, kept months). ``partnership_values``: name -> float64 (runs, ties), with
    ``partners``: int64 (runs, ties, 2), the two cities, -1 where a tie was never founded.
    ``partnership_ids``: the ids of the first ties, those of the configuration.
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
    partners: NDArray[np.int64]
    tallies: NDArray[np.int64]
    events: NDArray[Any] | None

    @property
    def formality(self) -> NDArray[np.int64]:
        """Give each tie's formality at the end, a place in FORMALITIES, shape (runs, ties)."""
        signed = self.partnership_values["signed_share"] + self.partnership_values["mou_share"]
        return np.nan_to_num(signed).astype(np.int64)

    @property
    def mode(self) -> NDArray[np.int64]:
        """Give each tie's mode at the end, a place in MODES, shape (runs, ties)."""
        ngo_led = self.partnership_values["ngo_led_share"]
        g2g = self.partnership_values["g2g_share"]
        codes = np.select([np.isnan(ngo_led), g2g == 1.0, ngo_led == 1.0], [0, 1, 3], default=2)
        return codes.astype(np.int64)


def kept_months(months: int, every: int) -> NDArray[np.int64]:
    """Return the months a series keeps: each ``every``-th, counted so that the last is kept."""
    return np.arange((months - 1) % every, months, every, dtype=np.int64)


class Outputs:
    """Give an engine the arrays it fills, run by run, and make a :class:`Batch` of them.

    ``months`` are the months a series keeps; ``series`` has shape (runs, kept months, indicators),
    ``final`` (runs, indicators of partnerships, ties), ``partners`` (runs, ties, 2), ``tallies``
    (runs, kinds of event).
    """

    def __init__(self, config: WorldConfig, replicates: Sequence[int], every: int) -> None:
        self.replicates = np.array(replicates, dtype=np.int64)
        self.ids = names(config).partnerships
        ties = tie_room(config)
        self.months = kept_months(config.scenario.months, every)
        runs = len(replicates)
        self.series = np.empty((runs, len(self.months), len(INDICATORS)))
        self.final = np.empty((runs, len(of_level(PARTNERSHIP)), ties))
        self.partners = np.empty((runs, ties, 2), dtype=np.int64)
        self.tallies = np.empty((runs, len(EVENT_KINDS)), dtype=np.int64)
        self._logs: list[NDArray[Any]] = []

    def log(self, row: int, events: NDArray[Any]) -> None:
        """Keep the events of one run."""
        self._logs.append(with_replicate(events, int(self.replicates[row])))

    def batch(self) -> Batch:
        """Return what was filled in."""
        return Batch(
            replicates=self.replicates,
            run_values=columns(self.series[:, -1], 1, INDICATORS),
            series_months=self.months,
            series=columns(self.series, 2, INDICATORS),
            partnership_ids=self.ids,
            partnership_values=columns(self.final, 1, of_level(PARTNERSHIP)),
            partners=self.partners,
            tallies=self.tallies,
            events=np.concatenate(self._logs) if self._logs else None,
        )


def with_replicate(rows: NDArray[Any], replicate: int) -> NDArray[Any]:
    """Return event rows with the replicate they belong to as their first column."""
    layout = [("replicate", np.int64), *[(name, np.int64) for name in rows.dtype.names or ()]]
    labelled = np.empty(len(rows), layout)
    labelled["replicate"] = replicate
    for name in rows.dtype.names or ():
        labelled[name] = rows[name]
    return labelled


def columns(
    values: NDArray[np.float64], axis: int, indicators: Iterable[str]
) -> dict[str, NDArray[np.float64]]:
    """Return an array with one axis of indicators as one contiguous array per indicator."""
    parts = np.moveaxis(values, axis, 0)
    return {name: np.ascontiguousarray(part) for name, part in zip(indicators, parts, strict=True)}


def log_sizes(config: WorldConfig) -> Iterator[int]:
    """Propose ever more room for a run's event log, for as long as it overflows."""
    size = config.scenario.months * 12 * (len(config.partnerships) + len(config.cities))
    while True:
        yield size
        size *= 2
