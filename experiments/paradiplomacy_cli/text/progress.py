"""Tell on stderr how runs get on: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Self

import click

from paradiplomacy_experiments.configuration.faults import printable
from paradiplomacy_experiments.execution.executors import COMPILING
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

STEPS = 10
"""Lines that a run writes at most where there is no terminal."""


class RunProgress:
    """Show progress, as a context manager.

    Its methods are those of :class:`paradiplomacy_experiments.execution.progress.Progress`.
    """

    def __init__(self) -> None:
        """Choose between bar and lines by what stderr is."""
        self._fancy = _is_terminal()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._runs = 0
        self._done = 0
        self._resumed = 0
        self._told = 0
        self._since = 0.0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar down."""
        if self._bar is not None:
            self._bar.stop()

    def compiling(self) -> None:
        """Say that the model is being compiled."""
        _line(COMPILING)

    def running(self, runs: int, done: int) -> None:
        """Start to show ``runs`` runs, of which some are done."""
        self._runs = runs
        self._done = self._resumed = done
        self._since = time.monotonic()
        if self._fancy:
            self._bar = _new_bar()
            self._bar.start()
            self._task = self._bar.add_task("runs", total=runs, completed=done)

    def advanced(self, runs: int) -> None:
        """Show that ``runs`` more are done."""
        self._done += runs
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, runs)
        elif self._done * STEPS // self._runs > self._told:
            self._told = self._done * STEPS // self._runs
            _line(f"{self._done:,} of {many(self._runs, 'run')}{self._remaining()}")

    def _remaining(self) -> str:
        computed = self._done - self._resumed
        if computed <= 0 or self._done >= self._runs:
            return ""
        seconds = (time.monotonic() - self._since) / computed * (self._runs - self._done)
        return f", about {seconds:,.0f} s left"

    def noticed(self, message: str) -> None:
        """Write a line of its own."""
        _line(message)


def _is_terminal() -> bool:
    return (
        sys.stderr is not None
        and sys.stderr.isatty()
        and os.environ.get("TERM", "") not in ("", "dumb")
    )


def _line(text: str) -> None:
    click.echo(printable(text), err=True)


def _new_bar() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
