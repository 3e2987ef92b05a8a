"""Leadership: mayors come and go, and commitment to a tie is partly theirs.

Rule in words. A mayor's term runs down month by month. At its end a mayor who may stand again is
re-elected with a fixed chance; otherwise, and after an early exit, a successor is drawn.
Commitment belongs to a side of a tie: it starts at its founder's drive and rises with each month
in which programmes led by a city deliver; what NGOs deliver alone binds no city hall. When the
mayor changes, a share rho of it survives; the rest is the successor's drive, discounted by phi < 1
because the tie is inherited. A dedicated unit keeps more (a higher rho).

Equations. With c the commitment of a side, g the gain and d the successor's drive::

    cities delivered last month:  c <- c + g (1 - c)
    turnover:                     c <- rho c + (1 - rho) phi d

Sources. Terms and early exits: D01. That what lies outside a mayor's reach outlives the mayor:
Akhtari, Moreira & Trucco 2022 (American Economic Review 112:442-493), of schools (D02). Both
equations: form assumed. Evidence: E66, E82, E83, E107, E121.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip, toward_one
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.randomness import RE_ELECTION, SUCCESSOR, TURNOVER, bernoulli, normal, uniform
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import MAYOR_ELECTED, MAYOR_LEFT_EARLY, MAYOR_RE_ELECTED

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "leadership",
    "turnover of mayors and what it does to commitment",
    (
        Variant(
            "term_clock",
            "terms, re-election and early exit; a unit keeps commitment through a turnover",
            "D01; Akhtari et al. 2022; E66, E82, E83",
        ),
        Variant(
            "neutral",
            "mayors change, but every side's commitment stays at its default mean",
            "ablation",
        ),
        Variant("off", "mayors never leave; commitment only rises with delivery", "limit case"),
        Variant(
            "equal_retention",
            "as term_clock, but as much commitment survives without a unit as with one",
            "rival: no shield from a unit",
        ),
    ),
)

TERM_CLOCK = MECHANISM.code("term_clock")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")
EQUAL_RETENTION = MECHANISM.code("equal_retention")


@rule
def hold_office(world: World, c: int) -> None:
    """Run the mayor's term down; elect, re-elect or replace the mayor of city ``c``."""
    if world.mechanisms.leadership == OFF:
        return
    parameters = world.parameters.leadership
    clock = world.clock
    city = world.cities[c]
    country = world.countries[city.country]
    city.to_election -= 1
    city.in_office += 1
    if city.to_election <= 0:
        city.to_election = country.term_months
        may_stand = city.terms_served < country.term_limit
        again = bernoulli(uniform(clock, RE_ELECTION, city.key, 0), parameters.re_election)
        if may_stand and again:
            city.terms_served += 1
            log(world, MAYOR_RE_ELECTED, city=c)
        else:
            hand_over(world, c)
            log(world, MAYOR_ELECTED, city=c)
    elif bernoulli(uniform(clock, TURNOVER, city.key, 0), parameters.early_exit):
        hand_over(world, c)
        log(world, MAYOR_LEFT_EARLY, city=c)


@rule
def hand_over(world: World, c: int) -> None:
    """Draw a successor for city ``c`` and let them find their ties."""
    parameters = world.parameters.leadership
    clock = world.clock
    city = world.cities[c]
    city.terms_served = 1
    city.in_office = 0
    city.mayors += 1
    city.entrepreneur = 0
    city.drive = clip(
        parameters.drive_mean
        + parameters.drive_spread * normal(uniform(clock, SUCCESSOR, city.key, 0)),
        0.0,
        1.0,
    )
    if bernoulli(uniform(clock, SUCCESSOR, city.key, 1), parameters.entrepreneur_share):
        city.entrepreneur = 1
        city.drive = max(city.drive, parameters.entrepreneur_drive)
    if world.mechanisms.leadership == NEUTRAL:
        return
    kept = retention(world, c)
    inherited = parameters.inherited_weight * city.drive
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        partnership.commitment[side] = (
            kept * partnership.commitment[side] + (1.0 - kept) * inherited
        )


@rule
def retention(world: World, c: int) -> float:
    """Return the share of commitment in city ``c`` that outlives a mayor."""
    parameters = world.parameters.leadership
    if world.mechanisms.leadership == EQUAL_RETENTION:
        return parameters.retention_equal
    city = world.cities[c]
    # A unit that is paid in part keeps in part.
    kept = city.unit * city.lever_share
    with_unit = parameters.retention_with_unit
    return kept * with_unit + (1.0 - kept) * parameters.retention_without_unit


@rule
def pledge(world: World, p: int, side: int, drive: float) -> None:
    """Let one side of tie ``p`` commit itself as far as a founder's drive goes, or keep to more."""
    partnership = world.partnerships[p]
    if world.mechanisms.leadership == NEUTRAL:
        partnership.commitment[side] = world.parameters.leadership.neutral_commitment
    else:
        partnership.commitment[side] = max(partnership.commitment[side], drive)


@rule
def renew_commitment(world: World, c: int) -> None:
    """Let the commitment of city ``c`` rise in each tie in which cities delivered last month."""
    parameters = world.parameters.leadership
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if world.mechanisms.leadership == NEUTRAL:
            partnership.commitment[side] = parameters.neutral_commitment
        elif partnership.delivered_last[1] > 0:
            partnership.commitment[side] = toward_one(
                partnership.commitment[side], parameters.commitment_gain
            )
