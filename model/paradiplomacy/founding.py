"""Founding: a configuration becomes the world of month 0.

Entities stand in the order of their ids, whatever the order in the config, and every key of a draw
comes from an id; so permuting entries changes no bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.codes import DOSSIER_SLOTS, EVENT_KINDS, PROGRAMME_SLOTS
from paradiplomacy.config import months_since_zero
from paradiplomacy.mechanisms import REGISTRY
from paradiplomacy.progress import Clock, Event, Mechanisms, Tally
from paradiplomacy.randomness import entity_key, run_key
from paradiplomacy.regimes import INSTRUMENTS, resolve
from paradiplomacy.relations import Dossier, Engagement, Link, Partnership, Programme
from paradiplomacy.world import NGO, City, Country, Desk, Sector, Stage, World

if TYPE_CHECKING:
    from paradiplomacy.config import WorldConfig

DEFAULT_PRIORITY = 0.5
DEFAULT_BILATERAL = 0.3


@dataclass(frozen=True)
class Names:
    """Give the ids behind the rows of each table, in row order."""

    sectors: list[str]
    countries: list[str]
    cities: list[str]
    ngos: list[str]
    partnerships: list[str]


def names(config: WorldConfig) -> Names:
    """Return the ids of a configuration in the order of the world's rows.

    Cities stand by country, so that a country's cities are neighbours.
    """
    cities = sorted(config.cities, key=lambda city: (config.cities[city].country, city))
    return Names(
        sorted(config.sectors),
        sorted(config.countries),
        cities,
        sorted(config.ngos),
        sorted(config.partnerships),
    )


def found(config: WorldConfig, *, seed: int = 0, replicate: int = 0, log_size: int = 0) -> World:
    """Return the world of ``config`` before its first month, as Python records.

    ``log_size`` is the room of the event log; 0 records no events, only their counts.
    """
    ids = names(config)
    start = months_since_zero(config.scenario.start)
    world = World(
        clock=Clock(run_key=run_key(seed, replicate), start=start, logging=int(log_size > 0)),
        parameters=config,
        mechanisms=Mechanisms(
            **{
                process: mechanism.code(getattr(config.mechanisms, process))
                for process, mechanism in REGISTRY.items()
            }
        ),
        sectors=[
            Sector(config.sectors[name].contact, config.sectors[name].foreignness)
            for name in ids.sectors
        ],
        countries=[],
        stages=[],
        desks=[],
        cities=[],
        links=[],
        ngos=[],
        engagements=[],
        partnerships=[],
        programmes=[],
        dossiers=[],
        events=[Event() for _ in range(log_size)],
        tallies=[Tally() for _ in EVENT_KINDS],
        agenda=_agenda(config, ids),
        priorities=[
            config.countries[country].priorities.get(sector, DEFAULT_PRIORITY)
            for country in ids.countries
            for sector in ids.sectors
        ],
        niches=[
            float(sector in config.ngos[ngo].sectors) for ngo in ids.ngos for sector in ids.sectors
        ],
        bilateral=[
            config.countries[country].bilateral.get(other, DEFAULT_BILATERAL)
            for country in ids.countries
            for other in ids.countries
        ],
    )
    _found_countries(config, ids, world)
    _found_cities(config, ids, world, start)
    _found_partnerships(config, ids, world, start)
    _found_ngos(config, ids, world)
    return world


def _agenda(config: WorldConfig, ids: Names) -> list[float]:
    """Return each city's agenda; a city that names none gives every sector the same weight."""
    weights: list[float] = []
    for city in ids.cities:
        agenda = config.cities[city].agenda
        weights += [agenda.get(sector, 0.0) if agenda else 1.0 for sector in ids.sectors]
    return weights


