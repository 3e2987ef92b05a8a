"""Indicators of a partnership."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.codes import (
    APPROVED,
    ENGAGED_SLOTS,
    G2G,
    GOVERNMENT,
    HYBRID,
    LOI,
    MODE_WINDOW,
    MOU,
    NGO_CARRIED,
    NGO_LEAD,
    NONE,
    PROGRAMME_SLOTS,
    RUNNING,
    SOCIETY,
)
from paradiplomacy.indicators.registry import UNDEFINED, indicator
from paradiplomacy.processes.recording import CEREMONIAL_AFTER, DORMANT_AFTER
from paradiplomacy.processes.trust import dyad_trust, track_trust
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.relations import Partnership
    from paradiplomacy.world import World

NGO_LED_ABOVE = 2.0 / 3.0
G2G_BELOW = 1.0 / 3.0


@indicator("1", "mean trust over both directions and both tracks", high=1.0)
def trust(world: World, p: int) -> float:
    """Measure the trust of a tie."""
    return dyad_trust(world.partnerships[p])


@indicator("1", "mean trust over both directions, between governments", high=1.0)
def trust_government(world: World, p: int) -> float:
    """Measure trust on the government track."""
    return track_trust(world.partnerships[p], GOVERNMENT)


@indicator("1", "mean trust over both directions, between societies", high=1.0)
def trust_society(world: World, p: int) -> float:
    """Measure trust on the society track."""
    return track_trust(world.partnerships[p], SOCIETY)


@indicator("1", "mean commitment of both sides", high=1.0)
def commitment(world: World, p: int) -> float:
    """Measure commitment."""
    tie = world.partnerships[p]
    return 0.5 * (tie.commitment[0] + tie.commitment[1])


@indicator("1", "stock of personal contacts", high=1.0)
def contact(world: World, p: int) -> float:
    """Measure contacts."""
    return world.partnerships[p].contact


@rule
def active_share(tie: Partnership, k: int) -> float:
    """Return the share of years since the start, the running one included, with a delivery."""
    years = (tie.age + 11) // 12
    return tie.active_years[k] / years if years > 0 else UNDEFINED


@indicator("share of years", "years with at least one delivery / years since the start", high=1.0)
def continuity(world: World, p: int) -> float:
    """Measure continuity by anyone."""
    return active_share(world.partnerships[p], 0)


@indicator(
    "share of years", "years with a delivery led by a city / years since the start", high=1.0
)
def continuity_g2g(world: World, p: int) -> float:
    """Measure continuity between governments."""
    return active_share(world.partnerships[p], 1)


@indicator(
    "share of years", "years with a delivery that an NGO carried / years since the start", high=1.0
)
def continuity_ngo(world: World, p: int) -> float:
    """Measure continuity through NGOs."""
    return active_share(world.partnerships[p], 2)


@indicator("milestones", "milestones due so far")
def promised(world: World, p: int) -> float:
    """Measure what was promised."""
    return float(world.partnerships[p].promised)


@indicator("milestones", "milestones delivered so far by anyone")
def delivered(world: World, p: int) -> float:
    """Measure what was delivered."""
    tie = world.partnerships[p]
    return float(tie.delivered[G2G] + tie.delivered[HYBRID] + tie.delivered[NGO_CARRIED])


@indicator("milestones", "milestones delivered so far in programmes led by a city")
def delivered_g2g(world: World, p: int) -> float:
    """Measure what governments delivered."""
    tie = world.partnerships[p]
    return float(tie.delivered[G2G] + tie.delivered[HYBRID])


@indicator("milestones", "milestones delivered so far in programmes with an NGO, alone or on board")
def delivered_ngo(world: World, p: int) -> float:
    """Measure what NGOs helped to deliver."""
    tie = world.partnerships[p]
    return float(tie.delivered[HYBRID] + tie.delivered[NGO_CARRIED])


@indicator("1", "delivered / promised", high=1.0)
def realised_ratio(world: World, p: int) -> float:
    """Measure the share of promises kept."""
    tie = world.partnerships[p]
    return delivered(world, p) / tie.promised if tie.promised > 0 else UNDEFINED


@indicator("share of ties", "a paper in force and nothing delivered for 36 months", high=1.0)
def ceremonial_share(world: World, p: int) -> float:
    """Tell whether a tie is ceremonial."""
    tie = world.partnerships[p]
    months_signed = world.clock.month - tie.signed
    idle = min(months_signed, tie.silent) >= CEREMONIAL_AFTER
    return 1.0 if tie.formality > 0 and idle else 0.0


@indicator("share of ties", "nothing delivered by anyone for 12 months", high=1.0)
def dormant_share(world: World, p: int) -> float:
    """Tell whether a tie is dormant."""
    return 1.0 if world.partnerships[p].silent >= DORMANT_AFTER else 0.0


@indicator("spells", "spells of 12 or more months without a delivery so far")
def dormant_spells(world: World, p: int) -> float:
    """Count dormant spells."""
    return float(world.partnerships[p].dormant_spells)


@rule
def ngo_weight(tie: Partnership) -> float:
    """Return the NGOs' share of the last 24 months' deliveries; a shared one counts half."""
    city = 0.0
    ngo = 0.0
    for k in range(MODE_WINDOW):
        city += tie.recent_city[k]
        ngo += tie.recent_ngo[k]
    return ngo / (city + ngo) if city + ngo > 0.0 else UNDEFINED


@indicator(
    "share of ties", "NGOs carried over two thirds of the last 24 months' deliveries", high=1.0
)
def ngo_led_share(world: World, p: int) -> float:
    """Tell whether a tie is led by NGOs."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight > NGO_LED_ABOVE else 0.0


