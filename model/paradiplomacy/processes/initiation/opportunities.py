"""Opportunities: they arrive by an event-history logit, and are taken or not.

Part of initiation; rule in words, equations and sources as in
:mod:`paradiplomacy.processes.initiation`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import norms
from paradiplomacy.processes.delivery.resources import staff_of
from paradiplomacy.processes.gate.screening import boldness
from paradiplomacy.processes.initiation import NEUTRAL, OFF
from paradiplomacy.processes.initiation.proposals import SCALE, SECTOR, write_proposal
from paradiplomacy.processes.shared.forms import ces, growth, logistic
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.means import affordable
from paradiplomacy.processes.shared.memberships import is_active, memberships
from paradiplomacy.randomness import (
    PROPOSAL,
    PROPOSAL_CONTENT,
    bernoulli,
    categorical,
    child_key,
    uniform,
    uniform_once,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    DOSSIER_SLOTS,
    OPEN,
    PROGRAMME_SLOTS,
    PROPOSAL_DROPPED,
    PROPOSED_TOP_DOWN,
    TOP_DOWN,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def sense_need(world: World, c: int) -> None:
    """Let the need of city ``c`` return to its level, and ease where a tie delivered."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    city.need += parameters.need_rate * (city.need_base - city.need)
    relieved = False
    for p, _ in memberships(world, c):
        partnership = world.partnerships[p]
        relieved = relieved or partnership.delivered_last[0] > 0
    if relieved:
        city.need -= parameters.need_relief * city.need


@rule
def survey_partnerships(world: World, n: int) -> None:
    """Let centre ``n`` see how many of its cities have active ties, and plan by its priorities."""
    parameters = world.parameters.initiation
    country = world.countries[n]
    active = 0
    for c in range(country.first_city, country.first_city + country.city_count):
        city = world.cities[c]
        city.popularity = city.partnership_count
        city.outgoing = 1 if has_active_partnership(world, c) else 0
        active += city.outgoing
    country.outgoing = active
    if country.top_down_share <= 0.0:
        return
    for i in range(n * len(world.sectors), (n + 1) * len(world.sectors)):
        world.plans[i] = growth(parameters.choice_intensity * world.priorities[i])


@rule
def has_active_partnership(world: World, c: int) -> bool:
    """Tell whether a tie of city ``c`` has delivered something within a year."""
    for p, _ in memberships(world, c):
        if is_active(world.partnerships[p]):
            return True
    return False


@rule
def weigh_sectors(world: World, c: int) -> None:
    """Let city ``c`` weigh the sectors on its agenda: what pays against what is appropriate."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    size = len(world.sectors)
    role = norms.omega(world, c)
    for s in range(size):
        i = c * size + s
        weight = world.agenda[i]
        if weight <= 0.0 or world.mechanisms.initiation == NEUTRAL:
            world.weights[i] = weight
            continue
        pays = weight / city.agenda_top * parameters.faith
        fits = city.identity_salience * world.sectors[s].identity
        fits += (1.0 - city.identity_salience) * world.priorities[city.country * size + s]
        utility = (1.0 - role) * pays + role * fits
        world.weights[i] = growth(parameters.choice_intensity * utility)


@rule
def propose_top_down(world: World, n: int) -> None:
    """Let centre ``n`` shape its share of its cities' opportunities by national priority."""
    country = world.countries[n]
    if country.top_down_share <= 0.0:
        return
    for c in range(country.first_city, country.first_city + country.city_count):
        take_opportunities(world, c, TOP_DOWN)


@rule
def propose(world: World, c: int) -> None:
    """Let city ``c`` take the opportunities in its ties that are its own."""
    take_opportunities(world, c, BOTTOM_UP)


@rule
def take_opportunities(world: World, c: int, origin: int) -> None:
    """Write a proposal for each of this month's opportunities of city ``c`` of one origin."""
    city = world.cities[c]
    share = world.countries[city.country].top_down_share
    ready = readiness(world, c)
    most = highest_chance(world, ready)
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        key = child_key(partnership.key, side)
        u = uniform(world.clock, PROPOSAL, key, 0)
        if u >= most or not bernoulli(u, opportunity(world, p, side, ready)):
            continue
        from_above = bernoulli(uniform(world.clock, PROPOSAL, key, 1), share)
        if from_above == (origin == TOP_DOWN):
            if from_above:
                log(world, PROPOSED_TOP_DOWN, p, c)
            take(world, p, side, origin)


@rule
def take(world: World, p: int, side: int, origin: int) -> None:
    """Make of an opportunity a proposal of some sector and scale, if both cities can take it on."""
    partnership = world.partnerships[p]
    if origin == BOTTOM_UP and world.cities[partnership.cities[side]].agenda_top <= 0.0:
        return
    key = child_key(partnership.key, partnership.programmes_made)
    sector = chosen_sector(world, partnership.cities[side], key, origin)
    scale = chosen_scale(world, p, side, key)
    if world.mechanisms.initiation == NEUTRAL or is_feasible(world, p, scale):
        write_proposal(world, p, side, origin, key, sector, scale)
    else:
        log(world, PROPOSAL_DROPPED, p, partnership.cities[side], sector=sector)


