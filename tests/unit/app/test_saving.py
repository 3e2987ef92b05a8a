"""What is taken away gives the same numbers: the commands, a saved scenario, a saved design."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from paradiplomacy_app.choice import BASELINE, SIDES, VARIANT, Changes, Choice
from paradiplomacy_app.edits import edited
from paradiplomacy_app.folder import WorkingFolder
from paradiplomacy_app.saving import FACTOR, command_of, design_text, scenario_text
from paradiplomacy_app.worlds import load_worlds
from paradiplomacy_experiments import verbs
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_experiments.design.loading import load_design
from paradiplomacy_results.reading import load
from tests.support.command_line import call

if TYPE_CHECKING:
    from pathlib import Path


def rich() -> Choice:
    """Return a choice with changes of every kind on both sides."""
    choice = Choice("baubau-seoul", seed=5, months=36, editing=BASELINE)
    did = [
        {"do": "set", "key": "gate.patience", "value": "20"},
        {"do": "lever", "lever": "budget", "way": "on"},
        {"do": "preset", "country": "indonesia", "value": "integrative"},
        {"do": "side", "value": VARIANT},
        {"do": "set", "key": "cities.baubau.unit", "value": True},
        {"do": "set", "key": "cities.baubau.budget", "value": "8"},
        {"do": "skip", "country": "indonesia", "stage": "council"},
        {"do": "stage", "country": "korea", "fields": {
            "name": "review", "owner": "council", "position": "900", "service_rate": "0.5",
            "threshold": "0.3"}},
        {"do": "event", "kind": "incident", "fields": {
            "one": "indonesia", "other": "korea", "change": "-0.3", "duration": "6",
            "month": "2010-03"}},
        {"do": "event", "kind": "reform", "fields": {
            "country": "indonesia", "regime": "progressive", "month": "2011-01"}},
        {"do": "set", "key": "events.incident_1.duration", "value": "4"},
        {"do": "set", "key": "mechanisms.budgeting", "value": "neutral"},
        {"do": "lever", "lever": "organisations", "way": "off"},
    ]  # fmt: skip
    for message in did:
        choice = edited(choice, message)
    return choice


@pytest.mark.slow
@pytest.mark.parametrize("side", SIDES)
def test_a_saved_scenario_is_the_world_of_its_side(folder: Path, side: str) -> None:
    choice, home = rich(), WorkingFolder(folder)
    worlds = load_worlds(choice, home)
    home.save("saved.toml", scenario_text(choice, worlds, side))
    saved = load_scenario("saved.toml")
    assert saved.config == worlds[side].config
    assert call("check", "saved.toml").exit_code == 0
    assert home.scenarios()[-1] == "saved.toml"


def test_a_saved_design_has_both_worlds_as_its_points(folder: Path) -> None:
    choice, home = rich(), WorkingFolder(folder)
    worlds = load_worlds(choice, home)
    home.save("both.toml", design_text(choice, worlds, 20))
    design = load_design("both.toml")
    assert call("check", "both.toml").exit_code == 0
    assert (design.file.design.seed, design.size.replicates, len(design.points)) == (5, 20, 2)
    for point, side in enumerate(SIDES):
        assert design.points.levels(point) == {FACTOR: side}
        assert design.points.config(point) == worlds[side].config


@pytest.mark.parametrize("side", SIDES)
def test_the_command_says_all_that_makes_the_world(folder: Path, side: str) -> None:
    choice = rich()
    words = shlex.split(command_of(choice, side, 40))
    assert words[:3] == ["paradiplomacy", "run", "baubau-seoul"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert (options["--seed"], options["--replicates"]) == ("5", "40")
    changes = [value for name, value in zip(words[3::2], words[4::2], strict=True)
               if name == "--set"]  # fmt: skip
    world = load_scenario(words[2], [*changes, f"scenario.months={options['--months']}"])
    assert world.config == load_worlds(choice, WorkingFolder(folder))[side].config


@pytest.mark.compiled
def test_saved_files_give_the_bits_of_the_command(folder: Path) -> None:
    choice, home = rich(), WorkingFolder(folder)
    worlds = load_worlds(choice, home)
    home.save("both.toml", design_text(choice, worlds, 3))
    swept = load(verbs.sweep("both.toml", progress=False).directory).runs
    for point, side in enumerate(SIDES):
        words = shlex.split(command_of(choice, side, 3))
        assert call(*words[1:], "--no-figures").exit_code == 0
        typed = load(f"results/{side}").runs
        home.save(f"{side}.toml", scenario_text(choice, worlds, side))
        saved = f"results/{side}-saved"
        verbs.run(f"{side}.toml", replicates=3, seed=5, out=saved, progress=False)
        pd.testing.assert_frame_equal(load(saved).runs, typed, check_exact=True)
        mine = swept[swept["point"] == point].reset_index(drop=True)
        shared = [name for name in typed.columns if name not in ("run", "point")]
        pd.testing.assert_frame_equal(
            mine[[name for name in shared if name in mine]],
            typed[[name for name in shared if name in mine]],
            check_exact=True,
        )


def test_hostile_names_are_quoted_for_the_shell() -> None:
    choice = Choice("x'; rm -rf /.toml", Changes((('cities."a;b".budget', "1"),)))
    assert shlex.split(command_of(choice, BASELINE, 1))[2:5] == [
        "x'; rm -rf /.toml",
        "--set",
        'cities."a;b".budget=1',
    ]
