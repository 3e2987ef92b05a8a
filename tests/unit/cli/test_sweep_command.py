"""``paradiplomacy sweep`` as a user meets it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from scipy import stats

from paradiplomacy_analysis import load
from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.design import loading
from paradiplomacy_experiments.design.declarations import Until
from paradiplomacy_experiments.design.replication import Replication
from paradiplomacy_experiments.execution.runner import run_design
from paradiplomacy_experiments.inspection.integrity import verify
from tests.support.command_line import call
from tests.support.designs import FORGETTING, HEAD, made, written
from tests.support.fake_engine import CONSTANT, NEVER, FakeEngine, stopped_after, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


def test_a_sweep_prints_its_points_and_where_they_are(engine: FakeEngine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call("sweep", str(written(tmp_path)), "--out", str(out))
    assert done.exit_code == exit_codes.OK, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "design: A design"
    assert "3 points, 4 replicates each, 12 runs of 12 months" in lines[2]
    assert [line.split()[0] for line in lines[5:9]] == ["forgetting", "0.9", "0.95", "0.99"]
    assert f"results: {out}" in lines
    assert f"contents: {load(out).manifest.contents}" in lines
    again = call("sweep", str(written(tmp_path)), "--out", str(out))
    assert again.stdout == done.stdout
    assert f"all 12 runs are in {out} already" in again.stderr


def test_its_json_document_has_every_point(engine: FakeEngine, tmp_path: Path) -> None:
    done = call("sweep", str(written(tmp_path)), "--out", str(tmp_path / "out"), "--json")
    told = json.loads(done.stdout)
    runs = load(tmp_path / "out").runs
    assert told["runs"] == 12
    for number, point in enumerate(told["points"]):
        values = runs.loc[runs["point"] == number, "trust"]
        estimate = point["indicators"]["trust"]
        low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
        assert estimate["mean"] == pytest.approx(values.mean())
        assert [estimate["ci_low"], estimate["ci_high"]] == pytest.approx(
            [max(low, 0.0), min(high, 1.0)]
        )


@pytest.mark.slow
def test_many_points_are_told_by_how_far_they_lie_apart(engine: FakeEngine, tmp_path: Path) -> None:
    text = '[factors.forgetting]\nkey = "trust.forgetting"\nlow = 0.5\nhigh = 0.9\nsteps = 60\n'
    done = call("sweep", str(written(tmp_path, text)), "--out", str(tmp_path / "out"))
    assert "lowest" in done.stdout
    assert len(done.stdout.splitlines()) < 40


def test_failed_runs_are_counted_and_told(engine: FakeEngine, tmp_path: Path) -> None:
    engine.failing = {1}
    done = call("sweep", str(written(tmp_path)), "--out", str(tmp_path / "out"))
    assert done.exit_code == exit_codes.RUNS_FAILED
    assert "3 of 12 runs failed" in done.stderr
    runs = load(tmp_path / "out").runs
    failed = runs[runs["status"] == "failed"]
    assert failed["replicate"].tolist() == [1, 1, 1]
    assert failed["forgetting"].tolist() == [0.9, 0.95, 0.99]


@pytest.mark.slow
def test_a_point_that_makes_no_world_is_failed_runs_and_no_dead_sweep(
    engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Levels that are each in order may not go together, and of many points not all are tried."""
    monkeypatch.setattr(loading, "MOST_POINTS_CHECKED", 10)
    text = """
    [factors.patience]
    key = "gate.patience"
    levels = [36, 48]
    [factors.forgetting]
    key = "trust.forgetting"
    low = 0.5
    high = 0.9
    steps = 6
    """
    head = HEAD.replace("replicates = 4", "replicates = 1")
    design = made(tmp_path, text, head=head)
    points = design.points

    def config(number: int) -> Any:
        if number == 7:
            raise ValueError("no such world")
        return type(points).config(points, number)

    object.__setattr__(points, "config", config)
    report = run_design(design, out=tmp_path / "out", workers=2)
    assert [(each.run, each.error) for each in report.failures] == [
        (7, "ValueError: no such world")
    ]
    assert (report.runs, report.failed) == (12, 1)


