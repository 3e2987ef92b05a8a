"""Values along time and events that set, scale or add do what they say, to the bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from paradiplomacy.configuration.edits import with_values
from paradiplomacy.configuration.targets import NO_KEY, NUMBER, SWITCH, Target, targets, why_fixed
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.initialisation.timelines import keys_of
from paradiplomacy_experiments.configuration.keys import declarations
from tests.support.engines import SideBySide, arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy, configs, raw, small

KEYS = {name: each for name, each in targets().items() if each.kind != NO_KEY}
STATED = {
    "countries.*.bilateral.*": "countries.south.bilateral.north",
    "countries.*.cultural_distance.*": "countries.south.cultural_distance.north",
    "partnerships.*.commitment.*": "partnerships.aa-cc.commitment.cc",
}
OWN = {"countries": "south", "cities": "aa", "ngos": "friends", "partnerships": "aa-cc",
       "sectors": "culture"}  # fmt: skip


def key_of(pattern: str) -> str:
    """Return a key of the small world that a pattern fits."""
    if pattern in STATED:
        return STATED[pattern]
    first, *rest = pattern.replace("*", OWN.get(pattern.split(".", maxsplit=1)[0], ""), 1).split(
        "."
    )
    return ".".join([first, *rest]).replace("*", "culture")


def same(one: WorldConfig, other: WorldConfig, months: int) -> None:
    """Assert that two configurations give the same state in each of so many months.

    Apart from what tells that something happened.
    """
    apart = ("events", "tallies", "external_events", "clock")
    models = [WorldModel(config, seed=3) for config in (one, other)]
    for _ in range(months):
        for model in models:
            model.step()
        worlds = [arrays_of(model.world) for model in models]
        assert first_difference(*worlds, apart_from=apart) == ""


def value_of(target: Target) -> float | bool:
    """Return a value that a key may have."""
    value = {SWITCH: True, NUMBER: 0.75, "whole number": 9}[target.kind]
    if target.refusal(value) is not None:
        value = max(target.low, 1.0) if target.low >= 0.0 else -0.5
    assert target.refusal(value) is None
    return value


def test_every_key_may_change_in_a_run_or_it_is_told_why_not() -> None:
    for declaration in declarations().values():
        if not declaration.is_table and declaration.path[0] not in ("timelines", "events"):
            fixed = why_fixed(declaration.key)
            assert (declaration.key in KEYS) == (fixed is None), declaration.key
            assert fixed != "it is no single number", declaration.key


@pytest.mark.slow
def test_a_timeline_that_begins_by_the_start_is_the_value_at_the_start() -> None:
    for pattern, target in KEYS.items():
        key, value = key_of(pattern), value_of(target)
        path = keys_of(small(), key)[0].parts
        dated = small(timelines={key: {"values": {"1990": value, "2009-01": value}}})
        stated = with_values(small(), {path: value})
        worlds = [arrays_of(build_world(each)) for each in (dated, stated)]
        # The room for waits is that of the longest patience ever stated.
        apart = ("clock", "waits") if pattern == "gate.patience" else ()
        assert first_difference(*worlds, apart_from=apart) == "", pattern


AT_ONCE = (
    "countries.*.matching_fund", "countries.*.budget_friction", "cities.*.capacity",
    "cities.*.budget", "cities.*.unit", "cities.*.coordination_effort", "cities.*.need",
    "ngos.*.budget", "partnerships.*.contact", "trust.negativity",
    "delivery.scale", "learning.interval",
)  # fmt: skip
"""Some of the keys that nothing reads before the first month, when queues are brought to work."""


@pytest.mark.parametrize("pattern", AT_ONCE)
def test_an_event_that_sets_in_the_first_month_is_the_value_at_the_start(pattern: str) -> None:
    key, value = key_of(pattern), value_of(KEYS[pattern])
    event = {"it": {"field": key, "set": value, "month": "2009-01"}}
    same(small(events=event), with_values(small(), {keys_of(small(), key)[0].parts: value}), 4)


ROOMS = ("gate.patience", "gate.loi_term", "gate.mou_term")
"""Parameters of which the least or the most in a run tells how large tables are."""


def test_to_scale_by_one_changes_nothing() -> None:
    events = {
        pattern.replace("*", "x"): {
            "field": key_of(pattern), "scale": 1.0, "month": "2009-02", "duration": 2
        }
        for pattern, target in KEYS.items()
        if target.kind != SWITCH and pattern not in ROOMS
    }  # fmt: skip
    same(small(events=events), small(), 5)


def test_what_is_added_and_then_taken_is_gone() -> None:
    more = {"field": "cities.aa.dissemination", "change": 0.25, "month": "2009-02"}
    less = {
        "field": "cities.aa.dissemination",
        "scale": 0.5,
        "month": "2009-04",
        "until": "2009-06",
    }
    model = WorldModel(small(cities__aa__dissemination=0.5, events={"more": more, "less": less}))
    seen = []
    for _ in range(7):
        model.step()
        seen.append(model.world.cities[0].dissemination)
    assert seen == [0.5, 0.75, 0.75, 0.375, 0.375, 0.75, 0.75]


def test_what_is_set_for_good_owes_nothing_to_what_goes_on() -> None:
    crisis = {"field": "cities.aa.budget", "scale": 0.5, "month": "2009-02", "until": "2010-06"}
    values = {"2010": 44.0}
    config = small(events={"crisis": crisis}, timelines={"cities.aa.budget": {"values": values}})
    model = WorldModel(config)
    granted = []
    for _ in range(24):
        model.step()
        city = model.world.cities[0]
        granted.append(city.revenue * city.budget_share)
    assert granted[0] == 14.0
    assert granted[1:12] == [7.0] * 11
    assert granted[12:] == [44.0] * 12


def test_in_one_month_timelines_come_before_events_and_these_by_their_ids() -> None:
    field = "cities.aa.monitoring"
    events = {
        "b": {"field": field, "change": 0.1, "month": "2009-03"},
        "a": {"field": field, "scale": 0.5, "month": "2009-03"},
    }
    config = small(events=events, timelines={field: {"values": {"2009-03": 0.8}}})
    model = WorldModel(config)
    model.run(3)
    assert model.world.cities[0].monitoring == 0.8 * 0.5 + 0.1


def test_between_two_values_a_key_holds_or_moves_straight() -> None:
    values = {"2009-02": 0.0, "2009-06": 1.0}
    for between, told in (
        ("step", [0.5, 0, 0, 0, 0, 1, 1]),
        ("linear", [0.5, 0, 0.25, 0.5, 0.75, 1, 1]),
    ):
        line = {"values": values, "between": between}
        model = WorldModel(small(cities__aa__access=0.5, timelines={"cities.aa.access": line}))
        seen = []
        for _ in told:
            model.step()
            seen.append(model.world.cities[0].access)
        assert seen == told


def test_a_star_stands_for_all_and_an_entry_of_its_own_goes_before_it() -> None:
    config = small(
        timelines={
            "cities.*.access": {"values": {"2009-03": 0.9}},
            "cities.bb.access": {"values": {"2009-02": 0.1}},
        }
    )
    model = WorldModel(config)
    model.run(4)
    assert [city.access for city in model.world.cities] == [0.9, 0.1, 0.9, 0.9]


def test_a_parameter_changes_in_its_run_alone() -> None:
    config = small(timelines={"trust.negativity": {"values": {"2009-02": 4.0}}})
    model, other = WorldModel(config), WorldModel(config)
    before = config.trust.negativity
    model.run(2)
    assert model.world.parameters.trust.negativity == 4.0
    assert other.world.parameters.trust.negativity == config.trust.negativity == before


def test_a_longer_patience_and_shorter_terms_find_room() -> None:
    lines = {
        "gate.patience": {"values": {"2009-06": 60}},
        "gate.mou_term": {"values": {"2010": 1}},
        "gate.loi_term": {"values": {"2010": 1}},
    }
    model = WorldModel(busy(timelines=lines, scenario__months=60), seed=BUSY_SEED)
    model.run()
    assert model.world.clock.longest_wait == 60
    assert model.world.clock.papers <= len(model.world.papers)


def test_each_stated_value_is_in_the_log_and_nothing_is_where_nothing_changes() -> None:
    line = {"values": {"2009-02": 0.2, "2009-12": 0.9}, "between": "linear"}
    model = WorldModel(small(timelines={"cities.aa.access": line}), log_size=5000)
    model.run(12)
    kinds = [event.kind for event in model.world.events[: model.world.clock.logged]]
    assert kinds.count(0) == 2
    assert [each.start for each in model.world.external_events] == [1]
    assert WorldModel(small()).world.external_events == []


def test_the_neutral_variant_leaves_what_holds_at_the_start() -> None:
    line = {"values": {"2008": 0.2, "2009-03": 0.9}}
    config = small(timelines={"cities.aa.access": line}, mechanisms={"context": "neutral"})
    model = WorldModel(config)
    model.run(4)
    assert model.world.cities[0].access == 0.2


@pytest.mark.compiled
@given(config=configs(months=24))
@settings(max_examples=10)
def test_both_engines_change_the_same_to_the_bit(config: WorldConfig) -> None:
    both = SideBySide(config, seed=1)
    for month in range(24):
        both.step()
        assert both.difference() == "", month


@pytest.mark.compiled
def test_both_engines_follow_timelines_of_every_key() -> None:
    lines = {}
    for pattern, target in KEYS.items():
        lines[key_of(pattern)] = {"values": {"2009-06": value_of(target)}}
    config = WorldConfig.model_validate(raw(timelines=lines, scenario__months=24))
    both = SideBySide(config, seed=1)
    for month in range(24):
        both.step()
        assert both.difference() == "", month
    assert len(both.model.world.external_events) == len(KEYS)
