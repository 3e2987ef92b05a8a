"""A world in which each lever adds to trust and to cost by a known amount, and a search in it."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_experiments.searching.space import pulled_together
from tests.support.designs import HEAD, written
from tests.support.fake_engine import FakeEngine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig

ADDS = {
    "unit": (0.30, 3.0),
    "patience": (0.20, 1.0),
    "forgetting": (0.05, 2.0),
    "people": (0.12, 1.5),
}
"""What each lever adds to trust and to cost: forgetting is never worth its price beside others."""

LEVERS = """
[levers.unit.set]
"cities.baubau.unit" = true
[levers.patience.set]
"gate.patience" = 60
[levers.forgetting.set]
"trust.forgetting" = 0.91
[levers.people.set]
"cities.*.participation" = 0.83

[keep]
tables = ["runs"]
indicators = ["trust", "cost", "misalignment"]
"""

SEARCH = """
[search]
maximise = ["trust"]
minimise = ["cost"]
population = 8
generations = 6
judged = 6
"""

PULLED: dict[str, Callable[[WorldConfig], bool]] = {
    "unit": lambda config: config.cities["baubau"].unit,
    "patience": lambda config: config.gate.patience == 60,
    "forgetting": lambda config: config.trust.forgetting == 0.91,
    "people": lambda config: config.cities["baubau"].participation == 0.83,
}


class Priced(FakeEngine):
    """Plant what levers add; luck, which all points of a replicate share, adds to trust too."""

    def run_batch(self, config: WorldConfig, *, seed: int, replicates: Any, **settings: Any) -> Any:
        batch = super().run_batch(config, seed=seed, replicates=replicates, **settings)
        adds = np.array([ADDS[name] for name, is_pulled in PULLED.items() if is_pulled(config)])
        trust, cost = adds.sum(axis=0) if len(adds) else (0.0, 0.0)
        luck = [np.random.default_rng([seed, each]).normal(0.0, 0.1) for each in replicates]
        batch.run_values["trust"][:] = trust + np.array(luck)
        batch.run_values["cost"][:] = 1.0 + cost
        return batch


PEAK = 0.93
"""The rate of forgetting at which trust is highest in the world of :class:`Peaked`."""

IDLE = LEVERS.replace('"trust.forgetting" = 0.91', '"cities.*.dissemination" = 0.5')
"""The levers, of which the one that would set what has a peak does nothing."""


class Peaked(Priced):
    """Plant a peak of trust beside what the levers add."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        batch.run_values["trust"][:] -= 40.0 * (config.trust.forgetting - PEAK) ** 2
        return batch


def true_front(most: float = np.inf) -> set[str]:
    """Return the sets of levers that no other beats, of those that cost no more than ``most``."""
    sets = [
        (pulled_together(names), *np.sum([(0.0, 1.0), *(ADDS[each] for each in names)], axis=0))
        for names in _subsets()
    ]
    allowed = [each for each in sets if each[2] <= most]
    return {name for name, trust, cost in allowed if not _beaten(trust, cost, allowed)}


def _beaten(trust: float, cost: float, others: Any) -> bool:
    return any(
        t >= trust - 1e-9 and c <= cost + 1e-9 and (t > trust + 1e-9 or c < cost - 1e-9)
        for _, t, c in others
    )


def _subsets() -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(ADDS, size) for size in range(len(ADDS) + 1))


def written_search(folder: Path, text: str = LEVERS + SEARCH, head: str = HEAD) -> Path:
    """Write a design with a search and return its path."""
    return written(folder, text, head)
