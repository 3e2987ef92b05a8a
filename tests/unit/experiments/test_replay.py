"""Replay: any run of a result directory can be opened and stepped through, equal to the bit."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

import paradiplomacy
from paradiplomacy import load, replay, run
from paradiplomacy.engines import mesa_engine
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_experiments.execution import executors, manifests
from paradiplomacy_experiments.execution.processes import outcome
from paradiplomacy_results.errors import NotRecordedError, OtherModelError, UnknownNameError
from tests.support.command_line import call

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = """
extends = ["baubau-seoul"]
[scenario]
title = "Lost books"
months = 14
[classes]
cities = "mine.py"
"""

MINE = """
from paradiplomacy import CityGovernment

class Careless(CityGovernment):
    def keep_books(self):
        super().keep_books()
        if self.model.month == 9 and self.model.replicate == 1:
            raise RuntimeError("lost the books")
"""


class InThisProcess:
    """Runs on the Mesa engine as worker processes give them, without a process."""

    def __init__(self, custom: Any) -> None:
        self.custom = custom

    def run_batch(self, config: Any, **options: Any) -> Any:
        found = outcome(mesa_engine, config, options, self.custom)
        if isinstance(found, str):
            raise executors.RunError(found)
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a scenario, its file, and results of three runs, one of them failed."""
    from contextlib import nullcontext

    folder = tmp_path_factory.mktemp("study")
    (folder / "own.toml").write_text(SCENARIO)
    (folder / "mine.py").write_text(MINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            executors,
            "prepared_engine",
            lambda _name, _progress, custom, _seconds: nullcontext(InThisProcess(custom)),
        )
        run(
            folder / "own.toml",
            {"keep.programmes.columns": ["ending", "paid_cities"], "keep.cities.every": 5},
            replicates=3,
            out=folder / "out",
            events=True,
            progress=False,
            command=("paradiplomacy", "run", str(folder / "own.toml")),
        )
    return folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Path:
    """Give a copy of it that a test may change."""
    shutil.copytree(made, tmp_path / "study")
    return tmp_path / "study"


def test_a_run_opens_before_its_first_month_and_ends_as_it_did(made: Path) -> None:
    results = load(made / "out")
    model = results.model(2)
    assert (model.month, model.seed, model.replicate) == (-1, 1, 2)
    while model.running:
        model.step()
    row = results.runs.set_index("run").loc[2]
    series = results.series[results.series["run"] == 2].set_index("month")
    told = model.datacollector.get_model_vars_dataframe()
    assert told["trust"].to_numpy().tobytes() == series["trust"].to_numpy().tobytes()
    assert model.indicator("contact") == row["contact"] or row["contact"] != row["contact"]


def test_what_is_loaded_by_the_analysis_opens_runs_too(made: Path) -> None:
    from paradiplomacy_analysis import load as of_analysis

    model = of_analysis(made / "out").model(0)
    assert isinstance(model, paradiplomacy.ParadiplomacyModel)


@pytest.mark.slow
def test_every_table_of_a_replayed_run_is_the_stored_one(made: Path) -> None:
    found = replay(made / "out", 0)
    assert (found.equal, found.error, found.months, found.first) == (True, None, 14, None)
    events = load(made / "out").events
    stored = events[events["run"] == 0]
    assert [event.kind for event in found.events] == stored["kind"].tolist()
    assert [event.month for event in found.events] == stored["month"].tolist()
    ties = stored["partnership"].astype(object).fillna("").tolist()
    assert [event.partnership or "" for event in found.events] == ties


@pytest.mark.slow
def test_a_failed_run_replays_to_its_error_with_the_line_in_the_file(made: Path) -> None:
    found = replay(made / "out", 1)
    assert (found.equal, found.months) == (True, 10)
    assert found.error == "RuntimeError: lost the books (mine.py, line 8)"
    assert found.trace is not None
    assert 'raise RuntimeError("lost the books")' in found.trace
    model = load(made / "out").model(1)
    with pytest.raises(RuntimeError, match="lost the books"):
        model.run()


