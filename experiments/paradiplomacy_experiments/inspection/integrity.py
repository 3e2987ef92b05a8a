"""Verify a result directory: is each file what was written, and all together what was hashed?"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from paradiplomacy_results.disk import TEMPORARY
from paradiplomacy_results.hashing import TableHash
from paradiplomacy_results.layout import EVENTS, RUNS, Layout, layout_of
from paradiplomacy_results.manifest import COMPLETE, MANIFEST, Manifest, contents_of, read_manifest
from paradiplomacy_results.tables import parsed
from paradiplomacy_results.verification import (
    file_fault,
    listed_files,
    part_path,
    stored_spec,
    strangers,
)

if TYPE_CHECKING:
    from pathlib import Path

STRANGER = "it is not part of these results"


@dataclass(frozen=True)
class FileFault:
    """Say what is wrong with a file; ``path`` is within the directory."""

    path: str
    fault: str

    def __str__(self) -> str:
        """Return both in one line."""
        return f"{self.path}: {self.fault}"


@dataclass(frozen=True)
class Verification:
    """Hold what came of verifying: number of files looked at, and every fault."""

    directory: Path
    manifest: Manifest
    files: int
    faults: list[FileFault]

    @property
    def complete(self) -> bool:
        """Tell whether the directory claims to hold all runs."""
        return bool(self.manifest["status"] == COMPLETE)

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document."""
        return {
            "directory": str(self.directory),
            "status": self.manifest["status"],
            "contents": self.manifest.get("contents"),
            "files": self.files,
            "faults": [asdict(fault) for fault in self.faults],
        }


def verify(directory: Path) -> Verification:
    """Verify every file of a directory.

    Of a complete one each file is held against its hash in the manifest, and the hashes of tables
    and of the whole are computed again from the rows. Of an incomplete one each file is held
    against what it says of itself. Raises a
    :class:`~paradiplomacy_results.errors.StorageError` where there is no sound
    manifest to begin with.
    """
    manifest = read_manifest(directory)
    if manifest["status"] == COMPLETE:
        return _complete(directory, manifest)
    return _incomplete(directory, manifest)


def _complete(directory: Path, manifest: Manifest) -> Verification:
    listed = listed_files(manifest)
    layout = layout_of(manifest["layout"])
    hashes = {table: TableHash(layout.schema(table)) for table in manifest["tables"]}
    faults = []
    for path, entry in listed.items():
        fault = _fault_of(directory / path, entry["sha256"], hashes[path.partition("/")[0]])
        if fault is not None:
            faults.append(FileFault(path, fault))
    if not faults:
        # Every file is the one that was hashed; this holds the program itself to its word.
        tables = {table: hasher.hexdigest() for table, hasher in hashes.items()}
        same = tables == manifest["tables"]
        if not same or contents_of(manifest, tables) != manifest["contents"]:
            faults.append(FileFault(MANIFEST, "its hash of the contents is not that of the tables"))
    faults += [
        FileFault(path.relative_to(directory).as_posix(), STRANGER)
        for path in strangers(directory, set(listed))
    ]
    return Verification(directory, manifest, len(listed), faults)


def _fault_of(path: Path, sha256: str, hasher: TableHash) -> str | None:
    """Say what is wrong with a file of a complete directory; otherwise take its rows in."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"it is damaged: {error.strerror}"
    if hashlib.sha256(data).hexdigest() != sha256:
        return "it is damaged: its hash is not the one in the manifest"
    try:
        hasher.update(parsed(data))
    except (OSError, ValueError, pa.ArrowException):
        return "it cannot be read"
    return None


def _incomplete(directory: Path, manifest: Manifest) -> Verification:
    layout = layout_of(manifest["layout"])
    paths = [path for path in strangers(directory, set()) if not path.name.endswith(TEMPORARY)]
    faults = []
    for path in paths:
        fault = _unlisted_fault(path, manifest, layout)
        if fault is not None:
            faults.append(FileFault(path.relative_to(directory).as_posix(), fault))
    return Verification(directory, manifest, len(paths), faults)


def _unlisted_fault(path: Path, manifest: Manifest, layout: Layout) -> str | None:
    table = path.parent.name
    if table not in layout.tables or not re.fullmatch(r"part-\d{5,}\.parquet", path.name):
        return STRANGER
    try:
        data = path.read_bytes()
        spec = replace(stored_spec(path), tables=(table,))
    except (OSError, ValueError, pa.ArrowException):
        return "it cannot be read"
    fault = file_fault(data, table, spec, manifest, layout.schema(table))
    return _lacking(path, spec.number, layout) if fault is None and table == RUNS else fault


def _lacking(path: Path, number: int, layout: Layout) -> str | None:
    """Name the tables that a chunk lacks; its file of runs, at ``path``, is written last."""
    folder = path.parent.parent
    expected = (table for table in layout.tables if table != EVENTS)
    lacking = [table for table in expected if not (folder / part_path(table, number)).exists()]
    return f"its chunk lacks {' and '.join(lacking)}" if lacking else None
