"""Founding: a configuration becomes the world of month 0.

Entities stand in the order of their ids, whatever the order in the config, and every key of a draw
comes from an id; so permuting entries changes no bit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.initialisation.capacity import capacities, longest_wait
from paradiplomacy.initialisation.events import add_external_events
from paradiplomacy.initialisation.names import Names, latent, names
from paradiplomacy.initialisation.regimes import add_charters, charters_of
from paradiplomacy.initialisation.timelines import at_start
from paradiplomacy.processes.context import PARAMETER
from paradiplomacy.processes.gate.waiting import place_of
from paradiplomacy.processes.shared.journal import record_triads
from paradiplomacy.processes.shared.memberships import append_membership
from paradiplomacy.processes.trust import BETA_PRIOR_HALF
from paradiplomacy.randomness import entity_key, run_key, unit_place
from paradiplomacy.state.actors import NGO, City, Country, Sector
from paradiplomacy.state.codes import EVENT_KINDS, INSTRUMENTS, NGO_KINDS
from paradiplomacy.state.institutions import Desk, Listing
from paradiplomacy.state.relations import Paper, Partnership
from paradiplomacy.state.run import Clock, Mechanisms, Tally
from paradiplomacy.state.world import OF_TABLE, VECTORS, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.configuration.world_config import WorldConfig

DEFAULT_PRIORITY = 0.5
DEFAULT_BILATERAL = 0.3
DEFAULT_DISTANCE = 0.5
SMALL_POPULATION = 100_000
"""Population of a city for whose office ``delivery.staff_per_capacity`` is stated."""


def build_world(
    config: WorldConfig, *, seed: int = 0, replicate: int = 0, log_size: int = 0
) -> World:
    """Return the world of ``config`` before its first month, as Python records.

    ``log_size`` is the room of the event log; 0 records no events, only their counts.
    """
    world = initial_world(config, seed=seed, replicate=replicate, logging=log_size > 0)
    for table, capacity in capacities(config, log_size).items():
        rows: list[Any] = getattr(world, table)
        blank: Callable[[], Any] = float if table in VECTORS else OF_TABLE[table]
        rows.extend(blank() for _ in range(capacity - len(rows)))
    return world


def initial_world(
    config: WorldConfig, *, seed: int = 0, replicate: int = 0, logging: bool = False
) -> World:
    """Return the same world with no more rows than stand there at the start.

    Rows for what is founded, proposed or recorded later are missing; see
    :func:`~paradiplomacy.initialisation.capacity.capacities`.
    """
    stated, config = config, at_start(config)
    ids = names(config)
    start = months_since_zero(config.scenario.start)
    pairs = len(ids.countries) * len(ids.countries)
    bilateral = [
        config.countries[country].bilateral.get(other, DEFAULT_BILATERAL)
        for country in ids.countries
        for other in ids.countries
    ]
    world = World(
        clock=Clock(
            run_key=run_key(seed, replicate),
            start=start,
            logging=int(logging),
            longest_wait=longest_wait(stated),
        ),
        parameters=config,
        mechanisms=Mechanisms(
            **{
                process: mechanism.code(getattr(config.mechanisms, process))
                for process, mechanism in REGISTRY.items()
            }
        ),
        sectors=[
            Sector(
                key=entity_key("sector", name),
                contact=config.sectors[name].contact,
                foreignness=config.sectors[name].foreignness,
                identity=config.sectors[name].identity,
                knowledge=config.sectors[name].knowledge,
            )
            for name in ids.sectors
        ],
        countries=[],
        charters=[],
        stages=[],
        desks=[],
        cities=[],
        directory=[],
        ngos=[],
        external_events=[],
        dated_values=[],
        partnerships=[],
        programmes=[],
        dossiers=[],
        papers=[],
        events=[],
        tallies=[Tally() for _ in EVENT_KINDS],
        agenda=_agenda(config, ids),
        weights=[0.0] * (len(ids.cities) * len(ids.sectors)),
        priorities=[
            config.countries[country].priorities.get(sector, DEFAULT_PRIORITY)
            for country in ids.countries
            for sector in ids.sectors
        ],
        plans=[0.0] * (len(ids.countries) * len(ids.sectors)),
        experience=[0.0] * (len(ids.cities) * len(ids.sectors)),
        ngo_sectors=_ngo_sectors(config, ids),
        cultural_distances=[
            config.countries[country].cultural_distance.get(other, DEFAULT_DISTANCE)
            for country in ids.countries
            for other in ids.countries
        ],
        bilateral=bilateral,
        bilateral_base=list(bilateral),
        severity=[0.0] * pairs,
        warmth=[0.0] * pairs,
        image=[0.0] * pairs,
        initiated=[],
        waits=[],
    )
    _add_countries(config, ids, world)
    _add_cities(config, ids, world, start)
    _add_partnerships(config, ids, world, start)
    _add_ngos(config, ids, world)
    add_external_events(stated, ids, world, start)
    if any(event.target == PARAMETER for event in world.external_events):
        world = world._replace(parameters=config.own_copy())
    rows = len(world.countries) + len(world.stages)
    world.waits.extend([0.0] * place_of(world, rows, 0, 0, 0))
    return world


def _agenda(config: WorldConfig, ids: Names) -> list[float]:
    """Return each city's agenda; a city that names none gives every sector the same weight."""
    weights: list[float] = []
    for city in ids.cities:
        agenda = config.cities[city].agenda
        weights += [agenda.get(sector, 0.0) if agenda else 1.0 for sector in ids.sectors]
    return weights


