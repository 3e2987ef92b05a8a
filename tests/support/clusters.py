"""A Dask cluster on this machine for tests, and an engine for its workers that takes no time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.execution.processes import RunError
from paradiplomacy_experiments.execution.progress import Silence
from tests.support.command_line import ROOTS
from tests.support.fake_engine import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.results import Batch

SECONDS = 300.0
"""Patience with anything that a cluster has to do."""

ALLOWED_DEATHS = 1
"""Workers that a task may take down, beyond the first, before Dask gives it up."""

QUIET = {
    f"DASK_DISTRIBUTED__{name}": value
    for name, value in {
        "ADMIN__TICK__INTERVAL": "1s",
        "ADMIN__TICK__LIMIT": "60s",
        "ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
        "SCHEDULER__WORK_STEALING": "false",
        "WORKER__PROFILE__ENABLED": "false",
    }.items()
}
"""Keeps a cluster that waits from looking at itself many times a second."""

STUB = """
import sys, types
stub = types.ModuleType("paradiplomacy.engines.compiled_engine")
def run_batch(config, **options):
    from tests.support.clusters import on_a_worker
    return on_a_worker(config, **options)
stub.run_batch = run_batch
stub.prepare = lambda files, told, notice: stub
sys.modules[stub.__name__] = stub
"""
"""What Python does at its start in every process of a cluster with the fake engine."""

FATAL = 0.95
"""Forgetting of the point whose run of replicate 2 ends its process, where it may."""

FOLDER = "TEST_CLUSTER"
"""Variable of the environment that tells the fake engine of a worker where its cluster is."""

CALLS, ORDERS = ("calls.txt", "orders.json")
"""Files there: what the fake engine was called for, and what it is to do at every call."""


class Fatal(FakeEngine):
    """Fail in one run as a process does that ends each time."""

    def run_batch(self, config: WorldConfig, **options: Any) -> Batch:  # type: ignore[override]
        if 2 in options["replicates"] and config.trust.forgetting == FATAL:
            self.end()
        return super().run_batch(config, **options)

    def end(self) -> None:
        raise RunError("its process ended with exit code 9, 3 times out of 3")


class Ending(Fatal):
    """End the process in that run."""

    def end(self) -> None:
        os._exit(9)


def on_a_worker(config: WorldConfig, *, custom: object = None, **options: Any) -> Batch:
    """Stand for the compiled engine on a worker, ``custom`` or not; note the call."""
    folder = Path(os.environ[FOLDER])
    line = f"{config.trust.forgetting} {list(options['replicates'])}\n"
    descriptor = os.open(folder / CALLS, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    os.write(descriptor, line.encode())
    os.close(descriptor)
    del custom
    orders = json.loads((folder / ORDERS).read_text())
    time.sleep(orders["pause"])
    engine = Ending() if orders["may_end"] else FakeEngine()
    return engine.run_batch(config, **options)


@dataclass
class Cluster:
    """Start and end scheduler and workers, each a process group of its own."""

    folder: Path
    stubbed: bool = True
    nanny: bool = True
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def calls(self) -> Path:
        """Return the file in which the fake engine notes its calls."""
        return self.folder / CALLS

    def order(self, *, pause: float = 0.0, may_end: bool = False) -> None:
        """Tell the fake engine how long to take, and whether it may end its process."""
        self.calls.write_text("")
        (self.folder / ORDERS).write_text(json.dumps({"pause": pause, "may_end": may_end}))

    def start(self, workers: int, threads: int = 1) -> Cluster:
        """Start a scheduler, and wait until it has so many workers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.order()
        told = self.folder / "scheduler.json"
        self.scheduler = self._process("scheduler", "--port", "0", "--scheduler-file", str(told))
        self.address = str(until(lambda: json.loads(told.read_text()))["address"])
        options = ["--nthreads", str(threads), "--nworkers", "1"]
        options += [] if self.nanny else ["--no-nanny"]
        for _ in range(workers):
            self.workers.append(self._process("worker", self.address, *options))
        until(lambda: len(self.process_ids()) == workers)
        return self

    def _process(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        root = str(os.path.commonpath(ROOTS))
        (self.folder / "start").mkdir(exist_ok=True)
        (self.folder / "start" / "sitecustomize.py").write_text(STUB if self.stubbed else "")
        env = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(self.folder / "start"), *ROOTS, root]),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(ALLOWED_DEATHS),
            "DASK_TEMPORARY_DIRECTORY": str(self.folder),
            **QUIET,
            FOLDER: str(self.folder),
        }
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *arguments]
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--no-dashboard"],
                env=env,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )

    def process_ids(self) -> list[int]:
        """Return the process of each worker."""
        return self.on_workers(os.getpid)

    def on_workers(self, function: Callable[[], Any]) -> list[Any]:
        """Call a function on each worker."""
        from distributed import Client

        with Client(self.address, timeout=SECONDS, set_as_default=False) as client:
            return list(client.run(function).values())

    def end(self) -> None:
        """End all processes, and those that they started."""
        processes = [*self.workers, *([self.scheduler] if self.scheduler else [])]
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(SECONDS)


class When(Silence):
    """Do something once, when so many runs are done."""

    def __init__(self, runs: int, act: Callable[[], Any]) -> None:
        self.noticed_lines: list[str] = []
        self._left = runs
        self._act = act

    def advanced(self, runs: int) -> None:
        before, self._left = self._left, self._left - runs
        if before > 0 >= self._left:
            self._act()

    def noticed(self, message: str) -> None:
        self.noticed_lines.append(message)


def until(found: Callable[[], Any]) -> Any:
    """Return what ``found`` gives as soon as that is something."""
    deadline = time.monotonic() + SECONDS
    while True:
        with contextlib.suppress(OSError, ValueError):
            if value := found():
                return value
        assert time.monotonic() < deadline, "nothing came of it"
        time.sleep(0.02)
