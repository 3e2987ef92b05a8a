"""Worker processes for an engine: for the Mesa engine, which may run custom mechanisms.

A mechanism can do anything that Python can: raise, print, hang, end or crash its process. So it
runs in a process of its own, one run at a time; whatever it does becomes the error of that run. A
worker ends with the process that started it, however that one ends.

Importing Mesa takes a second. On Linux one process does that, the first time a worker is needed,
and workers are forked from it: the next one is there at once, as is one in the place of another
that died. Elsewhere each starts from nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

from paradiplomacy_experiments.design.limits import RUN_SECONDS

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.custom.files import Files
    from paradiplomacy.custom.together import Custom
    from paradiplomacy.engines.results import Batch

MAX_DEATHS = 3
"""Workers that a run may take down before it counts as failed; one may have been ended by chance,
by the system for want of memory or by hand.
"""

START_SECONDS = 120.0
END_SECONDS = 5.0
"""Patience with a process that starts, and with one that no longer answers."""

_STARTING: ForkServerContext | SpawnContext
if sys.platform == "linux" and hasattr(os, "fork"):
    _STARTING = multiprocessing.get_context("forkserver")
    _STARTING.set_forkserver_preload([__name__, "paradiplomacy.engines.mesa_engine"])
else:
    _STARTING = multiprocessing.get_context("spawn")


class RunError(Exception):
    """Carry in words what ended a run in a worker process."""


class WorkerDiedError(Exception):
    """A worker process that ended before its time."""


class ProcessWorkers:
    """An engine in other processes; each call at a time has a worker process to itself.

    ``custom`` is what a user adds, ``run_seconds`` bounds the time of a run, ``engine``
    is the module of the model that runs it. Must be closed. Raises ``RuntimeError`` where worker
    processes cannot be started.
    """

    def __init__(
        self, custom: Custom, run_seconds: float = RUN_SECONDS, engine: str = "mesa_engine"
    ) -> None:
        self._custom = custom
        self._engine = engine
        self._run_seconds = run_seconds
        self._lock = threading.Lock()
        self._workers: set[_Worker] = set()
        self._idle: list[_Worker] = []
        try:
            first = self._worker()
            first.await_ready()
        except (WorkerDiedError, TimeoutError) as error:
            self.close()
            raise RuntimeError(f"no worker process could be started: {error}") from error
        self._idle.append(first)

    def run_batch(self, config: WorldConfig, *, replicates: Sequence[int], **options: Any) -> Batch:
        """Run one replicate as :func:`paradiplomacy.engines.mesa_engine.run_batch` does.

        Raises :class:`RunError` where it raises something, takes too long, or ends its process more
        than twice.
        """
        request = (config, {"replicates": replicates, **options})
        death: WorkerDiedError | None = None
        for _ in range(MAX_DEATHS):
            try:
                answer = self._answer(request)
            except WorkerDiedError as error:
                death = error
            else:
                if isinstance(answer, str):
                    raise RunError(answer)
                return answer
        raise RunError(f"{death}, {MAX_DEATHS} times out of {MAX_DEATHS}")

    def _answer(self, request: Any) -> Batch | str:
        """Have a worker answer; one that does not is no longer used."""
        worker = self._worker()
        try:
            answer: Batch | str = worker.asked(request, self._run_seconds)
        except TimeoutError:
            self._end(worker)
            raise RunError(f"took longer than {self._run_seconds:,.15g} s") from None
        except WorkerDiedError:
            self._end(worker)
            raise
        self._idle.append(worker)
        return answer

    def _worker(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            worker = _Worker(self._custom, self._engine)
            self._workers.add(worker)
            return worker

    def _end(self, worker: _Worker) -> None:
        with self._lock:
            self._workers.discard(worker)
            worker.end()

    def close(self) -> None:
        """End all worker processes."""
        for worker in list(self._workers):
            self._end(worker)


class _Worker:
    """A worker process and the pipe to it."""

    def __init__(self, custom: Custom, engine: str) -> None:
        _occupy_standard_streams()
        self._pipe, theirs = _STARTING.Pipe()
        # What workers are forked from knows the environment as it was when that process started.
        request = (theirs, custom, engine, dict(os.environ))
        self._process = _STARTING.Process(target=serve, args=request, daemon=True)
        with _undisturbed(), _without_script(), _finding_alike(), theirs:
            try:
                self._process.start()
            except (EOFError, OSError) as error:  # what it is forked from is gone, for one
                self._pipe.close()
                raise WorkerDiedError(f"it did not start ({error!r})") from error
        self._ready = False

    def await_ready(self) -> None:
        """Wait until the process has started; raises what :meth:`asked` raises."""
        if not self._ready:
            self._next(START_SECONDS)
            self._ready = True

    def asked(self, request: Any, seconds: float) -> Any:
        """Return the answer to a request.

        Raises ``TimeoutError`` after so many seconds, and :class:`WorkerDiedError`.
        """
        self.await_ready()
        with contextlib.suppress(OSError):  # a worker that is gone gives no answer either
            self._pipe.send(request)
        return self._next(seconds)

    def _next(self, seconds: float) -> Any:
        """Return what the worker says next."""
        if not wait([self._pipe, self._process.sentinel], seconds):
            raise TimeoutError
        try:
            if self._pipe.poll():
                return self._pipe.recv()
        except (EOFError, OSError):
            pass  # it broke off: the process ends, or its mechanism has closed the pipe
        self._process.join(END_SECONDS)
        self._process.kill()
        self._process.join()
        raise WorkerDiedError(_cause(self._process.exitcode))

    def end(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"its process was ended by signal {-exit_code} ({signal.strsignal(-exit_code)})"
    return f"its process ended with exit code {exit_code}"


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Start a process that Ctrl-C and SIGTERM pass by: they are for the one that hands out work."""
    if not hasattr(signal, "pthread_sigmask"):  # a system on which signals cannot be held back
        yield
        return
    resource_tracker.ensure_running()  # which lets both signals through once it has started
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _without_script() -> Iterator[None]:
    """Start a process that does not import the script that is running, as Python would have it do.

    A worker needs nothing of it, and a script that begins its runs when it is imported would begin
    them again there.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@contextlib.contextmanager
def _finding_alike() -> Iterator[None]:
    """Have what workers are forked from import from where this process does.

    Only the newest versions of Python tell it; it would take what is installed.
    """
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _occupy_standard_streams() -> None:
    """Let no pipe get the number of a standard stream that was closed."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


