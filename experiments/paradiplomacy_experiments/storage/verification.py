"""Tell whether the files of a result directory are what was written."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from paradiplomacy_experiments.storage.layout import RUNS, TABLES
from paradiplomacy_experiments.storage.manifest import (
    COMPLETE,
    Manifest,
    mark_of,
    read_manifest,
)
from paradiplomacy_experiments.storage.result_tables import parsed
from paradiplomacy_experiments.storage.table_hash import hash_of

if TYPE_CHECKING:
    from pathlib import Path

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


def verify(directory: Path) -> list[str]:
    """Return one line for each thing wrong with a finished result directory.

    Raises :class:`StorageError` where there is no manifest to hold the files against.
    """
    manifest = read_manifest(directory)
    if manifest["status"] != COMPLETE:
        return [f"{directory} is not complete: run its command again to complete it"]
    listed = listed_files(manifest)
    faults = []
    for path, entry in listed.items():
        try:
            data = (directory / path).read_bytes()
        except OSError as error:
            faults.append(f"{path} is damaged: {error.strerror}")
            continue
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            faults.append(f"{path} is damaged: its hash is not the one in the manifest")
    faults += [
        f"{path.relative_to(directory)} is not part of these results"
        for path in strangers(directory, set(listed))
    ]
    return faults
