"""Chosen rows of tables on request: columns, ids and months, from a design, the command, Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy import load, load_design, load_scenario, sweep
from paradiplomacy import run as run_verb
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_experiments.design.stored import design_from
from paradiplomacy_experiments.execution.manifests import manifest_of
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_experiments.inspection.reproduction import reproduce
from paradiplomacy_results.layout import Layout, requested_of
from paradiplomacy_results.requested import REQUESTED
from tests.support.command_line import call
from tests.support.designs import FORGETTING, written
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

KEEP = """
[keep]
tables = ["runs"]

[keep.cities]
every = 5
columns = ["trust", "capacity", "terms_served"]
ids = ["baubau"]

[keep.programmes]
columns = ["ending", "quality"]
"""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    monkeypatch.chdir(tmp_path)
    return use(FakeEngine(), monkeypatch)


def faults(text: str, tmp_path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_design(written(tmp_path, FORGETTING + text))
    return str(caught.value)


def test_a_design_keeps_the_rows_that_it_chooses_and_no_others(tmp_path: Path) -> None:
    sweep(written(tmp_path, FORGETTING + KEEP), {"scenario.months": 12}, out=tmp_path / "out")
    results = load(tmp_path / "out")
    assert list(results.manifest.layout.tables) == ["runs", "cities", "programmes"]
    assert list(results.cities) == ["run", "month", "city", "trust", "capacity", "terms_served"]
    assert sorted(set(results.cities["month"])) == [1, 6, 11]
    assert set(results.cities["city"]) == {"baubau"}
    assert list(results.programmes) == ["run", "partnership", "ending", "quality"]
    assert results.columns_of("cities")["terms_served"].unit == "terms"
    assert results.columns_of("cities")["capacity"].formula == "institutional capacity"
    assert verify(tmp_path / "out").faults == []


def test_what_was_chosen_stands_in_the_manifest_and_is_reproduced(tmp_path: Path) -> None:
    sweep(written(tmp_path, FORGETTING + KEEP), {"scenario.months": 12}, out=tmp_path / "out")
    manifest = load(tmp_path / "out").manifest
    plain = json.loads((tmp_path / "out" / "manifest.json").read_text())["layout"]
    assert plain["chosen"] == {"cities": {"every": 5, "ids": ["baubau"]}}
    assert design_from(manifest).layout == manifest.layout
    assert reproduce(tmp_path / "out").differing == 0


def test_nothing_is_said_of_choices_where_nothing_is_chosen() -> None:
    asked = Layout(tables=("runs", "cities"), requested=requested_of(["cities"]))
    assert "chosen" not in asked.model_dump(mode="json")
    assert list(asked.requested["cities"]) == list(REQUESTED["cities"].columns)


def test_a_run_takes_the_same_keys_as_overrides(tmp_path: Path) -> None:
    keep = {"keep.cities.every": 4, "keep.cities.columns": ["capacity"], "scenario.months": 12}
    run_verb("baubau-seoul", keep, replicates=2, out=tmp_path / "python")
    given = ["--set", "keep.cities.every=4", "--set", 'keep.cities.columns=["capacity"]']
    sizes = ["--replicates", "2", "--months", "12", "--no-figures", "--out", "command"]
    assert call("run", "baubau-seoul", *given, *sizes).exit_code == exit_codes.OK
    one, other = load(tmp_path / "python"), load(tmp_path / "command")
    assert one.manifest.contents == other.manifest.contents
    assert list(one.cities) == ["run", "month", "city", "capacity"]
    assert len(one.cities) == 2 * 3 * 2


def test_what_is_wrong_is_told_at_its_line_all_at_once(tmp_path: Path) -> None:
    text = KEEP.replace("trust", "trst").replace('"baubau"', '"baubo"').replace("ending", "end")
    found = faults(text, tmp_path)
    assert "keep.cities.columns: there is no column 'trst'; did you mean 'trust'?" in found
    assert "keep.cities.ids: there is no city 'baubo'; did you mean 'baubau'?" in found
    assert "keep.programmes.columns: there is no column 'end'" in found
    assert all(".toml:" in line for line in found.splitlines())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keep.cities]\nevery = 0\n", "keep.cities.every"),
        ("[keep.cities]\nevery = 2.5\n", "keep.cities.every"),
        ("[keep.papers]\nevery = 2\n", "keep.papers.every"),
        ("[keep.cities]\ncolumns = []\n", "names nothing"),
        ("[keep.cities]\nids = []\n", "names nothing"),
        ("[keep.cities]\ncolumns = [3]\n", "keep.cities.columns"),
        ('[keep.cities]\ncolumns = ["key"]\n', "no column 'key'"),
        ('[keep.cities]\ncolumns = ["first_desk"]\n', "no column 'first_desk'"),
        ('[keep.programmes]\nids = ["baubau"]\n', "no partnership 'baubau'"),
        ('[keep.programmes]\nids = ["baubau~atlantis"]\n', "no partnership 'baubau~atlantis'"),
        ("[keep]\ncities = 3\n", "keep.cities"),
    ],
)
def test_hostile_choices_are_refused_in_words(text: str, said: str, tmp_path: Path) -> None:
    assert said in faults("\n" + text, tmp_path)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("keep.cities.columns", "no column 'nothing'"),
        ("keep.series", "belongs to a design"),
        ("keep.citys.every", "keep.citys"),
    ],
)
def test_a_run_refuses_what_it_cannot_keep(key: str, said: str, tmp_path: Path) -> None:
    value: Any = 3 if key.endswith("every") else ["nothing"]
    with pytest.raises(ConfigError, match=said):
        run_verb("baubau-seoul", {key: value}, months=12, replicates=1, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_tie_that_may_be_founded_on_the_way_can_be_asked_for(tmp_path: Path) -> None:
    text = '\n[keep.papers]\nids = ["baubau~seoul", "baubau-seoul"]\n'
    assert load_design(written(tmp_path, FORGETTING + text)).layout.ids("papers") is not None


def test_more_months_than_a_run_has_are_told(tmp_path: Path) -> None:
    design = load_design(written(tmp_path, FORGETTING + "\n[keep.ngos]\nevery = 5000\n"))
    assert any("keep.ngos.every is 5,000 months" in notice for notice in design.notices)
    result = call(
        *("run", "baubau-seoul", "--months", "12", "--replicates", "1", "--no-figures"),
        *("--set", "keep.ngos.every=24"),
    )
    assert "ngos have one row, at its end" in result.stderr


def test_a_loaded_scenario_can_be_run_with_chosen_rows(tmp_path: Path) -> None:
    loaded = load_scenario("baubau-seoul", ["scenario.months=12"])
    run_verb(loaded, {"keep.ngos.every": 6}, replicates=1, out=tmp_path / "out")
    assert load(tmp_path / "out").manifest.layout.every("ngos") == 6


def test_chunks_stay_small_where_much_is_copied(tmp_path: Path) -> None:
    usual = manifest_of(load_design(written(tmp_path / "a")))
    text = "\n[keep.programmes]\n[keep.cities]\nevery = 1\n"
    asked = load_design(written(tmp_path / "b", FORGETTING + text), {"scenario.months": 6000})
    assert manifest_of(asked).chunk_runs < usual.chunk_runs
