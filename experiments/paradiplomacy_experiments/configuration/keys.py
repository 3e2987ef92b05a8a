"""The keys that a scenario, or another file, may hold, read off its declarations.

Keys of named entries are written with a star: ``cities.*.capacity``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from pydantic import BaseModel

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy_experiments.configuration.faults import dotted

Path = tuple[str, ...]
_TYPES = {
    "number": "number",
    "integer": "whole number",
    "string": "text",
    "boolean": "true or false",
    "object": "table",
    "array": "list",
}


@dataclass(frozen=True)
class Declaration:
    """One key, or one table of keys."""

    path: Path
    type: str
    phrase: str
    unit: str | None
    bounds: str
    low: float | None
    above: float | None
    high: float | None
    required: bool
    default: Any
    source: str | None
    choices: tuple[str, ...]
    is_table: bool

    @property
    def key(self) -> str:
        """Write the path as a dotted key with stars."""
        return pattern_path(self.path)

    def as_json(self) -> dict[str, Any]:
        """Return plain data for a JSON document."""
        return {"key": self.key} | {
            each.name: getattr(self, each.name) for each in fields(self) if each.name != "path"
        }


def pattern_path(path: Sequence[str]) -> str:
    """Write a path as a dotted key in which a star stands for any id."""
    return ".".join("*" if part == "*" else dotted([part]) for part in path)


Root = type[BaseModel]
"""What a file holds: a world, or a design."""


@cache
def declarations(root: Root = WorldConfig) -> dict[Path, Declaration]:
    """Return every key and table declared by ``root``, by its path."""
    schema = root.model_json_schema()
    found: dict[Path, Declaration] = {}
    _collect(schema, schema["$defs"], (), required=True, found=found)
    return found


def declared_path(path: Sequence[str], root: Root = WorldConfig) -> Path | None:
    """Return the declared path, with stars for ids, that ``path`` falls under, or None."""
    known = declarations(root)
    result: Path = ()
    for part in path:
        for step in (part, "*"):
            if (*result, step) in known:
                result = (*result, step)
                break
        else:
            return None
    return result


def names_below(path: Path, root: Root = WorldConfig) -> tuple[str, ...]:
    """Return the names declared directly below ``path``; a star stands for any id."""
    depth = len(path)
    return tuple(
        known[-1]
        for known in declarations(root)
        if len(known) == depth + 1 and known[:depth] == path
    )


def elsewhere(name: str, root: Root = WorldConfig) -> str | None:
    """Return the key of that name in whichever table has one: a misplaced key belongs there."""
    known = declarations(root).items()
    found = (declared.key for path, declared in known if path[-1:] == (name,))
    return next(found, None)


def _collect(
    node: Mapping[str, Any],
    definitions: Mapping[str, Any],
    path: Path,
    *,
    required: bool,
    found: dict[Path, Declaration],
) -> None:
    """Note the key at ``path`` and all keys below it."""
    node = _followed(node, definitions)
    found[path] = _declaration(node, path, required=required)
    for name, child in node.get("properties", {}).items():
        needed = name in node.get("required", ())
        _collect(child, definitions, (*path, name), required=needed, found=found)
    entry = node.get("additionalProperties")
    if isinstance(entry, Mapping):
        _collect(entry, definitions, (*path, "*"), required=False, found=found)


def _followed(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """Replace a reference, or an optional value, by what it stands for; outer words win."""
    while True:
        if "$ref" in node:
            inner = definitions[node["$ref"].rpartition("/")[2]]
        elif "anyOf" in node:
            inner = next(option for option in node["anyOf"] if option.get("type") != "null")
        else:
            return node
        outer = {name: value for name, value in node.items() if name not in ("$ref", "anyOf")}
        node = {**inner, **outer}


def _declaration(node: Mapping[str, Any], path: Path, *, required: bool) -> Declaration:
    choices = tuple(node.get("enum", [node["const"]] if "const" in node else ()))
    phrase = node.get("description", "")
    if len(path) == 2 and path[0] == "mechanisms":
        phrase = REGISTRY[path[1]].summary
    return Declaration(
        path=path,
        type=_type(node),
        phrase=phrase.split("\n")[0],
        unit=node.get("unit"),
        bounds=_bounds(node),
        low=node.get("minimum"),
        above=node.get("exclusiveMinimum"),
        high=node.get("maximum"),
        required=required,
        default=node.get("default"),
        source=node.get("source"),
        choices=choices,
        is_table=node.get("type") == "object",
    )


def _type(node: Mapping[str, Any]) -> str:
    if "enum" in node or "const" in node:
        return "choice"
    name = _TYPES.get(node.get("type", ""), "value")
    if name == "list":
        items = _TYPES.get(node.get("items", {}).get("type", ""), "value")
        length = node.get("minItems")
        many = f"{length} " if length and length == node.get("maxItems") else ""
        return f"list of {many}{'numbers' if items == 'number' else items + 's'}"
    return name


def _bounds(node: Mapping[str, Any]) -> str:
    """Write the bounds of a value, or of the entries of a list, in words."""
    if "items" in node:
        inner = _bounds(node["items"])
        return f"each {inner}" if inner else ""
    if "pattern" in node:
        return 'a month like "2009-12"'
    if "maxLength" in node:
        return f"{node.get('minLength', 0)} to {node['maxLength']} characters"
    low, above, high = (node.get(name) for name in ("minimum", "exclusiveMinimum", "maximum"))
    if above is not None:
        return f"above {above:.15g}" + (f", at most {high:.15g}" if high is not None else "")
    if low is not None and high is not None:
        return f"{low:.15g} to {high:.15g}"
    return f"at least {low:.15g}" if low is not None else ""
