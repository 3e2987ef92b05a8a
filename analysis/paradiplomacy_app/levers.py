"""The levers that the studies name, as their designs define them: which keys, from what to what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.wording import sentence_case, words
from paradiplomacy_app.worlds import entities
from paradiplomacy_experiments.configuration.faults import dotted
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.configuration.toml_text import toml_value
from paradiplomacy_experiments.design.loading import load_design

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from paradiplomacy_app.choice import Changes
    from paradiplomacy_app.worlds import World
    from paradiplomacy_experiments.design.declarations import Lever

DESIGNS = ("drivers", "levers")
"""Designs whose levers are offered; of two of one name the first design's."""

_REGIME = "countries.*.regime"

NAMES = {
    "unit": "An office: a unit for foreign affairs",
    "vertical_coordination": "Vertical coordination: city and centre",
    "horizontal_coordination": "Horizontal coordination: agencies of a city",
    "coordination": "Coordination of all kinds",
    "public_information": "Participation: the public is told",
    "fast_track": "Autonomy: fast track for low-risk files",
    "bottom_up": "Autonomy: how much the centre shapes",
    "active_mayors": "Active mayors",
}
"""What levers are called here whose names say too little."""

FIRST = ("unit", "vertical_coordination", "horizontal_coordination", "budget", "public_information")
"""Levers that stand first, in their order."""


@dataclass(frozen=True)
class LeverControl:
    """A lever: what it sets where it is pulled and where it is not, and what supports that.

    ``on`` and ``off`` are values as TOML by key, with stars; keys of a side that sets nothing stand
    as the scenario has them.
    """

    name: str
    on: Mapping[str, str]
    off: Mapping[str, str]
    support: Mapping[str, str]

    @property
    def label(self) -> str:
        """Return what a reader calls it."""
        return NAMES.get(self.name, sentence_case(words(self.name)))

    @property
    def keys(self) -> list[str]:
        """Return every key that it sets."""
        return list(dict.fromkeys([*self.on, *self.off]))

    def fits(self, world: World) -> bool:
        """Tell whether a world has something for each of its keys."""
        return all(_has(world, key) for key in self.keys)

    def pulled(self, changes: Changes) -> str:
        """Return how the lever stands: ``on``, ``off``, ``changed`` by hand, or ``scenario``."""
        mine = {key: changes.value(key) for key in self.keys}
        for name, values in (("on", self.on), ("off", self.off)):
            if values and mine == {key: values.get(key) for key in self.keys}:
                return name
        return "changed" if any(changes.under(key).pairs for key in self.keys) else "scenario"

    def pull(self, changes: Changes, way: str) -> Changes:
        """Return changes with the lever ``on``, ``off``, or as the ``scenario`` has it."""
        for key in self.keys:
            changes = changes.without(key)
        for key, value in {"on": self.on, "off": self.off}.get(way, {}).items():
            changes = changes.with_value(key, value)
        return changes


@cache
def levers() -> Mapping[str, LeverControl]:
    """Return all levers by name; those of the regime are left to its own controls."""
    found: dict[str, LeverControl] = {}
    for design in DESIGNS:
        for name, lever in load_design(design).file.levers.items():
            made = _control(name, lever)
            if name not in found and made.keys and _REGIME not in made.keys:
                found[name] = made
    first = {name: found[name] for name in FIRST if name in found}
    return first | {name: each for name, each in found.items() if name not in first}


def _control(name: str, lever: Lever) -> LeverControl:
    on, off = (
        {key: toml_value(_plain(v)) for key, v in side.items()} for side in (lever.set, lever.off)
    )
    return LeverControl(
        name, on, off, {"on": _support(lever.set.values()), "off": _support(lever.off.values())}
    )


def _plain(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and "value" in value else value


def _support(values: Any) -> str:
    told = (str(value.get("assumption", "")) for value in values if isinstance(value, dict))
    return "; ".join(dict.fromkeys(each for each in told if each))


def concrete(key: str, world: World, tie: str) -> list[str]:
    """Return the keys that a key with stars stands for: of a tie's entities, or "" of all."""
    return [dotted(path) for path in _concrete(starred_path(key) or (), world, tie)]


def _concrete(path: tuple[str, ...], world: World, tie: str) -> Iterator[tuple[str, ...]]:
    if "*" not in path:
        yield path
        return
    at = path.index("*")
    names = world.value(dotted(path[:at])) or ()
    if tie and at == 1 and path[0] in ("cities", "countries", "ngos"):
        names = entities(world, tie, path[0])
    for name in names:
        yield from _concrete((*path[:at], str(name), *path[at + 1 :]), world, tie)


def _has(world: World, key: str) -> bool:
    return bool(concrete(key, world, ""))
