"""Verify a result directory: is each file what was written, and all together what was hashed?"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from paradiplomacy_results.disk import TEMPORARY, is_there, strangeness
from paradiplomacy_results.errors import ResultsError
from paradiplomacy_results.hashing import TableHash
from paradiplomacy_results.layout import EVENTS, RUNS
from paradiplomacy_results.manifest import MANIFEST, Manifest, contents_of, read_manifest
from paradiplomacy_results.parts import (
    part_bytes,
    part_path,
    read_part,
    stored_spec,
    unlisted_files,
)
from paradiplomacy_results.store import DAMAGED, DERIVED
from paradiplomacy_results.verification import file_fault

UNLISTED = "it is not part of these results"


@dataclass(frozen=True)
class FileFault:
    """What is wrong with a file; ``path`` is within the directory."""

    path: str
    fault: str

    def __str__(self) -> str:
        """Return both in one line."""
        return f"{self.path}: {self.fault}"


@dataclass(frozen=True)
class Verification:
    """What came of verifying: number of files looked at, and every fault."""

    directory: Path
    manifest: Manifest
    files: int
    faults: list[FileFault]

    @property
    def complete(self) -> bool:
        """Tell whether the directory claims to hold all runs."""
        return self.manifest.complete

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return {
            "directory": str(self.directory),
            "status": self.manifest.status,
            "contents": self.manifest.contents,
            "files": self.files,
            "faults": [asdict(fault) for fault in self.faults],
        }


def verify(directory: str | Path) -> Verification:
    """Verify every file of a directory.

    Of a complete one each file is held against its hash in the manifest, and the hashes of tables
    and of the whole are computed again from the rows. Of an incomplete one each file is held
    against what it says of itself.

    Args:
        directory: A result directory.

    Raises:
        ResultsError: There is no sound manifest to begin with; each kind is a class of its own.
    """
    directory = Path(directory)
    manifest = read_manifest(directory)
    if manifest.complete:
        return _complete(directory, manifest)
    return _incomplete(directory, manifest)


def _complete(directory: Path, manifest: Manifest) -> Verification:
    hashes = {table: TableHash(manifest.schema_of(table)) for table in manifest.tables}
    faults = []
    for entry in manifest.files:
        try:
            hashes[entry.table].update(read_part(directory, entry.path, entry))
        except ResultsError as error:
            fault = str(error).removeprefix(f"{directory / entry.path} is damaged: ")
            faults.append(FileFault(entry.path, fault))
        except KeyError:
            faults.append(FileFault(entry.path, "its columns are not the ones expected"))
    if not faults:
        # Every file is the one that was hashed; this holds the program itself to its word.
        tables = {table: hasher.hexdigest() for table, hasher in hashes.items()}
        same = tables == manifest.tables
        if not same or contents_of(manifest, tables) != manifest.contents:
            faults.append(FileFault(MANIFEST, "its hash of the contents is not that of the tables"))
    faults += [
        FileFault(path.relative_to(directory).as_posix(), UNLISTED)
        for path in unlisted_files(directory, manifest.listed)
    ]
    return Verification(directory, manifest, len(manifest.files), faults + _strange(directory))


def _incomplete(directory: Path, manifest: Manifest) -> Verification:
    paths = [path for path in unlisted_files(directory, ()) if not path.name.endswith(TEMPORARY)]
    faults = []
    for path in paths:
        fault = _unlisted_fault(directory, path, manifest)
        if fault is not None:
            faults.append(FileFault(path.relative_to(directory).as_posix(), fault))
    return Verification(directory, manifest, len(paths), faults + _strange(directory))


def _strange(directory: Path) -> list[FileFault]:
    """Report what is neither file nor folder, outside the folders of tables that are there."""
    return [
        FileFault(path.relative_to(directory).as_posix(), said)
        for name in ("", *DERIVED, DAMAGED)
        for path in sorted((directory / name).glob("*"))
        if (said := strangeness(path)) is not None
    ]


def _unlisted_fault(directory: Path, path: Path, manifest: Manifest) -> str | None:
    table = path.parent.name
    if table not in manifest.layout.tables or not re.fullmatch(r"part-\d{5,}\.parquet", path.name):
        return UNLISTED
    name = path.relative_to(directory).as_posix()
    try:
        data = part_bytes(directory, name)
        spec = replace(stored_spec(directory, name), tables=(table,))
    except ResultsError as error:
        return str(error).removeprefix(f"{path} is damaged: ")
    fault = file_fault(data, table, spec, manifest)
    if fault is None and table == RUNS:
        return _lacking(directory, spec.number, manifest)
    return fault


def _lacking(directory: Path, number: int, manifest: Manifest) -> str | None:
    """Name the tables that a chunk lacks; its file of runs is written last."""
    expected = (table for table in manifest.layout.tables if table != EVENTS)
    lacking = [table for table in expected if not is_there(directory / part_path(table, number))]
    return f"its chunk lacks {' and '.join(lacking)}" if lacking else None
