"""Changes: what comes from outside sets, scales or adds to, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.context import (
    AGENDA,
    BILATERAL,
    COUNTRY_DISTANCE,
    NGO_CAPABILITY,
    PARAMETER,
    PRIORITY,
    SECTOR_CONTACT,
    TIE_DISTANCE,
    UNIT,
    WHOLE,
)
from paradiplomacy.processes.context.actors import (
    change_country,
    change_ngo,
    change_sector,
    change_tie,
)
from paradiplomacy.processes.context.cities import change_city
from paradiplomacy.processes.context.operations import changed, rounded
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def change(world: World, h: int, operation: int, amount: float) -> float:
    """Change what ``h`` is about; return by how much it moved."""
    target = world.external_events[h].target
    if target == PARAMETER:
        return change_parameter(world, h, operation, amount)
    if target in (PRIORITY, AGENDA, BILATERAL, COUNTRY_DISTANCE):
        return change_number(world, h, operation, amount)
    if target < UNIT:
        return change_country(world, h, operation, amount)
    if target < NGO_CAPABILITY:
        return change_city(world, h, operation, amount)
    if target < TIE_DISTANCE:
        return change_ngo(world, h, operation, amount)
    if target < SECTOR_CONTACT:
        return change_tie(world, h, operation, amount)
    return change_sector(world, h, operation, amount)


@rule
def change_parameter(world: World, h: int, operation: int, amount: float) -> float:
    """Change a parameter of the processes, for all of them from now on."""
    event = world.external_events[h]
    if event.column == WHOLE:
        whole = world.whole_parameters[event.row]
        after = changed(float(whole), operation, amount, event.low, event.high)
        world.whole_parameters[event.row] = rounded(after)
        return float(world.whole_parameters[event.row] - whole)
    before = world.float_parameters[event.row]
    world.float_parameters[event.row] = changed(before, operation, amount, event.low, event.high)
    return world.float_parameters[event.row] - before


@rule
def change_number(world: World, h: int, operation: int, amount: float) -> float:
    """Change a priority, a weight on an agenda, a distance, or a level with what it returns to."""
    event = world.external_events[h]
    if event.target == PRIORITY:
        i = event.row * len(world.sectors) + event.column
        before = world.priorities[i]
        world.priorities[i] = changed(before, operation, amount, 0.0, 1.0)
        return world.priorities[i] - before
    if event.target == AGENDA:
        i = event.row * len(world.sectors) + event.column
        before = world.agenda[i]
        world.agenda[i] = changed(before, operation, amount, 0.0, 1.0)
        city = world.cities[event.row]
        city.agenda_top = 0.0
        for k in range(len(world.sectors)):
            weight = world.agenda[event.row * len(world.sectors) + k]
            city.agenda_top = max(city.agenda_top, weight)
        return world.agenda[i] - before
    i = event.row * len(world.countries) + event.column
    if event.target == COUNTRY_DISTANCE:
        before = world.cultural_distances[i]
        world.cultural_distances[i] = changed(before, operation, amount, 0.0, 1.0)
        return world.cultural_distances[i] - before
    before = world.bilateral_base[i]
    world.bilateral_base[i] = changed(before, operation, amount, 0.0, 1.0)
    world.bilateral[i] = changed(world.bilateral[i], operation, amount, 0.0, 1.0)
    return world.bilateral_base[i] - before
