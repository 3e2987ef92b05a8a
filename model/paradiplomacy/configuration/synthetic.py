"""A synthetic world of any size: countries, cities, organisations and ties, drawn and not listed.

Rule in words. Countries lie at random places on a sphere; how far two lie apart is how far their
cultures do. Most have one of two regimes, the rest a blend. Each country has a city; the others
fall on countries with heavy-tailed chances. City sizes follow a power law; capacity and money grow
with size, though not strictly. Ties join cities of different countries: the more likely the larger
both are, the less likely the more they differ in size, and, a little, the farther apart they are.
Further ties are founded during a run, by the model's own search.

Every draw is keyed by the id of what it belongs to and by the number of the world, so a world is
the same for all replicates, and one more city changes no other city's traits.

Equations. With N population, u uniform, d distance::

    N = smallest u^(-1 / size_tail), cut at the largest
    capacity = capacity_small + capacity_size log10(N / 100,000) + spread
    budget = budget_small (N / 100,000)^budget_size
    chance of a pair ~ (N_i N_j)^fitness exp(-size_gap |log10 N_i - log10 N_j| - distance_decay d)

Sources. City sizes: Gabaix 1999 (Quarterly Journal of Economics 114:739-767). Ties by fitness:
Caldarelli, Capocci, De Los Rios & Munoz 2002 (Physical Review Letters 89:258702). Evidence: D06,
D08c (partners of like size), E94 (capacity with size). That distance keeps cities apart is assumed:
D10 finds partners sought far away, and D12 partners of another culture. What capacity, budget and a
pair are worth: form assumed.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from paradiplomacy.parameters.declare import Section, key, share
from paradiplomacy.randomness import SYNTHESIS, entity_key, pair_key, run_key, uniform_once
from paradiplomacy.state.codes import ENGAGED_SLOTS, NGO_KINDS
from paradiplomacy.state.run import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SMALL = 100_000.0
"""Population of the city for which ``capacity_small`` and ``budget_small`` are stated."""

TRIES = 2_000
"""Pairs that may be drawn in vain for one tie before a world counts as too small for its ties."""


class SyntheticConfig(Section):
    """A world that is drawn: nothing unless it has countries."""

    countries: int = key(0, "countries", "countries to draw", source="choice", low=0, high=1_000)
    cities: int = key(0, "cities", "cities to draw", source="choice", low=0, high=100_000)
    partnerships: int = key(
        0, "partnerships", "ties to draw, there at the start", source="choice", low=0, high=200_000
    )
    world: int = key(1, "1", "number of the world; another number, another world",
                     source="choice", low=0, high=2**31)  # fmt: skip
    conservative: str = key("conservative_one_gate", "name", "regime at one end", source="E29")
    progressive: str = key("progressive", "name", "regime at the other end", source="E32")
    mixed_share: float = share(
        0.2, "share of countries with a blend of the two regimes", source="assumption"
    )
    progressive_share: float = share(
        0.5, "share of the other countries that have the progressive regime", source="assumption"
    )
    country_tail: float = key(
        2.0, "1", "tail exponent of the countries' chances to get a city",
        source="assumption", low=0.5, high=20.0,
    )  # fmt: skip
    smallest: int = key(
        100_000, "people", "population of the smallest city",
        source="assumption", low=1_000, high=1_000_000,
    )  # fmt: skip
    largest: int = key(
        20_000_000, "people", "population that no city exceeds",
        source="assumption", low=1_000_000, high=1_000_000_000,
    )  # fmt: skip
    size_tail: float = key(
        1.0, "1", "tail exponent of city sizes", source="Gabaix 1999", low=0.5, high=20.0
    )
    capacity_small: float = share(
        0.3, "mean capacity of a city of 100,000", source="assumption, as the stylised cities"
    )
    capacity_size: float = share(
        0.25,
        "gain in capacity for ten times the people",
        source="assumption on E94, as the stylised cities",
    )
    budget_small: float = key(
        12.0, "programme-months a year", "budget of a city of 100,000",
        source="D06, as the stylised cities", low=0.0, high=1e4,
    )  # fmt: skip
    budget_size: float = share(
        0.37, "exponent with which budgets grow with size", source="as the stylised cities"
    )
    ngo_share: float = share(
        0.2, "share of cities that have an organisation at the start", source="assumption"
    )
    spread: float = key(
        0.2, "1", "half-width of the traits that nothing else gives",
        source="assumption", low=0.0, high=0.5,
    )  # fmt: skip
    fitness: float = key(
        0.3, "1", "exponent with which size attracts ties",
        source="form Caldarelli et al. 2002; value assumption", low=0.0, high=2.0,
    )  # fmt: skip
    size_gap: float = key(
        2.3, "log weight", "weight against a gap of one in log10 population",
        source="D08c: partners' median gap is 0.58 of that of random pairs", low=0.0, high=20.0,
    )  # fmt: skip
    distance_decay: float = key(
        0.5, "log weight", "weight against cultural distance",
        source="assumption; D10, D12 find partners far away, of another culture",
        low=0.0, high=20.0,
    )  # fmt: skip


DRAWN = ("countries", "cities", "ngos", "partnerships")
"""The tables of a configuration that a synthetic world fills."""

Tables = dict[str, dict[str, Any]]


def populate(raw: Mapping[str, Any], settings: SyntheticConfig) -> dict[str, Any]:
    """Return the configuration ``raw`` with what ``settings`` asks for drawn into it.

    What ``raw`` lists stays as it is. Raises ``ValueError`` where there are fewer cities than
    countries, or too few pairs of cities for the ties.
    """
    if settings.cities < settings.countries:
        raise ValueError("a synthetic world needs at least one city for each country")
    drawn = Drawing(settings, sorted(raw.get("sectors", {}))).tables()
    full = {name: drawn[name] | dict(raw.get(name, {})) for name in drawn}
    return dict(raw) | full


class Drawing:
    """Draw one world, table after table; or what single entries of another world lack."""

    def __init__(self, settings: SyntheticConfig, sectors: Sequence[str] = ()) -> None:
        """Draw the world of ``settings.world``, whose agendas weigh ``sectors``."""
        self._settings = settings
        self._sectors = sectors
        self._clock = Clock(run_key=run_key(settings.world, 0))

    def tables(self) -> Tables:
        """Return countries, cities, organisations and partnerships, by id."""
        countries = self._countries()
        cities = self._cities(list(countries))
        ties = self._partnerships(countries, cities)
        ngos = self._ngos(cities, ties)
        return {"countries": countries, "cities": cities, "ngos": ngos, "partnerships": ties}

    def _u(self, kind: str, name: str, draw: int) -> float:
        return uniform_once(self._clock, SYNTHESIS, entity_key(kind, name), draw)

    def _around(self, middle: float, kind: str, name: str, draw: int) -> float:
        """Draw a trait in [0, 1] around ``middle``."""
        return self._near(middle, self._u(kind, name, draw))

    def _near(self, middle: float, u: float) -> float:
        """Return where ``u`` lies in the spread around ``middle``, cut to [0, 1]."""
        lean = self._settings.spread * (2.0 * u - 1.0)
        return min(max(middle + lean, 0.0), 1.0)

    def _countries(self) -> dict[str, Any]:
        settings = self._settings
        ids = _ids("country", settings.countries)
        places = {name: self.place(name) for name in ids}
        countries = {}
        for name in ids:
            others = [other for other in ids if other != name]
            countries[name] = {
                "name": name.replace("-", " ").capitalize(),
                "regime": self._regime(name),
                "fiscal_month": 1 + 3 * int(4.0 * self._u("country", name, 2)),
                "term_months": 48 if self._u("country", name, 3) < 0.5 else 60,
                "recognition": self._around(0.5, "country", name, 4),
                "foreign_sensitivity": self._around(0.5, "country", name, 5),
                "priorities": {
                    sector: self._around(0.5, "country", f"{name}/{sector}", 0)
                    for sector in self._sectors
                },
                "cultural_distance": {
                    other: apart(places[name], places[other]) for other in others
                },
                "bilateral": {other: self._level(name, other) for other in others},
            }
        return countries

    def place(self, name: str) -> tuple[float, float, float]:
        """Draw where on the sphere a country lies."""
        height = 2.0 * self._u("country", name, 0) - 1.0
        turn = 2.0 * math.pi * self._u("country", name, 1)
        radius = math.sqrt(1.0 - height * height)
        return radius * math.cos(turn), radius * math.sin(turn), height

    def _level(self, one: str, other: str) -> float:
        """Draw the level between two states, the same seen from both."""
        pair = pair_key(entity_key("country", one), entity_key("country", other))
        return self._near(0.4, uniform_once(self._clock, SYNTHESIS, pair, 0))

    def _regime(self, name: str) -> dict[str, Any]:
        settings = self._settings
        if self._u("country", name, 6) < settings.mixed_share:
            return {
                "preset": settings.conservative,
                "blend_with": settings.progressive,
                "blend": self._u("country", name, 7),
            }
        progressive = self._u("country", name, 8) < settings.progressive_share
        return {"preset": settings.progressive if progressive else settings.conservative}

    def _cities(self, countries: Sequence[str]) -> dict[str, Any]:
        settings = self._settings
        weights = [
            (1.0 - self._u("country", name, 9)) ** (-1.0 / settings.country_tail)
            for name in countries
        ]
        edges = list(accumulate(weights))
        cities = {}
        for place, name in enumerate(_ids("city", settings.cities)):
            # Each country gets one, and then chance decides.
            at = place if place < len(countries) else _pick(edges, self._u("city", name, 0))
            cities[name] = self._city(name, countries[at])
        return cities

    def _city(self, name: str, country: str) -> dict[str, Any]:
        population = self.population(name)
        return {
            "name": name.replace("-", " ").capitalize(),
            "country": country,
            "population": int(population),
            **self.city_traits(name, population),
        }

    def population(self, name: str) -> float:
        """Draw how many people a city has."""
        settings = self._settings
        u = 1.0 - self._u("city", name, 1)
        drawn: float = settings.smallest * u ** (-1.0 / settings.size_tail)
        return min(drawn, settings.largest)

    def city_traits(
        self, name: str, population: float, capacity: float | None = None
    ) -> dict[str, Any]:
        """Draw what else a city of so many people has; its ``capacity``, where it is known."""
        settings = self._settings
        if capacity is None:
            larger = math.log10(population / SMALL)
            middle = settings.capacity_small + settings.capacity_size * larger
            capacity = self._around(middle, "city", name, 2)
        return {
            "capacity": capacity,
            "unit": self._u("city", name, 4) < capacity,
            "budget": settings.budget_small * (population / SMALL) ** settings.budget_size,
            "access": self._around(0.5, "city", name, 5),
            "need": self._around(0.5, "city", name, 6),
            "identity_salience": self._around(0.5, "city", name, 7),
            "participation": self._around(0.4, "city", name, 8),
            "coordination_effort": self._around(0.5, "city", name, 9),
            "leader": {"drive": self._around(0.5, "city", name, 10)},
            "agenda": {
                sector: self._around(0.5, "city", f"{name}/{sector}", 0) for sector in self._sectors
            },
        }

    def _partnerships(
        self, countries: Mapping[str, Any], cities: Mapping[str, Any]
    ) -> dict[str, Any]:
        settings = self._settings
        names = list(cities)
        edges = list(accumulate(cities[name]["population"] ** settings.fitness for name in names))
        ties: dict[str, Any] = {}
        for number in range(settings.partnerships):
            one, other = self._pair(number, names, edges, cities, countries, ties)
            distance = countries[cities[one]["country"]]["cultural_distance"][
                cities[other]["country"]
            ]
            ties[f"{one}~{other}"] = {
                "name": f"{cities[one]['name']} and {cities[other]['name']}",
                "cities": [one, other],
                "cultural_distance": distance,
            }
        return ties

    def _pair(
        self,
        number: int,
        names: Sequence[str],
        edges: Sequence[float],
        cities: Mapping[str, Any],
        countries: Mapping[str, Any],
        ties: Mapping[str, Any],
    ) -> tuple[str, str]:
        """Draw pairs by size until one of different countries, and not tied yet, is accepted."""
        settings = self._settings
        partnership = entity_key("partnership", str(number))
        for attempt in range(TRIES):
            u, v, w = (
                uniform_once(self._clock, SYNTHESIS, partnership, 3 * attempt + draw)
                for draw in range(3)
            )
            one, other = sorted(names[_pick(edges, x)] for x in (u, v))
            here, there = cities[one]["country"], cities[other]["country"]
            if here == there or f"{one}~{other}" in ties:
                continue
            gap = abs(math.log10(cities[one]["population"] / cities[other]["population"]))
            distance = countries[here]["cultural_distance"][there]
            if w < math.exp(-settings.size_gap * gap - settings.distance_decay * distance):
                return one, other
        raise ValueError(
            f"{settings.cities:,} cities are too few for {settings.partnerships:,} partnerships"
        )

    def _ngos(self, cities: Mapping[str, Any], ties: Mapping[str, Any]) -> dict[str, Any]:
        """Draw organisations, each at home in one city and engaged in one of its ties, if any."""
        settings = self._settings
        free: dict[str, list[str]] = {}
        for name, partnership in ties.items():
            for city in partnership["cities"]:
                free.setdefault(city, []).append(name)
        engaged: dict[str, int] = {}
        ngos = {}
        for city in cities:
            if self._u("ngo", city, 0) >= settings.ngo_share:
                continue
            open_partnerships = [
                partnership
                for partnership in free.get(city, [])
                if engaged.get(partnership, 0) < ENGAGED_SLOTS
            ]
            for partnership in open_partnerships[:1]:
                engaged[partnership] = engaged.get(partnership, 0) + 1
            traits = self.ngo_traits(city)
            ngos[f"{city}-ngo"] = {
                "name": f"{_words(traits['kind'])} of {cities[city]['name']}",
                "home": city,
                "partnerships": open_partnerships[:1],
                **traits,
            }
        return ngos

    def ngo_traits(self, name: str) -> dict[str, Any]:
        """Draw what an organisation is and has; one of a synthetic world has its city's name."""
        kind = NGO_KINDS[min(int(self._u("ngo", name, 1) * len(NGO_KINDS)), len(NGO_KINDS) - 1)]
        return {
            "kind": kind,
            "sectors": list(self._sectors),
            "capability": self._around(0.5, "ngo", name, 2),
            "legitimacy": self._around(0.5, "ngo", name, 3),
            "transnational": self._around(0.5, "ngo", name, 4),
            "budget": 12.0 * self._around(0.5, "ngo", name, 5),
        }


def _words(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def on_sphere(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Return the place at a latitude and a longitude, in degrees."""
    north, east = math.radians(latitude), math.radians(longitude)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)


def _ids(kind: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"{kind}-{number:0{width}}" for number in range(1, count + 1)]


def _pick(edges: Sequence[float], u: float) -> int:
    """Return the place at ``u`` among chances whose running sums are ``edges``."""
    return min(bisect_right(edges, u * edges[-1]), len(edges) - 1)


def apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the angle between two places on the sphere, 1 for opposite ones."""
    cosine = one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
    return math.acos(min(max(cosine, -1.0), 1.0)) / math.pi
