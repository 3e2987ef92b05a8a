"""One writer for a directory: the living are respected, the dead are not."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from paradiplomacy_results.errors import DirectoryLockedError
from paradiplomacy_results.lock import LOCK, DirectoryLock
from tests.support.command_line import ROOTS
from tests.support.fake_engine import FakeEngine, run, use

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOLD = """
import sys, time
from pathlib import Path
from paradiplomacy_results.lock import DirectoryLock
with DirectoryLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that holds the lock of ``tmp_path``."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield process
        process.kill()


def test_a_living_owner_keeps_the_directory(
    tmp_path: Path, holder: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = use(FakeEngine(), monkeypatch)
    with pytest.raises(DirectoryLockedError) as raised:
        run(tmp_path)
    text = str(raised.value)
    assert f"process {holder.pid} on {socket.gethostname()}" in text
    assert " s (" in text
    assert len(text.splitlines()) == 1
    assert engine.calls == []


def test_the_lock_of_a_killed_owner_is_taken_over(
    tmp_path: Path, holder: subprocess.Popen[bytes]
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / LOCK).exists()
    with DirectoryLock(tmp_path):
        assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()
    assert not (tmp_path / LOCK).exists()


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"pid": "many"}'])
def test_an_abandoned_lock_without_sense_is_taken_over(tmp_path: Path, text: str) -> None:
    (tmp_path / LOCK).write_text(text)
    with DirectoryLock(tmp_path):
        pass
    assert not (tmp_path / LOCK).exists()


def test_the_owner_on_another_host_is_respected(tmp_path: Path) -> None:
    owner = {"pid": 1, "host": "elsewhere.invalid", "time": int(time.time()) - 100}
    (tmp_path / LOCK).write_text(json.dumps(owner))
    with (
        pytest.raises(DirectoryLockedError, match=r"elsewhere.invalid since 1\d\d s"),
        DirectoryLock(tmp_path),
    ):
        pass
    assert (tmp_path / LOCK).exists()


def test_the_second_in_one_process_is_refused_too(tmp_path: Path) -> None:
    with DirectoryLock(tmp_path):
        with pytest.raises(DirectoryLockedError), DirectoryLock(tmp_path):
            pass
        assert (tmp_path / LOCK).exists()
