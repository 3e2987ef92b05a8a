"""Load a scenario: read its files, lay them over one another, check the whole, keep the origins."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paradiplomacy.consistency import closest
from paradiplomacy.parameters import Parameters
from paradiplomacy.synthetic import DRAWN
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import (
    DEFAULT,
    LayerBuilder,
    Origin,
    Table,
    leaves,
    merged,
    origin_of,
    plain,
)
from paradiplomacy_experiments.configuration.mechanism_files import Files, mechanism_files
from paradiplomacy_experiments.configuration.overrides import override_layer
from paradiplomacy_experiments.configuration.reading import Document, read, real
from paradiplomacy_experiments.configuration.validation import drawn, validated
from paradiplomacy_experiments.html_text import html_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paradiplomacy.config import WorldConfig

SHIPPED = Path(__file__).parent / "scenarios"
"""The folder of the scenarios that ship."""

MAX_FILES = 50
"""Most files that one scenario may be composed of."""


@dataclass(frozen=True)
class Scenario:
    """Hold a checked scenario: its configuration, and where each value comes from."""

    name: str
    config: WorldConfig
    origins: Mapping[str, Origin]
    """Origin of each value that stands in a file or an override, by dotted key."""
    raw: dict[str, Any]
    """What the files and overrides say, composed, without defaults and annotations."""
    files: Files = field(default_factory=dict)
    """Files with mechanisms of one's own, by name, as they were when the scenario was loaded."""

    def entities(self) -> dict[str, int]:
        """Return the number of entries in each table of entities, drawn ones included."""
        return {table: len(getattr(self.config, table)) for table in DRAWN}

    def resolved(self) -> dict[str, Any]:
        """Return the whole configuration as plain tables, defaults included.

        Read as a scenario of its own it gives the same configuration; what a synthetic world draws
        is not listed, since it is drawn again. A country's regime stays as it is written: filling
        in defaults there would override its preset with them.
        """
        listed = {
            name: {entry: getattr(self.config, name)[entry] for entry in self.raw.get(name, {})}
            for name in DRAWN
        }
        tables = self.config.model_copy(update=listed).model_dump(exclude_none=True)
        for table in ("countries", "events"):
            for name, entry in tables[table].items():
                if "regime" in entry:
                    entry["regime"] = self.raw[table][name]["regime"]
        world_first = sorted(tables, key=lambda name: name in Parameters.model_fields)
        return {name: tables[name] for name in ["scenario", *world_first]}

    def _repr_html_(self) -> str:
        """Return what a notebook shows: title, question, and the partnerships with their cities."""
        header = self.config.scenario
        cities = self.config.cities
        rows = [
            (tie.name, *(cities[city].name for city in tie.cities), tie.founded or "at the start")
            for tie in self.config.partnerships.values()
        ]
        until = f"{header.months} months from {header.start}"
        return (
            f"<p><b>{escape(header.title)}</b> ({escape(self.name)}), {until}<br>"
            f"{escape(header.question)}</p>"
            + html_table(("partnership", "first city", "second city", "founded"), rows)
        )

    def origin(self, key: str) -> Origin:
        """Return where the value at ``key`` comes from."""
        return self.origins.get(key, DEFAULT)


def shipped_names() -> list[str]:
    """Return the names of the scenarios that ship, without the bases that they extend."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml") if not path.stem.startswith("base"))


def load_scenario(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Load a shipped scenario by name, or any by path; apply overrides in order.

    Files of mechanisms are sought in the folder of the scenario, for one that ships in the current
    folder. Raises :class:`ConfigError` with every fault of the files and overrides together.
    """
    composer = _Composer()
    config: WorldConfig | None = None
    start = _start(name_or_path)
    composer.add(start)
    layer = composer.layer
    for override in overrides:
        try:
            layer = merged(layer, override_layer(override, plain(layer)))
        except ConfigError as error:
            composer.faults += error.faults
    raw = plain(layer)
    folder = Path() if start.shipped else start.path.parent
    files, misfits = mechanism_files(raw, folder, lambda path: origin_of(layer, path))
    full, faults = drawn(raw, lambda path: origin_of(layer, path))
    if not faults:
        whole = composer.whole
        config, faults = validated(full, lambda path: origin_of(layer, path), whole=whole)
    faults = _first_per_key(composer.faults + misfits, faults)
    if faults or config is None:
        raise ConfigError(faults)
    origins = {dotted(path): leaf.origin for path, leaf in leaves(layer)}
    return Scenario(Path(name_or_path).stem, config, origins, raw, files)


