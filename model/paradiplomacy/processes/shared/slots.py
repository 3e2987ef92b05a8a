"""Slots: the places that a tie has for programmes and for the NGOs engaged in it.

Every tie has the same number of places for programmes, and most stand empty most of the time; a
loop over a tie's programmes ends at the last place in use. A place that became free this month
counts as in use to the end of the month, since its programme's results are still read. An NGO is
engaged in every tie in which it carries a programme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.rules import rule
from paradiplomacy.state.codes import ENGAGED_SLOTS, FREE, NONE, PROGRAMME_SLOTS

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


@rule
def first_slot(p: int) -> int:
    """Return the first programme slot of tie ``p``."""
    return p * PROGRAMME_SLOTS


@rule
def past_slots(world: World, p: int) -> int:
    """Return the slot behind the last one of tie ``p`` that is in use."""
    return p * PROGRAMME_SLOTS + world.partnerships[p].slots


@rule
def free_slot(world: World, p: int) -> int:
    """Return the first free programme slot of tie ``p``, or NONE."""
    for g in range(first_slot(p), past_slots(world, p)):
        if world.programmes[g].status == FREE:
            return g
    return past_slots(world, p) if world.partnerships[p].slots < PROGRAMME_SLOTS else NONE


@rule
def use_slot(world: World, p: int, g: int) -> None:
    """Count slot ``g`` of tie ``p`` among those in use."""
    partnership = world.partnerships[p]
    partnership.slots = max(partnership.slots, g + 1 - first_slot(p))


@rule
def release_slots(world: World, p: int) -> None:
    """Count the free slots at the end of those in use as free again."""
    partnership = world.partnerships[p]
    while partnership.slots > 0 and world.programmes[past_slots(world, p) - 1].status == FREE:
        partnership.slots -= 1


@rule
def is_engaged(partnership: Partnership, n: int) -> bool:
    """Tell whether NGO ``n`` is engaged in a tie."""
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] == n:
            return True
    return False


@rule
def free_place(partnership: Partnership, n: int) -> int:
    """Return a free place for NGO ``n`` in a tie; NONE where there is none or it has one."""
    place = NONE
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] == n:
            return NONE
        if partnership.engaged[k] == NONE and place == NONE:
            place = k
    return place
