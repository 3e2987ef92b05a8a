"""The state of the world: every field of every entity declared once.

An entity is a record of named fields; the world is a set of tables of records. In the Mesa engine a
record is a Python object (an agent *is* its record), in the compiled engine a row of a NumPy
structured array. Rules read and write both with the same words: ``world.cities[c].capacity``.

A declaration gives the unit, the bounds, the config key or initial value, the meaning and the
processes that read the field; dtype comes from the annotation. ``output`` marks a field that no
process reads: it exists for the indicators. ``tests/architecture/test_channels.py`` holds the
declared readers against the code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from paradiplomacy.fields import Entity, FieldSpec, count, identity, index, state, stock
from paradiplomacy.progress import Clock, Event, Mechanisms, Tally
from paradiplomacy.relations import Dossier, Engagement, Link, Partnership, Programme

if TYPE_CHECKING:
    from paradiplomacy.parameters import Parameters


@dataclass(slots=True, eq=False)
class Sector(Entity):
    """A field of cooperation."""

    table: ClassVar[str] = "sectors"
    contact: float = stock("how far people meet people", "initiation", config="sectors.*.contact")
    foreignness: float = stock(
        "how foreign it looks to the hosts", "initiation", config="sectors.*.foreignness"
    )


@dataclass(slots=True, eq=False)
class Country(Entity):
    """A country, acted for by its central government."""

    table: ClassVar[str] = "countries"
    first_city: int = index("first of its cities", "trust")
    city_count: int = count("cities", "number of its cities", "trust")
    first_stage: int = index("first stage of its regime", "gate")
    stage_count: int = count("stages", "number of stages of its regime", "gate")
    first_desk: int = index("first central desk", "gate")
    desk_count: int = count("desks", "number of central desks", "gate")
    registry: int = index("first of the files that came in since the last month", "initiation gate")
    reviewers: float = state(
        1.0,
        "1",
        "reviewers to allot among central stages",
        "gate",
        config="countries.*.reviewers",
        low=0.0,
    )
    fast_track: int = state(
        0,
        "0 or 1",
        "whether fast track exists",
        "gate",
        config="countries.*.regime.fast_track.enabled",
        low=0,
        high=1,
    )
    month_value: float = state(
        0.0,
        "1",
        "squared drift accepted per month saved",
        "gate",
        config="countries.*.regime.fast_track.month_value",
        low=0.0,
    )
    recognition: float = stock(
        "recognition of local identity", "gate", config="countries.*.recognition"
    )
    foreign_sensitivity: float = stock(
        "sensitivity to foreign elements", "gate", config="countries.*.foreign_sensitivity"
    )
    fiscal_month: int = state(
        1,
        "month of the year",
        "month in which budgets are granted",
        "budgeting",
        config="countries.*.fiscal_month",
        low=1,
        high=12,
    )
    term_months: int = count(
        "months", "length of a mayor's term", "leadership", config="countries.*.term_months"
    )
    term_limit: int = count(
        "terms", "consecutive terms allowed", "leadership", config="countries.*.term_limit"
    )
    peer_ratio: float = stock(
        "mean share of promises kept in its cities' ties, last known", "trust"
    )


@dataclass(slots=True, eq=False)
class Stage(Entity):
    """One clearance stage of a country's regime."""

    table: ClassVar[str] = "stages"
    key: int = identity("gate")
    local: int = state(
        0,
        "0 or 1",
        "whether each city has a desk of its own",
        "gate",
        config="regimes.*.stages.*.local",
        low=0,
        high=1,
    )
    desk_offset: int = index(
        "its desk among the country's, or the city's, desks", "gate", default=0
    )
    required_share: list[float] = stock(
        "share of dossiers that must pass, by instrument",
        "gate",
        config="regimes.*.stages.*.required_share",
        size=3,
    )
    service_rate: float = state(
        0.0,
        "dossiers per city and month",
        "mean service",
        "gate",
        config="regimes.*.stages.*.service_rate",
        low=0.0,
    )
    background_load: float = stock(
        "share of service taken by outside dossiers",
        "gate",
        config="regimes.*.stages.*.background_load",
    )
    threshold: float = state(
        0.0, "1", "score at which half pass", "gate", config="regimes.*.stages.*.threshold"
    )
    slope: float = state(
        1.0, "1", "spread of the threshold", "gate", config="regimes.*.stages.*.slope", low=0.0
    )
    returns_allowed: int = count(
        "returns", "returns before refusal", "gate", config="regimes.*.stages.*.returns_allowed"
    )
    skippable: int = state(
        0,
        "0 or 1",
        "whether fast track skips it",
        "gate",
        config="regimes.*.stages.*.skippable",
        low=0,
        high=1,
    )


@dataclass(slots=True, eq=False)
class Desk(Entity):
    """The server of a stage: one per country, or one per city where the stage is local.

    A dossier takes a ticket when it arrives; it is decided when the count of the served passes its
    ticket. Background dossiers take tickets too, and exist only as counts.
    """

    table: ClassVar[str] = "desks"
    key: int = identity("gate")
    stage: int = index("stage it serves", "gate")
    size: float = state(1.0, "cities", "number of cities it serves", "gate", low=0.0)
    reviewers: float = state(
        1.0, "1", "reviewers allotted, 1 = as the service rate assumes", "gate", low=0.0
    )
    arrived: int = count("dossiers", "tickets handed out so far", "gate")
    served: int = count("dossiers", "tickets served so far", "gate")
    head: int = index("first file in the queue", "gate")
    tail: int = index("last file in the queue", "gate")
    tray: int = index("first file of those that arrived this month", "gate")


