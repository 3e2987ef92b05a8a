"""``paradiplomacy status``, ``verify`` and ``reproduce`` as a user meets them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import socket
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_results.hashing import hash_of
from paradiplomacy_results.identity import mark_of
from paradiplomacy_results.lock import DirectoryLock
from paradiplomacy_results.manifest import read_manifest, write_manifest
from paradiplomacy_results.parquet import parsed, serialised
from paradiplomacy_results.parts import ChunkSpec, file_metadata
from tests.support.command_line import call, printed
from tests.support.designs import FORGETTING, HEAD, made
from tests.support.fake_engine import FakeEngine, stopped_after, use

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy.configuration.world_config import WorldConfig


UNTIL = HEAD.replace(
    "replicates = 4",
    'until = { indicator = "trust", half_width = 0.2, first = 4, max = 16 }',
)

MONTHLY = "[keep]\nseries_every = 1\n"


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


def stopped(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Return the directory of a design that a user stopped after five or so of twelve runs."""
    stop, engine = stopped_after(2)
    use(engine, patch)
    out = folder / "unfinished"
    command = ("paradiplomacy", "sweep", str(folder / "design.toml"), "--out", str(out))
    run_design(
        made(folder, FORGETTING + MONTHLY),
        out=out,
        chunk_runs=2,
        workers=1,
        stop=stop,
        command=command,
    )
    use(FakeEngine(), patch)
    return out


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return directories to copy: results of twelve runs in three chunks, and unfinished ones."""
    folder = tmp_path_factory.mktemp("both")
    with pytest.MonkeyPatch.context() as patch:
        unfinished = stopped(folder, patch)
        run_design(made(folder, FORGETTING + MONTHLY), out=folder / "results", chunk_runs=4)
    return {"results": folder / "results", "unfinished": unfinished}


@pytest.fixture
def results(both: dict[str, Path], tmp_path: Path) -> Path:
    """Return the finished results of a design of twelve runs in three chunks."""
    return shutil.copytree(both["results"], tmp_path / "results")


@pytest.fixture
def unfinished(both: dict[str, Path], tmp_path: Path) -> Path:
    """Return the directory of a design that was stopped, whose command names another one."""
    return shutil.copytree(both["unfinished"], tmp_path / "unfinished")


def printed_of(*arguments: str) -> list[str]:
    """Return the lines of a call that must succeed; what it says meanwhile does not count."""
    done = call(*arguments)
    assert done.exit_code == exit_codes.OK, done.output
    return done.stdout.splitlines()


def changed(directory: Path, **values: Any) -> None:
    """Change what the manifest says, as the program could have written it."""
    write_manifest(directory, read_manifest(directory).model_copy(update=values))


def forge(directory: Path, table: str, column: str, place: int, value: float) -> None:
    """Change one number of an unfinished directory's first file, and its hash along with it."""
    path = directory / table / "part-00000.parquet"
    rows = parsed(path.read_bytes())
    old = rows[column].to_pylist()
    old[place] = value
    index = rows.schema.get_field_index(column)
    rows = rows.set_column(index, rows.schema.field(index), pa.array(old, type=pa.float64()))
    runs = range(rows["run"][0].as_py(), rows["run"][-1].as_py() + 1)
    spec = ChunkSpec(0, runs, (table,))
    told = file_metadata(mark_of(read_manifest(directory)), table, spec, hash_of(rows))
    path.write_bytes(serialised(rows, told))


# ------------------------------------------------------------------------------------- status


def test_status_tells_of_a_finished_experiment(results: Path) -> None:
    lines = printed("status", str(results)).splitlines()
    assert lines[0] == f"{results}: design, A design"
    assert lines[1].startswith("complete: 12 of 12 runs, 0 failed, 3 chunks, ")
    assert lines[2].startswith("finished 20")
    assert lines[3] == f"contents: {read_manifest(results).contents}"


