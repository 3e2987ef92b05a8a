"""The files of tables: their names, what each says of itself, and reading one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from paradiplomacy_results.disk import read_file
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.layout import RUNS, TABLES
from paradiplomacy_results.manifest import FileEntry
from paradiplomacy_results.parquet import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

PARTS = "part-*.parquet"
"""Names of the files of a table."""

PREFIX = "paradiplomacy."
"""Beginning of our keys in the metadata of a Parquet file."""


@dataclass(frozen=True)
class ChunkSpec:
    """A chunk: its number, its runs, the tables that it has rows of."""

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
    if not path.is_file():
        raise OSError(f"{path} is no file")
    found = pq.read_metadata(path).metadata or {}
    first, _, last = found.get(f"{PREFIX}runs".encode(), b"").partition(b":")
    return ChunkSpec(int(path.stem.removeprefix("part-")), range(int(first), int(last)), ())


def file_metadata(identity: str, table: str, spec: ChunkSpec, content: str) -> dict[str, str]:
    """Return what a file says of itself: experiment, table, chunk, runs, hash of its contents."""
    return {
        f"{PREFIX}identity": identity,
        f"{PREFIX}table": table,
        f"{PREFIX}chunk": str(spec.number),
        f"{PREFIX}runs": f"{spec.runs.start}:{spec.runs.stop}",
        f"{PREFIX}content": content,
    }


def file_entry(path: str, data: bytes, rows: int) -> FileEntry:
    """Return what the manifest says of a file."""
    return FileEntry(path=path, rows=rows, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def part_bytes(directory: Path, path: str, entry: FileEntry | None = None) -> bytes:
    """Return a file of a table, held against its hash where the manifest has an ``entry`` of it.

    Raises :class:`DirectoryDamagedError` where it is missing or another one.
    """
    place = directory / path
    try:
        data = read_file(place)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DirectoryDamagedError(f"{place} is damaged: it is missing") from error
    if entry is not None and hashlib.sha256(data).hexdigest() != entry.sha256:
        raise DirectoryDamagedError(f"{place} is damaged: its hash is not the one in the manifest")
    return data


def table_in(data: bytes, place: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Return the table, or some ``columns`` of it, in the ``data`` of the file at ``place``.

    Raises :class:`DirectoryDamagedError` where it cannot be read.
    """
    try:
        return parsed(data, columns)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DirectoryDamagedError(f"{place} is damaged: it cannot be read") from error


def read_part(
    directory: Path,
    path: str,
    entry: FileEntry | None = None,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Return the table in a file, or some ``columns`` of it.

    Raises :class:`DirectoryDamagedError` where it is missing, another one, or cannot be read.
    """
    return table_in(part_bytes(directory, path, entry), directory / path, columns)


def unlisted_files(directory: Path, listed: Collection[str]) -> list[Path]:
    """Return the files in the folders of tables whose paths are not among the ``listed``."""
    return [
        path
        for table in TABLES
        for path in sorted((directory / table).glob("*"))
        if path.relative_to(directory).as_posix() not in listed
    ]
