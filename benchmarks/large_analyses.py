"""Analyses of a million runs, of results that are made up: the memory and time that each takes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.large_results import fabricate
from benchmarks.rows import CASE, Group, Measured, Row, say
from benchmarks.timing import COMMAND, cost, program

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design

RUNS = 1_000_000

KEPT = (
    "effectiveness",
    "trust",
    "continuity",
    "continuity_g2g",
    "dependence",
    "approval_months",
    "misalignment",
    "cost",
)
"""Indicators that the results of a design have: the pairs of trade-offs, and the usual outcomes."""

JUDGED = (
    "realised_ratio",
    "backlog",
    "lost_opportunities",
    "programmes_started",
    "programmes_completed",
    "repairs",
    "ngo_entries",
    "ngo_exits",
    "mayors_changed",
    "norm_adopted",
    "trust",
)
"""Indicators that health is judged by, beside its stocks."""

HEALTH = """
import sys
from pathlib import Path
from paradiplomacy_experiments.inspection.health import diagnose
diagnose(Path(sys.argv[1]))
"""


@dataclass(frozen=True)
class Subject:
    """An analysis, and what it is asked of."""

    name: str
    what: str

    @property
    def memory(self) -> Row:
        """Declare the row of its peak."""
        how = f"{self.what} Results are made up; peak resident memory of a process, once."
        return Row(f"{self.name} over {RUNS:,} runs: peak memory", "GB", "<= 1", how)

    @property
    def time(self) -> Row:
        """Declare the row of its time."""
        return Row(f"{self.name} over {RUNS:,} runs: wall time", "s", "", "The same process.")

    def words(self, directory: Path) -> tuple[str, ...]:
        """Return the process that analyses the results in ``directory``."""
        if self.name == "health":
            return program(HEALTH, str(directory))
        return (*COMMAND, "analyse", str(directory), "--method", self.name, "--json")


POINTS = 60
"""Points of the design of levers."""

CONTRASTS = Subject("contrasts", f"`analyse` of design levers, {POINTS} points.")
TRADEOFFS = Subject("tradeoffs", "The same results: shares of resampled experiments.")
DISCOVERY = Subject("discovery", "`analyse` of design discovery, each run a point of its own.")
OF_HEALTH = Subject("health", f"The checks after `run {CASE}`, with a row for each tie.")
SUBJECTS = (CONTRASTS, TRADEOFFS, DISCOVERY, OF_HEALTH)


def levers(runs: int) -> Design:
    """Return the design of levers with about so many runs."""
    return _shipped("levers", f"design.replicates={runs // POINTS}")


def discovery(runs: int) -> Design:
    """Return the design of discovery with so many points."""
    return _shipped("discovery", f"sampler.points={runs}")


def one_case(runs: int) -> Design:
    """Return so many runs of one case, with its ties, and what health is judged by."""
    from paradiplomacy_experiments.configuration.scenario import load_scenario
    from paradiplomacy_experiments.design.declarations import Keep
    from paradiplomacy_experiments.design.loading import design_of
    from paradiplomacy_experiments.inspection.health import STOCKS

    kept: dict[str, Any] = {"tables": ["partnerships"], "indicators": [*STOCKS, *JUDGED]}
    return design_of(load_scenario(CASE), replicates=runs, seed=1, keep=Keep.model_validate(kept))


def _shipped(name: str, size: str) -> Design:
    from paradiplomacy_experiments.design.loading import load_design

    levers = load_design(name).file.levers.values()
    states = [lever.state for lever in levers if lever.state is not None]
    kept = ", ".join(f'"{indicator}"' for indicator in dict.fromkeys([*KEPT, *states]))
    return load_design(name, [size, "keep.tables=[]", f"keep.indicators=[{kept}]"])


def measure(rounds: int) -> Measured:  # noqa: ARG001 - once is enough for so long a run
    """Make up all results, on all processors, and analyse each of them once."""
    values: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        say(f"analyses: making up {len(MADE)} times {RUNS:,} runs")
        with ProcessPoolExecutor() as pool:
            list(pool.map(_make_up, MADE, [Path(folder)] * len(MADE)))
        for name, (_, subjects) in MADE.items():
            for subject in subjects:
                say(f"analyses: {subject.name}")
                took = cost(subject.words(Path(folder) / name))
                values[subject.memory.what] = [took.megabytes / 1024]
                values[subject.time.what] = [took.seconds]
    return Measured(values)


def _make_up(name: str, folder: Path) -> None:
    design, _ = MADE[name]
    fabricate(design(RUNS), folder / name)


MADE: dict[str, tuple[Callable[[int], Design], tuple[Subject, ...]]] = {
    "discovery": (discovery, (DISCOVERY,)),
    "levers": (levers, (CONTRASTS, TRADEOFFS)),
    "case": (one_case, (OF_HEALTH,)),
}
"""Results that are made up, and the analyses of them; those that take longest to make first."""

ROWS = tuple(row for subject in SUBJECTS for row in (subject.memory, subject.time))
GROUP = Group("analyses", ROWS, measure)
