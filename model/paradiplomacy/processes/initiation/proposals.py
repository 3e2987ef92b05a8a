"""Proposals: what an opportunity becomes, and the dossier that asks for its clearance.

Part of initiation; sources as in :mod:`paradiplomacy.processes.initiation`. A
programme's hidden quality is the fit of its type to the city that leads it: part of it belongs to
the sector in that country, part to the city, and what fits the city's own agenda fits better (E57,
E104). To a city's programme its experience of the sector is added
(:mod:`~paradiplomacy.processes.learning`). A programme shaped by the centre speaks for national
priorities and reaches fewer people (E37).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import learning
from paradiplomacy.processes.shared.forms import clip, toward_one
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.slots import free_slot, use_slot
from paradiplomacy.randomness import (
    FIT,
    PROPOSAL_CONTENT,
    bernoulli,
    normal,
    pair_key,
    uniform_once,
)
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    DOSSIER_FILED,
    DOSSIER_SLOTS,
    ENGAGED_SLOTS,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME,
    PROGRAMME_PROPOSED,
    PROGRAMME_SLOTS,
    PROPOSAL_DROPPED,
    PROPOSED,
    TOP_DOWN,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

# Draws that make up a proposal, all keyed by the programme.
SCALE, SECTOR, _QUALITY, _NOISE, _HYBRID, _PARTNER = 0, 1, 2, 3, 5, 6


@rule
def write_proposal(
    world: World, p: int, side: int, origin: int, key: int, sector: int, scale: int
) -> None:
    """Write up an opportunity of ``side`` of tie ``p``: a programme, or a paper that it needs."""
    clock = world.clock
    partnership = world.partnerships[p]
    c = partnership.cities[side]
    if scale > partnership.formality:
        paper = p * DOSSIER_SLOTS + PROGRAMME_SLOTS
        if world.dossiers[paper].status != OPEN:
            partnership.programmes_made += 1
            wanted = partnership.formality + 1
            file_dossier(world, paper, key, NONE, wanted, p, side, sector, origin)
            world.dossiers[paper].agreement = wanted
            return
        scale = partnership.formality
    g = free_slot(world, p)
    if g == NONE:
        log(world, PROPOSAL_DROPPED, p, c, sector=sector)
        return
    take_slot(world, g, p, key, sector, scale, c)
    programme = world.programmes[g]
    programme.status = PROPOSED
    programme.lead = side
    programme.ngo = NONE
    programme.origin = origin
    programme.quality = toward_one(programme.quality, learning.mastery(world, c, sector))
    if origin == TOP_DOWN:
        programme.contact *= world.parameters.initiation.top_down_contact
    hybrid = world.parameters.initiation.hybrid_share
    if bernoulli(uniform_once(clock, PROPOSAL_CONTENT, key, _HYBRID), hybrid):
        programme.ngo = ally(world, p, key)
    world.initiated[membership_sector(world, p, side, sector)] += 1.0
    log(world, PROGRAMME_PROPOSED, p, c, programme.ngo, sector, programme.ordinal)
    dossier = p * DOSSIER_SLOTS + (g - p * PROGRAMME_SLOTS)
    file_dossier(world, dossier, key, g, PROGRAMME, p, side, sector, origin)
    for s in range(2):
        programme.alignment[s] = world.dossiers[dossier].alignment[s]


@rule
def membership_sector(world: World, p: int, side: int, sector: int) -> int:
    """Return the place of a sector in the table of what each side of each tie has proposed."""
    return (2 * p + side) * len(world.sectors) + sector


@rule
def take_slot(world: World, g: int, p: int, key: int, sector: int, scale: int, c: int) -> None:
    """Write the common content of a new programme of tie ``p``, led from city ``c``."""
    programme = world.programmes[g]
    partnership = world.partnerships[p]
    programme.key = key
    programme.partnership = p
    programme.ordinal = partnership.programmes_made
    programme.sector = sector
    programme.scale = scale
    programme.contact = world.sectors[sector].contact
    programme.knowledge = world.sectors[sector].knowledge
    programme.identity = world.sectors[sector].identity
    programme.quality = fit(world, key, sector, c)
    programme.months_run = 0
    programme.reported = NONE
    for s in range(2):
        programme.alignment[s] = 1.0
    partnership.programmes_made += 1
    use_slot(world, p, g)


@rule
def fit(world: World, key: int, sector: int, c: int) -> float:
    """Return the hidden fit of a new programme of a sector to city ``c``: its quality at first."""
    parameters = world.parameters.initiation
    if world.mechanisms.learning == learning.NEUTRAL:
        return world.parameters.learning.neutral_quality
    city = world.cities[c]
    kind = world.sectors[sector].key
    country = world.countries[city.country]
    clock = world.clock
    # Three parts of equal variance: of the sector in this country, in this city, of the programme.
    z = normal(uniform_once(clock, FIT, pair_key(kind, country.key), 0))
    z += normal(uniform_once(clock, FIT, pair_key(kind, city.key), 0))
    z += normal(uniform_once(clock, PROPOSAL_CONTENT, key, _QUALITY))
    wanted = world.agenda[c * len(world.sectors) + sector] / max(city.agenda_top, 1e-9)
    local = parameters.local_knowledge * (wanted - 0.5)
    return clip(
        parameters.quality_mean + local + parameters.quality_spread * z * THIRD_ROOT, 0.0, 1.0
    )


THIRD_ROOT = 0.5773502691896258
"""One over the root of three: three independent parts make one of the same spread."""


@rule
def ally(world: World, p: int, key: int) -> int:
    """Choose one of the NGOs engaged in tie ``p``, each as likely as the others, or NONE."""
    partnership = world.partnerships[p]
    engaged = 0
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            engaged += 1
    if engaged == 0:
        return NONE
    chosen = int(uniform_once(world.clock, PROPOSAL_CONTENT, key, _PARTNER) * engaged)
    for k in range(ENGAGED_SLOTS):
        if partnership.engaged[k] != NONE:
            if chosen == 0:
                return partnership.engaged[k]
            chosen -= 1
    return NONE


@rule
def file_dossier(
    world: World,
    d: int,
    key: int,
    g: int,
    instrument: int,
    p: int,
    side: int,
    sector: int,
    origin: int,
) -> None:
    """Open dossier ``d`` and hand a file of it to each side's registry."""
    parameters = world.parameters.initiation
    clock = world.clock
    n_sectors = len(world.sectors)
    dossier = world.dossiers[d]
    partnership = world.partnerships[p]
    dossier.key = key
    dossier.status = OPEN
    partnership.pending += 1
    dossier.partnership = p
    dossier.programme = g
    dossier.instrument = instrument
    dossier.agreement = 0
    dossier.renews = 0
    dossier.promises = 1
    dossier.proposer = side
    dossier.sector = sector
    dossier.filed = clock.month
    dossier.foreignness = world.sectors[sector].foreignness
    dossier.identity = world.sectors[sector].identity
    for s in range(2):
        city = world.cities[partnership.cities[s]]
        country = world.countries[city.country]
        noise = normal(uniform_once(clock, PROPOSAL_CONTENT, key, _NOISE + s))
        priority = world.priorities[city.country * n_sectors + sector]
        if origin == BOTTOM_UP or s != side:
            priority = clip(priority + parameters.priority_noise * noise, 0.0, 1.0)
        dossier.alignment[s] = priority
        weight = world.agenda[partnership.cities[s] * n_sectors + sector]
        dossier.local_fit[s] = weight / city.agenda_top if city.agenda_top > 0.0 else 0.0
        dossier.quality[s] = city.vertical_coordination
        dossier.decision[s] = PENDING
        dossier.fast[s] = 0
        dossier.stage[s] = NONE
        dossier.returns[s] = 0
        dossier.next[s] = country.registry
        country.registry = 2 * d + s
    log(world, DOSSIER_FILED, p, partnership.cities[side], sector=sector)
