"""Run an experiment into a result directory: chunk after chunk, side by side, resumable.

The compiled engine lets threads work side by side; for the Mesa engine each thread has a worker
process. Whatever the number of workers and the size of chunks, the tables are the same to the bit.
"""

from __future__ import annotations

import contextlib
import os
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from paradiplomacy.founding import names
from paradiplomacy_experiments.plan import (
    FIRST_EVENTS,
    Chunk,
    Plan,
    Point,
    Task,
    chunk_size,
    usual_events,
    usual_step,
)
from paradiplomacy_experiments.storage.manifest import COMPLETE, Manifest, new_manifest
from paradiplomacy_experiments.storage.result_tables import (
    RUNS,
    batch_tables,
    empty_table,
    failed_run,
    in_run_order,
)
from paradiplomacy_experiments.storage.store import Store, chunk_files, open_store
from paradiplomacy_experiments.workers import RUN_SECONDS, MesaWorkers, RunError, error_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from paradiplomacy.config import WorldConfig
    from paradiplomacy.results import Batch
    from paradiplomacy_experiments.configuration.mechanism_files import Files
    from paradiplomacy_experiments.scenario import Scenario
    from paradiplomacy_experiments.storage.verification import ChunkSpec

COMPILED, MESA = ("compiled", "mesa")

COMPILING = "compiling the model, once for this version; this takes up to 90 seconds"
"""What to say before the first run of a version."""

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


class Progress(Protocol):
    """Be told how a run gets on; every method may do nothing."""

    def compiling(self) -> None:
        """Say that the engine is being compiled."""

    def running(self, runs: int, done: int) -> None:
        """Say that runs begin: how many there are, and how many are done already."""

    def advanced(self, runs: int) -> None:
        """Say that so many more runs are in the directory."""

    def noticed(self, message: str) -> None:
        """Say something that the user should know."""


