"""A world whose most and least trust, and whose reachable cells, are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.fake_engine import FakeEngine

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

FACTORS = """
[factors.memory]
key = "trust.forgetting"
low = 0.9
high = 0.99

[factors.people]
key = "cities.baubau.participation"
low = 0.0
high = 1.0

[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]

[keep]
tables = ["runs"]
indicators = ["trust", "continuity", "cost"]
"""

EXTREMES = """
[search]
algorithm = "extremes"
maximise = ["trust"]
population = 24
generations = 8
judged = 4
"""

SPREAD = """
[search]
algorithm = "spread"
over = ["trust", "continuity"]
cells = 5
population = 24
generations = 12
judged = 4
"""

MOST, LEAST = 1.0, 0.0
"""Trust at both ends: where memory is longest with a unit, shortest without."""

REACHABLE = {5 * trust + continuity for trust in range(5) for continuity in range(trust + 1)}
"""Cells that continuity, which never exceeds trust, can be in."""


class Corner(FakeEngine):
    """Plant trust that is high or low in corners only, and continuity that stays below it."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        memory = (config.trust.forgetting - 0.9) / 0.09
        city = config.cities["baubau"]
        reach = 0.5 if city.unit else -0.5
        trust = 0.5 + reach * memory**4
        batch.run_values["trust"][:] = trust
        batch.run_values["continuity"][:] = trust * city.participation**3
        batch.run_values["cost"][:] = 1.0
        return batch
