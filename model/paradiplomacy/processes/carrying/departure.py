"""The departure of an NGO: when it leaves, and what becomes of what it carried.

Part of carrying. Sources as in :mod:`paradiplomacy.processes.carrying`; E98.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.processes.shared.journal import log, log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.randomness import NGO_EXIT, bernoulli, uniform
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    APPROVED,
    ENGAGED_SLOTS,
    FREE,
    NGO_LEAD,
    NGO_LEFT,
    NONE,
    PROGRAMME_ABANDONED,
    PROGRAMME_BROKEN_OFF,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def leaves(world: World, n: int, yearly: bool) -> bool:
    """Tell whether NGO ``n`` gives up this month, or in the rival this year."""
    parameters = world.parameters.carrying
    ngo = world.ngos[n]
    shortfall = max(ngo.aspiration - ngo.success, 0.0)
    if yearly:
        value = ngo.success - parameters.outside_value + parameters.switching_cost
        chance = logistic(-parameters.logit_intensity * value)
    else:
        chance = parameters.exit + parameters.disappointment * shortfall
        if ngo.funds <= 0.0:
            chance += parameters.insolvency
        # Those who preserve an identity with their public behind them hold out (E64).
        chance *= 1.0 - ngo.legitimacy * salience(world, n)
    return bernoulli(uniform(world.clock, NGO_EXIT, ngo.key, 0), chance)


@rule
def salience(world: World, n: int) -> float:
    """Return the largest salience of identity in the cities of the ties that NGO ``n`` carries."""
    most = 0.0
    for p, _ in memberships(world, world.ngos[n].home):
        partnership = world.partnerships[p]
        for k in range(ENGAGED_SLOTS):
            if partnership.engaged[k] == n:
                for c in partnership.cities:
                    most = max(most, world.cities[c].identity_salience)
    return most


@rule
def quit_partnerships(world: World, n: int) -> None:
    """Let NGO ``n`` leave every tie; what it led ends, what it was on board of goes on."""
    ngo = world.ngos[n]
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        for k in range(ENGAGED_SLOTS):
            if partnership.engaged[k] == n:
                partnership.engaged[k] = NONE
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == FREE or programme.ngo != n:
                continue
            if programme.lead == NGO_LEAD:
                # Only what never began is an opportunity lost.
                if programme.status == APPROVED:
                    partnership.abandoned += 1
                    log_programme(world, PROGRAMME_ABANDONED, g)
                else:
                    log_programme(world, PROGRAMME_BROKEN_OFF, g)
                programme.status = FREE
            else:
                programme.ngo = NONE
                programme.paid[2] = 0.0
    forget_partnerships_to_come(world, n)
    ngo.active = 0
    ngo.returned += ngo.funds
    ngo.funds = 0.0
    log(world, NGO_LEFT, city=ngo.home, ngo=n)


@rule
def forget_partnerships_to_come(world: World, n: int) -> None:
    """Take NGO ``n`` out of ties that the scenario founds later; no city has their ends yet."""
    if world.clock.awaited == 0:
        return
    for p in range(world.clock.partnership_count):
        partnership = world.partnerships[p]
        for k in range(ENGAGED_SLOTS):
            if partnership.exists == 0 and partnership.engaged[k] == n:
                partnership.engaged[k] = NONE
