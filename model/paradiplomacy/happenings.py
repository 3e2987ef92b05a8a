"""Happenings: the events of a configuration become records that the context process reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.chartering import reforms_of
from paradiplomacy.codes import NONE
from paradiplomacy.config import months_since_zero
from paradiplomacy.institutions import Happening
from paradiplomacy.processes.context import TARGETS
from paradiplomacy.randomness import entity_key

if TYPE_CHECKING:
    from paradiplomacy.config import WorldConfig
    from paradiplomacy.founding import Names
    from paradiplomacy.world import World

NEVER = -12_000


def target_of(field: str) -> tuple[str, list[str]] | None:
    """Return the pattern that a dotted field fits, and the ids in it; None where none fits."""
    parts = field.split(".")
    for pattern in TARGETS:
        pieces = pattern.split(".")
        if len(pieces) == len(parts) and all(
            piece in ("*", part) for piece, part in zip(pieces, parts, strict=True)
        ):
            return pattern, [
                part for piece, part in zip(pieces, parts, strict=True) if piece == "*"
            ]
    return None


def found_happenings(config: WorldConfig, ids: Names, world: World, start: int) -> None:
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
        world.happenings.append(
            Happening(
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
