"""Worker processes: whatever a custom mechanism does is the fault of its run alone."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
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
from paradiplomacy_results.manifest import read_manifest
from tests.support.command_line import ROOTS, call
from tests.support.mechanisms_of_trust import PEOPLE_FIRST, in_replicates
from tests.support.scenario_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provenance, "git_state", lambda: None)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give a folder for results that tests only read; every process that starts takes a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "git_state", lambda: None)
        yield tmp_path_factory.mktemp("shared")


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder of its own."""
    folder.mkdir(exist_ok=True)
    with contextlib.chdir(folder):
        yield


SETTINGS: dict[str, Any] = {
    "replicates": 12,
    "events": "all",
    "tables": ["cities", "ngos", "papers"],
    "chosen": {"indicators": ["trust", "cost"]},
    "run_seconds": 3,
}


@pytest.fixture(scope="module")
def sound(shared: Path) -> Path:
    """Return the results of runs in which nothing is done, in one process."""
    with inside(shared / "sound"):
        run(in_replicates(), "out", **SETTINGS)
    return shared / "sound" / "out"


@pytest.fixture(scope="module")
def together(shared: Path) -> tuple[Path, int]:
    """Return the results of the same runs in two processes, and how many threads they left."""
    before = threading.active_count()
    with inside(shared / "together"):
        run(in_replicates(), "out", workers=2, chunk_runs=1, **SETTINGS)
    return shared / "together" / "out", threading.active_count() - before


@pytest.fixture(scope="module")
def harmful(shared: Path) -> Path:
    """Return the results of runs of which most do harm; one dies once, and then does not."""
    mark = str(shared / "mark")
    once = f"try: os.open({mark!r}, os.O_CREAT | os.O_EXCL); os.kill(os.getpid(), 9)"
    text = in_replicates(
        r1="raise ValueError('no such luck')",
        r2="sys.exit(3)",
        r3="os._exit(4)",
        r4="os.kill(os.getpid(), 9)",
        r5="world.partnerships[0].trust[0] = float('nan')",
        r6="raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})",
        r7="raise KeyboardInterrupt",
        r8="print('said aloud'); input()",
        r9="threading.Event().wait()",
        r10=once + "\nexcept FileExistsError: pass",
    )
    with inside(shared / "harmful"):
        assert run(text, "out", workers=2, **SETTINGS).complete
    return shared / "harmful" / "out"


def scenario(text: str, months: int = 6) -> Scenario:
    """Return a scenario of some months with ``text`` as its mechanism of trust."""
    Path("mine.py").write_text(text)
    start = f'extends = ["bandung-seoul"]\n[scenario]\nmonths = {months}\n'
    return load_scenario(write(Path.cwd(), start + '[mechanisms]\ntrust = "mine.py"\n'))


def run(text: str, out: str, **settings: Any) -> Any:
    return run_scenario(scenario(text), out=Path(out), **{"workers": 1, **settings})


def test_workers_and_chunks_change_not_a_bit(sound: Path, together: tuple[Path, int]) -> None:
    manifests = [read_manifest(out) for out in (sound, together[0])]
    assert len({manifest.contents for manifest in manifests}) == 1
    assert {manifest.engine for manifest in manifests} == {"mesa"}
    assert [len(list(out.glob("runs/*"))) for out in (sound, together[0])] == [6, 12]


def test_a_worker_runs_what_the_model_runs(sound: Path) -> None:
    mine = scenario(in_replicates())
    batch = mesa_engine.run_batch(mine.config, seed=1, replicates=range(2), custom=mine.custom)
    assert load(sound).runs["trust"].tolist()[:2] == batch.run_values["trust"].tolist()


HARMED = {
    1: "ValueError: no such luck (mine.py, line 12)",
    2: "SystemExit: 3 (mine.py, line 12)",
    3: "its process ended with exit code 4, 3 times out of 3",
    4: "its process was ended by signal 9 (Killed), 3 times out of 3",
    5: "ValueError: after month 2 world.partnerships[0].trust is nan, not within 0 to 1",
    6: "Odd (mine.py, line 12)",
    7: "KeyboardInterrupt:  (mine.py, line 12)",
    8: "EOFError: EOF when reading a line (mine.py, line 12)",
    9: "took longer than 3 s",
}


def test_whatever_a_run_does_is_recorded_and_harms_no_other(harmful: Path, sound: Path) -> None:
    runs, others = (load(out).runs.set_index("run") for out in (harmful, sound))
    assert dict(runs["error"].dropna()) == HARMED
    alike = [each.loc[[0, 11]].drop(columns="error") for each in (runs, others)]
    pd.testing.assert_frame_equal(*alike)


