"""What controls do: each is a change of values as ``run --set`` takes it, and loads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from paradiplomacy_app.choice import BASELINE, VARIANT, Changes, Choice
from paradiplomacy_app.edits import EDITS, edited
from paradiplomacy_app.folder import WorkingFolder
from paradiplomacy_app.levers import levers
from paradiplomacy_app.worlds import World, load_worlds
from paradiplomacy_experiments.configuration.faults import ConfigError

START = Choice("baubau-seoul")


def done(do: str, choice: Choice = START, **message: Any) -> Choice:
    return edited(choice, {"do": do, **message})


def world_of(choice: Choice, side: str = VARIANT) -> World:
    return load_worlds(choice, WorkingFolder(Path.cwd()))[side]


@pytest.mark.parametrize(
    ("key", "entered", "text"),
    [
        ("cities.baubau.unit", True, "true"),
        ("cities.baubau.capacity", "0.35", "0.35"),
        ("cities.baubau.budget", "20", "20"),
        ("gate.patience", "24", "24"),
        ("cities.baubau.next_election", "2014-05", '"2014-05"'),
        ("mechanisms.trust", "beta_prior_half", '"beta_prior_half"'),
        ("ngos.hunminjeongeum_society.sectors", '["culture"]', '["culture"]'),
    ],
)
def test_a_control_sets_a_key_to_what_the_world_then_has(
    key: str, entered: object, text: str
) -> None:
    choice = done("set", key=key, value=entered)
    assert choice.variant.value(key) == text
    assert world_of(choice, BASELINE).value(key) != world_of(choice).value(key)
    assert done("unset", choice, key=key) == START


def test_the_controls_change_the_side_that_is_chosen() -> None:
    choice = done("set", done("side", value=BASELINE), key="gate.patience", value="24")
    assert (choice.baseline.texts(), choice.variant.texts()) == (["gate.patience=24"], [])
    adopted = done("adopt", done("set", key="gate.patience", value="12"))
    assert (adopted.baseline.texts(), adopted.variant.texts()) == (["gate.patience=12"], [])
    assert done("clear", adopted).baseline == adopted.baseline
    assert done("clear", done("side", adopted, value=BASELINE)).baseline == Changes()


@pytest.mark.slow
def test_each_lever_sets_what_the_study_sets_and_can_be_let_go() -> None:
    pulled = [
        (lever, way) for lever in levers().values() for way in ("on", "off") if getattr(lever, way)
    ]
    assert {lever.name for lever, _ in pulled} == set(levers())
    for lever, way in pulled:
        choice = done("lever", lever=lever.name, way=way)
        assert dict(choice.variant.pairs) == getattr(lever, way)
        assert lever.pulled(choice.variant) == way, lever.name
        world_of(choice)
        assert done("lever", choice, lever=lever.name, way="scenario") == START, lever.name


def test_a_regime_is_changed_stage_by_stage() -> None:
    choice = done("preset", country="indonesia", value="integrative")
    fields = {
        "name": "review", "owner": "council", "position": "70", "service_rate": "0.5",
        "threshold": "0.3",
    }  # fmt: skip
    choice = done("stage", choice, country="indonesia", fields=fields)
    stages = world_of(choice).regime("indonesia").stages
    assert stages["review"].required_share.loi == 1.0
    first = min(stages, key=lambda name: stages[name].position)
    choice = done("skip", choice, country="indonesia", stage=first)
    shares = world_of(choice).regime("indonesia").stages[first].required_share
    assert (shares.programme, shares.loi, shares.mou) == (0.0, 0.0, 0.0)
    again = done("preset", choice, country="indonesia", value="progressive")
    assert "review" not in world_of(again).regime("indonesia").stages


@pytest.mark.parametrize(
    ("kind", "fields", "events"),
    [
        ("incident", {"one": "indonesia", "other": "korea", "change": "-0.3", "duration": "6"}, 2),
        ("mayor_leaves", {"city": "baubau"}, 1),
        ("reform", {"country": "indonesia", "regime": "progressive"}, 1),
        ("change", {"field": "gate.patience", "set": "12"}, 1),
    ],
)
def test_an_event_is_added_and_another_of_its_kind_beside_it(
    kind: str, fields: dict[str, str], events: int
) -> None:
    there = set(world_of(START).config.events)
    choice = done("event", kind=kind, fields={**fields, "month": "2012-03"})
    added = set(world_of(choice).config.events) - there
    assert len(added) == events
    assert {world_of(choice).config.events[name].month for name in added} == {"2012-03"}
    twice = done("event", choice, kind=kind, fields={**fields, "month": "2016-03"})
    assert len(set(world_of(twice).config.events) - there) == 2 * events


def test_what_does_not_fit_is_told_as_the_command_tells_it() -> None:
    choice = done("set", key="cities.baubau.capacity", value="much")
    with pytest.raises(ConfigError, match=r"cities\.baubau\.capacity: must be a number"):
        world_of(choice)
    choice = done("set", key="cities.bandung.unit", value=True)
    with pytest.raises(ConfigError, match="there is no such entry"):
        world_of(choice)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "set"},
        {"do": "set", "key": "a..b"},
        {"do": "lever", "lever": "magic"},
        {"do": "event", "kind": "miracle"},
        {"do": "stage", "country": "indonesia", "fields": {}},
        {"do": "plain", "name": "seed", "value": "x&run=1"},
        {"do": "plain", "name": "variant", "value": "1"},
        {"do": "plain", "name": "run", "value": "-1"},
    ],
)
def test_what_the_page_cannot_have_sent_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        edited(START, message)


def test_a_plain_field_is_set_and_another_scenario_begins_anew() -> None:
    choice = done("plain", done("set", key="gate.patience", value="9"), name="seed", value="7")
    choice = done("plain", choice, name="months", value="24")
    assert (choice.seed, choice.months) == (7, 24)
    assert done("plain", choice, name="months", value="").months is None
    assert done("scenario", choice, value="mixed") == Choice("mixed", seed=7)
    assert done("plain", done("plain", name="month", value="9"), name="run", value="2").month == 0
    assert set(EDITS) >= {"set", "unset", "lever", "preset", "stage", "skip", "event"}
