"""A folder that is written whole or not at all, and never over anything but an older export."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from paradiplomacy_results.disk import (
    inside,
    is_there,
    make_folder,
    open_plain,
    read_file,
    refusal,
    sync_folder,
)
from paradiplomacy_results.errors import DirectoryDiffersError, DiskError, ResultsError
from paradiplomacy_results.holding import hold, is_abandoned
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "export"
"""Folder of exports within a result directory, with one for each format and shape."""

ORIGIN = "provenance.json"
"""File of an export that says what it is of; what has none is no export of ours."""

_UNFINISHED = ".unfinished"
"""Ending of the name of a folder that is still being written."""

_HELD = ".held"
"""File by which others can tell that the writer of an unfinished folder lives."""


def refuse_what_stands(target: Path, *, overwrite: bool) -> None:
    """Raise :class:`DirectoryDiffersError` where an export cannot go to ``target``.

    A folder that is empty, or absent, is free. One that holds an export is, where it may be
    overwritten. Anything else stays as it is.
    """
    if target.is_symlink() or (is_there(target) and not target.is_dir()):
        raise DirectoryDiffersError(f"{target} is no folder, and an export is one")
    try:
        names = {path.name for path in target.iterdir()} if target.is_dir() else set()
    except OSError as error:
        raise DiskError(f"cannot read {target}: {error.strerror}") from error
    if not names:
        return
    if ORIGIN not in names:
        raise DirectoryDiffersError(f"{target} is not empty and holds no export")
    if not overwrite:
        raise ExportThereError(target)


def files_of_exports(directory: Path, mark: bytes) -> list[Path]:
    """Return the files of exports in a result directory that say ``mark`` of their origin."""
    found: list[Path] = []
    for origin in sorted((directory / FOLDER).glob(f"*/{ORIGIN}")):
        inside(directory, f"{FOLDER}/{origin.parent.name}/{ORIGIN}")  # refuses links
        if mark in read_file(origin):
            found += [path for path in origin.parent.iterdir() if path.is_file()]
    return found


class ExportThereError(DirectoryDiffersError):
    """A folder that holds an export, which nobody said may be replaced."""

    def __init__(self, target: Path) -> None:
        """Keep the ``target``."""
        super().__init__(f"{target} holds an export already")

    def __str__(self) -> str:
        """Return what is there, and what may be done."""
        replace = argument("overwrite", True)
        return (
            f"{ResultsError.__str__(self)}; choose another folder with "
            f"{argument('out', 'DIR')}, or replace it with {replace}"
        )


@contextmanager
def whole_folder(target: Path, *, overwrite: bool) -> Iterator[Path]:
    """Give a new folder to write into, which takes the place of ``target`` at the end.

    Where anything goes wrong before that, what stood there stays, and nothing new does. Raises
    :class:`DiskError` where the file system refuses.
    """
    refuse_what_stands(target, overwrite=overwrite)
    make_folder(target.parent)
    _remove_abandoned(target)
    folder = _beside(target, _UNFINISHED)
    try:
        folder.mkdir()
        with _held(folder):
            yield folder
            _bring_to_disk(folder)
            refuse_what_stands(target, overwrite=overwrite)
            (folder / _HELD).unlink()
            _put_in_place(folder, target)
    except OSError as error:
        raise DiskError(refusal(target, error, _size(folder))) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _beside(target: Path, ending: str) -> Path:
    return target.parent / f".{target.name}.{secrets.token_hex(4)}{ending}"


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    descriptor = open_plain(folder / _HELD, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        with contextlib.suppress(OSError):  # where nothing can be held it is written all the same
            hold(descriptor)
        yield
    finally:
        os.close(descriptor)


def _remove_abandoned(target: Path) -> None:
    """Remove what processes left beside ``target`` that died while they were writing."""
    for folder in target.parent.glob(f".{target.name}.*{_UNFINISHED}"):
        try:
            descriptor = open_plain(folder / _HELD)
        except (OSError, ResultsError):
            continue  # its writer is done with it, or it is none of ours
        if is_abandoned(descriptor) and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _bring_to_disk(folder: Path) -> None:
    for path in folder.iterdir():
        descriptor = open_plain(path, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    sync_folder(folder)


def _put_in_place(folder: Path, target: Path) -> None:
    """Rename ``folder`` to ``target``; the export that stood there goes after it is replaced."""
    older = None
    if is_there(target):
        older = _beside(target, ".older")
        target.rename(older)
    try:
        folder.rename(target)
    except OSError:
        if older is not None:
            older.rename(target)
        raise
    sync_folder(target.parent)
    if older is not None:
        shutil.rmtree(older, ignore_errors=True)


def _size(folder: Path) -> int:
    with contextlib.suppress(OSError):
        return sum(path.stat().st_size for path in folder.iterdir())
    return 0
