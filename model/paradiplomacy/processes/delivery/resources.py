"""Resources: programmes start when they are funded, and draw money and staff while they run.

Part of delivery. Rule in words. An approved programme starts when those who pay for it hold some
months of its cost; one that finds no money within patience is abandoned and has promised nothing.
Each month a city pays its part of all programmes it takes part in, or, where money is short, the
same share of each. An NGO pays its own programmes and, in a joint one, what the cities left open.
Levers come first: a city pays for its unit, its broker and dissemination, and what it cannot pay
works in part. Staff is bounded: a city's grows with its capacity, and with its size, though less
than in proportion; running programmes, monitoring and dissemination use it, and where it is
overloaded all get less of it.

Equations. With K capacity and N population::

    staff = staff_per_capacity x K x (N / 100,000)^staff_size

Sources. E38 (money binds), E67 (staff binds), E94 (large cities have established structures), E98
(outside money); budget level D06. That staff goes with a power of size: form and exponent assumed.
Overload by conservation: the staff a city has is shared by what it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.journal import log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, is_engaged, past_slots
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    APPROVED,
    FREE,
    NGO_LEAD,
    PROGRAMME_ABANDONED,
    PROGRAMME_STARTED,
    RUNNING,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Programme
    from paradiplomacy.state.world import World


@rule
def staff_of(world: World, c: int) -> float:
    """Return the staff of city ``c``, in programme-equivalents."""
    city = world.cities[c]
    return world.parameters.delivery.staff_per_capacity * city.capacity * city.office


@rule
def cost_share(world: World, programme: Programme, side: int) -> float:
    """Return the share of a city-led programme's cost that one side bears."""
    lead_share = world.parameters.budgeting.lead_share
    return lead_share if programme.lead == side else 1.0 - lead_share


@rule
def start_programmes(world: World, c: int) -> None:
    """Start the approved programmes that city ``c`` leads, where both sides hold a reserve."""
    city = world.cities[c]
    committed = 0.0
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        partner = world.cities[partnership.cities[1 - side]]
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status != APPROVED or programme.lead != side:
                continue
            reserve = needed_reserve(world, programme)
            own = reserve * cost_share(world, programme, side)
            theirs = reserve * cost_share(world, programme, 1 - side)
            if committed + own <= city.funds and theirs <= partner.funds:
                committed += own
                start(world, g)
            else:
                city.asked += own / max(world.parameters.delivery.reserve, 1)
                wait_for_money(world, g)


@rule
def start_informal_programmes(world: World, n: int) -> None:
    """Start the programmes that NGO ``n`` leads, where it holds a reserve."""
    ngo = world.ngos[n]
    if ngo.active == 0:
        return
    committed = 0.0
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status != APPROVED or programme.lead != NGO_LEAD or programme.ngo != n:
                continue
            reserve = needed_reserve(world, programme)
            if committed + reserve <= ngo.funds:
                committed += reserve
                start(world, g)
            else:
                wait_for_money(world, g)


@rule
def needed_reserve(world: World, programme: Programme) -> float:
    """Return the money that must be at hand before a programme starts; never nothing."""
    cost = world.parameters.programme.cost[programme.scale]
    return max(world.parameters.delivery.reserve, 1) * cost


@rule
def start(world: World, g: int) -> None:
    """Start programme ``g``."""
    programme = world.programmes[g]
    programme.status = RUNNING
    programme.months_run = 0
    programme.put_off = 0
    for payer in range(3):
        programme.paid[payer] = 0.0
    log_programme(world, PROGRAMME_STARTED, g)


@rule
def wait_for_money(world: World, g: int) -> None:
    """Keep programme ``g`` waiting, or abandon it when patience has run out."""
    programme = world.programmes[g]
    if world.clock.month - programme.approved_at < world.parameters.gate.patience:
        return
    programme.status = FREE
    world.partnerships[programme.partnership].abandoned += 1
    log_programme(world, PROGRAMME_ABANDONED, g)


@rule
def resource_programmes(world: World, c: int) -> None:
    """Let city ``c`` pay for, and staff, its levers and the programmes in which it takes part."""
    parameters = world.parameters.programme
    city = world.cities[c]
    pull_levers(world, c)
    owed = 0.0
    running = 0
    for p, side in memberships(world, c):
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.lead != NGO_LEAD:
                running += 1
                share = cost_share(world, programme, side)
                owed += share * parameters.cost[programme.scale]
                city.load += parameters.staff[programme.scale]
    staff = staff_of(world, c)
    city.staff_share = rationed(staff, city.load)
    city.lever_share = min(city.lever_share, city.staff_share)
    paid = rationed(city.funds, owed)
    spent = min(owed, city.funds)
    city.asked += owed
    city.funds -= spent
    city.spent += spent
    if running == 0:
        return
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.lead != NGO_LEAD:
                programme.paid[side] = paid
                share = cost_share(world, programme, side)
                partnership.paid[side] += paid * share * parameters.cost[programme.scale]


@rule
def pull_levers(world: World, c: int) -> None:
    """Let city ``c`` pay for its unit, broker and dissemination, and set staff aside for levers."""
    levers = world.parameters.levers
    city = world.cities[c]
    mandate = world.countries[city.country].monitoring_mandate
    cost = levers.unit_cost * city.unit + levers.broker_cost * city.broker
    cost += levers.dissemination_cost * city.dissemination
    city.lever_share = rationed(city.funds, cost)
    spent = min(cost, city.funds)
    city.asked += cost
    city.funds -= spent
    city.spent += spent
    city.upkeep += spent
    city.load = levers.monitoring_staff * max(city.monitoring, mandate)
    city.load += levers.dissemination_staff * city.dissemination
    # Half for what is outside the city, half for its agencies; equal efforts cost what one costs.
    outside = 0.5 * (city.centre_effort + city.coordination_effort)
    effort = 0.5 * (outside + city.agency_effort)
    city.load += levers.coordination_staff * effort
    city.upkeep_load = city.load


@rule
def rationed(have: float, needed: float) -> float:
    """Return the share of what is needed that is at hand, so that all get the same share."""
    return have / needed if needed > have else 1.0


@rule
def covered(world: World, programme: Programme) -> float:
    """Return the share of a programme's cost that the cities paid this month; none of an NGO's."""
    paid = 0.0
    if programme.lead != NGO_LEAD:
        for side in range(2):
            paid += cost_share(world, programme, side) * programme.paid[side]
    return paid


@rule
def open_part(world: World, programme: Programme) -> float:
    """Return the money that an NGO is asked for this month: what the cities left open."""
    cost = world.parameters.programme.cost[programme.scale]
    return cost * max(1.0 - covered(world, programme), 0.0)


@rule
def resource_informal(world: World, n: int) -> None:
    """Let NGO ``n`` pay for, and staff, the programmes it carries, alone or with a city."""
    parameters = world.parameters.programme
    ngo = world.ngos[n]
    if ngo.active == 0:
        return
    owed = 0.0
    load = 0.0
    running = 0
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.ngo == n:
                running += 1
                owed += open_part(world, programme)
                load += parameters.staff[programme.scale]
    staff = world.parameters.delivery.ngo_staff * ngo.capability
    ngo.staff_share = rationed(staff, load)
    paid = rationed(ngo.funds, owed)
    spent = min(owed, ngo.funds)
    ngo.funds -= spent
    ngo.spent += spent
    if running == 0:
        return
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status == RUNNING and programme.ngo == n:
                programme.paid[2] = paid
                partnership.paid[NGO_LEAD] += paid * open_part(world, programme)
