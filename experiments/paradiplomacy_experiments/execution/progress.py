"""How an experiment tells how it gets on."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Somebody who is told how a run gets on; every method may do nothing."""

    def compiling(self) -> None:
        """Say that the engine is being compiled."""

    def running(self, runs: int, done: int) -> None:
        """Say that runs begin: how many there are, and how many are done already."""

    def advanced(self, runs: int) -> None:
        """Say that so many more runs are in the directory."""

    def noticed(self, message: str) -> None:
        """Say something that the user should know."""


class Silence:
    """Keep progress to itself."""

    def compiling(self) -> None:
        """Do nothing."""

    def running(self, runs: int, done: int) -> None:
        """Do nothing."""

    def advanced(self, runs: int) -> None:
        """Do nothing."""

    def noticed(self, message: str) -> None:
        """Do nothing."""
