"""The two worlds that a choice compares, loaded, and the values that their keys have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.regimes import Regime, resolve
from paradiplomacy_app.choice import BASELINE, SIDES
from paradiplomacy_experiments.configuration.keys import declarations, declared_path
from paradiplomacy_experiments.configuration.overrides import with_overrides
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.configuration.toml_lines import starred_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_app.choice import Choice
    from paradiplomacy_app.folder import WorkingFolder
    from paradiplomacy_experiments.configuration.keys import Declaration


@dataclass(frozen=True)
class World:
    """One side: its scenario as it was loaded, with the changes of that side."""

    scenario: Scenario

    @property
    def config(self) -> WorldConfig:
        """Return its configuration."""
        return self.scenario.config

    @cached_property
    def tables(self) -> dict[str, Any]:
        """Return all its values as plain tables, defaults included; regimes in full."""
        tables = self.scenario.resolved()
        for name, country in tables.get("countries", {}).items():
            country["regime"] = self.regime(name).model_dump()
        return tables

    def regime(self, country: str) -> Regime:
        """Return the regime of a country as it is put together of its preset and changes."""
        return resolve(self.config.countries[country].regime, self.config.regimes)

    def value(self, key: str) -> Any:
        """Return the value at a dotted key; None where there is none."""
        here: Any = self.tables
        for part in starred_path(key) or ():
            if not isinstance(here, Mapping) or part not in here:
                return None
            here = here[part]
        return here

    def keys(self) -> list[str]:
        """Return every dotted key that the world has a value for."""
        from paradiplomacy_experiments.configuration.values import values

        return [each.key for each in values(self.scenario)]


@dataclass(frozen=True)
class Worlds:
    """Both sides of a choice."""

    baseline: World
    variant: World

    def __getitem__(self, side: str) -> World:
        """Return a side by its name."""
        return self.baseline if side == BASELINE else self.variant

    @property
    def ties(self) -> dict[str, str]:
        """Return the names of the partnerships that both sides have, by id."""
        known = self.variant.config.partnerships
        return {
            key: tie.name for key, tie in self.baseline.config.partnerships.items() if key in known
        }

    def tie(self, wished: str) -> str:
        """Return the partnership that is wished for, or the first; "" where there is none."""
        return wished if wished in self.ties else next(iter(self.ties), "")


def load_worlds(choice: Choice, folder: WorkingFolder) -> Worlds:
    """Load both sides of a choice.

    Raises :class:`ConfigError` with every fault of a side; of the baseline, if that has any.
    """
    folder.check(choice.scenario)
    length = {} if choice.months is None else {"scenario.months": choice.months}
    sides = [
        World(load_scenario(choice.scenario, with_overrides(choice.changes(side).texts(), length)))
        for side in SIDES
    ]
    return Worlds(*sides)


def declaration_of(key: str) -> Declaration | None:
    """Return what is declared of a key, None where it is none."""
    path = declared_path(starred_path(key) or ())
    return None if path is None else declarations()[path]


def entities(world: World, tie: str, table: str) -> Sequence[str]:
    """Return the entries of a table that have to do with a tie: its cities, their countries.

    Without a tie all are; of organisations those that are engaged in it, or else all.
    """
    config = world.config
    partnership = config.partnerships.get(tie)
    if partnership is None or table not in ("cities", "countries", "ngos"):
        return list(getattr(config, table))
    cities = list(partnership.cities)
    if table == "cities":
        return cities
    if table == "countries":
        return list(dict.fromkeys(config.cities[city].country for city in cities))
    engaged = [name for name, ngo in config.ngos.items() if tie in ngo.partnerships]
    return engaged or list(config.ngos)
