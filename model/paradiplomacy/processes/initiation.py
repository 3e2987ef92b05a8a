"""Initiation: opportunities arrive, and are written up as proposals.

Rule in words. Each month each side of a tie proposes a programme with a constant chance, and an
engaged NGO starts one of its own with a constant chance: the neutral form of initiation, in which
need, capacity, trust and the bilateral level do not yet act. A proposal has a scale. Large
programmes need a paper (medium an LoI, large an MoU); a city whose tie lacks the paper asks for it
instead, and while that waits runs a smaller programme. Asking for clearance means filing a dossier
with both sides. An NGO's own programme is small, informal and needs no gate (E101, E108).

Sources. Event-history logit (Berry & Berry 1990) belongs to this process and replaces the constant
chance. A paper buys permission for larger and longer programmes and nothing else. E3, E69, E105.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.codes import (
    APPROVED,
    DOSSIER_FILED,
    DOSSIER_SLOTS,
    FREE,
    NGO_LEAD,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME,
    PROGRAMME_PROPOSED,
    PROGRAMME_SLOTS,
    PROPOSAL_DROPPED,
    PROPOSED,
)
from paradiplomacy.processes.forms import clip
from paradiplomacy.processes.journal import log
from paradiplomacy.randomness import (
    NGO_PROPOSAL,
    PROPOSAL,
    PROPOSAL_CONTENT,
    bernoulli,
    categorical,
    child_key,
    normal,
    uniform,
    uniform_once,
)
from paradiplomacy.rules import Mechanism, Variant, rule

if TYPE_CHECKING:
    from paradiplomacy.world import World

MECHANISM = Mechanism(
    "initiation",
    "opportunities and proposals",
    (Variant("neutral", "proposals come with constant chances", "ablation"),),
)

# Draws that make up a proposal, all keyed by the programme.
_SCALE, _SECTOR, _QUALITY, _NOISE, _HYBRID, _PARTNER = 0, 1, 2, 3, 5, 6


@rule
def propose(world: World, c: int) -> None:
    """Let city ``c`` propose programmes, or ask for papers, in its ties."""
    parameters = world.parameters.initiation
    city = world.cities[c]
    for k in range(city.first_link, city.first_link + city.link_count):
        link = world.links[k]
        tie = world.partnerships[link.partnership]
        u = uniform(world.clock, PROPOSAL, child_key(tie.key, link.side), 0)
        if bernoulli(u, parameters.city_rate):
            write_proposal(world, link.partnership, link.side)


@rule
def write_proposal(world: World, p: int, side: int) -> None:
    """Write up a proposal of ``side`` of tie ``p``: a programme, or a paper that it needs."""
    parameters = world.parameters.initiation
    clock = world.clock
    tie = world.partnerships[p]
    key = child_key(tie.key, tie.programmes_made)
    n_sectors = len(world.sectors)
    c = tie.cities[side]
    scale = categorical(
        uniform_once(clock, PROPOSAL_CONTENT, key, _SCALE), parameters.scale_weights, 0, 3
    )
    sector = categorical(
        uniform_once(clock, PROPOSAL_CONTENT, key, _SECTOR), world.agenda, c * n_sectors, n_sectors
    )
    if scale > tie.formality:
        paper = p * DOSSIER_SLOTS + PROGRAMME_SLOTS
        if world.dossiers[paper].status != OPEN:
            tie.programmes_made += 1
            file_dossier(world, paper, key, NONE, tie.formality + 1, p, side, sector)
            return
        scale = tie.formality
    g = free_slot(world, p)
    if g == NONE:
        log(world, PROPOSAL_DROPPED, p, c, NONE, sector, NONE)
        return
    programme = world.programmes[g]
    take_slot(world, g, p, key, sector, scale)
    programme.status = PROPOSED
    programme.lead = side
    programme.ngo = NONE
    if bernoulli(uniform_once(clock, PROPOSAL_CONTENT, key, _HYBRID), parameters.hybrid_share):
        programme.ngo = ally(world, p, key)
    log(world, PROGRAMME_PROPOSED, p, c, programme.ngo, sector, programme.ordinal)
    dossier = p * DOSSIER_SLOTS + (g - p * PROGRAMME_SLOTS)
    file_dossier(world, dossier, key, g, PROGRAMME, p, side, sector)


@rule
def free_slot(world: World, p: int) -> int:
    """Return the first free programme slot of tie ``p``, or NONE."""
    for g in range(p * PROGRAMME_SLOTS, (p + 1) * PROGRAMME_SLOTS):
        if world.programmes[g].status == FREE:
            return g
    return NONE


@rule
def take_slot(world: World, g: int, p: int, key: int, sector: int, scale: int) -> None:
    """Write the common content of a new programme of tie ``p`` into slot ``g``."""
    parameters = world.parameters.initiation
    programme = world.programmes[g]
    tie = world.partnerships[p]
    programme.key = key
    programme.partnership = p
    programme.ordinal = tie.programmes_made
    programme.sector = sector
    programme.scale = scale
    programme.contact = world.sectors[sector].contact
    programme.quality = clip(
        parameters.quality_mean
        + parameters.quality_spread
        * normal(uniform_once(world.clock, PROPOSAL_CONTENT, key, _QUALITY)),
        0.0,
        1.0,
    )
    programme.months_run = 0
    tie.programmes_made += 1


@rule
def ally(world: World, p: int, key: int) -> int:
    """Choose one of the NGOs engaged in tie ``p``, each as likely as the others, or NONE."""
    engaged = 0
    e = world.partnerships[p].first_engagement
    while e != NONE:
        engaged += world.engagements[e].active
        e = world.engagements[e].next
    if engaged == 0:
        return NONE
    chosen = int(uniform_once(world.clock, PROPOSAL_CONTENT, key, _PARTNER) * engaged)
    e = world.partnerships[p].first_engagement
    while e != NONE:
        if world.engagements[e].active == 1:
            if chosen == 0:
                return world.engagements[e].ngo
            chosen -= 1
        e = world.engagements[e].next
    return NONE


@rule
def file_dossier(
    world: World, d: int, key: int, g: int, instrument: int, p: int, side: int, sector: int
) -> None:
    """Open dossier ``d`` and hand a file of it to each side's registry."""
    parameters = world.parameters.initiation
    clock = world.clock
    n_sectors = len(world.sectors)
    dossier = world.dossiers[d]
    tie = world.partnerships[p]
    dossier.key = key
    dossier.status = OPEN
    dossier.partnership = p
    dossier.programme = g
    dossier.instrument = instrument
    dossier.proposer = side
    dossier.sector = sector
    dossier.filed = clock.month
    dossier.foreignness = world.sectors[sector].foreignness
    for s in range(2):
        city = world.cities[tie.cities[s]]
        country = world.countries[city.country]
        noise = normal(uniform_once(clock, PROPOSAL_CONTENT, key, _NOISE + s))
        priority = world.priorities[city.country * n_sectors + sector]
        dossier.alignment[s] = clip(priority + parameters.priority_noise * noise, 0.0, 1.0)
        weight = world.agenda[tie.cities[s] * n_sectors + sector]
        dossier.local_fit[s] = weight / city.agenda_top if city.agenda_top > 0.0 else 0.0
        dossier.quality[s] = city.vertical
        dossier.decision[s] = PENDING
        dossier.fast[s] = 0
        dossier.stage[s] = NONE
        dossier.returns[s] = 0
        dossier.next[s] = country.registry
        country.registry = 2 * d + s
    log(world, DOSSIER_FILED, p, tie.cities[side], NONE, sector, NONE)


