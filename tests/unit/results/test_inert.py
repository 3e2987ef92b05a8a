"""Levels that changed nothing are found exactly, from what runs of the same luck gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.inert import inert_levels
from tests.support.command_line import call
from tests.support.designs import HEAD, written
from tests.support.fake_engine import use
from tests.support.planted import LEVELS, RANGES, Planted, planted

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from paradiplomacy_results.inert import Inert
    from paradiplomacy_results.reading import Results

EACH = HEAD.replace("[settings]", 'combine = "each"\n[settings]')

IDLE = """
[levers.patience.set]
"gate.patience" = 60

[levers.money.set]
"cities.baubau.budget" = 99
"""
"""Two levers of which the planted world reads one."""


def told(results: Results) -> list[str]:
    return [str(one) for one in inert_levels(results)]


def test_a_lever_that_nothing_reads_is_told_and_one_that_acts_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = inert_levels(planted(tmp_path, monkeypatch, IDLE, EACH))
    assert (one.factor, one.level, one.against, one.pairs) == ("levers", "money", "none", 4)


def test_one_that_acts_under_some_levels_of_another_factor_is_told_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The planted world asks whether any city has a unit: one more adds nothing, either way round.
    text = '[factors.there]\nkey = "cities.seoul.unit"\nlevels = [false, true]\n'
    text += '[levers.unit.set]\n"cities.baubau.unit" = true\n'
    found = inert_levels(planted(tmp_path, monkeypatch, text))
    places = {(one.level, one.where) for one in found}
    assert places == {("unit", ("there", True)), (True, ("levers", "unit"))}
    assert "levers at unit changes nothing against none where there is True" in map(_what, found)


def _what(one: Inert) -> str:
    return str(one).partition(":")[0]


def test_levels_that_act_are_not_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(planted(tmp_path, monkeypatch, LEVELS)) == []


def test_a_factor_of_a_range_is_told_where_no_step_along_it_changed_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    money = '[factors.money]\nkey = "cities.baubau.budget"\nlow = 1\nhigh = 60\n'
    text = RANGES + money + '[sampler]\nkind = "morris"\ntrajectories = 10\n'
    found = inert_levels(planted(tmp_path, monkeypatch, text))
    # Seoul has a unit, so that Baubau's is inert in the planted world too.
    assert [(one.factor, one.level) for one in found] == [("unit", True), ("money", None)]


def test_a_sweep_ends_with_what_was_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(Planted(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    text = call("sweep", str(written(tmp_path, IDLE, head=EACH))).stdout
    assert "\ninert\nlevers at money changes nothing against none: all numbers of 4 pairs" in text