@pytest.mark.slow
def test_a_dry_run_writes_nothing(engine: FakeEngine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("sweep", str(written(tmp_path)), "--out", str(out), "--dry-run")
    done = call(*arguments)
    assert done.exit_code == exit_codes.OK, done.output
    told = dict(line.split("\t") for line in done.stdout.splitlines())
    assert told["factor forgetting"] == "0.9, 0.95, 0.99"
    assert told["runs"] == "12 in 1 chunk"
    assert {"time", "disk", "memory"} <= set(told)
    document = json.loads(call(*arguments, "--json").stdout)
    assert (document["points"], document["replicates"], document["runs"]) == (3, 4, 12)
    assert document["seconds"] > 0 < document["disk"]
    assert not out.exists()


@pytest.mark.parametrize("extra", [[], ["--dry-run"]])
def test_more_runs_than_the_limit_are_refused(
    engine: FakeEngine, tmp_path: Path, extra: list[str]
) -> None:
    arguments = ["sweep", str(written(tmp_path)), "--out", str(tmp_path / "out"), *extra]
    done = call(*arguments, "--max-runs", "11")
    assert done.exit_code == exit_codes.REFUSED
    assert "--max-runs 12 lifts it" in done.stderr
    assert not (tmp_path / "out").exists()
    assert call(*arguments, "--max-runs", "12").exit_code == exit_codes.OK


@pytest.mark.slow
def test_a_directory_of_another_design_is_refused_with_what_differs(
    engine: FakeEngine, tmp_path: Path
) -> None:
    arguments = ["sweep", str(written(tmp_path)), "--out", str(tmp_path / "out")]
    assert call(*arguments).exit_code == exit_codes.OK
    for override, told in (
        ("design.seed=2", "seed: 1 there, 2 now"),
        ("design.replicates=5", "replicates: 4 there, 5 now"),
        ("factors.forgetting.levels=[0.9]", "points: 3 there, 1 now"),
        ("gate.patience=3", "gate.patience"),
    ):
        refused = call(*arguments, "--set", override)
        assert refused.exit_code == exit_codes.DIFFERS
        assert told in refused.stderr


def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, engine: FakeEngine, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    text = FORGETTING.replace("levels = [0.9, 0.95, 0.99]", "low = 0.5\nhigh = 0.9")
    path = written(tmp_path, text + '[sampler]\nkind = "saltelli"\nbase = 4\n')
    done = call("sweep", str(path), "--out", str(tmp_path / "out"))
    assert done.exit_code == exit_codes.CONFIG
    assert done.stderr == "this design needs SALib: pip install 'paradiplomacy[analysis]'\n"


# Replicates until an interval is narrow.

UNTIL = HEAD.replace(
    "replicates = 4",
    'until = { indicator = "trust", half_width = 0.15, first = 8, max = 50 }',
)


def until(folder: Path, **settings: Any) -> Any:
    design = made(folder, FORGETTING, head=UNTIL)
    return run_design(design, out=folder / "out", workers=2, **settings)


def test_checkpoints_double_up_to_the_most(tmp_path: Path) -> None:
    design = made(tmp_path, FORGETTING, head=UNTIL)
    assert design.replication == Replication((8, 16, 32, 50), "trust", 0.15)
    assert Until(indicator="trust", half_width=1.0, max=20).first == 50


@pytest.mark.slow
def test_each_point_runs_until_its_interval_is_narrow(engine: FakeEngine, tmp_path: Path) -> None:
    report = until(tmp_path, chunk_runs=5)
    runs = load(report.directory).runs
    assert report.complete
    assert runs["run"].tolist() == list(range(len(runs))) == list(range(report.manifest.runs))
    for _, of_point in runs.groupby("point"):
        count = len(of_point)
        assert count in (8, 16, 32, 50)
        assert of_point["replicate"].tolist() == list(range(count))
        widths = {k: half_width(of_point["trust"].to_numpy()[:k]) for k in (8, 16, 32, 50)}
        assert all(widths[k] > 0.15 for k in widths if k < count)
        assert widths[count] <= 0.15 or count == 50


def half_width(values: Any) -> float:
    return float(stats.t.ppf(0.975, len(values) - 1) * stats.sem(values))


@pytest.mark.slow
def test_what_is_run_depends_on_no_schedule(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(FakeEngine(), monkeypatch)
    whole = until(tmp_path / "whole", chunk_runs=20).manifest.contents
    for size in (3, 100):
        assert until(tmp_path / str(size), chunk_runs=size).manifest.contents == whole
    for chunks in (1, 5):
        folder = tmp_path / f"stopped-{chunks}"
        stop, engine = stopped_after(chunks)
        use(engine, monkeypatch)
        assert not until(folder, chunk_runs=7, stop=stop).complete
        use(FakeEngine(), monkeypatch)
        resumed = until(folder, chunk_runs=7)
        assert resumed.manifest.contents == whole
        assert verify(folder / "out").faults == []


@pytest.mark.slow
@pytest.mark.parametrize(("indicator", "count"), [(CONSTANT, 8), (NEVER, 50)])
def test_a_constant_is_narrow_at_once_and_the_undefined_never(
    engine: FakeEngine, tmp_path: Path, indicator: str, count: int
) -> None:
    head = UNTIL.replace('"trust"', f'"{indicator}"')
    report = run_design(made(tmp_path, FORGETTING, head=head), out=tmp_path / "out")
    assert report.runs == 3 * count


def test_the_decision_is_students_interval() -> None:
    dice = np.random.default_rng(5)
    values = dice.normal(size=(200, 12)) * dice.uniform(0.1, 2.0, size=(200, 1))
    values[dice.random(values.shape) < 0.2] = np.nan
    values[0] = np.nan
    values[1, 1:] = np.nan
    found = Replication((12, 24), "trust", 0.4).unsettled(values)
    for row, unsettled in zip(values, found, strict=True):
        defined = row[~np.isnan(row)]
        assert unsettled == (len(defined) < 2 or half_width(defined) > 0.4)