class Silence:
    """Keep progress to itself."""

    def compiling(self) -> None:
        """Do nothing."""

    def running(self, runs: int, done: int) -> None:
        """Do nothing."""

    def advanced(self, runs: int) -> None:
        """Do nothing."""

    def noticed(self, message: str) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Report:
    """Say what became of an experiment.

    ``computed`` counts the runs of this call, ``done`` all that are in the directory.
    """

    directory: Path
    manifest: Manifest
    runs: int
    done: int
    computed: int

    @property
    def complete(self) -> bool:
        """Tell whether all runs are in the directory."""
        return bool(self.manifest["status"] == COMPLETE)

    @property
    def failed(self) -> int:
        """Return the number of failed runs; 0 while incomplete."""
        return int(self.manifest.get("failed_runs", 0))

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Return number and error of the first failed runs; none while incomplete."""
        return list(self.manifest.get("failures", []))


def engine_for(scenario: Scenario, engine: str | None = None) -> str:
    """Return the ``engine`` asked for, by default the compiled one, Mesa for a file of one's own.

    Raises ``ValueError`` where the compiled one is asked for, and cannot run the scenario.
    """
    if not scenario.files:
        return engine or COMPILED
    if engine == COMPILED:
        names = ", ".join(scenario.files)
        raise ValueError(
            f"the compiled engine cannot run a mechanism of your own ({names}); "
            "the Mesa engine can, and is chosen by itself"
        )
    return MESA


def run_scenario(
    scenario: Scenario,
    *,
    out: Path,
    seed: int = 1,
    replicates: int = 200,
    engine: str | None = None,
    workers: int | None = None,
    run_seconds: float = RUN_SECONDS,
    series_every: int | None = None,
    events: str | None = None,
    overwrite: bool = False,
    chunk_runs: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
) -> Report:
    """Run replicates of one scenario into the directory ``out``, or complete it.

    ``engine`` is chosen by :func:`engine_for`. ``workers`` is a number of threads, for the Mesa
    engine of processes, and all processors by default; ``run_seconds`` bounds a run in a process.
    ``series_every`` is the number of months between two rows of a series and ``events`` says whose
    are recorded; by default :func:`~paradiplomacy_experiments.plan.usual_step` and
    :func:`~paradiplomacy_experiments.plan.usual_events` do.
    Setting ``stop`` lets the chunks at work finish and then returns; the same call completes the
    rest. Raises the errors of :mod:`~paradiplomacy_experiments.storage.storage_errors`.
    """
    engine = engine_for(scenario, engine)
    manifest = new_manifest(
        scenario=scenario.name,
        config=scenario.resolved(),
        entities=scenario.entities(),
        seed=seed,
        replicates=replicates,
        points=1,
        engine=engine,
        series_every=series_every or usual_step(scenario.config, replicates),
        events=events or usual_events(scenario.config),
        chunk_runs=chunk_runs or chunk_size(scenario.config, replicates, mesa=engine == MESA),
        command=tuple(command),
        files=scenario.files,
    )
    points = [Point(0, scenario.config)]
    return run_points(
        points,
        manifest,
        out=out,
        workers=workers,
        overwrite=overwrite,
        progress=progress or Silence(),
        stop=stop or threading.Event(),
        files=scenario.files,
        run_seconds=run_seconds,
    )


def run_points(
    points: Sequence[Point],
    manifest: Manifest,
    *,
    out: Path,
    workers: int | None,
    overwrite: bool,
    progress: Progress,
    stop: threading.Event,
    files: Files | None = None,
    run_seconds: float = RUN_SECONDS,
) -> Report:
    """Run every point of a design into ``out``; see :func:`run_scenario`.

    ``files`` are those that the points name as mechanisms.
    """
    factors = Plan(points, 1, 1, FIRST_EVENTS).factors
    with open_store(
        out, manifest, factors=factors, overwrite=overwrite, notice=progress.noticed
    ) as store:
        settings = store.manifest
        plan = Plan(points, settings["replicates"], settings["chunk_runs"], settings["events"])
        desk = _Coordinator(store, plan, progress, stop)
        desk.work(workers or processors(), files or {}, run_seconds)
        if desk.done == plan.runs:
            store.finish(plan.specs())
        return Report(out, store.manifest, plan.runs, desk.done, desk.computed)


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class _Result:
    """Hold what a worker hands back: files ready to write."""

    spec: ChunkSpec
    files: dict[str, bytes]


class _Coordinator:
    """Hand out chunks, few at a time so that memory stays flat, and write what comes back."""

    def __init__(self, store: Store, plan: Plan, progress: Progress, stop: threading.Event) -> None:
        self.done = 0
        self.computed = 0
        self._store = store
        self._plan = plan
        self._progress = progress
        self._stop = stop

    def work(self, threads: int, files: Files, run_seconds: float) -> None:
        """Compute and write every missing chunk, until all are there or a stop is asked for."""
        missing = self._missing()
        first = next(missing, None)
        if first is None:
            return
        name, config = self._store.manifest["engine"], self._plan.points[0].config
        with prepared_engine(name, config, self._progress, files, run_seconds) as engine:
            self._progress.running(self._plan.runs, self.done)
            pool = ThreadPoolExecutor(threads, thread_name_prefix="runs")
            try:
                self._keep_busy(pool, threads + 1, engine, first, missing)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _missing(self) -> Iterator[ChunkSpec]:
        for spec in self._plan.specs():
            if self._store.intact(spec):
                self.done += len(spec.runs)
            else:
                yield spec

    def _keep_busy(
        self,
        pool: ThreadPoolExecutor,
        at_once: int,
        engine: Engine,
        first: ChunkSpec,
        missing: Iterator[ChunkSpec],
    ) -> None:
        following: ChunkSpec | None = first
        working: set[Future[_Result]] = set()
        while working or (following is not None and not self._stop.is_set()):
            while following is not None and len(working) < at_once and not self._stop.is_set():
                chunk = self._plan.chunk(following)
                working.add(pool.submit(compute, chunk, self._plan, self._store.manifest, engine))
                before = self.done
                following = next(missing, None)
                self._progress.advanced(self.done - before)
            finished, working = wait(working, return_when=FIRST_COMPLETED)
            for future in finished:
                self._take(future.result())

    def _take(self, result: _Result) -> None:
        self._store.write(result.spec, result.files)
        self.computed += len(result.spec.runs)
        self.done += len(result.spec.runs)
        self._progress.advanced(len(result.spec.runs))


@contextlib.contextmanager
def prepared_engine(
    name: str, config: WorldConfig, progress: Progress, files: Files, run_seconds: float
) -> Iterator[Engine]:
    """Give an engine for a while: compiled, or with worker processes for ``files``.

    Compiling takes a run; one month of ``config`` will do. What it raises is no run's fault.
    """
    if name == MESA:
        with contextlib.closing(MesaWorkers(files, run_seconds)) as workers:
            yield workers
        return
    from paradiplomacy import ensemble

    if not ensemble.compiled():
        progress.compiling()
        header = config.scenario.model_copy(update={"months": 1})
        month = config.model_copy(update={"scenario": header})
        ensemble.run_batch(month, seed=0, replicates=[0])
    yield ensemble


def compute(chunk: Chunk, plan: Plan, manifest: Manifest, engine: Engine) -> _Result:
    """Run the tasks of a chunk and return its files."""
    collected: dict[str, list[pa.Table]] = {
        table: [empty_table(table, plan.factors)] for table in chunk.spec.tables
    }
    for task in chunk.tasks:
        for part, recorded in plan.parts(task):
            # A worker process gets one run at a time, so that it is known which one ends it.
            for piece in part.singles() if manifest["engine"] == MESA else [part]:
                for tables in _run(piece, manifest, engine, recorded=recorded):
                    for name, table in tables.items():
                        collected[name].append(table)
    tables = {name: in_run_order(parts) for name, parts in collected.items()}
    return _Result(chunk.spec, chunk_files(manifest, chunk.spec, tables))


def _run(
    task: Task, manifest: Manifest, engine: Engine, *, recorded: bool
) -> Iterator[dict[str, Any]]:
    """Yield the tables of a task; where it fails, of each of its runs alone.

    A run that fails alone becomes a row that says so. A run may also call ``sys.exit``: that ends
    the run, not the experiment.
    """
    point = task.point
    try:
        batch: Batch = engine.run_batch(
            point.config,
            seed=manifest["seed"],
            replicates=task.replicates,
            series_every=manifest["series_every"],
            events=recorded,
        )
        numbers = np.array(task.runs, dtype=np.int64)
        yield batch_tables(
            batch, numbers, names(point.config), point=point.number, factors=point.factors
        )
    except (Exception, SystemExit) as error:  # noqa: BLE001 - any error of a run is a result
        if len(task.replicates) > 1:
            for one in task.singles():
                yield from _run(one, manifest, engine, recorded=recorded)
            return
        run, replicate = task.runs[0], task.replicates[0]
        text = (str(error) if isinstance(error, RunError) else error_text(error))[:MAX_ERROR]
        row = failed_run(run, replicate, text, point=point.number, factors=point.factors)
        yield {RUNS: row}
