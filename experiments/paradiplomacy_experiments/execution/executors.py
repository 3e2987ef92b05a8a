"""Who computes chunks: threads of this process, worker processes, or the workers of a cluster."""

from __future__ import annotations

import contextlib
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any, Protocol

from paradiplomacy.engines.compilation.building import CompilationError, processors
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.execution.chunks import Engine, Job, Result, compute
from paradiplomacy_experiments.execution.processes import ProcessWorkers, RunError, outcome
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterable, Iterator, Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.together import Custom
    from paradiplomacy.engines.compiled_engine import CompiledEngine
    from paradiplomacy.engines.results import Batch
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.plan import Chunk
    from paradiplomacy_experiments.execution.progress import Progress

COMPILED, MESA = ("compiled", "mesa")


class Executor(Protocol):
    """Compute chunks side by side."""

    at_once: int
    """Chunks to have at work, so that nobody waits and memory stays flat."""

    def submit(self, chunk: Chunk) -> Future[Result]:
        """Have a chunk computed."""


OpenExecutor = contextlib.AbstractContextManager[Executor]


def results_of(
    executor: Executor, chunks: Iterable[Chunk], stop: threading.Event
) -> Iterator[Result]:
    """Yield what an executor makes of ``chunks``, as it is done; few are at work at a time.

    Setting ``stop`` hands out no more, and lets those at work finish.
    """
    following = iter(chunks)
    working: set[Future[Result]] = set()
    while True:
        while len(working) < executor.at_once and not stop.is_set():
            chunk = next(following, None)
            if chunk is None:
                break
            working.add(executor.submit(chunk))
        if not working:
            return
        finished, working = wait(working, return_when=FIRST_COMPLETED)
        for future in finished:
            yield future.result()


class _Threads:
    """Compute chunks on threads of this process."""

    def __init__(self, job: Job, engine: Engine, threads: int) -> None:
        self.at_once = threads + 1
        self._job = job
        self._engine = engine
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="runs")

    def submit(self, chunk: Chunk) -> Future[Result]:
        return self._pool.submit(compute, self._job, chunk, self._engine)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)


@contextlib.contextmanager
def local_executor(
    design: Design, job: Job, workers: int | None, progress: Progress, run_seconds: float
) -> Iterator[Executor]:
    """Open what computes ``job`` on this machine.

    ``workers`` is a number of threads, by default one for each processor; ``run_seconds`` bounds a
    run in a process of its own.
    """
    name = MESA if job.one_by_one else COMPILED
    with prepared_engine(name, progress, design.custom, run_seconds) as engine:
        executor = _Threads(job, engine, workers or processors())
        with contextlib.closing(executor):
            yield executor


@contextlib.contextmanager
def prepared_engine(
    name: str, progress: Progress, custom: Custom, run_seconds: float
) -> Iterator[Engine]:
    """Give an engine for a while: compiled, or with worker processes for ``custom``.

    What compiling raises is no run's fault.
    """
    if name == MESA:
        with contextlib.closing(ProcessWorkers(custom, run_seconds)) as workers:
            yield workers
        return
    from paradiplomacy.engines import compiled_engine

    try:
        engine = compiled_engine.prepare(custom, progress.compiling, progress.noticed)
    except CompilationError as error:
        how = argument("engine", MESA)
        raise OptionsError(f"{error}\nthe Mesa engine needs no compiling: {how}") from error
    yield _Explaining(engine, custom) if custom.files else engine


class _Explaining:
    """The compiled engine with custom files: a run that fails is told by the Mesa engine.

    Compiled code knows no more than which step failed; plain Python gives the error and its line.
    """

    def __init__(self, engine: CompiledEngine, custom: Custom) -> None:
        self._engine = engine
        self._custom = custom
        self.run_worlds = engine.run_worlds

    def run_batch(self, config: WorldConfig, *, replicates: Sequence[int], **options: Any) -> Batch:
        from paradiplomacy.engines import compiled_engine, mesa_engine

        try:
            return self._engine.run_batch(config, replicates=replicates, **options)
        except compiled_engine.RunFailedError as error:
            if len(replicates) > 1:
                raise
            told = {**options, "replicates": replicates}
            found = outcome(mesa_engine, config, told, self._custom)
            raise RunError(found if isinstance(found, str) else str(error)) from error
