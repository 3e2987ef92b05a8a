"""Indicators of what a tie does: deliveries, continuity, silence, and who carries it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.indicators.registry import UNDEFINED, indicator
from paradiplomacy.processes.recording import CEREMONIAL_AFTER, DORMANT_AFTER
from paradiplomacy.processes.trust import dyad_trust
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    ENGAGED_SLOTS,
    G2G,
    HYBRID,
    MODE_WINDOW,
    NGO_CARRIED,
    NGO_KINDS,
    NONE,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

NGO_LED_ABOVE = 2.0 / 3.0
G2G_BELOW = 1.0 / 3.0


@rule
def active_share(partnership: Partnership, k: int) -> float:
    """Return the share of whole years so far with a delivery; the running year does not count."""
    years = partnership.age // 12
    if years == 0:
        return UNDEFINED
    running = partnership.active_now[k] if partnership.age % 12 > 0 else 0
    return (partnership.active_years[k] - running) / years


@indicator(
    "share of years",
    "years with at least one delivery / whole years since the founding or the start",
    high=1.0,
    headline=True,
)
def continuity(world: World, p: int) -> float:
    """Measure continuity by anyone."""
    return active_share(world.partnerships[p], 0)


@indicator(
    "share of years",
    "years with a delivery led by a city / whole years since the founding or the start",
    high=1.0,
    headline=True,
)
def continuity_g2g(world: World, p: int) -> float:
    """Measure continuity between governments."""
    return active_share(world.partnerships[p], 1)


@indicator(
    "share of years",
    "years with a delivery that an NGO carried / whole years since the founding or the start",
    high=1.0,
    headline=True,
)
def continuity_ngo(world: World, p: int) -> float:
    """Measure continuity through NGOs."""
    return active_share(world.partnerships[p], 2)


@indicator("milestones", "milestones due so far")
def promised(world: World, p: int) -> float:
    """Measure what was promised."""
    return float(world.partnerships[p].promised)


@indicator("milestones", "milestones delivered so far by anyone", headline=True)
def delivered(world: World, p: int) -> float:
    """Measure what was delivered."""
    partnership = world.partnerships[p]
    return float(
        partnership.delivered[G2G]
        + partnership.delivered[HYBRID]
        + partnership.delivered[NGO_CARRIED]
    )


@indicator("milestones", "milestones delivered so far in programmes led by a city", headline=True)
def delivered_g2g(world: World, p: int) -> float:
    """Measure what governments delivered."""
    partnership = world.partnerships[p]
    return float(partnership.delivered[G2G] + partnership.delivered[HYBRID])


@indicator("milestones", "milestones delivered so far in programmes with an NGO, alone or on board")
def delivered_ngo(world: World, p: int) -> float:
    """Measure what NGOs helped to deliver."""
    partnership = world.partnerships[p]
    return float(partnership.delivered[HYBRID] + partnership.delivered[NGO_CARRIED])


@indicator("1", "delivered / promised", high=1.0, headline=True)
def realised_ratio(world: World, p: int) -> float:
    """Measure the share of promises kept."""
    partnership = world.partnerships[p]
    return delivered(world, p) / partnership.promised if partnership.promised > 0 else UNDEFINED


@indicator(
    "1",
    "mean of trust, continuity and realised ratio, the latter 0 where nothing was promised",
    high=1.0,
    headline=True,
)
def effectiveness(world: World, p: int) -> float:
    """Measure the effectiveness of a tie by three components of equal weight."""
    partnership = world.partnerships[p]
    years = continuity(world, p)
    if math.isnan(years):
        return UNDEFINED
    kept = delivered(world, p) / partnership.promised if partnership.promised > 0 else 0.0
    return (dyad_trust(partnership) + years + kept) / 3.0


@indicator("ceremonies", "ceremonies held in place of deliveries so far")
def ceremonies(world: World, p: int) -> float:
    """Count ceremonies."""
    return float(world.partnerships[p].ceremonies)


@indicator(
    "share of ties",
    "a paper in force for 36 months or more, and nothing delivered by anyone for as long",
    high=1.0,
    headline=True,
)
def ceremonial_share(world: World, p: int) -> float:
    """Tell whether a tie is ceremonial."""
    partnership = world.partnerships[p]
    months_signed = world.clock.month + 1 - partnership.signed
    idle = min(months_signed, partnership.silent) >= CEREMONIAL_AFTER
    return 1.0 if partnership.formality > 0 and idle else 0.0


@indicator("share of ties", "nothing delivered by anyone for 12 months", high=1.0, headline=True)
def dormant_share(world: World, p: int) -> float:
    """Tell whether a tie is dormant."""
    return 1.0 if world.partnerships[p].silent >= DORMANT_AFTER else 0.0


@indicator("spells", "spells of 12 or more months without a delivery so far")
def dormant_spells(world: World, p: int) -> float:
    """Count dormant spells."""
    return float(world.partnerships[p].dormant_spells)


@indicator("months", "months of dormant spells so far / such spells")
def dormant_months(world: World, p: int) -> float:
    """Measure how long a dormant spell lasts, the running one as long as it has lasted."""
    partnership = world.partnerships[p]
    return (
        partnership.dormant_months / partnership.dormant_spells
        if partnership.dormant_spells > 0
        else UNDEFINED
    )


@indicator("1", "dormant spells that a delivery has ended / dormant spells so far", high=1.0)
def revival_rate(world: World, p: int) -> float:
    """Measure how often a dormant tie comes back."""
    partnership = world.partnerships[p]
    return (
        partnership.revivals / partnership.dormant_spells
        if partnership.dormant_spells > 0
        else UNDEFINED
    )


@rule
def ngo_weight(partnership: Partnership) -> float:
    """Return the NGOs' share of the last 24 months' deliveries; a shared one counts half."""
    city = 0
    ngo = 0
    for k in range(MODE_WINDOW):
        city += partnership.recent_city[k]
        ngo += partnership.recent_ngo[k]
    return ngo / (city + ngo) if city + ngo > 0 else UNDEFINED


@indicator(
    "share of ties", "NGOs carried under a third of the last 24 months' deliveries", high=1.0
)
def g2g_share(world: World, p: int) -> float:
    """Tell whether a tie is carried by governments."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight < G2G_BELOW else 0.0


