"""Compute chunks of runs: the same function on a thread, in a process or on another machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from paradiplomacy.initialisation.names import names
from paradiplomacy_experiments.execution.plan import Chunk, Task, parts
from paradiplomacy_experiments.execution.processes import RunError, error_text
from paradiplomacy_results.layout import RUNS, Layout
from paradiplomacy_results.store import chunk_files
from paradiplomacy_results.tables import batch_tables, failed_run, in_run_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.results import Batch
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
    ) -> Batch:
        """Return what comes of the replicates."""


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
    collected = {name: [job.layout.schema_of(name).empty_table()] for name in chunk.spec.tables}
    for task in chunk.tasks:
        for part, recorded in parts(task, job.events):
            for piece in part.singles() if job.one_by_one else [part]:
                for tables in _run(job, piece, engine, recorded=recorded):
                    for name in collected.keys() & tables.keys():
                        collected[name].append(tables[name])
    return {name: in_run_order(parts) for name, parts in collected.items()}


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
        )
        numbers = np.array(task.runs, dtype=np.int64)
        levels = job.points.levels(task.point)
        yield batch_tables(
            batch, numbers, names(config), job.layout, point=task.point, levels=levels
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any error of a run is a result
        if len(task.replicates) > 1:
            for one in task.singles():
                yield from _run(job, one, engine, recorded=recorded)
            return
        text = str(error) if isinstance(error, RunError) else error_text(error)
        yield {RUNS: failed_row(job, task, text)}


def failed_row(job: Job, task: Task, error: str) -> pa.Table:
    """Return the row of ``runs`` that says how the one run of a task failed."""
    levels = job.points.levels(task.point)
    run, replicate = task.runs[0], task.replicates[0]
    return failed_run(
        run, replicate, error[:MAX_ERROR], job.layout, point=task.point, levels=levels
    )
