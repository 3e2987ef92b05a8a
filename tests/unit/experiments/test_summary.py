"""The summary: means and Student's intervals over what is defined, nothing made up elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import stats

from paradiplomacy.indicators import INDICATORS, PARTNERSHIP, of_level
from paradiplomacy_analysis import load
from paradiplomacy_cli.text.summary import report as text_of
from paradiplomacy_experiments.inspection.summary import Estimate, Summary, estimates, summarise
from paradiplomacy_experiments.moments import Moments
from paradiplomacy_results.errors import DirectoryDamagedError
from tests.support.fake_engine import CONSTANT, NEVER, SOMETIMES, FakeEngine, run, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.mark.slow
def test_estimates_are_those_of_scipy(tmp_path: Path) -> None:
    run(tmp_path / "out")
    summary = summarise(tmp_path / "out")
    results = load(tmp_path / "out")
    values = results.runs["trust"].to_numpy()
    found = summary.indicators["trust"]
    expected = stats.t.interval(0.95, 22, loc=values.mean(), scale=stats.sem(values))
    assert (found.n, found.unit) == (23, "1")
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)
    assert (found.ci_low, found.ci_high) == pytest.approx(expected, rel=1e-9)
    tie = results.partnerships["continuity"].mean()
    assert summary.partnerships["baubau-seoul"]["continuity"].mean == pytest.approx(tie, rel=1e-12)


@pytest.mark.slow
def test_only_defined_replicates_count(tmp_path: Path) -> None:
    run(tmp_path / "out")
    found = summarise(tmp_path / "out").indicators[SOMETIMES]
    values = load(tmp_path / "out").runs[SOMETIMES].dropna()
    assert found.n == len(values) == 12
    assert found.mean == pytest.approx(values.mean(), rel=1e-12)


@pytest.mark.slow
def test_what_is_defined_nowhere_has_no_mean(tmp_path: Path) -> None:
    run(tmp_path / "out")
    found = summarise(tmp_path / "out").indicators[NEVER]
    assert (found.mean, found.ci_low, found.ci_high, found.n) == (None, None, None, 0)


def test_one_replicate_has_a_mean_but_no_interval(tmp_path: Path) -> None:
    run(tmp_path / "out", replicates=1)
    summary = summarise(tmp_path / "out")
    found = summary.indicators["trust"]
    assert found.mean == load(tmp_path / "out").runs["trust"][0]
    assert (found.ci_low, found.ci_high, found.n) == (None, None, 1)
    assert summary.partnerships["baubau-seoul"][NEVER].n == 0


@pytest.mark.slow
def test_a_constant_has_an_interval_without_width(tmp_path: Path) -> None:
    run(tmp_path / "out")
    found = summarise(tmp_path / "out").indicators[CONSTANT]
    assert (found.mean, found.ci_low, found.ci_high, found.n) == (1.0, 1.0, 1.0, 23)


def test_a_share_that_is_the_same_in_all_runs_is_not_certain() -> None:
    moments = Moments(2)
    moments.add(np.column_stack([np.zeros(10), np.arange(10.0) < 3]))
    share = of_level(PARTNERSHIP)["mou_share"]
    (found,) = estimates(moments, ["a", "b"], {"a": share, "b": share})
    assert found["a"].ci_low == 0.0
    expected = [stats.binomtest(k, 10).proportion_ci() for k in (0, 3)]
    assert found["a"].ci_high == pytest.approx(expected[0].high)
    assert (found["b"].ci_low, found["b"].ci_high) == pytest.approx(expected[1])


@pytest.mark.slow
def test_failed_runs_do_not_count(engine: FakeEngine, tmp_path: Path) -> None:
    engine.failing = {0, 5}
    run(tmp_path / "out")
    summary = summarise(tmp_path / "out")
    assert summary.replicates == 23
    assert summary.indicators[CONSTANT].n == 21
    assert summary.partnerships["baubau-seoul"][CONSTANT].n == 21


@pytest.mark.slow
def test_where_all_runs_failed_nothing_is_estimated(engine: FakeEngine, tmp_path: Path) -> None:
    engine.failing = set(range(23))
    run(tmp_path / "out")
    summary = summarise(tmp_path / "out")
    for found in (summary.indicators, summary.partnerships["baubau-seoul"]):
        assert {estimate.n for estimate in found.values()} == {0}
        assert {estimate.mean for estimate in found.values()} == {None}


@pytest.mark.slow
def test_chunks_change_not_a_bit(tmp_path: Path) -> None:
    documents = set()
    for size in (1, 3, 8):
        run(tmp_path / str(size), chunk_runs=size, replicates=8)
        documents.add(json.dumps(summarise(tmp_path / str(size)).as_json(), allow_nan=False))
    assert len(documents) == 1


@pytest.mark.slow
def test_the_document_has_every_indicator_with_its_unit(tmp_path: Path) -> None:
    run(tmp_path / "out", seed=4)
    document = summarise(tmp_path / "out").as_json()
    assert list(document) == [
        "scenario", "seed", "replicates", "months", "evaluated_from", "engine", "indicators",
        "partnerships",
    ]  # fmt: skip
    assert document["scenario"] == "baubau-seoul"
    assert (document["seed"], document["replicates"], document["months"]) == (4, 23, 12)
    assert list(document["indicators"]) == list(INDICATORS)
    for name, estimate in document["indicators"].items():
        assert list(estimate) == ["mean", "ci_low", "ci_high", "n", "unit", "headline", "summary"]
        assert estimate["unit"] == INDICATORS[name].unit
    assert list(document["partnerships"]["baubau-seoul"]) == list(of_level(PARTNERSHIP))


@pytest.mark.slow
def test_damage_is_told(tmp_path: Path) -> None:
    run(tmp_path / "out")
    (tmp_path / "out" / "runs" / "part-00002.parquet").write_bytes(b"")
    with pytest.raises(DirectoryDamagedError, match="part-00002"):
        summarise(tmp_path / "out")


def test_ties_that_no_run_has_are_named(tmp_path: Path) -> None:
    estimate = Estimate(1.0, 0.5, 1.5, 4, "1")
    nothing = Estimate(None, None, None, 0, "1")
    ties = {"early": {"trust": estimate}, "late": {"trust": nothing}}
    summary = Summary("s", 1, 4, 60, 0, "compiled", {"trust": estimate}, ties)
    assert list(summary.founded) == ["early"]
    assert summary.unfounded == ["late"]
    text = text_of(summary, width=100)
    assert "not there in any run: late" in text
    assert "undefined" not in text
