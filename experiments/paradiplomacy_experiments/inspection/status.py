"""Tell how far a result directory is, from names and footers of its files: while it grows, too."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paradiplomacy_results.disk import inside, opened
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.lock import Owner, owner_of
from paradiplomacy_results.manifest import Manifest, read_manifest
from paradiplomacy_results.parts import part_path, read_part, stored_chunks
from paradiplomacy_results.store import DAMAGED
from paradiplomacy_results.tables import failures_in


@dataclass(frozen=True)
class Status:
    """How far an experiment is.

    ``runs`` are those it has in all: at most, while replicates go on until an interval is narrow.
    ``done`` and ``failed`` count those in the directory, ``set_aside`` files that were damaged.
    ``owner`` is who works on it now, ``seconds_left`` how long at its pace so far; None where that
    is not known.
    """

    directory: Path
    manifest: Manifest
    runs: int
    done: int
    failed: int
    chunks: int
    bytes: int
    set_aside: int
    owner: Owner | None
    seconds_left: float | None

    @property
    def complete(self) -> bool:
        """Tell whether all runs are there, and their hashes are known."""
        return self.manifest.complete

    @property
    def at_most(self) -> bool:
        """Tell whether there may turn out to be fewer runs."""
        return self.manifest.runs is None

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        keys = (
            "status",
            "name",
            "part",
            "seed",
            "points",
            "replicates",
            "engine",
            "started",
            "finished",
        )
        counts = ("runs", "done", "failed", "chunks", "bytes", "set_aside", "seconds_left")
        return {
            "directory": str(self.directory),
            **{key: getattr(self.manifest, key) for key in keys},
            **{key: getattr(self, key) for key in counts},
            "contents": self.manifest.contents,
            "owner": None if self.owner is None else asdict(self.owner),
            "command": list(self.manifest.command),
        }


def status(directory: str | Path) -> Status:
    """Return how far a directory is. Files are counted, not verified.

    Args:
        directory: A result directory, also while another process works on it.

    Raises:
        ResultsError: It cannot be read; each kind is a class of its own.
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    chunks = list(stored_chunks(directory))
    done = sum(len(spec.runs) for spec in chunks)
    runs = manifest.most_runs
    failed = manifest.failed_runs
    if failed is None:
        failed = sum(_failed(directory, spec.number) for spec in chunks)
    owner = owner_of(directory)
    files = (part_path(name, spec.number) for spec in chunks for name in spec.tables)
    return Status(
        directory=directory,
        manifest=manifest,
        runs=runs,
        done=done,
        failed=failed,
        chunks=len(chunks),
        bytes=sum(_about(directory, path).st_size for path in files),
        set_aside=len(list((directory / DAMAGED).glob("*"))),
        owner=owner,
        seconds_left=None if owner is None else _seconds_left(directory, owner, runs - done),
    )


def _about(directory: Path, path: str) -> os.stat_result:
    """Return size and time of a file of a table."""
    with opened(inside(directory, path)) as file:
        return os.fstat(file.fileno())


def _failed(directory: Path, number: int) -> int:
    columns = ["run", "status", "error"]
    return len(failures_in(read_part(directory, part_path(RUNS, number), columns=columns)))


def _seconds_left(directory: Path, owner: Owner, missing: int) -> float | None:
    """Return how long the owner takes for the rest at its pace, by the times of its files."""
    fresh = []
    for spec in stored_chunks(directory):
        written = _about(directory, part_path(RUNS, spec.number)).st_mtime
        if written > owner.since:
            fresh.append((written, len(spec.runs)))
    if not fresh:
        return None
    seconds = max(written for written, _ in fresh) - owner.since
    return seconds / sum(runs for _, runs in fresh) * missing
