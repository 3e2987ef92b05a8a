"""Override a value of a design's file, or of the scenario that it varies."""

from __future__ import annotations

from typing import Any

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.configuration.keys import elsewhere, names_below
from paradiplomacy_experiments.configuration.overrides import OVERRIDE
from paradiplomacy_experiments.design.declarations import DesignFile


def misspelt(path: tuple[str, ...]) -> Fault | None:
    """Report an override whose first part is a table neither of a scenario nor of a design."""
    known = dict.fromkeys((*names_below(()), *DesignFile.model_fields))
    if path[0] in known:
        return None
    meant = closest(path[0], known) or elsewhere(path[0]) or elsewhere(path[0], DesignFile)
    return Fault(
        "unknown_key", dotted(path), "unknown key", OVERRIDE.file_name, None, meant, tuple(known)
    )


def with_value(table: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return a copy of nested tables with ``value`` at ``path``."""
    first, *rest = path
    below = table.get(first)
    if rest:
        value = with_value(below if isinstance(below, dict) else {}, tuple(rest), value)
    return {**table, first: value}


def without(table: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """Return a copy of nested tables that has nothing at ``path``."""
    first, *rest = path
    below = table.get(first)
    if not rest:
        return {name: value for name, value in table.items() if name != first}
    return {**table, first: without(below, tuple(rest))} if isinstance(below, dict) else table


def flat(path: tuple[str, ...]) -> str:
    """Return a path as a key of the table of settings."""
    return ".".join("*" if part == "*" else f'"{part}"' if "." in part else part for part in path)