def test_a_worker_that_is_killed_by_chance_costs_only_its_run_again(
    harmful: Path, sound: Path, shared: Path
) -> None:
    assert (shared / "mark").exists()
    found = [load(out) for out in (harmful, sound)]
    for table in ("runs", "series", "events", "cities"):
        again, as_ever = (each.read(table).query("run == 10") for each in found)
        columns = [name for name in again if name != "error"]
        assert len(again) > 0
        pd.testing.assert_frame_equal(
            *(each[columns].reset_index(drop=True) for each in (again, as_ever))
        )


def test_a_run_that_hangs_is_recorded_after_the_time_limit(harmful: Path) -> None:
    assert load(harmful).runs["error"][9] == HARMED[9] == "took longer than 3 s"


def test_a_mechanism_that_cannot_be_loaded_fails_every_run() -> None:
    report = run(PEOPLE_FIRST + "import nowhere_at_all\n", "out", replicates=2)
    error = "ModuleNotFoundError: No module named 'nowhere_at_all' (mine.py, line 8)"
    assert [(each.run, each.error) for each in report.failures] == [(0, error), (1, error)]


def test_what_a_mechanism_remembers_ends_with_the_run(sound: Path) -> None:
    assert "it remembers" in in_replicates()
    manifest = read_manifest(sound)
    assert (manifest.runs, manifest.failed_runs, manifest.events) == (12, 0, "all")


def test_a_script_need_not_say_that_it_is_not_to_be_run_when_imported() -> None:
    """Python has worker processes import the script; those of the Mesa engine do not."""
    Path("script.py").write_text("""
import paradiplomacy
print("begun")
mine = {"engine": "mesa", "replicates": 2, "workers": 1}
print(paradiplomacy.run("bandung-seoul", months=6, out="out", **mine))
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

RUN = ["run", "./mine.toml", "--replicates", "2", "--workers", "1", "--no-figures"]


@pytest.fixture(scope="module")
def asked(shared: Path) -> tuple[Path, Any]:
    """Return a folder in which the command has run, and what came of it."""
    with inside(shared / "asked"):
        scenario(PEOPLE_FIRST)
        return shared / "asked", call(*RUN, "--json")


@pytest.fixture
def there(asked: tuple[Path, Any], tmp_path: Path) -> Path:
    """Copy to where the test is what the command has left; return its results."""
    shutil.copytree(asked[0], tmp_path, dirs_exist_ok=True)
    (out,) = (tmp_path / "results").iterdir()
    return out


def test_the_command_says_that_it_takes_the_mesa_engine(
    asked: tuple[Path, Any], there: Path
) -> None:
    result = asked[1]
    assert result.exit_code == exit_codes.OK, result.stderr
    assert json.loads(result.stdout)["engine"] == "mesa"
    assert "mine.py, line 6: records have no field 'partnerships'; write for p," in result.stderr
    assert "so it runs on the Mesa engine" in result.stderr
    assert read_manifest(there).complete
    assert "mine.py" not in call(*RUN, "--engine", "mesa").stderr


def test_the_command_refuses_the_compiled_engine(tmp_path: Path) -> None:
    scenario(PEOPLE_FIRST)
    result = call(*RUN, "--engine", "compiled")
    assert result.exit_code == exit_codes.CONFIG
    assert "so the compiled engine cannot run it" in result.stderr
    assert not (tmp_path / "results").exists()


def test_the_same_directory_with_a_changed_file_is_refused(there: Path) -> None:
    assert read_manifest(there).complete
    assert call(*RUN).exit_code == exit_codes.OK
    Path("mine.py").write_text(PEOPLE_FIRST + "# or so\n")
    result = call(*RUN)
    assert result.exit_code == exit_codes.DIFFERS
    assert "(mechanism_files.mine.py differs)" in result.stderr


def test_reproducing_takes_the_file_from_beside_the_scenario_or_from_a_folder(
    there: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out, words = str(there), ["--all", "--workers", "1"]
    assert call("reproduce", out, *words).exit_code == exit_codes.OK
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    lost = call("reproduce", out, *words)
    assert lost.exit_code == exit_codes.CONFIG
    assert "mine.py" in lost.stderr
    assert call("reproduce", out, *words, "--files", "..").exit_code == exit_codes.OK
    Path("mine.py").write_text(PEOPLE_FIRST.replace("min(", "max(0.5, "))
    changed = call("reproduce", out, *words, "--files", ".")
    assert changed.exit_code == exit_codes.DIFFERS
    assert "mechanism_files.mine.py differs" in changed.stdout


@contextlib.contextmanager
def hanging() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start the command with a mechanism that hangs; give it and the number of its worker."""
    scenario(
        "import os\ndef revise_trust(world, c):\n    print(os.getpid())\n    while True: pass\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "paradiplomacy_cli", *RUN]
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


def test_workers_are_ended_when_the_runs_are_done(together: tuple[Path, int]) -> None:
    _, left = together
    assert left == 0
    assert processes.multiprocessing.active_children() == []
