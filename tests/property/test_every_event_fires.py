"""Every kind of event happens in a scenario that ships, or has no place in the log."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from paradiplomacy.engines import compiled_engine
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy_experiments.configuration.listing import shipped_names
from paradiplomacy_experiments.configuration.scenario import load_scenario

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig

pytestmark = [pytest.mark.compiled, pytest.mark.slow]

REPLICATES = 20

FEWER = {"world": 2}
"""Replicates of scenarios that take long and in whose runs many ties do much."""

SMALLER = {
    "world": ["synthetic.countries=30", "synthetic.cities=400", "synthetic.partnerships=700"]
}
"""Scenarios that are made smaller by the numbers that their head names for this."""


def counted(config: WorldConfig, replicates: int) -> Counter[str]:
    """Return how often each kind of event happened in some runs of a world."""
    batch = compiled_engine.run_batch(config, seed=1, replicates=range(replicates))
    return Counter(dict(zip(EVENT_KINDS, batch.tallies.sum(axis=0).tolist(), strict=True)))


def test_every_kind_of_event_happens_in_a_shipped_scenario() -> None:
    happened: Counter[str] = Counter()
    for name in shipped_names():
        config = load_scenario(name, SMALLER.get(name, ())).config
        happened += counted(config, FEWER.get(name, REPLICATES))
    assert set(EVENT_KINDS) - set(happened) == set()
