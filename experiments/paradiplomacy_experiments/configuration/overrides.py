"""Read overrides: dotted keys as in TOML, each with its value.

A star in the place of an id stands for each that there is: ``cities.*.capacity``. Overrides come as
texts of the form ``KEY=VALUE``, the value as in TOML, or as a mapping of keys to values of Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.composition import NAMED
from paradiplomacy_experiments.configuration.faults import (
    OVERRIDES,
    ConfigError,
    Fault,
    dotted,
    shortened,
)
from paradiplomacy_experiments.configuration.keys import (
    declarations,
    declared_path,
    names_below,
)
from paradiplomacy_experiments.configuration.layers import LayerBuilder, Origin, Path, Table
from paradiplomacy_experiments.configuration.reading import parsed
from paradiplomacy_experiments.configuration.toml_lines import starred_path

_KEY = re.compile(r"""((?:"(?:[^"\\]|\\.)*+"|'[^']*+'|[^"'=])*+)=(.*)""", re.DOTALL)
_BARE_WORD = re.compile(r"""[^\s"'\[\]{}=,#][^"'\[\]{}=,#\n\r]*""")


Overrides = Mapping[str, Any] | Sequence[str | tuple[str, Any]]
"""Values by dotted key, or texts ``KEY=VALUE`` and such pairs; later ones have the last word."""

OVERRIDE = Origin(OVERRIDES)
"""The origin of a value that an override gives."""


def read_overrides(overrides: Overrides) -> tuple[list[tuple[Path, Any]], list[Fault]]:
    """Return path and value of each override, in order, and the faults of those that are none."""
    found: list[tuple[Path, Any]] = []
    faults: list[Fault] = []
    for override in _listed(overrides):
        try:
            found.append(_split(override))
        except ConfigError as error:
            faults += error.faults
    return found, faults


def with_overrides(overrides: Overrides, more: Overrides) -> Overrides:
    """Return ``overrides`` with ``more`` after them."""
    return [*_listed(overrides), *_listed(more)]


def apart(overrides: Overrides, table: str) -> tuple[Overrides, dict[str, Any]]:
    """Return ``overrides`` without those of a table, and these as they make that table.

    What is no override stays among the others, for whoever reads them to tell.
    """
    others: list[str | tuple[str, Any]] = []
    made: dict[str, Any] = {}
    for override in _listed(overrides):
        try:
            path, value = _split(override)
        except ConfigError:
            path, value = ("",), None
        if path[0] != table:
            others.append(override)
            continue
        made = _put(made, path, value)
    return others, made.get(table, {})


def _put(node: Any, path: Path, value: Any) -> Any:
    """Return tables with ``value`` at ``path``; what is no table on the way gives place."""
    if not path:
        return value
    within = node if isinstance(node, dict) else {}
    return within | {path[0]: _put(within.get(path[0]), path[1:], value)}


def _listed(overrides: Overrides) -> Iterable[str | tuple[str, Any]]:
    """Return texts and pairs; a single text, which Python takes for many letters, is one."""
    if isinstance(overrides, Mapping):
        return overrides.items()
    return [overrides] if isinstance(overrides, str) else overrides


def setting_layer(path: Path, value: Any, raw: Mapping[str, Any], origin: Origin) -> Table:
    """Return the layer that puts ``value`` at ``path``, over the tables ``raw``.

    Raises :class:`ConfigError` for a value of an entry that is not there: a misspelt id must not
    become a new, empty entry.
    """
    fault = _absent_entry(path, value, raw, origin)
    if fault is not None:
        raise ConfigError([fault])
    table: Any = value
    for part in reversed(path):
        table = {part: table}
    builder = LayerBuilder(origin.file_name, origin=origin)
    layer = builder.layer(table)
    if builder.faults:
        raise ConfigError(builder.faults)
    return layer


def _bad(override: object, message: str) -> ConfigError:
    text = shortened(str(override), 80)
    return ConfigError([Fault("bad_override", text, message, OVERRIDE.file_name)])


def _split(override: str | tuple[str, Any]) -> tuple[Path, Any]:
    """Return path and value of an override; raise :class:`ConfigError` for what is none."""
    match override:
        case (key, value):
            return _path(key, key, "the key of an override"), _as_in_toml(key, value)
    found = _KEY.fullmatch(str(override))
    if found is None:
        raise _bad(override, "an override has the form KEY=VALUE")
    path = _path(override, found[1].strip(), "the part before '='")
    return path, _value(override, found[2].strip())


def _path(override: object, key: object, place: str) -> Path:
    path = starred_path(key) if isinstance(key, str) else None
    if path is None:
        hint = "; a * stands for a whole id" if "*" in str(key) else ""
        raise _bad(override, f"{place} is no dotted key{hint}")
    if path[0] in ("extends", *NAMED):
        raise _bad(override, f"{path[0]!r} belongs in the file")
    return path


def _as_in_toml(key: object, value: Any) -> Any:
    """Return a value of Python as TOML would have given it; NumPy's numbers as plain ones."""
    if value is None:
        raise _bad(key, "there is no value: None")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(name): _as_in_toml(key, item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_in_toml(key, item) for item in value]
    return value


def _value(override: object, text: str) -> Any:
    """Read a value as TOML; a bare word, which TOML does not know, is a text."""
    if not text:
        raise _bad(override, "there is no value after '='")
    try:
        table = parsed(f"value = {text}", OVERRIDE.file_name).table
    except ConfigError as error:
        if _BARE_WORD.fullmatch(text):
            return text
        raise _bad(override, error.faults[0].message) from None
    if list(table) != ["value"]:
        raise _bad(override, "more than one value")
    return table["value"]


def _absent_entry(path: Path, value: Any, raw: Mapping[str, Any], origin: Origin) -> Fault | None:
    """Report an entry on the way that does not exist, unless ``value`` is a whole new one."""
    if _is_there(path, raw):
        return None
    here: Any = raw
    for depth, part in enumerate(path):
        declared = declared_path(path[: depth + 1])
        if declared is None or not isinstance(here, Mapping):
            return None  # reported as an unknown key, or as a wrong type
        is_entry = declared[-1] == "*" and declarations()[declared].is_table
        if is_entry and part not in here and not _may_be_new(declared):
            if depth == len(path) - 1 and isinstance(value, dict):
                return None
            return Fault(
                "unknown_key",
                dotted(path[: depth + 1]),
                "there is no such entry",
                origin.file_name,
                origin.line,
                suggestion=closest(part, here) or _key_of_entry(path[:depth], part, declared, here),
                allowed=tuple(here),
            )
        here = here.get(part, {})
    return None


def _key_of_entry(
    table: Path, part: str, declared: tuple[str, ...], entries: Mapping[str, Any]
) -> str | None:
    """Return the key of the first entry that was meant where its id was left out, or None."""
    name, first = closest(part, names_below(declared)), next(iter(entries), None)
    return None if name is None or first is None else dotted((*table, first, name))


def _is_there(path: Path, raw: Mapping[str, Any]) -> bool:
    """Tell whether something stands at ``path`` already, which needs no look at declarations."""
    here: Any = raw
    for part in path:
        if not isinstance(here, Mapping) or part not in here:
            return False
        here = here[part]
    return True


def _may_be_new(declared: tuple[str, ...]) -> bool:
    """Say whether an entry may be new: a stage of a regime's preset, or a timeline of a key."""
    return declared in (("countries", "*", "regime", "stages", "*"), ("timelines", "*"))
