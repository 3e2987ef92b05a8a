"""The patterns in real runs: each is measured, and the negative controls are exact.

Few replicates: what is tested is that designs and measures fit each other, and what holds in every
single run. The verdicts of the rest are the model's, and no test asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.scorecard import MOVED, documents, score
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.patterns import pattern_design, pattern_names

if TYPE_CHECKING:
    import pandas as pd

pytestmark = [pytest.mark.compiled, pytest.mark.slow]

CONTROLS = ("N1", "N2", "N3", "N4")
RARE = ("F14",)
"""Patterns whose ratio may be undefined with so few runs."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("patterns")
    results = {}
    for name in pattern_names():
        design = pattern_design(name, ["design.replicates=12"])
        report = run_design(design, out=folder / name)
        assert not report.failed, report.failures
        results[name] = load(folder / name)
    return score(results)


def test_every_part_of_every_pattern_is_measured(table: pd.DataFrame) -> None:
    for name, pattern in PATTERNS.items():
        rows = table[table["id"] == name]
        assert set(rows["part"]) == set(range(len(pattern.parts) + 1))
        checks = rows[rows["standing"] == MOVED]
        assert len(checks) >= len(pattern.moved)
        # Where runs do not differ at all, an effect in standard deviations is infinite.
        assert not checks["effect"].isna().any(), name
        rows = rows.drop(checks.index)
        assert name in RARE or np.isfinite(rows["effect"]).all(), name
    assert [one["id"] for one in documents(table)] == list(PATTERNS)


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_is_exact_and_its_pair_moves(table: pd.DataFrame, name: str) -> None:
    rows = table[(table["id"] == name) & (table["standing"] != MOVED)]
    nothing, something = rows["effect"]
    assert nothing == 0.0
    assert something > 0.0
    assert list(rows["verdict"]) == ["pass", "pass"]
