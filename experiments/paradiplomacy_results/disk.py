"""Write files so that a crash at any moment leaves either the old file or the new one."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from paradiplomacy_results.errors import DirectoryDamagedError, DiskError

DEFAULT_FOLDER = Path("results")
"""Where results go unless told otherwise, under the folder in which the command runs."""

TEMPORARY = ".tmp"
"""Ending of a file that is still being written; left over only by a killed process."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``: beside it first, to the disk, then renamed over it.

    Raises :class:`DiskError` where the file system refuses; what stood at ``path`` stays.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        message = refusal(path, error, len(data))
        temporary.unlink(missing_ok=True)
        raise DiskError(message) from error


def sync_folder(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk, so that a rename outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refusal(path: Path, error: OSError, needed: int) -> str:
    """Say in one line why ``path`` could not be written, with bytes needed and free."""
    reason = error.strerror or type(error).__name__
    try:
        room = os.statvfs(path.parent)
    except OSError:
        return f"cannot write {path}: {reason}"
    free = room.f_bavail * room.f_frsize
    return f"cannot write {path}: {reason} ({needed:,} bytes needed, {free:,} free)"


def make_folder(folder: Path) -> None:
    """Make ``folder`` and the folders that it lies in, where they are absent.

    Raises :class:`DiskError` where a file stands in the place of one, or the file system refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise DiskError(f"cannot make the directory {folder}: a file is in its place") from error
    except OSError as error:
        raise DiskError(f"cannot make the directory {folder}: {error.strerror}") from error


def default_directory(name: str) -> Path:
    """Return ``results/NAME``; the folder of results is made where there is none."""
    make_folder(DEFAULT_FOLDER)
    safe = re.sub(r"[^\w.-]", "_", name).lstrip(".")
    return DEFAULT_FOLDER / (safe or "scenario")


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed process was writing in ``folder``."""
    for path in folder.glob(f"*{TEMPORARY}"):
        path.unlink(missing_ok=True)


def read_file(path: Path) -> bytes:
    """Return what is in the file at ``path``.

    Raises :class:`DirectoryDamagedError` where something else is in its place, such as a pipe that
    would keep the reader waiting, ``FileNotFoundError`` or ``NotADirectoryError`` where there is
    nothing, and :class:`DiskError` where the file system refuses.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DirectoryDamagedError(f"{path} is damaged: it is no file")
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise DiskError(f"cannot read {path}: {error.strerror}") from error
