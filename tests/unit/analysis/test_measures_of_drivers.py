"""Measures of what drives trust and continuity find what was planted, and their checks see it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.measures import drivers, moved, papers
from paradiplomacy_analysis.patterns.scorecard import judged
from tests.support.cells import FakeCells, noise, values

SPREAD = 0.1
"""Standard deviation between runs, which differ by the same numbers in all worlds."""


def world_of(level: Any) -> FakeCells:
    """Return runs of which each indicator has a level, and the same noise everywhere."""

    def world(indicator: str, **levels: Any) -> Any:
        draws = noise(3)
        return level(indicator, **levels) + SPREAD * (draws - draws.mean()) / draws.std()

    return FakeCells(world=world)


@pytest.mark.parametrize("weight", [0.0, 0.3])
def test_networks_are_compared_as_the_wait_weighs_and_where_it_does_not(weight: float) -> None:
    def level(indicator: str, regime: str, wait: str) -> float:
        slow = regime == "one_gate"
        if indicator == "approval_months":
            return 12.0 * slow
        return 2.0 - weight * slow * (wait == "weighed")

    cells = world_of(level)()
    assert values(drivers.networks(cells)) == [pytest.approx(weight), pytest.approx(0.0)]
    assert values(moved.waits_in_networks(cells)) == [pytest.approx(120.0)]


def coordinated(by_world: dict[str, float], moved_by: float = 0.3) -> FakeCells:
    """Return worlds in which high efforts add to trust and continuity."""

    def level(indicator: str, world: str, efforts: str) -> float:
        gain = moved_by if indicator == "vertical_coordination" else by_world[world]
        return 0.4 + gain * (efforts == "high")

    return world_of(level)


def test_what_coordination_does_is_compared_behind_one_gate_and_without() -> None:
    cells = coordinated({"one-gate": 0.05, "progressive": 0.02})()
    (more,), each = drivers.behind_the_gate(cells)
    assert more.value == pytest.approx(0.3)
    assert [one.value for one in each] == [pytest.approx(0.5), pytest.approx(0.2)]


def test_where_coordination_did_not_move_no_comparison_is_tested() -> None:
    cells = coordinated({"one-gate": 0.05, "progressive": 0.02}, moved_by=0.01)()
    rows = judged(
        PATTERNS["F26"], drivers.behind_the_gate(cells), moved.efforts_behind_the_gate(cells)
    )
    assert {row["verdict"] for row in rows if row["standing"] != "moved"} == {"not tested"}


def test_coordination_is_told_for_a_world_and_for_a_case_each_by_its_own_check() -> None:
    cells = coordinated({"mixed": 0.05, "baubau-seoul": -0.02})()
    found = drivers.coordination(cells)
    assert values(found) == [pytest.approx(each) for each in (0.5, 0.5, -0.2, -0.2)]
    checked = [each.of for (check,) in [moved.efforts(cells)] for each in check]
    assert checked == list(dict.fromkeys(each.of for part in found for each in part))


def test_information_is_told_apart_from_the_money_of_organisations() -> None:
    def level(indicator: str, information: str, organisations: str) -> float:
        gain = {"trust": 0.05, "continuity": 0.02, "participation": 0.3}[indicator]
        return 0.4 + gain * (information == "high") * (organisations == "funded")

    cells = world_of(level)()
    assert values(drivers.information(cells)) == [
        pytest.approx(each) for each in (0.5, 0.2, 0.0, 0.0)
    ]
    assert [each.value for each in moved.informed(cells)[0]] == [
        pytest.approx(3.0), pytest.approx(0.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("power", "falls"), [(0.5, True), (1.0, False)])
def test_returns_diminish_only_where_they_do(power: float, falls: bool) -> None:
    money = {"low": 12.0, "middle": 30.0, "high": 60.0}

    def level(indicator: str, grants: str) -> float:
        return money[grants] if indicator == "budget" else 0.01 * money[grants] ** power

    cells = world_of(level)()
    more, less = values(drivers.grants(cells))
    assert more > 0.0
    assert (less > 1e-6) == falls
    assert [each.value > 100.0 for each in moved.granted(cells)[0]] == [True, True]


def test_a_paper_outlives_what_is_delivered_under_it() -> None:
    lives = [
        # capacity, signed, ended, the last delivery under it
        (0.25, 10, 70, 30.0),
        (0.35, 100, None, None),
        (0.5, 0, 240, None),
        (0.8, 10, 70, 70.0),
    ]
    rows = [
        {
            "replicate": replicate, "autonomy": autonomy, "city_capacity": capacity,
            "signed": signed, "ended": ended, "active_until": active,
        }
        for replicate in range(40)
        for autonomy in (0.0, 1.0)
        for capacity, signed, ended, active in lives
        if autonomy == 0.0 or capacity == 0.25
    ]  # fmt: skip
    cells = FakeCells(tables={"papers": pd.DataFrame(rows)})()
    weak, able, silent = values(papers.lives(cells))
    assert weak == pytest.approx((70 - 30 + 240 - 100) / 2)
    assert (able, silent) == (0.0, pytest.approx(0.5))
    assert values(moved.papers_of_the_weak(cells)) == [1.0]
