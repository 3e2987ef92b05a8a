"""Tell on stderr how runs get on: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Self

from paradiplomacy_cli.text.terminal import is_quiet
from paradiplomacy_experiments.execution.progress import Lines

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID


class RunProgress(Lines):
    """Show what goes on, phase after phase: compiling, running, drawing; as a context manager.

    A bar stands while its phase lasts, and nothing of it stays.
    """

    def __init__(self) -> None:
        """Choose between bars, lines and silence, by what stderr is and the user wants."""
        super().__init__(patience=0.0)
        self._fancy = _is_terminal() and not is_quiet()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

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
        self._end()

    def compiling(self, done: int, parts: int) -> None:
        """Show how many of the parts that have to be compiled are."""
        if self._fancy:
            self._show("compiling", done, parts)
        else:
            super().compiling(done, parts)

    def running(self, runs: int, done: int) -> None:
        """Start to show ``runs`` runs, of which some are done."""
        super().running(runs, done)
        if self._fancy:
            self._show("running", done, runs)

    def advanced(self, runs: int) -> None:
        """Show that ``runs`` more are done."""
        if self._fancy:
            self._done += runs
            self._show("running", self._done, self._runs)
        else:
            super().advanced(runs)

    def drawing(self, done: int, figures: int) -> None:
        """Show how many of the figures are drawn; off a terminal nothing is said of it."""
        if self._fancy:
            self._show("drawing", done, figures)

    def noticed(self, message: str) -> None:
        """Write a line of its own, unless the user wants quiet."""
        if not is_quiet():
            super().noticed(message)

    def _show(self, phase: str, done: int, total: int) -> None:
        """Let the bar of a phase stand at ``done``, and take it down where all is done."""
        if done >= total:
            self._end()
            return
        if self._bar is None or self._task is None:
            self._bar = _new_bar()
            self._bar.start()
            self._task = self._bar.add_task(phase, total=total, completed=done)
        else:
            self._bar.update(self._task, description=phase, total=total, completed=done)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None


def _is_terminal() -> bool:
    return (
        sys.stderr is not None
        and sys.stderr.isatty()
        and os.environ.get("TERM", "") not in ("", "dumb")
    )


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
