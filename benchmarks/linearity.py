"""How cost grows with months and with replicates."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

from benchmarks.rows import CASES, Group, Measured, Row, say
from benchmarks.timing import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

EXPONENT = "<= 1.05"
"""The target: cost grows no faster than in proportion, but for what a clock cannot tell."""

MONTHS = (120, 240, 480, 960)
RUNS = 40
REPLICATES = (50, 100, 200, 400, 800)
SHORT = 60

AGAINST_MONTHS = Row(
    f"cost against months: {MONTHS[0]} to {MONTHS[-1]}",
    "exponent",
    EXPONENT,
    f"{RUNS} runs of {CASES} with {', '.join(map(str, MONTHS))} months: slope of the logarithm of "
    "time on that of months, within a round.",
)
AGAINST_REPLICATES = Row(
    f"cost against replicates: {REPLICATES[0]} to {REPLICATES[-1]}",
    "exponent",
    EXPONENT,
    f"{', '.join(map(str, REPLICATES))} runs of {SHORT} months, likewise.",
)


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """Return the power of size with which time grows: the slope of log time on log size."""
    fit = statistics.linear_regression(
        [math.log(size) for size in sizes], [math.log(time) for time in times]
    )
    return fit.slope


def measure(rounds: int) -> Measured:
    """Run every size in turn, round after round."""
    from paradiplomacy.engines import compiled_engine
    from paradiplomacy_experiments.configuration.scenario import load_scenario

    configs = {
        months: load_scenario(CASES, [f"scenario.months={months}"]).config
        for months in (SHORT, *MONTHS)
    }

    def timed(months: int, runs: int) -> float:
        return seconds(
            lambda: compiled_engine.run_batch(
                configs[months], seed=1, replicates=range(runs), series_every=months
            )
        )

    timed(SHORT, 1)
    values: dict[str, list[float]] = {AGAINST_MONTHS.what: [], AGAINST_REPLICATES.what: []}
    for number in range(rounds):
        say(f"linearity: round {number + 1} of {rounds}")
        times = [timed(months, RUNS) for months in MONTHS]
        values[AGAINST_MONTHS.what].append(exponent(MONTHS, times))
        times = [timed(SHORT, runs) for runs in REPLICATES]
        values[AGAINST_REPLICATES.what].append(exponent(REPLICATES, times))
    return Measured(values)


GROUP = Group("linearity", (AGAINST_MONTHS, AGAINST_REPLICATES), measure)