@indicator(
    "share of ties",
    "NGOs carried a third to two thirds of the last 24 months' deliveries",
    high=1.0,
)
def hybrid_share(world: World, p: int) -> float:
    """Tell whether governments and NGOs carry a tie together."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if G2G_BELOW <= weight <= NGO_LED_ABOVE else 0.0


@indicator(
    "share of ties",
    "NGOs carried over two thirds of the last 24 months' deliveries",
    high=1.0,
    headline=True,
)
def ngo_led_share(world: World, p: int) -> float:
    """Tell whether a tie is led by NGOs."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight > NGO_LED_ABOVE else 0.0


@indicator("share of ties", "both cities carry the tie", high=1.0)
def carried_share(world: World, p: int) -> float:
    """Tell whether both cities carry a tie."""
    partnership = world.partnerships[p]
    return 1.0 if partnership.carried[0] + partnership.carried[1] == 2 else 0.0


@indicator("NGOs", "NGOs engaged in the tie", high=float(ENGAGED_SLOTS))
def ngos_engaged(world: World, p: int) -> float:
    """Count the NGOs in a tie."""
    partnership = world.partnerships[p]
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            engaged += 1
    return float(engaged)


@indicator(
    "kinds", "kinds of organisation engaged in the tie, and governments if both carry it", high=5.0
)
def actor_kinds(world: World, p: int) -> float:
    """Count the kinds of actors in a tie."""
    partnership = world.partnerships[p]
    kinds = 0
    for kind in range(len(NGO_KINDS)):
        present = 0
        for k in range(ENGAGED_SLOTS):
            if partnership.engaged[k] != NONE and world.ngos[partnership.engaged[k]].kind == kind:
                present = 1
        kinds += present
    return kinds + carried_share(world, p)


@indicator("1", "mean standing with the public of the NGOs engaged in the tie", high=1.0)
def legitimacy(world: World, p: int) -> float:
    """Measure the legitimacy that NGOs bring to a tie."""
    partnership = world.partnerships[p]
    total = 0.0
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            total += world.ngos[partnership.engaged[k]].legitimacy
            engaged += 1
    return total / engaged if engaged > 0 else UNDEFINED