@pytest.mark.slow
def test_status_of_an_unfinished_one_tells_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unfinished = stopped(tmp_path, monkeypatch)
    lines = printed("status", str(unfinished)).splitlines()
    done = len(list((unfinished / "runs").iterdir())) * 2
    assert 0 < done < 12
    assert lines[1].startswith(f"incomplete: {done} of 12 runs ({done / 12:.0%}), 0 failed")
    assert lines[-2] == "nobody is at work; to go on:"
    goes_on = shlex.split(lines[-1])
    assert call(*goes_on[1:]).exit_code == exit_codes.OK
    assert printed("status", str(unfinished)).splitlines()[1].startswith("complete: 12 of 12")


def test_status_names_who_is_at_work(unfinished: Path) -> None:
    for path in (unfinished / "runs").iterdir():
        os.utime(path, (1, 1))
    with DirectoryLock(unfinished):
        told = printed("status", str(unfinished)).splitlines()[-1]
        (found,) = json.loads(printed("status", str(unfinished), "--json"))
    assert told.startswith("process ")
    assert told.endswith(f" on {socket.gethostname()} is at work")
    assert found["owner"]["host"] == socket.gethostname()
    assert "nobody is at work" in printed("status", str(unfinished))


def test_status_tells_the_time_left_at_the_pace_of_what_was_written(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1000)
    paths = sorted((unfinished / "runs").iterdir())
    for second, path in enumerate(paths, start=1):
        os.utime(path, (1000 + 60 * second,) * 2)
    with DirectoryLock(unfinished):
        (found,) = json.loads(printed("status", str(unfinished), "--json"))
    missing = 12 - found["done"]
    assert found["seconds_left"] == 30 * missing


def test_a_dead_owner_is_nobody(unfinished: Path) -> None:
    owner = {"pid": 1, "host": socket.gethostname(), "time": 1}
    (unfinished / ".lock").write_text(json.dumps(owner))
    assert "nobody is at work" in printed("status", str(unfinished))
    (unfinished / ".lock").write_text(json.dumps(owner | {"host": "elsewhere"}))
    assert "process 1 on elsewhere is at work" in printed("status", str(unfinished))


def test_status_counts_failures_and_files_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    use(FakeEngine(failing={1}), monkeypatch)
    design = made(tmp_path)
    run_design(design, out=out, chunk_runs=4)
    (out / "runs" / "part-00001.parquet").write_bytes(b"")
    run_design(design, out=out, chunk_runs=4)
    told = printed("status", str(out))
    assert "3 failed" in told
    assert "1 damaged file was set aside" in told
    (found,) = json.loads(printed("status", str(out), "--json"))
    assert (found["failed"], found["set_aside"]) == (3, 1)


def test_several_directories_are_told_one_after_the_other(results: Path, unfinished: Path) -> None:
    told = printed("status", str(results), str(unfinished)).split("\n\n")
    assert [text.splitlines()[0] for text in told] == [
        f"{results}: design, A design",
        f"{unfinished}: design, A design",
    ]
    found = json.loads(printed("verify", str(results), str(unfinished), "--json"))
    assert [each["status"] for each in found] == ["complete", "incomplete"]


@pytest.mark.parametrize("command", ["status", "verify", "reproduce"])
def test_a_folder_of_something_else_is_an_error(tmp_path: Path, command: str) -> None:
    done = call(command, str(tmp_path))
    assert done.exit_code not in {exit_codes.OK, exit_codes.DIFFERS}
    assert done.stdout == ""
    assert done.stderr == f"{tmp_path} is no result directory: no manifest.json\n"


def test_one_refused_directory_does_not_hide_the_others(results: Path, tmp_path: Path) -> None:
    done = call("status", str(tmp_path), str(results))
    assert done.exit_code != exit_codes.OK
    assert f"{results}: design" in done.stdout


# ------------------------------------------------------------------------------------- verify


