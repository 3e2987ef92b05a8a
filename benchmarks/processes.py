"""Where the time of a month goes, process by process, by a counter inside the compiled month."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.rows import CASES, MONTHS, Group, Measured, Row, rounded, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

RUNS = 10

MONTH = Row(
    f"compiled engine: {CASES}, one month, all processes",
    "us",
    "",
    f"The processes below, summed: {RUNS} runs of {MONTHS} months, step by step.",
)


def measure(rounds: int) -> Measured:
    """Run the month step by step and share its time out among processes."""
    from paradiplomacy import schedule

    names = list(dict.fromkeys(step.process for step in schedule.MONTH))
    say("processes: compiling the month with a clock inside, up to a minute the first time")
    stepper = Stepper()
    stepper.begin(0)
    stepper.month()
    times: list[dict[str, float]] = []
    for number in range(rounds):
        say(f"processes: round {number + 1} of {rounds}")
        times.append(dict.fromkeys(names, 0.0))
        per_month = stepper.times() / (RUNS * MONTHS)
        for step, took in zip(schedule.MONTH, per_month, strict=True):
            times[-1][step.process] += took
    whole = [sum(found.values()) for found in times]
    shares = [_share(name, [found[name] for found in times], whole) for name in names]
    shares.sort(key=lambda share: -share["us_per_month"])
    return Measured({MONTH.what: whole}, shares)


def _share(name: str, times: list[float], whole: list[float]) -> dict[str, Any]:
    shares = [one / all_of_it for one, all_of_it in zip(times, whole, strict=True)]
    return {
        "process": name,
        "us_per_month": rounded(statistics.median(times)),
        "share": rounded(statistics.median(shares)),
        "min": rounded(min(shares)),
        "max": rounded(max(shares)),
    }


class Stepper:
    """Take a compiled world through its months, step by step."""

    def __init__(self) -> None:
        from benchmarks import cycles
        from paradiplomacy import schedule
        from paradiplomacy.engines import compiled_engine
        from paradiplomacy.engines.compilation.code import addresses
        from paradiplomacy.engines.compilation.parts import STEPS
        from paradiplomacy.engines.compilation.workspace import Workspace
        from paradiplomacy.initialisation.build import build_world
        from paradiplomacy_experiments.configuration.scenario import load_scenario

        self._kernels = cycles
        compiled_engine.prepare()
        self._addresses = addresses(STEPS)
        self.delivery = self._addresses[cycles.DELIVERY]
        self.steps = len(schedule.MONTH)
        self.space = Workspace(build_world(load_scenario(CASES).config))
        self._template = self.space.memory.copy()
        self.control = np.zeros(cycles.TICKS + self.steps, dtype=np.int64)

    def begin(self, replicate: int) -> None:
        """Begin a run anew."""
        from paradiplomacy.engines import compiled_engine
        from paradiplomacy.randomness import run_key

        tables: Any = self.space.tables
        self.space.memory[:] = self._template
        tables.clock["run_key"] = run_key(1, replicate)
        compiled_engine.begin(self.space)

    def month(self) -> None:
        """Let a month pass."""
        self.turn()
        self.run(0, self.steps)

    def turn(self) -> None:
        """Turn to the next month, in which nothing has happened yet."""
        tables: Any = self.space.tables
        tables.clock["month"] += 1

    def run(self, first: int, last: int) -> None:
        """Run the steps from ``first`` up to, not including, ``last``."""
        self.control[self._kernels.FIRST] = first
        self.control[self._kernels.LAST] = last
        self._kernels.run_steps(self.space.block, self._addresses, self.control)

    def times(self) -> NDArray[np.float64]:
        """Return the time of each step over some whole runs, in microseconds."""
        self.control[:] = 0
        wall, counted = time.perf_counter(), self._kernels.now()
        for replicate in range(RUNS):
            self.begin(replicate)
            for _ in range(MONTHS):
                self.month()
        rate = (self._kernels.now() - counted) / (time.perf_counter() - wall)
        found: NDArray[np.float64] = self.control[self._kernels.TICKS :] * (1e6 / rate)
        return found


GROUP = Group("processes", (MONTH,), measure)
