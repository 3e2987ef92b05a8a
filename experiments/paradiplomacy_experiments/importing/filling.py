"""What a register lacks, drawn by the rules of a synthetic world.

Only what the model needs is drawn: capacity, unit and budget of a city from its population, the
population itself where no table has it, the cultural distance of two countries from where they lie.
The rest keeps the defaults of the model, or is drawn too where that is asked for. Draws are keyed
by ids: one more city changes no other.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from paradiplomacy.configuration.synthetic import Drawing, SyntheticConfig, apart, on_sphere
from paradiplomacy.state.codes import ENGAGED_SLOTS
from paradiplomacy_experiments.configuration.faults import Fault
from paradiplomacy_experiments.importing.headers import PLACES
from paradiplomacy_experiments.importing.names import ids_of
from paradiplomacy_experiments.importing.register import (
    CityKey,
    Entry,
    Given,
    Organisation,
    Register,
    Tie,
)

NEEDED = ("capacity", "unit", "budget")
"""What is drawn of a city, besides its population, where no table gives it."""

FIRST_YEAR = "1900"
"""First year that a scenario can name."""

_DECIMALS = 3
_TINY = 1e-9

Place = tuple[float, float, float]
"""A place on a sphere of radius 1."""


class Item(NamedTuple):
    """A value of the scenario, what supports it, and where a table gives it or its entry."""

    value: Any
    support: str | None
    file: str
    line: int


@dataclass
class Block:
    """A table of the scenario: its path, and its values by key."""

    path: tuple[str, str]
    file: str
    line: int
    items: dict[tuple[str, ...], Item] = field(default_factory=dict)

    def plain(self, key: str, value: Any) -> None:
        """Add what needs no support: a name, or a reference."""
        self.items[key,] = Item(value, None, self.file, self.line)

    def given(self, values: Mapping[tuple[str, ...], Given]) -> None:
        """Add what tables give, in the place of what was drawn."""
        for key, given in values.items():
            if key[0] in PLACES:
                continue
            support = given.place if given.remark is None else f"{given.place}: {given.remark}"
            self.items[key] = Item(given.value, support, given.file, given.line)


@dataclass
class Filling:
    """Make the tables of a scenario from a register."""

    register: Register
    regimes: Mapping[str, str]
    """The regime of each country by its name as a reader sees it, the default by ""."""
    sectors: tuple[str, ...]
    seed: int
    everything: bool = False
    drawn: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def countries(self) -> dict[str, str]:
        """Return the id of each country."""
        held = {key[1] for key in self.register.cities}
        names = {key: name for key, name in self.register.countries.items() if key in held}
        return ids_of(names, "country", {})

    @cached_property
    def cities(self) -> dict[CityKey, str]:
        """Return the id of each city."""
        names = {key: entry.name for key, entry in self.register.cities.items()}
        return ids_of(names, "city", {key: self.register.countries[key[1]] for key in names})

    @cached_property
    def names(self) -> dict[CityKey, str]:
        """Return the name of each city for readers, with its country where two share one."""
        shared = Counter(key[0] for key in self.register.cities)
        return {
            key: f"{entry.name} ({self.register.countries[key[1]]})"
            if shared[key[0]] > 1
            else entry.name
            for key, entry in self.register.cities.items()
        }

    @cached_property
    def ties(self) -> dict[frozenset[CityKey], str]:
        """Return the id of each tie."""
        return {
            pair: "-".join(self.cities[city] for city in tie.cities)
            for pair, tie in self.register.ties.items()
        }

    @cached_property
    def _drawing(self) -> Drawing:
        return Drawing(SyntheticConfig(world=self.seed), self.sectors)

    @property
    def by_synthesis(self) -> str:
        """Return what supports a value that is drawn."""
        return f"drawn by synthetic, seed {self.seed}"

    def blocks(self) -> Iterator[Block]:
        """Yield the tables: countries, then cities and ties by country, then organisations."""
        order = sorted(self.countries, key=self.countries.__getitem__)
        for country in order:
            yield self._country(country)
        for country in order:
            here = [key for key in self.cities if key[1] == country]
            for key in sorted(here, key=self.cities.__getitem__):
                yield self._city(key, self.register.cities[key])
        place = {country: number for number, country in enumerate(order)}
        for pair in sorted(self.ties, key=lambda pair: (self._first(pair, place), self.ties[pair])):
            yield self._tie(pair, self.register.ties[pair])
        yield from self._organisations()

    def _first(self, pair: frozenset[CityKey], place: Mapping[str, int]) -> int:
        return place[self.register.ties[pair].cities[0][1]]

    def _country(self, country: str) -> Block:
        first = next(entry for key, entry in self.register.cities.items() if key[1] == country)
        block = Block(("countries", self.countries[country]), first.file, first.line)
        block.plain("name", self.register.countries[country])
        said = country in self.regimes
        regime = self.regimes[country if said else ""]
        support = "as said at the import" if said else "the import's regime where none is said"
        block.items["regime",] = Item(regime, support, first.file, first.line)
        return block

    def _city(self, key: CityKey, entry: Entry) -> Block:
        one = self.cities[key]
        block = Block(("cities", one), entry.file, entry.line)
        block.plain("name", self.names[key])
        block.plain("country", self.countries[key[1]])
        people = entry.values.get(("population",))
        if people is None:
            self._draw(block, ("population",), int(self._drawing.population(one)))
        population = block.items["population",].value if people is None else people.value
        block.given({("population",): people} if people is not None else {})
        capacity = entry.values.get(("capacity",))
        for trait, value in self._traits(one, population, capacity).items():
            if self.everything or trait in NEEDED:
                for path, part in _parts(trait, value):
                    if path not in entry.values:
                        self._draw(block, path, part)
        block.given(entry.values)
        return block

    def _traits(self, one: str, population: Any, capacity: Given | None) -> dict[str, Any]:
        """Draw the traits of a city; from a usual size where its own makes no sense."""
        usual = population if _is_number(population) and population >= 1 else 100_000
        known = capacity.value if capacity is not None and _is_number(capacity.value) else None
        return self._drawing.city_traits(one, usual, known)

    def _tie(self, pair: frozenset[CityKey], tie: Tie) -> Block:
        block = Block(("partnerships", self.ties[pair]), tie.file, tie.line)
        name = "-".join(self.names[city] for city in tie.cities)
        block.plain("name", name if len(name) <= 80 else self.ties[pair])
        block.plain("cities", [self.cities[city] for city in tie.cities])
        given = dict(tie.values)
        founded = given.get(("founded",))
        if founded is not None and founded.value < FIRST_YEAR:
            del given["founded",]
        if ("cultural_distance",) not in given:
            one, other = (self._places[city[1]] for city in tie.cities)
            self._draw(block, ("cultural_distance",), apart(one, other))
        block.given(given)
        return block

    @cached_property
    def _places(self) -> dict[str, Place]:
        """Return where each country lies: amid its cities, or, without their places, drawn."""
        found: dict[str, list[Place]] = {}
        for key, entry in self.register.cities.items():
            north, east = (entry.values.get((place,)) for place in PLACES)
            if north is not None and east is not None:
                found.setdefault(key[1], []).append(on_sphere(north.value, east.value))
        return {
            country: _middle(found.get(country, [])) or self._drawing.place(one)
            for country, one in self.countries.items()
        }

    def _organisations(self) -> Iterator[Block]:
        ids = ids_of(dict(enumerate(ngo.name for ngo in self.register.ngos)), "ngo", {})
        engaged: Counter[str] = Counter()
        for number, ngo in enumerate(self.register.ngos):
            one = ids[number]
            block = Block(("ngos", one), ngo.file, ngo.line)
            block.plain("name", ngo.name)
            block.plain("home", self.cities[ngo.home])
            self._engage(block, ngo, engaged)
            for trait, value in self._drawing.ngo_traits(one).items():
                if (trait,) not in ngo.values and (self.everything or trait in _NGO_NEEDED):
                    self._draw(block, (trait,), value)
            block.given(ngo.values)
            yield block

    def _engage(self, block: Block, ngo: Organisation, engaged: Counter[str]) -> None:
        """Put an organisation into the tie that is said, or into the first with room."""
        own = [self.ties[pair] for pair in self.ties if ngo.home in pair]
        if ngo.partner is None:
            self._draw(block, ("partnerships",), [t for t in own if engaged[t] < ENGAGED_SLOTS][:1])
            engaged.update(block.items["partnerships",].value)
            return
        tie = self.ties.get(frozenset((ngo.home, ngo.partner)))
        if tie is None:
            message = f"{self.names[ngo.home]} has no tie with {self.names[ngo.partner]}"
            self.faults.append(Fault("dangling_reference", "", message, ngo.file, ngo.line))
            block.plain("partnerships", [])
            return
        engaged[tie] += 1
        block.items["partnerships",] = Item([tie], f"{ngo.file}:{ngo.line}", ngo.file, ngo.line)

    def _draw(self, block: Block, key: tuple[str, ...], value: Any) -> None:
        rounded = round(value, _DECIMALS) if isinstance(value, float) else value
        block.items[key] = Item(rounded, self.by_synthesis, block.file, block.line)
        self.drawn[f"{block.path[0]}.*.{'.'.join(key)}"] += 1


_NGO_NEEDED = ("kind", "sectors", "budget")


def _middle(places: Sequence[Place]) -> Place | None:
    """Return the place on the sphere amid ``places``, or None where there is none."""
    x, y, z = (math.fsum(place[axis] for place in places) for axis in range(3))
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length) if length > _TINY else None


def _parts(trait: str, value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield (trait, name), part
    else:
        yield (trait,), value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
