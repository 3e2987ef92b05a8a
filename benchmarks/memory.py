"""Peak memory against the number of runs: of the coordinator alone, and of the whole command."""

from __future__ import annotations

from benchmarks.rows import CASE, Group, Measured, Row, say
from benchmarks.timing import COMMAND, command, cost, program

RUNS = (1_000, 10_000, 100_000)
SHORT = 12

CHUNK = 250
"""Runs to a chunk for the coordinator: what large experiments have, small ones have less by default
and need less memory.
"""

COORDINATOR = f"""
import sys
from pathlib import Path
from paradiplomacy_experiments.execution.runner import run_scenario
from paradiplomacy_experiments.configuration.scenario import load_scenario
scenario = load_scenario({CASE!r}, ["scenario.months={SHORT}"])
run_scenario(scenario, out=Path("results"), replicates=int(sys.argv[1]), chunk_runs={CHUNK})
"""

COMPARED = f"{RUNS[-1]:,} / {RUNS[0]:,} runs"

SUBJECTS = {
    "coordinator": "A process that runs the experiment into a result directory, in chunks of "
    f"{CHUNK} runs whatever their number.",
    "command": f"`run {CASE} --months {SHORT} --no-figures`, which chooses chunks by itself "
    "(smaller ones for few runs), summarises the results and checks their health.",
}


def peak(subject: str, runs: int) -> Row:
    """Declare the row of a peak."""
    how = f"{SUBJECTS[subject]} Peak resident memory of the process, once."
    return Row(f"{subject}: peak memory, {runs:,} runs of {SHORT} months", "MB", "", how)


def growth(subject: str) -> Row:
    """Declare the row of a ratio of peaks."""
    how = "Of the rows above; memory is flat where it is about 1."
    return Row(f"{subject}: peak memory, {COMPARED}", "ratio", "<= 1.15", how)


def words(subject: str, runs: int) -> tuple[str, ...]:
    """Return the process that is measured."""
    if subject == "coordinator":
        return program(COORDINATOR, str(runs))
    options = ("--months", str(SHORT), "--replicates", str(runs), "--no-figures")
    return (*COMMAND, "run", CASE, *options)


def measure(rounds: int) -> Measured:  # noqa: ARG001 - a peak is measured once
    """Run each process once, for each number of runs."""
    command("run", CASE, "--replicates", "1", "--no-figures")()
    values: dict[str, list[float]] = {}
    for subject in SUBJECTS:
        peaks = []
        for runs in RUNS:
            say(f"memory: {subject}, {runs:,} runs")
            peaks.append(cost(words(subject, runs)).megabytes)
            values[peak(subject, runs).what] = [peaks[-1]]
        values[growth(subject).what] = [peaks[-1] / peaks[0]]
    return Measured(values)


ROWS = tuple(
    row for subject in SUBJECTS for row in (*(peak(subject, n) for n in RUNS), growth(subject))
)
GROUP = Group("memory", ROWS, measure)
