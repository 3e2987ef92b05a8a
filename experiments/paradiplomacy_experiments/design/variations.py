"""The points of a design by what they share: those that differ in numbers only are one variation.

A variation is composed, validated and built once, and each of its points is an edit of it. What a
point changes besides numbers (a mechanism, a regime's preset, a list, a scenario) is what tells
variations apart.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from paradiplomacy.configuration.edits import Path, validator_at, value_at
from paradiplomacy.engines.prepared import EditedWorld, PreparedWorld, built
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.configuration.layers import is_beyond_64_bits, positive_zero
from paradiplomacy_experiments.configuration.timeline_files import is_timeline_file
from paradiplomacy_experiments.design.points import (
    applied,
    changed_number,
    expanded,
    is_whole,
    present,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_experiments.design.declarations import Change
    from paradiplomacy_experiments.design.factors import Factor, Level
    from paradiplomacy_experiments.design.points import Points

MOST_KEPT = 256
"""Variations that are kept, the last ones used."""

MOST_BYTES = 200_000_000
"""Bytes of prepared worlds above which fewer of them are kept, those used longest ago go first."""

Key = tuple[Any, ...]
"""What the points of a variation have in common."""


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, which true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


Name = TypeVar("Name", bound=Hashable)
Item = TypeVar("Item")


class Recent(Generic[Name, Item]):
    """Items by name, of which those used longest ago are let go where all are too many or large.

    ``nbytes`` tells how large one is, which may grow while it is kept; ``most`` are kept.
    """

    def __init__(self, nbytes: Callable[[Item], int], most: int = sys.maxsize) -> None:
        self._items: OrderedDict[Name, Item] = OrderedDict()
        self._nbytes = nbytes
        self._most = most

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, name: Name) -> bool:
        return name in self._items

    def get(self, name: Name) -> Item | None:
        """Return the item of that name, used last of all from now on; None where there is none."""
        if name in self._items:
            self._items.move_to_end(name)
        return self._items.get(name)

    def add(self, name: Name, item: Item) -> None:
        """Keep an item under a new name, whatever its size."""
        self._items[name] = item
        sizes = [*map(self._nbytes, self._items.values())]
        total = sum(sizes)
        for size in sizes[:-1]:
            if len(self._items) <= self._most and total <= MOST_BYTES:
                break
            self._items.popitem(last=False)
            total -= size


class Variations:
    """The variations of some points, each made when it is asked for."""

    def __init__(self, points: Points) -> None:
        self._points = points
        self._marks: list[dict[int, Any]] = [{} for _ in points.factors]
        self._kept: Recent[Key, Variation | None] = Recent(
            lambda one: one.world.nbytes if one is not None else 0, MOST_KEPT
        )
        self._built: Recent[int, EditedWorld] = Recent(lambda world: world.recording.nbytes)
        self._lock = threading.Lock()

    def key(self, number: int) -> Key:
        """Return what a point shares with all others of its variation."""
        coordinates = self._points.sample.at(number)
        rows = zip(self._points.factors, self._marks, coordinates, strict=True)
        return tuple(_mark(factor, marks, coordinate) for factor, marks, coordinate in rows)

    def of(self, number: int, key: Key, *, worth: bool) -> Variation | None:
        """Return the variation of a point, whose key is ``key``.

        None where its points cannot be made by edits, or where it has to be made first and is not
        ``worth`` it.
        """
        with self._lock:
            if worth and key not in self._kept:
                self._kept.add(key, variation_of(self._points, number))
            return self._kept.get(key)

    def built(self, number: int) -> EditedWorld | None:
        """Return the world of a point by itself; None where there is none, as its run tells."""
        with self._lock:
            known = self._built.get(number)
        if known is not None:
            return known
        try:
            world = built(self._points.config(number), self._points.custom.states)
        except Exception:  # noqa: BLE001 - whoever runs it is told what is wrong with it
            return None
        with self._lock:
            self._built.add(number, world)
        return world


def _mark(factor: Factor, marks: dict[int, Any], coordinate: float) -> Any:
    """Return the number of a level, or for a level of numbers how it changes which keys."""
    place = int(coordinate) if factor.range is None else 0
    if place not in marks:
        level = factor.level(coordinate)
        changes = tuple((each.path, each.change) for each in level.settings)
        marks[place] = changes if is_numeric(level) else place
    return marks[place]


def is_numeric(level: Level) -> bool:
    """Tell whether a level changes numbers only."""
    composes = level.scenario is not None or level.extends
    return not composes and all(is_number(each.value) for each in level.settings)


class _Step(NamedTuple):
    """One of the changes of a point: the factor whose setting it is, and the number it acts on."""

    factor: int
    setting: int
    key: int
    change: Change
    whole: bool


@dataclass(frozen=True, eq=False)
class Variation:
    """Points that differ in numbers only.

    ``keys`` are where they differ, ``before`` is what stands there until the ``steps`` change it,
    ``validators`` validate what then does, and ``world`` is the world to be edited.
    """

    keys: tuple[Path, ...]
    before: tuple[Any, ...]
    steps: tuple[_Step, ...]
    validators: tuple[Callable[[Any], Any], ...]
    world: PreparedWorld

    def numbers(self, points: Points, number: int) -> list[Any]:
        """Return what stands at the keys for a point of this variation.

        Raises ``ValueError`` or ``ArithmeticError`` where that is no valid number.
        """
        coordinates = points.sample.at(number)
        numbers = list(self.before)
        for factor, setting, key, change, whole in self.steps:
            value = points.factors[factor].value(coordinates[factor], setting)
            numbers[key] = positive_zero(changed_number(change, numbers[key], value, whole=whole))
        if any(map(is_beyond_64_bits, numbers)):
            raise ValueError("a number beyond 64 bits")
        return [validated(value) for validated, value in zip(self.validators, numbers, strict=True)]

    def world_of(self, points: Points, number: int) -> EditedWorld | None:
        """Return the world of a point of this variation.

        None where it has to be made from its configuration, which tells what is wrong with it.
        """
        try:
            numbers = self.numbers(points, number)
        except (ValueError, ArithmeticError):
            return None
        return self.world.edited(numbers)


def variation_of(points: Points, number: int) -> Variation | None:
    """Return the variation of a point; None where its points cannot be made by edits."""
    try:
        config = points.config(number)
        before, steps = _steps(points, number)
    except ConfigError:
        return None
    if before is None or not all(_is_editable(config, key) for key in before):
        return None
    keys = tuple(before)
    return Variation(
        keys,
        tuple(before.values()),
        tuple(steps),
        tuple(validator_at(config, key) for key in keys),
        PreparedWorld(config, keys, points.custom.states),
    )


def _steps(points: Points, number: int) -> tuple[dict[Path, Any] | None, list[_Step]]:
    """Return what stands at the keys of a point's numbers before its steps, and the steps.

    Composes the point, setting after setting. Nothing stands there where a table is put over one of
    its numbers.
    """
    levels = points.chosen(number)
    base = points.bases[points.base.with_levels(levels)]
    layer = base.layer
    before: dict[Path, Any] = {}
    steps: list[_Step] = []
    for factor, level in enumerate(levels):
        numeric = is_numeric(level)
        for place, setting in enumerate(level.settings):
            for path in expanded(setting, layer):
                if not numeric:
                    # The file of a timeline may hold any of them.
                    held = path[:1] if is_timeline_file(path) else path
                    if any(_overlap(held, key) for key in before):
                        return None, []
                    continue
                before.setdefault(path, present(path, layer))
                key = list(before).index(path)
                steps.append(_Step(factor, place, key, setting.change, is_whole(path)))
            layer = applied(layer, [setting], base.folder)
    return before, steps


def _overlap(one: Path, other: Path) -> bool:
    return all(left == right for left, right in zip(one, other, strict=False))


def _is_editable(config: WorldConfig, key: Path) -> bool:
    """Tell whether a key holds a number on which no drawing of a synthetic world hangs."""
    try:
        return config.synthetic.countries == 0 and is_number(value_at(config, key))
    except LookupError:
        return False
