"""Perception and the bilateral level: what ties may do for states, and states for ties.

Rule in words. Deliveries that reach people build the public's image of the partner; images fade.
Each country's level toward another returns to its own and is pushed by shocks, by the trust in the
ties between the two as far as these are active, and by the images among the public. Both pushes
may be 0; what states do for ties is part of initiation and of the gate.

Equations. With m the month's deliveries, each weighted by contact and turnout::

    image <- image + a min(m, 1) (1 - image) - d image
    B <- B* + rho (B - B*) + psi_up g(trust x activity) + psi_image g(image) + sigma z

g(x) = X / (h + X) with X the sum of x over the ties of the two countries: each further tie adds
less, and one that holds neither trust nor image adds nothing. Activity falls from 1 to 0 over a
year of silence. With no ties, or both psi at 0, B follows its own autoregression and events.

Sources. AR(1): standard; g and the course of images: form assumed. The coefficients are free and
may be 0, for the sources leave the mechanism open: E08, E09, E17. Evidence: E07, E16, E48, E49.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.processes.shared.journal import log_crossing
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.processes.trust import track_trust
from paradiplomacy.randomness import RELATIONS, child_key, mixed, normal, uniform, wrap
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import GOVERNMENT, NONE, RELATIONS_COOLED, RELATIONS_WARMED

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "bilateral",
    "image of the partner and level between the states",
    (
        Variant(
            "autoregression",
            "the level returns to its own, pushed by shocks, by trust in active ties and by image",
            "AR(1); E08, E17, E48, E49",
        ),
        Variant("neutral", "the level stays where the scenario puts it", "ablation"),
    ),
)

AUTOREGRESSION = MECHANISM.code("autoregression")
NEUTRAL = MECHANISM.code("neutral")


@rule
def form_image(world: World, p: int) -> None:
    """Let both publics of tie ``p`` form an image of their partner."""
    parameters = world.parameters.bilateral
    partnership = world.partnerships[p]
    if partnership.exists == 0:
        return
    observed = min(partnership.moved_now, 1.0)
    for side in range(2):
        image = partnership.perception[side]
        image += parameters.image_gain * observed * (1.0 - image) - parameters.image_decay * image
        partnership.perception[side] = clip(image, 0.0, 1.0)


@rule
def survey_relations(world: World, n: int) -> None:
    """Let centre ``n`` sum up what its cities' ties mean for its relations."""
    size = len(world.countries)
    country = world.countries[n]
    for m in range(n * size, (n + 1) * size):
        world.warmth[m] = 0.0
        world.image[m] = 0.0
    for c in range(country.first_city, country.first_city + country.city_count):
        for p, side in memberships(world, c):
            partnership = world.partnerships[p]
            i = n * size + world.cities[partnership.cities[1 - side]].country
            world.warmth[i] += track_trust(partnership, GOVERNMENT) * activity(world, partnership)
            world.image[i] += partnership.perception[side]


@rule
def activity(world: World, partnership: Partnership) -> float:
    """Return how active a tie is: 1 after a delivery, falling to 0 in silence."""
    return max(1.0 - partnership.silent / world.parameters.bilateral.activity_months, 0.0)


@rule
def saturated(world: World, total: float) -> float:
    """Return how far a sum over ties goes toward its full effect, from 0 to 1."""
    return total / (world.parameters.bilateral.half + total)


@rule
def adjust_relations(world: World, n: int) -> None:
    """Let the level of country ``n`` toward each other country move on."""
    parameters = world.parameters.bilateral
    size = len(world.countries)
    key = world.countries[n].key
    for m in range(size):
        if m == n:
            continue
        i = n * size + m
        base = world.bilateral_base[i]
        before = world.bilateral[i]
        if world.mechanisms.bilateral == NEUTRAL:
            world.bilateral[i] = base
            continue
        z = normal(
            uniform(
                world.clock, RELATIONS, mixed(wrap(child_key(key, 0) + world.countries[m].key)), 0
            )
        )
        level = base + parameters.persistence * (before - base) + parameters.noise * z
        level += parameters.up * saturated(world, world.warmth[i])
        level += parameters.image * saturated(world, world.image[i])
        world.bilateral[i] = clip(level, 0.0, 1.0)
        log_crossing(
            world, before, world.bilateral[i], RELATIONS_WARMED, RELATIONS_COOLED, NONE, NONE
        )