@rule
def start_informal(world: World, n: int) -> None:
    """Let NGO ``n`` start a small programme of its own in a tie, without any gate."""
    parameters = world.parameters.initiation
    clock = world.clock
    ngo = world.ngos[n]
    n_sectors = len(world.sectors)
    for e in range(ngo.first_engagement, ngo.first_engagement + ngo.engagement_count):
        engagement = world.engagements[e]
        p = engagement.partnership
        tie = world.partnerships[p]
        u = uniform(clock, NGO_PROPOSAL, engagement.key, 0)
        if engagement.active == 0 or not bernoulli(u, parameters.ngo_rate):
            continue
        key = child_key(tie.key, tie.programmes_made)
        u = uniform_once(clock, PROPOSAL_CONTENT, key, _SECTOR)
        sector = categorical(u, world.niches, n * n_sectors, n_sectors)
        g = free_slot(world, p)
        if g == NONE:
            log(world, PROPOSAL_DROPPED, p, NONE, n, sector, NONE)
            continue
        programme = world.programmes[g]
        take_slot(world, g, p, key, sector, 0)
        programme.status = APPROVED
        programme.lead = NGO_LEAD
        programme.ngo = n
        programme.approved_at = clock.month
        log(world, PROGRAMME_PROPOSED, p, NONE, n, sector, programme.ordinal)
