"""What a reform of several dates takes where the common past of its worlds is run once."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.rows import MONTHS, Group, Measured, Row, say

if TYPE_CHECKING:
    from collections.abc import Sequence

SCENARIO = "reform"
DATES = ("2010-01", "2010-02", "2010-03", "2010-04", "2010-05")
"""Months of the reform, half-way through the run."""

NUMBERS = (0.91, 0.92, 0.93, 0.94, 0.95)

REPLICATES = 60

SHARING = Row(
    "a reform of five dates, half of the run in common: without sharing / with",
    "ratio",
    ">= 1.5",
    f"{REPLICATES} replicates of {MONTHS} months of {SCENARIO} at each of {len(DATES)} dates, the "
    "processor's time of one call; the same worlds, each run whole, of the same round.",
)
APART = Row(
    "worlds that share nothing: looked at for a common past / not, time",
    "ratio",
    "<= 1.05",
    "The same number of runs, of worlds that differ in a number that is read from the start.",
)


def measure(rounds: int) -> Measured:
    """Run worlds in turn with their pasts shared and not."""
    from paradiplomacy.engines import compiled_engine
    from paradiplomacy.engines.prepared import EditedWorld, built
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    engine = compiled_engine.prepare()

    def worlds(*keys: str, values: Sequence[object]) -> list[EditedWorld]:
        settings = ([f"{key}={value}" for key in keys] for value in values)
        return [built(load_scenario(SCENARIO, each).config) for each in settings]

    def cost(some: Sequence[EditedWorld], *, shares: bool) -> float:
        engine.shares_pasts = shares
        start = time.thread_time()
        engine.run_worlds([(world, range(REPLICATES)) for world in some], seed=1, series_every=12)
        return time.thread_time() - start

    dated = worlds("events.west_reforms.month", "events.east_reforms.month", values=DATES)
    apart = worlds("trust.forgetting", values=NUMBERS)
    cost(dated, shares=True)
    values: dict[str, list[float]] = {SHARING.what: [], APART.what: []}
    for number in range(rounds):
        say(f"branches: round {number + 1} of {rounds}")
        values[SHARING.what].append(cost(dated, shares=False) / cost(dated, shares=True))
        values[APART.what].append(cost(apart, shares=True) / cost(apart, shares=False))
    return Measured(values)


GROUP = Group("branches", (SHARING, APART), measure)
