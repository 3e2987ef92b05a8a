"""Recording: the month's flows become the tie's history; nothing here acts on the world.

Reads off what no rule sets: years with a delivery, silence, dormancy, who carried the tie lately.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.slots import release_slots
from paradiplomacy.processes.trust import dyad_trust
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import G2G, HYBRID, MODE_WINDOW, NGO_CARRIED

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

DORMANT_AFTER = 12
"""Months without a delivery by anyone after which a tie is dormant."""

CEREMONIAL_AFTER = 36
"""Months with a paper and without a delivery by anyone after which a tie is ceremonial."""


@rule
def record_month(world: World, p: int) -> None:
    """Add the month's flows of tie ``p`` to its history and clear them."""
    tie = world.partnerships[p]
    if tie.exists == 0:
        return
    by_city = tie.delivered_now[G2G] + tie.delivered_now[HYBRID]
    by_ngo = tie.delivered_now[NGO_CARRIED] + tie.delivered_now[HYBRID]
    anyone = by_city + tie.delivered_now[NGO_CARRIED]
    note_year(tie, anyone, by_city, by_ngo)
    slot = tie.age % MODE_WINDOW
    shared = 0.5 * tie.delivered_now[HYBRID]
    tie.recent_city[slot] = tie.delivered_now[G2G] + shared
    tie.recent_ngo[slot] = tie.delivered_now[NGO_CARRIED] + shared
    note_silence(tie, anyone)
    note_trust(tie)
    tie.promised += tie.promised_now
    tie.promised_now = 0
    tie.delivered_last[0] = anyone
    tie.delivered_last[1] = by_city
    tie.in_term += anyone
    tie.moved_now = 0.0
    tie.taught_now = 0.0
    tie.spoken_now = 0.0
    for carrier in range(3):
        tie.delivered[carrier] += tie.delivered_now[carrier]
        tie.delivered_now[carrier] = 0
    for k in range(2):
        tie.due[k] = 0.0
        tie.kept[k] = 0.0
        tie.let_downs[k] = 0
    tie.age += 1
    release_slots(world, p)


@rule
def note_year(tie: Partnership, anyone: int, by_city: int, by_ngo: int) -> None:
    """Count the tie's years in which anyone, a city, an NGO delivered something."""
    if tie.age % 12 == 0:
        for k in range(3):
            tie.active_now[k] = 0
    flows = (anyone, by_city, by_ngo)
    for k in range(3):
        if flows[k] > 0 and tie.active_now[k] == 0:
            tie.active_now[k] = 1
            tie.active_years[k] += 1


@rule
def note_silence(tie: Partnership, anyone: int) -> None:
    """Count silent months, dormant spells with all their months, and revivals."""
    if anyone > 0:
        if tie.silent >= DORMANT_AFTER:
            tie.revivals += 1
        tie.silent = 0
        return
    tie.silent += 1
    if tie.silent == DORMANT_AFTER:
        tie.dormant_spells += 1
        tie.dormant_months += DORMANT_AFTER
    elif tie.silent > DORMANT_AFTER:
        tie.dormant_months += 1


@rule
def note_trust(tie: Partnership) -> None:
    """Keep mean and squared deviations of a tie's trust over its months (Welford 1962)."""
    delta = dyad_trust(tie) - tie.trust_mean
    tie.trust_mean += delta / (tie.age + 1)
    tie.trust_squares += delta * (dyad_trust(tie) - tie.trust_mean)
