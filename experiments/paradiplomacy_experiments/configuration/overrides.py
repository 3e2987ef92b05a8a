"""Read overrides of the form ``KEY=VALUE``: the key dotted as in TOML, the value as in TOML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted, shortened
from paradiplomacy_experiments.configuration.keys import (
    declarations,
    declared_path,
    names_below,
)
from paradiplomacy_experiments.configuration.layers import LayerBuilder, Origin, Path, Table
from paradiplomacy_experiments.configuration.reading import parsed
from paradiplomacy_experiments.configuration.toml_lines import key_path

_KEY = re.compile(r"""((?:"(?:[^"\\]|\\.)*+"|'[^']*+'|[^"'=])*+)=(.*)""", re.DOTALL)
_BARE_WORD = re.compile(r"""[^\s"'\[\]{}=,#][^"'\[\]{}=,#\n\r]*""")


def override_layer(override: str, raw: Mapping[str, Any]) -> Table:
    """Return the layer that ``override`` puts over the tables ``raw``.

    Raises :class:`ConfigError` for what is no override, and what :func:`setting_layer` raises.
    """
    return setting_layer(*split(override), raw, Origin("--set"))


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


def _bad(override: str, message: str) -> ConfigError:
    return ConfigError([Fault("bad_override", shortened(override, 80), message, "--set")])


def split(override: str) -> tuple[Path, Any]:
    """Return path and value of an override; raise :class:`ConfigError` for what is none."""
    found = _KEY.fullmatch(override)
    if found is None:
        raise _bad(override, "an override has the form KEY=VALUE")
    key, text = found[1].strip(), found[2].strip()
    path = key_path(key)
    if path is None:
        raise _bad(override, "the part before '=' is no dotted key")
    if path[0] == "extends":
        raise _bad(override, "'extends' belongs in the file")
    return path, _value(override, text)


def _value(override: str, text: str) -> Any:
    """Read a value as TOML; a bare word, which TOML does not know, is a text."""
    if not text:
        raise _bad(override, "there is no value after '='")
    try:
        table = parsed(f"value = {text}", "--set").table
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
    """Say whether an entry may override one that lies elsewhere: a stage of a regime's preset."""
    return declared == ("countries", "*", "regime", "stages", "*")
