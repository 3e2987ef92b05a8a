"""Backing: what governments must allow before a city delivers abroad, and what an incident stops.

Part of delivery; rule in words, equations and sources as in
:mod:`paradiplomacy.processes.delivery`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.delivery import NEUTRAL, OFF
from paradiplomacy.processes.trust import track_trust
from paradiplomacy.randomness import SUSPENSION, bernoulli, uniform_once
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NGO_LEAD, SOCIETY

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


@rule
def permission(world: World, g: int) -> float:
    """Return the part of a chance that is left to programme ``g`` where centres may deny permits.

    The city that is less coordinated with its centre binds; organisations need no permits.
    """
    programme = world.programmes[g]
    if programme.lead == NGO_LEAD:
        return 1.0
    partnership = world.partnerships[programme.partnership]
    one = world.cities[partnership.cities[0]].vertical_coordination
    backed = min(one, world.cities[partnership.cities[1]].vertical_coordination)
    return 1.0 - world.parameters.delivery.permits * programme.contact * (1.0 - backed)


@rule
def disruption(world: World, partnership: Partnership) -> float:
    """Return how far incidents disrupt a tie: the worse of its countries' two directions."""
    if world.mechanisms.delivery in (NEUTRAL, OFF):
        return 0.0
    size = len(world.countries)
    one = world.cities[partnership.cities[0]].country
    other = world.cities[partnership.cities[1]].country
    severity = max(world.severity[one * size + other], world.severity[other * size + one])
    return world.parameters.delivery.suspension * severity


@rule
def is_suspended(world: World, g: int) -> bool:
    """Tell whether an incident suspends programme ``g`` this month; never what an NGO leads.

    Its draw stays, so that what is suspended is so until the incident is over or trust has grown.
    """
    programme = world.programmes[g]
    if programme.lead == NGO_LEAD:
        return False
    partnership = world.partnerships[programme.partnership]
    chance = disruption(world, partnership) * (1.0 - partnership.trust[programme.lead])
    if chance == 0.0:
        return False
    return bernoulli(uniform_once(world.clock, SUSPENSION, programme.key, 0), chance)


@rule
def attendance(world: World, partnership: Partnership) -> float:
    """Return the part of the cities' publics that comes, incident or not."""
    return 1.0 - disruption(world, partnership) * (1.0 - track_trust(partnership, SOCIETY))