def test_verify_finds_sound_results_sound(results: Path, unfinished: Path) -> None:
    lines = printed("verify", str(results)).splitlines()
    files = len(list(results.glob("*/part-*.parquet")))
    assert lines == [
        f"{results}: complete, {files} files, sound",
        f"contents: {read_manifest(results).contents}",
    ]
    assert ": incomplete, " in printed("verify", str(unfinished))


@pytest.mark.parametrize("state", ["results", "unfinished"])
@pytest.mark.parametrize("damage", ["truncate", "empty", "remove", "flip", "stranger"])
@pytest.mark.parametrize("table", ["runs", "series"])
def test_every_damage_is_named_with_its_file(
    request: pytest.FixtureRequest, state: str, damage: str, table: str
) -> None:
    directory: Path = request.getfixturevalue(state)
    path = directory / table / "part-00000.parquet"
    data = bytearray(path.read_bytes())
    if damage == "truncate":
        path.write_bytes(data[:-40])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "flip":
        data[len(data) // 3] ^= 8
        path.write_bytes(data)
    elif damage == "stranger":
        path = path.with_name("notes.txt")
        path.write_text("mine")
    else:
        path.unlink()
    if (state, damage, table) == ("unfinished", "remove", "runs"):
        # Without its file of runs a chunk is one that was never finished.
        assert call("verify", str(directory)).exit_code == exit_codes.OK
        return
    done = call("verify", str(directory))
    assert done.exit_code == exit_codes.DAMAGED
    named = path if (state, damage) != ("unfinished", "remove") else directory / "runs" / path.name
    assert any(line.startswith(f"{named}: ") for line in done.stderr.splitlines())
    assert "computes their runs again" in done.stderr
    (found,) = json.loads(call("verify", str(directory), "--json").stdout)
    assert [fault["path"] for fault in found["faults"]] == [named.relative_to(directory).as_posix()]


@pytest.mark.parametrize("key", ["contents", "tables"])
def test_a_manifest_with_another_hash_of_the_contents_is_found(results: Path, key: str) -> None:
    value = getattr(read_manifest(results), key)
    other = "0" * 64 if isinstance(value, str) else value | {"runs": "0" * 64}
    changed(results, **{key: other})
    done = call("verify", str(results))
    assert done.exit_code == exit_codes.DAMAGED
    assert "manifest.json: its hash of the contents is not that of the tables" in done.stderr


def test_a_manifest_changed_by_hand_is_refused(results: Path) -> None:
    path = results / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("A design", "My design"))
    for command in ("status", "verify", "reproduce"):
        done = call(command, str(results))
        assert done.exit_code == exit_codes.DAMAGED
        assert "manifest.json is damaged: its hash is not that of its text" in done.stderr


# ---------------------------------------------------------------------------------- reproduce


def test_all_runs_come_out_as_they_did(results: Path, engine: FakeEngine) -> None:
    engine.calls.clear()
    told = printed_of("reproduce", str(results), "--all")
    assert told == [f"{results}: 12 of 12 runs were run again, all are equal to the bit"]
    assert sum(len(replicates) for replicates, _ in engine.calls) == 12


@pytest.mark.slow
def test_a_sample_is_always_the_same_one(results: Path, engine: FakeEngine) -> None:
    calls = []
    for _ in range(2):
        engine.calls.clear()
        told = printed_of("reproduce", str(results), "--runs", "5")
        assert "5 of 12 runs were run again" in told[0]
        calls.append(sorted(engine.calls))
    assert calls[0] == calls[1]
    assert sum(len(replicates) for replicates, _ in calls[0]) == 5


def test_nothing_is_written(results: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in results.rglob("*")}
    printed_of("reproduce", str(results), "--all")
    assert {path: path.stat().st_mtime_ns for path in results.rglob("*")} == before


