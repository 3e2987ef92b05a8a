"""Carriers: cities let ties go and take them up; NGOs are founded, enter and take over.

Part of carrying; rule in words, equations and sources as in
:mod:`paradiplomacy.processes.carrying`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.carrying import DISAPPOINTMENT, NEUTRAL, OFF, YEARLY_LOGIT
from paradiplomacy.processes.carrying.departure import leaves, quit_partnerships
from paradiplomacy.processes.shared.forms import clip, logistic
from paradiplomacy.processes.shared.journal import log, log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, free_place, is_engaged, past_slots
from paradiplomacy.processes.trust import kept_share
from paradiplomacy.randomness import (
    CARRYING,
    NGO_ENTRY,
    NGO_TRAITS,
    bernoulli,
    child_key,
    normal,
    pair_key,
    uniform,
    uniform_once,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    NGO_ENTERED,
    NGO_LEAD,
    NONE,
    PARTNERSHIP_LET_GO,
    PARTNERSHIP_RESUMED,
    PROGRAMME_TAKEN_OVER,
    RUNNING,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

# What an NGO that is founded draws, all keyed by its generation.
_CAPABILITY, _LEGITIMACY, _LINKS, _BUDGET = range(4)


@rule
def is_choice_month(world: World) -> bool:
    """Tell whether this is the month of the year in which the yearly logit chooses."""
    return world.clock.month % 12 == 11


@rule
def carry_partnerships(world: World, c: int) -> None:
    """Let city ``c`` let go of ties, or take them up again."""
    variant = world.mechanisms.carrying
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        before = partnership.carried[side]
        if variant == DISAPPOINTMENT:
            lose_heart(world, partnership, side)
        if variant == NEUTRAL:
            partnership.carried[side] = 1
        elif variant == YEARLY_LOGIT:
            if is_choice_month(world):
                partnership.carried[side] = chooses_to_carry(world, partnership, side)
        elif before == 1 and partnership.commitment[side] < world.parameters.carrying.let_go:
            partnership.carried[side] = 0
        elif before == 0 and partnership.commitment[side] >= world.parameters.carrying.take_up:
            partnership.carried[side] = 1
        if partnership.carried[side] < before:
            log(world, PARTNERSHIP_LET_GO, p, c)
        elif partnership.carried[side] > before:
            log(world, PARTNERSHIP_RESUMED, p, c)


@rule
def lose_heart(world: World, partnership: Partnership, side: int) -> None:
    """Let a side's commitment fall by what this month kept less than it aspires to (rival)."""
    if partnership.promised_now == 0:
        return
    shortfall = max(partnership.aspiration[side] - kept_share(partnership), 0.0)
    weight = world.parameters.leadership.commitment_gain * world.parameters.trust.negativity
    partnership.commitment[side] *= 1.0 - min(weight * shortfall, 1.0)


@rule
def chooses_to_carry(world: World, partnership: Partnership, side: int) -> int:
    """Return 1 where a side's city chooses to carry the tie for another year (rival)."""
    parameters = world.parameters.carrying
    value = 0.5 * partnership.commitment[side] + 0.5 * partnership.trust[side]
    switching = (
        parameters.switching_cost if partnership.carried[side] == 1 else -parameters.switching_cost
    )
    utility = parameters.logit_intensity * (value - parameters.outside_value + switching)
    u = uniform(world.clock, CARRYING, child_key(partnership.key, side), 0)
    return 1 if bernoulli(u, logistic(utility)) else 0


@rule
def enter(world: World, n: int) -> None:
    """Let NGO ``n`` take up ties of its home city where identity is salient and need unmet."""
    variant = world.mechanisms.carrying
    ngo = world.ngos[n]
    if variant in (NEUTRAL, OFF):
        return
    if variant == YEARLY_LOGIT and not is_choice_month(world):
        return
    most = 1.0 if variant == YEARLY_LOGIT else world.parameters.carrying.entry
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        u = uniform(world.clock, NGO_ENTRY, pair_key(ngo.key, partnership.key), 0)
        # Few draws are below the highest chance there is, so few chances need be worked out.
        if u >= most or not bernoulli(u, appeal(world, p)):
            continue
        slot = free_place(partnership, n)
        if slot != NONE:
            if ngo.active == 0:
                found_ngo(world, n)
            partnership.engaged[slot] = n
            log(world, NGO_ENTERED, p, ngo.home, n)


@rule
def appeal(world: World, p: int) -> float:
    """Return the chance that an NGO takes tie ``p`` up now."""
    parameters = world.parameters.carrying
    partnership = world.partnerships[p]
    salience = max(
        world.cities[partnership.cities[0]].identity_salience,
        world.cities[partnership.cities[1]].identity_salience,
    )
    unmet = min(partnership.silent / 12.0, 1.0)
    if world.mechanisms.carrying == YEARLY_LOGIT:
        value = salience * unmet - parameters.outside_value - parameters.switching_cost
        return logistic(parameters.logit_intensity * value)
    return parameters.entry * salience * unmet


@rule
def found_ngo(world: World, n: int) -> None:
    """Found NGO ``n``: its traits are drawn, and it raises its first money."""
    parameters = world.parameters.carrying
    ngo = world.ngos[n]
    ngo.active = 1
    ngo.generation += 1
    key = child_key(ngo.key, ngo.generation)
    ngo.capability = trait(world, key, _CAPABILITY)
    ngo.legitimacy = trait(world, key, _LEGITIMACY)
    ngo.transnational = trait(world, key, _LINKS)
    ngo.budget = parameters.entrant_budget * 2.0 * trait(world, key, _BUDGET)
    ngo.success = world.parameters.trust.aspiration_start
    ngo.aspiration = world.parameters.trust.aspiration_start
    ngo.staff_share = 1.0
    ngo.funds = ngo.budget
    ngo.granted += ngo.budget


@rule
def trait(world: World, key: int, draw: int) -> float:
    """Draw one trait of an NGO that is founded."""
    parameters = world.parameters.carrying
    z = normal(uniform_once(world.clock, NGO_TRAITS, key, draw))
    return clip(parameters.entrant_capability + parameters.entrant_spread * z, 0.0, 1.0)


@rule
def leave(world: World, n: int) -> None:
    """Let NGO ``n`` leave all its ties where money or success fails it."""
    variant = world.mechanisms.carrying
    if world.ngos[n].active == 0 or variant == NEUTRAL:
        return
    if variant == YEARLY_LOGIT and not is_choice_month(world):
        return
    if variant == OFF or leaves(world, n, yearly=variant == YEARLY_LOGIT):
        quit_partnerships(world, n)


@rule
def take_over(world: World, n: int) -> None:
    """Let NGO ``n`` take over programmes that a city led in a tie that a city has let go."""
    ngo = world.ngos[n]
    if ngo.active == 0 or ngo.staff_share < 1.0:
        return
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if partnership.carried[0] + partnership.carried[1] == 2 or not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            lead = programme.lead
            if programme.status != RUNNING or lead == NGO_LEAD or partnership.carried[lead] == 1:
                continue
            if programme.ngo in (NONE, n) and works_in(world, n, programme.sector):
                programme.lead = NGO_LEAD
                programme.ngo = n
                log_programme(world, PROGRAMME_TAKEN_OVER, g)


@rule
def works_in(world: World, n: int, sector: int) -> bool:
    """Tell whether NGO ``n`` works in a sector."""
    return world.ngo_sectors[n * len(world.sectors) + sector] > 0.0
