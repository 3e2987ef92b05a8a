"""What a page follows: runs that are computed and pictures that are drawn as often as needed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import warnings
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from paradiplomacy_app import pictures
from paradiplomacy_app.choice import Changes, Choice
from paradiplomacy_app.folder import WorkingFolder
from paradiplomacy_app.following import Follower
from paradiplomacy_app.page import FIGURES
from paradiplomacy_app.pictures import Shown
from tests.support.fake_engine import FakeEngine, use
from tests.unit.app.conftest import STAGES

if TYPE_CHECKING:
    from pathlib import Path

    from paradiplomacy_app.runs import Desk, Runs

PLAIN = Choice("baubau-seoul", months=24)
OTHER = Choice("baubau-seoul", variant=Changes((("cities.baubau.unit", "true"),)), months=24)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    return use(FakeEngine(), monkeypatch)


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """Have nothing drawn; return of which figure, tie and number of runs it was asked for."""
    found: list[tuple[str, str, int]] = []

    def note(name: str, baseline: Runs, variant: Runs, tie: str) -> Shown:
        found.append((name, tie, variant.replicates))
        return Shown(name, name, {})

    monkeypatch.setattr(pictures, "drawn", note)
    monkeypatch.setattr(pictures, "history", lambda *_: Shown("", "", {}))
    monkeypatch.setattr("shiny.reactive._core._reactive_environment._lock", None)
    return found


def follow(desk: Desk, folder: Path, *choices: Choice) -> Follower:
    """Follow choices, one after the other is there."""

    async def all_of_them() -> Follower:
        follower = Follower(desk, WorkingFolder(folder), STAGES)
        for choice in choices:
            follower.compute(choice)
            assert follower._computing is not None
            await follower._computing
        return follower

    return asyncio.run(all_of_them())


def runs_of(engine: FakeEngine) -> int:
    return sum(len(replicates) for replicates, _ in engine.calls)


@pytest.mark.slow
def test_sides_that_are_alike_are_computed_once(
    engine: FakeEngine, asked_for: Any, desk: Desk, folder: Path
) -> None:
    follower = follow(desk, folder, PLAIN)
    found = follower.found._value
    assert found.sides[0] is found.sides[1]
    assert found.replicates == STAGES[-1] == runs_of(engine)
    follow(desk, folder, OTHER)
    assert runs_of(engine) == 2 * STAGES[-1]


@pytest.mark.slow
def test_every_figure_is_of_all_runs_in_the_end_and_of_fewer_at_most_once(
    engine: FakeEngine, asked_for: list[tuple[str, str, int]], desk: Desk, folder: Path
) -> None:
    follower = follow(desk, folder, OTHER)
    assert follower.ready._value == follower.turn._value == 1
    for name in FIGURES:
        assert [n for each, _, n in asked_for if each == name][-1] == STAGES[-1]
        assert follower.figures[name]._value[1].replicates == STAGES[-1]
    assert len(set(asked_for)) == len(asked_for)
    assert {tie for _, tie, _ in asked_for} == {"baubau-seoul"}


@pytest.mark.slow
def test_what_is_stopped_before_it_began_leaves_nothing_behind(
    asked_for: Any, desk: Desk, folder: Path
) -> None:
    async def stopped() -> weakref.ref[Follower]:
        follower = Follower(desk, WorkingFolder(folder), STAGES)
        follower.compute(PLAIN)
        follower.compute(OTHER)
        follower.close()
        assert follower._computing is not None
        with contextlib.suppress(asyncio.CancelledError):
            await follower._computing
        return weakref.ref(follower)

    # A coroutine that nobody awaits would warn, which is an error here.
    with warnings.catch_warnings(action="error"):
        left = asyncio.run(stopped())
        gc.collect()
    assert left() is None
