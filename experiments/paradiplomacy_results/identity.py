"""What decides the bits of results: a directory takes runs of one identity only."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from paradiplomacy_results.manifest import Manifest, digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

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


def identity(manifest: Manifest) -> dict[str, Any]:
    """Return, by dotted key, everything that decides the bits of the results."""
    plain = manifest.model_dump(mode="json", include=set(_IDENTITY))
    chosen: dict[str, Any] = {key: plain[key] for key in _IDENTITY}
    if manifest.part is not None:
        chosen["part"] = manifest.part
    chosen["versions"] = {name: manifest.versions.get(name) for name in IDENTITY_VERSIONS}
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


def differing_keys(there: Manifest, now: Manifest) -> tuple[str, ...]:
    """Return the dotted keys that decide the results in which two manifests differ."""
    old, new = identity(there), identity(now)
    return tuple(key for key in old | new if old.get(key) != new.get(key))


def differences(
    there: Manifest,
    now: Manifest,
    names: tuple[str, str] = ("there", "now"),
    keys: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """Say for each key that decides the results how two manifests differ in it.

    ``names`` is what the two are called; ``keys`` are those that are told, by default all.
    """
    old, new = identity(there), identity(now)
    keys = differing_keys(there, now) if keys is None else keys
    return tuple(_difference(key, old, new, names) for key in keys)


def _difference(
    key: str, old: Mapping[str, Any], new: Mapping[str, Any], names: tuple[str, str]
) -> str:
    name = key.removeprefix("config.").removeprefix("design.")
    if name in _LONG or name.startswith("mechanism_files."):
        return f"{name} differs"
    sides = [json.dumps(side[key]) if key in side else "absent" for side in (old, new)]
    return f"{name}: {sides[0]} {names[0]}, {sides[1]} {names[1]}"


def differ_message(directory: Path, found: tuple[str, ...]) -> str:
    """Say in one line that ``directory`` holds other runs, and in which keys."""
    more = len(found) - MAX_TOLD
    listed = "; ".join(found[:MAX_TOLD]) + (f"; and {more} more" if more > 0 else "")
    return f"{directory} holds runs with other settings ({listed})"