def _ngo_sectors(config: WorldConfig, ids: Names) -> list[float]:
    """Return the sectors of each NGO; one that might be founded works where its kind does."""
    founders = latent(config)
    weights: list[float] = []
    for name in ids.ngos:
        for sector in ids.sectors:
            if name in founders:
                weights.append(float(founders[name][1] in config.sectors[sector].carriers))
            else:
                weights.append(float(sector in config.ngos[name].sectors))
    return weights


def _add_countries(config: WorldConfig, ids: Names, world: World) -> None:
    members_of: dict[str, list[int]] = {name: [] for name in ids.countries}
    for c, city_id in enumerate(ids.cities):
        members_of[config.cities[city_id].country].append(c)
    for name, members in members_of.items():
        entry = config.countries[name]
        first = len(world.charters)
        add_charters(world, name, charters_of(config, name), len(members))
        charter = world.charters[first]
        country = Country(
            key=entity_key("country", name),
            first_city=members[0] if members else 0,
            city_count=len(members),
            charter=first,
            first_stage=charter.first_stage,
            stage_count=charter.stage_count,
            first_desk=charter.first_desk,
            desk_count=charter.desk_count,
            fast_track=charter.fast_track,
            month_value=charter.month_value,
            top_down_share=charter.top_down_share,
            reviewers=entry.reviewers,
            coordination_effort=entry.coordination_effort,
            recognition=entry.recognition,
            recognition_base=entry.recognition,
            foreign_sensitivity=entry.foreign_sensitivity,
            monitoring_mandate=entry.monitoring_mandate,
            fiscal_month=entry.fiscal_month,
            budget_friction=entry.budget_friction,
            matching_fund=entry.matching_fund,
            term_months=entry.term_months,
            term_limit=entry.term_limit,
            peer_ratio=config.trust.aspiration_start,
        )
        world.countries.append(country)


