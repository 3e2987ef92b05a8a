"""A sweep on a Dask cluster: the same bits, whatever happens to workers and scheduler."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from paradiplomacy.randomness import run_key
from paradiplomacy_analysis import load
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.execution import dask_executor, manifests, runner
from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError, WorkersDifferError
from paradiplomacy_experiments.execution.dask_task import Work, environment
from paradiplomacy_experiments.execution.plan import Plan
from paradiplomacy_experiments.growth import extension
from paradiplomacy_experiments.inspection.integrity import verify
from paradiplomacy_results import provenance
from tests.support.clusters import FATAL, Cluster, Fatal, When, until
from tests.support.command_line import call
from tests.support.custom_files import GOODWILL, RECORDED
from tests.support.designs import FORGETTING, HEAD, made, written
from tests.support.fake_engine import FakeEngine, use
from tests.support.scenario_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from paradiplomacy_experiments.design.loading import Design

MINE = """
import os, time
from paradiplomacy.processes import trust

DEEDS = {keys}

def revise_trust(world, c):
    trust.revise_trust(world, c)
    if world.clock.month == 2:
        exec(DEEDS.get(world.clock.run_key, ""))
"""
"""A mechanism that does something of its own in some runs."""

DEEDS = ["raise ValueError('no such luck')", "os._exit(4)", "time.sleep(60)"]


@pytest.fixture(autouse=True)
def no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "git_state", lambda: None)


@contextlib.contextmanager
def started(folder: Path, workers: int, **settings: Any) -> Iterator[Cluster]:
    """Start a cluster, all of whose processes end with the block."""
    cluster = Cluster(folder, **settings)
    try:
        yield cluster.start(workers)
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def stubbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a cluster of two workers with the fake engine, which come again where they are ended."""
    with started(tmp_path_factory.mktemp("stubbed"), 2) as cluster:
        yield cluster


@pytest.fixture
def computers(stubbed: Cluster) -> Iterator[Cluster]:
    """Give that cluster with both workers, and engines that take no time unless they are told."""
    until(lambda: len(stubbed.process_ids()) == 2)
    stubbed.order()
    yield stubbed
    stubbed.order()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give a cluster of one worker with the real engines."""
    with started(tmp_path_factory.mktemp("plain"), 1, stubbed=False, nanny=False) as cluster:
        yield cluster


LIGHT = FORGETTING + '\n[keep]\ntables = ["runs"]\nindicators = ["trust"]\n'
"""A design whose chunks take no time to write."""


def swept(design: Design, out: Path, **settings: Any) -> runner.Report:
    return runner.run_design(design, out=out, **{"chunk_runs": 3, **settings})


def local(design: Design, out: Path, engine: FakeEngine) -> str:
    """Return the hash of the contents of a sweep on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        use(engine, patch)
        return str(swept(design, out, workers=2).manifest.contents)


def children() -> int:
    return len(multiprocessing.active_children())


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.mark.slow
def test_only_what_a_killed_worker_was_at_is_done_again(tmp_path: Path, computers: Cluster) -> None:
    design = made(tmp_path, LIGHT, "design.replicates=20")
    expected = local(design, tmp_path / "local", FakeEngine())
    computers.order(pause=0.02)
    victim = computers.process_ids()[0]
    killer = When(15, lambda: os.kill(victim, signal.SIGKILL))
    report = swept(design, tmp_path / "out", cluster=computers.address, progress=killer)
    assert report.failed == 0
    assert report.manifest.contents == expected
    assert verify(tmp_path / "out").faults == []
    assert victim not in computers.process_ids()
    counted = Counter(computers.calls.read_text().splitlines())
    again = [run for run, times in counted.items() if times > 1]
    assert len(again) <= 3 * 4  # tasks of a chunk, chunks at work