# What runs in the worker process.


def serve(pipe: Connection, custom: Custom, engine: str, environment: dict[str, str]) -> None:
    """Say that the process is ready, then answer requests for as long as someone asks."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.clear()
    os.environ.update(environment)
    _print_to_stderr()
    module = importlib.import_module(f"paradiplomacy.engines.{engine}")
    pipe.send("ready")
    with contextlib.suppress(EOFError):
        while True:
            config, options = pipe.recv()
            pipe.send(outcome(module, config, options, custom))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _print_to_stderr() -> None:
    """Keep what a mechanism prints out of the data on stdout."""
    sys.stdout = sys.stderr
    with contextlib.suppress(OSError):
        os.dup2(2, 1)


def outcome(
    engine: ModuleType, config: WorldConfig, options: Mapping[str, Any], custom: Custom
) -> Batch | str:
    """Return what a run gives, or what it raised in words: its exception may not be sent."""
    try:
        batch: Batch = engine.run_batch(config, **options, custom=custom)
    except BaseException as error:  # noqa: BLE001 - a mechanism may raise anything
        return error_text(error, custom.files)
    return batch


def error_text(error: BaseException, files: Files = MappingProxyType({})) -> str:
    """Return type and text of ``error``, and where in one of ``files`` it was raised, if there."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - even this may be code of a mechanism
        text = type(error).__name__
    names = {file.path: file.name for file in files.values()}
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename in names:
            return f"{text} ({names[frame.filename]}, line {frame.lineno})"
    return text
