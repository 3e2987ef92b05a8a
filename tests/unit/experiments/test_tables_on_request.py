"""Tables on request in runs and sweeps: asked for, written, read, verified, reproduced."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy import load, sweep
from paradiplomacy import run as run_verb
from paradiplomacy_analysis.verbs import diff
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_experiments.inspection.reproduction import reproduce
from paradiplomacy_results.errors import (
    DirectoryDiffersError,
    NotRecordedError,
    UnknownNameError,
)
from paradiplomacy_results.layout import TABLES, USUAL
from paradiplomacy_results.manifest import read_manifest
from paradiplomacy_results.requested import REQUESTED
from tests.support.command_line import call
from tests.support.designs import FORGETTING, written
from tests.support.fake_engine import FakeEngine, use
from tests.support.fake_engine import run as fake_run

if TYPE_CHECKING:
    from pathlib import Path

ASKED = list(REQUESTED)


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    monkeypatch.chdir(tmp_path)
    return use(FakeEngine(), monkeypatch)


def run(out: Path, **settings: Any) -> Any:
    """Run few replicates in few chunks, unless told otherwise."""
    return fake_run(out, **{"replicates": 4, "chunk_runs": 4, **settings})


def manifest(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_text())


def test_a_run_writes_what_it_is_asked_for_beside_the_usual_tables(tmp_path: Path) -> None:
    run(tmp_path / "out", tables=ASKED, events="all")
    results = load(tmp_path / "out")
    assert list(results.manifest.tables) == list(TABLES)
    assert verify(tmp_path / "out").faults == []
    assert len(results.cities) == 4 * 2
    assert results.cities["month"].unique().tolist() == [11]
    assert results.cities["unit"].dtype == bool
    assert str(results.papers["ended"].dtype) == "Int64"
    assert results.papers is results.papers
    assert list(results.cities) == list(results.columns_of("cities"))


def test_a_run_that_is_not_asked_is_as_before_and_says_how_to_ask(tmp_path: Path) -> None:
    run(tmp_path / "out")
    assert "requested" not in manifest(tmp_path / "out")["layout"]
    assert list(load(tmp_path / "out").manifest.layout.tables) == list(USUAL)
    with pytest.raises(NotRecordedError, match="holds no cities; run with tables='cities'"):
        load(tmp_path / "out").cities  # noqa: B018 - reading is what fails


def test_columns_of_one_name_keep_their_meaning_in_each_table(tmp_path: Path) -> None:
    run(tmp_path / "out", tables=["cities"])
    results = load(tmp_path / "out")
    assert results.columns["capacity"] == results.columns_of("runs")["capacity"]
    assert results.columns_of("cities")["capacity"].formula == "institutional capacity"
    assert results.units["capacity"] == "1"


def test_results_with_other_columns_are_read_by_what_they_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        cities = REQUESTED["cities"]
        fewer = {name: cities.columns[name] for name in ("city", "staff")}
        patch.setitem(REQUESTED, "cities", replace(cities, columns=fewer))
        run(tmp_path / "out", tables=["cities"])
    results = load(tmp_path / "out")
    assert list(results.cities) == ["run", "month", "city", "staff"]
    assert verify(tmp_path / "out").faults == []


@pytest.mark.slow
def test_neither_chunks_nor_workers_change_a_table(tmp_path: Path) -> None:
    one = run(tmp_path / "one", tables=ASKED, workers=1)
    other = run(tmp_path / "other", tables=ASKED, chunk_runs=1, workers=3)
    assert one.manifest.tables == other.manifest.tables
    found = diff(tmp_path / "one", tmp_path / "other")
    assert found.identical
    assert found.tables == ()


@pytest.mark.slow
def test_runs_can_be_reproduced_with_their_tables(tmp_path: Path) -> None:
    run(tmp_path / "out", tables=ASKED)
    assert reproduce(tmp_path / "out").differing == 0


def test_a_directory_takes_runs_of_the_same_tables_only(tmp_path: Path) -> None:
    run(tmp_path / "out")
    with pytest.raises(DirectoryDiffersError, match="tables"):
        run(tmp_path / "out", tables=["papers"])


@pytest.mark.slow
def test_a_sweep_asked_for_a_table_is_one_whose_design_keeps_it(tmp_path: Path) -> None:
    asked = written(tmp_path / "asked", FORGETTING)
    keeping = '\n[keep]\ntables = ["runs", "series", "partnerships", "cities", "papers"]\n'
    kept = written(tmp_path / "kept", FORGETTING + keeping)
    one = sweep(asked, out=tmp_path / "one", tables=["papers", "cities"])
    other = sweep(kept, out=tmp_path / "other")
    assert one.report.manifest.contents == other.report.manifest.contents
    assert {"cities", "papers"} < set(read_manifest(tmp_path / "one").tables)
    assert reproduce(tmp_path / "one").differing == 0


@pytest.mark.parametrize("verb", [run_verb, sweep])
def test_an_unknown_table_is_told_with_the_one_that_was_meant(verb: Any, tmp_path: Path) -> None:
    what = "baubau-seoul" if verb is run_verb else written(tmp_path)
    with pytest.raises(UnknownNameError, match="no table 'citys': did you mean 'cities'"):
        verb(what, out=tmp_path / "out", tables=["citys"])


@pytest.mark.slow
def test_the_command_takes_names_with_commas_and_notes_them(tmp_path: Path) -> None:
    options = ["--replicates", "2", "--months", "12", "--no-figures"]
    result = call("run", "baubau-seoul", *options, "--tables", "cities,papers")
    assert ".events, .cities, .papers" in result.stdout
    noted = manifest(tmp_path / "results" / "baubau-seoul")["command"]
    assert noted[noted.index("--tables") + 1] == "cities,papers"
    again = call(*noted[1:])
    assert again.exit_code == exit_codes.OK
    assert "already" in again.stderr


def test_the_command_refuses_an_unknown_table_before_any_run(tmp_path: Path) -> None:
    for words in (["run", "baubau-seoul"], ["sweep", str(written(tmp_path))]):
        result = call(*words, "--tables", "paper", "--out", str(tmp_path / "out"))
        assert result.exit_code == exit_codes.CONFIG
        assert "did you mean 'papers'?" in result.stderr
        assert not (tmp_path / "out").exists()
