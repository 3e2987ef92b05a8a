"""Make the JSON Schema of a scenario file and of a design file, for editors."""

from __future__ import annotations

from typing import Any

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy_experiments.configuration.composition import NAMED
from paradiplomacy_experiments.design.declarations import DesignFile

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "Scenario of paradiplomacy"
_DESIGN_TITLE = "Design of paradiplomacy"
_SUPPORT: dict[str, Any] = {
    "evidence": {
        "description": "ids of the evidence rows that support the value",
        "type": "array",
        "items": {"type": "string", "pattern": "^[EDP][0-9]+[a-z]?$"},
    },
    "assumption": {
        "description": "what is assumed, where evidence does not give the value",
        "type": "string",
        "minLength": 1,
    },
}


def scenario_schema() -> dict[str, Any]:
    """Return the schema of what a file may hold: the declared keys, annotations and ``extends``.

    No key is required, since a file may leave any to the scenarios that it extends; ``check`` tells
    what is missing from the whole.
    """
    schema = WorldConfig.model_json_schema()
    definitions = schema.pop("$defs")
    for owner in ("CountryConfig", "EventConfig"):
        _allow_short_regime(definitions[owner]["properties"])
    for definition in definitions.values():
        _open_up(definition)
    _open_up(schema)
    schema["properties"] = {"extends": _extends(), **_named(), **schema["properties"]}
    top = {"$schema": _DIALECT, **schema, "title": _TITLE}
    return {**top, "$defs": definitions}


def design_schema() -> dict[str, Any]:
    """Return the schema of a design file: the declared keys."""
    schema = DesignFile.model_json_schema()
    for definition in schema["$defs"].values():
        for name, entry in definition.get("properties", {}).items():
            definition["properties"][name] = _without_null(entry)
    return {"$schema": _DIALECT, **schema, "title": _DESIGN_TITLE}


def _extends() -> dict[str, Any]:
    return {
        "description": "scenarios to start from: shipped names, or paths inside the file's folder",
        "type": "array",
        "items": {"type": "string"},
    }


def _named() -> dict[str, Any]:
    where = "a shipped name, or the path of a file in the file's own folder"
    return {
        key: {"description": f"{phrase}: {where}", "type": "string"}
        for key, phrase in NAMED.items()
    }


def _open_up(table: dict[str, Any]) -> None:
    """Let every entry of a table be annotated, and any be absent."""
    table.pop("required", None)
    for name, entry in table.get("properties", {}).items():
        table["properties"][name] = _annotatable(entry)


def _annotatable(node: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that admits the value as it stands or with what supports it."""
    if isinstance(node.get("additionalProperties"), dict):
        node = {**node, "additionalProperties": _annotatable(node["additionalProperties"])}
    words: dict[str, Any] = {
        name: node[name] for name in ("title", "description", "default") if name in node
    }
    annotated = {
        "type": "object",
        "properties": {"value": _without_null(node), **_SUPPORT},
        "required": ["value"],
        "additionalProperties": False,
    }
    return {**words, "anyOf": [_without_null(node), annotated]}


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """Drop the option ``null``, which TOML cannot say."""
    if "anyOf" not in node:
        return node
    options = [option for option in node["anyOf"] if option.get("type") != "null"]
    rest = {name: value for name, value in node.items() if name not in ("anyOf", "default")}
    return {**rest, **options[0]} if len(options) == 1 else {**rest, "anyOf": options}


def _allow_short_regime(properties: dict[str, Any]) -> None:
    """Let a regime be given by the name of its preset alone."""
    regime = properties["regime"]
    tables = [{"$ref": regime.pop("$ref")}] if "$ref" in regime else regime["anyOf"]
    regime["anyOf"] = [*tables, {"type": "string"}]
