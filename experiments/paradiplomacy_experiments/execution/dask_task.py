"""What a worker of a cluster does: compare itself with the coordinator, then compute chunks."""

from __future__ import annotations

import contextlib
import multiprocessing
import socket
import threading
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from paradiplomacy.sources import sources_hash
from paradiplomacy_experiments.execution.chunks import Engine, Job, Result, compute
from paradiplomacy_experiments.execution.cluster_errors import WorkersDifferError
from paradiplomacy_experiments.execution.executors import COMPILED, MESA, prepared_engine
from paradiplomacy_experiments.execution.processes import ProcessWorkers
from paradiplomacy_experiments.execution.progress import Silence
from paradiplomacy_results import provenance
from paradiplomacy_results.identity import IDENTITY_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paradiplomacy_experiments.execution.plan import Chunk

SHOWN = 12
"""Characters of a hash that are told."""


def environment() -> dict[str, Any]:
    """Return what this process has that decides the bits of results."""
    versions, processor = provenance.versions(), provenance.processor()
    return {
        **{name: versions[name] for name in IDENTITY_VERSIONS},
        "sources of the model": sources_hash()[:SHOWN],
        "machine": processor.machine,
        "processor features": processor.features,
    }


def differences(worker: str, there: Mapping[str, Any], here: Mapping[str, Any]) -> list[str]:
    """Say for each key how a worker's environment differs from that of the coordinator."""
    keys = [key for key in here if there.get(key) != here[key]]
    return [f"worker {worker}: {key}: {_difference(there.get(key), here[key])}" for key in keys]


def _difference(there: Any, here: Any) -> str:
    if isinstance(there, tuple) and isinstance(here, tuple):
        sides = (sorted(set(there) - set(here)), sorted(set(here) - set(there)))
        there, here = (", ".join(side) or "none of its own" for side in sides)
    return f"{there} there, {here} here"


class Work:
    """Compute chunks of a job; each worker process has a copy, with engines of its own.

    The engines end with the copy, which Dask drops when the coordinator is gone.
    """

    def __init__(self, job: Job, run_seconds: float, environment: Mapping[str, Any]) -> None:
        """Keep what is sent to workers; ``environment`` is that of the coordinator."""
        self._sent = (job, run_seconds, environment)
        self._lock = threading.Lock()
        self._engines: dict[bool, Engine] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied without engines."""
        return Work, self._sent

    def compute(self, chunk: Chunk, *, alone: bool) -> Result:
        """Return the files of a chunk; ``alone`` gives each run a process that it may take down."""
        job = self._sent[0]
        alone = alone or job.one_by_one
        return compute(replace(job, one_by_one=alone), chunk, self._engine(alone=alone))

    def _engine(self, *, alone: bool) -> Engine:
        with self._lock:
            if alone not in self._engines:
                self._engines[alone] = self._started(alone=alone)
            return self._engines[alone]

    def _started(self, *, alone: bool) -> Engine:
        """Start an engine; raises :class:`WorkersDifferError` where it may give other bits."""
        job, run_seconds, here = self._sent
        found = differences(f"on {socket.gethostname()}", environment(), here)
        if found:
            raise WorkersDifferError("\n".join(found))
        stack = contextlib.ExitStack()
        weakref.finalize(self, stack.close)
        if alone:
            _permit_processes()
        custom = job.points.custom
        if alone and not job.one_by_one:
            processes = ProcessWorkers(custom, run_seconds, "compiled_engine")
            return stack.enter_context(contextlib.closing(processes))
        name = MESA if job.one_by_one else COMPILED
        return stack.enter_context(prepared_engine(name, Silence(), custom, run_seconds))


def _permit_processes() -> None:
    """Let a worker of Dask start processes: its nanny makes it a daemon, which may not.

    Ours end with it by themselves.
    """
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]


def computed(work: Work, chunk: Chunk, alone: bool) -> Result:
    """Compute a chunk: what Dask is asked to call."""
    return work.compute(chunk, alone=alone)
