"""Find scenarios and lay one over those that it extends, each once, bases first."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.layers import DEFAULT, LayerBuilder, Table, merged
from paradiplomacy_experiments.configuration.reading import (
    Document,
    parsed,
    real,
    text_of,
)
from paradiplomacy_experiments.configuration.timeline_files import with_timeline_files

SHIPPED = Path(__file__).parents[1] / "scenarios"
"""The folder of the scenarios that ship."""

KINDS = ("scenario", "design")
"""What ships under a name, each in a folder that is called after it."""

EXTENDS = "extends"
"""The key under which a scenario names those that it lies over."""

NAMED = {
    "record": "dated facts that runs are held against",
    "targets": "targets that draws of a prior are matched with",
}
"""What a scenario names beside its world: files, by key, which decide nothing in a run."""

SHELVES = {key: SHIPPED.with_name(f"{key.removesuffix('s')}s") for key in NAMED}
"""The folders of such files that ship."""

MAX_FILES = 50
"""Most files that one scenario may be composed of."""


@dataclass(frozen=True)
class Source:
    """A file: where it is, how messages call it, how another scenario may have called it."""

    path: Path
    label: str
    shipped: bool


@dataclass(frozen=True)
class Named:
    """A file that a scenario names; ``own`` tells whether it does so itself, or by extending."""

    source: Source
    own: bool


def looks_like_path(name: str) -> bool:
    """Tell a path from the name of something that ships."""
    return "/" in name or "\\" in name or name.endswith(".toml")


def _is_plain(name: str) -> bool:
    """Say whether a path means the same on every system and holds no control characters."""
    return "\\" not in name and name.isprintable()


def start(name_or_path: str | Path, folder: Path = SHIPPED) -> Source:
    """Return the file that a user names: one that ships in ``folder``, or any by path.

    Raises :class:`ConfigError` for a name under which nothing ships.
    """
    name = str(name_or_path)
    if "\0" in name:
        raise ConfigError([Fault("not_found", "", "there is no such file", name)])
    if isinstance(name_or_path, Path) or looks_like_path(name):
        return Source(Path(name), name, shipped=False)
    return _shipped(name, folder)


def _shipped(
    name: str, folder: Path, key: str = "", file: str = "", line: int | None = None
) -> Source:
    names = _names(folder)
    if name in names:
        return Source(folder / f"{name}.toml", f"{folder.name}/{name}.toml", shipped=True)
    kind = folder.name.removesuffix("s")
    message = f"there is no shipped {kind} {name!r}, and a path has a '/' or ends in '.toml'"
    other = next((one for one in KINDS if name in _names(folder.parent / f"{one}s")), None)
    if other is not None:
        message = f"{name!r} is a {other}, and no {kind}"
    suggestion = closest(name, names)
    raise ConfigError([Fault("not_found", key, message, file, line, suggestion, tuple(names))])


def _names(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.toml"))


@lru_cache(maxsize=64)
def _layered(text: str, label: str) -> tuple[Document, Table, tuple[Fault, ...]]:
    """Return a file as it is read, the layer of what it says itself, and the faults of this.

    The same few files lie under most scenarios. What is returned is never changed. Raises
    :class:`ConfigError` where a text cannot be read.
    """
    document = parsed(text, label)
    builder = LayerBuilder(label, document.lines)
    own = {
        key: value for key, value in document.table.items() if key not in NAMED and key != EXTENDS
    }
    return document, builder.layer(own), tuple(builder.faults)


@dataclass
class Composer:
    """Lay a scenario over those that it extends, each once, bases first."""

    layer: Table = field(default_factory=lambda: Table({}, DEFAULT))
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True
    named: dict[str, Named] = field(default_factory=dict)
    """The last file named for each key of :data:`NAMED`."""
    _done: set[Path] = field(default_factory=set)
    _open: list[tuple[Path, str]] = field(default_factory=list)

    def add(self, source: Source) -> None:
        """Add the scenario at ``source`` over all it extends."""
        identity = real(source.path)
        self._done.add(identity)
        self._open.append((identity, source.label))
        try:
            document, layer, faults = _layered(text_of(source.path, source.label), source.label)
        except ConfigError as error:
            self.faults += error.faults
            self.whole = False
        else:
            self._add_others(document, source)
            layer, unread = with_timeline_files(layer, source.path.parent)
            self.layer = merged(self.layer, layer)
            self.faults += [*faults, *unread]
        self._open.pop()

    def _add_others(self, document: Document, source: Source) -> None:
        """Add what a scenario extends, and note the files that it names."""
        line = document.lines.of([EXTENDS])
        for name in self._extended(document.table.get(EXTENDS, []), source.label, line):
            self.extend(name, source, line)
        for key in NAMED.keys() & document.table.keys():
            self._name(key, document.table[key], source, document.lines.of([key]))

    def _name(self, key: str, value: Any, by: Source, line: int | None) -> None:
        """Note the file that a scenario names under ``key``."""
        if not isinstance(value, str):
            message = "must be a name, or the path of a file in its own folder"
            self._refuse(Fault("wrong_type", key, message, by.label, line))
            return
        try:
            source = resolved(value, by, key, line, SHELVES[key])
        except ConfigError as error:
            self.faults += error.faults
            self.whole = False
        else:
            self.named[key] = Named(source, own=len(self._open) == 1)

    def _extended(self, value: Any, label: str, line: int | None) -> list[str]:
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        message = 'must be a list of names or paths, like ["base"]'
        self._refuse(Fault("wrong_type", EXTENDS, message, label, line))
        return []

    def _refuse(self, fault: Fault) -> None:
        self.faults.append(fault)
        self.whole = False

    def extend(self, name: str, by: Source, line: int | None, key: str = EXTENDS) -> None:
        """Add the scenario that the file ``by`` names under ``key``, unless it is there already."""
        try:
            source = resolved(name, by, key, line)
        except ConfigError as error:
            self.faults += error.faults
            self.whole = False
            return
        identity = real(source.path)
        circle = [label for path, label in self._open if path == identity]
        if circle:
            chain = " -> ".join([label for _, label in self._open] + [source.label])
            self._refuse(Fault("cycle", key, f"a circle: {chain}", by.label, line))
        elif len(self._done) >= MAX_FILES:
            message = f"more than {MAX_FILES} files"
            self._refuse(Fault("too_large", key, message, by.label, line))
        elif identity not in self._done:
            self.add(source)


def resolved(name: str, by: Source, key: str, line: int | None, shelf: Path = SHIPPED) -> Source:
    """Return what a file names under ``key``: shipped in ``shelf``, or in the file's own folder.

    Raises :class:`ConfigError` for what is neither.
    """
    if not looks_like_path(name):
        return _shipped(name, shelf, key, by.label, line)
    folder = by.path.parent
    refusal: str | None = None
    if Path(name).is_absolute() or ".." in Path(name).parts or not _is_plain(name):
        refusal = f"{name!r} leads outside the file's own folder"
    elif not real(folder / name).is_relative_to(real(folder)):
        refusal = f"{name!r} is a link that leads outside the file's own folder"
    if refusal is not None:
        raise ConfigError([Fault("path_refused", key, refusal, by.label, line)])
    if not os.path.lexists(folder / name):
        message = f"there is no file {name!r} in the file's own folder"
        raise ConfigError([Fault("not_found", key, message, by.label, line)])
    label = f"{by.path.parent.name}/{name}" if by.shipped else str(Path(by.label).parent / name)
    return Source(folder / name, label, shipped=by.shipped)
