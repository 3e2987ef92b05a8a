"""The ids behind the rows of a world's tables, in row order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.state.codes import NGO_KINDS

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig


@dataclass(frozen=True)
class Names:
    """The ids behind the rows of each table, in row order."""

    sectors: list[str]
    countries: list[str]
    cities: list[str]
    ngos: list[str]
    partnerships: list[str]


def names(config: WorldConfig) -> Names:
    """Return the ids of a configuration in the order of the world's rows.

    Cities stand by country, so that a country's cities are neighbours. Organisations that a city
    might get stand beside those it has: one of each kind that it does not have yet.
    """
    cities = sorted(config.cities, key=lambda city: (config.cities[city].country, city))
    return Names(
        sorted(config.sectors),
        sorted(config.countries),
        cities,
        sorted([*config.ngos, *latent(config)]),
        sorted(config.partnerships),
    )


def latent(config: WorldConfig) -> dict[str, tuple[str, str]]:
    """Return home and kind of each organisation that might be founded, by id.

    A kind that works in no sector is founded nowhere.
    """
    kinds = [
        kind
        for kind in NGO_KINDS
        if any(kind in sector.carriers for sector in config.sectors.values())
    ]
    present = {(ngo.home, ngo.kind) for ngo in config.ngos.values()}
    return {
        f"{city}: {kind}": (city, kind)
        for city in config.cities
        for kind in kinds
        if (city, kind) not in present and f"{city}: {kind}" not in config.ngos
    }
