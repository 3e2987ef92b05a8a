"""Run an experiment into a result directory: chunk after chunk, side by side, resumable.

The compiled engine lets threads work side by side; for the Mesa engine each thread has a worker
process; a cluster has machines. Whatever the number of workers and the size of chunks, the tables
are the same to the bit.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from paradiplomacy_experiments.design.declarations import Keep
from paradiplomacy_experiments.design.limits import RUN_SECONDS
from paradiplomacy_experiments.design.loading import Design, design_of
from paradiplomacy_experiments.execution.chunks import Job, Result
from paradiplomacy_experiments.execution.executors import (
    MESA,
    Executor,
    OpenExecutor,
    local_executor,
    results_of,
)
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.execution.plan import (
    Chunk,
    Plan,
    Round,
)
from paradiplomacy_experiments.execution.progress import Progress, Silence
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.layout import RUNS, USUAL
from paradiplomacy_results.parts import part_path
from paradiplomacy_results.store import Store, open_store
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.replication import Replication
    from paradiplomacy_results.manifest import Failure, Manifest


class Harvest(Protocol):
    """Runs that other directories have already, so that they need not be computed."""

    def count(self, chunk: Chunk) -> int:
        """Return how many runs of a chunk are there."""

    def rest(self, chunk: Chunk) -> Chunk:
        """Return the chunk with those of its runs only that are not there."""

    def filled(self, chunk: Chunk, files: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
        """Return the files of a chunk: of the runs that are there, and those in ``files``."""


@dataclass(frozen=True, repr=False)
class Report:
    """What became of an experiment.

    ``computed`` counts the runs of this call, ``done`` all that are in the directory.
    """

    directory: Path
    manifest: Manifest
    runs: int
    done: int
    computed: int

    def __repr__(self) -> str:
        """Return how many runs there are, how many failed, and where."""
        runs = f"{self.done:,} of {many(self.runs, 'run')}, {self.failed:,} failed"
        return f"<Report: {runs}, in {self.directory}>"

    @property
    def complete(self) -> bool:
        """Tell whether all runs are in the directory."""
        return self.manifest.complete

    @property
    def failed(self) -> int:
        """Return the number of failed runs; 0 while incomplete."""
        return self.manifest.failed_runs or 0

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Return number and error of the first failed runs; none while incomplete."""
        return self.manifest.failures


def design_of_run(
    scenario: Scenario,
    *,
    seed: int = 1,
    replicates: int = 200,
    series_every: int | None = None,
    events: str | None = None,
    tables: Sequence[str] = (),
    chosen: Mapping[str, Any] = MappingProxyType({}),
) -> Design:
    """Return the design of one point that replicates of a scenario are.

    The usual tables are kept, and those of ``tables``; ``chosen`` is, by table, what is kept of
    those on request. ``series_every`` is the number of months between two rows of a series and
    ``events`` says whose are recorded.
    """
    options = {
        "tables": [*USUAL, *tables],
        "series_every": series_every,
        "events": events,
        **chosen,
    }
    keep = Keep.model_validate(options)
    return design_of(scenario, replicates=replicates, seed=seed, keep=keep)


def run_scenario(
    scenario: Scenario,
    *,
    out: Path,
    seed: int = 1,
    replicates: int = 200,
    series_every: int | None = None,
    events: str | None = None,
    tables: Sequence[str] = (),
    chosen: Mapping[str, Any] = MappingProxyType({}),
    **settings: Any,
) -> Report:
    """Run replicates of one scenario into the directory ``out``.

    ``chosen`` and the other settings of what is kept are those of :func:`design_of_run`, all else
    those of :func:`run_design`.
    """
    design = design_of_run(
        scenario,
        seed=seed,
        replicates=replicates,
        series_every=series_every,
        events=events,
        tables=tables,
        chosen=chosen,
    )
    return run_design(design, out=out, **settings)


def run_design(
    design: Design,
    *,
    out: Path,
    engine: str | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    run_seconds: float = RUN_SECONDS,
    overwrite: bool = False,
    chunk_runs: int | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    command: Sequence[str] = (),
    part: str | None = None,
    harvest: Harvest | None = None,
) -> Report:
    """Run every point of a design into the directory ``out``, or complete it.

    ``engine`` is chosen by :func:`engine_for`. ``workers`` is a number of threads, for the Mesa
    engine of processes, and all processors by default; ``run_seconds`` bounds a run in a process.
    ``cluster`` is the address of a Dask scheduler whose workers compute instead. Setting ``stop``
    lets the chunks at work finish and then returns; the same call completes the rest. ``part`` says
    which points are run, all where it is None; ``harvest`` has runs that need not be computed.
    Raises the errors of :mod:`~paradiplomacy_results.errors`, and for a cluster those of
    :mod:`~paradiplomacy_experiments.execution.cluster_errors`.
    """
    progress, stop = progress or Silence(), stop or threading.Event()
    manifest = manifest_of(design, engine, chunk_runs=chunk_runs, command=command, part=part)
    with open_store(out, manifest, overwrite=overwrite, notice=progress.noticed) as store:
        plan = Plan(store.manifest.chunk_runs, store.manifest.events, store.manifest.layout)
        job = job_of(design, store.manifest)
        executor = local_executor(design, job, workers, progress, run_seconds)
        if cluster is not None:
            from paradiplomacy_experiments.execution.dask_executor import dask_executor

            executor = dask_executor(cluster, job, run_seconds, progress)
        desk = Coordinator(store, plan, progress, stop, harvest)
        return desk.work(store.manifest.numbers, design.replication, executor)


