"""Which runs an experiment consists of, and how they are dealt into chunks.

A run is one replicate of one point of a design; a plain run of a scenario is a design of one point.
Runs are dealt in rounds: a fixed number of replicates is one round; where replicates go on until an
interval is narrow, each checkpoint ends a round, and the next one has those points that still need
it. Within a round points take turns: first the first replicate of every point, then the second, so
that an experiment stopped at any moment is an even sample. The number of a run thus follows from
the design and the results of earlier rounds, never from who computed what when.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paradiplomacy_results.layout import EVENTS, Layout
from paradiplomacy_results.parts import ChunkSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig

ALL_EVENTS, FIRST_EVENTS, NO_EVENTS = ("all", "first", "none")
"""Whose events are recorded: every run's, each point's first replicate's, nobody's."""

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


@dataclass(frozen=True)
class Task:
    """Some replicates of one point that are asked for; ``runs`` are their numbers."""

    point: int
    replicates: range
    runs: tuple[int, ...]

    def singles(self) -> list[Task]:
        """Return a task for each of the runs."""
        places = range(len(self.runs))
        return [Task(self.point, self.replicates[k : k + 1], self.runs[k : k + 1]) for k in places]


def tasks_of(runs: Iterable[tuple[int, int, int]]) -> tuple[Task, ...]:
    """Return what some runs ask for, each given by point, replicate and number.

    Successive replicates of a point are one task; tasks stand in the order of points.
    """
    successive = itertools.groupby(
        enumerate(sorted(runs)), lambda row: (row[1][0], row[1][1] - row[0])
    )
    tasks = []
    for (point, _), group in successive:
        _, replicates, numbers = zip(*(row for _, row in group), strict=True)
        tasks.append(Task(point, range(replicates[0], replicates[-1] + 1), numbers))
    return tuple(tasks)


@dataclass(frozen=True)
class Chunk:
    """The tasks whose results go into one file of each table."""

    spec: ChunkSpec
    tasks: tuple[Task, ...]


@dataclass(frozen=True, eq=False)
class Round:
    """Some replicates of some points; ``first`` is the number of its first run."""

    first: int
    points: Sequence[int]
    replicates: range

    @property
    def runs(self) -> range:
        """Return the numbers of its runs."""
        return range(self.first, self.first + len(self.points) * len(self.replicates))

    def tasks(self, runs: range) -> tuple[Task, ...]:
        """Return what some of its runs ask for, in the order of points."""
        numbers = ((run, *divmod(run - self.first, len(self.points))) for run in runs)
        return tasks_of(
            (int(self.points[place]), self.replicates[turn], run) for run, turn, place in numbers
        )

    def has_first(self, runs: range) -> bool:
        """Tell whether the first replicate of any point is among some of its runs."""
        return self.replicates.start == 0 and runs.start < self.first + len(self.points)


@dataclass
class Plan:
    """Deal the runs of each round into chunks of ``chunk_runs``.

    ``events`` says whose events are recorded, ``layout`` which tables there are.
    """

    chunk_runs: int
    events: str
    layout: Layout
    rounds: list[Round] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """Return the number of runs of all rounds so far."""
        return self.rounds[-1].runs.stop if self.rounds else 0

    def add(self, points: Sequence[int], replicates: range) -> Round:
        """Add and return a round of these points and replicates."""
        self.rounds.append(Round(self.runs, points, replicates))
        return self.rounds[-1]

    def specs(self) -> Iterator[ChunkSpec]:
        """Yield what each chunk of all rounds holds, in the order of runs."""
        for one in self.rounds:
            yield from self.specs_of(one)

    def specs_of(self, one: Round) -> Iterator[ChunkSpec]:
        """Yield what each chunk of a round holds; chunks are numbered through all rounds."""
        before = self.rounds[: self.rounds.index(one)]
        number = sum(-(-len(other.runs) // self.chunk_runs) for other in before)
        for first in one.runs[:: self.chunk_runs]:
            runs = range(first, min(first + self.chunk_runs, one.runs.stop))
            yield ChunkSpec(number, runs, self._tables(one, runs))
            number += 1

    def _tables(self, one: Round, runs: range) -> tuple[str, ...]:
        recorded = self.events == ALL_EVENTS or (
            self.events == FIRST_EVENTS and one.has_first(runs)
        )
        return tuple(table for table in self.layout.tables if recorded or table != EVENTS)

    def chunk(self, spec: ChunkSpec) -> Chunk:
        """Return the tasks of a chunk."""
        one = next(each for each in self.rounds if spec.runs.start in each.runs)
        return Chunk(spec, one.tasks(spec.runs))


def parts(task: Task, events: str) -> list[tuple[Task, bool]]:
    """Split a task into what records its events and what does not."""
    if events != FIRST_EVENTS:
        return [(task, events == ALL_EVENTS)]
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
    return chunk_runs_of(config.scenario.months, len(config.partnerships), runs, mesa=mesa)


def chunk_runs_of(months: int, ties: int, runs: int, *, mesa: bool) -> int:
    """Return the same for ``runs`` of so many months and ties."""
    if mesa:
        return MESA_CHUNK_RUNS
    wanted = max(SMALL_CHUNK_RUNS, runs // FEWEST_CHUNKS)
    return max(1, min(wanted, CHUNK_CELLS // (months * max(1, ties)), MAX_CHUNK_RUNS))
