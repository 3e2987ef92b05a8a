"""``drivers``: what it prints, writes, repeats and refuses; the engine makes numbers up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_cli import exit_codes
from tests.support.command_line import call
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

SMALL = (
    "drivers", "baubau-seoul", "--draws", "2", "--replicates", "2",
    "--set", "scenario.months=12", "--set", "keep.tables=[]",
)  # fmt: skip


@pytest.mark.slow
def test_drivers_are_told_written_and_not_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    use(FakeEngine(), monkeypatch)
    result = call(*SMALL)
    assert result.exit_code == exit_codes.OK, result.output
    head, first, *_ = result.stdout.splitlines()
    assert head.startswith("world\tdriver\toutcome\teffect")
    # Made-up numbers know no driver: none moves what it is named for.
    assert first.startswith("baubau-seoul\tvertical_coordination\ttrust\t+0.000 [+0.000, +0.000]")
    assert "not tested" in first
    written = {path.name for path in (tmp_path / "results" / "drivers").iterdir()}
    tables = {"drivers.csv", "paths.csv", "drivers.json", "drivers.png"}
    assert written == {"baubau-seoul", *tables}
    again = call(*SMALL, "--json")
    assert "all 36 runs are in results/drivers/baubau-seoul/effects already" in again.stderr
    assert set(json.loads(again.stdout)) == {"effects", "paths"}


def test_a_world_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call("drivers", "baubau-soul")
    assert result.exit_code == exit_codes.CONFIG
    assert "did you mean 'baubau-seoul'?" in result.stderr
