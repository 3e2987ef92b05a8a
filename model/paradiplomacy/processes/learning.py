"""Evaluation and learning: programmes are repaired, cities learn by doing, know-how is absorbed.

Rule in words. Every few months a city that monitors looks at each programme it leads and gets a
signal of its quality, the less noisy the more effort it makes; where the signal is poor the
programme is repaired, as far as the effort goes. Without monitoring nothing is repaired. A city
learns by doing, if that is switched on: what it delivers in a sector is experience there, which
stays with the city whoever the partner, fades, and makes its next programme of that sector better.
A partner's know-how comes with deliveries, to a city that has the capacity to absorb it; what is
not kept up is lost. Centres may ask for a least effort at monitoring.

Equations. With m the effort, q the quality, e the experience, b its weight, K the capacities::

    q + sigma (1 - m) z < target:   q <- q + r m (1 - q)
    e <- (1 - d) e + kept           1 - q <- (1 - q) (1 + e)^(-b)  of a new programme
    K <- K + a k max(K' - K, 0) K - f (K - K*)        k know-how

Sources. Learning by doing as a power of experience: Wright 1936 (Journal of the Aeronautical
Sciences 3:122-128); experience that is deliveries and depreciates, and that organisations at work
hardly get from one another: Argote, Beckman & Epple 1990 (Management Science 36:140-154); that it
depreciates less, or not at all: Thompson 2007 (Management Science 53:908-918). That it is what a
programme lacks that shrinks: form assumed. Absorptive capacity: Cohen & Levinthal 1990
(Administrative Science Quarterly 35:128-152), in words. Repair, the noise of a signal and the
course of capacity: form assumed. Evidence: E18, E33, E37, E51, E53, E56, E138, E139.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip, toward_one
from paradiplomacy.processes.shared.journal import log_crossing, log_programme
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.randomness import EVALUATION, normal, uniform
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
    "evaluation, learning by doing, absorption of know-how",
    (
        Variant(
            "evaluated",
            "evaluation repairs quality, deliveries teach, know-how is absorbed",
            "Argote, Beckman & Epple 1990; Cohen & Levinthal 1990; E56, E139",
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
def gain_experience(world: World, c: int) -> None:
    """Let city ``c`` forget part of its experience, and gain some from this month's deliveries."""
    parameters = world.parameters.learning
    if world.mechanisms.learning != EVALUATED or parameters.experience <= 0.0:
        return
    size = len(world.sectors)
    for i in range(c * size, (c + 1) * size):
        world.experience[i] -= parameters.experience_decay * world.experience[i]
    for p, side in memberships(world, c):
        for g in range(first_slot(p), past_slots(world, p)):
            programme = world.programmes[g]
            if programme.reported == world.clock.month and programme.lead == side:
                world.experience[c * size + programme.sector] += programme.kept_now


@rule
def mastery(world: World, c: int, sector: int) -> float:
    """Return the part of what a programme lacks that city ``c``'s experience of it makes up."""
    experience = world.experience[c * len(world.sectors) + sector]
    return 1.0 - math.pow(1.0 + experience, -world.parameters.learning.experience)


@rule
def absorb(world: World, c: int) -> None:
    """Let city ``c`` take in the know-how that came with this month's deliveries."""
    parameters = world.parameters.learning
    city = world.cities[c]
    city.absorbed = 0.0
    if world.mechanisms.learning != EVALUATED:
        return
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        gap = max(world.cities[partnership.cities[1 - side]].capacity - city.capacity, 0.0)
        city.absorbed += parameters.absorption * partnership.taught_now * gap * city.capacity


@rule
def build_capacity(world: World, c: int) -> None:
    """Let city ``c`` gain what it took in, and lose what it does not keep up."""
    city = world.cities[c]
    before = city.capacity
    if world.mechanisms.learning == EVALUATED:
        lost = world.parameters.learning.forget * (before - city.capacity_base)
        city.capacity = clip(before + city.absorbed - lost, 0.0, 1.0)
    log_crossing(world, before, city.capacity, CAPACITY_GAINED, CAPACITY_LOST, NONE, c)
