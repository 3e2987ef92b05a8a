"""``paradiplomacy run``: what it prints, where it writes, how it ends."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy_analysis import TooLargeError, load
from paradiplomacy_analysis.figures import network, saving
from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.text.summary import OF_A_RUN
from paradiplomacy_results.lock import DirectoryLock
from tests.support.command_line import ROOTS, call
from tests.support.fake_engine import COMMAND, NEVER, FakeEngine, use

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DRAWN = ["run", "baubau-seoul", "--months", "12", "--replicates", "6"]
RUN = [*DRAWN, "--no-figures"]
ENV = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOTS, os.path.commonpath(ROOTS)])}
SHORT = ["run", "baubau-seoul", "--months", "3", "--replicates", "1", "--no-figures"]
PROCESS = [sys.executable, "-c", COMMAND, "0"]
"""Runs a command with the fake engine, which no process of its own has to be started for."""


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeEngine:
    monkeypatch.chdir(tmp_path)
    return use(FakeEngine(), monkeypatch)


def document(text: str) -> Any:
    """Read one JSON document in which nothing is NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


def test_json_is_one_document_on_stdout() -> None:
    result = call(*RUN, "--json")
    assert result.exit_code == exit_codes.OK
    found = document(result.stdout)
    assert list(found)[:5] == ["scenario", "seed", "replicates", "months", "evaluated_from"]
    head = [found[key] for key in list(found)[:5]]
    assert head == ["baubau-seoul", 1, 6, 12, 0]
    assert list(found["indicators"]) == list(INDICATORS)
    assert found["indicators"][NEVER]["mean"] is None
    estimate = found["partnerships"]["baubau-seoul"]["trust"]
    assert estimate["ci_low"] < estimate["mean"] < estimate["ci_high"]
    assert estimate["n"] == 6


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out how figures look, for those who look at which there are."""
    monkeypatch.setattr(saving, "rendered", lambda *figure, **settings: b"")


@pytest.mark.slow
def test_the_report_names_the_headlines_and_where_to_look(tmp_path: Path, undrawn: None) -> None:
    result = call(*DRAWN)
    assert result.exit_code == exit_codes.OK
    lines = result.stdout.splitlines()
    assert lines[0] == "baubau-seoul: 6 runs of 12 months, seed 1, compiled engine"
    (end,) = [place for place, line in enumerate(lines) if line.startswith("... and")]
    headlines = [name for name, indicator in INDICATORS.items() if indicator.headline]
    assert lines[1] == "summed up over the whole run"
    assert [line.split()[0] for line in lines[4:end] if line] == headlines
    assert lines[4:end].count("") == 5
    for name in headlines:
        (line,) = [line for line in lines if line.startswith(f"{name} ")]
        assert f"  {INDICATORS[name].unit}  " in line
        assert line.endswith(f"  {OF_A_RUN[INDICATORS[name].summary]}")
    assert "results: results/baubau-seoul" in lines
    assert (tmp_path / "results/baubau-seoul/figures/history-baubau-seoul.png").exists()
    assert "look first at results/baubau-seoul/figures/carriers.png: " in result.stdout
    assert "then at results/baubau-seoul/figures/history-baubau-seoul.png: " in result.stdout
    assert "running: 6 of 6 runs" in result.stderr
    assert len(load("results/baubau-seoul").runs) == 6


def test_figures_can_be_left_out(tmp_path: Path) -> None:
    call(*RUN)
    assert not (tmp_path / "results/baubau-seoul/figures").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "recorded"), [([], {0}), (["--events"], set(range(6))), (["--no-events"], None)]
)
def test_events_are_recorded_as_asked(option: list[str], recorded: set[int] | None) -> None:
    assert call(*RUN, *option, "--out", "out").exit_code == exit_codes.OK
    results = load("out")
    assert results.has("events") == (recorded is not None)
    assert recorded is None or set(results.events["run"]) == recorded


@pytest.mark.slow
def test_the_same_command_again_computes_nothing(engine: FakeEngine) -> None:
    first = call(*RUN)
    calls = len(engine.calls)
    second = call(*RUN)
    assert len(engine.calls) == calls
    assert second.stdout == first.stdout
    assert "already" in second.stderr


@pytest.mark.slow
def test_series_are_kept_every_so_many_months() -> None:
    call(*RUN, "--out", "dense")
    call(*RUN, "--series-every", "6", "--out", "sparse")
    dense, sparse = (load(name).series for name in ("dense", "sparse"))
    assert load("sparse").manifest.series_every == 6
    assert sorted(set(sparse["month"])) == sorted(set(dense["month"]))[5::6]


@pytest.mark.slow
def test_what_a_large_experiment_leaves_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("paradiplomacy_experiments.execution.plan.MOST_SERIES_ROWS", 30)
    monkeypatch.setattr("paradiplomacy_experiments.execution.plan.MOST_RECORDED", 10)
    told = call(*RUN, "--out", "usual").stderr
    assert "series: every 3 months, since the runs are many; --series-every 1 keeps all" in told
    assert "events: none are recorded in so large a world; --events records them" in told
    assert not load("usual").has("events")
    told = call(*RUN, "--series-every", "1", "--events", "--out", "asked").stderr
    assert "series:" not in told
    assert "events:" not in told
    assert load("asked").has("events")


SMALL_WORLD = ("countries=12", "cities=120", "partnerships=40")


@pytest.mark.slow
def test_a_synthetic_world_is_drawn_without_a_network_of_all_its_cities(undrawn: None) -> None:
    sizes = [word for size in SMALL_WORLD for word in ("--set", f"synthetic.{size}")]
    result = call("run", "world", "--months", "12", "--replicates", "1", *sizes, "--out", "out")
    assert result.exit_code == exit_codes.OK
    assert result.stdout.startswith("world: 1 run of 12 months")
    results = load("out")
    assert results.manifest.entities["cities"] == 120
    assert results.manifest.config["cities"] == {}
    assert len(results.config["cities"]) == 120
    with pytest.raises(TooLargeError, match="120 cities"):
        network(results)
    names = {path.name for path in Path("out/figures").iterdir()}
    assert "trust.png" in names
    assert "network.png" not in names


def test_overrides_and_months_reach_the_runs() -> None:
    call(*RUN, "--set", "trust.forgetting=0.9", "--out", "out")
    config = load("out").manifest.config
    assert config["trust"]["forgetting"] == 0.9
    assert config["scenario"]["months"] == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "baubau-seoul", "--months", "0"],
        ["run", "baubau-seoul", "--months", "-5"],
        ["run", "baubau-seoul", "--replicates", "0"],
        ["run", "baubau-seoul", "--replicates", "99999999999"],
        ["run", "baubau-seoul", "--seed", "-1"],
        ["run", "baubau-seoul", "--seed", "1e3"],
        ["run", "baubau-seoul", "--workers", "0"],
        ["run", "baubau-seoul", "--time-limit", "0"],
        ["run", "baubau-seoul", "--time-limit", "nan"],
        ["run", "baubau-seoul", "--engine", "steam"],
        ["run", "baubau-seoul", "--set", "trust.forgetting=2"],
        ["run", "baubau-soul"],
        ["run"],
    ],
)
def test_what_makes_no_sense_is_refused(engine: FakeEngine, arguments: list[str]) -> None:
    result = call(*arguments)
    assert result.exit_code == exit_codes.CONFIG
    assert result.stdout == ""
    assert engine.calls == []


# How it ends.


def one_line(result: Any, code: int) -> str:
    assert result.exit_code == code
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    return str(line)


@pytest.mark.slow
def test_other_settings_in_the_same_directory_are_refused(engine: FakeEngine) -> None:
    call(*RUN)
    calls = len(engine.calls)
    line = one_line(call(*RUN, "--seed", "2"), exit_codes.DIFFERS)
    assert "seed: 1 there, 2 now" in line
    assert "--out DIR" in line
    assert "--overwrite" in line
    assert len(engine.calls) == calls
    assert call(*RUN, "--seed", "2", "--overwrite").exit_code == exit_codes.OK
    assert load("results/baubau-seoul").manifest.seed == 2


def test_a_foreign_directory_is_refused_without_offering_to_remove_it(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    line = one_line(call(*RUN, "--out", "mine"), exit_codes.DIFFERS)
    assert "--out DIR" in line
    assert "--overwrite" not in line


def test_a_file_in_place_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "results").write_text("x")
    assert "a file is in its place" in one_line(call(*RUN), exit_codes.DISK)
    assert "Not a directory" in one_line(call(*RUN, "--out", "results/deeper"), exit_codes.DISK)


def test_a_locked_directory(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with DirectoryLock(tmp_path / "out"):
        line = one_line(call(*RUN, "--out", "out"), exit_codes.LOCKED)
    assert f"process {os.getpid()}" in line


def test_a_damaged_manifest(tmp_path: Path) -> None:
    call(*RUN)
    (tmp_path / "results/baubau-seoul/manifest.json").write_text("{")
    assert "damaged" in one_line(call(*RUN), exit_codes.DAMAGED)


@pytest.mark.slow
def test_a_damaged_chunk_is_told_and_computed_again(tmp_path: Path) -> None:
    before = call(*RUN, "--json").stdout
    (tmp_path / "results/baubau-seoul/runs/part-00000.parquet").write_bytes(b"x")
    result = call(*RUN, "--json")
    assert result.exit_code == exit_codes.OK
    assert result.stdout == before
    assert "part-00000.parquet is set aside" in result.stderr


def test_failed_runs_are_told_and_the_others_summarised(engine: FakeEngine) -> None:
    engine.failing = {4}
    result = call(*RUN, "--json")
    assert result.exit_code == exit_codes.RUNS_FAILED
    assert document(result.stdout)["indicators"]["trust"]["n"] == 5
    assert "1 of 6 runs failed" in result.stderr
    assert "run 4: ValueError: no such luck" in result.stderr
    again = call(*RUN, "--json")
    assert again.exit_code == exit_codes.RUNS_FAILED
    assert again.stdout == result.stdout
    assert "run 4: ValueError: no such luck" in again.stderr


def test_figures_that_cannot_be_written(tmp_path: Path) -> None:
    call(*RUN)
    (tmp_path / "results/baubau-seoul/figures").write_text("in the way")
    result = call(*DRAWN)
    assert result.exit_code == exit_codes.DISK
    assert "figures: a file is in its place" in result.stderr


@pytest.mark.slow
def test_the_name_of_a_file_is_no_path(tmp_path: Path) -> None:
    for name in ("..toml", "a b;c.toml"):
        (tmp_path / name).write_text('extends = ["baubau-seoul"]\n')
        assert call("run", f"./{name}", *RUN[2:]).exit_code == exit_codes.OK
    found = {path.name for path in (tmp_path / "results").iterdir()}
    assert found == {"scenario", "a_b_c"}


# The report as text.


# As a process of its own.


def in_a_process(
    *arguments: str, env: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    command = [*PROCESS, *SHORT, *arguments]
    return subprocess.run(command, env={**ENV, **(env or {})}, check=False, **pipes)


@pytest.fixture
def finished() -> None:
    """Leave the results that a process finds, so that all it does is print."""
    assert call(*SHORT).exit_code == exit_codes.OK


@pytest.mark.slow
def test_a_full_stdout_is_told_in_one_line(finished: None) -> None:
    with Path("/dev/full").open("wb") as full:
        done = in_a_process("--json", stdout=full)
    assert done.returncode == exit_codes.DISK
    assert done.stderr.decode().splitlines()[-1].startswith("cannot write the output")
    assert b"Traceback" not in done.stderr
    assert load("results/baubau-seoul").complete


@pytest.mark.slow
def test_a_closed_stdout_and_a_reader_who_leaves_cause_no_traceback(finished: None) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" >&-', "sh", *PROCESS, *SHORT],
        env=ENV,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert done.returncode == exit_codes.OK
    assert b"Traceback" not in done.stderr
    reading, writing = os.pipe()
    os.close(reading)
    done = in_a_process(stdout=writing)
    os.close(writing)
    assert done.returncode == exit_codes.BROKEN_PIPE
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"TERM": "xterm-256color", "COLUMNS": "20", "NO_COLOR": "1"},
        {"TERM": "dumb", "COLUMNS": "80"},
    ],
)
def test_terminals_of_every_kind_do(environment: dict[str, str]) -> None:
    ours, theirs = pty.openpty()
    with ThreadPoolExecutor(1) as reader:
        text = reader.submit(everything, ours)
        done = in_a_process(env=environment, stdout=theirs, stderr=theirs)
        os.close(theirs)
        assert done.returncode == exit_codes.OK, text.result()
        assert "Traceback" not in text.result()
        assert "trust_society" in text.result()
        assert environment["TERM"] != "dumb" or "\x1b" not in text.result()


def everything(terminal: int) -> str:
    data = b""
    with contextlib.suppress(OSError):
        while part := os.read(terminal, 65536):
            data += part
    os.close(terminal)
    return data.decode()


@pytest.mark.slow
def test_poor_surroundings_do() -> None:
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "HOME": "/nowhere"}
    scenario = Path("서울.toml")
    scenario.write_text('extends = ["baubau-seoul"]\n[cities.seoul]\nname = "서울"\n', "utf-8")
    command: Sequence[str] = [*PROCESS, "run", str(scenario), *SHORT[2:]]
    done = subprocess.run(command, env={**ENV, **environment}, capture_output=True, check=False)
    assert done.returncode == exit_codes.OK, done.stderr.decode()