@rule
def is_feasible(world: World, p: int, scale: int) -> bool:
    """Tell whether both cities of tie ``p`` have the staff for a scale.

    What the paper permits would start now, and needs staff that is free now. What needs a paper
    first is for later: it needs a staff that is large enough.
    """
    partnership = world.partnerships[p]
    if scale > partnership.formality:
        paper = world.dossiers[p * DOSSIER_SLOTS + PROGRAMME_SLOTS]
        return paper.status != OPEN and both_could_staff(world, p, scale)
    return has_staff(world, partnership.cities[0], scale) and has_staff(
        world, partnership.cities[1], scale
    )


@rule
def both_could_staff(world: World, p: int, scale: int) -> bool:
    """Tell whether both cities of tie ``p`` have a staff that is large enough for a scale."""
    one = world.partnerships[p].cities[0]
    other = world.partnerships[p].cities[1]
    return could_staff(world, one, scale) and could_staff(world, other, scale)


@rule
def chosen_sector(world: World, c: int, key: int, origin: int) -> int:
    """Choose a sector: the centre by its plans, city ``c`` by its weights."""
    u = uniform_once(world.clock, PROPOSAL_CONTENT, key, SECTOR)
    size = len(world.sectors)
    if origin == TOP_DOWN:
        return categorical(u, world.plans, world.cities[c].country * size, size)
    return categorical(u, world.weights, c * size, size)


@rule
def chosen_scale(world: World, p: int, side: int, key: int) -> int:
    """Choose a scale by multinomial logit: what pays against what the paper permits."""
    parameters = world.parameters.initiation
    u = uniform_once(world.clock, PROPOSAL_CONTENT, key, SCALE)
    if world.mechanisms.initiation == NEUTRAL:
        return categorical(u, parameters.neutral_scale, 0, 3)
    partnership = world.partnerships[p]
    role = norms.omega(world, partnership.cities[side])
    confidence = parameters.faith + (1.0 - parameters.faith) * partnership.trust[side]
    weights = (
        appeal_of_scale(world, p, 0, role, confidence),
        appeal_of_scale(world, p, 1, role, confidence),
        appeal_of_scale(world, p, 2, role, confidence),
    )
    return categorical(u, weights, 0, 3)


@rule
def appeal_of_scale(world: World, p: int, scale: int, role: float, confidence: float) -> float:
    """Return the weight with which a city would choose a scale in tie ``p``."""
    parameters = world.parameters.initiation
    partnership = world.partnerships[p]
    if scale > 0 and not is_feasible(world, p, scale):
        return 0.0
    money = min(
        affordable(world, partnership.cities[0], scale),
        affordable(world, partnership.cities[1], scale),
    )
    planned = min(boldness(world) * money, 1.0)
    worth = parameters.worth[scale] * planned * confidence
    pays = worth - parameters.trouble[scale]
    fits = 1.0 if scale <= partnership.formality else 0.0
    return growth(parameters.choice_intensity * ((1.0 - role) * pays + role * fits))


@rule
def opportunity(world: World, p: int, side: int, ready: float) -> float:
    """Return the chance of an opportunity for one side of tie ``p`` whose city is so ready."""
    parameters = world.parameters.initiation
    variant = world.mechanisms.initiation
    partnership = world.partnerships[p]
    c = partnership.cities[side]
    if variant == OFF or partnership.carried[0] + partnership.carried[1] < 2:
        return 0.0
    if variant == NEUTRAL:
        return parameters.neutral_city_rate
    city = world.cities[c]
    partner = world.cities[partnership.cities[1 - side]]
    level = world.bilateral[city.country * len(world.countries) + partner.country]
    # What one mayor wants the other must want too (E128).
    will = ces(
        partnership.commitment[0], partnership.commitment[1], world.parameters.delivery.substitution
    )
    odds = ready + parameters.leader * will
    odds += parameters.trust * partnership.trust[side] + parameters.bilateral * level
    return logistic(odds)


@rule
def highest_chance(world: World, ready: float) -> float:
    """Return a bound of the chance of an opportunity in any tie of a city that is so ready.

    Few draws are below it, so that few chances need be worked out.
    """
    parameters = world.parameters.initiation
    variant = world.mechanisms.initiation
    if variant == OFF:
        return 0.0
    if variant == NEUTRAL:
        return parameters.neutral_city_rate
    # Summed in the order of an opportunity, so that rounding keeps it a bound.
    odds = ready + max(parameters.leader, 0.0)
    odds += max(parameters.trust, 0.0) + max(parameters.bilateral, 0.0)
    return logistic(odds)


@rule
def readiness(world: World, c: int) -> float:
    """Return the log odds of an opportunity that come from city ``c`` itself, leader apart."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    odds = parameters.intercept + parameters.capacity * city.capacity
    odds += parameters.need * city.need
    country = world.countries[city.country]
    # A city is no example to itself.
    others = max(country.city_count - 1, 1)
    odds += parameters.exposure * (country.outgoing - city.outgoing) / others
    return odds + parameters.norm * city.norm_adopted * city.norm_internalised


@rule
def could_staff(world: World, c: int, scale: int) -> bool:
    """Tell whether city ``c`` has, beside its levers, staff enough for a programme of a scale."""
    needed = world.cities[c].upkeep_load + world.parameters.programme.staff[scale]
    return needed <= boldness(world) * staff_of(world, c)


@rule
def has_staff(world: World, c: int, scale: int) -> bool:
    """Tell whether city ``c`` has staff for one more programme of a scale."""
    needed = world.cities[c].load + world.parameters.programme.staff[scale]
    return needed <= boldness(world) * staff_of(world, c)
