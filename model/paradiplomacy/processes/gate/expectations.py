"""Expectations: how long a file will wait at a stage, and how long a country's gate takes.

Part of gate. A centre that thinks of fast track expects of one file what its queue tells, as often
as it will be returned. Cities come to know how long their country's gate takes: each clearance,
after t months, moves a running mean W that forgets exponentially, over ``wait_memory`` files M. It
begins with what a programme takes in the long run: at each stage a month in the tray, and its turn
in a queue with an exponential server::

    W <- W + (t - W) / M
    at first W = sum over stages of share x visits (1 + load / service / (service - load))

The visits are those of a file of the country's usual preparation, returns counted; what waits past
patience is lost, so that no stage takes longer. Letters and memoranda take longer than programmes,
and what fast track saves is not known before: experience brings both in. Refusals teach nothing.

Sources. Waiting in a queue with an exponential server: Kleinrock 1975 (Queueing Systems 1).
Exponential forgetting: form assumed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.gate import OFF
from paradiplomacy.processes.gate.queues import desk_at, has_queues, side_city
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import PROGRAMME

if TYPE_CHECKING:
    from paradiplomacy.state.actors import Country
    from paradiplomacy.state.institutions import Stage
    from paradiplomacy.state.world import World


@rule
def expected_wait(world: World, d: int, side: int, k: int) -> float:
    """Return the months that one side's file would wait at stage ``k``: its queue, each visit."""
    c = side_city(world, d, side)
    stage = world.stages[k]
    desk = world.desks[desk_at(world, c, k)]
    months = 1.0
    service = stage.service_rate * desk.size * desk.reviewers
    if service > 0.0:
        months += (desk.arrived - desk.served) / service
    return months * expected_visits(world, stage, c, world.dossiers[d].quality[side])


@rule
def expected_visits(world: World, stage: Stage, c: int, quality: float) -> float:
    """Return how often a file of city ``c`` and of this preparation is at a stage, on average."""
    visits = 1.0
    if stage.local == 1:
        return visits
    again = 1.0
    for _ in range(stage.returns_allowed):
        again *= world.parameters.gate.returns * (1.0 - quality)
        visits += again
        quality += mended(world, c, quality)
    return visits


@rule
def mended(world: World, c: int, quality: float) -> float:
    """Return what a return adds to the preparation of a file of city ``c``."""
    gain = world.parameters.gate.revision_gain * world.cities[c].vertical_coordination
    return gain * (1.0 - quality)


@rule
def expect_waits(world: World) -> None:
    """Let the cities of each country expect what the rates of its stages say, before any file."""
    parameters = world.parameters.gate
    for n in range(len(world.countries)):
        country = world.countries[n]
        country.recent_wait = 0.0
        if world.mechanisms.gate == OFF:
            continue
        for k in range(country.first_stage, country.first_stage + country.stage_count):
            stage = world.stages[k]
            months = parameters.neutral_wait
            if has_queues(world):
                months = usual_wait(world, country, stage) * usual_visits(world, country, stage)
            country.recent_wait += stage.required_share[PROGRAMME] * months


@rule
def usual_wait(world: World, country: Country, stage: Stage) -> float:
    """Return the mean months of a visit to a stage: one in the tray, then its turn; in patience."""
    size = 1.0 if stage.local == 1 else float(country.city_count)
    reviewers = 1.0 if stage.local == 1 else country.reviewers
    longest = float(world.parameters.gate.patience)
    service = stage.service_rate * size * reviewers
    load = stage.service_rate * size * stage.background_load
    turn = load / max(service, 1.0 / longest) / max(service - load, 1.0 / longest)
    return min(1.0 + turn, longest)


@rule
def usual_visits(world: World, country: Country, stage: Stage) -> float:
    """Return how often a file is at a stage, mean over the country's cities as they are now."""
    total = 0.0
    for c in range(country.first_city, country.first_city + country.city_count):
        total += expected_visits(world, stage, c, world.cities[c].vertical_coordination)
    return total / max(country.city_count, 1)


@rule
def expected_clearance(world: World, one: int, other: int) -> float:
    """Return the months that two cities expect to wait: the mean of what both gates took lately."""
    here = world.countries[world.cities[one].country].recent_wait
    there = world.countries[world.cities[other].country].recent_wait
    return 0.5 * (here + there)
