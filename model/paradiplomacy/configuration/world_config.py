"""The configuration of a world: who lives in it, under which regimes, with which mechanisms.

Case entries state only a world (one parameter set serves all cases): capacities, units, budgets,
NGOs present at the start, dates. Outcomes, modes and formality reached are never inputs.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, create_model

from paradiplomacy.configuration.change_config import EventConfig, TimelineConfig
from paradiplomacy.configuration.custom_choices import CUSTOM_FILE_SCHEMA, ClassChoice, FileName
from paradiplomacy.configuration.dates import MAX_MONTHS, Month
from paradiplomacy.configuration.mechanisms import CUSTOM_FILE, REGISTRY
from paradiplomacy.configuration.regimes import Regime, RegimeChoice, shorthand
from paradiplomacy.configuration.synthetic import DRAWN, SyntheticConfig
from paradiplomacy.parameters import Parameters
from paradiplomacy.parameters.declare import REQUIRED, Section, group, key, share, table

Name = Annotated[str, Field(min_length=1, max_length=80)]
Weights = dict[str, Annotated[float, Field(ge=0.0, le=1.0)]]


NGOKind = Literal["civil_society", "business", "education", "foundation"]
"""A kind of organisation, one of :data:`paradiplomacy.state.codes.NGO_KINDS`."""


class SectorConfig(Section):
    """A field of cooperation."""

    contact: float = share(REQUIRED, "how far people meet people, not only officials", source="E36")
    foreignness: float = share(
        0.0,
        "how foreign its content looks to the hosts' national identity",
        source="E123, assumption",
    )
    identity: float = share(0.5, "how far it speaks to local identity", source="E119, assumption")
    knowledge: float = share(0.0, "know-how that travels with it", source="E18, E51, assumption")
    carriers: list[NGOKind] = Field(
        default_factory=lambda: list(get_args(NGOKind)),
        description="kinds of organisation that work in it (E36, E63)",
    )


class CountryConfig(Section):
    """A country and its central government."""

    name: Name = Field(REQUIRED, description="name for readers")
    regime: Annotated[RegimeChoice, BeforeValidator(shorthand)] = Field(
        REQUIRED, description="autonomy regime: the name of one, or a table"
    )
    fiscal_month: int = key(
        1, "month of the year", "month in which budgets are granted", source="fact", low=1, high=12
    )
    term_months: int = key(60, "months", "length of a mayor's term", source="D01", low=1, high=600)
    term_limit: int = key(2, "terms", "consecutive terms allowed", source="D01", low=1, high=100)
    reviewers: float = key(
        1.0,
        "1",
        "reviewers the centre allots among its stages, 1 = as many as the service rates assume",
        source="assumption",
        low=0.0,
        high=100.0,
    )
    coordination_effort: float = share(
        0.5, "the centre's effort at coordination with its cities", source="E27, assumption"
    )
    budget_friction: float = key(
        0.8,
        "1",
        "accumulated signal past which a city's budget moves; the same under every regime",
        source="form Jones & Baumgartner 2005; value assumption (pilot)",
        low=0.0,
        high=100.0,
    )
    matching_fund: float = key(
        0.0,
        "programme-months a year",
        "money with which the centre matches its cities' grants, at most one to one",
        source="lever",
        low=0.0,
        high=1e6,
    )
    monitoring_mandate: float = share(
        0.0,
        "least effort at monitoring that the centre asks of its cities",
        source="lever, E56, assumption",
    )
    recognition: float = share(
        0.5, "how far the centre recognises local identity", source="E124, assumption"
    )
    foreign_sensitivity: float = share(
        0.5, "how far the centre minds foreign elements", source="E123, assumption"
    )
    priorities: Weights = table("national priority of each sector, 0-1 (0.5 where not given)")
    bilateral: Weights = table("bilateral level toward other countries, 0-1 (0.3 where not given)")
    cultural_distance: Weights = table(
        "cultural distance of other countries, 0-1 (0.5 where not given)"
    )


class LeaderConfig(Section):
    """The mayor in office at the start."""

    drive: float = share(0.5, "drive for foreign ties", source="assumption")
    entrepreneur: bool = Field(default=False, description="whether a norm entrepreneur (E121)")
    terms_served: int = key(
        1, "terms", "consecutive terms including the present one", source="fact", low=1, high=100
    )


class CityConfig(Section):
    """A city government and its public."""

    name: Name = Field(REQUIRED, description="name for readers")
    country: str = Field(REQUIRED, description="id of its country")
    capacity: float = share(REQUIRED, "institutional capacity at the start", source="E24, E79")
    unit: bool = Field(REQUIRED, description="whether it has a dedicated unit (E66)")
    population: int = key(500_000, "people", "population", source="fact", low=1, high=1_000_000_000)
    access: float = share(0.5, "access to foreign partners", source="E105, assumption")
    broker: bool = Field(
        default=False, description="whether it pays a broker, such as an honorary adviser (E45)"
    )
    need: float = share(
        0.5, "pressure of problems that foreign ties might ease", source="E03, assumption"
    )
    coordination_effort: float = share(
        0.5, "effort at coordination, with whomever", source="E134, assumption"
    )
    centre_effort: float | None = share(
        None,
        "effort at coordination with its centre (its coordination_effort where not given)",
        source="E27, assumption",
    )
    agency_effort: float | None = share(
        None,
        "effort at coordination among its agencies (its coordination_effort where not given)",
        source="E134, assumption",
    )
    vertical_coordination: float = share(
        0.5, "coordination with the centre at the start", source="E27, assumption"
    )
    horizontal_coordination: float = share(
        0.5, "coordination among its agencies at the start", source="E134, assumption"
    )
    dissemination: float = share(
        0.4, "effort at informing the public", source="lever, E135; value assumption"
    )
    monitoring: float = share(
        0.2, "effort at monitoring and evaluation", source="lever, E56; value assumption"
    )
    informed: float = share(
        0.5, "informed share of its public at the start", source="E135, assumption"
    )
    participation: float = share(
        0.4, "active share of its public at the start", source="E28, assumption"
    )
    norm_adopted: bool = Field(
        default=False, description="whether it holds the norm of city diplomacy at the start (E118)"
    )
    identity_salience: float = share(
        0.5, "how much local identity matters to its public", source="E119, assumption"
    )
    budget: float = key(
        REQUIRED,
        "programme-months a year",
        "money for international programmes granted each fiscal year",
        source="E38, level anchor D06",
        low=0.0,
        high=1e6,
    )
    agenda: Weights = table("weight of each sector on the city's agenda, 0-1 (0 where not given)")
    leader: LeaderConfig = group(LeaderConfig, "mayor at the start")
    next_election: Month | None = Field(
        default=None,
        description="month in which the running term ends; a full term where not given",
    )


class NGOConfig(Section):
    """An organisation that carries exchange without being a government."""

    name: Name = Field(REQUIRED, description="name for readers")
    kind: NGOKind = Field(REQUIRED, description="kind of organisation")
    home: str = Field(REQUIRED, description="id of its home city")
    partnerships: list[str] = Field(
        REQUIRED, description="partnerships of its home city in which it is engaged at the start"
    )
    sectors: list[str] = Field(REQUIRED, min_length=1, description="sectors in which it works")
    capability: float = share(0.5, "skill to run programmes", source="E63, assumption")
    legitimacy: float = share(
        0.5, "standing with the public it can bring", source="E64, assumption"
    )
    transnational: float = share(0.5, "strength of its links abroad", source="E71, assumption")
    budget: float = key(
        REQUIRED,
        "programme-months a year",
        "own money raised each year",
        source="E63, level anchor D06",
        low=0.0,
        high=1e6,
    )


class AgreementConfig(Section):
    """A paper that is in force before the simulated time begins."""

    kind: Literal["loi", "mou"] = Field(REQUIRED, description="letter of intent or memorandum")
    expires: Month = Field(REQUIRED, description="month in which its legal term ends")
    automatic_extension: bool = Field(
        default=False, description="whether its term is extended automatically"
    )


class PartnershipConfig(Section):
    """The relation of two cities in different countries."""

    name: Name = Field(REQUIRED, description="name for readers")
    cities: list[str] = Field(
        REQUIRED, min_length=2, max_length=2, description="ids of the two cities"
    )
    founded: Month | None = Field(
        default=None,
        description="month in which the tie is founded; not given: it is there at the start, of no"
        " stated age. What follows holds at the start or, if it comes later, at the founding",
    )
    cultural_distance: float = share(REQUIRED, "cultural distance of the two publics", source="E39")
    commitment: dict[str, Annotated[float, Field(ge=0.0, le=1.0)]] = table(
        "commitment of each side, by id of its city (the drive of its mayor where not given)"
    )
    trust: float = key(
        0.0,
        "1",
        "trust of both sides on both tracks at the start, only of a tie that is older",
        source="assumption",
        low=0.0,
        high=0.95,
    )
    contact: float = share(0.0, "stock of personal contacts at the start", source="E12, assumption")
    coordination: float = share(
        0.3, "coordination of the two cities at the start", source="E134, assumption"
    )
    perception: float = share(
        0.3, "image of the partner among both publics at the start", source="E49, assumption"
    )
    agreement: AgreementConfig | None = Field(
        default=None, description="paper in force before the start, if any"
    )


def _known_variant(process: str) -> Any:
    names = REGISTRY[process].names

    def check(value: str) -> str:
        if value not in names and not re.fullmatch(CUSTOM_FILE, value):
            raise ValueError(f"must be one of {', '.join(names)}, or a file like 'mine.py'")
        return value

    forms = [{"enum": list(names)}, {"pattern": CUSTOM_FILE_SCHEMA}]
    schema = WithJsonSchema({"type": "string", "anyOf": forms})
    return Annotated[str, AfterValidator(check), schema]


MechanismChoice = create_model(  # type: ignore[call-overload]
    "MechanismChoice",
    __base__=Section,
    __doc__="Choose a variant of each mechanism, or a file with a custom mechanism.",
    **{
        process: (
            _known_variant(process),
            Field(mechanism.default, description=mechanism.summary),
        )
        for process, mechanism in REGISTRY.items()
    },
)
"""The ``[mechanisms]`` table, one key per registered process."""


class ScenarioHeader(Section):
    """What a scenario is, and when."""

    title: Name = Field(REQUIRED, description="title for readers")
    question: str = Field("", max_length=500, description="question the scenario serves")
    start: Month = Field(REQUIRED, description="calendar month of month 0")
    months: int = key(
        REQUIRED, "months", "length of a run", source="choice", low=1, high=MAX_MONTHS
    )
    evaluate: int = key(
        6,
        "year of the run, from 1",
        "first year of the evaluation window, over which counts and states are summed up; a run "
        "that ends before it is taken whole",
        source="choice",
        low=1,
        high=MAX_MONTHS // 12,
    )
    evaluate_ties: Literal["own", "all"] = Field(
        default="own",
        description="over which ties a run is averaged: those that the scenario states, or also "
        "those founded on the way; all where it states none",
    )


class WorldConfig(Parameters):
    """Everything a run depends on besides its seed and replicate number."""

    scenario: ScenarioHeader = Field(REQUIRED, description="what this is")
    mechanisms: MechanismChoice = Field(
        default_factory=MechanismChoice, description="variant of each mechanism"
    )
    classes: ClassChoice = group(
        ClassChoice, "agents of one's own: which file holds the class of which"
    )
    synthetic: SyntheticConfig = group(
        SyntheticConfig, "a world that is drawn, beside what is listed"
    )
    sectors: dict[str, SectorConfig] = Field(
        REQUIRED, min_length=1, description="fields of cooperation by id"
    )
    regimes: dict[str, Regime] = table("autonomy regimes by name")
    countries: dict[str, CountryConfig] = Field(
        REQUIRED, min_length=1, description="countries by id"
    )
    cities: dict[str, CityConfig] = Field(REQUIRED, min_length=1, description="cities by id")
    ngos: dict[str, NGOConfig] = table("non-governmental organisations by id")
    partnerships: dict[str, PartnershipConfig] = table("partnerships by id")
    events: dict[str, EventConfig] = table("events from outside by id")
    timelines: dict[str, TimelineConfig] = table("values along time, by key")
    indicators: dict[str, FileName] = table(
        "indicators of one's own, or states to be recorded: the file that declares each"
    )

    def __repr__(self) -> str:
        """Return its title, and how much there is of what."""
        return f"<{type(self).__name__} {self.scenario.title!r}: {self.counted}>"

    @property
    def counted(self) -> str:
        """Say how many entries there are in each table of entities, and how many months."""
        counts = ", ".join(f"{len(getattr(self, table)):,} {table}" for table in DRAWN)
        return f"{counts}; {self.scenario.months:,} months"
