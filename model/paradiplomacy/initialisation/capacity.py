"""Capacity: how many rows each table of a world has, beside those that stand there at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.state.codes import DOSSIER_SLOTS, PROGRAMME_SLOTS

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

NEW_TIES_PER_CITY = 2
"""Room for ties that are founded during a run, beside a fixed number."""

NEW_TIES_AT_LEAST = 8


def partnership_capacity(config: WorldConfig) -> int:
    """Return how many ties a world has room for, those of the start included."""
    counts: dict[str, int] = {}
    for city in config.cities.values():
        counts[city.country] = counts.get(city.country, 0) + 1
    total = len(config.cities)
    pairs = sum(count * (total - count) for count in counts.values()) // 2
    start = len(config.partnerships)
    wanted = start + NEW_TIES_AT_LEAST + NEW_TIES_PER_CITY * total
    return min(wanted, max(pairs, start))


def capacities(config: WorldConfig, log_size: int = 0) -> dict[str, int]:
    """Return how many rows each table has that has more of them than stand there at the start.

    ``log_size`` is the room of the event log.
    """
    partnerships = partnership_capacity(config)
    return {
        "partnerships": partnerships,
        "programmes": partnerships * PROGRAMME_SLOTS,
        "dossiers": partnerships * DOSSIER_SLOTS,
        "initiated": partnerships * 2 * len(config.sectors),
        "events": log_size,
    }
