"""Yearly histories of ties that are planted, in the place of those of runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics import histories
from paradiplomacy_analysis.statistics.sequences import STATES, Sequences
from tests.support.designs import HEAD
from tests.support.planted import RANGES, SAMPLERS, planted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from numpy.typing import NDArray

    from paradiplomacy_analysis import Results

F, N, Q, D, C = range(len(STATES))
YEARS = 12
CLASSES = {
    "flourishing": [F] * YEARS,
    "flourishing_then_ceremonial": [F] * 5 + [C] * 7,
    "flicker": [N, D] * (YEARS // 2),
}

_ALONE = HEAD.replace("replicates = 4", "replicates = 1").replace(
    'months" = 12', f'months" = {12 * YEARS}'
)


def planted_histories(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    """Return runs of a design with three ties each: all flicker where forgetting is low."""

    def read(results: Results, runs: NDArray[np.int64]) -> Sequences:
        forgetting = results.runs.set_index("run").loc[runs, "forgetting"].to_numpy()
        low = np.repeat(forgetting < 0.88, 3)
        kind = np.where(low, 2, np.tile([0, 1, 1], len(runs)))
        ties = pd.DataFrame({"run": np.repeat(runs, 3), "partnership": ["a", "b", "c"] * len(runs)})
        states = np.array(list(CLASSES.values()), dtype=np.int8)[kind]
        return Sequences(ties, states, np.arange(YEARS) * 12 + 11)

    monkeypatch.setattr(histories, "sequences", read)
    return planted(folder, monkeypatch, RANGES + SAMPLERS["lhs"], _ALONE)
