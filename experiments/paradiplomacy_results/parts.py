"""The files of tables: their names, what each says of itself, and reading one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from paradiplomacy_results.disk import inside, is_there, opened, size_of
from paradiplomacy_results.errors import DirectoryDamagedError
from paradiplomacy_results.layout import RUNS, TABLES
from paradiplomacy_results.manifest import MOST_RUNS, FileEntry
from paradiplomacy_results.parquet import RowsError, footer_of, parsed

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
    for path in part_paths(directory, RUNS):
        spec = stored_spec(directory, path)
        tables = tuple(
            table for table in TABLES if is_there(directory / part_path(table, spec.number))
        )
        yield replace(spec, tables=tables)


def part_paths(directory: Path, table: str) -> list[str]:
    """Return the paths within the directory of what is called like a file of ``table``.

    Raises :class:`DirectoryDamagedError` where their folder is a link.
    """
    found = sorted(inside(directory, f"{table}/{PARTS}").parent.glob(PARTS))
    return [path.relative_to(directory).as_posix() for path in found]


def stored_spec(directory: Path, path: str) -> ChunkSpec:
    """Return number and runs of a chunk as one of its files says, read from its footer only.

    Raises :class:`DirectoryDamagedError` for a file of another kind.
    """
    place = inside(directory, path)
    try:
        with opened(place) as file:
            found = footer_of(file).metadata or {}
        first, _, last = found.get(f"{PREFIX}runs".encode(), b"").partition(b":")
        runs = range(int(first), int(last))
        if not 0 <= runs.start < runs.stop <= MOST_RUNS:
            raise ValueError(f"runs {runs.start} to {runs.stop}")
        return ChunkSpec(int(place.stem.removeprefix("part-")), runs, ())
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DirectoryDamagedError(f"{place} is damaged: it cannot be read") from error


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
    place = inside(directory, path)
    try:
        with opened(place) as file:
            data = file.read() if entry is None or size_of(file) == entry.bytes else b""
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DirectoryDamagedError(f"{place} is damaged: it is missing") from error
    if entry is not None and hashlib.sha256(data).hexdigest() != entry.sha256:
        raise DirectoryDamagedError(f"{place} is damaged: its hash is not the one in the manifest")
    return data


def table_in(
    data: bytes, place: Path, columns: Sequence[str] | None = None, rows: int | None = None
) -> pa.Table:
    """Return the table, or some ``columns`` of it, in the ``data`` of the file at ``place``.

    Raises :class:`DirectoryDamagedError` where it cannot be read, or has other than ``rows`` rows.
    """
    try:
        return parsed(data, columns, rows)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DirectoryDamagedError(f"{place} is damaged: {unread(error)}") from error


def unread(error: Exception) -> str:
    """Say in a phrase why a file of a table was not read."""
    return str(error) if isinstance(error, RowsError) else "it cannot be read"


def read_part(
    directory: Path,
    path: str,
    entry: FileEntry | None = None,
    columns: Sequence[str] | None = None,
) -> pa.Table:
    """Return the table in a file, or some ``columns`` of it.

    Raises :class:`DirectoryDamagedError` where it is missing, another one, or cannot be read.
    """
    rows = None if entry is None else entry.rows
    return table_in(part_bytes(directory, path, entry), directory / path, columns, rows)


def unlisted_files(directory: Path, listed: Collection[str]) -> list[Path]:
    """Return the files in the folders of tables whose paths are not among the ``listed``."""
    return [
        path
        for table in TABLES
        for path in sorted((directory / table).glob("*"))
        if path.relative_to(directory).as_posix() not in listed
    ]
