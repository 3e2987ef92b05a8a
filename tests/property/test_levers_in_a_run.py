"""Every key that may change in a run moves the runs, in the variants that read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy.configuration.targets import NUMBER, SWITCH, Target
from paradiplomacy.state.codes import EVENT_BEGAN
from tests.property.test_changes_in_a_run import KEYS
from tests.support.shared_pasts import content
from tests.support.worlds import BUSY_SEED, busy

if TYPE_CHECKING:
    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy.engines.compiled_engine import CompiledEngine

MONTHS, REPLICATES = 48, 4
MONTH, NEVER = "2010-01", "2039-01"
READ_BY = {
    "leadership.retention_equal": ("leadership", "equal_retention"),
    "gate.optimism": ("gate", "screening"),
    "gate.scrutiny": ("gate", "screening"),
    "gate.wait_memory": ("gate", "screening"),
    "delivery.logit_intercept": ("delivery", "additive_logit"),
    "delivery.logit_slope": ("delivery", "additive_logit"),
    "trust.rise": ("trust", "asymmetric_exponential"),
    "trust.fall": ("trust", "asymmetric_exponential"),
    "carrying.logit_intensity": ("carrying", "yearly_logit"),
    "carrying.switching_cost": ("carrying", "yearly_logit"),
    "carrying.outside_value": ("carrying", "yearly_logit"),
}
"""Parameters that only a variant reads that is not the default, or with which alone they show."""


@pytest.fixture(scope="module")
def engine() -> CompiledEngine:
    from paradiplomacy.engines import compiled_engine

    return compiled_engine.prepare()


def variant_of(pattern: str) -> dict[str, str]:
    """Return the mechanism under which a key acts, where it is not the default."""
    process, _, name = pattern.partition(".")
    neutral = name.startswith("neutral_")
    found = (process, "neutral") if neutral else READ_BY.get(pattern)
    return {f"mechanisms__{found[0]}": found[1]} if found else {}


def values(target: Target) -> list[float]:
    """Return values far from each other that a key may have."""
    if target.kind == SWITCH:
        return [0.0, 1.0]
    low, high = max(target.low, target.least), min(target.high, 1000.0)
    if target.kind == NUMBER:
        return [low, high, (low + min(high, 10.0)) / 2.0]
    return [int(max(low, 1)), int(min(high, 60)), int(min(high, 6))]


def world(pattern: str, value: float, month: str) -> WorldConfig:
    """Return the busy world with a key that is set to a value in a month."""
    config = busy(scenario__months=MONTHS)
    events = {name: event.model_dump(exclude_unset=True) for name, event in config.events.items()}
    events["zz"] = {"field": pattern, "set": value, "month": month}
    return busy(scenario__months=MONTHS, events=events, **variant_of(pattern))


def told(engine: CompiledEngine, config: WorldConfig) -> list[dict[str, Any]]:
    """Return all that comes of some runs, but for how often events began."""
    batch = engine.run_batch(config, seed=BUSY_SEED, replicates=range(REPLICATES))
    batch.tallies[:, EVENT_BEGAN] = 0
    return [content(batch, row) for row in range(REPLICATES)]


@pytest.mark.compiled
@pytest.mark.slow
@pytest.mark.parametrize("pattern", KEYS)
def test_a_key_that_changes_in_a_run_moves_what_comes_of_it(
    engine: CompiledEngine, pattern: str
) -> None:
    def moves(value: float) -> bool:
        changed, unchanged = (world(pattern, value, month) for month in (MONTH, NEVER))
        return told(engine, changed) != told(engine, unchanged)

    assert any(moves(value) for value in values(KEYS[pattern]))
