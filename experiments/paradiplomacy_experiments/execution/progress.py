"""How an experiment tells how it gets on."""

from __future__ import annotations

import sys
import time
from typing import Protocol

from paradiplomacy_experiments.configuration.faults import printable

STEPS = 10
"""Lines that tell of the runs of an experiment, at most."""

PATIENCE = 10.0
"""Seconds for which a reader waits without being told how runs get on."""


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
            self.noticed(f"compiling what is new in the model: {done} of {parts} parts")

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
            left = self._remaining(seconds)
            self.noticed(f"running: {self._done:,} of {self._runs:,} runs{left}")

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
