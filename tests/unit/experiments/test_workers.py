"""Worker processes: whatever a custom mechanism does is the fault of its run alone."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from paradiplomacy.custom.files import CustomFile, executed
from paradiplomacy.custom.mechanisms import functions_of
from paradiplomacy.custom.together import Custom
from paradiplomacy.engines import mesa_engine
from paradiplomacy.randomness import run_key
from paradiplomacy_analysis import load
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.execution import processes
from paradiplomacy_experiments.execution.manifests import engine_for
from paradiplomacy_experiments.execution.runner import run_scenario
from paradiplomacy_results import provenance
from tests.support.command_line import ROOTS, call
from tests.support.scenario_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

PEOPLE_FIRST = """
from paradiplomacy.processes import trust

def revise_trust(world, c):
    trust.revise_trust(world, c)
    for tie, side in world.cities[c].partnerships:
        tie.trust[side] = min(tie.trust[side], tie.trust[2 + side])
"""


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    monkeypatch.chdir(tmp_path)


def scenario(text: str, months: int = 6) -> Scenario:
    """Return a scenario of some months with ``text`` as its mechanism of trust."""
    Path("mine.py").write_text(text)
    start = f'extends = ["bandung-seoul"]\n[scenario]\nmonths = {months}\n'
    return load_scenario(write(Path.cwd(), start + '[mechanisms]\ntrust = "mine.py"\n'))


def run(text: str, out: str, **settings: Any) -> Any:
    return run_scenario(scenario(text), out=Path(out), **{"workers": 2, **settings})


def in_replicates(**deeds: str) -> str:
    """Return a mechanism that does each deed in one replicate, in its third month."""
    keys = {run_key(1, int(name[1:])): deed for name, deed in deeds.items()}
    return f"""
import os, sys
from paradiplomacy.processes import trust
DEEDS = {keys}

def revise_trust(world, c):
    trust.revise_trust(world, c)
    if world.clock.month == 2:
        exec(DEEDS.get(world.clock.run_key, ""), globals(), {{"world": world}})
"""


def test_workers_and_chunks_change_not_a_bit() -> None:
    reports = [
        run(
            PEOPLE_FIRST,
            f"out{number}",
            replicates=5,
            workers=number,
            chunk_runs=size,
            tables=["cities", "ngos", "papers"],
        )
        for number, size in ((1, 5), (3, 1))
    ]
    assert len({report.manifest.contents for report in reports}) == 1
    assert {report.manifest.engine for report in reports} == {"mesa"}


def test_a_worker_runs_what_the_model_runs() -> None:
    run(PEOPLE_FIRST, "out", replicates=2)
    mine = scenario(PEOPLE_FIRST)
    batch = mesa_engine.run_batch(mine.config, seed=1, replicates=range(2), custom=mine.custom)
    assert load("out").runs["trust"].tolist() == batch.run_values["trust"].tolist()


def test_whatever_a_run_does_is_recorded_and_harms_no_other() -> None:
    text = in_replicates(
        r1="raise ValueError('no such luck')",
        r2="sys.exit(3)",
        r3="os._exit(4)",
        r4="os.kill(os.getpid(), 9)",
        r5="world.partnerships[0].trust[0] = float('nan')",
        r6="raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})",
        r7="raise KeyboardInterrupt",
        r8="print('said aloud'); input()",
    )
    report = run(text, "out", replicates=10)
    assert report.complete
    runs = load("out").runs.set_index("run")
    assert dict(runs["error"].dropna()) == {
        1: "ValueError: no such luck (mine.py, line 9)",
        2: "SystemExit: 3 (mine.py, line 9)",
        3: "its process ended with exit code 4, 3 times out of 3",
        4: "its process was ended by signal 9 (Killed), 3 times out of 3",
        5: "ValueError: after month 2 world.partnerships[0].trust is nan, not within 0 to 1",
        6: "Odd (mine.py, line 9)",
        7: "KeyboardInterrupt:  (mine.py, line 9)",
        8: "EOFError: EOF when reading a line (mine.py, line 9)",
    }
    run(in_replicates(), "sound", replicates=10)
    sound = load("sound").runs.set_index("run")
    alike = [each.loc[[0, 9]].drop(columns="error") for each in (runs, sound)]
    pd.testing.assert_frame_equal(*alike)


def test_a_worker_that_is_killed_by_chance_costs_only_its_run_again() -> None:
    once = "os.open(%r, os.O_CREAT | os.O_EXCL)\n    os.kill(os.getpid(), 9)"
    deed = f"try:\n    {once % str(Path.cwd() / 'mark')}\nexcept FileExistsError: pass"
    report = run(in_replicates(r1=deed), "out", replicates=4)
    assert Path("mark").exists()
    sound = run(in_replicates(), "sound", replicates=4)
    assert report.manifest.contents == sound.manifest.contents


def test_a_run_that_hangs_is_recorded_after_the_time_limit() -> None:
    report = run(in_replicates(r1="while True: pass"), "out", replicates=3, run_seconds=3)
    assert [(each.run, each.error) for each in report.failures] == [(1, "took longer than 3 s")]


def test_a_mechanism_that_cannot_be_loaded_fails_every_run() -> None:
    report = run(PEOPLE_FIRST + "import nowhere_at_all\n", "out", replicates=2)
    error = "ModuleNotFoundError: No module named 'nowhere_at_all' (mine.py, line 8)"
    assert [(each.run, each.error) for each in report.failures] == [(0, error), (1, error)]


def test_what_a_mechanism_remembers_ends_with_the_run() -> None:
    text = """
