"""Milestones: of those due this month each is delivered or missed.

Part of delivery; rule in words, equations and sources as in
:mod:`paradiplomacy.processes.delivery`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.processes.delivery import ADDITIVE_LOGIT, NEUTRAL, OFF
from paradiplomacy.processes.delivery.backing import attendance, is_suspended, permission
from paradiplomacy.processes.delivery.resources import covered
from paradiplomacy.processes.shared.forms import ces, geometric, logistic, toward_one
from paradiplomacy.processes.shared.journal import log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, is_engaged, past_slots
from paradiplomacy.randomness import MILESTONE, VENUE, bernoulli, uniform
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    CEREMONY,
    FREE,
    G2G,
    GOVERNMENT,
    HYBRID,
    MILESTONE_DELIVERED,
    MILESTONE_MISSED,
    MILESTONE_SUSPENDED,
    NGO_CARRIED,
    NGO_LEAD,
    NONE,
    PROGRAMME_COMPLETED,
    RUNNING,
    SOCIETY,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership, Programme
    from paradiplomacy.state.world import World


@rule
def fade_contacts(world: World, p: int) -> None:
    """Let last month's deliveries add to the personal contacts of tie ``p``, and time take some."""
    parameters = world.parameters.delivery
    partnership = world.partnerships[p]
    if partnership.exists == 0:
        return
    for _ in range(partnership.delivered_last[0]):
        partnership.contact = toward_one(partnership.contact, parameters.contact_gain)
    partnership.contact -= parameters.contact_decay * partnership.contact


@rule
def deliver(world: World, c: int) -> None:
    """Let city ``c`` run the programmes it leads for a month."""
    for p, side in memberships(world, c):
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.lead == side:
                run_month(world, g)


@rule
def deliver_informal(world: World, n: int) -> None:
    """Let NGO ``n`` run the programmes it leads for a month."""
    ngo = world.ngos[n]
    if ngo.active == 0:
        return
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.lead == NGO_LEAD and programme.ngo == n:
                run_month(world, g)


@rule
def run_month(world: World, g: int) -> None:
    """Run programme ``g`` for a month: keep, miss or put off what is due, and end it in time."""
    programme = world.programmes[g]
    scale = programme.scale
    a_year = world.parameters.programme.milestones[scale]
    due = (programme.months_run + 1) * a_year // 12 - programme.months_run * a_year // 12
    programme.months_run += 1
    ends = programme.months_run >= world.parameters.programme.duration[scale]
    if programme.put_off + due > 0:
        if is_suspended(world, g) and not ends:
            put_off(world, g, due)
        else:
            attempt(world, g, programme.put_off + due)
    if ends:
        programme.status = FREE
        log_programme(world, PROGRAMME_COMPLETED, g)


@rule
def put_off(world: World, g: int, due: int) -> None:
    """Put the ``due`` milestones of programme ``g`` off, neither kept nor missed."""
    world.programmes[g].put_off += due
    for _ in range(due):
        log_programme(world, MILESTONE_SUSPENDED, g)


@rule
def attempt(world: World, g: int, due: int) -> None:
    """Try to deliver the ``due`` milestones of programme ``g``; below the floor hold a ceremony.

    What is still suspended when the programme ends is missed.
    """
    parameters = world.parameters.delivery
    programme = world.programmes[g]
    p = programme.partnership
    partnership = world.partnerships[p]
    suspended = is_suspended(world, g)
    chance = 0.0 if suspended else chance_of_delivery(world, g)
    ceremonial = chance < parameters.floor and not suspended
    kept = 0
    for k in range(due):
        kind = MILESTONE_MISSED
        if ceremonial:
            kind = CEREMONY
            partnership.ceremonies += 1
        elif bernoulli(uniform(world.clock, MILESTONE, programme.key, k), chance):
            kind = MILESTONE_DELIVERED
            kept += 1
        log_programme(world, kind, g)
    partnership.promised_now += due
    partnership.delivered_now[carrier(programme)] += kept
    programme.reported = world.clock.month
    programme.put_off = 0
    programme.due_now = due
    programme.kept_now = kept
    witness(world, g, due, kept)


@rule
def witness(world: World, g: int, due: int, kept: int) -> None:
    """Let both tracks see, from each side, what was due and what was kept.

    Governments see what a city leads, their own city's less. Societies see what reaches people: an
    NGO's programme whole, a city's as far as people meet people and the public takes part; and what
    takes place abroad less.
    """
    parameters = world.parameters.trust
    programme = world.programmes[g]
    partnership = world.partnerships[programme.partnership]
    turnout = participation(world, g)
    here = venue(world, programme)
    for side in range(2):
        observed = 1.0
        if programme.lead != NGO_LEAD:
            observed = programme.contact * turnout
            weight = parameters.own_weight if programme.lead == side else 1.0
            see(partnership, 2 * GOVERNMENT + side, weight, due, kept)
        weight = 1.0 if here == side else parameters.away_weight
        see(partnership, 2 * SOCIETY + side, weight * observed, due, kept)
    partnership.moved_now += programme.contact * turnout * kept
    partnership.taught_now += programme.knowledge * kept
    partnership.spoken_now += programme.identity * kept
    for side in range(2):
        city = world.cities[partnership.cities[side]]
        weight = world.agenda[partnership.cities[side] * len(world.sectors) + programme.sector]
        partnership.benefit[side] += kept * weight / max(city.agenda_top, 1e-9)


