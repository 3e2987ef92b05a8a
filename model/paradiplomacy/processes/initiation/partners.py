"""Partners: how a city looks for a partner abroad, and how a tie is founded.

Part of initiation. Rule in words. Now and then a city, or an NGO with links abroad, looks for a
partner. It looks up a few cities in the directory (a broker brings more into view) and chooses one
of them, or nobody, by conditional logit: partners of like size are preferred, distance matters a
little, popular cities and earlier ties attract. The other city must want it too. Look-ups fall on
places that the cities' keys spread over the unit interval, so that one more city changes no other
city's search; what that makes easier or harder to find is corrected for (McFadden 1978).

Sources. Conditional logit: McFadden 1974 (Frontiers in Econometrics, 105-142); sampling of
alternatives: McFadden 1978 (Spatial Interaction Theory and Planning Models, 75-96). Like size:
D08c; popularity: D12; an earlier tie: D11, which finds that it raises success. That distance keeps
cities apart is assumed: D10 finds partners sought far away, and D12 partners of another culture.
Evidence: E45, E94, E105.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.processes import initiation, leadership
from paradiplomacy.processes.initiation import opportunities
from paradiplomacy.processes.shared.forms import logistic, natural_log
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import append_membership, memberships
from paradiplomacy.randomness import (
    CONSENT,
    LOOK_UP,
    SEARCH,
    TASTE,
    bernoulli,
    child_key,
    gumbel,
    mixed,
    pair_key,
    uniform,
    wrap,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    NONE,
    PARTNERSHIP_FOUNDED,
    PARTNERSHIP_REVIVED,
    SEARCH_IN_VAIN,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def seek_partner(world: World, c: int) -> None:
    """Let city ``c`` look for a partner, found a tie with it, or revive an earlier one."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    if world.mechanisms.initiation != initiation.EVENT_HISTORY:
        return
    odds = opportunities.readiness(world, c) + parameters.new_partnership
    odds += parameters.leader * city.drive + parameters.access * city.access
    if not bernoulli(uniform(world.clock, SEARCH, city.key, 0), logistic(odds)):
        return
    if not opportunities.has_staff(world, c, 0):
        return
    other = preferred_partner(world, c, city.key, look_ups(world, c))
    p = consented(world, c, other)
    if p == NONE:
        log(world, SEARCH_IN_VAIN, city=c)
        return
    partnership = world.partnerships[p]
    side = 0 if partnership.cities[0] == c else 1
    leadership.pledge(world, p, side, city.drive)
    leadership.pledge(world, p, 1 - side, world.cities[other].drive)
    for k in range(2):
        partnership.carried[k] = 1
    opportunities.take(world, p, side, BOTTOM_UP)


@rule
def look_ups(world: World, c: int) -> int:
    """Return how many cities a search of city ``c`` looks up."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    reach = parameters.broker_reach * city.broker * city.lever_share
    return parameters.consideration + int(reach + 0.5)


@rule
def preferred_partner(world: World, c: int, key: int, size: int) -> int:
    """Choose among the cities looked up the one that city ``c`` likes best, or NONE."""
    clock = world.clock
    chosen = NONE
    best = world.parameters.initiation.outside + gumbel(uniform(clock, TASTE, key, 0))
    for k in range(size):
        place = find(world, uniform(clock, LOOK_UP, key, k))
        listing = world.directory[place]
        other = listing.city
        if world.cities[other].country == world.cities[c].country:
            continue
        p = partnership_between(world, c, other)
        if p != NONE and is_alive(world, p):
            continue
        utility = attraction(world, c, other) + visibility(world, listing.span, size)
        if p != NONE:
            utility += world.parameters.initiation.earlier_partnership
        # One taste for one city, however often the search comes upon it.
        towards = mixed(wrap(child_key(key, 0) + world.cities[other].key))
        utility += gumbel(uniform(clock, TASTE, towards, 0))
        if utility > best:
            best = utility
            chosen = other
    return chosen


@rule
def attraction(world: World, c: int, other: int) -> float:
    """Return the utility of city ``other`` as a partner of city ``c``, tastes apart."""
    parameters = world.parameters.initiation
    one = world.cities[c]
    two = world.cities[other]
    gap = abs(one.size - two.size)
    distance = world.cultural_distances[one.country * len(world.countries) + two.country]
    fame = natural_log(1.0 + two.popularity) / LOG_TWO
    return (
        -parameters.size_gap * gap - parameters.distance * distance + parameters.popularity * fame
    )


LOG_TWO = math.log(2.0)


@rule
def visibility(world: World, span: float, size: int) -> float:
    """Return the correction for a city's chance to be looked up at all (McFadden 1978)."""
    share = 1.0 / max(len(world.directory), 1)
    usual = 1.0 - math.pow(1.0 - share, float(size))
    own = max(1.0 - math.pow(1.0 - span, float(size)), 0.05 * usual)
    return natural_log(usual) - natural_log(own)