SEEN = []
def revise_trust(world, c):
    SEEN.append(world.clock.month)
    assert SEEN.count(0) <= 2
"""
    assert run(text, "out", replicates=4, workers=1, events="all").failed == 0


def test_a_script_need_not_say_that_it_is_not_to_be_run_when_imported() -> None:
    """Python has worker processes import the script; those of the Mesa engine do not."""
    Path("script.py").write_text("""
import paradiplomacy
print("begun")
print(paradiplomacy.run("bandung-seoul", months=6, out="out", engine="mesa", replicates=2))
""")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    done = subprocess.run(
        [sys.executable, "script.py"], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "begun",
        "bandung-seoul: 2 runs of 6 months, seed 1, mesa engine; results in out",
    ]


def test_where_no_process_can_start_one_line_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "serve", os._exit)  # what it is called with is no exit code
    with pytest.raises(RuntimeError, match=r"^no worker process could be started: its process"):
        processes.ProcessWorkers(Custom())


def test_the_compiled_engine_is_refused_for_what_is_outside_its_dialect() -> None:
    mine = scenario(PEOPLE_FIRST)
    assert engine_for(mine.custom) == engine_for(mine.custom, "mesa") == "mesa"
    with pytest.raises(ValueError, match=r"mine\.py, line 6: records have no field 'partnerships'"):
        engine_for(mine.custom, "compiled")
    assert engine_for(Custom()) == "compiled"


def test_the_place_in_a_file_is_that_of_its_innermost_line() -> None:
    file = CustomFile("mine.py", "folder/mine.py", "def revise_trust(w, c):\n    w.gone\n")
    (function,) = functions_of(executed(file), "trust")
    with pytest.raises(AttributeError) as raised:
        function(None, 0)  # type: ignore[arg-type]
    assert processes.error_text(raised.value, {file.name: file}).endswith(
        "'gone' (mine.py, line 2)"
    )
    assert processes.error_text(ValueError("x"), {file.name: file}) == "ValueError: x"


COMPILED = """
from paradiplomacy.processes import trust

def revise_trust(world, c):
    trust.revise_trust(world, c)
    tie = world.partnerships[0]
    if world.clock.month == 2 and world.clock.run_key == KEY:
        tie.trust[0] = tie.trust[0] / (tie.trust[1] - tie.trust[1])
