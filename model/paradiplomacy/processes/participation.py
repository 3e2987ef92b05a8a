"""Participation: people hear of programmes, join at personal thresholds, and leave.

Rule in words. Dissemination and the active public inform the uninformed, and people forget. Of the
informed, those are ready to take part whose threshold is below the share of their informed peers
who already do. Thresholds are lower where the city's society trusts those of its partners with whom
anything was delivered within a year, higher where it does not. What cannot be paid for informs
nobody. The ready join bit by bit, and in a month in which none of the city's ties delivers anything
some of the active leave. NGOs, schools and firms bring publics of their own: that is part of
delivery.

Equations. With I the informed and P the active share, d the effort at dissemination, T the mean
trust of the city's society in these partners, one half where there is none::

    I <- I + (a d + b P) (1 - I) - f I
    ready = I Phi((P / I - mu (1 + w (1/2 - T))) / sigma)
    P <- P + j (ready - P) - l P [nothing delivered]

Sources. Thresholds: Granovetter 1978 (American Journal of Sociology 83:1420-1443). External and
internal influence: Bass 1969 (Management Science 15:215-227). Who trusts the other group means to
meet it again: McKeown & Psaltis 2017 (Peace and Conflict, doi 10.1037/pac0000275); who trusts more
starts to volunteer, and quits less: Bekkers 2012 (Political Behavior 34:225-247), of trust in
people at large; both in direction, that it shifts the threshold: form assumed. Forgetting and
leaving: form assumed.
Evidence: E28, E35, E46, E120, E135, E136.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip, normal_cdf
from paradiplomacy.processes.shared.journal import log_crossing
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.trust import society_trust
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import NONE, PUBLIC_MOBILISED, PUBLIC_WITHDRAWN

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "participation",
    "who among the public takes part",
    (
        Variant(
            "thresholds",
            "the informed join at personal thresholds and leave without delivery",
            "Granovetter 1978; Bass 1969; E28, E135",
        ),
        Variant("neutral", "participation stays at its default mean", "ablation"),
        Variant("off", "the public never takes part", "limit case"),
    ),
)

THRESHOLDS = MECHANISM.code("thresholds")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")


@rule
def inform_public(world: World, c: int) -> None:
    """Let city ``c`` inform its public, and the public talk."""
    parameters = world.parameters.participation
    city = world.cities[c]
    reach = parameters.inform * city.dissemination * city.lever_share
    reach += parameters.word * city.participation
    informed = city.informed + reach * (1.0 - city.informed)
    city.informed = clip(informed - parameters.forget * informed, 0.0, 1.0)


@rule
def take_part(world: World, c: int) -> None:
    """Let the public of city ``c`` join or leave."""
    parameters = world.parameters.participation
    variant = world.mechanisms.participation
    city = world.cities[c]
    before = city.participation
    if variant == NEUTRAL:
        city.participation = parameters.neutral_level
    elif variant == OFF:
        city.participation = 0.0
    else:
        peers = min(before / city.informed, 1.0) if city.informed > 0.0 else 0.0
        wary = parameters.trust_weight * (0.5 - society_trust(world, c))
        threshold = parameters.threshold_mean * (1.0 + wary)
        distance = (peers - threshold) / parameters.threshold_spread
        ready = city.informed * normal_cdf(distance)
        after = before + parameters.join * (ready - before)
        if not saw_delivery(world, c):
            after -= parameters.leave * before
        city.participation = clip(after, 0.0, 1.0)
    log_crossing(world, before, city.participation, PUBLIC_MOBILISED, PUBLIC_WITHDRAWN, NONE, c)


@rule
def saw_delivery(world: World, c: int) -> bool:
    """Tell whether any tie of city ``c`` delivered anything this month."""
    for p, _ in memberships(world, c):
        partnership = world.partnerships[p]
        if (
            partnership.delivered_now[0]
            + partnership.delivered_now[1]
            + partnership.delivered_now[2]
            > 0
        ):
            return True
    return False
