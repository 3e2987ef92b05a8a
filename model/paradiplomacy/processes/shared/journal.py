"""The event log: what happened, when, to whom. Counts are kept always, lines on request.

Beside it the records of papers, when each was signed, renewed, and how it ended, and the counts of
triads among ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.memberships import memberships, partnership_between
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NONE, REPLACED

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def log_programme(world: World, kind: int, g: int) -> None:
    """Log an event of programme ``g``."""
    programme = world.programmes[g]
    log(
        world,
        kind,
        programme.partnership,
        ngo=programme.ngo,
        sector=programme.sector,
        programme=programme.ordinal,
    )


@rule
def log(
    world: World,
    kind: int,
    partnership: int = NONE,
    city: int = NONE,
    ngo: int = NONE,
    sector: int = NONE,
    programme: int = NONE,
) -> None:
    """Count an event and, where events are recorded, write its line: who took part, if anybody."""
    world.tallies[kind].count += 1
    clock = world.clock
    if clock.logging == 0:
        return
    if clock.logged >= len(world.events):
        clock.unlogged += 1
        return
    event = world.events[clock.logged]
    event.month = clock.month
    event.kind = kind
    event.partnership = partnership
    event.city = city
    event.ngo = ngo
    event.sector = sector
    event.programme = programme
    clock.logged += 1


@rule
def log_crossing(
    world: World, before: float, after: float, up: int, down: int, partnership: int, city: int
) -> None:
    """Log that a stock has risen past one half, or fallen below it."""
    if before < 0.5 <= after:
        log(world, up, partnership, city)
    elif after < 0.5 <= before:
        log(world, down, partnership, city)


@rule
def record_signature(world: World, p: int, instrument: int) -> None:
    """Begin the record of a paper that tie ``p`` signs now; one still in force is replaced."""
    record_end(world, p, REPLACED)
    clock = world.clock
    # Only where custom rules end papers before their term can there be more than there is room for.
    if clock.papers < len(world.papers):
        paper = world.papers[clock.papers]
        paper.partnership = p
        paper.instrument = instrument
        paper.signed = clock.month
        world.partnerships[p].paper = clock.papers
    clock.papers += 1


@rule
def record_renewal(world: World, p: int) -> None:
    """Note in its record that the paper in force of tie ``p`` is renewed now."""
    partnership = world.partnerships[p]
    if partnership.paper != NONE:
        paper = world.papers[partnership.paper]
        paper.renewals += 1
        paper.renewed = world.clock.month


@rule
def record_end(world: World, p: int, ending: int) -> None:
    """Close the record of the paper in force of tie ``p``, where there is one."""
    partnership = world.partnerships[p]
    if partnership.paper != NONE:
        paper = world.papers[partnership.paper]
        paper.ended = world.clock.month
        paper.ending = ending
        partnership.paper = NONE


@rule
def record_triads(world: World, p: int) -> None:
    """Count the triads and triangles that tie ``p`` makes with those that its cities have."""
    partnership = world.partnerships[p]
    for side in range(2):
        far = partnership.cities[1 - side]
        for q, end in memberships(world, partnership.cities[side]):
            third = world.partnerships[q].cities[1 - end]
            if world.cities[third].country == world.cities[far].country:
                continue
            world.clock.triads += 1
            if side == 0 and partnership_between(world, third, far) != NONE:
                world.clock.triangles += 1
