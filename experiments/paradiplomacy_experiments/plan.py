"""Which runs an experiment consists of, and how they are dealt into chunks.

A run is one replicate of one point of a design; a plain run of a scenario is a design of one point.
Replicates are interleaved: first the first replicate of every point, then the second, so that an
experiment stopped half-way is balanced.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paradiplomacy_experiments.storage.result_tables import EVENTS, TABLES, factor_types
from paradiplomacy_experiments.storage.verification import ChunkSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paradiplomacy.config import WorldConfig

ALL_EVENTS, FIRST_EVENTS, NO_EVENTS = ("all", "first", "none")
"""Whose events are recorded: every run's, each point's first replicate's, nobody's."""

ALWAYS = tuple(table for table in TABLES if table != EVENTS)
"""The tables that every run fills."""

CHUNK_CELLS = 400_000
"""Months times partnerships of one chunk, which bounds its time and memory."""

MAX_CHUNK_RUNS = 250
FEWEST_CHUNKS = 16
SMALL_CHUNK_RUNS = 25
"""Runs of a chunk below which dealing costs more than it balances."""

MESA_CHUNK_RUNS = 2

MOST_RECORDED = 1_000_000
"""Months times ties and cities of a run whose events are recorded without being asked for."""

MOST_SERIES_ROWS = 1_000_000
"""Rows of all series together that are kept without being asked for."""

SERIES_STEPS = (1, 2, 3, 4, 6, 12)
"""Months between two rows of a series, as they are chosen by themselves."""

FactorLevel = int | float | str


@dataclass(frozen=True)
class Point:
    """Hold one point of a design: its configuration and the level of each factor."""

    number: int
    config: WorldConfig
    factors: Mapping[str, FactorLevel] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """Ask for some replicates of one point; ``runs`` are their numbers."""

    point: Point
    replicates: range
    runs: range

    def singles(self) -> list[Task]:
        """Return a task for each of the runs."""
        places = range(len(self.runs))
        return [Task(self.point, self.replicates[k : k + 1], self.runs[k : k + 1]) for k in places]


@dataclass(frozen=True)
class Chunk:
    """Hold the tasks whose results go into one file of each table."""

    spec: ChunkSpec
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Plan:
    """Deal all runs into chunks of ``chunk_runs``, in the order of runs, one at a time."""

    points: Sequence[Point]
    replicates: int
    chunk_runs: int
    events: str

    @property
    def runs(self) -> int:
        """Return the number of runs."""
        return len(self.points) * self.replicates

    @property
    def factors(self) -> dict[str, type]:
        """Return the type of each factor; all points have the same."""
        return factor_types(self.points[0].factors)

    def specs(self) -> Iterator[ChunkSpec]:
        """Yield what each chunk holds."""
        for number, first in enumerate(range(0, self.runs, self.chunk_runs)):
            runs = range(first, min(first + self.chunk_runs, self.runs))
            yield ChunkSpec(number, runs, self._tables(runs))

    def _tables(self, runs: range) -> tuple[str, ...]:
        recorded = self.events == ALL_EVENTS or (
            self.events == FIRST_EVENTS and runs.start < len(self.points)
        )
        return ALWAYS + (EVENTS,) * recorded

    def chunk(self, spec: ChunkSpec) -> Chunk:
        """Return the tasks of a chunk, in the order of points."""
        step = len(self.points)
        tasks = []
        for place in range(min(step, len(spec.runs))):
            runs = range(spec.runs.start + place, spec.runs.stop, step)
            replicates = range(runs[0] // step, runs[-1] // step + 1)
            tasks.append(Task(self.points[runs[0] % step], replicates, runs))
        return Chunk(spec, tuple(sorted(tasks, key=lambda task: task.point.number)))

    def parts(self, task: Task) -> list[tuple[Task, bool]]:
        """Split a task into what records its events and what does not."""
        if self.events != FIRST_EVENTS:
            return [(task, self.events == ALL_EVENTS)]
        cut = 1 if task.replicates.start == 0 else 0
        first = Task(task.point, task.replicates[:cut], task.runs[:cut])
        rest = Task(task.point, task.replicates[cut:], task.runs[cut:])
        return [(part, part is first) for part in (first, rest) if part.replicates]


def usual_events(config: WorldConfig) -> str:
    """Return whose events are recorded by default: of the first run, of none in a large world."""
    entities = len(config.partnerships) + len(config.cities)
    return FIRST_EVENTS if config.scenario.months * entities <= MOST_RECORDED else NO_EVENTS


def usual_step(config: WorldConfig, runs: int) -> int:
    """Return the months between two rows of a series by default: more of them for many runs."""
    rows = runs * config.scenario.months
    fitting = (step for step in SERIES_STEPS if rows <= step * MOST_SERIES_ROWS)
    return next(fitting, SERIES_STEPS[-1])


def chunk_size(config: WorldConfig, runs: int, *, mesa: bool) -> int:
    """Return how many runs to put into one chunk: it shapes files and progress, never contents."""
    if mesa:
        return MESA_CHUNK_RUNS
    cells = config.scenario.months * max(1, len(config.partnerships))
    wanted = max(SMALL_CHUNK_RUNS, runs // FEWEST_CHUNKS)
    return max(1, min(wanted, CHUNK_CELLS // cells, MAX_CHUNK_RUNS))
