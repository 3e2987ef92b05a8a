"""Keys with stars: ``cities.*.capacity`` is that key of each city which a scenario has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.keys import declared_path, names_below, pattern_path
from paradiplomacy_experiments.configuration.layers import Leaf, Path, Table, merged, plain
from paradiplomacy_experiments.configuration.overrides import (
    OVERRIDE,
    Overrides,
    read_overrides,
    setting_layer,
)

STAR = "*"
"""Stands for each id in its place, as a whole part of a key."""


def expanded(path: Path, layer: Table) -> list[Path]:
    """Return the keys that ``path`` stands for in ``layer``: itself, where it has no star."""
    return list(_expanded(path, layer, ()))


def _expanded(path: Path, node: Table | Leaf | None, before: Path) -> Iterator[Path]:
    if STAR not in path:
        yield (*before, *path)
        return
    part, rest = path[0], path[1:]
    entries = node.entries if isinstance(node, Table) else {}
    if part != STAR:
        yield from _expanded(rest, entries.get(part), (*before, part))
        return
    for name in entries:
        yield from _expanded(rest, entries[name], (*before, name))


def overridden(layer: Table, overrides: Overrides) -> tuple[Table, list[Fault]]:
    """Return ``layer`` with ``overrides`` over it, one after the other, and their faults."""
    settings, faults = read_overrides(overrides)
    for path, value in settings:
        paths = expanded(path, layer)
        if STAR in path and (unfit := _unfit(path, paths)):
            faults.append(unfit)
            continue
        raw = plain(layer)
        for each in paths:
            try:
                layer = merged(layer, setting_layer(each, value, raw, OVERRIDE))
            except ConfigError as error:
                faults += error.faults
    return layer, faults


def _unfit(path: Path, paths: Sequence[Path]) -> Fault | None:
    """Report a key with a star that no entry has, or that stands for nothing."""
    key, place = pattern_path(path), OVERRIDE.file_name
    if declared_path(path) is None:
        known = names_below(declared_path(path[:-1]) or ())
        meant = closest(path[-1], known)
        return Fault("unknown_key", key, "unknown key", place, None, meant, known)
    if not paths:
        return Fault("bad_override", key, "its * stands for nothing in this scenario", place)
    return None
