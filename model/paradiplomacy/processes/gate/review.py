"""Review: files go to their stages, wait their turn, and are returned, accepted or refused.

Part of gate; rule in words, equations and sources as in :mod:`paradiplomacy.processes.gate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.gate import NEUTRAL, OFF
from paradiplomacy.processes.gate.expectations import expected_wait, mended
from paradiplomacy.processes.gate.queues import (
    has_queues,
    next_file,
    put_in_tray,
    side_city,
    stage_of,
    take_first,
    take_tickets,
)
from paradiplomacy.processes.gate.screening import overreaches
from paradiplomacy.processes.gate.waiting import count_chain, count_stage
from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.randomness import (
    BACKGROUND,
    COMPLETENESS,
    DECISION,
    ROUTE,
    SERVICE,
    bernoulli,
    poisson,
    uniform,
    uniform_once,
    wrap,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BY_CLEARANCE,
    BY_REFUSAL,
    CLEARED,
    DOSSIER_RETURNED,
    FAST_TRACKED,
    NONE,
    REFUSED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.institutions import Stage
    from paradiplomacy.state.relations import Dossier
    from paradiplomacy.state.world import World


@rule
def grant_fast_track(world: World, n: int) -> None:
    """Let centre ``n`` grant fast track to the new files whose drift is worth the time saved."""
    country = world.countries[n]
    if country.fast_track == 0 or not has_queues(world):
        return
    file = country.registry
    while file != NONE:
        d = file // 2
        side = file % 2
        file = next_file(world, file)
        if is_worth_the_risk(world, n, d, side):
            dossier = world.dossiers[d]
            dossier.fast[side] = 1
            log(world, FAST_TRACKED, dossier.partnership, sector=dossier.sector)


@rule
def open_files(world: World, n: int) -> None:
    """Let centre ``n`` register the new files and send each on its way."""
    country = world.countries[n]
    file = country.registry
    country.registry = NONE
    while file != NONE:
        following = next_file(world, file)
        d = file // 2
        side = file % 2
        if world.mechanisms.gate == OFF:
            clear(world, d, side)
        elif world.mechanisms.gate == NEUTRAL:
            set_fixed_wait(world, d, side)
        else:
            forward(world, d, side)
        file = following


@rule
def requires(world: World, stage: Stage, dossier: Dossier, side: int) -> bool:
    """Tell whether this dossier must pass this stage: a draw kept for its whole life."""
    u = uniform_once(world.clock, ROUTE, wrap(dossier.key + stage.key), side)
    return bernoulli(u, stage.required_share[dossier.instrument])


@rule
def is_worth_the_risk(world: World, n: int, d: int, side: int) -> bool:
    """Tell whether the drift is worth the waiting saved (after Epstein & O'Halloran 1999)."""
    country = world.countries[n]
    dossier = world.dossiers[d]
    saved = 0.0
    for k in range(country.first_stage, country.first_stage + country.stage_count):
        stage = world.stages[k]
        if stage.skippable == 1 and requires(world, stage, dossier, side):
            saved += expected_wait(world, d, side, k)
    distance = 1.0 - dossier.alignment[side]
    return distance * distance < country.month_value * saved


@rule
def forward(world: World, d: int, side: int) -> None:
    """Send one side's file to the next stage it must pass; past the last it is cleared."""
    dossier = world.dossiers[d]
    country = world.countries[world.cities[side_city(world, d, side)].country]
    place = dossier.stage[side] + 1
    while place < country.stage_count:
        stage = world.stages[country.first_stage + place]
        skipped = dossier.fast[side] == 1 and stage.skippable == 1
        if not skipped and requires(world, stage, dossier, side):
            break
        place += 1
    dossier.stage[side] = place
    dossier.returns[side] = 0
    dossier.arrived[side] = world.clock.month
    if place == country.stage_count:
        clear(world, d, side)
    else:
        put_in_tray(world, d, side)


@rule
def clear(world: World, d: int, side: int) -> None:
    """Clear one side's file."""
    dossier = world.dossiers[d]
    partnership = world.partnerships[dossier.partnership]
    months = world.clock.month - dossier.filed
    dossier.decision[side] = CLEARED
    partnership.cleared[side] += 1
    partnership.clearance_months[side] += months
    country = world.countries[world.cities[partnership.cities[side]].country]
    country.recent_wait += (months - country.recent_wait) / world.parameters.gate.wait_memory
    count_chain(world, d, side, BY_CLEARANCE)


@rule
def refuse(world: World, d: int, side: int) -> None:
    """Refuse one side's file."""
    world.dossiers[d].decision[side] = REFUSED
    count_chain(world, d, side, BY_REFUSAL)


@rule
def set_fixed_wait(world: World, d: int, side: int) -> None:
    """Give one side's file the waiting of the neutral variant, by the stages it must pass."""
    dossier = world.dossiers[d]
    country = world.countries[world.cities[side_city(world, d, side)].country]
    required = 0
    for k in range(country.first_stage, country.first_stage + country.stage_count):
        if requires(world, world.stages[k], dossier, side):
            required += 1
    dossier.stage[side] = required
    dossier.wait[side] = int(world.parameters.gate.neutral_wait * required + 0.5)


@rule
def allot_reviewers(world: World, n: int) -> None:
    """Let centre ``n`` spread its reviewers over its stages in proportion to backlog."""
    country = world.countries[n]
    sorting = world.parameters.levers.triage * country.fast_track
    reviewers = country.reviewers * (1.0 - sorting)
    total = 0.0
    for k in range(country.first_desk, country.first_desk + country.desk_count):
        desk = world.desks[k]
        total += 1.0 + desk.arrived - desk.served
    for k in range(country.first_desk, country.first_desk + country.desk_count):
        desk = world.desks[k]
        backlog = 1.0 + desk.arrived - desk.served
        desk.reviewers = reviewers * country.desk_count * backlog / total


@rule
def receive(world: World, first: int, size: int) -> None:
    """Let ``size`` desks from ``first`` on take in this month's files and background dossiers."""
    for k in range(first, first + size):
        desk = world.desks[k]
        stage = world.stages[desk.stage]
        nominal = stage.service_rate * desk.size
        u = uniform(world.clock, BACKGROUND, desk.key, 0)
        take_tickets(world, k, poisson(u, stage.background_load * nominal))


@rule
def serve(world: World, first: int, size: int) -> None:
    """Let ``size`` desks from ``first`` on decide the files whose turn has come."""
    for k in range(first, first + size):
        desk = world.desks[k]
        stage = world.stages[desk.stage]
        if desk.served == desk.arrived:
            continue
        u = uniform(world.clock, SERVICE, desk.key, 0)
        capacity = poisson(u, stage.service_rate * desk.size * desk.reviewers)
        desk.served = min(desk.arrived, desk.served + capacity)
        while desk.head != NONE and ticket(world, desk.head) < desk.served:
            file = take_first(world, k)
            decide(world, file // 2, file % 2)


@rule
def ticket(world: World, file: int) -> int:
    """Return the ticket that ``file`` holds at its desk."""
    return world.dossiers[file // 2].ticket[file % 2]


@rule
def decide(world: World, d: int, side: int) -> None:
    """Send a served file back for completion, or judge what it is about."""
    dossier = world.dossiers[d]
    stage = world.stages[stage_of(world, d, side)]
    if is_incomplete(world, stage, dossier, side):
        c = side_city(world, d, side)
        dossier.returns[side] += 1
        dossier.quality[side] += mended(world, c, dossier.quality[side])
        log(world, DOSSIER_RETURNED, dossier.partnership, c, sector=dossier.sector)
        put_in_tray(world, d, side)
        return
    margin = (score(world, d, side) - stage.threshold) / stage.slope
    u = uniform_once(world.clock, DECISION, wrap(dossier.key + stage.key), side)
    if bernoulli(u, logistic(margin)) and not overreaches(world, d, side):
        count_stage(world, d, side, BY_CLEARANCE)
        forward(world, d, side)
    else:
        count_stage(world, d, side, BY_REFUSAL)
        refuse(world, d, side)


@rule
def is_incomplete(world: World, stage: Stage, dossier: Dossier, side: int) -> bool:
    """Tell whether a stage asks for more before it judges: central ones do, and not for ever."""
    if stage.local == 1 or dossier.returns[side] >= stage.returns_allowed:
        return False
    draw = 2 * dossier.returns[side] + side
    u = uniform_once(world.clock, COMPLETENESS, wrap(dossier.key + stage.key), draw)
    return bernoulli(u, world.parameters.gate.returns * (1.0 - dossier.quality[side]))


@rule
def score(world: World, d: int, side: int) -> float:
    """Return the score of one side's file at the stage where it is."""
    parameters = world.parameters.gate
    dossier = world.dossiers[d]
    partnership = world.partnerships[dossier.partnership]
    city = world.cities[partnership.cities[side]]
    if world.stages[stage_of(world, d, side)].local == 1:
        return dossier.local_fit[side]
    country = world.countries[city.country]
    partner = world.cities[partnership.cities[1 - side]].country
    tension = (
        parameters.tension
        * dossier.foreignness
        * (1.0 - city.norm_internalised)
        * country.foreign_sensitivity
        * (1.0 - country.recognition)
    )
    recognised = (
        parameters.recognition * city.identity_salience * dossier.identity * country.recognition
    )
    level = world.bilateral[city.country * len(world.countries) + partner]
    pull = parameters.bilateral_pull * level
    return dossier.alignment[side] - tension + recognised + pull


@rule
def receive_central(world: World, n: int) -> None:
    """Let the central desks of country ``n`` take in their files."""
    country = world.countries[n]
    receive(world, country.first_desk, country.desk_count)


@rule
def receive_local(world: World, c: int) -> None:
    """Let the council desks of city ``c`` take in their files."""
    city = world.cities[c]
    receive(world, city.first_desk, city.desk_count)


@rule
def review_central(world: World, n: int) -> None:
    """Let the ministries of country ``n`` decide the files whose turn has come."""
    country = world.countries[n]
    serve(world, country.first_desk, country.desk_count)


@rule
def review_local(world: World, c: int) -> None:
    """Let the council of city ``c`` decide the files whose turn has come."""
    city = world.cities[c]
    serve(world, city.first_desk, city.desk_count)


@rule
def spin_up(world: World) -> None:
    """Run the stages' queues on background dossiers alone for the months before month 0."""
    clock = world.clock
    clock.month = -1 - world.parameters.gate.spin_up
    while clock.month < -1:
        for n in range(len(world.countries)):
            allot_reviewers(world, n)
        receive(world, 0, len(world.desks))
        serve(world, 0, len(world.desks))
        clock.month += 1
