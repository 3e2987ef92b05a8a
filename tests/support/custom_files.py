"""A custom file that holds all that one can: a mechanism, indicators and state."""

from __future__ import annotations

GOODWILL = '''"""Goodwill: a city's public remembers how far its partners could be trusted."""

from paradiplomacy.custom import indicator, state
from paradiplomacy.processes import trust
from paradiplomacy.processes.shared.memberships import memberships

goodwill = state("cities", 0.5, "1", "goodwill of a city's public", low=0.0, high=1.0)
looks = state("partnerships", 0.0, "looks", "how often either side looked at the tie", low=0.0)
zeal = state("ngos", 0.25, "1", "zeal of an organisation", low=0.0, high=1.0)
SPEED = 0.1


def revise_trust(world, c):
    trust.revise_trust(world, c)
    city = world.cities[c]
    for p, side in memberships(world, c):
        tie = world.partnerships[p]
        tie.looks += 1.0
        city.goodwill = mixed(city.goodwill, tie.trust[side])


def mixed(old, new):
    return (1.0 - SPEED) * old + SPEED * new


@indicator("1", "goodwill of the first city less that of the second", low=-1.0, high=1.0)
def goodwill_gap(world, p):
    first, second = world.partnerships[p].cities[0], world.partnerships[p].cities[1]
    return world.cities[first].goodwill - world.cities[second].goodwill


@indicator("cities", "cities with more goodwill than they began with")
def willing_cities(world):
    count = 0.0
    for c in range(len(world.cities)):
        if world.cities[c].goodwill > 0.5:
            count += 1.0
    return count
'''

RECORDED = ("goodwill_gap", "willing_cities", "goodwill", "looks", "zeal")
"""All that it declares."""