def _first_per_key(earlier: list[Fault], later: list[Fault]) -> list[Fault]:
    """Join two lists of faults, leaving out later words on a key that already has one."""
    known = {fault.key for fault in earlier if fault.key}
    return earlier + [fault for fault in later if fault.key not in known]


@dataclass(frozen=True)
class _Source:
    """Name a file: where it is, how messages call it, how another scenario may have called it."""

    path: Path
    label: str
    shipped: bool


def _looks_like_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(".toml")


def _is_plain(name: str) -> bool:
    """Say whether a path means the same on every system and holds no control characters."""
    return "\\" not in name and name.isprintable()


def _start(name_or_path: str | Path) -> _Source:
    name = str(name_or_path)
    if "\0" in name:
        raise ConfigError([Fault("not_found", "", "there is no such file", name)])
    if isinstance(name_or_path, Path) or _looks_like_path(name):
        return _Source(Path(name), name, shipped=False)
    return _shipped(name, "", None)


def _shipped(name: str, file: str, line: int | None) -> _Source:
    names = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    if name in names:
        return _Source(SHIPPED / f"{name}.toml", f"scenarios/{name}.toml", shipped=True)
    message = f"there is no shipped scenario {name!r}, and a path has a '/' or ends in '.toml'"
    key = "extends" if file else ""
    suggestion = closest(name, names)
    raise ConfigError([Fault("not_found", key, message, file, line, suggestion, tuple(names))])


@dataclass
class _Composer:
    """Lay a scenario over those that it extends, each once, bases first."""

    layer: Table = field(default_factory=lambda: Table({}, DEFAULT))
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True
    _done: set[Path] = field(default_factory=set)
    _open: list[tuple[Path, str]] = field(default_factory=list)

    def add(self, source: _Source) -> None:
        """Add the scenario at ``source`` over all it extends."""
        identity = real(source.path)
        self._done.add(identity)
        self._open.append((identity, source.label))
        try:
            document = read(source.path, source.label)
        except ConfigError as error:
            self.faults += error.faults
            self.whole = False
        else:
            self._add_document(document, source)
        self._open.pop()

    def _add_document(self, document: Document, source: _Source) -> None:
        table = dict(document.table)
        line = document.lines.of(["extends"])
        for name in self._extended(table.pop("extends", []), source.label, line):
            self._add_extended(name, source, line)
        builder = LayerBuilder(source.label, document.lines)
        self.layer = merged(self.layer, builder.layer(table))
        self.faults += builder.faults

    def _extended(self, value: Any, label: str, line: int | None) -> list[str]:
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return value
        message = 'must be a list of names or paths, like ["base"]'
        self._refuse(Fault("wrong_type", "extends", message, label, line))
        return []

    def _refuse(self, fault: Fault) -> None:
        self.faults.append(fault)
        self.whole = False

    def _add_extended(self, name: str, by: _Source, line: int | None) -> None:
        try:
            source = _resolved(name, by, line)
        except ConfigError as error:
            self.faults += error.faults
            self.whole = False
            return
        identity = real(source.path)
        circle = [label for path, label in self._open if path == identity]
        if circle:
            chain = " -> ".join([label for _, label in self._open] + [source.label])
            self._refuse(Fault("cycle", "extends", f"a circle: {chain}", by.label, line))
        elif len(self._done) >= MAX_FILES:
            message = f"more than {MAX_FILES} files"
            self._refuse(Fault("too_large", "extends", message, by.label, line))
        elif not os.path.lexists(source.path):
            message = f"there is no file {name!r} in the scenario's own folder"
            self._refuse(Fault("not_found", "extends", message, by.label, line))
        elif identity not in self._done:
            self.add(source)


def _resolved(name: str, by: _Source, line: int | None) -> _Source:
    """Return the file that the scenario ``by`` extends: shipped, or in its own folder."""
    if not _looks_like_path(name):
        return _shipped(name, by.label, line)
    folder = by.path.parent
    refusal: str | None = None
    if Path(name).is_absolute() or ".." in Path(name).parts or not _is_plain(name):
        refusal = f"{name!r} leads outside the scenario's own folder"
    elif not real(folder / name).is_relative_to(real(folder)):
        refusal = f"{name!r} is a link that leads outside the scenario's own folder"
    if refusal is not None:
        raise ConfigError([Fault("path_refused", "extends", refusal, by.label, line)])
    label = f"scenarios/{name}" if by.shipped else str(Path(by.label).parent / name)
    return _Source(folder / name, label, shipped=by.shipped)
