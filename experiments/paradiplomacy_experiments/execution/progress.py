"""How an experiment tells how it gets on."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Protocol, TextIO

from paradiplomacy_experiments.configuration.faults import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = 10
"""Lines that tell of the runs of an experiment, at most."""

PATIENCE = 10.0
"""Seconds for which a reader waits without being told how runs get on."""


INTERVAL = 0.2
"""Seconds between two looks of a line that is written anew."""


class Progress(Protocol):
    """Somebody who is told how a run gets on; every method may do nothing."""

    def compiling(self, done: int, parts: int) -> None:
        """Say how many of the parts that have to be compiled are."""

    def running(self, runs: int, done: int) -> None:
        """Say that runs begin: how many there are, and how many are done already."""

    def advanced(self, runs: int) -> None:
        """Say that so many more runs are in the directory."""

    def noticed(self, message: str) -> None:
        """Say something that the user should know."""


class Silence:
    """Keep progress to itself."""

    def compiling(self, done: int, parts: int) -> None:
        """Do nothing."""

    def running(self, runs: int, done: int) -> None:
        """Do nothing."""

    def advanced(self, runs: int) -> None:
        """Do nothing."""

    def noticed(self, message: str) -> None:
        """Do nothing."""


def compiled(done: int, parts: int) -> str:
    """Return how many of the parts that have to be compiled are."""
    return f"compiling what is new in the model: {done} of {parts} parts"


class Lines:
    """Lines on stderr: each tenth of the parts that are compiled, and of the runs.

    Of runs nothing is said in the first ``patience`` seconds.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        """Begin with nothing to tell."""
        self._patience = patience
        self._runs = 0
        self._done = 0
        self._resumed = 0
        self._told = 0
        self._since = 0.0

    def compiling(self, done: int, parts: int) -> None:
        """Say that parts are being compiled, and tell of each tenth."""
        if done * STEPS // parts > (done - 1) * STEPS // parts:
            self.noticed(compiled(done, parts))

    def running(self, runs: int, done: int) -> None:
        """Begin to count ``runs`` runs, of which some are done."""
        self._runs = runs
        self._done = self._resumed = done
        self._told = done * STEPS // max(runs, 1)
        self._since = time.monotonic()

    def advanced(self, runs: int) -> None:
        """Count ``runs`` more, and tell of a new tenth."""
        self._done += runs
        seconds = time.monotonic() - self._since
        tenth = self._done * STEPS // self._runs
        if tenth > self._told and seconds >= self._patience:
            self._told = tenth
            self.noticed(self.counted())

    def counted(self) -> str:
        """Return how many of the runs are done, and about how long the others take."""
        left = self._remaining(time.monotonic() - self._since)
        return f"running: {self._done:,} of {self._runs:,} runs{left}"

    def _remaining(self, seconds: float) -> str:
        computed = self._done - self._resumed
        if computed <= 0 or self._done >= self._runs:
            return ""
        return f", about {seconds / computed * (self._runs - self._done):,.0f} s left"

    def noticed(self, message: str) -> None:
        """Write a line of its own, control characters made visible."""
        if sys.stderr is not None:
            sys.stderr.write(f"{printable(message)}\n")
            sys.stderr.flush()


class Live(Lines):
    """One line that is written anew as parts are compiled and runs done, for who sits and waits.

    It is written to ``stream``, by default stderr, at most once in ``interval`` seconds.
    """

    def __init__(self, stream: TextIO | None = None, interval: float = INTERVAL) -> None:
        """Begin with an empty line."""
        super().__init__(patience=0.0)
        self._stream = stream
        self._interval = interval
        self._width = 0
        self._written = 0.0

    def compiling(self, done: int, parts: int) -> None:
        """Show how many parts are compiled."""
        self._show(compiled(done, parts), last=done >= parts)

    def running(self, runs: int, done: int) -> None:
        """Begin to count ``runs`` runs, and show how many are done."""
        super().running(runs, done)
        self._show(self.counted(), last=False)

    def advanced(self, runs: int) -> None:
        """Count ``runs`` more, and show it."""
        self._done += runs
        self._show(self.counted(), last=self._done >= self._runs)

    def noticed(self, message: str) -> None:
        """Write a line of its own."""
        self.end()
        self._write(f"{printable(message)}\n")

    def end(self) -> None:
        """Leave what the line says, and go on below it."""
        if self._width:
            self._write("\n")
        self._width = 0

    def _show(self, text: str, *, last: bool) -> None:
        now = time.monotonic()
        if self._width and not last and now - self._written < self._interval:
            return
        self._written = now
        self._write(f"\r{text:<{self._width}}")
        self._width = len(text)
        if last:
            self.end()

    def _write(self, text: str) -> None:
        stream = self._stream or sys.stderr
        if stream is not None:
            stream.write(text)
            stream.flush()


def is_interactive() -> bool:
    """Tell whether somebody types what is run: at a prompt, or in a notebook."""
    ipython = sys.modules.get("IPython")
    notebook = ipython is not None and ipython.get_ipython() is not None
    return notebook or hasattr(sys, "ps1") or bool(sys.flags.interactive)


@contextlib.contextmanager
def told(progress: Progress | bool | None) -> Iterator[Progress]:
    """Give who is told how runs get on, of what a caller asks for.

    True is a line that is written anew, False nobody; None is such a line at a prompt and in a
    notebook, and elsewhere lines where it takes long.
    """
    if progress is None:
        progress = is_interactive() or Lines()
    if progress is True:
        live = Live()
        try:
            yield live
        finally:
            live.end()
    else:
        yield progress or Silence()
