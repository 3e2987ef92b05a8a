"""Get the binaries of parts: those that are kept, and the others compiled side by side.

Compiling happens in processes of its own, one for each processor, so that this one never loads what
compiles; they are plain commands, which also work from a notebook, a script without a main guard
and a worker of a cluster.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO

from filelock import FileLock

from paradiplomacy.engines.compilation.binaries import Binary, Cache, UnfitError, chosen_folder
from paradiplomacy.engines.compilation.parts import Part
from paradiplomacy.engines.compilation.sharing import Shared

WORKER = "paradiplomacy.engines.compilation.worker"

Told = Callable[[int, int], None]
"""Is called with how many parts are compiled, of how many."""

Notice = Callable[[str], None]


class CompilationError(RuntimeError):
    """A part could not be compiled, for no reason that a run could have."""


def built(parts: Sequence[Part], told: Told, notice: Notice) -> dict[str, Binary]:
    """Return the binary of each part by its key, compiling those that are not kept.

    Raises :class:`CompilationError`.
    """
    found: dict[str, Binary] = {}
    with contextlib.ExitStack() as stack:
        try:
            cache = Cache(chosen_folder())
            found = kept(cache, parts)
            if len(found) < len(parts) and not cache.writable:
                raise UnfitError(f"{cache.folder} cannot be written")
        except UnfitError as unfit:
            notice(f"compiled for this process alone: {unfit}")
            own = stack.enter_context(tempfile.TemporaryDirectory(prefix="paradiplomacy-"))
            cache = Cache(Path(own))
        missing = [part for part in parts if part.key not in found]
        if not missing:
            return found
        told(0, len(missing))
        with _alone(cache):
            # Another process may have compiled them while this one waited.
            compile_side_by_side(
                [part for part in missing if part.key not in cache], cache.folder, told
            )
        made = kept(cache, missing)
        absent = [part.name for part in missing if part.key not in made]
        if absent:
            raise CompilationError(f"no binary of {', '.join(absent)} is found in {cache.folder}")
        return found | made


def kept(cache: Cache, parts: Sequence[Part]) -> dict[str, Binary]:
    """Return the binaries that a cache holds, by key."""
    found = ((part.key, cache.read(part.key)) for part in parts)
    return {key: binary for key, binary in found if binary is not None}


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _alone(cache: Cache) -> Iterator[None]:
    """Let one process at a time compile into a cache, where the file system knows locks."""
    lock = FileLock(cache.folder / ".lock")
    with contextlib.suppress(OSError, NotImplementedError):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def compile_side_by_side(parts: Sequence[Part], folder: Path, told: Told) -> None:
    """Compile parts into a folder. Raises :class:`CompilationError`."""
    count = 0
    # A process compiles the rules in one way, and custom functions need another.
    for kind in (False, True):
        some = [part for part in parts if (part.file is not None) is kind]
        for _ in _compiled(some, folder):
            count += 1
            told(count, len(parts))


def _compiled(parts: Sequence[Part], folder: Path) -> Iterator[None]:
    """Yield for each part that is compiled; raises :class:`CompilationError`."""
    count = min(processors(), len(parts))
    shared = Shared(parts, count)
    done: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threads = [
        threading.Thread(target=_work, args=(folder, partial(shared.take, k), done), daemon=True)
        for k in range(count)
    ]
    for thread in threads:
        thread.start()
    for _ in parts:
        failure = done.get()
        if failure is not None:
            shared.drop()
            raise CompilationError(failure)
        yield
    for thread in threads:
        thread.join()


def _work(
    folder: Path, take: Callable[[], Part | None], done: queue.SimpleQueue[str | None]
) -> None:
    """Have one process compile what it is to take; tell of each that it is done, or what failed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", WORKER, str(folder)]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
        ) as process,
    ):
        while (part := take()) is not None:
            if not _compiles(process, part):
                done.put(f"{part.name} was not compiled: {_last_lines(errors)}")
                process.kill()
                break
            done.put(None)


def _compiles(process: subprocess.Popen[str], part: Part) -> bool:
    """Hand a part to a process; tell whether it was compiled."""
    ask, answer = process.stdin, process.stdout
    if ask is None or answer is None:
        return False
    try:
        file = None if part.file is None else asdict(part.file)
        states = [asdict(each) for each in part.states]
        ask.write(json.dumps({"key": part.key, "file": file, "states": states}) + "\n")
        ask.flush()
    except OSError:
        return False
    return answer.readline().strip() == part.key


def _last_lines(errors: IO[bytes]) -> str:
    """Return the end of what a process said of its failure."""
    errors.seek(0, os.SEEK_END)
    errors.seek(max(errors.tell() - 2000, 0))
    return errors.read().decode(errors="replace").strip() or "its process ended without a word"
