"""A result directory: opened by one process, filled chunk by chunk, resumed after any crash.

Layout: ``manifest.json`` and one folder for each table, with one Parquet file for each chunk of
runs. A chunk is in the directory when all its files are, and they are what was written; anything
else is set aside and computed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paradiplomacy_results import manifest as manifests
from paradiplomacy_results.disk import TEMPORARY, make_folder, remove_leftovers, write_atomically
from paradiplomacy_results.errors import DirectoryDamagedError, DirectoryDiffersError, DiskError
from paradiplomacy_results.hashing import TableHash, hash_of
from paradiplomacy_results.layout import RUNS, TABLES, Layout, layout_of
from paradiplomacy_results.lock import LOCK, DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, Manifest
from paradiplomacy_results.tables import failed_rows, parsed, serialised
from paradiplomacy_results.verification import (
    ChunkSpec,
    file_entry,
    file_fault,
    marks,
    part_path,
    strangers,
)

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = "damaged"
"""Folder into which files are set aside that are not what was written."""

Notice = Callable[[str], None]


@contextmanager
def open_store(
    directory: Path,
    manifest: Manifest,
    *,
    overwrite: bool = False,
    notice: Notice | None = None,
) -> Iterator[Store]:
    """Open ``directory`` for the experiment of ``manifest``, as its only writer.

    A directory that holds the same experiment is resumed; its own manifest then holds, but for what
    is looked at in the results. Another one is refused, or removed where ``overwrite`` is given.
    ``notice`` is told what was set aside. Raises a
    :class:`~paradiplomacy_results.errors.StorageError` before any run.
    """
    make_folder(directory)
    _refuse_foreign(directory)
    with DirectoryLock(directory):
        if overwrite:
            remove_results(directory)
        for folder in (directory, *(directory / table for table in TABLES)):
            remove_leftovers(folder)
        if (directory / MANIFEST).exists():
            there = manifests.read_manifest(directory)
            found = manifests.differences(there, manifest)
            if found:
                message = manifests.differ_message(directory, found)
                raise DirectoryDiffersError(message, found)
            manifest = there | {"analysis": manifest["analysis"]}
        else:
            there = {}
        if manifest != there:
            manifests.write_manifest(directory, manifest)
        yield Store(directory, manifest, notice)


def _refuse_foreign(directory: Path) -> None:
    """Refuse a directory that holds something, but no results."""
    if (directory / MANIFEST).exists():
        return
    try:
        names = [path.name for path in directory.iterdir()]
    except OSError as error:
        raise DiskError(f"cannot read {directory}: {error.strerror}") from error
    if any(name != LOCK and not name.endswith(TEMPORARY) for name in names):
        raise DirectoryDiffersError(f"{directory} is not empty and holds no {MANIFEST}")


def remove_results(directory: Path) -> None:
    """Remove the results in ``directory`` and what was made of them, the manifest last.

    Other files stay, among them figures and findings that do not say they are of these results.

    Raises :class:`DirectoryDiffersError` where the manifest is not that of a result directory.
    """
    if not (directory / MANIFEST).exists():
        return
    derived: list[Path] = []
    try:
        derived = derived_from(directory, manifests.read_manifest(directory))
    except DirectoryDamagedError:
        if not (directory / RUNS).is_dir():
            raise
    try:
        for folder in (directory / name for name in (*TABLES, DAMAGED)):
            if folder.is_dir():
                shutil.rmtree(folder)
        for path in derived:
            path.unlink()
        (directory / MANIFEST).unlink()
    except OSError as error:
        raise DiskError(f"cannot remove the results in {directory}: {error.strerror}") from error


def derived_from(directory: Path, manifest: Manifest) -> list[Path]:
    """Return figures, findings and report that name the configuration of the results.

    The tables of a finding name nothing: they stand beside it, under its name.
    """
    mark = manifest["config_sha256"].encode()
    found: list[Path] = []
    for pattern in ("figures/*", "analysis/*.json", "report.html"):
        files = (path for path in directory.glob(pattern) if path.is_file())
        found += [path for path in files if mark in path.read_bytes()]
    documents = [path for path in found if path.suffix == ".json"]
    return found + [table for path in documents for table in _tables_of(path)]


def _tables_of(finding: Path) -> list[Path]:
    return [
        path
        for path in finding.parent.glob("*.csv")
        if path.stem == finding.stem or path.stem.startswith(f"{finding.stem}-")
    ]


def chunk_files(identity: str, spec: ChunkSpec, tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Return the files of a chunk by table, ready to be written."""
    return {
        name: serialised(tables[name], marks(identity, name, spec, hash_of(tables[name])))
        for name in spec.tables
    }


