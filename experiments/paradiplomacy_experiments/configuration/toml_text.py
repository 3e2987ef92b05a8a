"""Write plain tables as TOML text (the standard library only reads it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paradiplomacy_experiments.configuration.faults import dotted, printable

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def toml_text(table: Mapping[str, Any]) -> str:
    """Return ``table`` as TOML: texts, numbers, booleans, lists of them, and tables."""
    return "\n".join(_lines(table, ())).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    values = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    if path and (values or not table):
        yield ""
        yield f"[{dotted(path)}]"
    for name, value in values.items():
        yield f"{dotted([name])} = {toml_value(value)}"
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _lines(value, (*path, name))


def toml_value(value: Any) -> str:
    """Return one value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(_ESCAPES.get(character, character) for character in value)
        return f'"{printable(escaped)}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{dotted([name])} = {toml_value(item)}" for name, item in value.items())
        return f"{{ {inner} }}"
    return repr(value)
