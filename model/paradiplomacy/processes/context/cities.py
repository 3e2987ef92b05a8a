"""Changes of cities, one at a time: their means, levers, mayors, publics and interests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import leadership
from paradiplomacy.processes.context import (
    ACCESS,
    AGENCY_EFFORT,
    BROKER,
    BUDGET,
    CAPACITY,
    CENTRE_EFFORT,
    CITY_EFFORT,
    COMMITMENT,
    DISSEMINATION,
    DRIVE,
    ENTREPRENEUR,
    HORIZONTAL,
    IDENTITY,
    INFORMED,
    LEADER,
    MONITORING,
    NEED,
    NORM,
    PARTICIPATION,
    SET,
    UNIT,
    VERTICAL,
)
from paradiplomacy.processes.context.operations import changed, switched
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import MAYOR_LEFT_EARLY

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def change_city(world: World, h: int, operation: int, amount: float) -> float:
    """Change a field of a city: of its means, its levers, its mayor, or else of its public."""
    target = world.external_events[h].target
    if target == BUDGET:
        return change_budget(world, h, operation, amount)
    if target in (UNIT, BROKER, CAPACITY, ACCESS):
        return change_means(world, h, operation, amount)
    if target == CITY_EFFORT:
        return change_effort(world, h, operation, amount)
    if target in (CENTRE_EFFORT, AGENCY_EFFORT, DISSEMINATION, MONITORING):
        return change_lever(world, h, operation, amount)
    if target == LEADER:
        return remove_mayor(world, h, amount)
    if target == COMMITMENT:
        return commit(world, h, operation, amount)
    return change_public(world, h, operation, amount)


@rule
def change_budget(world: World, h: int, operation: int, amount: float) -> float:
    """Change the budget of a city: the share at the start of its revenue.

    One that is set is what the city gets: its share of revenue and the signals start anew.
    """
    event = world.external_events[h]
    city = world.cities[event.row]
    share = max(world.parameters.budgeting.start_share, 1e-6)
    before = city.revenue * share
    after = changed(before, operation, amount, event.low, event.high)
    if after != before:
        city.revenue = after / share
    if operation == SET:
        city.budget_share = world.parameters.budgeting.start_share
        city.pressure = 0.0
    return after - before


@rule
def change_means(world: World, h: int, operation: int, amount: float) -> float:
    """Change the unit, the broker, the capacity or the access of a city."""
    event = world.external_events[h]
    target = event.target
    city = world.cities[event.row]
    if target == UNIT:
        was = city.unit
        city.unit = switched(was, operation, amount)
        return float(city.unit - was)
    if target == BROKER:
        was = city.broker
        city.broker = switched(was, operation, amount)
        return float(city.broker - was)
    if target == CAPACITY:
        before = city.capacity_base
        city.capacity_base = changed(before, operation, amount, event.low, event.high)
        city.capacity = changed(city.capacity, operation, amount, event.low, event.high)
        return city.capacity_base - before
    if target == ACCESS:
        before = city.access
        city.access = changed(before, operation, amount, event.low, event.high)
        return city.access - before
    return 0.0


@rule
def change_effort(world: World, h: int, operation: int, amount: float) -> float:
    """Change a city's effort at coordination, with whomever.

    What is stated apart moves along; where a value is set, it stays as it is stated. The column
    tells what is: the effort with the centre (1), that among agencies (2), or both (3).
    """
    event = world.external_events[h]
    city = world.cities[event.row]
    before = city.coordination_effort
    city.coordination_effort = changed(before, operation, amount, event.low, event.high)
    if operation != SET or event.column in (0, 2):
        effort = city.centre_effort
        city.centre_effort = changed(effort, operation, amount, event.low, event.high)
    if operation != SET or event.column in (0, 1):
        effort = city.agency_effort
        city.agency_effort = changed(effort, operation, amount, event.low, event.high)
    return city.coordination_effort - before


@rule
def change_lever(world: World, h: int, operation: int, amount: float) -> float:
    """Change one of the other levers of a city."""
    event = world.external_events[h]
    target = event.target
    city = world.cities[event.row]
    if target == CENTRE_EFFORT:
        before = city.centre_effort
        city.centre_effort = changed(before, operation, amount, event.low, event.high)
        return city.centre_effort - before
    if target == AGENCY_EFFORT:
        before = city.agency_effort
        city.agency_effort = changed(before, operation, amount, event.low, event.high)
        return city.agency_effort - before
    if target == DISSEMINATION:
        before = city.dissemination
        city.dissemination = changed(before, operation, amount, event.low, event.high)
        return city.dissemination - before
    if target == MONITORING:
        before = city.monitoring
        city.monitoring = changed(before, operation, amount, event.low, event.high)
        return city.monitoring - before
    return 0.0


@rule
def change_public(world: World, h: int, operation: int, amount: float) -> float:
    """Change the coordination, the public, the interests, the norm or the mayor of a city."""
    event = world.external_events[h]
    target = event.target
    city = world.cities[event.row]
    if target == VERTICAL:
        before = city.vertical_coordination
        city.vertical_coordination = changed(before, operation, amount, event.low, event.high)
        return city.vertical_coordination - before
    if target == HORIZONTAL:
        before = city.horizontal_coordination
        city.horizontal_coordination = changed(before, operation, amount, event.low, event.high)
        return city.horizontal_coordination - before
    if target == INFORMED:
        before = city.informed
        city.informed = changed(before, operation, amount, event.low, event.high)
        return city.informed - before
    if target == PARTICIPATION:
        before = city.participation
        city.participation = changed(before, operation, amount, event.low, event.high)
        return city.participation - before
    if target == NEED:
        before = city.need_base
        city.need_base = changed(before, operation, amount, event.low, event.high)
        city.need = changed(city.need, operation, amount, event.low, event.high)
        return city.need_base - before
    if target == IDENTITY:
        before = city.identity_salience
        city.identity_salience = changed(before, operation, amount, event.low, event.high)
        return city.identity_salience - before
    if target == NORM:
        was = city.norm_adopted
        city.norm_adopted = switched(was, operation, amount)
        city.norm_adopting = city.norm_adopted
        return float(city.norm_adopted - was)
    if target == DRIVE:
        before = city.drive
        city.drive = changed(before, operation, amount, event.low, event.high)
        return city.drive - before
    if target == ENTREPRENEUR:
        was = city.entrepreneur
        city.entrepreneur = switched(was, operation, amount)
        return float(city.entrepreneur - was)
    return 0.0


@rule
def remove_mayor(world: World, h: int, amount: float) -> float:
    """Let another mayor take office, who does not go back; return nothing to be taken back."""
    c = world.external_events[h].row
    if amount != 0.0 and world.mechanisms.leadership != leadership.OFF:
        leadership.hand_over(world, c)
        log(world, MAYOR_LEFT_EARLY, city=c)
    return 0.0


@rule
def commit(world: World, h: int, operation: int, amount: float) -> float:
    """Change the commitment of a city to every one of its ties; nothing of it is taken back."""
    for p, side in memberships(world, world.external_events[h].row):
        partnership = world.partnerships[p]
        before = partnership.commitment[side]
        partnership.commitment[side] = changed(before, operation, amount, 0.0, 1.0)
    return 0.0
