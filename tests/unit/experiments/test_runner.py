"""The runner: every run once, whatever the threads and chunks; a failed run is a row."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_analysis import load
from paradiplomacy_experiments.execution import chunks, executors, runner
from paradiplomacy_experiments.execution.plan import Plan, chunk_size
from paradiplomacy_results.layout import Layout
from paradiplomacy_results.tables import in_run_order
from tests.support.designs import FORGETTING, made
from tests.support.fake_engine import FakeEngine, scenario, stopped_after, use
from tests.support.fake_engine import run as run_of_all

if TYPE_CHECKING:
    from pathlib import Path


ALL: dict[str, Any] = {"chosen": {}}
"""Keeps every indicator."""


def run(out: Path, **settings: Any) -> runner.Report:
    """Run as others do, but keep few indicators: each is a column of every chunk."""
    return run_of_all(out, **{"chosen": {"indicators": ["trust", "cost"]}, **settings})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("chunk_runs", [1, 4, 23, 100])
@pytest.mark.parametrize("events", ["first", "all", "none"])
def test_every_replicate_runs_once(
    engine: FakeEngine, tmp_path: Path, chunk_runs: int, events: str
) -> None:
    run(tmp_path / "out", chunk_runs=chunk_runs, events=events)
    counted = Counter(replicate for replicates, _ in engine.calls for replicate in replicates)
    assert counted == dict.fromkeys(range(23), 1)
    recorded = {r for replicates, logged in engine.calls if logged for r in replicates}
    assert recorded == {"first": {0}, "all": set(range(23)), "none": set()}[events]
    results = load(tmp_path / "out")
    assert results.has("events") == (events != "none")


def test_a_failing_run_is_a_row_and_harms_no_other(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "sound")
    engine.failing = {3, 21}
    report = run(tmp_path / "out")
    assert report.complete
    assert report.failed == 2
    error = "ValueError: no such luck"
    assert [(each.run, each.error) for each in report.failures] == [(3, error), (21, error)]
    found, sound = load(tmp_path / "out"), load(tmp_path / "sound")
    runs = found.runs.set_index("run")
    assert list(runs.index) == list(range(23))
    assert list(runs.index[runs["status"] == "failed"]) == [3, 21]
    assert runs.loc[3, "error"] == "ValueError: no such luck"
    assert runs.loc[[3, 21], "trust"].isna().all()
    others = [number for number in range(23) if number not in (3, 21)]
    alike = [runs.loc[others], sound.runs.set_index("run").loc[others]]
    assert all(each["error"].isna().all() for each in alike)
    pd.testing.assert_frame_equal(*(each.drop(columns="error") for each in alike))
    for table in ("series", "partnerships"):
        expected = sound.read(table)
        expected = expected[~expected["run"].isin([3, 21])].reset_index(drop=True)
        pd.testing.assert_frame_equal(found.read(table), expected)


@pytest.mark.parametrize(
    "error", [SystemExit(3), MemoryError(), RecursionError("deep"), AssertionError("x" * 10_000)]
)
def test_whatever_a_run_raises_is_recorded(
    engine: FakeEngine, tmp_path: Path, error: BaseException
) -> None:
    engine.failing, engine.error = {2}, error
    report = run(tmp_path / "out", replicates=4)
    (failure,) = report.failures
    text = failure.error
    assert failure.run == 2
    assert text.startswith(type(error).__name__)
    assert len(text) <= chunks.MAX_ERROR


@pytest.mark.slow
def test_an_experiment_in_which_everything_fails_still_has_its_rows(
    engine: FakeEngine, tmp_path: Path
) -> None:
    engine.failing = set(range(23))
    report = run(tmp_path / "out", **ALL)
    assert report.failed == 23
    results = load(tmp_path / "out")
    assert len(results.runs) == 23
    assert len(results.series) == 0
    assert list(results.runs.columns) == Layout().schema_of("runs").names


@pytest.mark.slow
def test_failures_do_not_depend_on_chunks(engine: FakeEngine, tmp_path: Path) -> None:
    engine.failing = {0, 7}
    hashes = {run(tmp_path / str(size), chunk_runs=size).manifest.contents for size in (1, 3, 23)}
    assert len(hashes) == 1


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 3])
def test_few_chunks_are_at_work_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, workers: int
) -> None:
    lock = threading.Lock()
    busy: list[int] = [0, 0]

    def enter() -> None:
        with lock:
            busy[0] += 1
            busy[1] = max(busy)
        time.sleep(0.002)
        with lock:
            busy[0] -= 1

    submitted: list[int] = []
    compute = executors.compute

    def noted(*arguments: Any) -> Any:
        submitted.append(1)
        return compute(*arguments)

    use(FakeEngine(before=enter), monkeypatch)
    monkeypatch.setattr(executors, "compute", noted)
    run(tmp_path / "out", chunk_runs=1, workers=workers)
    assert busy[1] <= workers
    assert len(submitted) == 23


def test_the_mesa_engine_gets_one_run_at_a_time(engine: FakeEngine, tmp_path: Path) -> None:
    run(tmp_path / "out", engine="mesa", workers=8)
    assert sorted(replicates for replicates, _ in engine.calls) == [[k] for k in range(23)]


def test_a_stop_flushes_what_is_at_work(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    use(FakeEngine(), monkeypatch)
    report = run(tmp_path / "out", stop=stop)
    assert (report.done, report.complete) == (0, False)
    late, engine = stopped_after(3)
    use(engine, monkeypatch)
    report = run(tmp_path / "out", stop=late, workers=1, chunk_runs=4)
    assert 0 < report.done < report.runs
    assert report.done == sum(len(part) for part in [load(tmp_path / "out").runs])


def test_an_error_of_the_engine_itself_is_raised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*arguments: object) -> None:
        raise ImportError("no engine")

    monkeypatch.setattr(executors, "prepared_engine", broken)
    with pytest.raises(ImportError, match="no engine"):
        run(tmp_path / "out")
    assert not (tmp_path / "out" / ".lock").exists()


# Designs of several points: what a sweep needs of the runner.


def sweep(folder: Path, chunk_runs: int) -> runner.Report:
    text = FORGETTING + '[keep]\ntables = ["series", "events"]\nindicators = ["trust", "cost"]\n'
    design = made(folder, text)
    return runner.run_design(design, out=folder / "out", workers=2, chunk_runs=chunk_runs)


@pytest.mark.slow
@pytest.mark.parametrize("chunk_runs", [1, 2, 5, 12])
def test_points_take_turns_and_carry_their_factors(
    engine: FakeEngine, tmp_path: Path, chunk_runs: int
) -> None:
    report = sweep(tmp_path, chunk_runs)
    results = load(report.directory)
    frame = results.runs
    assert frame["run"].tolist() == list(range(12))
    assert frame["point"].tolist() == [0, 1, 2] * 4
    assert frame["replicate"].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert frame["forgetting"].tolist() == [0.9, 0.95, 0.99] * 4
    assert set(results.events["run"]) == {0, 1, 2}
    assert list(results.series.columns) == ["run", "month", "trust", "cost"]
    assert not results.has("partnerships")
    assert report.manifest.contents == sweep(tmp_path / "b", 7).manifest.contents


@pytest.mark.slow
@given(
    points=st.lists(st.integers(0, 10**9), min_size=1, max_size=9, unique=True),
    counts=st.lists(st.integers(1, 6), min_size=1, max_size=3),
    size=st.integers(1, 40),
)
def test_a_plan_hands_out_every_run_of_every_round_once(
    points: list[int], counts: list[int], size: int
) -> None:
    plan = Plan(size, "none", Layout())
    expected, before = [], 0
    for count in counts:
        one = plan.add(points, range(before, before + count))
        expected += [(point, k) for k in one.replicates for point in points]
        before += count
    given_out = [
        (run, task.point, replicate)
        for spec in plan.specs()
        for task in plan.chunk(spec).tasks
        for run, replicate in zip(task.runs, task.replicates, strict=True)
    ]
    assert sorted(given_out) == [(run, *which) for run, which in enumerate(expected)]
    assert [spec.number for spec in plan.specs()] == list(range(len(list(plan.specs()))))


def test_chunks_of_a_large_world_are_small() -> None:
    config = scenario().config
    assert chunk_size(config, 200, mesa=True) == 2
    assert chunk_size(config, 200, mesa=False) == 25
    assert chunk_size(config, 100_000, mesa=False) == 250
    tie = config.partnerships["baubau-seoul"]
    large = config.model_copy(update={"partnerships": {str(k): tie for k in range(100_000)}})
    assert chunk_size(large, 200, mesa=False) == 1


def test_rows_are_put_in_order_without_losing_their_own() -> None:
    schema = pa.schema([("run", pa.int64()), ("city", pa.dictionary(pa.int32(), pa.string()))])
    rows = [{"run": 2, "city": "seoul"}, {"run": 2, "city": None}, {"run": 0, "city": "baubau"}]
    pieces = [pa.Table.from_pylist(some, schema) for some in (rows[:2], [], rows[2:])]
    assert in_run_order(pieces, schema).to_pylist() == [rows[2], *rows[:2]]
    assert in_run_order([], schema) == schema.empty_table()


# The engines themselves.


@pytest.mark.slow
def test_the_mesa_engine_fills_every_column(tmp_path: Path) -> None:
    settings: dict[str, Any] = {"replicates": 2, "engine": "mesa", "workers": 1, **ALL}
    report = run(tmp_path / "out", chunk_runs=1, **settings)
    assert report.failed == 0
    results = load(tmp_path / "out")
    assert results.series["month"].max() == 11
    assert results.runs["trust"].between(0, 1).all()
    last = results.series[results.series["month"] == 11].reset_index(drop=True)
    declared = results.indicators
    assert set(declared) <= set(results.runs.columns)
    stocks = [name for name in last.columns if name in declared and declared[name].summary == "end"]
    pd.testing.assert_frame_equal(last[stocks], results.runs[stocks])


@pytest.mark.compiled
@pytest.mark.slow
def test_engines_threads_and_chunks_give_the_same_contents(tmp_path: Path) -> None:
    settings: list[dict[str, Any]] = [
        {"engine": "mesa", "workers": 1},
        {"workers": 1},
        {"workers": 2, "chunk_runs": 1},
        {"workers": 8, "chunk_runs": 2},
    ]
    hashes = {
        run(
            tmp_path / str(number),
            **{
                "replicates": 5,
                "events": "all",
                "scenario": scenario("scenario.months=60"),
                **ALL,
                **each,
            },
        ).manifest.contents
        for number, each in enumerate(settings)
    }
    assert len(hashes) == 1
