"""The state of the world: every field of every entity declared once.

An entity is a record of named fields; the world is a set of tables of records. In the Mesa engine a
record is a Python object (an agent *is* its record), in the compiled engine a row of a NumPy
structured array. Rules read and write both with the same words: ``world.cities[c].capacity``.

A declaration gives the unit, the bounds, the config key or initial value and the meaning; dtype
comes from the annotation. ``output`` marks a field that no process reads: it exists for the
indicators. Which process reads a field is read off the rules (``tools/rules_as_trees.py``), and
``tests/architecture/test_channels.py`` holds the mark against them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from paradiplomacy.state.actors import NGO, City, Country, Sector
from paradiplomacy.state.fields import Entity, FieldSpec
from paradiplomacy.state.institutions import (
    Charter,
    DatedValue,
    Desk,
    ExternalEvent,
    Listing,
    Stage,
)
from paradiplomacy.state.places import PlacesOfParameters
from paradiplomacy.state.relations import Dossier, Paper, Partnership, Programme
from paradiplomacy.state.run import Clock, Event, Mechanisms, Tally

if TYPE_CHECKING:
    from paradiplomacy.parameters import Parameters


def _numbers(meaning: str, *, config: str = "", high: float = 1.0) -> FieldSpec:
    """Declare a table of plain numbers of 0 and more."""
    return FieldSpec(meaning, "1", 0.0, high, config, output=False, size=0)


VECTORS = {
    "agenda": _numbers("weight of each sector on each city's agenda", config="cities.*.agenda"),
    "weights": _numbers("weight with which each city would choose each sector", high=math.inf),
    "priorities": _numbers(
        "national priority of each sector in each country", config="countries.*.priorities"
    ),
    "plans": _numbers("weight with which each centre would choose each sector", high=math.inf),
    "experience": _numbers(
        "deliveries of each city in each sector, as far as they are remembered", high=math.inf
    ),
    "ngo_sectors": _numbers("sectors in which each NGO works", config="ngos.*.sectors"),
    "cultural_distances": _numbers(
        "cultural distance of each country to each other", config="countries.*.cultural_distance"
    ),
    "bilateral": _numbers(
        "bilateral level of each country toward each other", config="countries.*.bilateral"
    ),
    "bilateral_base": _numbers(
        "bilateral level to which it returns", config="countries.*.bilateral"
    ),
    "severity": _numbers(
        "by how much of what it was incidents lower each country's level toward each other"
    ),
    "warmth": _numbers(
        "trust times activity, summed over the ties of two countries", high=math.inf
    ),
    "image": _numbers("public perception, summed over the ties of two countries", high=math.inf),
    "initiated": _numbers(
        "programmes proposed so far by each side of each tie, by sector", high=math.inf
    ),
    "waits": _numbers(
        "files by country or stage, instrument, what ended their waiting, and months waited",
        high=math.inf,
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
    charters: list[Charter]
    stages: list[Stage]
    desks: list[Desk]
    cities: list[City]
    directory: list[Listing]
    ngos: list[NGO]
    external_events: list[ExternalEvent]
    dated_values: list[DatedValue]
    partnerships: list[Partnership]
    programmes: list[Programme]
    dossiers: list[Dossier]
    papers: list[Paper]
    events: list[Event]
    tallies: list[Tally]
    agenda: list[float]
    weights: list[float]
    priorities: list[float]
    plans: list[float]
    experience: list[float]
    ngo_sectors: list[float]
    cultural_distances: list[float]
    bilateral: list[float]
    bilateral_base: list[float]
    severity: list[float]
    warmth: list[float]
    image: list[float]
    initiated: list[float]
    waits: list[float]

    @property
    def float_parameters(self) -> PlacesOfParameters[float]:
        """Return the parameters by their places: those with decimals, to be read and changed."""
        return PlacesOfParameters(self.parameters)

    @property
    def whole_parameters(self) -> PlacesOfParameters[int]:
        """Return the parameters by their places: whole numbers, to be read and changed."""
        return PlacesOfParameters(self.parameters)

    def __repr__(self) -> str:
        """Return its month and how much there is of whom."""
        actors = f"{len(self.countries):,} countries, {len(self.cities):,} cities"
        ties = f"{self.clock.partnership_count:,} partnerships"
        return f"<World in month {self.clock.month:,}: {actors}, {ties}>"


PARAMETERS_BY_PLACE = {"float_parameters": float, "whole_parameters": int}
"""Views of the parameters as tables of numbers, and the kind of number in each."""

SINGLES = ("clock", "parameters", "mechanisms")
"""The fields of a world that are one record rather than a table."""

ENTITIES: tuple[type[Entity], ...] = (
    Clock,
    Mechanisms,
    Sector,
    Country,
    Charter,
    Stage,
    Desk,
    City,
    Listing,
    NGO,
    ExternalEvent,
    DatedValue,
    Partnership,
    Programme,
    Dossier,
    Paper,
    Event,
    Tally,
)

OF_TABLE: dict[str, type[Entity]] = {entity.table: entity for entity in ENTITIES}
"""The entity whose records a table holds."""
