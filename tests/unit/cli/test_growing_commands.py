"""``--extend``, ``--retry-failed``, ``--part`` and ``merge`` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_results.manifest import read_manifest
from tests.support.command_line import call
from tests.support.designs import written
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

MORE = ("--set", "design.replicates=6")


@pytest.fixture(autouse=True)
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    written(tmp_path)
    monkeypatch.chdir(tmp_path)
    return use(FakeEngine(), monkeypatch)


def printed(*arguments: str) -> str:
    """Return what a call prints that must succeed."""
    result = call(*arguments)
    assert result.exit_code == exit_codes.OK, result.output
    return result.stdout


@pytest.mark.slow
def test_a_refusal_names_the_option_that_would_do_and_the_option_does(tmp_path: Path) -> None:
    printed("sweep", "design.toml", "--out", "out")
    refused = call("sweep", "design.toml", "--out", "out", *MORE)
    assert refused.exit_code == exit_codes.DIFFERS
    assert "add what is missing to these runs with --extend" in refused.stderr
    grown = call("sweep", "design.toml", "--out", "out", *MORE, "--extend")
    assert grown.exit_code == exit_codes.OK
    assert "12 of 18 runs are kept, 6 to come" in grown.stderr
    manifest = read_manifest(tmp_path / "out")
    assert manifest.runs == 18
    assert "--extend" in manifest.command


@pytest.mark.slow
def test_a_dry_run_tells_how_many_runs_are_there_and_writes_nothing(tmp_path: Path) -> None:
    printed("sweep", "design.toml", "--out", "out")
    told = json.loads(
        printed("sweep", "design.toml", "--out", "out", *MORE, "--extend", "--dry-run", "--json")
    )
    assert (told["runs"], told["kept"]) == (18, 12)
    assert read_manifest(tmp_path / "out").runs == 12
    assert sorted(path.name for path in tmp_path.iterdir()) == ["design.toml", "out"]


@pytest.mark.slow
def test_failed_runs_are_computed_again_on_request(engine: FakeEngine) -> None:
    engine.failing = {1}
    line = ("run", "baubau-seoul", "--months", "12", "--replicates", "4", "--no-figures")
    assert call(*line).exit_code == exit_codes.RUNS_FAILED
    engine.failing = set()
    assert call(*line).exit_code == exit_codes.RUNS_FAILED
    assert call(*line, "--retry-failed").exit_code == exit_codes.OK
    assert call(*line).exit_code == exit_codes.OK


@pytest.mark.slow
def test_parts_are_swept_and_merged(tmp_path: Path) -> None:
    for part in ("1/2", "2/2"):
        printed("sweep", "design.toml", "--part", part)
    places = [f"results/design-part-{k}-of-2" for k in (1, 2)]
    assert "design, part 2/2, A design" in printed("status", places[1])
    merged = call("merge", *places, "--out", "merged", "--json")
    assert "already" not in merged.stderr
    told = json.loads(merged.stdout)
    printed("sweep", "design.toml", "--out", "whole")
    assert told["contents"] == read_manifest(tmp_path / "whole").contents
    missing = call("merge", places[0], "--out", "other")
    assert missing.exit_code == exit_codes.CONFIG
    assert "part 2 of 2 is missing" in missing.stderr
    assert not (tmp_path / "other").exists()
    for part in ("5/4", "0/4", "1/9"):
        wrong = call("sweep", "design.toml", "--part", part, "--out", "other")
        assert wrong.exit_code == exit_codes.CONFIG
        assert "--part" in wrong.stderr
