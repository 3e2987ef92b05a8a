"""Indicators of what a tie does: deliveries, continuity, silence, and who carries it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import effect, per_spell, quotient, revived
from paradiplomacy.indicators.registry import MEAN, SUM, UNDEFINED, indicator
from paradiplomacy.processes.recording import CEREMONIAL_AFTER, DORMANT_AFTER
from paradiplomacy.processes.trust import dyad_trust
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    DROPPED_ACTIVE,
    DROPPED_DORMANT,
    DROPPED_IN_OFFICE,
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
    return active_years_of(partnership, k) / whole if whole > 0 else UNDEFINED


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
    return delivered(world, p) / partnership.promised if partnership.promised > 0 else UNDEFINED


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


@indicator("ceremonies", "ceremonies held in place of deliveries", summary=SUM)
def ceremonies(world: World, p: int) -> float:
    """Count ceremonies."""
    return float(world.partnerships[p].ceremonies)


@indicator(
    "share of months",
    "a paper in force for 36 months or more, and nothing delivered by anyone for as long",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def ceremonial_share(world: World, p: int) -> float:
    """Tell whether a tie is ceremonial."""
    partnership = world.partnerships[p]
    months_signed = world.clock.month + 1 - partnership.signed
    idle = min(months_signed, partnership.silent) >= CEREMONIAL_AFTER
    return 1.0 if partnership.formality > 0 and idle else 0.0


@indicator(
    "share of months",
    "nothing delivered by anyone for 12 months",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def dormant_share(world: World, p: int) -> float:
    """Tell whether a tie is dormant."""
    return 1.0 if world.partnerships[p].silent >= DORMANT_AFTER else 0.0


@indicator("share of ties", "nothing delivered by anyone for 12 months, at the end", high=1.0)
def dormant_at_end(world: World, p: int) -> float:
    """Tell whether a tie is dormant at the end."""
    return dormant_share(world, p)


@indicator("spells", "spells of 12 or more months without a delivery that began", summary=SUM)
def dormant_spells(world: World, p: int) -> float:
    """Count dormant spells."""
    return float(world.partnerships[p].dormant_spells)


@indicator("spells", "dormant spells that a delivery ended", summary=SUM)
def revivals(world: World, p: int) -> float:
    """Count revivals."""
    return float(world.partnerships[p].revivals)


@indicator("months", "months of dormant spells, from the first silent one", summary=SUM)
def months_dormant(world: World, p: int) -> float:
    """Count the months of dormant spells."""
    return float(world.partnerships[p].dormant_months)


@indicator(
    "months",
    "months of dormant spells / such spells that ended or run at the end",
    of=("months_dormant", "revivals", "dormant_at_end"),
    combine=per_spell,
)
def dormant_months(world: World, p: int) -> float:
    """Measure how long a dormant spell lasts, the running one as long as it has lasted."""
    partnership = world.partnerships[p]
    return (
        partnership.dormant_months / partnership.dormant_spells
        if partnership.dormant_spells > 0
        else UNDEFINED
    )


@indicator(
    "1",
    "dormant spells that a delivery ended / those and the one that runs at the end",
    high=1.0,
    of=("revivals", "dormant_at_end"),
    combine=revived,
)
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
    whole = partnership.lately[0] + partnership.lately[1]
    return partnership.lately[1] / whole if whole > 0 else UNDEFINED


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
    return total / engaged if engaged > 0 else UNDEFINED


@indicator(
    "cities",
    "cities that let the tie go after a change of mayor although it was active",
    summary=SUM,
)
def let_go_active(world: World, p: int) -> float:
    """Count how often a new mayor dropped a tie that delivered."""
    return float(world.partnerships[p].let_go[DROPPED_ACTIVE])


@indicator(
    "cities",
    "cities that let the tie go after a change of mayor, nothing delivered for 12 months",
    summary=SUM,
)
def let_go_dormant(world: World, p: int) -> float:
    """Count how often a new mayor dropped a tie that had fallen silent."""
    return float(world.partnerships[p].let_go[DROPPED_DORMANT])


@indicator("cities", "cities that let the tie go under the same mayor", summary=SUM)
def let_go_in_office(world: World, p: int) -> float:
    """Count how often a tie was let go with no change of mayor."""
    return float(world.partnerships[p].let_go[DROPPED_IN_OFFICE])
