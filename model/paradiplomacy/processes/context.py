"""Context: dated and random events, from outside the ties.

Rule in words. An event moves one field by an amount: for good, or for so many months, after which
what it changed is taken back. A dated event begins in its month; a random one begins with a fixed
chance in every month in which it is not going on. An incident moves a bilateral level and the
level to which it returns; when it is over only the latter is put back, so that relations recover
at their own pace. How severe the incidents between two countries are is kept for their ties; a
change for good is none, but what relations are from then on. A reform puts another charter into
force: pending files go back to the registry and start on the new chain, where a stage of the same
name would decide as it did. A stage that both regimes have keeps its queue. A mayor whom an event
removes gets a successor who is drawn like any other, and does not come back; commitment that an
event moves then goes its own way. A tie that the scenario dates enters in its month.

Equations. With x the field, d the change and [low, high] its bounds::

    begin:  a = clip(x + d, low, high) - x;  x <- x + a        end:  x <- clip(x - a, low, high)

and the severity of incidents between two countries, with a_i their changes below 0 and x the level
to which relations return::

    s = l / (x + l),   l = -(a_1 + a_2 + ...)

Sources. That what comes from outside moves a field by an amount, and severity: form assumed.
Evidence: E68 (partner's policy change), E48 (incidents), E54 (reform), P20 (new laws).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import leadership
from paradiplomacy.processes.gate.queues import has_queues, withdraw
from paradiplomacy.processes.gate.waiting import count_stage
from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.processes.shared.journal import log, record_triads
from paradiplomacy.processes.shared.memberships import append_membership, memberships
from paradiplomacy.randomness import EXTERNAL_EVENT, bernoulli, uniform
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import (
    BY_WITHDRAWAL,
    DOSSIER_SLOTS,
    EVENT_BEGAN,
    EVENT_ENDED,
    MAYOR_LEFT_EARLY,
    NONE,
    OPEN,
    PARTNERSHIP_FOUNDED,
    PENDING,
    REGIME_REFORMED,
    Coding,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "context",
    "events from outside the ties",
    (
        Variant(
            "timeline",
            "dated events in their months, random ones by their chances",
            "exogenous shocks; E48, E54, E68",
        ),
        Variant("neutral", "nothing happens from outside", "ablation"),
    ),
)

TIMELINE = MECHANISM.code("timeline")
NEUTRAL = MECHANISM.code("neutral")


_targets = Coding()
REGIME = _targets.code("countries.*.regime")
RECOGNITION = _targets.code("countries.*.recognition")
SENSITIVITY = _targets.code("countries.*.foreign_sensitivity")
REVIEWERS = _targets.code("countries.*.reviewers")
COUNTRY_EFFORT = _targets.code("countries.*.coordination_effort")
MATCHING = _targets.code("countries.*.matching_fund")
MANDATE = _targets.code("countries.*.monitoring_mandate")
PRIORITY = _targets.code("countries.*.priorities.*")
BILATERAL = _targets.code("countries.*.bilateral.*")
UNIT = _targets.code("cities.*.unit")
BROKER = _targets.code("cities.*.broker")
CAPACITY = _targets.code("cities.*.capacity")
CITY_EFFORT = _targets.code("cities.*.coordination_effort")
CENTRE_EFFORT = _targets.code("cities.*.centre_effort")
AGENCY_EFFORT = _targets.code("cities.*.agency_effort")
DISSEMINATION = _targets.code("cities.*.dissemination")
MONITORING = _targets.code("cities.*.monitoring")
BUDGET = _targets.code("cities.*.budget")
NEED = _targets.code("cities.*.need")
LEADER = _targets.code("cities.*.leader")
COMMITMENT = _targets.code("cities.*.commitment")
AGENDA = _targets.code("cities.*.agenda.*")
IDENTITY = _targets.code("cities.*.identity_salience")
TARGETS = _targets.names
"""What an event may move."""

MOST = 1e9
"""Upper bound of fields that have none of their own."""


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
    """Let event ``h`` begin or end this month, if it does."""
    if world.mechanisms.context == NEUTRAL:
        return
    event = world.external_events[h]
    month = world.clock.month
    if event.active == 1:
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
        event.applied = move(world, event.target, event.row, event.column, event.change)
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
        move(world, event.target, event.row, event.column, -event.applied)


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


@rule
def move(world: World, target: int, row: int, column: int, change: float) -> float:
    """Move a field by ``change`` within its bounds; return by how much it moved."""
    if target in (PRIORITY, BILATERAL, AGENDA):
        return move_number(world, target, row, column, change)
    if target <= BILATERAL:
        return move_country(world, target, row, change)
    return move_city(world, target, row, change)


@rule
def move_number(world: World, target: int, row: int, column: int, change: float) -> float:
    """Move a priority, a weight on an agenda, or a bilateral level with what it returns to."""
    if target == PRIORITY:
        i = row * len(world.sectors) + column
        before = world.priorities[i]
        world.priorities[i] = clip(before + change, 0.0, 1.0)
        return world.priorities[i] - before
    if target == AGENDA:
        i = row * len(world.sectors) + column
        before = world.agenda[i]
        world.agenda[i] = clip(before + change, 0.0, 1.0)
        city = world.cities[row]
        city.agenda_top = 0.0
        for k in range(len(world.sectors)):
            city.agenda_top = max(city.agenda_top, world.agenda[row * len(world.sectors) + k])
        return world.agenda[i] - before
    i = row * len(world.countries) + column
    before = world.bilateral_base[i]
    world.bilateral_base[i] = clip(before + change, 0.0, 1.0)
    world.bilateral[i] = clip(world.bilateral[i] + change, 0.0, 1.0)
    return world.bilateral_base[i] - before


@rule
def move_country(world: World, target: int, n: int, change: float) -> float:
    """Move a field of country ``n``."""
    country = world.countries[n]
    before = 0.0
    after = 0.0
    if target == RECOGNITION:
        before = country.recognition_base
        after = clip(before + change, 0.0, 1.0)
        country.recognition_base = after
        country.recognition = clip(country.recognition + change, 0.0, 1.0)
    elif target == SENSITIVITY:
        before = country.foreign_sensitivity
        after = clip(before + change, 0.0, 1.0)
        country.foreign_sensitivity = after
    elif target == REVIEWERS:
        before = country.reviewers
        after = clip(before + change, 0.0, MOST)
        country.reviewers = after
    elif target == COUNTRY_EFFORT:
        before = country.coordination_effort
        after = clip(before + change, 0.0, 1.0)
        country.coordination_effort = after
    elif target == MATCHING:
        before = country.matching_fund
        after = clip(before + change, 0.0, MOST)
        country.matching_fund = after
    elif target == MANDATE:
        before = country.monitoring_mandate
        after = clip(before + change, 0.0, 1.0)
        country.monitoring_mandate = after
    return after - before


@rule
def move_city(world: World, target: int, c: int, change: float) -> float:
    """Move a field of city ``c``."""
    city = world.cities[c]
    before = 0.0
    after = 0.0
    if target == UNIT:
        before = float(city.unit)
        city.unit = switched(city.unit, change)
        after = float(city.unit)
    elif target == BROKER:
        before = float(city.broker)
        city.broker = switched(city.broker, change)
        after = float(city.broker)
    elif target == CAPACITY:
        before = city.capacity_base
        after = clip(before + change, 0.0, 1.0)
        city.capacity_base = after
        city.capacity = clip(city.capacity + change, 0.0, 1.0)
    elif target == CITY_EFFORT:
        before = city.coordination_effort
        after = clip(before + change, 0.0, 1.0)
        city.coordination_effort = after
        # With whomever: what is stated apart moves along.
        city.centre_effort = clip(city.centre_effort + change, 0.0, 1.0)
        city.agency_effort = clip(city.agency_effort + change, 0.0, 1.0)
    elif target == CENTRE_EFFORT:
        before = city.centre_effort
        after = clip(before + change, 0.0, 1.0)
        city.centre_effort = after
    elif target == AGENCY_EFFORT:
        before = city.agency_effort
        after = clip(before + change, 0.0, 1.0)
        city.agency_effort = after
    elif target == DISSEMINATION:
        before = city.dissemination
        after = clip(before + change, 0.0, 1.0)
        city.dissemination = after
    elif target == MONITORING:
        before = city.monitoring
        after = clip(before + change, 0.0, 1.0)
        city.monitoring = after
    elif target == BUDGET:
        # The budget of a scenario is the share at the start of a city's revenue.
        share = max(world.parameters.budgeting.start_share, 1e-6)
        before = city.revenue * share
        after = clip(before + change, 0.0, MOST)
        city.revenue = after / share
    elif target == NEED:
        before = city.need_base
        after = clip(before + change, 0.0, 1.0)
        city.need_base = after
        city.need = clip(city.need + change, 0.0, 1.0)
    elif target == IDENTITY:
        before = city.identity_salience
        after = clip(before + change, 0.0, 1.0)
        city.identity_salience = after
    elif target == LEADER and change != 0.0 and world.mechanisms.leadership != leadership.OFF:
        leadership.hand_over(world, c)
        log(world, MAYOR_LEFT_EARLY, city=c)
    elif target == COMMITMENT:
        commit(world, c, change)
    return after - before


@rule
def switched(state: int, change: float) -> int:
    """Return what a thing that is there or not becomes: any rise brings it, any fall ends it."""
    if change == 0.0:
        return state
    return 1 if change > 0.0 else 0


@rule
def commit(world: World, c: int, change: float) -> None:
    """Move the commitment of city ``c`` to every one of its ties."""
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        partnership.commitment[side] = clip(partnership.commitment[side] + change, 0.0, 1.0)


@rule
def reform(world: World, n: int, charter: int) -> None:
    """Put ``charter`` into force in country ``n``: pending files go back to its registry."""
    country = world.countries[n]
    log(world, REGIME_REFORMED)
    if has_queues(world):
        for d in range(country_slots(world)):
            dossier = world.dossiers[d]
            for side in range(2):
                if dossier.status != OPEN or dossier.decision[side] != PENDING:
                    continue
                if world.cities[world.partnerships[dossier.partnership].cities[side]].country != n:
                    continue
                count_stage(world, d, side, BY_WITHDRAWAL)
                withdraw(world, d, side)
                dossier.stage[side] = NONE
                dossier.returns[side] = 0
                dossier.fast[side] = 0
                dossier.next[side] = country.registry
                country.registry = 2 * d + side
    rules = world.charters[charter]
    hand_on_queues(
        world, country.first_desk, country.desk_count, rules.first_desk, rules.desk_count
    )
    for c in range(country.first_city, country.first_city + country.city_count):
        city = world.cities[c]
        first = city.own_desks + rules.first_local
        hand_on_queues(world, city.first_desk, city.desk_count, first, rules.local_count)
        city.first_desk = first
        city.desk_count = rules.local_count
    country.charter = charter
    country.first_stage = rules.first_stage
    country.stage_count = rules.stage_count
    country.first_desk = rules.first_desk
    country.desk_count = rules.desk_count
    country.fast_track = rules.fast_track
    country.month_value = rules.month_value
    country.top_down_share = rules.top_down_share


@rule
def country_slots(world: World) -> int:
    """Return the number of dossier slots that ties founded so far may use."""
    return world.clock.partnership_count * DOSSIER_SLOTS


@rule
def hand_on_queues(world: World, old: int, old_count: int, new: int, new_count: int) -> None:
    """Let each new desk take over the backlog of the old one of the same name."""
    for i in range(new, new + new_count):
        desk = world.desks[i]
        for k in range(old, old + old_count):
            before = world.desks[k]
            if before.key == desk.key:
                desk.arrived = before.arrived
                desk.served = before.served
                desk.reviewers = before.reviewers
