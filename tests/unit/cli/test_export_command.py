"""``paradiplomacy export`` as a user meets it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from tests.support.command_line import call, printed
from tests.support.designs import made
from tests.support.fake_engine import FakeEngine, run, stopped_after, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use(FakeEngine(), monkeypatch)
    run(tmp_path / "out", replicates=3)
    return tmp_path / "out"


def test_it_says_where_the_tables_are(directory: Path) -> None:
    said = printed("export", str(directory), "--table", "runs", "--table", "series")
    assert said == f"export: {directory / 'export/csv'} (runs.csv, series.csv)\n"
    assert len(pd.read_csv(directory / "export/csv/runs.csv")) == 3


@pytest.mark.slow
def test_quiet_prints_nothing(directory: Path) -> None:
    assert printed("export", str(directory), "--to", "stata", "--quiet") == ""


@pytest.mark.parametrize(
    ("words", "code", "answer"),
    [
        (["--table", "waitss"], exit_codes.CONFIG, "did you mean 'waits'?"),
        (["--table", "cities"], exit_codes.CONFIG, "holds no cities; run with --tables cities"),
        (["--table", "waits", "--shape", "long"], exit_codes.REFUSED, "waits cannot be long"),
        (["--to", "stata", "--bom"], exit_codes.REFUSED, "--bom is for csv"),
        (["--out", "mine.csv"], exit_codes.REFUSED, "--out DIR names a folder"),
        (["--to", "spss"], exit_codes.CONFIG, "'spss' is not one of"),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    directory: Path, words: list[str], code: int, answer: str
) -> None:
    result = call("export", str(directory), *words)
    assert (result.exit_code, result.stdout) == (code, "")
    assert answer in result.stderr.splitlines()[-1]


def test_an_export_that_stands_there_is_told_with_what_may_be_done(directory: Path) -> None:
    printed("export", str(directory), "--table", "runs")
    result = call("export", str(directory), "--table", "runs")
    assert result.exit_code == exit_codes.DIFFERS
    assert result.stderr.endswith("with --out DIR, or replace it with --overwrite\n")
    printed("export", str(directory), "--table", "runs", "--overwrite")


def test_a_workbook_needs_a_library_and_says_which(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    result = call("export", str(directory), "--to", "xlsx")
    assert (result.exit_code, result.stdout) == (exit_codes.CONFIG, "")
    wanted = "this export needs xlsxwriter: pip install 'paradiplomacy[export]'\n"
    assert result.stderr == wanted
    assert not (directory / "export").exists()


def test_a_foreign_directory_is_told(tmp_path: Path) -> None:
    result = call("export", str(tmp_path))
    assert result.exit_code == exit_codes.CONFIG
    assert "is no result directory" in result.stderr


@pytest.mark.slow
def test_some_of_the_runs_are_written_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, engine = stopped_after(2)
    use(engine, monkeypatch)
    run_design(made(tmp_path), out=tmp_path / "out", chunk_runs=2, stop=stop, workers=1)
    refused = call("export", str(tmp_path / "out"))
    assert refused.exit_code == exit_codes.REFUSED
    assert "to look at the runs that are there: --partial" in refused.stderr
    result = call("export", str(tmp_path / "out"), "--partial")
    assert result.exit_code == exit_codes.OK
    assert "an incomplete sample" in result.stderr
