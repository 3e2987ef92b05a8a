"""Tell whether the files of a result directory are what was written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.layout import RUNS, TABLES
from paradiplomacy_results.manifest import Manifest, mark_of
from paradiplomacy_results.tables import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = "part-*.parquet"
"""Names of the files of a table."""

MARK = "paradiplomacy."
"""Prefix of our keys in the metadata of a Parquet file."""


@dataclass(frozen=True)
class ChunkSpec:
    """Say what a chunk holds: its number, its runs, the tables that it has rows of."""

    number: int
    runs: range
    tables: tuple[str, ...]


def part_path(table: str, number: int) -> str:
    """Return the path of a chunk's file of ``table`` within the directory."""
    return f"{table}/part-{number:05}.parquet"


def stored_chunks(directory: Path) -> Iterator[ChunkSpec]:
    """Yield the chunks in a directory, by what their files of runs say of themselves.

    A chunk's file of runs is written last. Raises :class:`DirectoryDamagedError` where one cannot
    be read.
    """
    for path in sorted((directory / RUNS).glob(PARTS)):
        try:
            spec = stored_spec(path)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise DirectoryDamagedError(f"{path} is damaged: it cannot be read") from error
        tables = tuple(
            table for table in TABLES if (directory / part_path(table, spec.number)).exists()
        )
        yield replace(spec, tables=tables)


def stored_spec(path: Path) -> ChunkSpec:
    """Return number and runs of a chunk as one of its files says, read from its footer only.

    Raises ``OSError``, ``ValueError`` or ``pyarrow.ArrowException`` for a file of another kind.
    """
    found = pq.read_metadata(path).metadata or {}
    first, _, last = found.get(f"{MARK}runs".encode(), b"").partition(b":")
    return ChunkSpec(int(path.stem.removeprefix("part-")), range(int(first), int(last)), ())


def marks(identity: str, table: str, spec: ChunkSpec, content: str) -> dict[str, str]:
    """Return what a file says of itself: experiment, table, chunk, runs, hash of its contents."""
    return {
        f"{MARK}identity": identity,
        f"{MARK}table": table,
        f"{MARK}chunk": str(spec.number),
        f"{MARK}runs": f"{spec.runs.start}:{spec.runs.stop}",
        f"{MARK}content": content,
    }


def file_entry(path: str, data: bytes, rows: int) -> dict[str, Any]:
    """Return what the manifest says of a file."""
    return {
        "path": path,
        "rows": rows,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def listed_files(manifest: Manifest) -> dict[str, dict[str, Any]]:
    """Return what the manifest says of each file, by path; empty before the end."""
    return {entry["path"]: entry for entry in manifest.get("files", [])}


def file_fault(
    data: bytes, table: str, spec: ChunkSpec, manifest: Manifest, schema: pa.Schema
) -> str | None:
    """Say what is wrong with a file of a chunk, or return None.

    A file that the manifest lists is compared by its hash; any other is read, its page checksums
    verified, and held against its own marks, the ``schema`` and the runs of the chunk.
    """
    entry = listed_files(manifest).get(part_path(table, spec.number))
    if entry is not None:
        if hashlib.sha256(data).hexdigest() == entry["sha256"]:
            return None
        return "its hash is not the one in the manifest"
    try:
        return _content_fault(parsed(data), table, spec, manifest, schema)
    except (OSError, ValueError, pa.ArrowException):
        return "it cannot be read"


def _content_fault(
    found: pa.Table, table: str, spec: ChunkSpec, manifest: Manifest, schema: pa.Schema
) -> str | None:
    metadata = found.schema.metadata or {}
    given = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in metadata.items()
    }
    expected = marks(mark_of(manifest), table, spec, content="")
    del expected[f"{MARK}content"]
    for key, value in expected.items():
        if given.get(key) != value:
            return f"it belongs elsewhere: {key.removeprefix(MARK)} is not the one expected"
    if not found.schema.remove_metadata().equals(schema.remove_metadata(), check_metadata=True):
        return "its columns are not the ones expected"
    if not _runs_fit(found, table, spec.runs):
        return "its rows are not those of its runs"
    if hash_of(found) != given.get(f"{MARK}content"):
        return "its contents do not match their hash"
    return None


def _runs_fit(found: pa.Table, table: str, runs: range) -> bool:
    """Tell whether the rows of ``found`` belong to ``runs``; the table of runs has each once."""
    numbers = found["run"].to_numpy()
    if table == RUNS:
        return bool(np.array_equal(numbers, np.arange(runs.start, runs.stop)))
    ordered = bool(np.all(numbers[1:] >= numbers[:-1]))
    return ordered and all(number in runs for number in np.unique(numbers).tolist())


def strangers(directory: Path, known: set[str]) -> list[Path]:
    """Return the files in the folders of tables that are not among the ``known`` paths."""
    return [
        path
        for table in TABLES
        for path in sorted((directory / table).glob("*"))
        if path.relative_to(directory).as_posix() not in known
    ]