@rule
def see(partnership: Partnership, i: int, weight: float, due: int, kept: int) -> None:
    """Add milestones, by their weight, to what is seen on one track from one side."""
    partnership.due[i] += weight * due
    partnership.kept[i] += weight * kept


@rule
def venue(world: World, programme: Programme) -> int:
    """Return the side in whose city this month's milestones of a programme take place."""
    partnership = world.partnerships[programme.partnership]
    # Which city it is hangs on the cities, not on which of them happens to be the first side.
    one = world.cities[partnership.cities[0]].key
    other = world.cities[partnership.cities[1]].key
    lower = bernoulli(uniform(world.clock, VENUE, programme.key, 0), 0.5)
    return 0 if lower == (one < other) else 1


@rule
def carrier(programme: Programme) -> int:
    """Return who carries a programme: a city, a city with an NGO, an NGO."""
    if programme.lead == NGO_LEAD:
        return NGO_CARRIED
    return G2G if programme.ngo == NONE else HYBRID


@rule
def chance_of_delivery(world: World, g: int) -> float:
    """Return the chance that a milestone of programme ``g`` due this month is delivered."""
    parameters = world.parameters.delivery
    variant = world.mechanisms.delivery
    programme = world.programmes[g]
    if variant == OFF:
        return 0.0
    money = funding(world, g)
    if variant == NEUTRAL:
        return parameters.neutral_chance if money > 0.0 else 0.0
    joint = ces(strength(world, g, 0), strength(world, g, 1), parameters.substitution)
    turnout = participation(world, g)
    reach = 1.0 - programme.contact * (1.0 - math.pow(turnout, parameters.participation_exponent))
    partnership = world.partnerships[programme.partnership]
    clarity = 1.0 - parameters.distance_weight * partnership.cultural_distance * (
        1.0 - partnership.contact
    )
    staff = staffing(world, g)
    if variant == ADDITIVE_LOGIT:
        mean = (joint + programme.quality + staff + money + reach + clarity) / 6.0
        chance = logistic(parameters.logit_intercept + parameters.logit_slope * mean)
    else:
        chance = parameters.scale * joint * programme.quality * staff * money * reach * clarity
    # Nothing stands in for a permit, not even in the rival.
    return min(chance, parameters.ceiling) * permission(world, g)


@rule
def strength(world: World, g: int, side: int) -> float:
    """Return what one side puts into programme ``g``: skill, coordination and commitment."""
    parameters = world.parameters.delivery
    programme = world.programmes[g]
    partnership = world.partnerships[programme.partnership]
    best = 0.0
    if programme.lead != NGO_LEAD:
        city = world.cities[partnership.cities[side]]
        together = geometric(city.horizontal_coordination, partnership.coordination)
        skill = math.pow(city.capacity * together, parameters.capacity_exponent)
        best = skill * math.pow(partnership.commitment[side], parameters.commitment_exponent)
    if programme.ngo != NONE:
        ngo = world.ngos[programme.ngo]
        skill = math.pow(ngo.capability * ngo.transnational, parameters.capacity_exponent)
        best = max(best, skill)
    return best


@rule
def participation(world: World, g: int) -> float:
    """Return the public that programme ``g`` reaches: the two cities' mean, or the NGO's own.

    Of the cities' publics an incident keeps some away.
    """
    programme = world.programmes[g]
    partnership = world.partnerships[programme.partnership]
    best = 0.0
    if programme.lead != NGO_LEAD:
        one = world.cities[partnership.cities[0]].participation
        best = 0.5 * (one + world.cities[partnership.cities[1]].participation)
        best *= attendance(world, partnership)
    if programme.ngo != NONE:
        best = max(best, world.ngos[programme.ngo].legitimacy)
    return best


@rule
def staffing(world: World, g: int) -> float:
    """Return the share of the needed staff at hand: the scarcer city's, or the NGO's if better."""
    programme = world.programmes[g]
    partnership = world.partnerships[programme.partnership]
    best = 0.0
    if programme.lead != NGO_LEAD:
        one = world.cities[partnership.cities[0]].staff_share
        best = min(one, world.cities[partnership.cities[1]].staff_share)
    if programme.ngo != NONE:
        best = max(best, world.ngos[programme.ngo].staff_share)
    return best


@rule
def funding(world: World, g: int) -> float:
    """Return the share of this month's cost of programme ``g`` that was paid."""
    programme = world.programmes[g]
    paid = covered(world, programme)
    # What an NGO paid was the part that the cities left open.
    return paid + (1.0 - paid) * programme.paid[2]
