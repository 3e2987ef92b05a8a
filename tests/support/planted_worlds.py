"""Two policies over draws of a world in which it is known where each is the better one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.reading import load
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig
    from paradiplomacy_results.reading import Results

DRAWS = 120
"""Draws whose patience is spread evenly from 20 to 60: what is best changes at 40."""


class Worlds(FakeEngine):
    """Trust of the unit is good where patience is long, that of none is .4 in every world."""

    def run_batch(self, config: WorldConfig, *, replicates: Any, **settings: Any) -> Any:
        batch = super().run_batch(config, replicates=replicates, **settings)
        unit = config.cities["baubau"].unit
        key = [int(1000 * config.gate.patience), int(unit)]
        own = [np.random.default_rng([*key, each]).normal(0.0, 0.01) for each in replicates]
        batch.run_values["trust"][:] = truth(unit=unit, patience=config.gate.patience) + np.array(
            own
        )
        return batch


def truth(*, unit: bool, patience: float) -> float:
    """Return the trust that a policy has in a world."""
    return 0.4 + 0.02 * (patience - 40.0) if unit else 0.4


PATIENCE = np.linspace(20.0, 60.0, DRAWS)

TEXT = """
[factors.patience]
key = "gate.patience"
low = 10
high = 70

[levers.unit.set]
"cities.baubau.unit" = true

[sampler]
kind = "draws"
rows = [{rows}]

[keep]
tables = ["runs"]

[analysis]
success = "trust >= 0.3"
outcomes = ["trust"]
"""


def ran(folder: Path) -> Results:
    """Run both policies over all draws."""
    rows = ", ".join(f"{{ patience = {each} }}" for each in PATIENCE.round().tolist())
    with pytest.MonkeyPatch.context() as patch:
        use(Worlds(), patch)
        design = load_design(written(folder, TEXT.replace("{rows}", rows)))
        run_design(design, out=folder / "out", workers=1)
    return load(folder / "out")
