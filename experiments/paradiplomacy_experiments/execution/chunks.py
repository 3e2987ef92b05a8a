"""Compute chunks of runs: the same function on a thread, in a process or on another machine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np

from paradiplomacy.initialisation.names import names
from paradiplomacy_experiments.execution.plan import Chunk, Task, parts
from paradiplomacy_experiments.execution.processes import RunError, error_text
from paradiplomacy_results.layout import RUNS, Layout
from paradiplomacy_results.store import chunk_files
from paradiplomacy_results.tables import batch_tables, failed_run, in_run_order, kept_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.prepared import EditedWorld
    from paradiplomacy.engines.results import Batch, Kept
    from paradiplomacy.initialisation.names import Names
    from paradiplomacy_experiments.design.points import Points
    from paradiplomacy_results.parts import ChunkSpec

MAX_ERROR = 500
"""Longest text of an error kept with a failed run."""


class Engine(Protocol):
    """Run replicates of a configuration, as both engines do."""

    def run_batch(
        self,
        config: WorldConfig,
        *,
        seed: int,
        replicates: Sequence[int],
        series_every: int,
        events: bool,
        kept: Kept,
    ) -> Batch:
        """Return what comes of the replicates."""


@runtime_checkable
class EditingEngine(Engine, Protocol):
    """Run replicates of worlds that are edited rather than built, too."""

    def run_worlds(
        self,
        worlds: Sequence[tuple[EditedWorld, Sequence[int]]],
        *,
        seed: int,
        series_every: int,
        kept: Kept,
    ) -> Sequence[tuple[NDArray[np.int64], Batch]]:
        """Return batches, each with the place of the world of each of its runs."""


@dataclass(frozen=True)
class Job:
    """All that is needed to compute any chunk of an experiment.

    ``identity`` marks its files. ``one_by_one`` is set where a run may take its process down, so
    that it has to be known which one did.
    """

    points: Points
    seed: int
    series_every: int
    events: str
    layout: Layout
    identity: str
    one_by_one: bool


@dataclass(frozen=True)
class Result:
    """What a worker hands back: files ready to write."""

    spec: ChunkSpec
    files: dict[str, bytes]


def compute(job: Job, chunk: Chunk, engine: Engine) -> Result:
    """Run the tasks of a chunk and return its files."""
    return Result(chunk.spec, chunk_files(job.identity, chunk.spec, tables_of(job, chunk, engine)))


def tables_of(job: Job, chunk: Chunk, engine: Engine) -> dict[str, pa.Table]:
    """Run the tasks of a chunk and return its tables, rows in the order of runs."""
    collected: dict[str, list[pa.Table]] = {name: [] for name in chunk.spec.tables}
    for tables in _runs_of(job, chunk, engine):
        for name in collected.keys() & tables.keys():
            collected[name].append(tables[name])
    return {
        name: in_run_order(parts, job.layout.schema_of(name)) for name, parts in collected.items()
    }


def _runs_of(job: Job, chunk: Chunk, engine: Engine) -> Iterator[dict[str, Any]]:
    """Yield the tables of the tasks of a chunk, together where their worlds can be edited."""
    pieces = [
        (piece, recorded)
        for task in chunk.tasks
        for part, recorded in parts(task, job.events)
        for piece in (part.singles() if job.one_by_one else [part])
    ]
    together: list[tuple[Task, EditedWorld]] = []
    if isinstance(engine, EditingEngine):
        together = edited_worlds(job.points, [task for task, recorded in pieces if not recorded])
        if together:
            yield from _run_together(job, together, engine)
    done = {id(task) for task, _ in together}
    for task, recorded in pieces:
        if id(task) not in done:
            yield from _run(job, task, engine, recorded=recorded)


def edited_worlds(points: Points, tasks: Sequence[Task]) -> list[tuple[Task, EditedWorld]]:
    """Return those of ``tasks`` whose worlds can be prepared, with these worlds.

    They are edits of what points share; what only one of the tasks has is built for it.
    """
    keys = {task.point: points.variations.key(task.point) for task in tasks}
    sharing = Counter(keys.values())
    found: list[tuple[Task, EditedWorld]] = []
    for task in tasks:
        key = keys[task.point]
        variation = points.variations.of(task.point, key, worth=sharing[key] > 1)
        world = variation.world_of(points, task.point) if variation is not None else None
        if variation is None:
            world = points.variations.built(task.point)
        if world is not None:
            found.append((task, world))
    return found


def _run_together(
    job: Job, worlds: Sequence[tuple[Task, EditedWorld]], engine: EditingEngine
) -> Iterator[dict[str, Any]]:
    """Yield the tables of tasks whose worlds are prepared; where any fails, of each task alone."""
    tasks = [task for task, _ in worlds]
    try:
        batches = engine.run_worlds(
            [(world, task.replicates) for task, world in worlds],
            seed=job.seed,
            series_every=job.series_every,
            kept=kept_of(job.layout),
        )
        found = [
            _tables(job, _singles(tasks, places, batch), batch, worlds[places[0]][1].frame.names)
            for places, batch in batches
        ]
    except (Exception, SystemExit):  # noqa: BLE001 - it is told for the run that raises it
        for task in tasks:
            yield from _run(job, task, engine, recorded=False)
    else:
        yield from found


def _singles(tasks: Sequence[Task], places: NDArray[np.int64], batch: Batch) -> list[Task]:
    """Return the task of each run of a batch by itself; ``places`` are those of their tasks."""
    singles = [{one.replicates[0]: one for one in task.singles()} for task in tasks]
    pairs = zip(places.tolist(), batch.replicates.tolist(), strict=True)
    return [singles[place][replicate] for place, replicate in pairs]


def _run(job: Job, task: Task, engine: Engine, *, recorded: bool) -> Iterator[dict[str, Any]]:
    """Yield the tables of a task; where it fails, of each of its runs alone.

    A run that fails alone becomes a row that says so. A run may also call ``sys.exit``: that ends
    the run, not the experiment.
    """
    try:
        config = job.points.config(task.point)
        batch = engine.run_batch(
            config,
            seed=job.seed,
            replicates=task.replicates,
            series_every=job.series_every,
            events=recorded,
            kept=kept_of(job.layout),
        )
        yield _tables(job, [task], batch, names(config))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any error of a run is a result
        if len(task.replicates) > 1:
            for one in task.singles():
                yield from _run(job, one, engine, recorded=recorded)
            return
        text = str(error) if isinstance(error, RunError) else error_text(error)
        yield {RUNS: failed_row(job, task, text)}


def _tables(job: Job, tasks: Sequence[Task], batch: Batch, ids: Names) -> dict[str, Any]:
    """Return the tables of a batch that holds the runs of ``tasks``, one after the other."""
    runs = [run for task in tasks for run in task.runs]
    points = [task.point for task in tasks for _ in task.runs]
    rows = [levels for task in tasks for levels in [job.points.levels(task.point)] * len(task.runs)]
    return batch_tables(
        batch,
        np.array(runs, dtype=np.int64),
        ids,
        job.layout,
        points=np.array(points, dtype=np.int64),
        levels={factor.name: [row[factor.name] for row in rows] for factor in job.points.factors},
    )


def failed_row(job: Job, task: Task, error: str) -> pa.Table:
    """Return the row of ``runs`` that says how the one run of a task failed."""
    levels = job.points.levels(task.point)
    run, replicate = task.runs[0], task.replicates[0]
    return failed_run(
        run, replicate, error[:MAX_ERROR], job.layout, point=task.point, levels=levels
    )