@pytest.mark.slow
def test_a_run_that_ends_its_workers_fails_alone(tmp_path: Path, computers: Cluster) -> None:
    design = made(tmp_path, LIGHT)
    expected = local(design, tmp_path / "local", Fatal())
    computers.order(may_end=True)
    report = swept(design, tmp_path / "out", cluster=computers.address, progress=When(99, bool))
    assert report.manifest.contents == expected
    (failure,) = report.failures
    runs = load(tmp_path / "out").runs
    failed = runs[runs["status"] == "failed"]
    assert failed["run"].tolist() == [failure.run]
    assert (failed["forgetting"].item(), failed["replicate"].item()) == (FATAL, 2)


@pytest.mark.slow
def test_a_mechanism_of_ones_own_fails_as_on_one_machine(
    tmp_path: Path, plain: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # The sound run comes first: no process is started for it alone.
    keys = {run_key(1, number): deed for number, deed in enumerate(DEEDS, 1)}
    (tmp_path / "mine.py").write_text(MINE.replace("{keys}", repr(keys)))
    start_of_file = 'extends = ["baubau-seoul"]\n[scenario]\nmonths = 6\n'
    path = write(tmp_path, start_of_file + '[mechanisms]\ntrust = "mine.py"\n')
    settings: dict[str, Any] = {"replicates": 4, "run_seconds": 3.0}
    mine = load_scenario(path)
    report = runner.run_scenario(mine, out=tmp_path / "local", workers=1, **settings)
    there = runner.run_scenario(mine, out=tmp_path / "out", cluster=plain.address, **settings)
    assert [failure.error for failure in there.failures] == [
        "ValueError: no such luck (mine.py, line 10)",
        "its process ended with exit code 4, 3 times out of 3",
        "took longer than 3 s",
    ]
    assert there.manifest.contents == report.manifest.contents
    until(lambda: plain.on_workers(children) == [0])


@pytest.mark.compiled
@pytest.mark.slow
def test_mechanism_state_and_indicators_of_ones_own_go_with_the_work(
    tmp_path: Path, plain: Cluster
) -> None:
    """In one chunk, which one worker compiles for."""
    (tmp_path / "goodwill.py").write_text(GOODWILL)
    recorded = "".join(f'{name} = "goodwill.py"\n' for name in RECORDED)
    start_of_file = (
        'extends = ["baubau-seoul"]\n[mechanisms]\ntrust = "goodwill.py"\n[indicators]\n'
    )
    write(tmp_path, start_of_file + recorded, "own.toml")
    head = HEAD.replace('"baubau-seoul"', '"./own.toml"')
    design = made(tmp_path, FORGETTING, "design.replicates=2", head=head)
    design = design.with_tables(["cities", "ngos", "papers", "programmes"])
    expected = swept(design, tmp_path / "local", workers=1).manifest
    report = swept(design, tmp_path / "out", cluster=plain.address, chunk_runs=6)
    assert expected.engine == report.manifest.engine == "compiled"
    assert report.failed == 0
    assert report.manifest.contents == expected.contents
    assert report.manifest.mechanism_files == expected.mechanism_files


@pytest.mark.slow
def test_classes_and_chosen_rows_go_with_the_work(tmp_path: Path, plain: Cluster) -> None:
    mine = "from paradiplomacy import CityGovernment\nfrom paradiplomacy.custom import state\n\n"
    mine += 'zest = state("cities", 0.5, "1", "zest of a city", low=0.0, high=1.0)\n\n\n'
    mine += "class Zestful(CityGovernment):\n    def keep_books(self):\n        self.zest = 0.25\n"
    (tmp_path / "mine.py").write_text(mine)
    classes = '[classes]\ncities = "mine.py"\n[indicators]\nzest = "mine.py"\n'
    write(tmp_path, 'extends = ["baubau-seoul"]\n' + classes, "own.toml")
    keep = '\n[keep]\ntables = ["runs"]\n[keep.cities]\nevery = 6\ncolumns = ["zest", "trust"]\n'
    head = HEAD.replace('"baubau-seoul"', '"./own.toml"')
    design = made(tmp_path, FORGETTING + keep, "design.replicates=1", head=head)
    expected = swept(design, tmp_path / "local", workers=1).manifest
    report = swept(design, tmp_path / "out", cluster=plain.address)
    assert expected.engine == report.manifest.engine == "mesa"
    assert report.failed == 0
    assert report.manifest.contents == expected.contents
    assert report.manifest.mechanism_files == expected.mechanism_files
    found = load(tmp_path / "out")
    assert list(found.cities) == ["run", "month", "city", "zest", "trust"]
    assert (found.cities["zest"] == 0.25).all()
    assert (found.runs["zest"] == 0.25).all()
    assert found.columns_of("cities")["zest"].formula == "zest of a city"


@pytest.mark.slow
def test_a_stop_finishes_what_is_at_work(tmp_path: Path, computers: Cluster) -> None:
    design = made(tmp_path, LIGHT, "design.replicates=30")
    computers.order(pause=0.02)
    stop = threading.Event()
    report = swept(
        design,
        tmp_path / "out",
        cluster=computers.address,
        stop=stop,
        progress=When(9, stop.set),
    )
    assert 9 <= report.done < report.runs
    assert len(load(tmp_path / "out").runs) == report.done
    expected = local(design, tmp_path / "local", FakeEngine())
    computers.order()
    report = swept(design, tmp_path / "out", cluster=computers.address)
    assert report.computed < report.runs
    assert report.manifest.contents == expected


@pytest.mark.slow
def test_what_is_done_stays_when_the_scheduler_dies(tmp_path: Path) -> None:
    design = made(tmp_path, LIGHT, "design.replicates=20")
    out = tmp_path / "out"
    with started(tmp_path / "cluster", 1, nanny=False) as cluster:
        cluster.order(pause=0.05)
        scheduler = cluster.scheduler.pid
        killer = When(9, lambda: os.kill(scheduler, signal.SIGKILL))
        with pytest.raises(ClusterLostError, match=r"is (gone|lost)"):
            swept(design, out, cluster=cluster.address, progress=killer)
    assert not (out / ".lock").exists()
    assert len(load(out).runs) >= 9
    expected = local(design, tmp_path / "local", FakeEngine())
    assert local(design, out, FakeEngine()) == expected


@pytest.fixture(scope="module")
def emptied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Path, str]]:
    """Give a cluster whose only worker is killed at work, the results, and what was told."""
    folder = tmp_path_factory.mktemp("emptied")
    design = made(folder, LIGHT, "design.replicates=20")
    with (
        started(folder / "cluster", 1, nanny=False) as cluster,
        pytest.MonkeyPatch.context() as patch,
    ):
        cluster.order(pause=0.05)
        patch.setattr(dask_executor, "WORKERLESS_SECONDS", 1.0)
        patch.setattr(dask_executor, "WATCH_SECONDS", 0.2)
        killer = When(9, lambda: os.killpg(cluster.workers[0].pid, signal.SIGKILL))
        with pytest.raises(ClusterLostError) as caught:
            swept(design, folder / "out", cluster=cluster.address, progress=killer)
        yield cluster, folder / "out", str(caught.value)


