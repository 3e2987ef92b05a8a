"""Cells give the runs of one variant, replicate by replicate, and refuse what is not whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.patterns.cells import by_variant
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.patterns import pattern_design
from paradiplomacy_results.errors import UnfitError
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis import Results

REPLICATES = 5
VARIANTS = {"default": {}, "harsh": {"trust.negativity": 3.0}}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    use(FakeEngine(), monkeypatch)
    design = pattern_design("actors", [f"design.replicates={REPLICATES}"], VARIANTS)
    run_design(design, out=tmp_path / "out")
    return load(tmp_path / "out")


def test_each_variant_has_its_own_runs(results: Results) -> None:
    cells = list(by_variant(results))
    assert [each.variant for each in cells] == list(VARIANTS)
    for each in cells:
        assert set(each.runs["variant"]) == {each.variant}
        assert each.replicates == REPLICATES
        assert each.levels("actors") == ["several", "one"]


def test_values_stand_in_the_order_of_replicates(results: Results) -> None:
    runs = results.runs
    for cells in by_variant(results):
        mine = runs[
            (runs["variant"] == cells.variant)
            & (runs["actors"] == "one")
            & (runs["incident"] == "none")
        ]
        expected = mine.set_index("replicate")["trust"].sort_index()
        assert cells.values("trust", actors="one", incident="none").tolist() == expected.tolist()


def test_years_of_ties_are_those_of_the_histories(results: Results) -> None:
    cells = next(by_variant(results))
    found = cells.yearly("trust", actors="several", incident="harder")
    ties = sorted(results.config["partnerships"])
    assert found.shape == (REPLICATES, len(ties), 20)
    rows = results.histories.merge(
        results.runs[["run", "replicate", "variant", "actors", "incident"]], on="run"
    )
    one = rows[
        (rows["variant"] == "default")
        & (rows["actors"] == "several")
        & (rows["incident"] == "harder")
        & (rows["replicate"] == 2)
        & (rows["partnership"] == ties[1])
    ].sort_values("month")
    assert found[2, 1].tolist() == one["trust"].tolist()
    assert not np.isnan(found).any()


def test_failed_runs_are_refused_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(failing={1}), monkeypatch)
    design = pattern_design("silence", ["design.replicates=3"])
    run_design(design, out=tmp_path / "out")
    with pytest.raises(UnfitError, match=r"runs \d+, \d+ failed"):
        list(by_variant(load(tmp_path / "out")))
