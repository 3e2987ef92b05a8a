"""One writer for each result directory.

The lock is a file that its owner holds, and that nobody holds once the owner is dead: then it is
simply taken over. The file also says who the owner is.
"""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from paradiplomacy_results.disk import open_plain
from paradiplomacy_results.errors import DirectoryDamagedError, DirectoryLockedError, DiskError
from paradiplomacy_results.holding import hold

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

LOCK = ".lock"


@dataclass(frozen=True)
class Owner:
    """The process that works on a directory: its number, its machine, since when."""

    pid: int
    host: str
    since: int


def owner_of(directory: Path) -> Owner | None:
    """Return who works on a directory; None where nobody does, or where it is not known yet.

    Raises :class:`DirectoryDamagedError` where something else than a file is in the lock's place.
    """
    try:
        descriptor = open_plain(directory / LOCK)
    except OSError:
        return None
    try:
        owner = _read(descriptor)
        if owner.get("host") == socket.gethostname() and hold(descriptor, shared=True):
            return None  # nobody else holds it: its owner is dead
        return Owner(int(owner["pid"]), str(owner["host"]), int(owner["time"]))
    except (KeyError, OSError, TypeError, ValueError):
        return None
    finally:
        os.close(descriptor)


class DirectoryLock:
    """One process's hold on a directory, as a context manager.

    Entering raises :class:`DirectoryLockedError` while another process holds the directory,
    :class:`DirectoryDamagedError` where something else is in the lock's place, and
    :class:`DiskError` where the lock cannot be written.
    """

    def __init__(self, directory: Path) -> None:
        """Prepare to lock ``directory``, which must exist."""
        self._path = directory / LOCK
        self._descriptor: int | None = None

    def __enter__(self) -> Self:
        """Take the lock, or take it over from a dead owner."""
        while self._descriptor is None:
            self._descriptor = self._attempt()
        owner = {"pid": os.getpid(), "host": socket.gethostname(), "time": int(time.time())}
        try:
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, json.dumps(owner).encode())
        except OSError as error:
            self._release()
            raise DiskError(f"cannot write {self._path}: {error.strerror}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the directory and remove the file."""
        self._release()

    def moved(self, directory: Path) -> None:
        """Know that the directory that is held is called ``directory`` now."""
        self._path = directory / LOCK

    def let_go(self) -> None:
        """Let go of the directory before its time."""
        self._release()

    def _attempt(self) -> int | None:
        """Return the descriptor of the locked file, or None where it vanished meanwhile."""
        try:
            descriptor = open_plain(self._path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise DiskError(f"cannot write {self._path}: {error.strerror}") from error
        if os.fstat(descriptor).st_nlink > 1:
            os.close(descriptor)
            raise DirectoryDamagedError(f"{self._path} is damaged: it is a link")
        if not self._held(descriptor):
            owner = _read(descriptor)
            os.close(descriptor)
            raise DirectoryLockedError(self._message(owner))
        if not self._is_current(descriptor):
            os.close(descriptor)
            return None
        owner = _read(descriptor)
        if owner.get("host", socket.gethostname()) != socket.gethostname():
            os.close(descriptor)
            raise DirectoryLockedError(
                self._message(owner) + "; if that process is dead, remove it"
            )
        return descriptor

    def _held(self, descriptor: int) -> bool:
        try:
            return hold(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise DiskError(f"cannot lock {self._path}: {error.strerror}") from error

    def _is_current(self, descriptor: int) -> bool:
        """Tell whether the locked file is still the one with this name."""
        try:
            return os.path.samestat(os.fstat(descriptor), self._path.stat())
        except FileNotFoundError:
            return False

    def _message(self, owner: dict[str, object]) -> str:
        started = owner.get("time")
        age = f"{max(0, int(time.time()) - started)} s" if isinstance(started, int) else "unknown"
        return (
            f"{self._path.parent} is in use by process {owner.get('pid', 'unknown')} "
            f"on {owner.get('host', 'unknown')} since {age} ({self._path})"
        )

    def _release(self) -> None:
        if self._descriptor is None:
            return
        try:
            self._path.unlink(missing_ok=True)
        except PermissionError:  # Windows removes no open file: the next owner takes it over
            os.ftruncate(self._descriptor, 0)
        os.close(self._descriptor)
        self._descriptor = None


def _read(descriptor: int) -> dict[str, Any]:
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        owner = json.loads(os.read(descriptor, 10_000))
    except ValueError:
        return {}
    return owner if isinstance(owner, dict) else {}