@pytest.mark.slow
def test_a_cluster_without_any_workers_left_is_not_waited_for_for_ever(
    emptied: tuple[Cluster, Path, str],
) -> None:
    _, out, told = emptied
    assert "has had no workers for 1 seconds" in told
    assert 9 <= len(load(out).runs) < 60


@pytest.mark.slow
def test_workers_that_would_give_other_bits_are_refused(
    tmp_path: Path, computers: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = provenance.versions()
    processor = provenance.processor()
    monkeypatch.setattr(provenance, "versions", lambda: {**versions, "numpy": "1.0"})
    features = (*processor.features, "TELEPATHY")
    other = processor.model_copy(update={"features": features})
    monkeypatch.setattr(provenance, "processor", lambda: other)
    out = tmp_path / "out"
    words = ["sweep", str(written(tmp_path)), "--dask", computers.address, "--out", str(out)]
    result = call(*words)
    assert result.exit_code == exit_codes.DIFFERS
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 4
    assert len({line.split(": ")[0] for line in lines}) == 2
    numpy = f"numpy: {versions['numpy']} there, 1.0 here"
    assert sum(line.endswith(numpy) for line in lines) == 2
    assert sum(line.endswith("none of its own there, TELEPATHY here") for line in lines) == 2
    assert not list(out.rglob("part-*"))


@pytest.mark.slow
def test_a_cluster_without_workers_is_told(
    tmp_path: Path, emptied: tuple[Cluster, Path, str]
) -> None:
    address = emptied[0].address
    out = str(tmp_path / "out")
    result = call("sweep", str(written(tmp_path)), "--dask", address, "--out", out)
    assert result.exit_code == exit_codes.CONFIG
    assert result.stderr == f"the scheduler at {address} has no workers; start some first\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:{port}", "nowhere", "x://y", "127.0.0.1:99999"]
)
def test_a_scheduler_that_cannot_be_reached_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(dask_executor, "CONNECT_SECONDS", 0.5)
    address = address.format(port=free_port())
    words = ["sweep", str(written(tmp_path)), "--dask", address, "--out", str(tmp_path / "out")]
    result = call(*words)
    assert result.exit_code == exit_codes.CONFIG, result.output
    assert result.stdout == ""
    assert result.stderr == f"no Dask scheduler answers at {address}\n"


