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
