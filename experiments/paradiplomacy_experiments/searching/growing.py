"""More of a search that is there: further generations, and more runs of what was found.

What is there stays where it is until what takes its place, made of its runs and of new ones, is
complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_experiments.design.declarations import Search
from paradiplomacy_experiments.growth.harvest import NOWHERE, Source
from paradiplomacy_experiments.searching.space import key
from paradiplomacy_results.disk import is_there
from paradiplomacy_results.errors import DirectoryDiffersError
from paradiplomacy_results.identity import differ_message, differences, differing_keys
from paradiplomacy_results.lock import DirectoryLock
from paradiplomacy_results.manifest import MANIFEST, read_manifest
from paradiplomacy_results.replacement import extended, replace_results, settle
from paradiplomacy_results.store import remove_results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_experiments.searching.space import Row
    from paradiplomacy_results.manifest import Manifest

FOUND_BY_SEARCHING = (
    *("points", "design.sampler.rows", "design.sample_sha256", "design.design.together"),
    *("design.search.evaluated", "design.search.plain", "design.variants"),
)
"""Keys of a manifest that say which points a search came upon."""

MORE = ("generations", "judged")
"""Settings of a search of which there may be more."""


def refuse_others(
    folder: Path, there: Manifest, now: Manifest, *, extend: bool, but: Sequence[str] = ()
) -> None:
    """Refuse to go on with another search than the one that is there.

    Raises :class:`DirectoryDiffersError` with all that differs, ``but`` for some keys; with
    ``extend`` there may be more of what is in :data:`MORE`.
    """
    passed = (*FOUND_BY_SEARCHING, *but)
    keys = [each for each in differing_keys(there, now) if each not in passed]
    more = _more(there, now)
    others = [each for each in keys if each not in more]
    if others or (keys and not extend):
        found = differences(there, now, keys=others if extend else keys)
        raise DirectoryDiffersError(differ_message(folder, found), found, extendable=not others)


def begun_for(place: Path) -> dict[str, int]:
    """Return by dotted key for how much a generation was begun; nothing where none was."""
    if not is_there(place / MANIFEST):
        return {}
    search = _search(read_manifest(place))
    return {f"search.{name}": getattr(search, name) for name in MORE}


def rows_of(manifest: Manifest) -> Sequence[Row]:
    """Return the rows of a design that lists them."""
    rows: Sequence[Row] = manifest.design["sampler"]["rows"]
    return rows


def source_of(
    folder: Path, there: Manifest, rows: Sequence[Row], *, only_ok: bool = False
) -> Source:
    """Return the runs that a directory has of ``rows``."""
    places = {key(row): number for number, row in enumerate(rows)}
    numbers = [places.get(key(row), NOWHERE) for row in rows_of(there)]
    return Source(folder, there, np.array(numbers, dtype=np.int64), only_ok)


def place_for(folder: Path, manifest: Manifest) -> Path:
    """Return where results of ``manifest`` are made: beside others that they are to replace.

    What is beside those already, and unfinished, for yet other settings, is removed: its runs are
    asked for again where they are still wanted.
    """
    if not is_there(folder / MANIFEST) or not differing_keys(read_manifest(folder), manifest):
        return folder
    place = extended(folder)
    if is_there(place / MANIFEST) and differing_keys(read_manifest(place), manifest):
        remove_results(place)
    return place


def take_over(folder: Path) -> None:
    """Put complete results beside ``folder`` in its place, if there are any."""
    settle(folder)
    beside = extended(folder)
    if is_there(folder / MANIFEST) and is_there(beside / MANIFEST):
        with DirectoryLock(folder) as lock:
            if read_manifest(beside).complete:
                replace_results(folder, lock)


def _more(there: Manifest, now: Manifest) -> list[str]:
    """Return the keys of which no less is asked for than is there."""
    old, new = _search(there), _search(now)
    return [f"design.search.{name}" for name in MORE if getattr(new, name) >= getattr(old, name)]


def _search(manifest: Manifest) -> Search:
    return Search.model_validate(manifest.design.get("search", {}))