def test_the_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ["sweep", str(written(tmp_path)), "--dask", "tcp://x:1", "--out", str(tmp_path / "out")]
    result = call(*words)
    assert result.exit_code == exit_codes.CONFIG
    assert result.stderr == "a cluster needs Dask: pip install 'paradiplomacy[cluster]'\n"


def test_a_lost_cluster_is_told_with_the_command_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*arguments: object, **settings: object) -> None:
        raise ClusterLostError("the scheduler at tcp://x:1 is gone")

    monkeypatch.setattr(extension, "run_design", lost)
    path, out = str(written(tmp_path)), str(tmp_path / "out")
    result = call("sweep", path, "--dask", "tcp://x:1", "--out", out)
    assert result.exit_code == exit_codes.CONFIG
    first, command = result.stderr.splitlines()
    assert first == f"the scheduler at tcp://x:1 is gone; what is done is in {out}; to go on:"
    assert command == f"  paradiplomacy sweep {path} --out {out} --dask tcp://x:1"


@pytest.mark.parametrize("option", [["--workers", "2"], ["--dry-run"]])
def test_what_is_about_this_machine_goes_not_with_a_cluster(
    tmp_path: Path, option: list[str]
) -> None:
    result = call("sweep", str(written(tmp_path)), "--dask", "tcp://x:1", *option)
    assert result.exit_code == exit_codes.CONFIG
    assert f"{option[0].removeprefix('--')} is about this machine" in result.stderr


def test_a_worker_that_joins_later_is_compared_too(tmp_path: Path) -> None:
    design = made(tmp_path)
    manifest = manifests.manifest_of(design)
    plan = Plan(manifest.chunk_runs, manifest.events, design.layout)
    plan.add(range(3), range(4))
    job = runner.job_of(design, manifest)
    work = Work(job, 60.0, {**environment(), "python": "2.7"})
    copy = pickle.loads(pickle.dumps(work))
    with pytest.raises(WorkersDifferError, match=r"python: 3\.\S+ there, 2\.7 here"):
        copy.compute(plan.chunk(next(plan.specs())), alone=False)


@pytest.mark.compiled
@pytest.mark.slow
def test_parts_of_a_design_hold_the_rows_of_the_whole(tmp_path: Path) -> None:
    swept(made(tmp_path), tmp_path / "whole")
    for level in (0.9, 0.95, 0.99):
        part = made(tmp_path, FORGETTING, f"factors.forgetting.levels=[{level}]")
        swept(part, tmp_path / str(level))
    parts = pd.concat(load(tmp_path / str(level)).runs for level in (0.9, 0.95, 0.99))
    places = ["forgetting", "replicate"]
    found, expected = (
        frame.drop(columns=["run", "point"]).sort_values(places, ignore_index=True)
        for frame in (parts, load(tmp_path / "whole").runs)
    )
    pd.testing.assert_frame_equal(found, expected)