def test_what_is_there_of_unfinished_results_is_run_again(unfinished: Path) -> None:
    done = len(list((unfinished / "runs").iterdir())) * 2
    (told,) = printed_of("reproduce", str(unfinished), "--all")
    assert f"{done} of {done} runs were run again, all are equal to the bit" in told


@pytest.mark.slow
def test_replicates_until_an_interval_is_narrow_and_failed_runs_come_out_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(FakeEngine(failing={2}), monkeypatch)
    run_design(made(tmp_path, head=UNTIL), out=tmp_path / "out", chunk_runs=4)
    (told,) = printed_of("reproduce", str(tmp_path / "out"), "--all")
    assert "all are equal to the bit" in told


@pytest.mark.slow
def test_the_first_differing_row_is_told(unfinished: Path) -> None:
    rows = parsed((unfinished / "series" / "part-00000.parquet").read_bytes())
    of_one = rows["run"].to_pylist().count(0)
    forge(unfinished, "series", "trust", of_one + 3, 0.125)
    done = call("reproduce", str(unfinished), "--all")
    assert done.exit_code == exit_codes.DIFFERS
    lines = done.stdout.splitlines()
    assert lines[0].endswith(" 1 differ")
    assert lines[1] == "first: run 1, row 3 of its rows in series"
    assert lines[2].startswith("  trust: 0.125 stored, ")
    assert lines[3].startswith("versions, processor and sources are those")
    found = json.loads(call("reproduce", str(unfinished), "--all", "--json").stdout)
    assert found["differing"] == 1
    assert found["first"]["columns"]["trust"][0] == "0.125"


def test_the_smallest_change_of_a_bit_is_a_difference(unfinished: Path) -> None:
    rows = parsed((unfinished / "runs" / "part-00000.parquet").read_bytes())
    forge(unfinished, "runs", "trust", 0, float(np.nextafter(rows["trust"][0].as_py(), 2.0)))
    done = call("reproduce", str(unfinished), "--all")
    assert done.exit_code == exit_codes.DIFFERS
    assert "first: run 0, row 0 of its rows in runs" in done.stdout


@pytest.mark.slow
def test_versions_processor_and_sources_that_differ_are_named(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = read_manifest(results).versions | {"numba": "0.1"}
    changed(results, versions=versions, model_sha256="0")
    lines = printed_of("reproduce", str(results))
    assert lines[1] == "although these differ from what the results were made with:"
    assert any(line.startswith('  versions.numba: "0.1" there, ') for line in lines)
    assert any(line.startswith("  model_sha256") for line in lines)
    moved = _Moved()
    use(moved, monkeypatch)
    done = call("reproduce", str(results))
    assert done.exit_code == exit_codes.DIFFERS
    assert "these differ from what the results were made with:" in done.stdout.splitlines()
    assert "12 differ" in done.stdout


class _Moved(FakeEngine):
    """Give other numbers than the engine that made the results."""

    def run_batch(self, config: WorldConfig, *, seed: int, **settings: Any) -> Any:
        return super().run_batch(config, seed=seed + 1, **settings)


def test_damaged_files_are_not_compared(results: Path) -> None:
    path = results / "series" / "part-00001.parquet"
    path.write_bytes(path.read_bytes()[:-40])
    done = call("reproduce", str(results), "--all")
    assert done.exit_code == exit_codes.DAMAGED
    assert str(path) in done.stderr


def test_stopping_tells_what_was_compared_until_then(
    results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signals = iter([signal.SIGINT])

    def interrupt_once() -> None:
        for number in signals:
            os.kill(os.getpid(), number)

    use(FakeEngine(before=interrupt_once), monkeypatch)
    done = call("reproduce", str(results), "--all", "--workers", "1")
    assert done.exit_code == exit_codes.INTERRUPTED
    assert "runs were run again, all are equal to the bit" in done.stdout


def test_all_and_a_number_do_not_go_together(results: Path) -> None:
    assert call("reproduce", str(results), "--all", "--runs", "3").exit_code == exit_codes.CONFIG
