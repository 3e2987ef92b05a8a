"""Trust: belief grown from promises kept and broken, per direction and track.

Rule in words. Each side holds, about the other and for each track (governments, societies),
evidence for and against. All evidence fades. In a month with milestones due, the share delivered is
evidence for, and falling short of what the side aspires to is evidence against, weighted more
heavily by the undecided. The two sides do not see the same: to a government what its own city led
tells less of the other than what the other led, and a society sees what takes place in its own
city, where a programme's milestones of a month take place in one of the two. A dossier lost after
this side had cleared it is one unit against the other government. Trust is the belief mass of a
subjective-logic opinion with prior belief 0: without delivery it can only fall. What a side aspires
to follows its own past and its compatriots' ties. An NGO keeps a record of its own promises in the
same way.

Equations. With y = delivered / due, m = min(1, due), both as weighted on this side and track, T
the trust of last month::

    r <- lambda r + m y
    s <- lambda s + m k max(0, A - y) + let-downs         k = 1 + (kappa - 1)(1 - |2T - 1|)
    T = r / (r + s + W)
    A <- A + nu ((1 - o) z + o z_peers - A)               in months with milestones due
    government's weight:  1 partner-led, own_weight own-led
    society's weight:     1 at home, away_weight abroad;  of a city's, x contact x turnout

z is the share that anyone kept of all that was due in the tie, z_peers its mean over the country's
ties. The rival asymmetric_exponential also fades in months without evidence.

Sources. Opinion and forgetting: Josang & Ismail 2002 (15th Bled eConference). Heavier bad evidence:
Slovic 1993 (Risk Analysis 13:675-682); less so for firm attitudes: Poortinga & Pidgeon 2004 (Risk
Analysis 24:1475-1486, D03); both name the direction, the form of k is assumed. Aspiration: Cyert &
March 1963 (A Behavioral Theory of the Firm). Distant partners credit themselves with what they
achieve together: Sedikides et al. 1998 (Journal of Personality and Social Psychology 74:378-386);
they also blame the other for what fails, so that own failures tell less too is assumed against
them. All weights, and that a society sees what takes place at home: form assumed. Evidence: E12,
E19, E20, E36, E83, E131.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.journal import log_crossing
from paradiplomacy.processes.shared.memberships import is_active, memberships
from paradiplomacy.processes.shared.slots import first_slot, is_engaged, past_slots
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import GOVERNMENT, SOCIETY, TRUST_LOST, TRUST_WON

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "trust",
    "what promises kept and broken do to trust",
    (
        Variant(
            "subjective_logic",
            "belief r / (r + s + W) from graded evidence, prior belief 0, bad evidence heavier",
            "Josang & Ismail 2002; Slovic 1993; Cyert & March 1963",
        ),
        Variant("neutral", "trust stays at its default mean", "ablation"),
        Variant(
            "beta_prior_half",
            "mean (r + 1) / (r + s + 2) of a beta posterior, prior mean one half, same evidence",
            "rival: Josang & Ismail 2002",
        ),
        Variant(
            "asymmetric_exponential",
            "exponential smoothing of delivered / due, faster downward than upward",
            "rival: after Slovic 1993",
        ),
    ),
)

SUBJECTIVE_LOGIC = MECHANISM.code("subjective_logic")
NEUTRAL = MECHANISM.code("neutral")
BETA_PRIOR_HALF = MECHANISM.code("beta_prior_half")
ASYMMETRIC_EXPONENTIAL = MECHANISM.code("asymmetric_exponential")


@rule
def publish_results(world: World, n: int) -> None:
    """Let centre ``n`` publish how well its cities' ties kept their promises this month (P22)."""
    country = world.countries[n]
    total = 0.0
    partnerships = 0
    for c in range(country.first_city, country.first_city + country.city_count):
        for p, _ in memberships(world, c):
            partnership = world.partnerships[p]
            if partnership.promised_now > 0:
                total += kept_share(partnership)
                partnerships += 1
    if partnerships > 0:
        country.peer_ratio = total / partnerships


@rule
def kept_share(partnership: Partnership) -> float:
    """Return the share of this month's promises that anyone kept in a tie that had some due."""
    delivered = (
        partnership.delivered_now[0] + partnership.delivered_now[1] + partnership.delivered_now[2]
    )
    return delivered / partnership.promised_now


