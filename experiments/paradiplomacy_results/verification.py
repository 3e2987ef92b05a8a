"""Tell whether a file of a result directory is what was written."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.parquet import parsed
from paradiplomacy_results.parts import PREFIX, ChunkSpec, file_metadata, part_path, unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_results.manifest import Manifest


def file_fault(data: bytes, table: str, spec: ChunkSpec, manifest: Manifest) -> str | None:
    """Say what is wrong with a file of a chunk, or return None.

    A file that the manifest lists is compared by its hash; any other is read, its page checksums
    verified, and held against what it says of itself, the columns that the manifest declares, and
    the runs of the chunk.
    """
    entry = manifest.listed.get(part_path(table, spec.number))
    if entry is not None:
        if hashlib.sha256(data).hexdigest() == entry.sha256:
            return None
        return "its hash is not the one in the manifest"
    try:
        return _content_fault(parsed(data), table, spec, manifest)
    except (OSError, ValueError, pa.ArrowException) as error:
        return unread(error)


def _content_fault(found: pa.Table, table: str, spec: ChunkSpec, manifest: Manifest) -> str | None:
    metadata = found.schema.metadata or {}
    given = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in metadata.items()
    }
    expected = file_metadata(mark_of(manifest), table, spec, content="")
    del expected[f"{PREFIX}content"]
    for key, value in expected.items():
        if given.get(key) != value:
            return f"it belongs elsewhere: {key.removeprefix(PREFIX)} is not the one expected"
    measured = manifest.measured(table)
    columns = _declared(manifest.schema_of(table), measured)
    if not _declared(found.schema, measured).equals(columns, check_metadata=True):
        return "its columns are not the ones expected"
    if not _runs_fit(found, table, spec.runs):
        return "its rows are not those of its runs"
    if hash_of(found) != given.get(f"{PREFIX}content"):
        return "its contents do not match their hash"
    return None


def _declared(schema: pa.Schema, measured: Sequence[str]) -> pa.Schema:
    """Return columns with what the directory itself declares of them.

    What other columns say of themselves in words may differ between versions.
    """
    return pa.schema(
        [field if field.name in measured else field.remove_metadata() for field in schema]
    )


def _runs_fit(found: pa.Table, table: str, runs: range) -> bool:
    """Tell whether the rows of ``found`` belong to ``runs``; the table of runs has each once."""
    numbers = found["run"].to_numpy()
    if table == RUNS:
        whole = len(numbers) == len(runs)
        return whole and bool(np.array_equal(numbers, np.arange(runs.start, runs.stop)))
    ordered = bool(np.all(numbers[1:] >= numbers[:-1]))
    return ordered and all(number in runs for number in np.unique(numbers).tolist())
