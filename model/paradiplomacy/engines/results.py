"""What a batch of runs returns, whichever engine ran it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from paradiplomacy.engines import copies
from paradiplomacy.engines.copies import Copied, Copy
from paradiplomacy.indicators import (
    DERIVED,
    INDICATORS,
    MEAN,
    PARTNERSHIP,
    SUM,
    SUMMARIES,
    Indicator,
    of_level,
    window,
    with_inputs,
)
from paradiplomacy.indicators.activity import G2G_BELOW, NGO_LED_ABOVE
from paradiplomacy.indicators.derived import quotient
from paradiplomacy.initialisation.capacity import longest_wait, paper_capacity, partnership_capacity
from paradiplomacy.initialisation.names import Names, names
from paradiplomacy.initialisation.regimes import charters_of, in_order
from paradiplomacy.state.codes import ENDINGS, EVENT_KINDS, INSTRUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig


FORMALITIES = ("informal", *INSTRUMENTS[1:])
"""Names of a tie's formality: the paper in force."""

MODES = ("none", "g2g", "hybrid", "ngo_led")
"""Names of a tie's mode, read off who delivered in the last 24 months."""


FOLLOWED_EVERY = 12
"""Months between two entries of a tie's history."""

MOST_FOLLOWED = 100
"""Ties of the scenario whose histories are kept: the first by id."""


EVENTS_A_MONTH = 3
"""Events of a tie or city a month for which an event log has room at first."""


@dataclass(frozen=True)
class Batch:
    """The indicators of some runs of one configuration.

    ``run_values``: name -> float64 (runs,), summed up as each indicator declares, and averaged over
    the ties that the scenario evaluates. ``series``: name -> float64 (runs, kept months).
    ``partnership_values``: name -> float64 (runs, ties), summed up for each tie, with ``partners``:
    int64 (runs, ties, 2), the two cities, -1 where a tie was never founded.
    ``histories``: name -> float64 (runs, followed months, followed ties), the first of
    ``partnership_ids``, at the end of each of ``followed``: int64 (followed months,). ``waits``:
    float64 (runs, countries and stages, instruments, endings, months), how many files waited so
    long; ``waiting_rows`` names country and stage, None where a row is of a whole chain.
    ``partnership_ids``: the ids of the first ties, those of the configuration. ``series_months``:
    int64 (kept months,), the months kept. ``tallies``: int64 (runs, kinds of event). ``events``: a
    structured array of :class:`~paradiplomacy.state.world.Event` fields with the replicate, or
    None. ``copied``: the fields that were asked for, of runs of so many ``months``. Undefined is
    NaN.
    """

    replicates: NDArray[np.int64]
    run_values: dict[str, NDArray[np.float64]]
    series_months: NDArray[np.int64]
    series: dict[str, NDArray[np.float64]]
    partnership_ids: list[str]
    partnership_values: dict[str, NDArray[np.float64]]
    followed: NDArray[np.int64]
    histories: dict[str, NDArray[np.float64]]
    partners: NDArray[np.int64]
    waiting_rows: list[tuple[str, str | None]]
    waits: NDArray[np.float64]
    tallies: NDArray[np.int64]
    events: NDArray[Any] | None
    months: int = 0
    copied: Copied = field(default_factory=dict)