@dataclass
class Store:
    """Read and write the chunks of an open result directory."""

    directory: Path
    manifest: Manifest
    notice: Notice | None = None

    @cached_property
    def layout(self) -> Layout:
        """Return the tables and columns of the results."""
        return layout_of(self.manifest["layout"])

    @property
    def complete(self) -> bool:
        """Tell whether the manifest already holds the hashes of all files."""
        return bool(self.manifest["status"] == manifests.COMPLETE)

    def intact(self, spec: ChunkSpec) -> bool:
        """Tell whether a chunk is in the directory; set aside those of its files that are not."""
        whole = True
        for table in spec.tables:
            path = self.directory / part_path(table, spec.number)
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                whole = False
                continue
            except OSError as error:
                raise DiskError(f"cannot read {path}: {error.strerror}") from error
            fault = file_fault(data, table, spec, self.manifest, self.layout.schema(table))
            if fault is not None:
                self._set_aside(path, fault)
                whole = False
        return whole

    def _set_aside(self, path: Path, fault: str) -> None:
        folder = self.directory / DAMAGED
        make_folder(folder)
        name = f"{path.parent.name}-{path.name}"
        number = sum(1 for _ in folder.glob(f"{name}*"))
        try:
            path.rename(folder / f"{name}.{number}")
        except OSError as error:
            raise DiskError(f"cannot set aside {path}: {error.strerror}") from error
        if self.notice is not None:
            self.notice(f"{path} is set aside: {fault}")

    def write(self, spec: ChunkSpec, files: Mapping[str, bytes]) -> None:
        """Write the files of a chunk, the table of runs last; each is whole or absent."""
        if self.complete:
            self._reopen()
        for table in sorted(files, key=lambda name: name == RUNS):
            path = self.directory / part_path(table, spec.number)
            make_folder(path.parent)
            write_atomically(path, files[table])

    def _reopen(self) -> None:
        """Take the hashes out of the manifest: files are about to change."""
        dropped = {"files", "tables", "contents", "failed_runs", "failures"}
        kept = {key: value for key, value in self.manifest.items() if key not in dropped}
        self.manifest = kept | {"status": manifests.INCOMPLETE, "finished": None}
        manifests.write_manifest(self.directory, self.manifest)

    def finish(self, specs: Iterable[ChunkSpec]) -> Manifest:
        """Hash every file and the contents of every table, and write the manifest again.

        ``specs`` are all chunks in order. Files that belong to none are set aside. A directory that
        was complete and has not been written to stays as it is.
        """
        if self.complete:
            self._set_strangers_aside({entry["path"] for entry in self.manifest["files"]})
            return self.manifest
        hashes: dict[str, TableHash] = {}
        entries = []
        failures: list[dict[str, Any]] = []
        runs = 0
        for spec in specs:
            for table in spec.tables:
                path = part_path(table, spec.number)
                data, rows = self.read(path)
                hashes.setdefault(table, TableHash(self.layout.schema(table))).update(rows)
                entries.append(file_entry(path, data, rows.num_rows))
                if table == RUNS:
                    runs += rows.num_rows
                    failures += failed_rows(rows)
        self._set_strangers_aside({entry["path"] for entry in entries})
        self.manifest = manifests.completed(
            self.manifest,
            runs=runs,
            files=entries,
            tables={table: hashes[table].hexdigest() for table in TABLES if table in hashes},
            failures=failures,
        )
        manifests.write_manifest(self.directory, self.manifest)
        return self.manifest

    def read(self, path: str) -> tuple[bytes, pa.Table]:
        """Return a file of the directory and the table in it.

        Raises :class:`DirectoryDamagedError` where it cannot be read.
        """
        try:
            data = (self.directory / path).read_bytes()
            return data, parsed(data)
        except (OSError, ValueError, pa.ArrowException) as error:
            raise DirectoryDamagedError(f"{self.directory / path} cannot be read again") from error

    def _set_strangers_aside(self, known: set[str]) -> None:
        for path in strangers(self.directory, known):
            self._set_aside(path, "it is not part of these results")