@rule
def find(world: World, u: float) -> int:
    """Return the first place of the directory at or after ``u``; past the last, the first."""
    low = 0
    high = len(world.directory)
    while low < high:
        middle = (low + high) // 2
        if world.directory[middle].place < u:
            low = middle + 1
        else:
            high = middle
    return low if low < len(world.directory) else 0


@rule
def partnership_between(world: World, c: int, other: int) -> int:
    """Return the tie between two cities, or NONE."""
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if partnership.cities[1 - side] == other:
            return p
    return NONE


@rule
def is_alive(world: World, p: int) -> bool:
    """Tell whether both cities carry tie ``p`` and it has delivered something within a year."""
    partnership = world.partnerships[p]
    return partnership.carried[0] + partnership.carried[1] == 2 and partnership.silent < 12


@rule
def consented(world: World, c: int, other: int) -> int:
    """Return the tie that city ``c`` founds or revives with ``other``, or NONE."""
    if other == NONE or not opportunities.has_staff(world, other, 0):
        return NONE
    partner = world.cities[other]
    key = pair_key(world.cities[c].key, partner.key)
    if not bernoulli(uniform(world.clock, CONSENT, key, 0), partner.drive):
        return NONE
    p = partnership_between(world, c, other)
    if p != NONE:
        log(world, PARTNERSHIP_REVIVED, p, c)
        return p
    return found_partnership(world, c, other)


@rule
def is_to_come(world: World, c: int, other: int) -> bool:
    """Tell whether the scenario founds a tie of these two cities later."""
    if world.clock.awaited == 0:
        return False
    for p in range(world.clock.partnership_count):
        partnership = world.partnerships[p]
        one = partnership.cities[0]
        two = partnership.cities[1]
        if partnership.exists == 0 and c in (one, two) and other in (one, two):
            return True
    return False


@rule
def found_partnership(world: World, c: int, other: int) -> int:
    """Found an informal tie of city ``c`` with ``other``.

    NONE where the world has no room, and where the scenario founds this tie later.
    """
    clock = world.clock
    p = clock.partnership_count
    if p >= len(world.partnerships) or is_to_come(world, c, other):
        return NONE
    clock.partnership_count += 1
    partnership = world.partnerships[p]
    one = world.cities[c]
    two = world.cities[other]
    partnership.exists = 1
    partnership.founded = clock.month
    partnership.key = pair_key(one.key, two.key)
    partnership.cities[0] = c
    partnership.cities[1] = other
    partnership.cultural_distance = world.cultural_distances[
        one.country * len(world.countries) + two.country
    ]
    for side in range(2):
        append_membership(world, partnership.cities[side], p, side)
        partnership.aspiration[side] = world.parameters.trust.aspiration_start
    log(world, PARTNERSHIP_FOUNDED, p, c)
    return p
