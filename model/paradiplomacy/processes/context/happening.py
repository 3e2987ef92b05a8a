"""Happening: ties enter, timelines and events act in their months, what is over is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.context import ADD, BILATERAL, NEUTRAL, REGIME, SET
from paradiplomacy.processes.context.changes import change
from paradiplomacy.processes.context.reforms import reform
from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.processes.shared.journal import log, record_triads
from paradiplomacy.processes.shared.memberships import append_membership
from paradiplomacy.randomness import EXTERNAL_EVENT, bernoulli, uniform
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import EVENT_BEGAN, EVENT_ENDED, NONE, PARTNERSHIP_FOUNDED

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def bring_in(world: World, p: int) -> None:
    """Let tie ``p`` enter the world in the month that the scenario names, whatever the variant.

    Each side is committed as the scenario says, or as its mayor of that month is driven.
    """
    partnership = world.partnerships[p]
    clock = world.clock
    if p >= clock.partnership_count or partnership.exists == 1 or clock.month < partnership.founded:
        return
    partnership.exists = 1
    clock.awaited -= 1
    record_triads(world, p)
    for side in range(2):
        append_membership(world, partnership.cities[side], p, side)
        if partnership.pledged[side] == 0:
            partnership.commitment[side] = world.cities[partnership.cities[side]].drive
    log(world, PARTNERSHIP_FOUNDED, p)


@rule
def happen(world: World, h: int) -> None:
    """Let timeline ``h`` go on, or event ``h`` begin or end this month, if it does."""
    if world.mechanisms.context == NEUTRAL:
        return
    event = world.external_events[h]
    month = world.clock.month
    if event.next_value != NONE:
        follow(world, h)
    elif event.active == 1:
        if month >= event.until:
            event.active = 0
            take_back(world, h)
            log(world, EVENT_ENDED)
    elif month == event.start or bernoulli(
        uniform(world.clock, EXTERNAL_EVENT, event.key, 0), event.rate
    ):
        if event.duration > 0:
            event.active = 1
            event.until = month + event.duration
        log(world, EVENT_BEGAN)
        bring_about(world, h)


@rule
def follow(world: World, h: int) -> None:
    """Set what timeline ``h`` is of to its value of this month, if it has one."""
    event = world.external_events[h]
    if event.next_value > event.last_value:
        return
    value = world.dated_values[event.next_value]
    if value.month > world.clock.month:
        return
    event.next_value += 1
    if value.stated == 1:
        log(world, EVENT_BEGAN)
    change(world, h, SET, value.amount)
    settle(world, h)


@rule
def bring_about(world: World, h: int) -> None:
    """Make the change of event ``h``, and keep what came of it."""
    event = world.external_events[h]
    if event.target == REGIME:
        before = world.countries[event.row].charter
        reform(world, event.row, event.charter)
        # A reform for a time puts back what it found.
        if event.duration > 0:
            event.charter = before
    else:
        event.applied = change(world, h, event.operation, event.change)
        if event.operation == SET and event.duration == 0:
            settle(world, h)
        if event.target == BILATERAL:
            grade_incidents(world, event.row, event.column)


@rule
def settle(world: World, h: int) -> None:
    """Let nothing be owed where ``h`` has set a value: what goes on there has nothing to undo."""
    event = world.external_events[h]
    for k in range(len(world.external_events)):
        other = world.external_events[k]
        same = other.target == event.target and other.row == event.row
        if same and other.column == event.column and other.active == 1:
            other.applied = 0.0
    if event.target == BILATERAL:
        grade_incidents(world, event.row, event.column)


@rule
def take_back(world: World, h: int) -> None:
    """Undo the change of event ``h``; a bilateral level recovers by itself."""
    event = world.external_events[h]
    if event.target == REGIME:
        before = world.countries[event.row].charter
        reform(world, event.row, event.charter)
        event.charter = before
    elif event.target == BILATERAL:
        i = event.row * len(world.countries) + event.column
        world.bilateral_base[i] = clip(world.bilateral_base[i] - event.applied, 0.0, 1.0)
        grade_incidents(world, event.row, event.column)
    else:
        change(world, h, ADD, -event.applied)


@rule
def grade_incidents(world: World, n: int, m: int) -> None:
    """Tell how severe the incidents that go on between countries ``n`` and ``m`` are for ``n``."""
    lowered = 0.0
    for h in range(len(world.external_events)):
        event = world.external_events[h]
        theirs = event.target == BILATERAL and event.row == n and event.column == m
        if theirs and event.active == 1:
            lowered -= min(event.applied, 0.0)
    i = n * len(world.countries) + m
    # What lowers a level that is nothing already lowers nothing.
    world.severity[i] = lowered / (world.bilateral_base[i] + lowered) if lowered > 0.0 else 0.0
