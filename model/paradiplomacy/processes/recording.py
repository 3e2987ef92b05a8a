"""Recording: the month's flows become the tie's history; nothing here acts on the world.

Reads off what no rule sets: years with a delivery, silence, dormancy, who carried the tie lately.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.slots import release_slots
from paradiplomacy.processes.trust import dyad_trust
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    DROPPED_ACTIVE,
    DROPPED_DORMANT,
    DROPPED_IN_OFFICE,
    G2G,
    HYBRID,
    MODE_WINDOW,
    NGO_CARRIED,
    NONE,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

DORMANT_AFTER = 12
"""Months without a delivery by anyone after which a tie is dormant."""

CEREMONIAL_AFTER = 36
"""Months with a paper and without a delivery by anyone after which a tie is ceremonial."""


@rule
def record_month(world: World, p: int) -> None:
    """Add the month's flows of tie ``p`` to its history and clear them."""
    partnership = world.partnerships[p]
    if partnership.exists == 0:
        return
    by_city = partnership.delivered_now[G2G] + partnership.delivered_now[HYBRID]
    by_ngo = partnership.delivered_now[NGO_CARRIED] + partnership.delivered_now[HYBRID]
    anyone = by_city + partnership.delivered_now[NGO_CARRIED]
    note_departure(world, p)
    note_year(partnership, anyone, by_city, by_ngo)
    note_carriers(partnership)
    note_silence(partnership, anyone)
    note_trust(partnership)
    partnership.promised += partnership.promised_now
    partnership.promised_now = 0
    partnership.delivered_last[0] = anyone
    partnership.delivered_last[1] = by_city
    partnership.in_term += anyone
    note_delivery(world, partnership, anyone)
    partnership.moved_now = 0.0
    partnership.taught_now = 0.0
    partnership.spoken_now = 0.0
    for carrier in range(3):
        partnership.delivered[carrier] += partnership.delivered_now[carrier]
        partnership.delivered_now[carrier] = 0
    for i in range(4):
        partnership.due[i] = 0.0
        partnership.kept[i] = 0.0
    for side in range(2):
        partnership.let_downs[side] = 0
    partnership.age += 1
    release_slots(world, p)


@rule
def note_departure(world: World, p: int) -> None:
    """Count on what occasion a city let tie ``p`` go this month."""
    partnership = world.partnerships[p]
    for side in range(2):
        if partnership.carried[side] < partnership.carried_last[side]:
            if world.cities[partnership.cities[side]].in_office > 0:
                occasion = DROPPED_IN_OFFICE
            elif partnership.silent >= DORMANT_AFTER:
                occasion = DROPPED_DORMANT
            else:
                occasion = DROPPED_ACTIVE
            partnership.let_go[occasion] += 1
        partnership.carried_last[side] = partnership.carried[side]


@rule
def keep_books(world: World, c: int) -> None:
    """Add up the staff that levers kept at work this month in city ``c``, and in its centre for it.

    A city's is rationed as all its staff is; its centre's never binds.
    """
    city = world.cities[c]
    country = world.countries[city.country]
    city.lever_staff += city.staff_share * city.upkeep_load
    country.lever_staff += world.parameters.levers.coordination_staff * country.coordination_effort


@rule
def note_year(partnership: Partnership, anyone: int, by_city: int, by_ngo: int) -> None:
    """Count the tie's years in which anyone, a city, an NGO delivered something."""
    if partnership.age % 12 == 0:
        for k in range(3):
            partnership.active_now[k] = 0
    flows = (anyone, by_city, by_ngo)
    for k in range(3):
        if flows[k] > 0 and partnership.active_now[k] == 0:
            partnership.active_now[k] = 1
            partnership.active_years[k] += 1


@rule
def note_carriers(partnership: Partnership) -> None:
    """Keep who carried the deliveries of the last 24 months, month by month and summed."""
    slot = partnership.age % MODE_WINDOW
    shared = partnership.delivered_now[HYBRID]
    by_city = 2 * partnership.delivered_now[G2G] + shared
    by_ngo = 2 * partnership.delivered_now[NGO_CARRIED] + shared
    partnership.lately[0] += by_city - partnership.recent_city[slot]
    partnership.lately[1] += by_ngo - partnership.recent_ngo[slot]
    partnership.recent_city[slot] = by_city
    partnership.recent_ngo[slot] = by_ngo


@rule
def note_delivery(world: World, partnership: Partnership, anyone: int) -> None:
    """Note in the record of the paper in force what was delivered under it this month."""
    if anyone > 0 and partnership.paper != NONE:
        paper = world.papers[partnership.paper]
        paper.delivered += anyone
        paper.active_until = world.clock.month


@rule
def note_silence(partnership: Partnership, anyone: int) -> None:
    """Count silent months, dormant spells with all their months, and revivals."""
    if anyone > 0:
        if partnership.silent >= DORMANT_AFTER:
            partnership.revivals += 1
        partnership.silent = 0
        return
    partnership.silent += 1
    if partnership.silent == DORMANT_AFTER:
        partnership.dormant_spells += 1
        partnership.dormant_months += DORMANT_AFTER
    elif partnership.silent > DORMANT_AFTER:
        partnership.dormant_months += 1


@rule
def note_trust(partnership: Partnership) -> None:
    """Keep mean and squared deviations of a tie's trust over its months (Welford 1962)."""
    delta = dyad_trust(partnership) - partnership.trust_mean
    partnership.trust_mean += delta / (partnership.age + 1)
    partnership.trust_squares += delta * (dyad_trust(partnership) - partnership.trust_mean)
