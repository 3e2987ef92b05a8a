"""A result directory: opened by one process, filled chunk by chunk, resumed after any crash.

Layout: ``manifest.json`` and one folder for each table, with one Parquet file for each chunk of
runs. A chunk is in the directory when all its files are, and they are what was written; anything
else is set aside and computed again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from paradiplomacy_results import manifest as manifests
from paradiplomacy_results.disk import (
    TEMPORARY,
    add_file,
    inner_folder,
    inside,
    is_there,
    make_folder,
    read_file,
    remove_leftovers,
)
from paradiplomacy_results.errors import (
    DirectoryDamagedError,
    DirectoryDiffersError,
    DiskError,
    ForeignDirectoryError,
)
from paradiplomacy_results.exporting.folder import files_of_exports
from paradiplomacy_results.hashing import TableHash, hash_of
from paradiplomacy_results.identity import differ_message, differences
from paradiplomacy_results.layout import RUNS, TABLES
from paradiplomacy_results.lock import LOCK, DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, Failure, Manifest
from paradiplomacy_results.parquet import serialised
from paradiplomacy_results.parts import (
    ChunkSpec,
    file_entry,
    file_metadata,
    part_bytes,
    part_path,
    read_part,
    table_in,
    unlisted_files,
)
from paradiplomacy_results.searched import OF_A_SEARCH
from paradiplomacy_results.tables import failures_in
from paradiplomacy_results.verification import file_fault

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

DAMAGED = "damaged"
"""Folder into which files are set aside that are not what was written."""

DERIVED = ("figures", "analysis")
"""Folders of what is made of results."""

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
    :class:`~paradiplomacy_results.errors.ResultsError` before any run.
    """
    make_folder(directory)
    _refuse_foreign(directory)
    with DirectoryLock(directory):
        if overwrite:
            remove_results(directory)
        for name in ("", *TABLES, *DERIVED):
            remove_leftovers(inside(directory, f"{name}/*").parent)
        if is_there(directory / MANIFEST):
            there = _manifest_there(directory)
            found = differences(there, manifest)
            if found:
                raise DirectoryDiffersError(differ_message(directory, found), found)
            manifest = there.model_copy(update={"analysis": manifest.analysis})
            changed = manifest != there
        else:
            changed = True
        if changed:
            manifests.write_manifest(directory, manifest)
        yield Store(directory, manifest, notice)


def _manifest_there(directory: Path) -> Manifest:
    """Return the manifest of a directory that is to be written to, which must be one of ours."""
    try:
        return manifests.read_manifest(directory)
    except ForeignDirectoryError as error:
        raise DirectoryDiffersError(str(error)) from error


def _refuse_foreign(directory: Path) -> None:
    """Refuse a directory that holds something, but no results."""
    if is_there(directory / MANIFEST):
        return
    try:
        names = [path.name for path in directory.iterdir()]
    except OSError as error:
        raise DiskError(f"cannot read {directory}: {error.strerror}") from error
    if any(name not in (LOCK, *OF_A_SEARCH) and not name.endswith(TEMPORARY) for name in names):
        raise DirectoryDiffersError(f"{directory} is not empty and holds no {MANIFEST}")


def remove_results(directory: Path) -> None:
    """Remove the results in ``directory`` and what was made of them, the manifest last.

    Other files stay, among them figures and findings that do not say they are of these results.

    Raises :class:`DirectoryDiffersError` where the manifest is not that of a result directory.
    """
    if not is_there(directory / MANIFEST):
        return
    derived: list[Path] = []
    try:
        derived = derived_from(directory, _manifest_there(directory))
    except DirectoryDamagedError:
        if not (directory / RUNS).is_dir():
            raise
    try:
        for name in (*TABLES, DAMAGED):
            folder = inside(directory, f"{name}/*").parent
            if folder.is_dir():
                shutil.rmtree(folder)
        for path in derived:
            path.unlink()
        (directory / MANIFEST).unlink()
    except OSError as error:
        raise DiskError(f"cannot remove the results in {directory}: {error.strerror}") from error


