"""Norms and identity: city diplomacy becomes what cities do, and the foreign becomes one's own.

Rule in words. Now and then a city considers the norm of city diplomacy. It sees the share of
compatriots and of its partners abroad who hold it, and hears the entrepreneurs among compatriot
mayors. It adopts where what it sees reaches its own threshold; a mayor who is an entrepreneur
adopts at once; an adopter gives the norm up where exposure has fallen far below the threshold.
Practice makes the norm second nature: internalisation grows in months with deliveries. The more
internalised, the more a city acts by what is appropriate rather than by what pays, and the less
foreign a partner's content feels to it. Deliveries that speak to local identity raise its
salience. A centre that sees its cities' ties deliver recognises local identity more, and otherwise
returns to its own stance. Emergence, cascade and internalisation are read off the curve, never
set.

Equations. With w the weight of partners, S and A the shares of compatriots who hold the norm and
of entrepreneurs, F the share of partners who hold it::

    exposure = (1 - w) S + w F + b A          adopt: exposure >= theta,  theta ~ N(mu, sigma)
    N <- (1 - f) N,  and then  N <- N + i (1 - N)  where it holds the norm and a tie delivered
    omega = omega_0 + omega_1 N
    I <- (1 - d) (I + g' min(deliveries that speak to identity, 1) (1 - I))
    R <- R + g share of ties that delivered (1 - R) - d (R - R*)

Sources. Life cycle: Finnemore & Sikkink 1998 (International Organization 52:887-917). Thresholds:
Granovetter 1978; Watts 2002 (PNAS 99:5766-5771). Entrepreneurs who are heard: after Hoffmann (P45).
Two logics: March & Olsen 1998 (International Organization 52:943-969), in words. How exposure adds
up, internalisation, salience and recognition: form assumed. Evidence: E96, E114-E120, E121, E124,
E130.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip, toward_one
from paradiplomacy.processes.shared.journal import log, log_crossing
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.randomness import (
    NORM_ATTENTION,
    NORM_THRESHOLD,
    bernoulli,
    normal,
    uniform,
    uniform_once,
)
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import (
    IDENTITY_RECOGNISED,
    IDENTITY_SLIGHTED,
    NONE,
    NORM_ABANDONED,
    NORM_ADOPTED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "norms",
    "the norm of city diplomacy, and identity",
    (
        Variant(
            "contagion",
            "adoption at thresholds of exposure, entrepreneurs, internalisation by practice",
            "Finnemore & Sikkink 1998; Granovetter 1978; Hoffmann (P45); March & Olsen 1998",
        ),
        Variant(
            "neutral",
            "nobody adopts or gives up; internalisation, recognition and salience stay put",
            "ablation",
        ),
        Variant(
            "off",
            "nobody holds the norm and cities act by consequences alone",
            "limit case: logic of consequences",
        ),
    ),
)

CONTAGION = MECHANISM.code("contagion")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")


@rule
def omega(world: World, c: int) -> float:
    """Return the weight that city ``c`` gives to what is appropriate, against what pays."""
    parameters = world.parameters.norms
    if world.mechanisms.norms == OFF:
        return 0.0
    gain = parameters.appropriateness_gain * world.cities[c].norm_internalised
    return min(parameters.appropriateness + gain, 1.0)


@rule
def observe_norms(world: World, n: int) -> None:
    """Let centre ``n`` make known how many of its cities hold the norm, and who speaks for it."""
    country = world.countries[n]
    holders = 0
    advocates = 0
    for c in range(country.first_city, country.first_city + country.city_count):
        city = world.cities[c]
        holders += city.norm_adopted
        advocates += city.entrepreneur
    cities = max(country.city_count, 1)
    country.norm_share = holders / cities
    country.advocates = advocates / cities


@rule
def consider_norm(world: World, c: int) -> None:
    """Let city ``c`` make up its mind about the norm, if it thinks of it this month."""
    parameters = world.parameters.norms
    variant = world.mechanisms.norms
    city = world.cities[c]
    city.norm_adopting = city.norm_adopted
    if variant == NEUTRAL:
        return
    if variant == OFF:
        city.norm_adopting = 0
        return
    if city.entrepreneur == 1:
        city.norm_adopting = 1
        return
    if not bernoulli(uniform(world.clock, NORM_ATTENTION, city.key, 0), parameters.attention):
        return
    z = normal(uniform_once(world.clock, NORM_THRESHOLD, city.key, 0))
    threshold = parameters.threshold_mean + parameters.threshold_spread * z
    observed = exposure(world, c)
    if observed >= threshold:
        city.norm_adopting = 1
    elif observed < parameters.abandon * threshold:
        city.norm_adopting = 0


@rule
def exposure(world: World, c: int) -> float:
    """Return how much of the norm city ``c`` sees among compatriots and partners."""
    parameters = world.parameters.norms
    city = world.cities[c]
    country = world.countries[city.country]
    holders = 0
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        holders += world.cities[partnership.cities[1 - side]].norm_adopted
    abroad = holders / city.partnership_count if city.partnership_count > 0 else 0.0
    share = parameters.partner_weight if city.partnership_count > 0 else 0.0
    # A city is no example to itself.
    others = max(country.city_count - 1, 1)
    home = max(country.norm_share * country.city_count - city.norm_adopted, 0.0) / others
    return (1.0 - share) * home + share * abroad + parameters.broadcast * country.advocates


@rule
def internalise(world: World, c: int) -> None:
    """Let city ``c`` hold what it has made up its mind to hold, and grow into it by practice."""
    parameters = world.parameters.norms
    variant = world.mechanisms.norms
    city = world.cities[c]
    if city.norm_adopting > city.norm_adopted:
        log(world, NORM_ADOPTED, city=c)
    elif city.norm_adopting < city.norm_adopted:
        log(world, NORM_ABANDONED, city=c)
    city.norm_adopted = city.norm_adopting
    if variant == NEUTRAL:
        city.norm_internalised = parameters.neutral_internalised
    elif variant == OFF:
        city.norm_internalised = 0.0
    else:
        city.norm_internalised -= parameters.forget * city.norm_internalised
        practised = 0
        spoken = 0.0
        for p, _ in memberships(world, c):
            partnership = world.partnerships[p]
            practised += (
                partnership.delivered_now[0]
                + partnership.delivered_now[1]
                + partnership.delivered_now[2]
            )
            spoken += partnership.spoken_now
        if practised > 0 and city.norm_adopted == 1:
            city.norm_internalised = toward_one(city.norm_internalised, parameters.internalise)
        salience = toward_one(city.identity_salience, parameters.identity_gain * min(spoken, 1.0))
        city.identity_salience = salience - parameters.identity_decay * salience


@rule
def recognise_identity(world: World, n: int) -> None:
    """Let centre ``n`` recognise local identity more where its cities' ties deliver."""
    parameters = world.parameters.norms
    country = world.countries[n]
    if world.mechanisms.norms != CONTAGION:
        return
    partnerships = 0
    delivered = 0
    for c in range(country.first_city, country.first_city + country.city_count):
        for p, _ in memberships(world, c):
            partnership = world.partnerships[p]
            partnerships += 1
            if (
                partnership.delivered_now[0]
                + partnership.delivered_now[1]
                + partnership.delivered_now[2]
                > 0
            ):
                delivered += 1
    before = country.recognition
    share = delivered / partnerships if partnerships > 0 else 0.0
    grown = toward_one(before, parameters.recognition_gain * share)
    back = parameters.recognition_return * (before - country.recognition_base)
    country.recognition = clip(grown - back, 0.0, 1.0)
    log_crossing(
        world, before, country.recognition, IDENTITY_RECOGNISED, IDENTITY_SLIGHTED, NONE, NONE
    )
