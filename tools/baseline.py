"""The exact baseline: what the shipped cases give.

Refresh it with ``make refresh WHAT=baseline``.

Do so only where a result is meant to change, and say so in CHANGELOG.md under "Results changed".
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from paradiplomacy.engines import mesa_engine
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy_experiments.configuration.scenario import load_scenario
from tools.writing import write_changed

FILE = Path(__file__).parents[1] / "tests" / "regression" / "baseline.json"
CASES = ("baubau-seoul", "indonesia-korea")
SEED = 1
REPLICATES = [0, 1, 2]


def measured(case: str) -> dict[str, Any]:
    """Return what a case gives, floats written so that no bit is lost."""
    batch = mesa_engine.run_batch(load_scenario(case).config, seed=SEED, replicates=REPLICATES)
    return {
        "events": dict(zip(EVENT_KINDS, batch.tallies.sum(axis=0).tolist(), strict=True)),
        "indicators": {
            name: [value.hex() for value in values.tolist()]
            for name, values in batch.run_values.items()
        },
    }


def refresh() -> list[str]:
    """Run the cases and write what they give; return the name of the file if it changed."""
    text = json.dumps({case: measured(case) for case in CASES}, indent=1) + "\n"
    return write_changed({FILE: text})
