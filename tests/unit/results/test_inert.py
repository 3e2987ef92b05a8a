"""Levels that changed nothing are found exactly, from what runs of the same luck gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.inert import inert_levels
from tests.support.command_line import call
from tests.support.designs import HEAD, written
from tests.support.planted import LEVELS, RANGES, Planted, planted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from paradiplomacy_results.reading import Results

IDLE = """
[levers.unit.set]
"cities.baubau.unit" = true

[levers.money.set]
"cities.baubau.budget" = 99
"""
"""Two levers of which the planted world reads one."""


def told(results: Results) -> list[str]:
    return [str(one) for one in inert_levels(results)]


def test_a_lever_that_nothing_reads_is_told_and_one_that_acts_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = inert_levels(planted(tmp_path, monkeypatch, IDLE))
    assert (one.factor, one.level, one.against, one.pairs) == ("levers", "money", "none", 4)


def test_one_that_acts_under_some_levels_of_another_factor_is_told_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the unit is there already, the lever adds none.
    text = '[factors.there]\nkey = "cities.seoul.unit"\nlevels = [false, true]\n' + IDLE
    found = inert_levels(planted(tmp_path, monkeypatch, text))
    places = {(one.level, one.where) for one in found}
    assert places == {("unit", ("there", True)), ("money", None)}


def test_levels_that_act_are_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(planted(tmp_path, monkeypatch, LEVELS)) == []


def test_a_factor_of_a_range_is_told_where_no_step_along_it_changed_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    money = '[factors.money]\nkey = "cities.baubau.budget"\nlow = 1\nhigh = 60\n'
    text = RANGES + money + '[sampler]\nkind = "morris"\ntrajectories = 10\n'
    (one,) = inert_levels(planted(tmp_path, monkeypatch, text))
    assert (one.factor, one.level) == ("money", None)


def test_a_sweep_ends_with_what_was_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.fake_engine import use

    use(Planted(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    text = call("sweep", str(written(tmp_path, HEAD + IDLE))).stdout
    assert "\ninert\nlevers at money changes nothing against none: all numbers of 4 pairs" in text
