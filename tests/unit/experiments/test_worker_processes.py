"""How worker processes start: as if each were started from nothing, whatever they are made from."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from psutil import Process

from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution import processes
from tests.support.scenario_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

TELLING = """
import os, sys
from paradiplomacy.processes import trust

def revise_trust(world, c):
    raise ValueError(os.getcwd(), os.environ.get("OF_NOW"), sys.path)
"""


class Asked:
    """Workers that run a mechanism which tells where it is."""

    def __init__(self, folder: Path) -> None:
        (folder / "mine.py").write_text(TELLING, "utf-8")
        text = 'extends = ["bandung-seoul"]\nscenario.months = 3\nmechanisms.trust = "mine.py"\n'
        self.scenario = load_scenario(write(folder, text))

    @contextlib.contextmanager
    def workers(self) -> Iterator[processes.ProcessWorkers]:
        with contextlib.closing(processes.ProcessWorkers(self.scenario.custom)) as workers:
            yield workers

    def told(self, workers: processes.ProcessWorkers) -> str:
        with pytest.raises(processes.RunError) as raised:
            workers.run_batch(self.scenario.config, replicates=[0], seed=1)
        return str(raised.value)


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_ctrl_c_and_sigterm_pass_workers_by(asked: Asked) -> None:
    """They are for the process that hands out work, and a terminal sends them to all."""
    with asked.workers() as workers:
        (worker,) = workers._workers
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(worker._process.pid or 0, number)
        assert "ValueError" in asked.told(workers)
        assert workers._workers == {worker}


def test_a_worker_knows_what_holds_when_it_starts(
    asked: Asked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        place = tmp_path / f"place-{number}"
        place.mkdir()
        monkeypatch.chdir(place)
        monkeypatch.setenv("OF_NOW", f"value {number}")
        monkeypatch.syspath_prepend(str(place / "mine"))
        before = dict(os.environ)
        with asked.workers() as workers:
            found = asked.told(workers)
        told = f"({str(place)!r}, 'value {number}', [{sys.path[0]!r}, "
        assert found.startswith(f"ValueError: {told}")
        assert dict(os.environ) == before
    monkeypatch.delenv("OF_NOW")
    with asked.workers() as workers:
        assert f"({str(place)!r}, None, " in asked.told(workers)


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux alone")
def test_what_workers_are_forked_from_may_end(asked: Asked) -> None:
    with asked.workers() as workers:
        (worker,) = workers._workers
        parent = Process(worker._process.pid).parent()
        assert parent is not None
        parent.kill()
        os.waitid(os.P_PID, parent.pid, os.WEXITED | os.WNOWAIT)
        assert "ValueError" in asked.told(workers)


def test_a_process_that_does_not_start_is_told_in_words(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(process: Any) -> None:
        raise EOFError

    monkeypatch.setattr(processes._STARTING.Process, "start", gone)
    with (
        pytest.raises(RuntimeError, match=r"^no worker process could be started: it did not start"),
        asked.workers(),
    ):
        pass
