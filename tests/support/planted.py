"""An engine whose trust depends on two keys in a known way, and designs that vary them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis import Results, load
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import HEAD, made
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from paradiplomacy.configuration.world_config import WorldConfig

LEVELS = """
[factors.forgetting]
key = "trust.forgetting"
levels = [0.9, 0.95, 0.99]

[factors.patience]
key = "gate.patience"
levels = [36, 48]
"""

LEVERS = """
[levers.unit.set]
"cities.baubau.unit" = true

[levers.patience.set]
"gate.patience" = 60
"""


class Planted(FakeEngine):
    """Plant effects of two keys on trust, over noise that all points share and some of their own.

    Forgetting adds ten times itself, patience 0.02 a month, and both together 0.1 a month.
    """

    def __init__(self, effect: float = 1.0, noise: float = 0.02) -> None:
        super().__init__()
        self.effect = effect
        self.noise = noise

    def run_batch(self, config: WorldConfig, *, replicates: Any, **settings: Any) -> Any:
        batch = super().run_batch(config, replicates=replicates, **settings)
        forgetting, patience = config.trust.forgetting, config.gate.patience
        both = 10 * forgetting + 0.02 * patience + 0.1 * patience * (forgetting - 0.9)
        unit = any(city.unit for city in config.cities.values())
        key = [int(1000 * forgetting), int(patience), int(unit)]
        own = [np.random.default_rng([*key, replicate]).normal() for replicate in replicates]
        shared = [np.random.default_rng(replicate).normal() for replicate in replicates]
        made_up = self.effect * (both + 0.3 * unit) + np.array(shared) + self.noise * np.array(own)
        batch.run_values["trust"][:] = made_up
        return batch


RANGES = """
[factors.forgetting]
key = "trust.forgetting"
low = 0.8
high = 0.99

[factors.patience]
key = "gate.patience"
low = 36
high = 60

[factors.unit]
key = "cities.baubau.unit"
levels = [false, true]
"""

SAMPLERS = {
    "saltelli": '[sampler]\nkind = "saltelli"\nbase = 64\n',
    "morris": '[sampler]\nkind = "morris"\ntrajectories = 10\n',
    "lhs": '[sampler]\nkind = "lhs"\npoints = 240\n[analysis]\nsuccess = "trust >= 10"\n',
}
"""Trust is 10 or more in about a third of the points of the ranges."""

DESIGNS = {
    "levels": LEVELS,
    "levers": LEVELS + LEVERS,
    **{name: RANGES + text for name, text in SAMPLERS.items()},
}
"""A design for each method of analysis."""

FOLLOWED = '\n[keep]\ntables = ["runs", "events"]\nevents = "all"\n'
"""What a design keeps for survival."""


def planted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, head: str = HEAD, **engine: float
) -> Results:
    """Run a design with planted effects; return its results.

    All runs are in one chunk, so that the engine is called once for each point, not for each run.
    """
    use(Planted(**engine), monkeypatch)
    run_design(made(folder, text, head=head), out=folder / "out", chunk_runs=10_000)
    return load(folder / "out")


COUNTS = ("promised", "delivered", "delivered_ngo", "delivered_g2g")
"""Numbers of a tie that the planted world counts up by one a year."""

ENOUGH = 4.0
"""Staff from which on the planted world signs letters of intent."""


class Signs(FakeEngine):
    """Make worlds up that meet every target but one: letters are signed where there is staff."""

    def run_batch(self, config: WorldConfig, **settings: Any) -> Any:
        batch = super().run_batch(config, **settings)
        year = np.arange(len(batch.followed), dtype=float)[:, None]
        for name, column in batch.histories.items():
            column[:] = year + 5.0 * (name == "promised") if name in COUNTS else 0.0
        noise = np.random.default_rng(3).normal(0.0, 0.2, batch.histories["trust"].shape)
        batch.histories["signed_share"][:] = config.delivery.staff_per_capacity > ENOUGH
        batch.histories["signed_share"] += noise
        return batch


def planted_prior(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Run draws of the prior in that world; return their results."""
    use(Signs(), monkeypatch)
    design = load_design("prior", ["sampler.points=256", "design.replicates=5"])
    run_design(design, out=folder / "prior", chunk_runs=10_000)
    return load(folder / "prior")
