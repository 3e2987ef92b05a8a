"""Partners: how a city looks for a partner abroad, and how a tie is founded.

Part of initiation. Rule in words. Now and then a city, or an NGO with links abroad, looks for a
partner. It looks up a few cities in the directory (a broker brings more into view) and chooses one
of them, or nobody, by conditional logit: partners of like size are preferred, distance matters a
little, popular cities and earlier ties attract. The other city must want it too. Look-ups fall on
places that the cities' keys spread over the unit interval, so that one more city changes no other
city's search; what that makes easier or harder to find is corrected for (McFadden 1978).

A city expects to wait for permission as long as both gates have taken lately, and each month makes
any partner less attractive: autonomy acts on networks through time alone. An organisation asks
nobody, and weighs no waiting.

A share of look-ups falls not on places but on partners' partners abroad: each way from the city
through a partner to one with whom it has no living tie is as likely as the others, and only living
ties count. Where there are two countries partners' partners are compatriots, and all look-ups fall
on places.

Equations. With W the mean of what the gates of both countries took lately, in months, b_w the
``wait_weight``, m the share ``through_partners``, s_j the span of
city j in the directory of N cities, w_j the ways to it of w, and K look-ups::

    u_j = - b_s size gap - b_d distance + b_p popularity - b_w W + visibility
    q_j = (1 - m) s_j + m w_j / w,   e_j = (1 - m) / N + m w_j / w
    visibility = ln(1 - (1 - e_j)^K) - ln(1 - (1 - q_j)^K)

q_j is the chance that a look-up ends at the city, e_j what it would be if places were even. What
one owes to partners stands in both and stays; only what one owes to one's place is taken back. The
rarer the choice of anybody, the more exactly.

Sources. Conditional logit: McFadden 1974 (Frontiers in Econometrics, 105-142); sampling of
alternatives: McFadden 1978 (Spatial Interaction Theory and Planning Models, 75-96). Partners
through partners: after Jackson & Rogers 2007 (American Economic Review 97:890-915), where some are
met at random and others through those whom one has met. That waiting is weighed, and a mean of what
was taken lately expected: form assumed. Like size: D08c; popularity: D12; an
earlier tie: D11, which finds that it raises success. That distance keeps cities apart is assumed:
D10 finds partners sought far away, and D12 partners of another culture. Evidence: E32, E45, E47,
E94, E105.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.processes import initiation, leadership
from paradiplomacy.processes.gate.expectations import expected_clearance
from paradiplomacy.processes.initiation import opportunities
from paradiplomacy.processes.shared.forms import logistic, natural_log
from paradiplomacy.processes.shared.journal import log, record_triads
from paradiplomacy.processes.shared.memberships import (
    append_membership,
    memberships,
    partnership_between,
)
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
    unit_place,
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
    from collections.abc import Iterator

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
    other = preferred_partner(world, c, city.key, look_ups(world, c), parameters.wait_weight)
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
def preferred_partner(world: World, c: int, key: int, size: int, wait_weight: float) -> int:
    """Choose among the cities looked up the one that city ``c`` likes best, or NONE.

    ``wait_weight`` is what each month of waiting for permission takes from a partner.
    """
    parameters = world.parameters.initiation
    clock = world.clock
    chosen = NONE
    best = parameters.outside + gumbel(uniform(clock, TASTE, key, 0))
    ways = count_introductions(world, c, NONE)
    share = parameters.through_partners if ways > 0 else 0.0
    for k in range(size):
        listing = world.directory[looked_up(world, c, key, k, share, ways)]
        other = listing.city
        if not is_eligible(world, c, other):
            continue
        met = 0.0
        if share > 0.0:
            met = share * count_introductions(world, c, other) / ways
        even = (1.0 - share) / len(world.directory) + met
        own = (1.0 - share) * listing.span + met
        utility = attraction(world, c, other) + visibility(even, own, size)
        utility -= wait_weight * expected_clearance(world, c, other)
        if partnership_between(world, c, other) != NONE:
            utility += parameters.earlier_partnership
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
def visibility(even: float, own: float, size: int) -> float:
    """Return the correction for a city's place in the directory (McFadden 1978).

    ``own`` is the chance that a look-up ends at the city, ``even`` what it would be if all places
    were equally far apart. Whom one meets through partners one meets more often; that is no matter
    of places, stands in both, and stays.
    """
    usual = 1.0 - math.pow(1.0 - even, float(size))
    actual = max(1.0 - math.pow(1.0 - own, float(size)), 0.05 * usual)
    return natural_log(usual) - natural_log(actual)


@rule
def looked_up(world: World, c: int, key: int, k: int, share: float, ways: int) -> int:
    """Return the place in the directory of the city that look-up ``k`` of a search finds.

    A ``share`` of look-ups fall on one of the ``ways`` in which partners can introduce a city.
    """
    u = uniform(world.clock, LOOK_UP, key, INTRODUCED + k)
    if not bernoulli(u, share):
        return find(world, uniform(world.clock, LOOK_UP, key, k))
    turn = int(u / share * ways)
    found = c
    for other in introductions(world, c):
        found = other
        if turn == 0:
            break
        turn -= 1
    return find(world, unit_place(world.cities[found].key))


INTRODUCED = 1 << 15
"""First of the draws of a search that tell which look-ups fall on partners' partners."""


@rule
def introductions(world: World, c: int) -> Iterator[int]:
    """Yield the eligible partners of each partner of city ``c``, ties alive on both ways."""
    for p, side in memberships(world, c):
        if not introduces(world, p):
            continue
        for q, end in memberships(world, world.partnerships[p].cities[1 - side]):
            other = world.partnerships[q].cities[1 - end]
            if introduces(world, q) and is_eligible(world, c, other):
                yield other


@rule
def introduces(world: World, p: int) -> bool:
    """Tell whether tie ``p`` is alive, and older than this month, in which others search too."""
    return world.partnerships[p].founded < world.clock.month and is_alive(world, p)


@rule
def count_introductions(world: World, c: int, city: int) -> int:
    """Count the ways in which partners of city ``c`` can introduce ``city``; NONE: whomever."""
    ways = 0
    for other in introductions(world, c):
        if city in (NONE, other):
            ways += 1
    return ways


@rule
def is_eligible(world: World, c: int, other: int) -> bool:
    """Tell whether city ``other`` may become a partner of ``c``: abroad, and no living tie yet."""
    if world.cities[other].country == world.cities[c].country:
        return False
    p = partnership_between(world, c, other)
    return p == NONE or not is_alive(world, p)


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
def is_alive(world: World, p: int) -> bool:
    """Tell whether both cities carry tie ``p``, new or with a delivery within a year."""
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
    record_triads(world, p)
    for side in range(2):
        append_membership(world, partnership.cities[side], p, side)
        partnership.aspiration[side] = world.parameters.trust.aspiration_start
    log(world, PARTNERSHIP_FOUNDED, p, c)
    return p
