"""Informal ties and programmes: what NGOs start, without any gate.

Part of initiation. Rule in words. An engaged NGO that is not overloaded starts small programmes of
its own, the more readily the more local identity matters. An NGO with links abroad now and then
looks for a partner of its home city, by the same preferences, and starts an informal tie: that
needs no gate and no city hall (E101, E108). Neither city is committed to such a tie more than to
an inherited one.

Sources. Networks of organisations across borders: Keck & Sikkink 1998 (Activists beyond Borders),
in words; chances: form assumed. Evidence: E64, E87, E101, E108, E126.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import carrying, initiation, leadership
from paradiplomacy.processes.initiation import partners
from paradiplomacy.processes.initiation.proposals import SECTOR, take_slot
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships, partnership_between
from paradiplomacy.processes.shared.slots import free_place, free_slot, is_engaged
from paradiplomacy.randomness import (
    NGO_PROPOSAL,
    PROPOSAL_CONTENT,
    SEARCH,
    bernoulli,
    categorical,
    child_key,
    pair_key,
    uniform,
    uniform_once,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    APPROVED,
    BY_NGO,
    NGO_ENTERED,
    NGO_LEAD,
    NONE,
    PROGRAMME_PROPOSED,
    PROPOSAL_DROPPED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def start_informal(world: World, n: int) -> None:
    """Let NGO ``n`` start small programmes of its own in the ties where it is engaged."""
    ngo = world.ngos[n]
    if ngo.active == 0 or world.mechanisms.initiation == initiation.OFF:
        return
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        u = uniform(world.clock, NGO_PROPOSAL, pair_key(ngo.key, partnership.key), 0)
        if bernoulli(u, eagerness(world, p, n)):
            start_own(world, p, n)


@rule
def eagerness(world: World, p: int, n: int) -> float:
    """Return the chance that NGO ``n`` starts a programme in tie ``p`` this month."""
    parameters = world.parameters.initiation
    if world.mechanisms.initiation == initiation.NEUTRAL:
        return parameters.neutral_ngo_rate
    if world.ngos[n].staff_share < 1.0:
        return 0.0
    partnership = world.partnerships[p]
    salience = max(
        world.cities[partnership.cities[0]].identity_salience,
        world.cities[partnership.cities[1]].identity_salience,
    )
    return parameters.ngo_rate * salience


@rule
def start_own(world: World, p: int, n: int) -> None:
    """Let NGO ``n`` set up a small programme in tie ``p``; it starts when it is funded."""
    clock = world.clock
    partnership = world.partnerships[p]
    key = child_key(partnership.key, partnership.programmes_made)
    size = len(world.sectors)
    u = uniform_once(clock, PROPOSAL_CONTENT, key, SECTOR)
    sector = categorical(u, world.ngo_sectors, n * size, size)
    g = free_slot(world, p)
    if g == NONE:
        log(world, PROPOSAL_DROPPED, p, ngo=n, sector=sector)
        return
    take_slot(world, g, p, key, sector, 0, world.ngos[n].home)
    programme = world.programmes[g]
    programme.status = APPROVED
    programme.lead = NGO_LEAD
    programme.ngo = n
    programme.origin = BY_NGO
    programme.approved_at = clock.month
    log(world, PROGRAMME_PROPOSED, p, ngo=n, sector=sector, programme=programme.ordinal)


@rule
def seek_partnership(world: World, n: int) -> None:
    """Let NGO ``n`` look for a partner abroad for its home city, and start an informal tie."""
    parameters = world.parameters.initiation
    ngo = world.ngos[n]
    if ngo.active == 0 or world.mechanisms.initiation != initiation.EVENT_HISTORY:
        return
    if world.mechanisms.carrying == carrying.NEUTRAL:
        return
    chance = parameters.ngo_search * ngo.transnational
    if ngo.staff_share < 1.0 or not bernoulli(uniform(world.clock, SEARCH, ngo.key, 0), chance):
        return
    home = ngo.home
    # An informal tie waits for nobody's permission.
    other = partners.preferred_partner(world, home, ngo.key, parameters.consideration, 0.0)
    if other == NONE:
        return
    p = partnership_between(world, home, other)
    if p == NONE:
        p = partners.found_partnership(world, home, other)
        if p == NONE:
            return
        inherited = world.parameters.leadership.inherited_weight
        partnership = world.partnerships[p]
        for side in range(2):
            drive = world.cities[partnership.cities[side]].drive
            leadership.pledge(world, p, side, inherited * drive)
            partnership.carried[side] = 1
    slot = free_place(world.partnerships[p], n)
    if slot != NONE:
        world.partnerships[p].engaged[slot] = n
        log(world, NGO_ENTERED, p, home, n)
    if is_engaged(world.partnerships[p], n):
        start_own(world, p, n)
