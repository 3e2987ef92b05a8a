"""Memberships: which ties a city has, and which side of each it is.

A *membership* is one city's side of a tie, numbered ``2 * partnership + side``. Those of a city
stand in a linked list, in the order in which it joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


@rule
def memberships(world: World, c: int) -> Iterator[tuple[int, int]]:
    """Yield each tie of city ``c`` and the city's side of it, in the order in which it joined.

    A tie that the city founds meanwhile is yielded too, unless the last one has been already.
    """
    membership = world.cities[c].first_membership
    while membership != NONE:
        p = membership // 2
        side = membership % 2
        membership = world.partnerships[p].next[side]
        yield p, side


@rule
def is_active(partnership: Partnership) -> bool:
    """Tell whether anything was delivered in a tie within a year."""
    delivered = partnership.delivered[0] + partnership.delivered[1] + partnership.delivered[2]
    return partnership.silent < 12 and delivered > 0


@rule
def append_membership(world: World, c: int, p: int, side: int) -> None:
    """Put one side of tie ``p`` behind the memberships that city ``c`` has."""
    city = world.cities[c]
    membership = 2 * p + side
    if city.last_membership == NONE:
        city.first_membership = membership
    else:
        world.partnerships[city.last_membership // 2].next[city.last_membership % 2] = membership
    city.last_membership = membership
    city.partnership_count += 1


@rule
def partnership_between(world: World, c: int, other: int) -> int:
    """Return the tie between two cities, or NONE."""
    for p, side in memberships(world, c):
        if world.partnerships[p].cities[1 - side] == other:
            return p
    return NONE
