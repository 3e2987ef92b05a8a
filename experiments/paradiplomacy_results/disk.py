"""Read and write the files of a result directory: the one place where any of them is opened.

A directory may come from elsewhere. Only regular files are read, never through a link, and never
more than can be held; a pipe keeps nobody waiting. Nothing outside a directory is ever written. A
crash at any moment leaves either the old file or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from paradiplomacy_results.errors import DirectoryDamagedError, DiskError
from paradiplomacy_results.holding import hold, is_abandoned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DEFAULT_FOLDER = Path("results")
"""Where results go unless told otherwise, under the folder in which the command runs."""

TEMPORARY = ".tmp"
"""Ending of a file that is still being written, and held while it is."""

MOST_BYTES = 2**31
"""Largest file that is read; a chunk of runs takes a hundredth of that."""

_PLAIN = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""How every file is opened: not through a link, not waiting, not for other programs."""

_NO_FILE = (errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO, errno.ENODEV)
"""Errors of opening something that is no regular file."""


def inside(directory: Path, name: str) -> Path:
    """Return the path of a file of ``directory`` by its ``name`` there, such as "runs/a.parquet".

    Raises :class:`DirectoryDamagedError` where a folder on the way is a link.
    """
    path = directory
    for part in PurePosixPath(name).parts[:-1]:
        path /= part
        if path.is_symlink():
            raise _no_file(path)
    return directory / name


def inner_folder(directory: Path, name: str) -> Path:
    """Return the folder ``name`` of ``directory``, which is made where it is absent.

    Raises :class:`DirectoryDamagedError` where it is a link, and :class:`DiskError` where it cannot
    be made.
    """
    folder = inside(directory, f"{name}/file").parent
    make_folder(folder)
    return folder


def strangeness(path: Path) -> str | None:
    """Say in a phrase that what is at ``path`` is neither a file nor a folder, where it is not."""
    if path.is_symlink():
        return "it is a link"
    return None if path.is_file() or path.is_dir() else "it is no file"


def _no_file(path: Path) -> DirectoryDamagedError:
    return DirectoryDamagedError(f"{path} is damaged: {strangeness(path) or 'it is no file'}")


def open_plain(path: Path, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of the regular file at ``path``.

    Raises :class:`DirectoryDamagedError` where something else is in its place, such as a link or a
    pipe, and ``OSError`` where it cannot be opened.
    """
    try:
        descriptor = os.open(path, flags | _PLAIN, 0o644)
    except OSError as error:
        if error.errno in _NO_FILE or path.is_symlink():
            raise _no_file(path) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _no_file(path)
    return descriptor


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open the file at ``path`` for reading.

    Raises what :func:`read_file` raises.
    """
    try:
        with os.fdopen(open_plain(path), "rb") as file:
            if size_of(file) > MOST_BYTES:
                raise DirectoryDamagedError(
                    f"{path} is damaged: it has {size_of(file):,} bytes, too many to be one of ours"
                )
            yield file
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise DiskError(f"cannot read {path}: {error.strerror}") from error


def size_of(file: BinaryIO) -> int:
    """Return the number of bytes of an open file."""
    return os.fstat(file.fileno()).st_size


def read_file(path: Path) -> bytes:
    """Return what is in the file at ``path``.

    Raises :class:`DirectoryDamagedError` where something else is in its place, such as a pipe that
    would keep the reader waiting, ``FileNotFoundError`` or ``NotADirectoryError`` where there is
    nothing, and :class:`DiskError` where the file system refuses.
    """
    with opened(path) as file:
        return file.read()


def is_there(path: Path) -> bool:
    """Tell whether anything has the name ``path``, be it a link that leads nowhere."""
    return os.path.lexists(path)


def make_way(folder: Path, names: Iterable[str]) -> None:
    """See that files of some ``names`` can be written into ``folder``, and remove leftovers there.

    Whoever works long for what is written asks before the work. Raises
    :class:`DirectoryDamagedError` where something else than a file has one of the names or that of
    a leftover, and :class:`DiskError` where the file system refuses.
    """
    _refuse_what_is_no_file(folder, names)
    remove_leftovers(folder)


def _refuse_what_is_no_file(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        if is_there(folder / name) and not _is_regular(folder / name):
            raise _no_file(folder / name)


def add_file(path: Path, data: bytes) -> None:
    """Write one of many files as :func:`write_file` does, without a look at all that is beside it.

    Whoever calls it has removed leftovers before the first.
    """
    _refuse_what_is_no_file(path.parent, [path.name])
    _put(path.parent, {path.name: data})


def write_file(path: Path, data: bytes) -> None:
    """Write one file as :func:`write_files` does."""
    write_files(path.parent, {path.name: data})


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into ``folder``, by their names: all beside it first, then each to its name.

    What processes left there that died while they were writing is removed. Raises
    :class:`DirectoryDamagedError` where something else than a file has one of the names, and
    :class:`DiskError` where the file system refuses: what stood there then stays.
    """
    make_way(folder, files)
    _put(folder, files)


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    temporaries = {name: folder / f"{name}.{secrets.token_hex(4)}{TEMPORARY}" for name in files}
    at_work = folder
    try:
        with ExitStack() as held:
            for name, data in files.items():
                at_work = folder / name
                held.enter_context(written(temporaries[name], data))
            if os.name == "nt":  # Windows renames no open file
                held.close()
            for name, temporary in temporaries.items():
                at_work = folder / name
                temporary.replace(at_work)
            sync_folder(folder)
    except OSError as error:
        raise DiskError(refusal(at_work, error, sum(map(len, files.values())))) from error
    finally:
        for temporary in temporaries.values():
            with contextlib.suppress(OSError):
                temporary.unlink()


@contextlib.contextmanager
def written(path: Path, data: bytes) -> Iterator[None]:
    """Write a new file, bring it to the disk, and hold it: so it counts as no leftover."""
    with os.fdopen(open_plain(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        with contextlib.suppress(OSError):  # where nothing can be held it is written all the same
            hold(file.fileno())
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        yield


def _is_regular(path: Path) -> bool:
    return stat.S_ISREG(path.lstat().st_mode)


def remove_leftovers(folder: Path) -> None:
    """Remove what processes left in ``folder`` that died while they were writing.

    Raises :class:`DirectoryDamagedError` for what no process of ours leaves, such as a link, and
    :class:`DiskError` where the file system refuses.
    """
    for path in folder.glob(f"*{TEMPORARY}"):
        try:
            descriptor = open_plain(path)
        except FileNotFoundError:
            continue  # its writer is done with it
        except OSError as error:
            raise DiskError(f"cannot read {path}: {error.strerror}") from error
        if is_abandoned(descriptor):
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise DiskError(f"cannot remove {path}: {error.strerror}") from error


def sync_folder(folder: Path) -> None:
    """Bring the names in ``folder`` to the disk, so that a rename outlives a power cut."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folder, and keeps names without being asked
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def refusal(path: Path, error: OSError, needed: int) -> str:
    """Say in one line why ``path`` could not be written, with bytes needed and free."""
    reason = error.strerror or type(error).__name__
    try:
        free = shutil.disk_usage(path.parent).free
    except OSError:
        return f"cannot write {path}: {reason}"
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
    return default_path(name)


def default_path(name: str) -> Path:
    """Return ``results/NAME``, whether there is anything or not."""
    safe = re.sub(r"[^\w.-]", "_", name).lstrip(".")
    return DEFAULT_FOLDER / (safe or "scenario")


def directory_for(out: str | Path | None, name: str) -> Path:
    """Return the directory that was asked for; where none was, ``results/NAME``."""
    return default_directory(name) if out is None else Path(out)
