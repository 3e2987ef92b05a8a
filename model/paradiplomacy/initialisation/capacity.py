"""Capacity: how many rows each table of a world has, beside those that stand there at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.initialisation.timelines import range_of
from paradiplomacy.state.codes import DOSSIER_SLOTS, PROGRAMME_SLOTS

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

NEW_TIES_PER_CITY = 2
"""Room for ties that are founded during a run, beside a fixed number."""

NEW_TIES_AT_LEAST = 8

TERMS = (48, 24, 12, 6, 1)
"""Months: of the shortest legal term the highest of these that it reaches tells how many papers
there can be, so that not every other term is another room."""


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


def paper_capacity(config: WorldConfig) -> int:
    """Return how many papers a run can see, those of the start included.

    An LoI may be replaced at once, an MoU lapses with its term, and only then comes an LoI again.
    """
    shortest_loi, _ = range_of(config, "gate.loi_term")
    shortest_mou, _ = range_of(config, "gate.mou_term")
    least = next(months for months in TERMS if shortest_loi >= months and shortest_mou >= months)
    cycles = 2 + int(config.scenario.months) // least
    return partnership_capacity(config) * 2 * cycles


def longest_wait(config: WorldConfig) -> int:
    """Return the months of the longest wait of a file that is told apart: the longest patience."""
    longest: int = range_of(config, "gate.patience")[1]
    return longest


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
        "papers": paper_capacity(config),
        "events": log_size,
    }
