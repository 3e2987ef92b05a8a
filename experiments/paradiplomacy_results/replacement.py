"""Put results that were made of others in their place, so that whole ones are there at any moment.

What takes the place of ``R`` is made in ``R.extended``, beside it, and is moved by renames only
once it is complete. Between the two renames the old results are ``R.before-extension``: whoever
opens ``R`` next finishes what a dead process began.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_results.disk import TEMPORARY, inner_folder, is_there, sync_folder
from paradiplomacy_results.errors import DiskError, ResultsError
from paradiplomacy_results.layout import TABLES
from paradiplomacy_results.lock import LOCK
from paradiplomacy_results.manifest import MANIFEST, read_manifest
from paradiplomacy_results.store import DAMAGED, DERIVED, derived_from, remove_results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_results.lock import DirectoryLock

_OURS = frozenset({MANIFEST, LOCK, DAMAGED, *TABLES, *DERIVED})


def extended(directory: Path) -> Path:
    """Return where what is to take the place of ``directory`` is made."""
    place = directory.resolve()
    return place.with_name(f"{place.name}.extended")


def _before(directory: Path) -> Path:
    place = directory.resolve()
    return place.with_name(f"{place.name}.before-extension")


def replace_results(directory: Path, lock: DirectoryLock) -> None:
    """Put the complete results beside ``directory``, which ``lock`` holds, in its place.

    Files of the user's own move along; figures and findings that were made of the old results go
    with these. Raises :class:`DiskError` where the file system refuses.
    """
    place, new, old = directory.resolve(), extended(directory), _before(directory)
    for path, name in list(_own_files(place)):
        target = inner_folder(new, name) / path.name if name else new / path.name
        if not is_there(target):
            _rename(path, target)
    if os.name == "nt":  # Windows renames nothing that holds an open file
        lock.let_go()
    _rename(place, old)
    lock.moved(old)
    _rename(new, place)
    _discard(old)


def settle(directory: Path) -> None:
    """Finish the replacement of ``directory`` that a process began and died over, if one did."""
    place, new, old = directory.resolve(), extended(directory), _before(directory)
    if not is_there(old):
        return
    if is_there(place):
        _discard(old)
    elif _is_complete(new):
        _rename(new, place)
        _discard(old)
    else:
        _rename(old, place)


def _is_complete(directory: Path) -> bool:
    try:
        return read_manifest(directory).complete
    except ResultsError:
        return False


def _own_files(directory: Path) -> Iterator[tuple[Path, str]]:
    """Yield what is the user's own in ``directory``, each with the folder in it that it lies in."""
    derived = set(derived_from(directory, read_manifest(directory)))
    for name in ("", *DERIVED):
        for path in sorted((directory / name).glob("*")):
            ours = path.name in _OURS and not name
            if not ours and path not in derived and not path.name.endswith(TEMPORARY):
                yield path, name


def _rename(path: Path, target: Path) -> None:
    try:
        path.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise DiskError(f"cannot rename {path} to {target}: {error.strerror}") from error


def _discard(old: Path) -> None:
    """Remove results that others have taken the place of; what is not ours stays."""
    remove_results(old)
    try:
        (old / LOCK).unlink(missing_ok=True)
        for folder in (*(old / name for name in DERIVED), old):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    except OSError as error:
        raise DiskError(f"cannot remove {old}: {error.strerror}") from error