def job_of(design: Design, manifest: Manifest) -> Job:
    """Return what a worker needs to compute chunks of the results of ``manifest``."""
    return Job(
        points=design.points,
        seed=manifest.seed,
        series_every=manifest.series_every,
        events=manifest.events,
        layout=design.layout,
        identity=mark_of(manifest),
        one_by_one=manifest.engine == MESA,
    )


class Coordinator:
    """Hand out chunks, few at a time so that memory stays flat, and write what comes back."""

    def __init__(
        self,
        store: Store,
        plan: Plan,
        progress: Progress,
        stop: threading.Event,
        harvest: Harvest | None = None,
    ) -> None:
        """Begin with nothing done; what ``harvest`` has is not computed."""
        self._store = store
        self._plan = plan
        self._progress = progress
        self._stop = stop
        self._harvest = harvest
        self._asked: dict[int, Chunk] = {}
        self._done = 0
        self._computed = 0
        self._begun = False

    def work(
        self, points: Sequence[int], replication: Replication, open_executor: OpenExecutor
    ) -> Report:
        """Have all that is missing computed and written, and report how far it is then."""
        if self._work(points, replication, open_executor):
            self._store.finish(self._plan.specs())
        store = self._store
        return Report(store.directory, store.manifest, self._plan.runs, self._done, self._computed)

    def _work(
        self, points: Sequence[int], replication: Replication, open_executor: OpenExecutor
    ) -> bool:
        """Compute and write what is missing, round after round; tell whether all is there.

        An executor is opened only where there is something to compute.
        """
        before = 0
        with contextlib.ExitStack() as stack:
            executor: Executor | None = None
            for checkpoint in replication.checkpoints:
                one = self._plan.add(points, range(before, checkpoint))
                self._begun = False
                missing = self._missing(one)
                first = next(missing, None)
                if first is not None:
                    executor = executor or stack.enter_context(open_executor)
                    self._progress.running(self._plan.runs, self._done)
                    self._begun = True
                    for result in results_of(
                        executor, itertools.chain([first], missing), self._stop
                    ):
                        self._take(result)
                if self._done < self._plan.runs:
                    return False
                before = checkpoint
                points = self._unsettled(replication, one)
                if not points:
                    break
        return True

    def _missing(self, one: Round) -> Iterator[Chunk]:
        """Yield what has to be computed of a round; count, and harvest, what has not."""
        for spec in self._plan.specs_of(one):
            if self._store.intact(spec):
                self._advance(len(spec.runs))
                continue
            chunk = self._plan.chunk(spec)
            if self._harvest is not None:
                if self._stop.is_set():
                    return
                rest = self._harvest.rest(chunk)
                if not rest.tasks:
                    self._store.write(spec, self._harvest.filled(chunk))
                    self._advance(len(spec.runs))
                    continue
                self._asked[spec.number], chunk = chunk, rest
            yield chunk

    def _take(self, result: Result) -> None:
        spec, files = result.spec, result.files
        computed = len(spec.runs)
        if self._harvest is not None:
            whole = self._asked.pop(spec.number)
            computed -= self._harvest.count(whole)
            files = self._harvest.filled(whole, files)
        self._store.write(spec, files)
        self._computed += computed
        self._advance(len(spec.runs))

    def _advance(self, runs: int) -> None:
        self._done += runs
        if self._begun:
            self._progress.advanced(runs)

    def _unsettled(self, replication: Replication, one: Round) -> Sequence[int]:
        """Return the points of a round that need more replicates, read off its results."""
        if one.replicates.stop >= replication.most or replication.indicator is None:
            return ()
        values = self._values(one.points, one.replicates.stop, replication.indicator)
        unsettled = replication.unsettled(values)
        return [point for point, wide in zip(one.points, unsettled, strict=True) if wide]

    def _values(self, points: Sequence[int], replicates: int, indicator: str) -> Any:
        """Return an indicator of all runs of some points, float64 (points, replicates)."""
        place = {point: row for row, point in enumerate(points)}
        values = np.full((len(points), replicates), np.nan)
        for spec in self._plan.specs():
            names = ("point", "replicate", indicator)
            table = self._store.read(part_path(RUNS, spec.number), names)
            columns = (table[name].to_numpy() for name in names)
            for point, replicate, value in zip(*columns, strict=True):
                if point in place:
                    values[place[point], replicate] = value
        return values
