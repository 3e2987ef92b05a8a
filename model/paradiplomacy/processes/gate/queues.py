"""Files in registries, in-trays and queues: the bookkeeping under the gate.

A *file* is one side's copy of a dossier, numbered ``2 * dossier + side``. Files wait in singly
linked lists: a country's registry (new files, in no order), a desk's tray (arrivals of a month,
ordered by a keyed draw) and a desk's queue (ordered by ticket, first come first served).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.gate import SCREENING, SERIAL_QUEUES
from paradiplomacy.randomness import TRAY_ORDER, uniform_once, wrap
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def has_queues(world: World) -> bool:
    """Tell whether files wait at stages, and are decided there."""
    return world.mechanisms.gate in (SERIAL_QUEUES, SCREENING)


@rule
def side_city(world: World, d: int, side: int) -> int:
    """Return the city on one side of dossier ``d``."""
    return world.partnerships[world.dossiers[d].partnership].cities[side]


@rule
def stage_of(world: World, d: int, side: int) -> int:
    """Return the stage at which one side's file of dossier ``d`` is."""
    country = world.countries[world.cities[side_city(world, d, side)].country]
    return country.first_stage + world.dossiers[d].stage[side]


@rule
def desk_of(world: World, d: int, side: int) -> int:
    """Return the desk at which one side's file of dossier ``d`` is."""
    return desk_at(world, side_city(world, d, side), stage_of(world, d, side))


@rule
def desk_at(world: World, c: int, k: int) -> int:
    """Return the desk of stage ``k`` for files of city ``c``: its own, or its country's."""
    city = world.cities[c]
    stage = world.stages[k]
    if stage.local == 1:
        return city.first_desk + stage.desk_offset
    return world.countries[city.country].first_desk + stage.desk_offset


@rule
def put_in_tray(world: World, d: int, side: int) -> None:
    """Put a file into the tray of the desk where it is now, in the order of a keyed draw."""
    dossier = world.dossiers[d]
    stage = world.stages[stage_of(world, d, side)]
    draw = 2 * dossier.returns[side] + side
    dossier.order[side] = uniform_once(world.clock, TRAY_ORDER, wrap(dossier.key + stage.key), draw)
    desk = world.desks[desk_of(world, d, side)]
    before = NONE
    after = desk.tray
    while after != NONE and comes_before(world, after, 2 * d + side):
        before = after
        after = next_file(world, after)
    dossier.next[side] = after
    if before == NONE:
        desk.tray = 2 * d + side
    else:
        world.dossiers[before // 2].next[before % 2] = 2 * d + side


@rule
def comes_before(world: World, one: int, other: int) -> bool:
    """Tell whether file ``one`` is ahead of file ``other`` among the arrivals of a month."""
    u = world.dossiers[one // 2].order[one % 2]
    v = world.dossiers[other // 2].order[other % 2]
    if u == v:
        return world.dossiers[one // 2].key < world.dossiers[other // 2].key
    return u < v


@rule
def next_file(world: World, file: int) -> int:
    """Return the file behind ``file`` in its list, or NONE."""
    return world.dossiers[file // 2].next[file % 2]


@rule
def take_tickets(world: World, k: int, background: int) -> None:
    """Move the tray of desk ``k`` into its queue, each file behind its share of the background.

    A file with tray draw u has floor(u (n + 1)) of the month's n background dossiers before it.
    """
    desk = world.desks[k]
    file = desk.tray
    rank = 0
    while file != NONE:
        dossier = world.dossiers[file // 2]
        side = file % 2
        ahead = int(dossier.order[side] * (background + 1))
        dossier.ticket[side] = desk.arrived + ahead + rank
        rank += 1
        following = dossier.next[side]
        append(world, k, file)
        file = following
    desk.tray = NONE
    desk.arrived += background + rank


@rule
def append(world: World, k: int, file: int) -> None:
    """Put ``file`` at the end of the queue of desk ``k``."""
    desk = world.desks[k]
    world.dossiers[file // 2].next[file % 2] = NONE
    if desk.tail == NONE:
        desk.head = file
    else:
        world.dossiers[desk.tail // 2].next[desk.tail % 2] = file
    desk.tail = file


@rule
def take_first(world: World, k: int) -> int:
    """Take the first file off the queue of desk ``k`` and return it."""
    desk = world.desks[k]
    file = desk.head
    desk.head = next_file(world, file)
    if desk.head == NONE:
        desk.tail = NONE
    return file


@rule
def withdraw(world: World, d: int, side: int) -> None:
    """Take one side's file of dossier ``d`` out of the registry, tray or queue where it waits.

    Its ticket stays used: a withdrawn dossier has cost its place.
    """
    file = 2 * d + side
    if world.dossiers[d].stage[side] == NONE:
        country = world.countries[world.cities[side_city(world, d, side)].country]
        country.registry = without(world, country.registry, file)
        return
    desk = world.desks[desk_of(world, d, side)]
    desk.tray = without(world, desk.tray, file)
    desk.head = without(world, desk.head, file)
    if desk.tail == file:
        desk.tail = last_file(world, desk.head)


@rule
def without(world: World, head: int, file: int) -> int:
    """Return the head of a list after ``file`` is taken out of it, wherever it stands."""
    if head == file:
        return next_file(world, file)
    here = head
    while here != NONE:
        following = next_file(world, here)
        if following == file:
            world.dossiers[here // 2].next[here % 2] = next_file(world, file)
            return head
        here = following
    return head


@rule
def last_file(world: World, head: int) -> int:
    """Return the last file of a list, or NONE."""
    last = NONE
    here = head
    while here != NONE:
        last = here
        here = next_file(world, here)
    return last
