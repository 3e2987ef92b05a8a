"""External events: the events of a configuration become records that the context process reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.configuration.targets import target_of
from paradiplomacy.configuration.world_config import months_since_zero
from paradiplomacy.initialisation.regimes import reforms_of
from paradiplomacy.processes.context import TARGETS
from paradiplomacy.randomness import entity_key
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.institutions import ExternalEvent

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.initialisation.names import Names
    from paradiplomacy.state.world import World

NEVER = -12_000


def add_external_events(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    """Put the events of a configuration into the world, in the order of their ids."""
    row_at = {
        "countries": {name: n for n, name in enumerate(ids.countries)},
        "cities": {name: c for c, name in enumerate(ids.cities)},
    }
    sector_at = {name: s for s, name in enumerate(ids.sectors)}
    for name in sorted(config.events):
        event = config.events[name]
        fitted = target_of(event.field)
        if fitted is None:
            raise ValueError(f"no event can move {event.field}")
        pattern, found = fitted
        table = pattern.split(".", 1)[0]
        row = row_at[table][found[0]]
        column = NONE
        if len(found) > 1:
            columns = row_at["countries"] if pattern.endswith("bilateral.*") else sector_at
            column = columns[found[1]]
        charter = NONE
        if pattern.endswith(".regime"):
            reforms = reforms_of(config, found[0])
            charter = world.countries[row].charter + 1 + reforms.index(name)
        dated = event.month is not None
        world.external_events.append(
            ExternalEvent(
                key=entity_key("event", name),
                target=TARGETS.index(pattern),
                row=row,
                column=column,
                change=event.change,
                charter=charter,
                start=months_since_zero(event.month) - start if event.month else NEVER,
                duration=event.duration,
                rate=0.0 if dated else event.rate,
            )
        )
