"""Clocks: the wall time of calls, and time and peak memory of processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]
PARTS = ("model", "experiments", "analysis")
"""The folders of the sources."""

COMMAND = (sys.executable, "-m", "paradiplomacy_cli")
MEGABYTE = 2**20


class Cost(NamedTuple):
    """What a process took: wall time in seconds, and its peak of resident memory in MB."""

    seconds: float
    megabytes: float


def seconds(work: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


_UNUSUAL = ("PYTHONDONTWRITEBYTECODE",)


def sources(root: Path = ROOT) -> str:
    """Return where a process finds the sources: of this very folder, or of a copy."""
    return os.pathsep.join(str(root / part) for part in PARTS)


def environment(**extra: str) -> dict[str, str]:
    """Return the environment for a process that finds the sources of this very folder.

    Python may keep the bytecode of what it imports, as it does wherever a package is installed.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _UNUSUAL}
    return kept | {"PYTHONPATH": sources()} | extra


def process(*words: str, **extra: str) -> Callable[[], object]:
    """Return a call that runs a process in an empty folder of its own."""

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            in_folder(folder, words, **extra)()

    return work


def in_folder(folder: Path | str, words: Sequence[str], **extra: str) -> Callable[[], object]:
    """Return a call that runs a process in ``folder``."""
    environ = environment(**extra)

    def work() -> None:
        subprocess.run(words, cwd=folder, env=environ, check=True, capture_output=True)

    return work


def command(*arguments: str, **extra: str) -> Callable[[], object]:
    """Return a call that runs ``paradiplomacy`` with these arguments, as a process of its own."""
    return process(*COMMAND, *arguments, **extra)


def program(text: str, *arguments: str) -> tuple[str, ...]:
    """Return the words that run a short Python program."""
    return (sys.executable, "-c", text, *arguments)


def cost(words: Sequence[str]) -> Cost:
    """Run a process in an empty folder of its own and return what it took."""
    launcher = (sys.executable, "-I", "-S", str(Path(__file__).with_name("launcher.py")))
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run(
            [*launcher, *words],
            cwd=folder,
            env=environment(),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = json.loads(answer.stdout)
    return Cost(found["seconds"], found["bytes"] / MEGABYTE)
