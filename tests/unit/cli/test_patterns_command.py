"""``patterns``: what it prints, writes, repeats and refuses; the engine makes numbers up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.matching import method
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.patterns import ablations
from tests.support.command_line import call
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

ONE = ("patterns", "--pattern", "N1", "--replicates", "3")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    use(FakeEngine(), monkeypatch)
    return tmp_path


@pytest.mark.slow
def test_a_pattern_is_scored_printed_and_written(folder: Path) -> None:
    result = call(*ONE)
    assert result.exit_code == exit_codes.OK
    # Made-up trust rises in silence.
    assert result.stdout.splitlines()[1].startswith("N1\tfail\t\tverification\t")
    assert "1 patterns: 0 pass, 0 inconclusive, 0 not tested, 1 fail" in result.stdout
    written = {path.name for path in (folder / "results" / "patterns").iterdir()}
    assert written == {"silence", "scorecard.csv", "scorecard.json", "scorecard.png"}


@pytest.mark.slow
def test_json_is_one_document_of_the_promised_fields() -> None:
    found = json.loads(call(*ONE, "--json").stdout)
    assert [one["id"] for one in found] == ["N1"]
    promised = {"id", "kind", "verdict", "statistic", "effect", "ci_low", "ci_high", "threshold"}
    promised |= {"reading", "moved", "first", "judged", "by_chance"}
    assert promised <= set(found[0])


@pytest.mark.slow
def test_runs_that_are_there_are_not_run_again() -> None:
    call(*ONE)
    again = call(*ONE)
    assert again.exit_code == exit_codes.OK
    assert "all 6 runs are in results/patterns/silence already" in again.stderr


@pytest.mark.slow
def test_ablations_are_told_one_by_one(folder: Path) -> None:
    result = call(*ONE, "--ablate")
    assert result.exit_code == exit_codes.OK
    for variant in list(ablations())[1:]:
        assert f"\n{variant}: " in result.stdout
        assert f"\n{variant}\t" in result.stdout
    written = {path.name for path in (folder / "results" / "patterns-ablation").iterdir()}
    assert {"ablation.png", "moves.csv"} <= written


@pytest.mark.slow
def test_draws_are_told_as_shares(folder: Path) -> None:
    result = call(*ONE, "--draws", "4")
    assert result.exit_code == exit_codes.OK
    assert "N1\t0.00 [0.00, 0.60]\t0.00\t0.00\t1.00" in result.stdout
    assert (folder / "results" / "patterns-prior" / "shares.csv").exists()


@pytest.mark.slow
def test_draws_are_those_that_the_record_leaves(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(method, "left_in", lambda folder: (load(folder), [4, 9, 11]))
    few = ("--set", "sampler.points=16", "--set", "design.replicates=1", "--out", "prior")
    assert call("sweep", "prior", *few).exit_code == 0
    result = call(*ONE, "--calibrated", "prior", "--draws", "2")
    assert result.exit_code == exit_codes.OK
    runs = load(folder / "results" / "patterns-calibrated" / "silence").runs
    assert set(runs["variant"]) == {"default", "draw 4", "draw 9"}


@pytest.mark.slow
def test_a_record_that_leaves_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(method, "left_in", lambda folder: (load(folder), []))
    one = ("--replicates", "2", "--months", "12", "--no-figures", "--out", "prior")
    assert call("run", "baubau-seoul", *one).exit_code == exit_codes.OK
    result = call(*ONE, "--calibrated", "prior")
    assert result.exit_code == exit_codes.REFUSED
    assert "prior: the record leaves no draw" in result.stderr


def test_what_is_no_pattern_is_refused_with_what_there_is() -> None:
    result = call("patterns", "--pattern", "F99")
    assert result.exit_code == exit_codes.CONFIG
    assert "no pattern 'F99': did you mean" in result.stderr


@pytest.mark.parametrize("others", [("--draws", "4"), ("--unknowns",), ("--calibrated", "x")])
def test_one_set_of_variants_at_a_time(others: tuple[str, ...]) -> None:
    result = call("patterns", "--ablate", *others)
    assert result.exit_code == exit_codes.CONFIG
    assert "one of --ablate, --unknowns" in result.stderr


@pytest.mark.slow
def test_unknowns_are_told_one_by_one(folder: Path) -> None:
    result = call(*ONE, "--unknowns")
    assert result.exit_code == exit_codes.OK
    assert "\nties act on no state: the same" in result.stdout
    assert (folder / "results" / "patterns-unknowns" / "ablation.png").exists()


def test_a_wrong_setting_is_told_before_anything_runs(folder: Path) -> None:
    result = call(*ONE, "--set", "trust.forgeting=0.9")
    assert result.exit_code == exit_codes.CONFIG
    assert "did you mean 'forgetting'" in result.stderr
    assert not list((folder / "results").rglob("*.parquet"))


def test_failed_runs_are_told_and_give_no_verdict(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(failing={1}), monkeypatch)
    result = call(*ONE)
    assert result.exit_code == exit_codes.RUNS_FAILED
    assert "2 of 6 runs failed" in result.stderr
    assert not (folder / "results" / "patterns" / "scorecard.csv").exists()
