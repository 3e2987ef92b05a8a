"""What changes in a run: timelines and events become records that the context process reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.configuration.changes import tables_of
from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.configuration.targets import dotted
from paradiplomacy.initialisation.regimes import reforms_of
from paradiplomacy.initialisation.timelines import Key, keys_of, later_values
from paradiplomacy.parameters import places
from paradiplomacy.processes.context import ADD, CITY_EFFORT, PARAMETER, REGIME, SCALE, SET, WHOLE
from paradiplomacy.randomness import entity_key
from paradiplomacy.state.institutions import ExternalEvent

if TYPE_CHECKING:
    from paradiplomacy.configuration.change_config import EventConfig
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.initialisation.names import Names
    from paradiplomacy.state.world import World

NEVER = -12_000


def add_external_events(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    """Put timelines, in the order of their keys, and then events, of their ids, into the world."""
    row_at = {
        table: {name: row for row, name in enumerate(names)} for table, names in vars(ids).items()
    }
    for key, values in later_values(config):
        first = len(world.dated_values)
        world.dated_values.extend(values)
        record = _record(config, key, row_at)
        record.key = entity_key("timeline", dotted(key.parts))
        record.operation = SET
        record.start = values[0].month
        record.next_value = first
        record.last_value = len(world.dated_values) - 1
        world.external_events.append(record)
    for name in sorted(config.events):
        event = config.events[name]
        for key in keys_of(config, event.field):
            record = _record(config, key, row_at)
            _tell(record, event, start)
            record.key = entity_key("event", name)
            if key.target.code == REGIME:
                reforms = reforms_of(config, key.ids[0])
                record.charter = world.countries[record.row].charter + 1 + reforms.index(name)
            world.external_events.append(record)


def _record(config: WorldConfig, key: Key, row_at: dict[str, dict[str, int]]) -> ExternalEvent:
    """Return a record that tells which field it changes, and no more."""
    target, ids = key
    record = ExternalEvent(target=target.code, low=target.least, high=target.most)
    if target.code == PARAMETER:
        record.row = target.place
        record.column = WHOLE if places()[target.place].whole else 0
        return record
    owner, *other = tables_of(target)
    record.row = row_at[owner][ids[0]]
    if owner == "partnerships" and other:
        record.column = config.partnerships[ids[0]].cities.index(ids[1])
    elif other:
        record.column = row_at[other[0]][ids[1]]
    elif target.code == CITY_EFFORT:
        city = config.cities[ids[0]]
        record.column = (city.centre_effort is not None) + 2 * (city.agency_effort is not None)
    return record


def _tell(record: ExternalEvent, event: EventConfig, start: int) -> None:
    """Let a record tell how and when an event acts."""
    record.operation, record.change = ADD, event.change
    if event.set is not None:
        record.operation, record.change = SET, event.set
    elif event.scale is not None:
        record.operation, record.change = SCALE, event.scale
    record.duration = event.duration
    if event.month is None:
        record.start, record.rate = NEVER, event.rate
        return
    record.start = months_since_zero(event.month) - start
    if event.until is not None:
        record.duration = months_since_zero(event.until) - months_since_zero(event.month)
