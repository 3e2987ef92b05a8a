"""Indicators of what a tie does: deliveries, continuity, silence, and who carries it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import effect, quotient
from paradiplomacy.indicators.registry import MEAN, SUM, UNDEFINED, indicator, ratio
from paradiplomacy.processes.trust import dyad_trust
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    ENGAGED_SLOTS,
    G2G,
    HYBRID,
    NGO_CARRIED,
    NGO_KINDS,
    NONE,
)

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

NGO_LED_ABOVE = 2.0 / 3.0
G2G_BELOW = 1.0 / 3.0


@indicator("years", "whole years since the founding or the start", summary=SUM)
def years(world: World, p: int) -> float:
    """Count the years in which a tie could be active; the running year does not count."""
    return float(world.partnerships[p].age // 12)


@rule
def active_years_of(partnership: Partnership, k: int) -> float:
    """Return the whole years with a delivery: by anyone, a city, an NGO."""
    running = partnership.active_now[k] if partnership.age % 12 > 0 else 0
    return float(partnership.active_years[k] - running)


@indicator("years", "whole years with at least one delivery", summary=SUM)
def active_years(world: World, p: int) -> float:
    """Count years with a delivery by anyone."""
    return active_years_of(world.partnerships[p], 0)


@indicator("years", "whole years with a delivery led by a city", summary=SUM)
def active_years_g2g(world: World, p: int) -> float:
    """Count years with a delivery by governments."""
    return active_years_of(world.partnerships[p], 1)


@indicator("years", "whole years with a delivery that an NGO carried", summary=SUM)
def active_years_ngo(world: World, p: int) -> float:
    """Count years with a delivery through NGOs."""
    return active_years_of(world.partnerships[p], 2)


@rule
def active_share(partnership: Partnership, k: int) -> float:
    """Return the share of whole years so far with a delivery."""
    whole = partnership.age // 12
    return ratio(active_years_of(partnership, k), whole)


@indicator(
    "share of years",
    "years with at least one delivery / whole years since the founding or the start",
    high=1.0,
    headline=True,
    of=("active_years", "years"),
    combine=quotient,
)
def continuity(world: World, p: int) -> float:
    """Measure continuity by anyone."""
    return active_share(world.partnerships[p], 0)


@indicator(
    "share of years",
    "years with a delivery led by a city / whole years since the founding or the start",
    high=1.0,
    headline=True,
    of=("active_years_g2g", "years"),
    combine=quotient,
)
def continuity_g2g(world: World, p: int) -> float:
    """Measure continuity between governments."""
    return active_share(world.partnerships[p], 1)


@indicator(
    "share of years",
    "years with a delivery that an NGO carried / whole years since the founding or the start",
    high=1.0,
    headline=True,
    of=("active_years_ngo", "years"),
    combine=quotient,
)
def continuity_ngo(world: World, p: int) -> float:
    """Measure continuity through NGOs."""
    return active_share(world.partnerships[p], 2)


@indicator("milestones", "milestones due", summary=SUM)
def promised(world: World, p: int) -> float:
    """Measure what was promised."""
    return float(world.partnerships[p].promised)


@indicator("milestones", "milestones delivered by anyone", headline=True, summary=SUM)
def delivered(world: World, p: int) -> float:
    """Measure what was delivered."""
    partnership = world.partnerships[p]
    return float(
        partnership.delivered[G2G]
        + partnership.delivered[HYBRID]
        + partnership.delivered[NGO_CARRIED]
    )


@indicator(
    "milestones",
    "milestones delivered in programmes led by a city, with an NGO on board or not",
    headline=True,
    summary=SUM,
)
def delivered_g2g(world: World, p: int) -> float:
    """Measure what governments delivered."""
    partnership = world.partnerships[p]
    return float(partnership.delivered[G2G] + partnership.delivered[HYBRID])


@indicator(
    "milestones",
    "milestones delivered in programmes with an NGO, alone or on board",
    summary=SUM,
)
def delivered_ngo(world: World, p: int) -> float:
    """Measure what NGOs helped to deliver."""
    partnership = world.partnerships[p]
    return float(partnership.delivered[HYBRID] + partnership.delivered[NGO_CARRIED])


@indicator(
    "milestones",
    "milestones delivered in programmes led by a city with an NGO on board",
    summary=SUM,
)
def delivered_hybrid(world: World, p: int) -> float:
    """Measure what cities and NGOs delivered together."""
    return float(world.partnerships[p].delivered[HYBRID])


@indicator("milestones", "milestones delivered in programmes led by an NGO", summary=SUM)
def delivered_ngo_alone(world: World, p: int) -> float:
    """Measure what NGOs delivered without a city."""
    return float(world.partnerships[p].delivered[NGO_CARRIED])


@indicator(
    "1",
    "delivered / promised",
    high=1.0,
    headline=True,
    of=("delivered", "promised"),
    combine=quotient,
)
def realised_ratio(world: World, p: int) -> float:
    """Measure the share of promises kept."""
    partnership = world.partnerships[p]
    return ratio(delivered(world, p), partnership.promised)


@indicator(
    "1",
    "mean of trust, continuity and realised ratio, the latter 0 where nothing was promised",
    high=1.0,
    headline=True,
    of=("trust", "continuity", "realised_ratio"),
    combine=effect,
)
def effectiveness(world: World, p: int) -> float:
    """Measure the effectiveness of a tie by three components of equal weight."""
    partnership = world.partnerships[p]
    active = continuity(world, p)
    if math.isnan(active):
        return UNDEFINED
    kept = delivered(world, p) / partnership.promised if partnership.promised > 0 else 0.0
    return (dyad_trust(partnership) + active + kept) / 3.0


@rule
def ngo_weight(partnership: Partnership) -> float:
    """Return the NGOs' share of the last 24 months' deliveries; a shared one counts half."""
    whole = partnership.lately[0] + partnership.lately[1]
    return ratio(partnership.lately[1], whole)


@indicator(
    "share of months",
    "NGOs carried under a third of the last 24 months' deliveries",
    high=1.0,
    summary=MEAN,
)
def g2g_share(world: World, p: int) -> float:
    """Tell whether a tie is carried by governments."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight < G2G_BELOW else 0.0


