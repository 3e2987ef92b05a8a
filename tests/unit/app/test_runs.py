"""Runs of the page: few first and then more, the same as the command's, and never in the way."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from paradiplomacy_analysis.report import Picture
from paradiplomacy_app import pictures, runs
from paradiplomacy_app.differences import compared
from paradiplomacy_app.happenings import parting
from paradiplomacy_app.page import FIGURES
from paradiplomacy_app.runs import Asked, Desk, Runs
from paradiplomacy_experiments import verbs
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.finished import StoppedError
from paradiplomacy_results.reading import load
from tests.support.fake_engine import FakeEngine, use

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_experiments.configuration.overrides import Overrides

SHORT = {"scenario.months": 24}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


def asked(changes: Overrides = SHORT, seed: int = 1) -> Asked:
    return Asked(load_scenario("baubau-seoul", changes), seed)


def runs_of(desk: Desk, replicates: int, what: Asked | None = None, **more: Any) -> Runs:
    return desk.ask(what or asked(), replicates, threading.Event(), **more).result()


def replicates_of(engine: FakeEngine) -> list[int]:
    return sorted(each for replicates, _ in engine.calls for each in replicates)


@pytest.mark.slow
def test_more_runs_begin_with_those_that_are_there_and_none_is_computed_twice(
    engine: FakeEngine, desk: Desk
) -> None:
    few, more = runs_of(desk, 3), runs_of(desk, 8)
    assert replicates_of(engine) == list(range(8))
    assert runs_of(desk, 8) is more
    assert runs_of(desk, 3) is few
    pd.testing.assert_frame_equal(few.results.runs, more.results.runs.head(3), check_exact=True)
    assert set(more.results.events["run"]) == set(range(8))
    assert replicates_of(engine) == list(range(8))


@pytest.mark.compiled
def test_the_numbers_are_those_of_the_command_to_the_bit(desk: Desk, tmp_path: Path) -> None:
    changes = {**SHORT, "cities.baubau.unit": True}
    runs_of(desk, 2, asked(changes, 7))
    mine = runs_of(desk, 5, asked(changes, 7)).results
    there = tmp_path / "command"
    verbs.run("baubau-seoul", changes, replicates=5, seed=7, out=there, progress=False)
    theirs = load(there)
    for table in ("runs", "series", "partnerships", "histories", "waits"):
        pd.testing.assert_frame_equal(mine.read(table), theirs.read(table), check_exact=True)


@pytest.mark.slow
def test_other_settings_are_other_runs_and_equal_ones_are_shared(
    engine: FakeEngine, desk: Desk
) -> None:
    one = runs_of(desk, 2)
    assert runs_of(desk, 2, asked()) is one
    assert runs_of(desk, 2, asked(seed=2)) is not one
    assert runs_of(desk, 2, asked({**SHORT, "gate.patience": 12})) is not one


def test_a_run_that_is_asked_to_stop_ends_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, tmp_path: Path
) -> None:
    stop = threading.Event()
    use(FakeEngine(before=stop.set), monkeypatch)
    with pytest.raises(StoppedError):
        desk.ask(asked(), 200, stop).result()
    (home,) = tmp_path.glob("paradiplomacy-app-*")
    assert list(home.iterdir()) == []
    use(FakeEngine(), monkeypatch)
    assert len(runs_of(desk, 4).results.runs) == 4


def test_a_failing_run_is_told_and_the_others_are_there(
    monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    use(FakeEngine(failing={1}), monkeypatch)
    found = runs_of(desk, 4)
    assert found.failed == 1
    assert "no such luck" in str(found.failures[0].error)
    assert list(found.results.runs["status"] == "failed") == [False, True, False, False]


@pytest.mark.slow
@pytest.mark.usefixtures("coarse")
def test_where_all_runs_of_a_side_fail_the_page_has_that_to_tell(
    monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    use(FakeEngine(), monkeypatch)
    baseline = runs_of(desk, 3)
    use(FakeEngine(failing={0, 1, 2}), monkeypatch)
    variant = runs_of(desk, 3, asked({**SHORT, "gate.patience": 12}))
    assert variant.failed == 3
    found = compared(baseline.results, variant.results)
    assert found.headline.startswith("Nothing can be compared")
    assert {row.difference for row in found.rows} <= {None}
    shown = [pictures.drawn(name, baseline, variant, "baubau-seoul") for name in FIGURES]
    shown.append(pictures.history(baseline, variant, "baubau-seoul", 0))
    assert [each.name for each in shown if each.pictures and each.why_not] == []
    parted = parting(baseline.results, variant.results, 0, "baubau-seoul")
    assert parted.only[1] == []


def test_what_goes_wrong_in_one_request_does_not_reach_the_next(
    monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(verbs, "run", broken)
        with pytest.raises(OSError, match="No space left"):
            runs_of(desk, 3)
    use(FakeEngine(), monkeypatch)
    assert len(runs_of(desk, 3).results.runs) == 3


@pytest.mark.slow
def test_runs_that_nobody_holds_leave_the_disk(
    engine: FakeEngine, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_KEPT", 4)
    held = runs_of(desk, 1)
    for seed in range(2, 8):
        runs_of(desk, 1, asked(seed=seed))
    gc.collect()
    (home,) = tmp_path.glob("paradiplomacy-app-*")
    assert len(list(home.iterdir())) == 4 + 1
    assert len(held.results.runs) == 1
    del held
    gc.collect()
    assert len(list(home.iterdir())) == 4
    desk.close()
    assert not home.exists()


@pytest.mark.slow
def test_sessions_take_turns_stage_by_stage(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use(FakeEngine(), monkeypatch)
    desk = Desk(tmp_path, threads=1)
    order: list[tuple[int, int]] = []
    try:
        waiting = {seed: desk.ask(asked(seed=seed), 2, threading.Event()) for seed in (1, 2)}
        for seed, future in waiting.items():
            future.add_done_callback(lambda _, seed=seed: order.append((seed, 2)))
        for seed, future in waiting.items():
            future.result()
            desk.ask(asked(seed=seed), 4, threading.Event()).add_done_callback(
                lambda _, seed=seed: order.append((seed, 4))
            )
    finally:
        desk._pool.shutdown(wait=True)
        desk.close()
    assert order.index((2, 2)) < order.index((1, 4)) < order.index((2, 4))


@pytest.mark.slow
def test_a_picture_is_drawn_once_and_only_of_the_side_that_is_new(
    engine: FakeEngine, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(_figure: Any, stem: str, *_: Any) -> Picture:
        drawn.append(stem)
        return Picture("", 1, 1, "", "")

    monkeypatch.setattr(pictures, "picture", draw)
    baseline = runs_of(desk, 2)
    one, other = (runs_of(desk, 2, asked({**SHORT, "gate.patience": n})) for n in (6, 12))
    tie = "baubau-seoul"
    assert len(pictures.drawn("carriers", baseline, baseline, tie).pictures) == 2
    assert drawn == ["carriers"]
    pictures.drawn("carriers", baseline, one, tie)
    pictures.history(baseline, one, tie, 0)
    assert drawn == ["carriers"] * 2 + ["history"] * 2
    for variant in (one, other, one):
        pictures.drawn("papers", baseline, variant, tie)
    assert drawn[4:] == ["trajectories"] * 2
    pictures.history(baseline, one, tie, 1)
    assert drawn[6:] == ["history"] * 2
    monkeypatch.setattr(pictures, "MOST_PICTURES", 2)
    pictures.drawn("trust", baseline, other, tie)
    assert (len(baseline.pictures), len(other.pictures)) == (2, 2)
