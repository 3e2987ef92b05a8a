"""Measure the targets of speed and print them as JSON: medians of interleaved repeats, with spread.

Ratios are taken within one round, so that a machine whose speed drifts does not change them.
Nothing here is a test: a loaded machine gives other numbers, which is why its load is printed too.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from paradiplomacy import ensemble, simulation
from paradiplomacy_experiments.scenario import load_scenario

CASE = "bandung-seoul"
WORLD = "indonesia-korea"
MONTHS = 240
ROUNDS = 5
COMMAND = [sys.executable, "-m", "paradiplomacy_cli"]


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def command(*arguments: str, **environment: str) -> Callable[[], object]:
    """Return a call that runs the command as a process of its own, in a folder of its own."""

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [*COMMAND, *arguments],
                cwd=folder,
                env=os.environ | environment,
                check=True,
                capture_output=True,
            )

    return work


def row(what: str, unit: str, target: str, values: list[float]) -> dict[str, Any]:
    """Return one line of the table."""
    return {
        "what": what,
        "unit": unit,
        "target": target,
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }


def engines() -> list[dict[str, Any]]:
    """Measure the two engines against each other, and two threads against one."""
    config = load_scenario(WORLD, [f"scenario.months={MONTHS}"]).config

    def mesa() -> None:
        simulation.run_batch(config, seed=1, replicates=range(3), series_every=MONTHS)

    def compiled(first: int = 0, runs: int = 300) -> None:
        replicates = range(first, first + runs)
        ensemble.run_batch(config, seed=1, replicates=replicates, series_every=MONTHS)

    def farmed(threads: int) -> None:
        chunks = [(first, 125) for first in range(0, 1000, 125)]
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda chunk: compiled(*chunk), chunks))

    compiled()
    slow, fast, ratio, scaling = [], [], [], []
    for _ in range(ROUNDS):
        slow.append(seconds(mesa) / 3)
        fast.append(300 / seconds(compiled))
        ratio.append(slow[-1] * fast[-1])
        scaling.append(seconds(lambda: farmed(1)) / seconds(lambda: farmed(2)))
    return [
        row(f"Mesa engine: {WORLD}, {MONTHS} months, one run", "s", "<= 2", slow),
        row(f"compiled engine: {WORLD}, {MONTHS} months, one core", "runs/s", "", fast),
        row("compiled / Mesa engine, runs per second", "ratio", ">= 50", ratio),
        row("two threads / one, 1,000 runs", "ratio", ">= 1.7", scaling),
    ]


def commands() -> list[dict[str, Any]]:
    """Measure the commands a user waits for, and a cold compile."""
    warm = command("run", CASE, "--replicates", "200", "--months", str(MONTHS), "--no-figures")
    warm()
    parts = {
        ("--help", "< 0.3"): command("--help"),
        (f"check {CASE}", "< 0.5"): command("check", CASE),
        (f"warm run {CASE}, 200 replicates x {MONTHS} months, no figures", "< 4"): warm,
    }
    times: dict[tuple[str, str], list[float]] = {name: [] for name in parts}
    for _ in range(ROUNDS):
        for name, work in parts.items():
            times[name].append(seconds(work))
    with tempfile.TemporaryDirectory() as cache:
        cold = command("run", CASE, "--replicates", "1", "--no-figures", PARADIPLOMACY_CACHE=cache)
        compiling = [seconds(cold)]
    rows = [row(what, "s", target, times[what, target]) for what, target in parts]
    return [*rows, row("cold compile and one run", "s", "<= 90", compiling)]


def machine() -> dict[str, Any]:
    """Describe the machine and how busy it is."""
    return {
        "python": platform.python_version(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }


def main() -> None:
    """Measure and print everything."""
    before = machine()
    rows = engines() + commands()
    table = {"machine": before, "load_after": machine()["load"], "rounds": ROUNDS, "rows": rows}
    print(json.dumps(table, indent=1))
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
