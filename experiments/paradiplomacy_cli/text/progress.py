"""Tell on stderr how runs get on: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Self

from paradiplomacy_experiments.execution.progress import Lines

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID


class RunProgress(Lines):
    """Show progress, as a context manager."""

    def __init__(self) -> None:
        """Choose between bar and lines by what stderr is."""
        super().__init__(patience=0.0)
        self._fancy = _is_terminal()
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
        if not self._fancy:
            super().compiling(done, parts)
            return
        if self._bar is None:
            self._begin("compiling", parts, done)
        self._advance(1 if done else 0)
        if done == parts:
            self._end()

    def running(self, runs: int, done: int) -> None:
        """Start to show ``runs`` runs, of which some are done."""
        super().running(runs, done)
        if self._fancy:
            self._begin("runs", runs, done)

    def advanced(self, runs: int) -> None:
        """Show that ``runs`` more are done."""
        if self._bar is not None:
            self._advance(runs)
        else:
            super().advanced(runs)

    def _begin(self, what: str, total: int, done: int) -> None:
        self._bar = _new_bar()
        self._bar.start()
        self._task = self._bar.add_task(what, total=total, completed=done)

    def _advance(self, count: int) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task, count)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = None


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
