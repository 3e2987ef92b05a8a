"""Matching judges the draws that are there, by their own numbers, of parts and stopped sweeps too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching.method import matching
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.fake_engine import stopping, use
from tests.support.planted import Signs

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.sample import Sample


def prior(points: int) -> list[str]:
    return [f"sampler.points={points}", "design.replicates=5"]


@pytest.mark.parametrize("kind", ["a part", "a stopped sweep"])
def test_draws_that_are_there_are_judged_and_named_by_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "a part":
        use(Signs(), monkeypatch)
        out = tmp_path / "part"
        run_design(load_design("prior", prior(512)), out=out, part="2/2")
    else:
        engine = Signs()
        use(engine, monkeypatch)
        out = tmp_path / "stopped"
        run_design(
            load_design("prior", prior(256)),
            out=out, chunk_runs=17, workers=1, stop=stopping(engine, 260),
        )  # fmt: skip
    sample = sample_of(load(out, partial=True))
    assert bool(sample.left_out) == (kind == "a stopped sweep")
    found = matching(sample)
    assert found.tables["draws"]["point"].tolist() == numbers_of_points(sample)
    left = found.tables["left"]
    survivors = found.tables["draws"].loc[found.tables["draws"]["survives"], "point"]
    assert left["point"].tolist() == survivors.tolist()
    levels = sample.points().loc[left["point"]]
    for factor in sample.factors:
        assert np.array_equal(left[factor.name].to_numpy(), levels[factor.name].to_numpy())


def numbers_of_points(sample: Sample) -> list[int]:
    return sorted(sample.runs["point"].unique().tolist())