@dataclass(slots=True, eq=False)
class City(Entity):
    """A city government and its public."""

    table: ClassVar[str] = "cities"
    key: int = identity("leadership")
    country: int = index("its country", "leadership budgeting initiation gate trust")
    first_link: int = index(
        "first of its links to ties", "leadership initiation gate delivery trust"
    )
    link_count: int = count(
        "ties", "number of its ties", "leadership initiation gate delivery trust"
    )
    first_desk: int = index("first desk of its own", "gate")
    desk_count: int = count("desks", "number of desks of its own", "gate")
    capacity: float = stock("institutional capacity", "delivery", config="cities.*.capacity")
    unit: int = state(
        0,
        "0 or 1",
        "whether it has a dedicated unit",
        "leadership",
        config="cities.*.unit",
        low=0,
        high=1,
    )
    vertical: float = stock(
        "coordination with the centre", "initiation gate", config="cities.*.vertical_coordination"
    )
    horizontal: float = stock(
        "coordination among agencies", "delivery", config="cities.*.horizontal_coordination"
    )
    participation: float = stock(
        "active share of the public", "delivery", config="cities.*.participation"
    )
    identity: float = stock(
        "salience of local identity", "gate", config="cities.*.identity_salience"
    )
    agenda_top: float = stock("largest weight on its agenda", "initiation")
    drive: float = stock("the mayor's drive", "leadership", config="cities.*.leader.drive")
    entrepreneur: int = state(
        0,
        "0 or 1",
        "whether the mayor is a norm entrepreneur",
        config="cities.*.leader.entrepreneur",
        low=0,
        high=1,
        output=True,
    )
    terms_served: int = count(
        "terms",
        "the mayor's consecutive terms",
        "leadership",
        config="cities.*.leader.terms_served",
    )
    to_election: int = state(
        0, "months", "months until the term ends", "leadership", config="cities.*.next_election"
    )
    budget: float = state(
        0.0,
        "programme-months a year",
        "grant of each fiscal year",
        "budgeting",
        config="cities.*.budget",
        low=0.0,
    )
    funds: float = state(
        0.0, "programme-months", "money left of the grant", "budgeting delivery", low=0.0
    )
    granted: float = state(0.0, "programme-months", "money granted so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(
        0.0, "programme-months", "money left over and returned so far", low=0.0, output=True
    )
    staff_share: float = stock("share of the staff needed that is at hand", "delivery", default=1.0)


@dataclass(slots=True, eq=False)
class NGO(Entity):
    """An organisation that carries exchange without being a government."""

    table: ClassVar[str] = "ngos"
    home: int = index("its home city", "budgeting")
    first_engagement: int = index("first of its engagements", "initiation delivery")
    engagement_count: int = count("ties", "number of ties it may engage in", "initiation delivery")
    capability: float = stock("skill to run programmes", "delivery", config="ngos.*.capability")
    legitimacy: float = stock("standing with the public", "delivery", config="ngos.*.legitimacy")
    transnational: float = stock(
        "strength of its links abroad", "delivery", config="ngos.*.transnational"
    )
    budget: float = state(
        0.0,
        "programme-months a year",
        "money raised each year",
        "budgeting",
        config="ngos.*.budget",
        low=0.0,
    )
    funds: float = state(
        0.0, "programme-months", "money left of the year", "budgeting delivery", low=0.0
    )
    granted: float = state(0.0, "programme-months", "money raised so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(0.0, "programme-months", "money left over so far", low=0.0, output=True)
    staff_share: float = stock("share of the staff needed that is at hand", "delivery", default=1.0)


VECTORS = {
    "agenda": FieldSpec(
        "weight of each sector on each city's agenda",
        "1",
        0.0,
        1.0,
        "cities.*.agenda",
        ("initiation",),
        output=False,
        size=0,
    ),
    "priorities": FieldSpec(
        "national priority of each sector in each country",
        "1",
        0.0,
        1.0,
        "countries.*.priorities",
        ("initiation",),
        output=False,
        size=0,
    ),
    "niches": FieldSpec(
        "sectors in which each NGO works",
        "1",
        0.0,
        1.0,
        "ngos.*.sectors",
        ("initiation",),
        output=False,
        size=0,
    ),
    "bilateral": FieldSpec(
        "bilateral level of each country toward each other",
        "1",
        0.0,
        1.0,
        "countries.*.bilateral",
        ("gate",),
        output=False,
        size=0,
    ),
}
"""Tables of plain numbers, row after row."""


class World(NamedTuple):
    """All tables of one run; the first three are single records."""

    clock: Clock
    parameters: Parameters
    mechanisms: Mechanisms
    sectors: list[Sector]
    countries: list[Country]
    stages: list[Stage]
    desks: list[Desk]
    cities: list[City]
    links: list[Link]
    ngos: list[NGO]
    engagements: list[Engagement]
    partnerships: list[Partnership]
    programmes: list[Programme]
    dossiers: list[Dossier]
    events: list[Event]
    tallies: list[Tally]
    agenda: list[float]
    priorities: list[float]
    niches: list[float]
    bilateral: list[float]


ENTITIES: tuple[type[Entity], ...] = (
    Clock,
    Mechanisms,
    Sector,
    Country,
    Stage,
    Desk,
    City,
    Link,
    NGO,
    Engagement,
    Partnership,
    Programme,
    Dossier,
    Event,
    Tally,
)
