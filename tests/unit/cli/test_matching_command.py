"""``matching``: what it prints, writes and repeats; the engine makes a world up that is known."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis.matching import method, refocusing
from paradiplomacy_analysis.matching.method import left_in
from paradiplomacy_analysis.matching.prediction import QUANTITIES, as_toml, predicted
from paradiplomacy_analysis.matching.refocusing import waves_in
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.design.loading import DESIGNS, load_design
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.patterns import draws_of_prior
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.reading import load
from tests.support.command_line import call
from tests.support.fake_engine import use
from tests.support.planted import ENOUGH, Signs

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("staff", "patience", "returned", "repair")
DRAWS = 64
"""Too few to find a cutoff of the record that ships; enough for four factors and one planted."""

SMALL = ("matching", "few.toml", "--draws", str(DRAWS), "--replicates", "5")
TABLES = {
    "waves", "emulators", "targets", "factors", "pairs", "draws", "coverage", "default", "left",
}  # fmt: skip


def of_few_factors() -> str:
    """Return the text of the prior with few of its factors."""
    text = (DESIGNS / "prior.toml").read_text("utf-8")
    head, *sections = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    names = [re.match(r"\[factors\.(\w+)\]", section) for section in sections]
    kept = [
        section
        for section, name in zip(sections, names, strict=True)
        if name is None or name[1] in FEW
    ]
    return head + "".join(kept)


def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (method, refocusing):
        monkeypatch.setattr(module, "FEWEST_DRAWS", DRAWS)


@pytest.fixture(scope="module")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the command was called."""
    place = tmp_path_factory.mktemp("matching")
    (place / "few.toml").write_text(of_few_factors(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        few_are_enough(patch)
        patch.chdir(place)
        use(Signs(), patch)
        result = call(*SMALL)
        assert result.exit_code == exit_codes.OK, result.output
        (place / "said").write_text(result.stdout, encoding="utf-8")
    return place


@pytest.fixture
def folder(called: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    few_are_enough(monkeypatch)
    return called


@pytest.mark.slow
def test_waves_are_told_and_written(folder: Path) -> None:
    head, *lines = (folder / "said").read_text("utf-8").splitlines()
    assert head.startswith("wave\tdraws\temulators\tspace left")
    assert lines[0].startswith(f"1\t{DRAWS}\t")
    written = {path.name for path in (folder / "results" / "matching-few").iterdir()}
    assert {"wave-1", "wave-2", "wave-3", "matching.json", "matching.png"} <= written
    assert {f"{name}.csv" for name in TABLES} <= written
    assert any(line.startswith("- Wave by wave the record") for line in lines)


@pytest.mark.slow
def test_called_again_it_runs_nothing_and_says_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    use(Signs(), monkeypatch)
    again = call(*SMALL, "--json")
    assert again.exit_code == exit_codes.OK, again.output
    assert f"all {DRAWS * 5} runs are in results/matching-few/wave-3 already" in again.stderr
    told = json.loads(again.stdout)
    assert set(told["tables"]) == TABLES
    assert f"- {told['answer']}" in (folder / "said").read_text("utf-8")


@pytest.mark.slow
def test_later_waves_are_designs_of_listed_draws_where_there_is_staff_enough(folder: Path) -> None:
    place = folder / "results" / "matching-few"
    waves = waves_in(place)
    assert len(waves.results) >= 3
    assert [each.manifest.seed for each in waves.results[:3]] == [1, 2, 3]
    assert waves.found.volumes[-1] < 0.75
    staff = [each.runs.groupby("point")["staff"].first() for each in waves.results]
    assert (staff[0] < ENOUGH - 0.7).mean() > 0.2
    assert (staff[-1] < ENOUGH - 0.7).mean() < 0.02
    last = waves.results[-1].manifest.design
    assert last["sampler"]["kind"] == "table"
    assert set(last["factors"]) == set(FEW)


@pytest.mark.slow
def test_draws_of_the_last_wave_can_be_scored_and_predict(folder: Path) -> None:
    results, left = left_in(folder / "results" / "matching-few")
    assert results.directory.name.startswith("wave-")
    variants = draws_of_prior(left[:2], design_from(results.manifest))
    factors = load_design(folder / "few.toml").file.factors
    row = results.manifest.design["sampler"]["rows"][left[0]]
    names = [f"{results.directory.name} draw {number}" for number in left[:2]]
    assert list(variants) == ["default", *names]
    assert variants[names[0]] == {str(factors[name].key): row[name] for name in row}
    first = load(folder / "results" / "matching-few" / "wave-1")
    found = predicted(first, first, (results, left))
    assert list(found) == list(QUANTITIES)
    assert as_toml(found).count("\nleft = {") == len(QUANTITIES)
    assert "\nleft" not in as_toml(predicted(first, first))


def test_a_folder_without_waves_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnfitError, match="holds no waves"):
        waves_in(tmp_path)


@pytest.mark.slow
def test_too_few_draws_are_refused_after_the_first_wave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    use(Signs(), monkeypatch)
    result = call("matching", "--draws", "4", "--replicates", "2")
    assert result.exit_code == exit_codes.REFUSED
    assert "matching needs 5 runs of each, and 200 points" in result.stderr
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["matching"]
    first = load(tmp_path / "results" / "matching" / "wave-1").manifest
    assert set(first.design["factors"]) == set(load_design("prior").file.factors)
