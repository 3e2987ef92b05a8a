"""Whatever name a user misspells, the command says which was meant, and exits with code 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paradiplomacy.configuration.names import closest
from paradiplomacy_cli import exit_codes
from tests.support.command_line import call, told
from tests.support.planted import LEVELS, planted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["chek"], "check"),
        (["help", "explan"], "explain"),
        (["run", "bandung-seoul", "--replicate", "3"], "--replicates"),
        (["run", "bandung-soul"], "bandung-seoul"),
        (["show", "bandung"], "bandung-seoul"),
        (["check", "bandung-soul"], "bandung-seoul"),
        (["check", "autonomy-capcity"], "autonomy-capacity"),
        (["sweep", "autonomy-capcity", "--dry-run"], "autonomy-capacity"),
        (["show", "bandung-seoul", "--set", "cities.capcity=0.3"], "cities.bandung.capacity"),
        (["show", "bandung-seoul", "--set", "cities.bandun.capacity=0.3"], "bandung"),
        (["show", "bandung-seoul", "--set", "gate.patiense=3"], "patience"),
        (["show", "bandung-seoul", "--set", "patience=3"], "gate.patience"),
        (["show", "bandung-seoul", "--set", "mechanisms.trust=beta"], "beta_prior_half"),
        (["sweep", "levers", "--dry-run", "--set", "desgn.replicates=3"], "design"),
        (["sweep", "levers", "--dry-run", "--set", "design.replicate=3"], "replicates"),
        (["sweep", "levers", "--dry-run", "--set", "patience=3"], "gate.patience"),
        (["patterns", "--pattern", "F1"], "F21"),
    ],
    ids=" ".join,
)
def test_a_misspelt_name_is_answered_with_the_one_that_was_meant(
    arguments: list[str], meant: str
) -> None:
    assert f"id you mean '{meant}'?" in told(*arguments)[-1]


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["analyse", "--method", "contrast"], "contrasts"),
        (["analyse", "--outcome", "trus"], "trust"),
        (["report", "--outcome", "trus"], "trust"),
        (["plot", "--figure", "carrier"], "carriers"),
    ],
    ids=" ".join,
)
def test_a_misspelt_name_in_results_is_answered_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], meant: str
) -> None:
    directory = planted(tmp_path, monkeypatch, LEVELS).directory
    words = told(arguments[0], str(directory), *arguments[1:])
    assert f"did you mean '{meant}'?" in words[-1]


@pytest.mark.parametrize("command", ["analyse", "report"])
def test_a_misspelt_indicator_in_a_criterion_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    directory = planted(tmp_path, monkeypatch, LEVELS).directory
    result = call(command, str(directory), "--success", "trus >= 0.3")
    assert result.exit_code == exit_codes.REFUSED
    assert result.stdout == ""
    assert "success: 'trus' is no indicator; did you mean trust?" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["run", "levers"], "'levers' is a design, and no scenario"),
        (["sweep", "bandung-seoul"], "'bandung-seoul' is a scenario, and no design"),
    ],
    ids=" ".join,
)
def test_a_name_of_the_other_kind_is_told(arguments: list[str], answer: str) -> None:
    assert answer in told(*arguments)[-1]


def test_the_beginning_of_a_name_means_it_where_no_name_is_more_like_it() -> None:
    known = ("bandung-seoul", "baubau-seoul", "gate")
    assert closest("baubau", known) == "baubau-seoul"
    assert closest("gates", known) == "gate"
    assert closest("ba", known) is None
    assert closest("x" * 20, known) is None