@indicator(
    "share of ties", "NGOs carried under a third of the last 24 months' deliveries", high=1.0
)
def g2g_share(world: World, p: int) -> float:
    """Tell whether a tie is carried by governments."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight < G2G_BELOW else 0.0


@indicator("share of ties", "an LoI or MoU in force", high=1.0)
def signed_share(world: World, p: int) -> float:
    """Tell whether a tie has a paper."""
    return 1.0 if world.partnerships[p].formality >= LOI else 0.0


@indicator("share of ties", "an MoU in force", high=1.0)
def mou_share(world: World, p: int) -> float:
    """Tell whether a tie has an MoU."""
    return 1.0 if world.partnerships[p].formality >= MOU else 0.0


@indicator("months", "mean months from filing to approval, over approved dossiers")
def approval_months(world: World, p: int) -> float:
    """Measure the waiting of what was approved."""
    tie = world.partnerships[p]
    return tie.approval_months / tie.approved if tie.approved > 0 else UNDEFINED


@indicator("dossiers", "dossiers refused or lapsed, and approved programmes never funded, so far")
def lost_opportunities(world: World, p: int) -> float:
    """Count what came to nothing before it began."""
    tie = world.partnerships[p]
    return float(tie.refused + tie.lapsed + tie.abandoned)


@indicator("dossiers", "dossiers lost after one side had cleared them, so far")
def let_downs(world: World, p: int) -> float:
    """Count let-downs."""
    return float(world.partnerships[p].let_down_total)


@indicator("ceremonies", "ceremonies held in place of deliveries so far")
def ceremonies(world: World, p: int) -> float:
    """Count ceremonies."""
    return float(world.partnerships[p].ceremonies)


@indicator("programme-months", "money spent on the tie's programmes so far, by all who paid")
def cost(world: World, p: int) -> float:
    """Measure money spent."""
    return world.partnerships[p].cost


@indicator("1", "mean image of the partner among both publics", high=1.0)
def perception(world: World, p: int) -> float:
    """Measure the public's image of the partner."""
    tie = world.partnerships[p]
    return 0.5 * (tie.perception[0] + tie.perception[1])


@indicator("1", "coordination of the two cities", high=1.0)
def coordination(world: World, p: int) -> float:
    """Measure coordination within the tie."""
    return world.partnerships[p].coordination


@indicator("1", "mean bilateral level of the two states toward each other", high=1.0)
def bilateral(world: World, p: int) -> float:
    """Measure the bilateral level behind a tie."""
    tie = world.partnerships[p]
    one = world.cities[tie.cities[0]].country
    other = world.cities[tie.cities[1]].country
    size = len(world.countries)
    return 0.5 * (world.bilateral[one * size + other] + world.bilateral[other * size + one])


@indicator(
    "1",
    "live agreements (approved or running programmes led by a city, papers in force) whose"
    " alignment with a side's national priority is below the national threshold, over both sides",
    high=1.0,
)
def misalignment(world: World, p: int) -> float:
    """Measure the fragmentation of national interests."""
    threshold = world.parameters.gate.national_threshold
    tie = world.partnerships[p]
    live = 0
    low = 0
    for g in range(p * PROGRAMME_SLOTS, (p + 1) * PROGRAMME_SLOTS):
        programme = world.programmes[g]
        if programme.lead != NGO_LEAD and programme.status in (APPROVED, RUNNING):
            for side in range(2):
                live += 1
                if programme.alignment[side] < threshold:
                    low += 1
    if tie.formality > 0:
        for side in range(2):
            live += 1
            if tie.paper_alignment[side] < threshold:
                low += 1
    return low / live if live > 0 else UNDEFINED


@indicator("1", "money that NGOs spent / all money spent on the tie's programmes", high=1.0)
def dependence(world: World, p: int) -> float:
    """Measure dependence on outside money."""
    tie = world.partnerships[p]
    return tie.cost_ngo / tie.cost if tie.cost > 0.0 else UNDEFINED


@indicator("1", "difference of both sides' benefits / their sum", high=1.0)
def benefit_gap(world: World, p: int) -> float:
    """Measure how unequally a tie serves its two sides."""
    tie = world.partnerships[p]
    total = tie.benefit[0] + tie.benefit[1]
    return abs(tie.benefit[0] - tie.benefit[1]) / total if total > 0.0 else UNDEFINED


@indicator("NGOs", "NGOs engaged in the tie", high=float(ENGAGED_SLOTS))
def ngos_engaged(world: World, p: int) -> float:
    """Count the NGOs in a tie."""
    tie = world.partnerships[p]
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if tie.engaged[k] != NONE:
            engaged += 1
    return float(engaged)


@indicator("share of ties", "both cities carry the tie", high=1.0)
def carried_share(world: World, p: int) -> float:
    """Tell whether both cities carry a tie."""
    tie = world.partnerships[p]
    return 1.0 if tie.carried[0] + tie.carried[1] == 2 else 0.0
