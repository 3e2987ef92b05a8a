"""Timelines: values along time become what holds at the start, and dated values after it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from paradiplomacy.configuration.changes import tables_of
from paradiplomacy.configuration.dates import month_of, months_since_zero
from paradiplomacy.configuration.edits import with_values
from paradiplomacy.configuration.targets import SWITCH, WHOLE_NUMBER, Target, target_of
from paradiplomacy.state.institutions import DatedValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy.configuration.change_config import TimelineConfig
    from paradiplomacy.configuration.world_config import WorldConfig

Parts = tuple[str, ...]


class Key(NamedTuple):
    """A key of a configuration that may change in a run: its target, and the ids in it."""

    target: Target
    ids: Parts

    @property
    def parts(self) -> Parts:
        """Return the parts of the key."""
        ids = iter(self.ids)
        return tuple(next(ids) if part == "*" else part for part in self.target.pattern.split("."))


def keys_of(config: WorldConfig, field: str) -> list[Key]:
    """Return the keys that a dotted key stands for in ``config``, whose stars stand for all ids.

    Raises ``ValueError`` for what may not change in a run, and ``KeyError`` for an unknown id.
    """
    fitted = target_of(field)
    if fitted is None:
        raise ValueError(f"{field!r} cannot change in a run")
    target, ids = fitted
    found: list[Parts] = [()]
    for place, (table, name) in enumerate(zip(tables_of(target), ids, strict=True)):
        found = [
            (*before, one)
            for before in found
            for one in (_all(config, table, before, target) if name == "*" else [name])
        ]
        if place == 0 and name != "*":
            getattr(config, table)[name]
    return [Key(target, each) for each in found]


def _all(config: WorldConfig, table: str, before: Parts, target: Target) -> list[str]:
    """Return what a star stands for: all of a table, or those that an entry deals with."""
    if target.pattern.startswith("partnerships.") and before:
        return list(config.partnerships[before[0]].cities)
    return sorted(name for name in getattr(config, table) if (name,) != before)


def at_start(config: WorldConfig) -> WorldConfig:
    """Return ``config`` with what its timelines say of the start."""
    values: dict[Parts, Any] = {}
    for key, timeline in _timelines(config):
        for value in _dated(config, timeline):
            if value.month <= 0:
                values[key.parts] = _as_kept(key.target, value.amount)
    return with_values(config, values) if values else config


def _as_kept(target: Target, amount: float) -> float | bool:
    """Return a value as its key holds it, within the bounds that it has in a run too."""
    if target.kind == SWITCH:
        return amount > 0.0
    within = min(max(amount, target.least), target.most)
    return int(within + 0.5) if target.kind == WHOLE_NUMBER else within


def later_values(config: WorldConfig) -> Iterator[tuple[Key, list[DatedValue]]]:
    """Yield each key that a timeline changes after the start, with its values, by month."""
    for key, timeline in _timelines(config):
        values = [value for value in _dated(config, timeline) if value.month > 0]
        if values:
            yield key, values


def _timelines(config: WorldConfig) -> list[tuple[Key, TimelineConfig]]:
    """Return each key that has a timeline, in order; its own goes before one with stars."""
    found: dict[Parts, tuple[Key, TimelineConfig]] = {}
    for field in sorted(config.timelines, key=lambda field: (-field.count("*"), field)):
        for key in keys_of(config, field):
            found[key.parts] = key, config.timelines[field]
    return [found[parts] for parts in sorted(found)]


def _dated(config: WorldConfig, timeline: TimelineConfig) -> list[DatedValue]:
    """Return the values of a timeline by month of the run, up to its end; 0 is its first.

    Raises ``ValueError`` for a timeline whose file has not been read.
    """
    if timeline.file is not None:
        raise ValueError(f"{timeline.file!r} is read where a scenario is loaded, and not here")
    start = months_since_zero(config.scenario.start)
    stated = sorted(
        (months_since_zero(month_of(date)) - start, amount)
        for date, amount in timeline.values.items()
    )
    values = [DatedValue(month=month, stated=1, amount=amount) for month, amount in stated]
    if timeline.between == "linear":
        values += [between for pair in pairwise(values) for between in _between(*pair)]
        values.sort(key=lambda value: value.month)
    months = int(config.scenario.months)
    return [value for value in values if value.month < months]


def _between(one: DatedValue, other: DatedValue) -> Iterator[DatedValue]:
    """Yield the values of the months between two on the straight line from one to the other."""
    span = other.month - one.month
    for passed in range(1, span):
        amount = one.amount + (other.amount - one.amount) * (passed / span)
        yield DatedValue(month=one.month + passed, amount=amount)


def range_of(config: WorldConfig, key: str) -> tuple[Any, Any]:
    """Return the least and the most that a parameter can be in a run of ``config``."""
    process, name = key.split(".")
    values = [getattr(getattr(config, process), name)]
    if key in config.timelines:
        values += [int(amount) for amount in config.timelines[key].values.values()]
    for event in config.events.values():
        if event.field == key:
            target = keys_of(config, key)[0].target
            moved = [target.least, target.most] if event.set is None else [event.set]
            values += [int(amount) for amount in moved]
    return min(values), max(values)
