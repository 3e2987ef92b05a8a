"""What a design says of its analysis: checked first, told to readers, and no part of the runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_analysis import load
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.designs import FORGETTING, made
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

WISHES = """
[analysis]
success = "trust >= 0.6 and continuity >= 0.7"
outcomes = ["trust"]
"""


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    use(FakeEngine(), monkeypatch)


def test_a_sample_has_the_success_and_the_outcomes_of_its_design(tmp_path: Path) -> None:
    run_design(made(tmp_path, FORGETTING + WISHES), out=tmp_path / "r")
    sample = sample_of(load(tmp_path / "r"))
    assert sample.success == "trust >= 0.6 and continuity >= 0.7"
    assert sample.outcomes == ("trust",)


def test_a_sample_holds_what_is_looked_at_and_reads_the_rest_when_it_is_asked_for(
    tmp_path: Path,
) -> None:
    run_design(made(tmp_path, FORGETTING + WISHES), out=tmp_path / "r")
    sample = sample_of(load(tmp_path / "r"))
    assert list(sample.runs) == ["run", "point", "replicate", "forgetting", "trust", "continuity"]
    whole = load(tmp_path / "r").runs.set_index("run")
    for name in ("trust", "commitment"):
        assert sample.values(name).tolist() == whole.loc[sample.runs["run"], name].tolist()


def test_it_is_no_part_of_what_came_out(tmp_path: Path) -> None:
    contents = []
    for name, text in (("a", FORGETTING), ("b", FORGETTING + WISHES)):
        run_design(made(tmp_path / name, text), out=tmp_path / name / "r")
        contents.append(load(tmp_path / name / "r").manifest.contents)
    assert contents[0] == contents[1]


def test_another_wish_is_taken_over_without_another_run(tmp_path: Path) -> None:
    run_design(made(tmp_path, FORGETTING), out=tmp_path / "r")
    before = load(tmp_path / "r")
    run_design(made(tmp_path, FORGETTING + WISHES), out=tmp_path / "r")
    after = load(tmp_path / "r")
    assert sample_of(after).success is not None
    assert after.manifest.contents == before.manifest.contents


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ('success = "trust >="', "analysis.success", "is no expression"),
        ('success = "trsut > 1"', "analysis.success", "did you mean trust?"),
        ('success = "cost > 1"', "analysis.success", "'cost' is not among keep.indicators"),
        ('outcomes = ["cost"]', "analysis.outcomes", "'cost' is none of the choices"),
    ],
)
def test_faults_are_told_before_any_run(tmp_path: Path, text: str, key: str, message: str) -> None:
    kept = '\n[keep]\nindicators = ["trust"]\n'
    with pytest.raises(ConfigError) as raised:
        made(tmp_path, f"{FORGETTING}{kept}\n[analysis]\n{text}\n")
    (fault,) = raised.value.faults
    assert fault.key == key
    assert message in str(fault)
    assert fault.line is not None


@pytest.mark.slow
def test_what_was_made_of_results_goes_with_them(tmp_path: Path) -> None:
    design = made(tmp_path, FORGETTING)
    folder = tmp_path / "r"
    run_design(design, out=folder)
    mark = json.dumps({"of": {"config_sha256": load(folder).manifest.config_sha256}})
    (folder / "analysis").mkdir()
    ours = [folder / "analysis/contrasts.json", folder / "report.html"]
    theirs = [folder / "analysis/notes.json", folder / "analysis/notes.csv"]
    tables = [folder / "analysis/contrasts.csv", folder / "analysis/contrasts-interactions.csv"]
    for path in (*ours, *theirs, *tables):
        path.write_text(mark if path in ours else "mine", encoding="utf-8")
    run_design(design, out=folder, overwrite=True)
    assert [path.exists() for path in (*ours, *tables)] == [False] * 4
    assert all(path.exists() for path in theirs)
