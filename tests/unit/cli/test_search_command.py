"""``search``: what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from tests.support.command_line import call, told
from tests.support.fake_engine import use
from tests.support.planted_search import LEVERS, SEARCH, Priced, true_front, written_search

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the path of a design with a search, in a folder that one works in."""
    use(Priced(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    return str(
        written_search(tmp_path, LEVERS + SEARCH.replace("generations = 6", "generations = 2"))
    )


@pytest.mark.slow
def test_it_says_what_was_found_and_why_to_doubt_it(design: str) -> None:
    result = call("search", design)
    assert result.exit_code == exit_codes.OK, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("- ")
    assert "are beaten by no other in every aim" in lines[0]
    assert any(line.startswith("! ") for line in lines)
    assert "results: results/search-design" in lines
    assert call("verify", "results/search-design").exit_code == exit_codes.OK


@pytest.mark.slow
def test_called_again_it_says_the_same_as_a_document(design: str) -> None:
    call("search", design, "--out", "here")
    again = call("search", design, "--out", "here", "--json")
    assert again.exit_code == exit_codes.OK, again.output
    assert "runs are in here/front already" in again.stderr
    document = json.loads(again.stdout)
    assert document["directory"] == "here"
    assert {row["levers"] for row in document["tables"]["front"]} <= true_front() | {"people"}


@pytest.mark.slow
def test_more_generations_are_added_where_that_is_asked_for(design: str) -> None:
    call("search", design, "--set", "search.generations=1", "--out", "here")
    refused = call("search", design, "--out", "here")
    assert refused.exit_code == exit_codes.DIFFERS
    assert "add what is missing to these runs with --extend" in refused.stderr
    longer = call("search", design, "--out", "here", "--extend")
    assert longer.exit_code == exit_codes.OK, longer.output
    assert "8 points are kept" in longer.stderr
    assert call("verify", "here").exit_code == exit_codes.OK


def test_failed_runs_are_told_with_the_code_of_failures(
    design: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(Priced(failing={1}), monkeypatch)
    result = call("search", design)
    assert result.exit_code == exit_codes.RUNS_FAILED
    assert "no such luck" in result.stderr


@pytest.mark.slow
def test_a_dry_run_tells_what_it_takes_at_most(design: str) -> None:
    result = call("search", design, "--dry-run")
    assert result.exit_code == exit_codes.OK, result.output
    assert "at most" in result.stdout
    document = json.loads(call("search", design, "--dry-run", "--json").stdout)
    assert document["points"] == 17 + 14
    refused = call("search", design, "--dry-run", "--dask", "tcp://127.0.0.1:1")
    assert refused.exit_code == exit_codes.CONFIG


def test_a_design_that_seeks_nothing_is_refused(design: str) -> None:
    lines = told("search", design, "--set", "search.maximise=[]", "--set", "search.minimise=[]")
    assert "search: has no aim: maximise or minimise something" in "\n".join(lines)


def test_a_library_that_is_absent_is_told_before_anything_is_written(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    lines = told("search", design)
    assert lines == ["this design needs optuna: pip install 'paradiplomacy[search]'"]
    assert not (tmp_path / "results").exists()


def test_a_limit_on_runs_has_a_code_of_its_own(design: str) -> None:
    result = call("search", design, "--max-runs", "10")
    assert result.exit_code == exit_codes.REFUSED
