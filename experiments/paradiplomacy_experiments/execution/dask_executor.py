"""Compute chunks on the workers of a Dask scheduler; the coordinator alone writes.

Dask computes the chunks of a worker that dies elsewhere. A chunk that takes its workers down again
and again is computed once more with a process for each run, as it would be on one machine: then it
is known which run is to blame, and no other run comes to harm.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.execution.cluster_errors import (
    ClusterError,
    ClusterLostError,
    WorkersDifferError,
)
from paradiplomacy_experiments.execution.dask_task import Work, computed, differences, environment
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_experiments.execution.chunks import Job, Result
    from paradiplomacy_experiments.execution.executors import Executor
    from paradiplomacy_experiments.execution.plan import Chunk
    from paradiplomacy_experiments.execution.progress import Progress

CONNECT_SECONDS = 10.0
"""Patience with a scheduler that is connected to."""

ANSWER_SECONDS = 60.0
"""Patience with a scheduler, and with workers, that are asked something."""

WORKERLESS_SECONDS = 300.0
"""Patience with a cluster that has lost all its workers."""

WATCH_SECONDS = 2.0
"""Time between two looks at the cluster."""

CLOSE_SECONDS = 10.0

MAX_TRIES = 4
"""Times that a chunk is given to a cluster: each time Dask tries several workers."""

CHUNKS_PER_THREAD = 2
MAX_CHUNKS = 512
"""Chunks to have at work, so that no worker waits for the coordinator; each takes a thread here."""

MISSING = "a cluster needs Dask: pip install 'paradiplomacy[cluster]'"


@contextlib.contextmanager
def dask_executor(
    address: str, job: Job, run_seconds: float, progress: Progress
) -> Iterator[Executor]:
    """Give an executor of the workers of the scheduler at ``address``.

    Raises :class:`ClusterError` where there is none, where it has no workers, or where these would
    not give the same bits. Its futures raise :class:`ClusterLostError` once it fails.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise ClusterError(MISSING) from error
    with _silent(), contextlib.ExitStack() as stack:
        try:
            client = distributed.Client(
                address, timeout=CONNECT_SECONDS, set_as_default=False, name="paradiplomacy"
            )
        except Exception as error:  # what a wrong address raises depends on what is wrong with it
            raise ClusterError(f"no Dask scheduler answers at {address}") from error
        stack.callback(_closed, client)
        here = environment()
        threads = _checked(client, address, here)
        progress.noticed(
            f"the cluster at {address} has {many(len(threads), 'worker')} with "
            f"{many(sum(threads.values()), 'thread')}; a machine that has not run this version "
            "yet compiles it first, for up to 90 seconds"
        )
        executor = _DaskExecutor(client, address, Work(job, run_seconds, here), progress)
        stack.callback(executor.close)
        executor.at_once = _wanted(threads)
        yield executor


def _checked(client: Any, address: str, here: dict[str, Any]) -> dict[str, int]:
    """Return the threads of each worker, all of which give the same bits as this process."""
    try:
        threads: dict[str, int] = client.nthreads(callback_timeout=ANSWER_SECONDS)
        answers = client.run(environment, on_error="return", callback_timeout=ANSWER_SECONDS)
    except Exception as error:
        raise ClusterError(f"the cluster at {address} does not answer: {_words(error)}") from error
    if not threads or not answers:
        raise ClusterError(f"the scheduler at {address} has no workers; start some first")
    found: list[str] = []
    for worker, there in answers.items():
        if isinstance(there, Exception):
            found.append(f"worker {worker}: cannot tell its versions: {_words(there)}")
        else:
            found += differences(worker, there, here)
    if found:
        raise WorkersDifferError("\n".join(found))
    return threads


class _DaskExecutor:
    """Compute chunks on workers. A thread for each chunk at work waits for it, and tries again."""

    def __init__(self, client: Any, address: str, work: Work, progress: Progress) -> None:
        self.at_once = 1
        self._client = client
        self._address = address
        self._progress = progress
        self._lost = ""
        self._closing = threading.Event()
        # A task, which is done again where the workers that hold its result die.
        self._work = client.submit(pickle.loads, pickle.dumps(work), pure=False)
        self._pool = ThreadPoolExecutor(MAX_CHUNKS, thread_name_prefix="chunks")
        self._watch = threading.Thread(target=self._look, name="cluster", daemon=True)
        self._watch.start()

    def submit(self, chunk: Chunk) -> Future[Result]:
        return self._pool.submit(self._computed, chunk)

    def close(self) -> None:
        self._lost = self._lost or "it is no longer used"
        self._closing.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._watch.join()
        self._work.release()

    def _computed(self, chunk: Chunk) -> Result:
        from distributed import KilledWorker

        runs = f"runs {chunk.spec.runs[0]:,} to {chunk.spec.runs[-1]:,}"
        for attempt in range(MAX_TRIES):
            try:
                return self._asked(chunk, alone=attempt > 0)
            except KilledWorker:
                if attempt == 0:
                    self._progress.noticed(
                        f"{runs}: their workers died; again, with a process for each run"
                    )
        raise ClusterLostError(
            f"the cluster at {self._address} cannot compute {runs}: the workers die, though each "
            "run has a process of its own; they may lack memory"
        )

    def _asked(self, chunk: Chunk, *, alone: bool) -> Result:
        """Have a chunk computed; raises ``KilledWorker`` where it takes several workers down.

        A result that is lost with its worker, though it was there a moment ago, is computed anew:
        Dask's futures do so, those of its executor do not.
        """
        from distributed import KilledWorker, wait

        try:
            future = self._client.submit(computed, self._work, chunk, alone, pure=False)
            while True:
                try:
                    with self._client.as_current():
                        wait([future], timeout=WATCH_SECONDS)
                    result: Result = future.result(timeout=ANSWER_SECONDS)
                    return result
                except TimeoutError:
                    if future.status == "error":
                        raise
                    self._refuse_if_lost()
        except (ClusterError, KilledWorker):
            raise
        except CancelledError as error:
            raise ClusterLostError(f"the scheduler at {self._address} is gone") from error
        except Exception as error:
            self._refuse_if_lost()
            message = f"the cluster at {self._address} cannot compute: {_words(error)}"
            raise ClusterLostError(message) from error

    def _refuse_if_lost(self) -> None:
        if self._lost:
            raise ClusterLostError(f"the cluster at {self._address} is lost: {self._lost}")

    def _look(self) -> None:
        """Look from time to time whether scheduler and workers are there, and how many."""
        seen = time.monotonic()
        while not self._closing.wait(WATCH_SECONDS) and not self._lost:
            try:
                threads = self._client.nthreads(callback_timeout=ANSWER_SECONDS)
            except Exception:  # noqa: BLE001 - what is raised depends on how it is gone
                self._lost = "its scheduler does not answer"
                return
            if threads:
                seen = time.monotonic()
                self.at_once = _wanted(threads)
            elif time.monotonic() - seen > WORKERLESS_SECONDS:
                self._lost = f"it has had no workers for {WORKERLESS_SECONDS:,.0f} seconds"


def _wanted(threads: dict[str, int]) -> int:
    return min(CHUNKS_PER_THREAD * sum(threads.values()), MAX_CHUNKS)


def _words(error: BaseException) -> str:
    """Return type and text of an error in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _closed(client: Any) -> None:
    with contextlib.suppress(Exception):  # a cluster that is gone cannot be taken leave of
        client.close(timeout=CLOSE_SECONDS)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep Dask from logging what is told in words of our own."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    loggers = [logging.getLogger(name) for name in ("distributed", *names)]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