def derived_from(directory: Path, manifest: Manifest) -> list[Path]:
    """Return figures, findings, report and exports that name the configuration of the results.

    The tables of a finding name nothing: they stand beside it, under its name.
    """
    mark = manifest.config_sha256.encode()
    found: list[Path] = []
    for pattern in ("figures/*", "analysis/*.json", "report.html"):
        files = inside(directory, pattern).parent.glob(PurePath(pattern).name)
        found += [path for path in files if not path.is_dir() and mark in read_file(path)]
    documents = [path for path in found if path.suffix == ".json"]
    found += files_of_exports(directory, mark)
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
        name: serialised(tables[name], file_metadata(identity, name, spec, hash_of(tables[name])))
        for name in spec.tables
    }


@dataclass
class Store:
    """The chunks of an open result directory, to be read and written."""

    directory: Path
    manifest: Manifest
    notice: Notice | None = None

    def intact(self, spec: ChunkSpec) -> bool:
        """Tell whether a chunk is in the directory; set aside those of its files that are not."""
        whole = True
        fault: str | None
        for table in spec.tables:
            path = inside(self.directory, part_path(table, spec.number))
            try:
                data = read_file(path)
            except FileNotFoundError:
                whole = False
                continue
            except DirectoryDamagedError as error:
                fault = str(error).removeprefix(f"{path} is damaged: ")
            else:
                fault = file_fault(data, table, spec, self.manifest)
            if fault is not None:
                self._set_aside(path, fault)
                whole = False
        return whole

    def _set_aside(self, path: Path, fault: str) -> None:
        folder = inner_folder(self.directory, DAMAGED)
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
        if self.manifest.complete:
            self._reopen()
        for table in sorted(files, key=lambda name: name == RUNS):
            inner_folder(self.directory, table)
            add_file(self.directory / part_path(table, spec.number), files[table])

    def _reopen(self) -> None:
        """Take the hashes out of the manifest: files are about to change."""
        self.manifest = manifests.reopened(self.manifest)
        manifests.write_manifest(self.directory, self.manifest)

    def finish(self, specs: Iterable[ChunkSpec]) -> Manifest:
        """Hash every file and the contents of every table, and write the manifest again.

        ``specs`` are all chunks in order. Files that belong to none are set aside. A directory that
        was complete and has not been written to stays as it is.
        """
        if self.manifest.complete:
            self._set_unlisted_aside(self.manifest.listed)
            return self.manifest
        hashes: dict[str, TableHash] = {}
        entries = []
        failures: list[Failure] = []
        runs = 0
        for spec in specs:
            for table in spec.tables:
                path = part_path(table, spec.number)
                data = part_bytes(self.directory, path)
                rows = table_in(data, self.directory / path)
                hashes.setdefault(table, TableHash(self.manifest.schema_of(table))).update(rows)
                entries.append(file_entry(path, data, rows.num_rows))
                if table == RUNS:
                    runs += rows.num_rows
                    failures += failures_in(rows)
        self._set_unlisted_aside({entry.path for entry in entries})
        self.manifest = manifests.completed(
            self.manifest,
            runs=runs,
            files=entries,
            tables={table: hashes[table].hexdigest() for table in TABLES if table in hashes},
            failures=failures,
        )
        manifests.write_manifest(self.directory, self.manifest)
        return self.manifest

    def read(self, path: str, columns: Sequence[str]) -> pa.Table:
        """Return some ``columns`` of the table in a file of the directory.

        Raises :class:`DirectoryDamagedError` where it cannot be read.
        """
        return read_part(self.directory, path, columns=columns)

    def _set_unlisted_aside(self, listed: Collection[str]) -> None:
        for path in unlisted_files(self.directory, listed):
            self._set_aside(path, "it is not part of these results")
