"""The points of a design: what each one's levels are, and the configuration that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.custom.together import Custom
from paradiplomacy_experiments.configuration import stars
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.keys import declarations, declared_path
from paradiplomacy_experiments.configuration.layers import Leaf, Table, merged, origin_of, plain
from paradiplomacy_experiments.configuration.overrides import setting_layer
from paradiplomacy_experiments.configuration.scenario import Scenario, checked
from paradiplomacy_experiments.configuration.timeline_files import with_timeline_files
from paradiplomacy_experiments.configuration.validation import with_synthetic
from paradiplomacy_experiments.design.factors import Factor, Label, Level, Setting
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.declarations import Change
    from paradiplomacy_experiments.design.sampling import Sample
    from paradiplomacy_experiments.design.variations import Variations

WHOLE_NUMBER = "whole number"
"""Type of the keys whose values are rounded when a level multiplies them."""


@dataclass(frozen=True)
class Composition:
    """The scenarios that a point is composed of: one, and those laid over it."""

    scenario: str
    extends: tuple[str, ...] = ()

    def with_levels(self, levels: Sequence[Level]) -> Composition:
        """Return the composition that ``levels`` change this one into."""
        names = [level.scenario for level in levels if level.scenario is not None]
        added = (name for level in levels for name in level.extends)
        return Composition([self.scenario, *names][-1], tuple(dict.fromkeys(added)))


@dataclass(frozen=True)
class Base:
    """A composition with the design's settings over it, before any factor acts."""

    layer: Table
    scenario: Scenario
    folder: Path


@dataclass(frozen=True, repr=False)
class Points:
    """The levels and the configuration of each point, made when they are asked for.

    All points share what their custom files add, ``custom``.
    """

    factors: tuple[Factor, ...]
    sample: Sample
    base: Composition
    bases: Mapping[Composition, Base]
    custom: Custom = field(default_factory=Custom)

    def __repr__(self) -> str:
        """Return how many there are, and over how many factors."""
        return f"<Points: {len(self):,} over {many(len(self.factors), 'factor')}>"

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.sample)

    def levels(self, number: int) -> dict[str, Label]:
        """Return the label of each factor's level at a point."""
        pairs = zip(self.factors, self.sample.at(number), strict=True)
        return {factor.name: factor.label(coordinate) for factor, coordinate in pairs}

    def config(self, number: int) -> WorldConfig:
        """Return the configuration of a point.

        Raises :class:`ConfigError` where its levels do not make one.
        """
        levels = self.chosen(number)
        base = self.bases[self.base.with_levels(levels)]
        if not any(level.settings for level in levels):
            return base.scenario.config
        layer = with_settings(base, levels)
        full, faults = with_synthetic(plain(layer), partial(origin_of, layer))
        if not faults:
            try:
                return WorldConfig.model_validate(full)
            except ValidationError:
                pass  # the thorough check below says what is wrong
        return checked(base.scenario.name, layer, base.folder).config

    @cached_property
    def variations(self) -> Variations:
        """Return the points by what they share, to make each by an edit of what is shared."""
        from paradiplomacy_experiments.design.variations import Variations

        return Variations(self)

    def __getstate__(self) -> dict[str, Any]:
        """Be sent to other processes without the variations that were made here."""
        return {name: value for name, value in vars(self).items() if name != "variations"}

    def check(self, levels: Sequence[Level]) -> Scenario:
        """Return the scenario that some levels make; raise :class:`ConfigError` where none."""
        base = self.bases[self.base.with_levels(levels)]
        return checked(base.scenario.name, with_settings(base, levels), base.folder)

    def check_point(self, number: int) -> Scenario:
        """Return the scenario of a point; raise :class:`ConfigError` where it makes none."""
        return self.check(self.chosen(number))

    def chosen(self, number: int) -> list[Level]:
        """Return the level of each factor at a point."""
        coordinates = self.sample.at(number)
        pairs = zip(self.factors, coordinates, strict=True)
        return [factor.level(coordinate) for factor, coordinate in pairs]


def with_settings(base: Base, levels: Sequence[Level]) -> Table:
    """Return the layer of a composition with what ``levels`` set, one after the other."""
    layer = base.layer
    for level in levels:
        layer = applied(layer, level.settings, base.folder)
    return layer


def applied(layer: Table, settings: Sequence[Setting], folder: Path) -> Table:
    """Return ``layer`` with settings over it, one after the other; raise :class:`ConfigError`.

    Files of timelines are sought in ``folder``.
    """
    for setting in settings:
        paths = expanded(setting, layer)
        if not paths:
            raise ConfigError([_fault(setting, "its * stands for nothing in this scenario")])
        for path in paths:
            value = _changed(setting, path, layer)
            over = setting_layer(path, value, _around(path, layer), setting.origin)
            over, unread = with_timeline_files(over, folder)
            if unread:
                raise ConfigError(unread)
            layer = merged(layer, over)
    return layer


def expanded(setting: Setting, layer: Table) -> list[tuple[str, ...]]:
    """Return the keys that a setting puts something at."""
    return stars.expanded(setting.path, layer)


def _around(path: tuple[str, ...], node: Table | Leaf) -> Any:
    """Return the tables on the way along ``path``, with what is beside it by name only."""
    if isinstance(node, Leaf):
        return node.value
    return {
        name: _around(path[1:], entry) if path and name == path[0] else {}
        for name, entry in node.entries.items()
    }


def _changed(setting: Setting, path: tuple[str, ...], layer: Table) -> Any:
    """Return what a setting puts at ``path``: its value, or the present one changed by it."""
    if setting.change == "set":
        return setting.value
    before = present(path, layer)
    if isinstance(before, bool) or not isinstance(before, int | float):
        raise ConfigError([_fault(setting, f"{dotted(path)} holds no number that can be changed")])
    return changed_number(setting.change, before, setting.value, whole=is_whole(path))


def changed_number(change: Change, before: Any, value: Any, *, whole: bool) -> Any:
    """Return the number ``before`` as a setting of ``value`` changes it."""
    if change == "set":
        return value
    after = before * value if change == "times" else before + value
    return round(after) if whole else after


def is_whole(path: tuple[str, ...]) -> bool:
    """Tell whether the key at ``path`` holds whole numbers."""
    declared = declared_path(path)
    return declared is not None and declarations()[declared].type == WHOLE_NUMBER


def present(path: tuple[str, ...], layer: Table) -> Any:
    """Return the value at ``path``, or the default of its key."""
    node: Table | Leaf | None = layer
    for part in path:
        node = node.entries.get(part) if isinstance(node, Table) else None
    if isinstance(node, Leaf):
        return node.value
    declared = declared_path(path)
    return declarations()[declared].default if declared is not None else None


def _fault(setting: Setting, message: str) -> Fault:
    key = ".".join(setting.path)
    return Fault("bad_factor", key, message, setting.origin.file_name, setting.origin.line)
