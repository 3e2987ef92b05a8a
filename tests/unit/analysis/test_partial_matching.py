"""Matching judges the draws that are there, by their own numbers: of parts, beside failed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching import method
from paradiplomacy_analysis.matching.method import matching
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.processes import RunError
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.fake_engine import use
from tests.support.planted import Signs

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_analysis.sample import Sample


def prior(points: int) -> list[str]:
    return [f"sampler.points={points}", "design.replicates=5"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["a part", "a point that failed"])
def test_draws_that_are_there_are_judged_and_named_by_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(method, "FEWEST_DRAWS", 20)
    if kind == "a part":
        use(Signs(), monkeypatch)
        out = tmp_path / "part"
        run_design(load_design("prior", prior(64)), out=out, part="2/2")
    else:
        use(losing_a_point(), monkeypatch)
        out = tmp_path / "failed"
        run_design(load_design("prior", prior(32)), out=out, workers=1)
    sample = sample_of(load(out, partial=True))
    assert bool(sample.left_out) == (kind == "a point that failed")
    found = matching(sample)
    assert found.tables["draws"]["point"].tolist() == numbers_of_points(sample)
    left = found.tables["left"]
    survivors = found.tables["draws"].loc[found.tables["draws"]["survives"], "point"]
    assert left["point"].tolist() == survivors.tolist()
    levels = sample.points().loc[left["point"]]
    for factor in sample.factors:
        assert np.array_equal(left[factor.name].to_numpy(), levels[factor.name].to_numpy())


def losing_a_point() -> Signs:
    """Return an engine of which the first world it is shown fails but in two replicates."""
    engine = Signs()
    batches = engine.run_batch
    first: list[Any] = []

    def run_batch(config: Any, **settings: Any) -> Any:
        first.append(first[0] if first else config)
        if config == first[0] and max(settings["replicates"]) >= 2:
            raise RunError("lost")
        return batches(config, **settings)

    engine.run_batch = run_batch  # type: ignore[method-assign]
    return engine


def numbers_of_points(sample: Sample) -> list[int]:
    return sorted(sample.runs["point"].unique().tolist())
