"""The manifest of a result directory: what was run, with what, and the hashes of what came out.

It is written before the first run and again, with hashes, after the last. What decides the bits of
the results is its *identity*: a directory takes runs of one identity only.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.disk import write_atomically
from paradiplomacy_results.errors import DirectoryDamagedError, DirectoryDiffersError, DiskError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MANIFEST = "manifest.json"
FORMAT = "paradiplomacy-results"
SCHEMA_VERSION = 3
"""Version of the layout of a result directory."""

INCOMPLETE, COMPLETE = "incomplete", "complete"

MAX_FAILURES = 5
"""Failed runs that are listed with their errors; all are counted."""

MAX_TOLD = 5
"""Differing keys that are told one by one."""

_IDENTITY = (
    "schema_version",
    "config",
    "design",
    "layout",
    "seed",
    "points",
    "replicates",
    "engine",
    "series_every",
    "events",
    "model_sha256",
    "mechanism_files",
    "processor",
)
_LONG = ("model_sha256", "processor.features", "variants", "sample_sha256")
"""Keys whose values are too long to be told."""

IDENTITY_VERSIONS = ("paradiplomacy", "python", "numpy", "numba")

Manifest = dict[str, Any]
"""The manifest as it stands in JSON."""


def completed(
    manifest: Manifest,
    *,
    runs: int,
    files: list[dict[str, Any]],
    tables: dict[str, str],
    failures: list[dict[str, Any]],
) -> Manifest:
    """Return ``manifest`` with the hashes of its files and of the contents of its tables.

    The hash of the contents says nothing of files: neither their number nor their layout.
    ``runs`` is their number, ``failures`` has the number and the error of each failed one.
    """
    return manifest | {
        "status": COMPLETE,
        "finished": now(),
        "runs": runs,
        "failed_runs": len(failures),
        "failures": failures[:MAX_FAILURES],
        "files": files,
        "tables": tables,
        "contents": contents_of(manifest, tables),
    }


def contents_of(manifest: Manifest, tables: Mapping[str, str]) -> str:
    """Return the hash over everything that came out, and over what it came from."""
    what = {key: manifest[key] for key in ("config_sha256", "design", "layout", "seed")}
    return digest({**what, "tables": dict(tables)})


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Write ``manifest`` into ``directory``, with a hash of itself."""
    body = {key: value for key, value in manifest.items() if key != "sha256"}
    text = json.dumps(body | {"sha256": digest(body)}, indent=1, allow_nan=False)
    write_atomically(directory / MANIFEST, text.encode() + b"\n")


def read_manifest(directory: Path) -> Manifest:
    """Read the manifest of ``directory``.

    Raises :class:`DirectoryDamagedError` where it is not what was written, and
    :class:`DirectoryDiffersError` where it is none of ours or of another layout.
    """
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise DiskError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise DirectoryDamagedError(f"{path} is damaged: it is not JSON") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DirectoryDiffersError(f"{path} is not the manifest of a result directory")
    body = {key: value for key, value in manifest.items() if key != "sha256"}
    if manifest.get("sha256") != digest(body):
        raise DirectoryDamagedError(f"{path} is damaged: its hash is not that of its text")
    if manifest["schema_version"] != SCHEMA_VERSION:
        raise DirectoryDiffersError(
            f"{path} has layout {manifest['schema_version']}, this version reads {SCHEMA_VERSION}"
        )
    return manifest


def identity(manifest: Manifest) -> dict[str, Any]:
    """Return, by dotted key, everything that decides the bits of the results."""
    chosen: dict[str, Any] = {key: manifest[key] for key in _IDENTITY}
    versions = manifest["versions"]
    chosen["versions"] = {name: versions[name] for name in IDENTITY_VERSIONS}
    return dict(_flat(chosen, ""))


def _flat(value: Any, prefix: str) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(prefix, value)]
    pairs: list[tuple[str, Any]] = []
    for key, item in value.items():
        pairs += _flat(item, f"{prefix}.{key}" if prefix else key)
    return pairs


def mark_of(manifest: Manifest) -> str:
    """Return the hash of the identity, by which a file says to which results it belongs."""
    return digest(identity(manifest))


def differences(
    there: Manifest, now: Manifest, names: tuple[str, str] = ("there", "now")
) -> tuple[str, ...]:
    """Say for each key that decides the results how two manifests differ in it.

    ``names`` is what the two are called.
    """
    old, new = identity(there), identity(now)
    keys = [key for key in old | new if old.get(key) != new.get(key)]
    return tuple(_told(key, old, new, names) for key in keys)


def _told(key: str, old: Mapping[str, Any], new: Mapping[str, Any], names: tuple[str, str]) -> str:
    name = key.removeprefix("config.").removeprefix("design.")
    if name in _LONG or name.startswith("mechanism_files."):
        return f"{name} differs"
    sides = [json.dumps(side[key]) if key in side else "absent" for side in (old, new)]
    return f"{name}: {sides[0]} {names[0]}, {sides[1]} {names[1]}"


def differ_message(directory: Path, found: tuple[str, ...]) -> str:
    """Say in one line that ``directory`` holds other runs, and in which keys."""
    more = len(found) - MAX_TOLD
    told = "; ".join(found[:MAX_TOLD]) + (f"; and {more} more" if more > 0 else "")
    return f"{directory} holds runs with other settings ({told})"


def digest(value: Any) -> str:
    """Return a hash of plain data that does not depend on the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def now() -> str:
    """Return the time of day, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
