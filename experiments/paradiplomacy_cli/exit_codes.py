"""The exit codes of the command, each with its meaning."""

from __future__ import annotations

OK = 0
"""All went well."""

RUNS_FAILED = 1
"""Some runs failed; the others are there."""

CONFIG = 2
"""A scenario, a design or the command line is wrong, or a cluster cannot be used or was lost."""

REFUSED = 3
"""A limit forbids what was asked for."""

DAMAGED = 4
"""A result is damaged."""

LOCKED = 5
"""Another process works on the result directory."""

DISK = 6
"""A file or directory could not be written or read."""

DIFFERS = 7
"""Two results that ought to be equal differ, or the workers of a cluster would make them differ."""

INTERRUPTED = 130
"""The user interrupted the command (128 + SIGINT, as shells report it)."""

BROKEN_PIPE = 141
"""Nobody reads what the command prints (128 + SIGPIPE, as shells report it)."""

OF_ERRORS = {
    "DirectoryDamagedError": DAMAGED,
    "DirectoryLockedError": LOCKED,
    "DiskError": DISK,
    "DirectoryDiffersError": DIFFERS,
    "OtherModelError": DIFFERS,
    "ForeignDirectoryError": CONFIG,
    "NotRecordedError": CONFIG,
    "PartsError": CONFIG,
    "TooLargeError": CONFIG,
    "UnfitError": REFUSED,
    "UnknownNameError": CONFIG,
    "ResultsError": CONFIG,
    "WorkersDifferError": DIFFERS,
    "ClusterError": CONFIG,
    "RefusedError": REFUSED,
    "ConfigError": CONFIG,
}
"""The code of each kind of error, by its name: so that no library is imported to know it."""


def code_of(error: Exception) -> int:
    """Return the exit code of an error, or of the nearest kind that it is one of."""
    return next(
        OF_ERRORS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in OF_ERRORS
    )
