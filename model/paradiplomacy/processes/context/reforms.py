"""Reforms: another charter comes into force, and takes over what is pending.

Pending files go back to the registry and start on the new chain; a stage that both charters have
keeps its queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.gate.queues import has_queues, withdraw
from paradiplomacy.processes.gate.waiting import count_stage
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BY_WITHDRAWAL,
    DOSSIER_SLOTS,
    NONE,
    OPEN,
    PENDING,
    REGIME_REFORMED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


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
