"""Waiting: the books that a registry keeps of how long files waited; nothing acts on them.

Rule in words. When a side's file leaves a stage, and when it leaves the whole chain, one is added
to the count of files that waited so many months, by what ended the waiting: cleared, refused,
lapsed, or withdrawn because the other side refused or a reform began the chain anew. What still
waits when a run ends is counted as open. From such counts the waiting of *all* files can be
estimated, not only of those that got through (Kaplan & Meier 1958, Journal of the American
Statistical Association 53:457-481).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.gate.queues import side_city, stage_of
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import ENDINGS, INSTRUMENTS, NONE

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

KINDS_OF_FILES = len(INSTRUMENTS)
KINDS_OF_ENDINGS = len(ENDINGS)


@rule
def place_of(world: World, row: int, instrument: int, ending: int, months: int) -> int:
    """Return where a wait is counted; ``row`` is a country, or past the countries a stage."""
    longest = world.clock.longest_wait
    kind = (row * KINDS_OF_FILES + instrument) * KINDS_OF_ENDINGS + ending
    return kind * (longest + 1) + min(months, longest)


@rule
def count_chain(world: World, d: int, side: int, ending: int) -> None:
    """Count the months that one side's file spent in the whole chain."""
    dossier = world.dossiers[d]
    row = world.cities[side_city(world, d, side)].country
    months = world.clock.month - dossier.filed
    world.waits[place_of(world, row, dossier.instrument, ending, months)] += 1.0


@rule
def count_stage(world: World, d: int, side: int, ending: int) -> None:
    """Count the months that one side's file spent at the stage where it is, if it is at one."""
    dossier = world.dossiers[d]
    if dossier.stage[side] == NONE:
        return
    row = len(world.countries) + stage_of(world, d, side)
    months = world.clock.month - dossier.arrived[side]
    world.waits[place_of(world, row, dossier.instrument, ending, months)] += 1.0