def formality_of(values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """Give the formality of ties from their indicators, a place in FORMALITIES."""
    signed = values["signed_share"] + values["mou_share"]
    return np.nan_to_num(signed).astype(np.int64)


def mode_of(values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """Give the mode of ties in a month from their indicators, a place in MODES."""
    modes = [values[f"{mode}_share"] == 1.0 for mode in MODES[1:]]
    return np.select(modes, [1, 2, 3], default=0).astype(np.int64)


def summed_mode_of(values: Mapping[str, NDArray[np.float64]]) -> NDArray[np.int64]:
    """Give the mode of ties over what they delivered in the window, a place in MODES.

    A delivery that is shared counts half for the NGO, as in a month's mode.
    """
    whole = values["delivered"]
    weight = quotient(values["delivered_ngo_alone"] + 0.5 * values["delivered_hybrid"], whole)
    modes = [whole > 0.0, weight >= G2G_BELOW, weight > NGO_LED_ABOVE]
    return np.where(modes[0], 1 + modes[1] + modes[2], 0).astype(np.int64)


def kept_months(months: int, every: int) -> NDArray[np.int64]:
    """Return the months a series keeps: each ``every``-th, counted so that the last is kept."""
    return np.arange((months - 1) % every, months, every, dtype=np.int64)


NOTHING = 0
SERIES, HISTORY, BEFORE, WITHIN, LAST = FLAGS = (1, 2, 4, 8, 16)
"""What a month is to the outputs, as flags: kept in the series, in the histories, the last before
the evaluation window, within the window, and the last of all."""

OCCASIONS = range(sum(FLAGS) + 1)
"""All that a month can be, as sums of flags."""


def occasions(
    months: int, kept: NDArray[np.int64], followed: NDArray[np.int64], evaluated: int
) -> NDArray[np.int64]:
    """Return for each month, int64 (months,), what it is to the outputs.

    ``evaluated`` is the first month of the evaluation window.
    """
    codes = np.full(months, NOTHING)
    codes[kept] += SERIES
    codes[followed] += HISTORY
    codes[max(evaluated - 1, 0) : evaluated] += BEFORE
    codes[evaluated:] += WITHIN
    codes[-1:] += LAST
    return codes


@dataclass(frozen=True)
class Frame:
    """What shapes the results of runs: configurations of one frame can share a :class:`Batch`.

    ``partnerships`` and ``papers`` are the room for ties and for their papers, ``evaluated`` how
    many ties, from the first, a run is averaged over; ``window`` is the first month of the
    evaluation window. ``waiting_rows`` and
    ``longest_wait`` (months) shape :attr:`Batch.waits`.
    """

    names: Names
    months: int
    window: int
    evaluated: int
    partnerships: int
    waiting_rows: list[tuple[str, str | None]]
    longest_wait: int
    papers: int


def frame_of(config: WorldConfig) -> Frame:
    """Return what of ``config`` shapes the results of its runs."""
    ids, scenario, room = names(config), config.scenario, partnership_capacity(config)
    months = int(scenario.months)
    own = len(ids.partnerships) if scenario.evaluate_ties == "own" else 0
    return Frame(
        ids,
        months,
        window(months, int(scenario.evaluate)),
        own or room,
        room,
        waiting_rows(config),
        int(longest_wait(config)),
        paper_capacity(config),
    )


TELLING = ("age", "signed_share", "mou_share", *[f"{mode}_share" for mode in MODES[1:]])
"""Indicators of which formality, mode and age of a tie in a month are made."""

SUMMED_TELLING = (
    "signed_share",
    "mou_share",
    "delivered",
    "delivered_hybrid",
    "delivered_ngo_alone",
)
"""Indicators of which formality and mode of a tie in a whole run are made."""


@dataclass(frozen=True)
class Kept:
    """Names of the indicators that are kept, and so computed.

    ``runs`` are kept of each run at its end, ``series`` month by month, ``partnerships`` of each
    tie at the end, ``histories`` of followed ties on the way, ``copies`` of fields as they stand.
    """

    runs: frozenset[str]
    series: frozenset[str]
    partnerships: frozenset[str]
    histories: frozenset[str]
    copies: frozenset[Copy] = frozenset()

    def on(self, occasion: int, indicators: Mapping[str, Indicator]) -> frozenset[str]:
        """Return what is to be measured on an occasion."""
        summed = with_inputs(self.runs | self.partnerships, indicators)
        of_kind = {
            kind: frozenset(name for name in summed if indicators[name].summary == kind)
            for kind in SUMMARIES
        }
        wanted = {
            SERIES: self.series,
            HISTORY: self.histories,
            BEFORE: of_kind[SUM],
            WITHIN: of_kind[MEAN],
            LAST: summed - of_kind[DERIVED],
        }
        return frozenset().union(*(names for flag, names in wanted.items() if occasion & flag))


def everything(indicators: Mapping[str, Indicator]) -> Kept:
    """Return that all of ``indicators`` are kept, those of partnerships of each tie."""
    names, of_ties = frozenset(indicators), frozenset(of_level(PARTNERSHIP, indicators))
    return Kept(names, names, of_ties, of_ties)


class Outputs:
    """The arrays that an engine fills, run by run, and of which a :class:`Batch` is made.

    ``months`` are the months that a series keeps, ``followed`` those of the ties' histories; the
    last month is among both. Shapes: ``series`` (runs, months, indicators), ``histories`` (runs,
    followed, indicators of partnerships, followed ties), ``summed`` (runs, indicators of
    partnerships, ties) and ``summed_world`` (runs, indicators of the world), the summaries but for
    the derived ones, ``partners`` (runs, ties, 2), ``waits`` (runs, places of the world's waits),
    ``tallies`` (runs, kinds of event), ``wanted`` (occasions, indicators) is 1 where an indicator
    is to be measured, ``kinds`` (indicators,) the place of its summary in SUMMARIES.
    """

    def __init__(
        self,
        frame: Frame,
        replicates: Sequence[int],
        every: int = 1,
        kept: Kept | None = None,
        indicators: Mapping[str, Indicator] = INDICATORS,
    ) -> None:
        self.replicates = np.array(replicates, dtype=np.int64)
        self.ids = frame.names.partnerships
        self.indicators = indicators
        self.of_ties = of_level(PARTNERSHIP, indicators)
        self.kept = kept = everything(indicators) if kept is None else kept
        runs = len(replicates)
        self.months = kept_months(frame.months, every if kept.series else frame.months)
        self.followed = kept_months(
            frame.months, FOLLOWED_EVERY if kept.histories else frame.months
        )
        self.occasions = occasions(frame.months, self.months, self.followed, frame.window)
        self.on = {code: kept.on(code, indicators) for code in np.unique(self.occasions).tolist()}
        self.wanted = np.zeros((len(OCCASIONS), len(indicators)))
        for code, names_on in self.on.items():
            self.wanted[code] = [name in names_on for name in indicators]
        self.kinds = np.array([SUMMARIES.index(each.summary) for each in indicators.values()])
        self.series = np.empty((runs, len(self.months), len(indicators)))
        shape = (len(self.followed), len(self.of_ties), min(len(self.ids), MOST_FOLLOWED))
        self.histories = np.empty((runs, *shape))
        self.summed = np.empty((runs, len(self.of_ties), frame.partnerships))
        self.summed_world = np.empty((runs, len(indicators) - len(self.of_ties)))
        self._evaluated = frame.evaluated
        self.partners = np.empty((runs, frame.partnerships, 2), dtype=np.int64)
        self._waiting_rows = frame.waiting_rows
        self._kinds = (
            len(self._waiting_rows),
            len(INSTRUMENTS),
            len(ENDINGS),
            frame.longest_wait + 1,
        )
        self.waits = np.empty((runs, math.prod(self._kinds)))
        self.tallies = np.empty((runs, len(EVENT_KINDS)), dtype=np.int64)
        self.copied = copies.room(kept.copies, frame, runs)
        self._logs: list[NDArray[Any]] = []

    def log(self, row: int, events: NDArray[Any]) -> None:
        """Keep the events of one run."""
        self._logs.append(with_replicate(events, int(self.replicates[row])))

    def batch(self) -> Batch:
        """Return what was filled in.

        Raises ``ValueError`` where an indicator of a custom file is out of its declared bounds.
        """
        kept = self.kept
        of_ties, of_world = self._summaries(kept.runs | kept.partnerships)
        run_values = {name: self._averaged(values) for name, values in of_ties.items()} | of_world
        batch = Batch(
            replicates=self.replicates,
            run_values={name: run_values[name] for name in self.indicators if name in kept.runs},
            series_months=self.months,
            series=columns(self.series, 2, self.indicators, kept.series),
            partnership_ids=self.ids,
            partnership_values={
                name: of_ties[name] for name in self.of_ties if name in kept.partnerships
            },
            followed=self.followed,
            histories=columns(self.histories, 2, self.of_ties, kept.histories),
            partners=self.partners,
            waiting_rows=self._waiting_rows,
            waits=self.waits.reshape(-1, *self._kinds),
            tallies=self.tallies,
            events=np.concatenate(self._logs) if self._logs else None,
            months=len(self.occasions),
            copied=self.copied,
        )
        for each in self.indicators.values():
            if each.name not in INDICATORS:
                _check_bounds(each, batch)
        return batch

    def _summaries(
        self, wanted: frozenset[str]
    ) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
        """Return the summaries of ties, (runs, ties), and of the world, (runs,), by name."""
        needed = with_inputs(wanted, self.indicators)
        found = columns(self.summed, 1, self.of_ties, needed)
        found |= columns(self.summed_world, 1, [*self.indicators][len(self.of_ties) :], needed)

        def work_out(name: str) -> NDArray[np.float64]:
            each = self.indicators[name]
            if each.combine is None:
                return found[name]
            return each.combine(*map(work_out, each.of))

        values = {name: work_out(name) for name in self.indicators if name in wanted}
        of_ties = {name: each for name, each in values.items() if name in self.of_ties}
        return of_ties, {name: each for name, each in values.items() if name not in of_ties}

    def _averaged(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean over the evaluated ties in which an indicator is defined, (runs,)."""
        mine = values[:, : self._evaluated]
        defined = ~np.isnan(mine)
        return quotient(np.where(defined, mine, 0.0).sum(axis=1), defined.sum(axis=1))


def _check_bounds(indicator: Indicator, batch: Batch) -> None:
    """Raise ``ValueError`` where an indicator is out of bounds; the built-in ones never are."""
    low, high = indicator.low, indicator.high
    values = (batch.run_values, batch.series, batch.partnership_values, batch.histories)
    for found in (each[indicator.name] for each in values if indicator.name in each):
        outside = found[(found < low) | (found > high) | np.isinf(found)]
        if len(outside):
            raise ValueError(
                f"the indicator {indicator.name} is {outside[0]}, not within {low:g} to {high:g}"
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
    values: NDArray[np.float64], axis: int, indicators: Iterable[str], kept: frozenset[str]
) -> dict[str, NDArray[np.float64]]:
    """Return an array with one axis of indicators as one contiguous array per kept indicator."""
    parts = zip(indicators, np.moveaxis(values, axis, 0), strict=True)
    return {name: np.ascontiguousarray(part) for name, part in parts if name in kept}


def waiting_rows(config: WorldConfig) -> list[tuple[str, str | None]]:
    """Name the rows of :attr:`Batch.waits`: a country, with None for its whole chain, or a stage.

    A stage stands once for each regime that its country has or may get.
    """
    countries = names(config).countries
    rows: list[tuple[str, str | None]] = [(country, None) for country in countries]
    for country in countries:
        for regime in charters_of(config, country):
            rows += [(country, stage) for stage, _ in in_order(regime)]
    return rows


def log_sizes(config: WorldConfig) -> Iterator[int]:
    """Propose ever more room for a run's event log, for as long as it overflows."""
    size = EVENTS_A_MONTH * config.scenario.months * (len(config.partnerships) + len(config.cities))
    while True:
        yield size
        size *= 2
