"""An engine for tests that takes no time: numbers of an indicator's name, seed, replicate and tie.

Also what tests of the store and the runner share: a small scenario, and a call of the runner.
"""

from __future__ import annotations

import functools
import os
import threading
import time
import zlib
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.engines import copies
from paradiplomacy.engines.results import (
    FOLLOWED_EVERY,
    Batch,
    frame_of,
    kept_months,
    waiting_rows,
)
from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy.initialisation.names import names
from paradiplomacy.state.codes import ENDINGS, EVENT_KINDS
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.execution import estimation, executors, runner
from paradiplomacy_results import provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pytest

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.results import Kept


CONSTANT = "cost"
"""The indicator that is 1 everywhere."""

SOMETIMES = "approval_months"
"""The indicator that is undefined in every odd replicate."""

NEVER = "realised_ratio"
"""The indicator that is undefined everywhere."""

LOG = (
    (0, "programme_proposed", 0, 0, -1, 0, 0),
    (1, "dossier_refused", 0, 0, -1, 0, -1),
    (2, "programme_proposed", 0, 0, 0, 1, 1),
    (3, "mayor_left_early", -1, 0, -1, -1, -1),
    (3, "programme_started", 0, -1, 0, 1, 1),
    (4, "loi_signed", 0, 1, -1, 0, -1),
    (5, "milestone_delivered", 0, -1, 0, 1, 1),
    (7, "milestone_missed", 0, -1, 0, 1, 1),
    (8, "programme_completed", 0, -1, 0, 1, 1),
    (9, "mayor_elected", -1, 1, -1, -1, -1),
)
"""Events of every run: month, kind, partnership, city, NGO, sector, programme."""


WAITED = (
    (0, 2, "cleared", 10, 3),
    (0, 2, "lapsed", 30, 1),
    (1, 2, "cleared", 1, 4),
    (2, 2, "cleared", 2, 5),
)
"""Waits of every run: country or stage, instrument, ending, months, files."""


@dataclass
class FakeEngine:
    """Stand for an engine; ``failing`` replicates raise, ``before`` is called first."""

    failing: set[int] = field(default_factory=set)
    error: BaseException = field(default_factory=lambda: ValueError("no such luck"))
    before: Callable[[], None] = lambda: None
    calls: list[tuple[list[int], bool]] = field(default_factory=list)

    def run_batch(
        self,
        config: WorldConfig,
        *,
        seed: int,
        replicates: Sequence[int],
        series_every: int = 1,
        events: bool = False,
        kept: Kept | None = None,
    ) -> Batch:
        """Make up a batch, all of it whatever is ``kept``; what is copied is 0 everywhere."""
        self.before()
        self.calls.append((list(replicates), events))
        if self.failing & set(replicates):
            raise self.error
        partnerships = names(config).partnerships
        months = kept_months(config.scenario.months, series_every)
        followed = kept_months(config.scenario.months, FOLLOWED_EVERY)
        drawn_rows = len(months) + len(followed) * len(partnerships)
        drawn = np.stack([numbers(seed, replicate, drawn_rows) for replicate in replicates])
        series = dict(zip(INDICATORS, np.moveaxis(drawn[:, : len(months)], 2, 0), strict=True))
        past = drawn[:, len(months) :].reshape(
            len(replicates), len(followed), len(partnerships), -1
        )
        per_tie = dict(zip(INDICATORS, np.moveaxis(past, 3, 0), strict=True))
        histories = {name: per_tie[name] for name in of_level(PARTNERSHIP)}
        pairs = np.array(
            [sorted_pair(config, partnership) for partnership in partnerships], dtype=np.int64
        )
        rows = waiting_rows(config)
        waits = np.zeros((len(replicates), len(rows), 3, len(ENDINGS), config.gate.patience + 1))
        for row, instrument, ending, waited, files in WAITED:
            at_most = min(waited, config.gate.patience)
            waits[:, row, instrument, ENDINGS.index(ending), at_most] = files
        return Batch(
            replicates=np.array(replicates, dtype=np.int64),
            run_values={name: values[:, -1].copy() for name, values in series.items()},
            series_months=months,
            series=series,
            partnership_ids=partnerships,
            partnership_values={name: values[:, -1] for name, values in histories.items()},
            followed=followed,
            histories=histories,
            waiting_rows=rows,
            waits=waits,
            partners=np.tile(pairs.reshape(1, -1, 2), (len(replicates), 1, 1)),
            tallies=np.zeros((len(replicates), len(EVENT_KINDS)), dtype=np.int64),
            events=logged(replicates) if events else None,
            months=config.scenario.months,
            copied=copies.room(kept.copies if kept else (), frame_of(config), len(replicates)),
        )


def sorted_pair(config: WorldConfig, partnership: str) -> list[int]:
    """Return the rows of a tie's two cities."""
    cities = names(config).cities
    return [cities.index(city) for city in config.partnerships[partnership].cities]


@functools.lru_cache(maxsize=128)
def numbers(seed: int, replicate: int, rows: int) -> Any:
    """Return made-up values, one column for each indicator, which others leave as it is.

    To be copied before it is changed: all points of a design get the same.
    """
    order = list(INDICATORS)
    draws = [np.random.default_rng([seed, replicate, zlib.crc32(name.encode())]) for name in order]
    values = np.stack([each.random(rows) for each in draws], axis=1)
    values[:, order.index(CONSTANT)] = 1.0
    values[:, order.index(NEVER)] = np.nan
    if replicate % 2:
        values[:, order.index(SOMETIMES)] = np.nan
    return values


def logged(replicates: Sequence[int]) -> Any:
    """Return the event log of some runs."""
    columns = ("replicate", "month", "kind", "partnership", "city", "ngo", "sector", "programme")
    rows = [
        (replicate, month, EVENT_KINDS.index(kind), *rest)
        for replicate in replicates
        for month, kind, *rest in LOG
    ]
    return np.array(rows, dtype=[(name, np.int64) for name in columns])


@functools.cache
def scenario(*overrides: str) -> Scenario:
    """Return a scenario of one tie and twelve months."""
    return load_scenario("baubau-seoul", ["scenario.months=12", *overrides])


def use(engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """Put ``engine`` in the place of the real ones, and do without the disk's slowest part."""
    for module in (executors, estimation):
        monkeypatch.setattr(module, "prepared_engine", lambda *arguments: nullcontext(engine))
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    return engine


def run(out: Path, **settings: Any) -> runner.Report:
    """Run 23 replicates in chunks of 5, unless told otherwise."""
    chosen: dict[str, Any] = {"replicates": 23, "chunk_runs": 5, "workers": 2, **settings}
    return runner.run_scenario(chosen.pop("scenario", scenario()), out=out, **chosen)


def stopped_after(chunks: int) -> tuple[threading.Event, FakeEngine]:
    """Return an engine, and a stop that it asks for in the given call."""
    stop = threading.Event()
    calls = iter(range(10**6))

    def count() -> None:
        if next(calls) + 1 >= chunks:
            stop.set()

    return stop, FakeEngine(before=count)


def slow(seconds: float) -> FakeEngine:
    """Return an engine that takes its time for every call."""
    return FakeEngine(before=lambda: time.sleep(seconds))


COMMAND = """
import sys
from contextlib import nullcontext
from paradiplomacy_cli.main import main
from paradiplomacy_experiments.execution import executors
from tests.support.fake_engine import slow
engine = slow(float(sys.argv[1]))
executors.prepared_engine = lambda *arguments: print("ready", flush=True) or nullcontext(engine)
main(sys.argv[2:])
"""
"""Runs a command, the words after the first, with an engine that takes that many seconds a call."""
