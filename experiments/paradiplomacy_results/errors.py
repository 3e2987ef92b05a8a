"""What can be wrong with a result directory; the command maps each kind to an exit code."""

from __future__ import annotations


class StorageError(Exception):
    """Be the base of all refusals of a result directory; the text is one line for the user."""


class DirectoryDamagedError(StorageError):
    """Say that a file of the directory is not what was written."""


class DirectoryLockedError(StorageError):
    """Say that another process is writing to the directory."""


class DiskError(StorageError):
    """Say that the directory cannot be made or written: no space, read-only, a file in place."""


class DirectoryDiffersError(StorageError):
    """Say that the directory holds something else than this command would write.

    ``differences`` has one text for each key that differs, such as ``"seed: 1 there, 2 now"``.
    """

    def __init__(self, message: str, differences: tuple[str, ...] = ()) -> None:
        """Keep the one-line ``message`` and the ``differences`` behind it."""
        super().__init__(message)
        self.differences = differences