"""


@pytest.mark.compiled
def test_what_keeps_to_the_dialect_is_compiled_and_tells_its_failures_in_words() -> None:
    text = COMPILED.replace("KEY", str(run_key(1, 3)))
    report = run(text, "out", replicates=6)
    assert report.manifest.engine == "compiled"
    assert [(each.run, each.error) for each in report.failures] == [
        (3, "ZeroDivisionError: float division by zero (mine.py, line 8)")
    ]
    slowly = run(text, "slowly", replicates=6, engine="mesa")
    assert report.manifest.contents == slowly.manifest.contents


@pytest.mark.compiled
def test_what_cannot_be_compiled_all_the_same_is_told() -> None:
    text = "def revise_trust(world, c):\n    world.agenda[0] = world.cities + 1.0\n"
    with pytest.raises(ValueError, match=r"mine.py: revise_trust was not compiled: TypingError"):
        run(text, "out", replicates=2)
    assert not list(Path("out").glob("runs/*"))


# The command.

RUN = ["run", "./mine.toml", "--replicates", "2", "--no-figures"]


def test_the_command_says_that_it_takes_the_mesa_engine() -> None:
    scenario(PEOPLE_FIRST)
    result = call(*RUN, "--json")
    assert result.exit_code == exit_codes.OK, result.stderr
    assert json.loads(result.stdout)["engine"] == "mesa"
    assert "mine.py, line 6: records have no field 'partnerships'; write for p," in result.stderr
    assert "so it runs on the Mesa engine" in result.stderr
    assert "mine.py" not in call(*RUN, "--engine", "mesa").stderr


def test_the_command_refuses_the_compiled_engine(tmp_path: Path) -> None:
    scenario(PEOPLE_FIRST)
    result = call(*RUN, "--engine", "compiled")
    assert result.exit_code == exit_codes.CONFIG
    assert "so the compiled engine cannot run it" in result.stderr
    assert not (tmp_path / "results").exists()


def test_the_same_directory_with_a_changed_file_is_refused() -> None:
    scenario(PEOPLE_FIRST)
    assert call(*RUN).exit_code == exit_codes.OK
    assert call(*RUN).exit_code == exit_codes.OK
    Path("mine.py").write_text(PEOPLE_FIRST + "# or so\n")
    result = call(*RUN)
    assert result.exit_code == exit_codes.DIFFERS
    assert "(mechanism_files.mine.py differs)" in result.stderr


def test_reproducing_takes_the_file_from_beside_the_scenario_or_from_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scenario(PEOPLE_FIRST)
    assert call(*RUN).exit_code == exit_codes.OK
    (out,) = map(str, (tmp_path / "results").iterdir())
    assert call("reproduce", out, "--all").exit_code == exit_codes.OK
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    lost = call("reproduce", out, "--all")
    assert lost.exit_code == exit_codes.CONFIG
    assert "mine.py" in lost.stderr
    assert call("reproduce", out, "--all", "--files", "..").exit_code == exit_codes.OK
    Path("mine.py").write_text(PEOPLE_FIRST.replace("min(", "max(0.5, "))
    changed = call("reproduce", out, "--all", "--files", ".")
    assert changed.exit_code == exit_codes.DIFFERS
    assert "mechanism_files.mine.py differs" in changed.stdout


@contextlib.contextmanager
def hanging() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the command with a mechanism that hangs; give it and the number of its worker."""
    scenario(
        "import os\ndef revise_trust(world, c):\n    print(os.getpid())\n    while True: pass\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "paradiplomacy_cli", *RUN, "--workers", "1"]
    process = subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    with process:
        assert process.stderr is not None
        while not (line := process.stderr.readline()).strip().isdigit():
            assert line
        try:
            yield process, int(line)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def gone(number: int, seconds: float) -> bool:
    """Tell whether a process is gone within some seconds."""
    try:
        descriptor = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor) as process:
        return bool(select([process], [], [], seconds)[0])


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system has no process descriptors")
def test_workers_end_with_a_command_that_is_killed() -> None:
    with hanging() as (process, worker):
        process.kill()
        assert gone(worker, 1.0)


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system has no process descriptors")
def test_a_second_ctrl_c_ends_a_command_that_hangs_and_its_workers() -> None:
    with hanging() as (process, worker):
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr is not None
        while "once more" not in process.stderr.readline():
            pass
        assert not gone(worker, 0.3)  # Ctrl-C reaches the whole group, and passes the worker by
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(5) == exit_codes.INTERRUPTED
        assert gone(worker, 1.0)


def test_workers_are_ended_when_the_runs_are_done() -> None:
    before = threading.active_count()
    run(PEOPLE_FIRST, "out", replicates=2)
    assert threading.active_count() == before
    assert processes.multiprocessing.active_children() == []