def _found_countries(config: WorldConfig, ids: Names, world: World) -> None:
    members_of: dict[str, list[int]] = {name: [] for name in ids.countries}
    for c, city_id in enumerate(ids.cities):
        members_of[config.cities[city_id].country].append(c)
    for name, members in members_of.items():
        entry = config.countries[name]
        regime = resolve(entry.regime, config.regimes)
        country = Country(
            first_city=members[0] if members else 0,
            city_count=len(members),
            first_stage=len(world.stages),
            stage_count=len(regime.stages),
            first_desk=len(world.desks),
            reviewers=entry.reviewers,
            fast_track=int(regime.fast_track.enabled),
            month_value=regime.fast_track.month_value,
            recognition=entry.recognition,
            foreign_sensitivity=entry.foreign_sensitivity,
            fiscal_month=entry.fiscal_month,
            term_months=entry.term_months,
            term_limit=entry.term_limit,
            peer_ratio=config.trust.aspiration_start,
        )
        desks = {False: 0, True: 0}
        chain = sorted(regime.stages.items(), key=lambda item: (item[1].position, item[0]))
        for stage_id, stage in chain:
            key = entity_key("stage", f"{name}/{stage_id}")
            if not stage.local:
                world.desks.append(Desk(key=key, stage=len(world.stages), size=float(len(members))))
            world.stages.append(
                Stage(
                    key=key,
                    local=int(stage.local),
                    desk_offset=desks[stage.local],
                    required_share=[
                        getattr(stage.required_share, instrument) for instrument in INSTRUMENTS
                    ],
                    service_rate=stage.service_rate,
                    background_load=stage.background_load,
                    threshold=stage.threshold,
                    slope=stage.slope,
                    returns_allowed=stage.returns_allowed,
                    skippable=int(stage.skippable),
                )
            )
            desks[stage.local] += 1
        country.desk_count = desks[False]
        world.countries.append(country)


def _found_cities(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    n_sectors = len(ids.sectors)
    country_at = {name: n for n, name in enumerate(ids.countries)}
    links_of: dict[str, list[Link]] = {name: [] for name in ids.cities}
    for p, tie_id in enumerate(ids.partnerships):
        for side, name in enumerate(config.partnerships[tie_id].cities):
            links_of[name].append(Link(p, side))
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
            first_link=len(world.links),
            first_desk=len(world.desks),
            capacity=entry.capacity,
            unit=int(entry.unit),
            vertical=entry.vertical_coordination,
            horizontal=entry.horizontal_coordination,
            participation=entry.participation,
            identity=entry.identity_salience,
            agenda_top=max(world.agenda[c * n_sectors : (c + 1) * n_sectors]),
            drive=entry.leader.drive,
            entrepreneur=int(entry.leader.entrepreneur),
            terms_served=entry.leader.terms_served,
            to_election=to_election,
            budget=entry.budget,
        )
        for s in range(country.first_stage, country.first_stage + country.stage_count):
            if world.stages[s].local:
                key = entity_key("desk", f"{name}/{world.stages[s].key}")
                world.desks.append(Desk(key=key, stage=s))
                city.desk_count += 1
        world.links.extend(links_of[name])
        city.link_count = len(links_of[name])
        world.cities.append(city)


def _found_partnerships(config: WorldConfig, ids: Names, world: World, start: int) -> None:
    city_at = {name: c for c, name in enumerate(ids.cities)}
    for p, name in enumerate(ids.partnerships):
        entry = config.partnerships[name]
        cities = [city_at[city] for city in entry.cities]
        tie = Partnership(
            key=entity_key("partnership", name),
            cities=cities,
            distance=entry.cultural_distance,
            contact=entry.contact,
            commitment=[world.cities[c].drive for c in cities],
            aspiration=[config.trust.aspiration_start] * 2,
        )
        if entry.paper is not None:
            tie.formality = INSTRUMENTS.index(entry.paper.kind)
            tie.expires = months_since_zero(entry.paper.expires) - start
        world.partnerships.append(tie)
        world.programmes.extend(Programme(partnership=p) for _ in range(PROGRAMME_SLOTS))
        world.dossiers.extend(Dossier(partnership=p) for _ in range(DOSSIER_SLOTS))


def _found_ngos(config: WorldConfig, ids: Names, world: World) -> None:
    tie_at = {name: p for p, name in enumerate(ids.partnerships)}
    for n, name in enumerate(ids.ngos):
        entry = config.ngos[name]
        ngo = NGO(
            home=ids.cities.index(entry.home),
            first_engagement=len(world.engagements),
            capability=entry.capability,
            legitimacy=entry.legitimacy,
            transnational=entry.transnational,
            budget=entry.budget,
        )
        for tie_id in sorted(entry.ties):
            p = tie_at[tie_id]
            tie = world.partnerships[p]
            engagement = Engagement(
                key=entity_key("engagement", f"{name}/{tie_id}"),
                ngo=n,
                partnership=p,
                active=1,
                next=tie.first_engagement,
            )
            tie.first_engagement = len(world.engagements)
            world.engagements.append(engagement)
            ngo.engagement_count += 1
        world.ngos.append(ngo)
