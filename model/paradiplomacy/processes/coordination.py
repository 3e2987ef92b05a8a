"""Coordination: stocks between centre and city, among agencies, and between the two cities.

Rule in words. Meetings build coordination and time wears it down. Between centre and city, and
between the two cities of a tie, the lesser effort of the two binds. With its centre, with partners
and among its agencies a city may try unlike hard. Two cities meet while a programme that a city
leads runs between them, and lose as fast as the one that loses faster. A city where no unit keeps
the routine loses coordination faster in the year after its mayor has left. Vertical coordination
works through the gate, where dossiers lack less and returned ones are better mended, and through
the permits that deliveries need where people meet people. The other two work through delivery.

Equations. With e the effort, from CES_rho of both partners' where there are two::

    k <- k + eta e (1 - k) - delta k
    delta = delta_0, and rising to delta_1 in the year after a turnover as far as a unit is missing

Sources. Drivers: Emerson, Nabatchi & Balogh 2012 (Journal of Public Administration Research and
Theory 22:1-29), in words. Weakest link: Hirshleifer 1983 (Public Choice 41:371-386), who takes the
minimum; all between minimum and mean by constant elasticity of substitution: Arrow, Chenery, Minhas
& Solow 1961 (Review of Economics and Statistics 43:225-250), of partners Cornes 1993 (Quarterly
Journal of Economics 108:259-271). The course of stocks: form assumed. Evidence: E27, E47, E66, E81,
E82, E134.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import ces
from paradiplomacy.processes.shared.journal import log_crossing
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import COORDINATION_BUILT, COORDINATION_LOST, NGO_LEAD, NONE, RUNNING

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "coordination",
    "between centre and city, among agencies, between two cities",
    (
        Variant(
            "stocks",
            "meetings build it, time and turnover wear it down, the lesser effort binds",
            "Emerson et al. 2012; Hirshleifer 1983; Cornes 1993; E27, E134",
        ),
        Variant("neutral", "every stock stays at its default mean", "ablation"),
    ),
)

STOCKS = MECHANISM.code("stocks")
NEUTRAL = MECHANISM.code("neutral")


@rule
def coordinate(world: World, c: int) -> None:
    """Let city ``c`` meet with its centre and among its agencies."""
    parameters = world.parameters.coordination
    city = world.cities[c]
    vertical = city.vertical_coordination
    horizontal = city.horizontal_coordination
    if world.mechanisms.coordination == NEUTRAL:
        city.vertical_coordination = parameters.neutral_vertical
        city.horizontal_coordination = parameters.neutral_horizontal
    else:
        effort = city.centre_effort
        centre = world.countries[city.country].coordination_effort
        decay = wear(world, c)
        city.vertical_coordination = met(
            world, vertical, ces(effort, centre, parameters.weakest), decay
        )
        city.horizontal_coordination = met(world, horizontal, city.agency_effort, decay)
    log_crossing(
        world, vertical, city.vertical_coordination, COORDINATION_BUILT, COORDINATION_LOST, NONE, c
    )
    log_crossing(
        world,
        horizontal,
        city.horizontal_coordination,
        COORDINATION_BUILT,
        COORDINATION_LOST,
        NONE,
        c,
    )


@rule
def meet_partner(world: World, p: int) -> None:
    """Let the two cities of tie ``p`` meet, as far as both try and have programmes to meet over."""
    parameters = world.parameters.coordination
    partnership = world.partnerships[p]
    if partnership.exists == 0:
        return
    if world.mechanisms.coordination == NEUTRAL:
        partnership.coordination = parameters.neutral_dyad
        return
    one = partnership.cities[0]
    other = partnership.cities[1]
    effort = 0.0
    if has_joint_programme(world, p):
        effort = ces(
            world.cities[one].coordination_effort,
            world.cities[other].coordination_effort,
            parameters.weakest,
        )
    decay = max(wear(world, one), wear(world, other))
    before = partnership.coordination
    partnership.coordination = met(world, before, effort, decay)
    log_crossing(
        world, before, partnership.coordination, COORDINATION_BUILT, COORDINATION_LOST, p, NONE
    )


@rule
def has_joint_programme(world: World, p: int) -> bool:
    """Tell whether a programme led by a city runs in tie ``p``."""
    for g in range(first_slot(p), past_slots(world, p)):
        programme = world.programmes[g]
        if programme.status == RUNNING and programme.lead != NGO_LEAD:
            return True
    return False


@rule
def wear(world: World, c: int) -> float:
    """Return the monthly loss of coordination in city ``c``."""
    parameters = world.parameters.coordination
    city = world.cities[c]
    if city.in_office >= parameters.turnover_months:
        return parameters.decay
    kept = city.unit * city.lever_share
    worse = max(parameters.turnover_decay - parameters.decay, 0.0)
    return parameters.decay + (1.0 - kept) * worse


@rule
def met(world: World, level: float, effort: float, decay: float) -> float:
    """Return a stock of coordination after a month of meetings and wear."""
    gain = world.parameters.coordination.gain
    return min(max(level + gain * effort * (1.0 - level) - decay * level, 0.0), 1.0)
