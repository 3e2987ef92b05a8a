"""Values along time and events that set, scale or add do what they say, to the bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from paradiplomacy.configuration.edits import with_values
from paradiplomacy.configuration.targets import NO_KEY, NUMBER, SWITCH, targets, why_fixed
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.events import first_month
from paradiplomacy.initialisation.timelines import keys_of
from paradiplomacy_experiments.configuration.keys import declarations
from tests.support.engines import SideBySide, first_difference
from tests.support.worlds import BUSY_SEED, busy, configs, raw, small, values_of

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


def same(one: WorldConfig, other: WorldConfig, months: int, *apart: str) -> None:
    """Assert that two configurations give the same state in each of so many months."""
    models = [WorldModel(config, seed=3) for config in (one, other)]
    for _ in range(months):
        for model in models:
            model.step()
        worlds = [model.world for model in models]
        assert first_difference(*worlds, apart_from=("parameters", *apart)) == ""


def test_every_key_may_change_in_a_run_or_it_is_told_why_not() -> None:
    for declaration in declarations().values():
        if not declaration.is_table and declaration.path[0] not in ("timelines", "events"):
            fixed = why_fixed(declaration.key)
            assert (declaration.key in KEYS) == (fixed is None), declaration.key
            assert fixed != "it is no single number", declaration.key
    assert {name for name in KEYS if name in map(str, targets())} == set(KEYS)


@pytest.mark.parametrize("pattern", KEYS)
def test_a_timeline_that_begins_by_the_start_is_the_value_at_the_start(pattern: str) -> None:
    @given(value=values_of(KEYS[pattern]))
    @settings(max_examples=2, derandomize=True)
    def held(value: float) -> None:
        key = key_of(pattern)
        path = keys_of(small(), key)[0].parts
        dated = small(timelines={key: {"values": {"1990": value, "2009-01": value}}})
        stated = with_values(small(), {path: value})
        one, other = (WorldModel(config, seed=3).world for config in (dated, stated))
        # The room for longer waits is that of the longest patience ever stated.
        apart = ("clock", "waits") if pattern == "gate.patience" else ()
        assert first_difference(one, other, apart_from=("parameters", *apart)) == ""
        assert [getattr(one.parameters, name) for name in targets_of_parameters()] == [
            getattr(other.parameters, name) for name in targets_of_parameters()
        ]

    held()


def targets_of_parameters() -> list[str]:
    """Return the names of the processes that have parameters."""
    return sorted({name.split(".")[0] for name in targets() if "*" not in name})


NOT_BEFORE = ("countries.*.reviewers", "countries.*.recognition", "countries.*.foreign_sensitivity")
"""What is read before the first month, when queues are brought to work."""

FIRST_MONTH = [
    pattern
    for pattern in KEYS
    if pattern not in NOT_BEFORE
    and "priorities" not in pattern
    and "agenda" not in pattern
    and "bilateral" not in pattern
    and "commitment" not in pattern
    and ("*" in pattern or pattern.split(".")[0] in ("trust", "delivery", "learning", "carrying"))
    and pattern not in ("trust.aspiration_start", "trust.prior_weight", "sectors.*.foreignness")
]


@pytest.mark.parametrize("pattern", FIRST_MONTH)
def test_an_event_that_sets_in_the_first_month_is_the_value_at_the_start(pattern: str) -> None:
    value = {SWITCH: True, NUMBER: 0.75, "whole number": 9}[KEYS[pattern].kind]
    if KEYS[pattern].refusal(value) is not None:
        value = max(KEYS[pattern].low, 1.0) if KEYS[pattern].low >= 0.0 else -0.5
    key = key_of(pattern)
    event = {"it": {"field": key, "set": value, "month": "2009-01"}}
    stated = with_values(small(), {keys_of(small(), key)[0].parts: value})
    apart = ("events", "tallies", "external_events", "clock")
    same(small(events=event), stated, 14, *apart)


@pytest.mark.parametrize("pattern", [name for name, each in KEYS.items() if each.kind != SWITCH])
def test_to_scale_by_one_changes_nothing(pattern: str) -> None:
    event = {"field": key_of(pattern), "scale": 1.0, "month": "2009-02", "duration": 2}
    apart = ("events", "tallies", "external_events", "clock")
    same(small(events={"it": event}), small(), 6, *apart)


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
    ):  # noqa: E501
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
    assert first_month(model.world) == 1
    assert first_month(WorldModel(small()).world) is None


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
        value = {SWITCH: True, NUMBER: 0.5, "whole number": 6}[target.kind]
        if target.refusal(value) is not None:
            value = max(target.low, 1.0) if target.low >= 0.0 else -0.5
        lines[key_of(pattern)] = {"values": {"2009-06": value}}
    config = WorldConfig.model_validate(raw(timelines=lines, scenario__months=24))
    both = SideBySide(config, seed=1)
    for month in range(24):
        both.step()
        assert both.difference() == "", month
    assert any(st is not None for st in both.model.world.external_events)
