"""A custom file that fails in some runs, mended: on the Mesa engine, with real files."""

from __future__ import annotations

from pathlib import Path

import pytest

import paradiplomacy
from paradiplomacy.randomness import run_key
from paradiplomacy_experiments.finished import FinishedRun
from paradiplomacy_results import provenance
from paradiplomacy_results.errors import DirectoryDiffersError
from tests.support.scenario_files import write

pytestmark = pytest.mark.slow

SOUND = """
import os
from paradiplomacy.processes import trust

def revise_trust(world, c):
    trust.revise_trust(world, c)
"""

BROKEN = f"""{SOUND}
    if world.clock.run_key == {run_key(1, 1)}:
        raise ValueError("no such luck")
"""

OTHER = f"""{SOUND}
    for tie, side in world.cities[c].partnerships:
        tie.trust[side] = 0.5
"""


def run(text: str, out: str, *, retry_failed: bool = False) -> FinishedRun:
    """Run a scenario with ``text`` as its mechanism of trust."""
    Path("mine.py").write_text(text)
    head = 'extends = ["bandung-seoul"]\n[scenario]\nmonths = 6\n[mechanisms]\ntrust = "mine.py"\n'
    path = write(Path.cwd(), head)
    return paradiplomacy.run(
        path,
        replicates=3,
        out=out,
        engine="mesa",
        workers=1,  # each takes longer to start than all its runs
        retry_failed=retry_failed,
        progress=False,
    )


def test_failed_runs_of_a_mended_file_are_those_of_one_go_and_a_changed_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    monkeypatch.chdir(tmp_path)
    assert run(BROKEN, "out").report.failed == 1
    with pytest.raises(DirectoryDiffersError, match=r"changes runs that had not failed \(run 0"):
        run(OTHER, "out", retry_failed=True)
    again = run(SOUND, "out", retry_failed=True).report
    assert (again.computed, again.failed) == (1, 0)
    assert again.manifest.contents == run(SOUND, "whole").report.manifest.contents