@rule
def revise_trust(world: World, c: int) -> None:
    """Let city ``c`` revise its trust in each partner, as government and as society."""
    city = world.cities[c]
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        before = partnership.trust[side]
        for track in range(2):
            revise(world, partnership, side, track)
        log_crossing(world, before, partnership.trust[side], TRUST_WON, TRUST_LOST, p, c)
        if partnership.promised_now > 0:
            adjust_aspiration(world, partnership, side, world.countries[city.country].peer_ratio)


@rule
def review_record(world: World, n: int) -> None:
    """Let NGO ``n`` hold this month's results of its programmes against what it aspires to."""
    ngo = world.ngos[n]
    if ngo.active == 0:
        return
    due = 0
    kept = 0
    for p, _ in memberships(world, ngo.home):
        partnership = world.partnerships[p]
        if not is_engaged(partnership, n):
            continue
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.ngo == n and programme.reported == world.clock.month:
                due += programme.due_now
                kept += programme.kept_now
    if due > 0:
        parameters = world.parameters.trust
        ratio = kept / due
        ngo.success += world.parameters.carrying.success_rate * (ratio - ngo.success)
        peers = world.countries[world.cities[ngo.home].country].peer_ratio
        target = (1.0 - parameters.social_share) * ratio + parameters.social_share * peers
        ngo.aspiration += parameters.aspiration_rate * (target - ngo.aspiration)


@rule
def revise(world: World, partnership: Partnership, side: int, track: int) -> None:
    """Revise one side's trust on one track by this month's evidence."""
    parameters = world.parameters.trust
    variant = world.mechanisms.trust
    i = 2 * track + side
    due = partnership.due[i]
    # A share of promises kept; rounding of the weights must not carry it past 1.
    ratio = min(partnership.kept[i] / due, 1.0) if due > 0.0 else 0.0
    mass = min(due, 1.0)
    let_downs = float(partnership.let_downs[side]) if track == GOVERNMENT else 0.0
    shortfall = max(partnership.aspiration[side] - ratio, 0.0)
    undecided = 1.0 - abs(2.0 * partnership.trust[i] - 1.0)
    heavier = 1.0 + (parameters.negativity - 1.0) * undecided
    partnership.good[i] = parameters.forgetting * partnership.good[i] + mass * ratio
    partnership.bad[i] = (
        parameters.forgetting * partnership.bad[i] + mass * heavier * shortfall + let_downs
    )
    if variant == SUBJECTIVE_LOGIC:
        partnership.trust[i] = partnership.good[i] / (
            partnership.good[i] + partnership.bad[i] + parameters.prior_weight
        )
    elif variant == BETA_PRIOR_HALF:
        partnership.trust[i] = (partnership.good[i] + 1.0) / (
            partnership.good[i] + partnership.bad[i] + 2.0
        )
    elif variant == ASYMMETRIC_EXPONENTIAL:
        partnership.trust[i] = smoothed(world, partnership.trust[i], ratio, mass, let_downs)
    else:
        partnership.trust[i] = parameters.neutral_level


@rule
def smoothed(world: World, trust: float, ratio: float, mass: float, let_downs: float) -> float:
    """Return trust moved toward the share of promises kept, faster downward than upward."""
    parameters = world.parameters.trust
    rate = parameters.rise if ratio > trust else parameters.fall
    trust = parameters.forgetting * trust if mass == 0.0 else trust + mass * rate * (ratio - trust)
    return trust * math.pow(1.0 - parameters.fall, let_downs)


@rule
def adjust_aspiration(world: World, partnership: Partnership, side: int, peers: float) -> None:
    """Move one side's aspiration toward its own result and its compatriots' (Cyert & March)."""
    parameters = world.parameters.trust
    own = kept_share(partnership)
    target = (1.0 - parameters.social_share) * own + parameters.social_share * peers
    partnership.aspiration[side] += parameters.aspiration_rate * (
        target - partnership.aspiration[side]
    )


@rule
def dyad_trust(partnership: Partnership) -> float:
    """Return the mean trust of a tie over both directions and tracks."""
    total = 0.0
    for i in range(4):
        total += partnership.trust[i]
    return 0.25 * total


@rule
def track_trust(partnership: Partnership, track: int) -> float:
    """Return the mean trust of both sides on one track."""
    return 0.5 * (partnership.trust[2 * track] + partnership.trust[2 * track + 1])


@rule
def society_trust(world: World, c: int) -> float:
    """Return the mean trust of city ``c``'s society in its partners; one half where it has none.

    Only active ties count: of whom it has not met yet, or has forgotten, it thinks nothing.
    """
    total = 0.0
    partners = 0
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if is_active(partnership):
            total += partnership.trust[2 * SOCIETY + side]
            partners += 1
    return total / partners if partners > 0 else 0.5
