"""Ctrl-C, SIGTERM and kill -9: what is there is whole, and running again completes it."""

from __future__ import annotations

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results.manifest import read_manifest
from tests.support.command_line import ROOTS, call
from tests.support.designs import FORGETTING, HEAD, written
from tests.support.fake_engine import COMMAND, FakeEngine, run, use

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATIENCE = 300.0
"""Seconds after which a process counts as hanging, on the busiest machine."""

ENDLESS = 10 * PATIENCE
"""Seconds for a chunk that nobody sees the end of."""

REPLICATES = "190"
CHUNKS = 8

ARGUMENTS = ["run", "baubau-seoul", "--months", "12", "--no-figures", "--replicates", REPLICATES]


def started(
    out: Path, seconds: float, arguments: Sequence[str] = (), *extra: str
) -> subprocess.Popen[str]:
    """Start a command in a process of its own, with an engine that takes so long for a chunk."""
    words = arguments or [*ARGUMENTS, "--out", str(out), *extra]
    root = str(os.path.commonpath(ROOTS))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, root])}
    command = [sys.executable, "-c", COMMAND, str(seconds), *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process: subprocess.Popen[str] = subprocess.Popen(command, env=env, **pipes)  # type: ignore[call-overload]
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def wait_for_chunks(out: Path, number: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(list(out.glob("runs/part-*.parquet"))) < number:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="module")
def contents(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the hash of the contents of runs that nobody stopped."""
    with pytest.MonkeyPatch.context() as patch:
        use(FakeEngine(), patch)
        folder = tmp_path_factory.mktemp("whole")
        return str(run(folder / "out", replicates=int(REPLICATES), chunk_runs=31).manifest.contents)


@pytest.fixture
def whole(contents: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put the fake engine in its place, and return that hash."""
    use(FakeEngine(), monkeypatch)
    return contents


def assert_completed(out: Path, whole: str) -> None:
    result = call(*ARGUMENTS, "--out", str(out))
    assert result.exit_code == 0, result.output
    manifest = read_manifest(out)
    assert manifest.contents == whole
    assert sum(entry.table == "runs" for entry in manifest.files) == CHUNKS
    assert verify(out).faults == []
    assert not list(out.rglob("*.tmp"))
    assert not (out / ".lock").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_one_signal_lets_chunks_finish_and_tells_how_to_go_on(
    tmp_path: Path, whole: str, number: signal.Signals, code: int
) -> None:
    out = tmp_path / "out"
    process = started(out, 0.2, (), "--workers", "1")
    wait_for_chunks(out, 1)
    process.send_signal(number)
    printed, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == code
    assert printed == ""
    assert "Traceback" not in told
    done = sum(1 for _ in out.glob("runs/part-*"))
    assert 0 < done < CHUNKS
    assert not (out / ".lock").exists()
    words = shlex.split(told.splitlines()[-1])
    assert words == ["paradiplomacy", *ARGUMENTS_AS_TOLD, "--out", str(out), *AFTER]
    assert_completed(out, whole)


ARGUMENTS_AS_TOLD = ["run", "baubau-seoul", "--replicates", REPLICATES, "--months", "12"]
AFTER = ["--workers", "1", "--no-figures"]


@pytest.mark.slow
def test_the_second_signal_ends_at_once(tmp_path: Path, whole: str) -> None:
    out = tmp_path / "out"
    process = started(out, ENDLESS, (), "--workers", "1")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    told = next(line for line in process.stderr if line.strip())
    assert told == "stopping when the runs at work are done; once more to stop at once\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == 130
    assert_completed(out, whole)


DESIGN = FORGETTING + '[keep]\ntables = ["series", "events"]\nindicators = ["trust"]\n'
UNTIL = HEAD.replace(
    "replicates = 4",
    'until = { indicator = "trust", half_width = 0.03, first = 30, max = 600 }',
)


@pytest.mark.slow
def test_a_sweep_killed_again_and_again_ends_as_if_it_never_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replicates go on until an interval is narrow, so that kills fall between rounds too."""
    dice = random.Random(9)
    out, design = tmp_path / "out", written(tmp_path, DESIGN, UNTIL)
    command = ["sweep", str(design), "--out", str(out), "--workers", "2"]
    use(FakeEngine(), monkeypatch)
    whole = run_design(load_design(design), out=tmp_path / "whole", chunk_runs=17).manifest
    for _ in range(3):
        process = started(out, 0.05, command)
        time.sleep(dice.random() * 0.3)
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert call(*command).exit_code == 0
    assert read_manifest(out).contents == whole.contents
    assert read_manifest(out).runs == whole.runs > 3 * 30
    assert verify(out).faults == []
    assert not list(out.rglob("*.tmp"))
    assert not (out / ".lock").exists()
    assert not (out / "damaged").exists()
