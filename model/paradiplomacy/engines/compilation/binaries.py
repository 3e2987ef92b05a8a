"""Binaries on disk: object code in a private folder, checked before it is used.

Object code is executable, so nothing is taken on trust. A folder is used only where it is this
user's (or the system's) and nobody else may write to it; a file likewise, and it carries the hash
of its content. What does not check is dropped and compiled anew. Where no folder is fit to keep
binaries, they live in one of this process alone, which says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

CACHE_VARIABLE = "PARADIPLOMACY_CACHE"
"""Environment variable that names another folder for compiled code."""

MAGIC = b"paradiplomacy binary 1"

MAX_BYTES = 20_000_000
"""Largest file that is read as a binary."""

SUFFIX = ".part"


@dataclass(frozen=True)
class Binary:
    """Object code of one part, and the name of its entry in it."""

    key: str
    symbol: str
    code: bytes

    def to_bytes(self) -> bytes:
        """Return the text of its file: a line of its own hash, one of its names, the code."""
        body = f"{self.key} {self.symbol}\n".encode() + self.code
        return MAGIC + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body

    @classmethod
    def from_bytes(cls, key: str, text: bytes) -> Binary | None:
        """Return the binary in the text of a file, or None where that is not what it should be."""
        head, _, body = text.partition(b"\n")
        if head != MAGIC + b" " + hashlib.sha256(body).hexdigest().encode():
            return None
        names, _, code = body.partition(b"\n")
        named, _, symbol = names.decode().partition(" ")
        return cls(key, symbol, code) if named == key else None


class UnfitError(Exception):
    """A folder cannot hold binaries, and why."""


class Cache:
    """A folder of binaries that only this user, or the system, can have written."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, made private at need. Raises :class:`UnfitError`."""
        self.folder = folder
        try:
            if not os.path.lexists(folder):
                folder.parent.mkdir(parents=True, exist_ok=True)
                folder.mkdir(mode=0o700, exist_ok=True)
            _make_private(folder)
        except OSError as error:
            raise UnfitError(f"{folder}: {error.strerror or error}") from None
        self.writable = os.access(folder, os.W_OK | os.X_OK)

    def read(self, key: str) -> Binary | None:
        """Return the binary of a part; one that does not check is dropped."""
        path = self.folder / (key + SUFFIX)
        try:
            text = _private_bytes(path)
        except FileNotFoundError:
            return None
        except (OSError, UnfitError):
            text = b""
        binary = Binary.from_bytes(key, text)
        if binary is None:
            with contextlib.suppress(OSError):
                path.unlink()
        return binary

    def write(self, binary: Binary) -> None:
        """Keep a binary, whole or not at all. Raises ``OSError``."""
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(binary.to_bytes())
            Path(name).replace(self.folder / (binary.key + SUFFIX))
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    def size(self) -> tuple[int, int]:
        """Return the number of files of parts, and their bytes."""
        sizes = [path.stat().st_size for path in self.folder.glob("*" + SUFFIX)]
        return len(sizes), sum(sizes)

    def __contains__(self, key: str) -> bool:
        """Tell whether there is a file for a part; what it holds is not looked at."""
        return (self.folder / (key + SUFFIX)).is_file()


def chosen_folder() -> Path:
    """Return the folder that the user chose for binaries, or the usual one.

    Raises :class:`UnfitError` where there is no home.
    """
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "paradiplomacy" / "compiled"
    try:
        return Path.home() / ".cache" / "paradiplomacy" / "compiled"
    except RuntimeError:
        raise UnfitError("this user has no home") from None


def _owners() -> set[int]:
    """Return whose binaries may be run: this user's and the system's."""
    return {os.getuid(), 0}


def _make_private(folder: Path) -> None:
    """Close a folder of this user to others. Raises :class:`UnfitError` where it is not fit."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise UnfitError(f"{folder} is no folder")
    if not hasattr(os, "getuid"):  # a system on which folders have no such owner
        return
    if found.st_uid not in _owners():
        raise UnfitError(f"{folder} belongs to another user")
    if found.st_mode & 0o022:
        if found.st_uid != os.getuid():
            raise UnfitError(f"{folder} can be written by other users")
        folder.chmod(0o700)


def _private_bytes(path: Path) -> bytes:
    """Read a file that nobody else can have written. Raises ``OSError``, :class:`UnfitError`."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            raise UnfitError(f"{path} is no binary")
        if hasattr(os, "getuid") and (found.st_uid not in _owners() or found.st_mode & 0o022):
            raise UnfitError(f"{path} can be written by other users")
        return file.read()
