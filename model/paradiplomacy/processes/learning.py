"""Evaluation and learning: programmes are repaired, types are learned, know-how is absorbed.

Rule in words. Every few months a city that monitors looks at each programme it leads and gets a
signal of its quality, the less noisy the more effort it makes; where the signal is poor the
programme is repaired, as far as the effort goes. Results teach which sectors work: a country pools
the signals of its cities' ties, and a result as good as the leading city aspired to draws its
cities to the sector, a worse one away. Without monitoring nothing is repaired and nothing is
learned. A partner's know-how comes with deliveries, to a city that has the capacity to absorb it;
what is not kept up is lost. Centres may ask for a least effort at monitoring.

Equations. With m the effort, q the quality, L the propensity, K the capacities::

    q + sigma (1 - m) z < target:   q <- q + r m (1 - q)
    L <- L + l m (1 - L)  if kept/due + sigma (1 - m) z >= A,  else  L <- L - l m L
    K <- K + a k max(K' - K, 0) K - f (K - K*)        A aspiration, k know-how

Sources. Learning: Bush & Mosteller 1955 (Stochastic Models for Learning); against an aspiration:
Bendor 2010 (Bounded Rationality and Politics). Absorptive capacity: Cohen & Levinthal 1990
(Administrative Science Quarterly 35:128-152), in words. Repair, the noise of a signal and the
course of capacity: form assumed. Evidence: E18, E37, E51, E53, E56, E138, E139.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip, toward_one
from paradiplomacy.processes.shared.journal import log_crossing, log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.randomness import EVALUATION, LESSON, normal, uniform
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import (
    CAPACITY_GAINED,
    CAPACITY_LOST,
    NONE,
    PROGRAMME_EVALUATED,
    PROGRAMME_REPAIRED,
    RUNNING,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "learning",
    "evaluation, learning from results, absorption of know-how",
    (
        Variant(
            "evaluated",
            "evaluation repairs quality, results teach sectors, know-how is absorbed",
            "Bush & Mosteller 1955; Bendor 2010; Cohen & Levinthal 1990; E56, E139",
        ),
        Variant(
            "neutral",
            "every programme has the default mean quality; nothing is learned or absorbed",
            "ablation",
        ),
        Variant("off", "nobody evaluates, learns or absorbs anything", "limit case: E37"),
    ),
)

EVALUATED = MECHANISM.code("evaluated")
NEUTRAL = MECHANISM.code("neutral")
OFF = MECHANISM.code("off")


@rule
def effort(world: World, c: int) -> float:
    """Return the effort at monitoring that city ``c`` makes, as far as means allow."""
    city = world.cities[c]
    wanted = max(city.monitoring, world.countries[city.country].monitoring_mandate)
    return wanted * city.lever_share


@rule
def evaluate(world: World, c: int) -> None:
    """Let city ``c`` evaluate the programmes it leads, and repair the poor ones."""
    parameters = world.parameters.learning
    made = effort(world, c)
    if world.mechanisms.learning != EVALUATED or made <= 0.0:
        return
    for p, side in memberships(world, c):
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.status != RUNNING or programme.lead != side:
                continue
            if programme.months_run == 0 or programme.months_run % parameters.interval != 0:
                continue
            z = normal(uniform(world.clock, EVALUATION, programme.key, 0))
            log_programme(world, PROGRAMME_EVALUATED, g)
            if programme.quality + parameters.noise * (1.0 - made) * z < parameters.target:
                programme.quality = toward_one(programme.quality, parameters.repair * made)
                log_programme(world, PROGRAMME_REPAIRED, g)


@rule
def pool_lessons(world: World, n: int) -> None:
    """Let centre ``n`` pool what its cities' programmes teach about each sector."""
    country = world.countries[n]
    if world.mechanisms.learning != EVALUATED:
        return
    for c in range(country.first_city, country.first_city + country.city_count):
        made = effort(world, c)
        if made <= 0.0:
            continue
        for p, side in memberships(world, c):
            for g in range(first_slot(p), past_slots(world, p)):
                programme = world.programmes[g]
                if programme.reported == world.clock.month and programme.lead == side:
                    learn(world, n, g, made)


@rule
def learn(world: World, n: int, g: int, made: float) -> None:
    """Let country ``n`` learn from this month's results of programme ``g``."""
    parameters = world.parameters.learning
    programme = world.programmes[g]
    i = n * len(world.sectors) + programme.sector
    z = normal(uniform(world.clock, LESSON, programme.key, 0))
    result = programme.kept_now / programme.due_now + parameters.noise * (1.0 - made) * z
    rate = parameters.rate * made
    if result >= world.partnerships[programme.partnership].aspiration[programme.lead]:
        world.lessons[i] = toward_one(world.lessons[i], rate)
    else:
        world.lessons[i] -= rate * world.lessons[i]


@rule
def absorb(world: World, c: int) -> None:
    """Let city ``c`` take in the know-how that came with this month's deliveries."""
    parameters = world.parameters.learning
    city = world.cities[c]
    city.lesson = 0.0
    if world.mechanisms.learning != EVALUATED:
        return
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        gap = max(world.cities[partnership.cities[1 - side]].capacity - city.capacity, 0.0)
        city.lesson += parameters.absorption * partnership.taught_now * gap * city.capacity


@rule
def build_capacity(world: World, c: int) -> None:
    """Let city ``c`` gain what it took in, and lose what it does not keep up."""
    city = world.cities[c]
    before = city.capacity
    if world.mechanisms.learning == EVALUATED:
        lost = world.parameters.learning.forget * (before - city.capacity_base)
        city.capacity = clip(before + city.lesson - lost, 0.0, 1.0)
    log_crossing(world, before, city.capacity, CAPACITY_GAINED, CAPACITY_LOST, NONE, c)