@indicator(
    "share of months",
    "NGOs carried a third to two thirds of the last 24 months' deliveries",
    high=1.0,
    summary=MEAN,
)
def hybrid_share(world: World, p: int) -> float:
    """Tell whether governments and NGOs carry a tie together."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if G2G_BELOW <= weight <= NGO_LED_ABOVE else 0.0


@indicator(
    "share of months",
    "NGOs carried over two thirds of the last 24 months' deliveries",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def ngo_led_share(world: World, p: int) -> float:
    """Tell whether a tie is led by NGOs."""
    weight = ngo_weight(world.partnerships[p])
    if math.isnan(weight):
        return UNDEFINED
    return 1.0 if weight > NGO_LED_ABOVE else 0.0


@indicator("share of months", "both cities carry the tie", high=1.0, summary=MEAN)
def carried_share(world: World, p: int) -> float:
    """Tell whether both cities carry a tie."""
    partnership = world.partnerships[p]
    return 1.0 if partnership.carried[0] + partnership.carried[1] == 2 else 0.0


@indicator("NGOs", "NGOs engaged in the tie", high=float(ENGAGED_SLOTS), summary=MEAN)
def ngos_engaged(world: World, p: int) -> float:
    """Count the NGOs in a tie."""
    partnership = world.partnerships[p]
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            engaged += 1
    return float(engaged)


@indicator(
    "kinds",
    "kinds of organisation engaged in the tie, and governments if both carry it",
    high=5.0,
    summary=MEAN,
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


@indicator(
    "1", "mean standing with the public of the NGOs engaged in the tie", high=1.0, summary=MEAN
)
def legitimacy(world: World, p: int) -> float:
    """Measure the legitimacy that NGOs bring to a tie."""
    partnership = world.partnerships[p]
    total = 0.0
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            total += world.ngos[partnership.engaged[k]].legitimacy
            engaged += 1
    return ratio(total, engaged)