def _add_cities(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    n_sectors = len(ids.sectors)
    country_at = {name: n for n, name in enumerate(ids.countries)}
    last_charter = [country.charter for country in world.countries[1:]] + [len(world.charters)]
    start_share = config.budgeting.start_share
    for c, name in enumerate(ids.cities):
        entry = config.cities[name]
        n = country_at[entry.country]
        country = world.countries[n]
        to_election = country.term_months
        if entry.next_election is not None:
            to_election = months_since_zero(entry.next_election) - start + 1
        city = City(
            key=entity_key("city", name),
            country=n,
            first_desk=len(world.desks),
            own_desks=len(world.desks),
            desk_count=world.charters[country.charter].local_count,
            size=math.log10(entry.population),
            office=(entry.population / SMALL_POPULATION) ** config.delivery.staff_size,
            capacity=entry.capacity,
            capacity_base=entry.capacity,
            access=entry.access,
            unit=int(entry.unit),
            broker=int(entry.broker),
            revenue=entry.budget / start_share if start_share > 0.0 else 0.0,
            budget_share=start_share,
            coordination_effort=entry.coordination_effort,
            centre_effort=_or(entry.centre_effort, entry.coordination_effort),
            agency_effort=_or(entry.agency_effort, entry.coordination_effort),
            dissemination=entry.dissemination,
            monitoring=entry.monitoring,
            drive=entry.leader.drive,
            entrepreneur=int(entry.leader.entrepreneur),
            terms_served=entry.leader.terms_served,
            to_election=to_election,
            vertical_coordination=entry.vertical_coordination,
            horizontal_coordination=entry.horizontal_coordination,
            informed=entry.informed,
            participation=entry.participation,
            need=entry.need,
            need_base=entry.need,
            agenda_top=max(world.agenda[c * n_sectors : (c + 1) * n_sectors]),
            identity_salience=entry.identity_salience,
            norm_adopted=int(entry.norm_adopted),
            norm_adopting=int(entry.norm_adopted),
        )
        for charter in world.charters[country.charter : last_charter[n]]:
            for s in range(charter.first_stage, charter.first_stage + charter.stage_count):
                if world.stages[s].local:
                    key = entity_key("desk", f"{name}/{world.stages[s].key}")
                    world.desks.append(Desk(key=key, stage=s))
        world.cities.append(city)
    places = sorted((unit_place(city.key), c) for c, city in enumerate(world.cities))
    for k, (place, c) in enumerate(places):
        before = places[k - 1][0] if k else places[-1][0] - 1.0
        world.directory.append(Listing(place=place, span=place - before, city=c))


def _or(stated: float | None, otherwise: float) -> float:
    return otherwise if stated is None else stated


def _add_partnerships(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    city_at = {name: c for c, name in enumerate(ids.cities)}
    world.clock.partnership_count = len(ids.partnerships)
    for p, name in enumerate(ids.partnerships):
        entry = config.partnerships[name]
        cities = [city_at[city] for city in entry.cities]
        founded = months_since_zero(entry.founded or config.scenario.start) - start
        good, bad = evidence_for(world, entry.trust)
        partnership = Partnership(
            key=entity_key("partnership", name),
            exists=int(founded <= 0),
            founded=founded,
            pledged=[int(city in entry.commitment) for city in entry.cities],
            cities=cities,
            cultural_distance=entry.cultural_distance,
            contact=entry.contact,
            coordination=entry.coordination,
            perception=[entry.perception] * 2,
            commitment=[
                entry.commitment.get(city, world.cities[c].drive)
                for city, c in zip(entry.cities, cities, strict=True)
            ],
            trust=[entry.trust] * 4,
            good=[good] * 4,
            bad=[bad] * 4,
            aspiration=[config.trust.aspiration_start] * 2,
        )
        if entry.agreement is not None:
            partnership.formality = INSTRUMENTS.index(entry.agreement.kind)
            partnership.expires = months_since_zero(entry.agreement.expires) - start
            terms = (0, config.gate.loi_term, config.gate.mou_term)
            partnership.signed = min(partnership.expires - terms[partnership.formality], 0)
            partnership.extends = int(entry.agreement.automatic_extension)
            partnership.agreement_alignment = [usual_alignment(world, c) for c in cities]
            partnership.paper = len(world.papers)
            world.papers.append(
                Paper(partnership=p, instrument=partnership.formality, signed=partnership.signed)
            )
        world.partnerships.append(partnership)
        if not partnership.exists:
            world.clock.awaited += 1
            continue
        record_triads(world, p)
        for side, c in enumerate(cities):
            append_membership(world, c, p, side)
    world.clock.papers = len(world.papers)


def usual_alignment(world: World, c: int) -> float:
    """Return the national priority of what city ``c`` wants, the mean over its agenda."""
    size = len(world.sectors)
    weights = world.agenda[c * size : (c + 1) * size]
    country = world.cities[c].country
    priorities = world.priorities[country * size : (country + 1) * size]
    total = weighted = 0.0
    # Added one by one: what the built-in sum does with fractions differs between Pythons.
    for weight, priority in zip(weights, priorities, strict=True):
        total += weight
        weighted += weight * priority
    return weighted / total if total > 0.0 else 0.0


def evidence_for(world: World, trust: float) -> tuple[float, float]:
    """Return the least evidence, good and bad, that gives a belief of ``trust``; none for none.

    Under the rival with prior one half little trust takes bad evidence.
    """
    if trust <= 0.0:
        return 0.0, 0.0
    if world.mechanisms.trust == BETA_PRIOR_HALF:
        if trust < 0.5:
            return 0.0, (1.0 - 2.0 * trust) / max(trust, 1e-6)
        return (2.0 * trust - 1.0) / (1.0 - trust), 0.0
    return world.parameters.trust.prior_weight * trust / (1.0 - trust), 0.0


def _add_ngos(config: WorldConfig, ids: Names, world: World) -> None:
    city_at = {name: c for c, name in enumerate(ids.cities)}
    partnership_at = {name: p for p, name in enumerate(ids.partnerships)}
    founders = latent(config)
    for n, name in enumerate(ids.ngos):
        if name in founders:
            home, kind = founders[name]
            key = entity_key("ngo", name)
            world.ngos.append(NGO(key=key, home=city_at[home], kind=NGO_KINDS.index(kind)))
            continue
        entry = config.ngos[name]
        ngo = NGO(
            key=entity_key("ngo", name),
            home=city_at[entry.home],
            kind=NGO_KINDS.index(entry.kind),
            active=1,
            capability=entry.capability,
            legitimacy=entry.legitimacy,
            transnational=entry.transnational,
            budget=entry.budget,
            success=config.trust.aspiration_start,
            aspiration=config.trust.aspiration_start,
        )
        for partnership_id in sorted(entry.partnerships):
            engaged = world.partnerships[partnership_at[partnership_id]].engaged
            engaged[engaged.index(-1)] = n
        world.ngos.append(ngo)