@pytest.mark.slow
def test_events_are_told_of_chosen_ties_and_months(made: Path) -> None:
    told: list[Any] = []
    found = replay(
        made / "out", 0, partnerships=["baubau-seoul"], since="2009-03", until="2009-08",
        told=told.append,
    )  # fmt: skip
    assert told == list(found.events) != []
    assert {event.partnership for event in told} == {"baubau-seoul"}
    assert all("2009-03" <= event.date <= "2009-08" for event in told)


@pytest.mark.parametrize("number", [-1, 3, 10**12])
def test_a_run_that_is_not_there_is_told(made: Path, number: int) -> None:
    with pytest.raises(NotRecordedError, match=r"holds no run .*3 runs, 0 to 2"):
        load(made / "out").model(number)


def test_bad_months_and_ties_are_told(made: Path) -> None:
    with pytest.raises(OptionsError, match="since is '2009-13'"):
        replay(made / "out", 0, since="2009-13")
    with pytest.raises(UnknownNameError, match="did you mean 'baubau-seoul'"):
        replay(made / "out", 0, partnerships=["baubau-seol"])


@pytest.mark.slow
def test_a_file_that_has_changed_is_refused_by_name_or_used_anyway(study: Path) -> None:
    (study / "mine.py").write_text(MINE.replace("0.25", "0.5") + "\n# another word\n")
    results = load(study / "out")
    with pytest.raises(OtherModelError, match=r"mechanism_files.mine.py differs.*anyway=True"):
        results.model(0, files=study)
    assert results.model(0, files=study, anyway=True).month == -1
    assert replay(results, 0, files=study, anyway=True).equal


@pytest.mark.slow
def test_a_run_that_comes_out_otherwise_is_told_with_the_first_row(study: Path) -> None:
    text = MINE.replace("super().keep_books()", "super().keep_books(); self.capacity = 0.25")
    (study / "mine.py").write_text(text)
    found = replay(study / "out", 0, files=study, anyway=True)
    assert not found.equal
    assert found.first is not None
    result = call("replay", str(study / "out"), "--run", "0", "--files", str(study), "--anyway")
    assert result.exit_code == exit_codes.DIFFERS
    assert "it is not the stored run" in result.stdout


@pytest.mark.slow
def test_a_file_that_is_missing_is_named_with_what_to_do(study: Path) -> None:
    (study / "mine.py").unlink()
    with pytest.raises(OtherModelError, match=r"no file 'mine.py'.*files=FOLDER"):
        load(study / "out").model(0, files=study)


@pytest.mark.slow
def test_other_sources_and_versions_are_told(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifests, "sources_hash", lambda: "other")
    with pytest.raises(OtherModelError, match="model_sha256 differs"):
        load(made / "out").model(0)


@pytest.mark.slow
def test_the_command_steps_through_and_says_that_it_is_the_run(made: Path) -> None:
    result = call("replay", str(made / "out"), "--run", "0", "--to", "2009-06")
    assert result.exit_code == exit_codes.OK, result.output
    *lines, _which, verdict = result.stdout.splitlines()
    assert verdict == "every row is the stored one, to the bit"
    assert lines
    assert all(line[:7] <= "2009-06" for line in lines)
    failed = call("replay", str(made / "out"), "--run", "1")
    assert failed.exit_code == exit_codes.RUNS_FAILED
    assert "mine.py" in failed.stderr
    assert "lost the books" in failed.stderr
    document = json.loads(call("replay", str(made / "out"), "--run", "2", "--json").stdout)
    assert (document["equal"], document["months"], document["error"]) == (True, 14, None)


def test_the_command_refuses_in_words(made: Path, tmp_path: Path) -> None:
    for words in (
        [str(tmp_path), "--run", "0"],
        [str(made / "out"), "--run", "7"],
        [str(made / "out"), "--run", "0", "--from", "soon"],
        [str(made / "out"), "--run", "0", "--partnership", "nobody"],
        [str(made / "out")],
    ):
        result = call("replay", *words)
        assert result.exit_code == exit_codes.CONFIG
        assert result.stderr
        assert "Traceback" not in result.output
