"""History matching on the model itself: few draws, all waves, and truths that are planted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy import matching
from paradiplomacy_analysis.matching.implausibility import MOST_WAVES, RATE
from paradiplomacy_analysis.matching.refocusing import refocus, waves_in
from paradiplomacy_analysis.matching.telling import waves_told
from paradiplomacy_analysis.matching.waves import LEAST_WAVES
from tests.support.record_of_cases import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.compiled
def test_waves_of_the_model_leave_its_truths_and_tell_of_the_default(tmp_path: Path) -> None:
    done = matching(refocus, draws=256, replicates=5, out=tmp_path / "matching", progress=False)
    waves = waves_in(done.directory)
    assert LEAST_WAVES <= len(waves.results) == len(done.waves) <= MOST_WAVES
    assert waves.found.ends
    assert (np.diff(waves.found.volumes) <= 0.0).all()
    assert waves.left
    told = waves_told(waves)
    # Five lucks and 42 draws: whether all survive is told by the interval, not by the mean.
    truth = told.tables["coverage"].set_index("rule").loc["all waves"]
    assert truth["high"] >= RATE
    assert truth["survive"] > 0.8
    used = told.tables["emulators"].groupby(["of", "wave"])["used"].sum()
    assert (used > len(TARGETS) / 2).all()
    assert told.tables["default"]["wave"].tolist() == [*range(1, len(waves.results) + 1)]
