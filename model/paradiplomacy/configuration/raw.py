"""Raw tables of a configuration, and what is said of one that does not hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from paradiplomacy.configuration.names import closest

Path = tuple[str | int, ...]


class Inconsistency(NamedTuple):
    """One fault: its kind, the place in the configuration, what is wrong, what was meant.

    ``known`` lists what could stand there, where nothing like what does was found.
    """

    kind: str
    path: Path
    message: str
    suggestion: str | None = None
    known: tuple[str, ...] = ()


def table(raw: object, *names: str) -> Mapping[str, Any]:
    """Return the table within ``raw`` to which names lead; an empty one where none is."""
    for name in names:
        raw = raw.get(name) if isinstance(raw, Mapping) else None
    return raw if isinstance(raw, Mapping) else {}


def texts(value: object) -> list[tuple[int, str]]:
    """Return the texts of a list, each with its place."""
    items = value if isinstance(value, list) else []
    return [(place, item) for place, item in enumerate(items) if isinstance(item, str)]


def entries(raw: Mapping[str, Any], of: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the entries of a table of ``raw`` that are tables themselves."""
    for name, entry in table(raw, of).items():
        if isinstance(entry, Mapping):
            yield name, entry


def dangling(path: Path, name: object, known: Mapping[str, Any], what: str) -> list[Inconsistency]:
    """Report ``name`` if it is a text that ``known`` lacks."""
    if not isinstance(name, str) or name in known:
        return []
    message = f"there is no {what} {name!r}"
    suggestion = closest(name, known)
    names = tuple(known) if suggestion is None else ()
    return [Inconsistency("dangling_reference", path, message, suggestion, names)]
