"""Common random numbers: what does not change in a world keeps every one of its bits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.configuration.regimes import resolve
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.initiation import partners, proposals
from paradiplomacy.randomness import NORM_THRESHOLD, child_key, uniform_once
from paradiplomacy.state.codes import EVENT_KINDS
from paradiplomacy.state.fields import specs
from paradiplomacy.state.world import OF_TABLE
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy, configs, raw

TOLD = ("parameters", "mechanisms", "events", "papers")
PROMISES = {"milestone_delivered", "milestone_missed", "ceremony"}


def run(config, months=60, seed=1):
    model = WorldModel(config, seed=seed)
    model.run(months)
    return model


# ----------------------------------------------------------------------- order and names of entries


def shuffled(table, rng):
    """Return nested tables with their entries in another order."""
    if not isinstance(table, dict):
        return table
    items = [(name, shuffled(value, rng)) for name, value in table.items()]
    rng.shuffle(items)
    return dict(items)


def assert_same_worlds(one, other, months, seed=1):
    worlds = [arrays_of(run(config, months, seed).world) for config in (one, other)]
    assert first_difference(*worlds) == ""


def permuted(config, seed):
    data = shuffled(config.model_dump(exclude_unset=True), random.Random(seed))
    return WorldConfig.model_validate(data)


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_permuting_the_entries_of_a_config_changes_no_bit(config, seed):
    assert_same_worlds(config, permuted(config, seed), 36)


@pytest.mark.slow
def test_permuting_the_entries_of_a_busy_world_changes_no_bit():
    assert_same_worlds(busy(), permuted(busy(), 1), 72, BUSY_SEED)


def expanded(config):
    """Return the same world with one preset renamed and all others replaced by what they hold."""
    data = config.model_dump(exclude_unset=True)
    south = resolve(config.countries["south"].regime, config.regimes).model_dump()
    for name, country in config.countries.items():
        data["countries"][name]["regime"] = resolve(country.regime, config.regimes).model_dump()
    data["countries"]["south"]["regime"] = {"preset": "something else"}
    data["regimes"] = {"something else": south}
    for name, event in config.events.items():
        if event.regime is not None:
            chosen = resolve(event.regime, config.regimes).model_dump()
            if chosen == south:
                chosen = {"preset": "something else"}
            data["events"][name]["regime"] = chosen
    return WorldConfig.model_validate(data)


@pytest.mark.slow
@given(config=configs(), seed=st.integers(0, 1000))
@settings(max_examples=10)
def test_renaming_and_expanding_presets_changes_no_bit(config, seed):
    assert_same_worlds(config, expanded(config), 36, seed)


@pytest.mark.slow
def test_renaming_and_expanding_presets_inside_a_reform_changes_no_bit():
    config = busy()
    assert config.events["opening"].regime.preset == "progressive"
    other = expanded(config)
    assert other.events["opening"].regime.preset == "something else"
    assert_same_worlds(config, other, 72, BUSY_SEED)
    # A reform to another regime is another world.
    strict = busy(events=config.model_dump(exclude_unset=True)["events"] | {
        "opening": {"field": "countries.north.regime", "month": "2012-05", "regime": "one_gate"},
    })  # fmt: skip
    worlds = [arrays_of(run(each, 72, BUSY_SEED).world) for each in (config, strict)]
    assert first_difference(*worlds, apart_from=(*TOLD, "charters", "external_events")) != ""


# -------------------------------------------------------------------------------- one more city


def wide(*newcomers):
    """Return a world in which partners are sought; newcomers get a country that nobody likes."""
    data = raw(
        initiation={
            "intercept": -2.5, "new_partnership": 0.0, "consideration": 200, "outside": -35.0,
            "distance": 50.0, "ngo_search": 0.05,
        },
        norms={"attention": 0.5, "threshold_spread": 0.3},
    )  # fmt: skip
    for name in ("ac", "ba", "db"):
        data["cities"][name] = data["cities"]["dd" if name == "db" else "bb"] | {"name": name}
    if newcomers:
        data["countries"]["m"] = {"name": "M", "regime": "progressive"}
        for country in ("north", "south"):
            data["countries"][country]["cultural_distance"] = {"m": 1.0}
    for name in newcomers:
        data["cities"][name] = {
            "name": name, "country": "m", "capacity": 0.0, "unit": False, "budget": 0.0,
        }  # fmt: skip
    return WorldConfig.model_validate(data)


def by_key(world):
    """Return each record by its key: what it holds, places in tables and popularity apart."""
    found = {}
    for table, entity in OF_TABLE.items():
        fields = {name for name, spec in specs(entity).items() if spec.unit != "index"}
        if "key" not in fields or table in ("stages", "events"):
            continue
        for record in getattr(world, table):
            state = {name: repr(getattr(record, name)) for name in fields}
            if record.key != 0:
                found[table, record.key] = state
    return found


@pytest.mark.slow
@pytest.mark.parametrize("newcomer", ["a0", "zx"])
def test_one_more_city_that_nobody_wants_changes_nothing_else(newcomer):
    """It stands before the others or behind them in every table, and in their directory."""
    one, other = (WorldModel(config, seed=2) for config in (wide(), wide(newcomer)))
    for _ in range(24):
        one.run(3)
        other.run(3)
        mine, theirs = by_key(one.world), by_key(other.world)
        assert mine.keys() < theirs.keys()
        for place, state in mine.items():
            assert theirs[place] == state, place
    happened = dict(zip(EVENT_KINDS, (tally.count for tally in one.world.tallies), strict=True))
    for kind in (
        "partnership_founded",
        "partnership_revived",
        "norm_adopted",
        "ngo_entered",
        "loi_signed",
    ):
        assert happened[kind] > 0, kind


def test_one_more_city_moves_no_look_up_but_to_itself():
    one, other = (WorldModel(config, seed=2) for config in (wide(), wide("ca")))
    keys = {city.key for city in one.world.cities}
    moved = 0
    for k in range(1000):
        found, seen = (
            model.world.cities[model.world.directory[partners.find(model.world, k / 1000)].city]
            for model in (one, other)
        )
        assert seen.key == found.key or seen.key not in keys
        moved += seen.key not in keys
    assert 0 < moved < 500


def test_one_more_city_changes_no_hidden_fit_and_no_threshold():
    one, other = (WorldModel(config, seed=2) for config in (wide(), wide("a0")))
    for c, city in enumerate(one.world.cities):
        twin = next(k for k, each in enumerate(other.world.cities) if each.key == city.key)
        assert (twin != c) == (city.country != other.world.cities[twin].country)
        for ordinal in range(5):
            key = child_key(city.key, ordinal)
            fits = [
                proposals.fit(model.world, key, 1, row) for model, row in ((one, c), (other, twin))
            ]
            assert fits[0] == fits[1]
        thresholds = {
            uniform_once(model.world.clock, NORM_THRESHOLD, city.key, 0) for model in (one, other)
        }
        assert len(thresholds) == 1


# ------------------------------------------------------------------------------- one other lever


def counts(model):
    return [tally.count for tally in model.world.tallies]


def without(world, own):
    """Return a world as arrays with the fields that hold a lever itself put to nothing."""
    arrays = arrays_of(world)
    for table, field, key in own:
        rows = getattr(arrays, table)
        rows[field][rows["key"] == key if key else slice(None)] = 0
    return arrays


def split(one, other, own=(), apart_from=TOLD, most=132):
    """Return the month in which two worlds part, and what happened in it in either."""
    models = [WorldModel(config, seed=4) for config in (one, other)]
    keys = {city.name: city.key for city in models[0].world.cities}
    cells = [(table, field, keys.get(name)) for table, field, name in own]
    for month in range(most):
        before = [counts(model) for model in models]
        for model in models:
            model.step()
        worlds = [without(model.world, cells) for model in models]
        if first_difference(*worlds, apart_from=apart_from):
            now = zip(before, map(counts, models), strict=True)
            return month, {
                kind
                for was, are in now
                for kind, old, new in zip(EVENT_KINDS, was, are, strict=True)
                if new > old
            }
    raise AssertionError("the lever never acted")


@pytest.mark.parametrize(
    ("lever", "value", "acts"),
    [
        ("leadership__re_election", 0.1, {"mayor_re_elected"}),
        ("leadership__commitment_gain", 0.3, None),
        ("delivery__scale", 3.0, {"milestone_delivered"}),
        ("gate__mou_term", 12, {"mou_signed", "agreement_renewed"}),
        ("learning__repair", 0.9, {"programme_repaired"}),
        ("norms__abandon", 0.0, {"norm_abandoned"}),
        ("carrying__entrant_budget", 40.0, {"ngo_entered"}),
        ("trust__negativity", 4.0, PROMISES),
        ("initiation__quality_spread", 0.4, {"programme_proposed"}),
    ],
)
@pytest.mark.slow
def test_worlds_that_differ_in_a_parameter_are_equal_until_it_acts(lever, value, acts):
    plain = busy(cities__cc__norm_adopted=False)
    section, name = lever.split("__")
    data = plain.model_dump(exclude_unset=True)
    data.setdefault(section, {})[name] = value
    month, happened = split(plain, WorldConfig.model_validate(data))
    assert month > 0
    assert acts is None or happened & acts


FREE_LEVERS = {
    "levers": {"dissemination_cost": 0.0, "dissemination_staff": 0.0, "monitoring_staff": 0.0}
}


@pytest.mark.parametrize(
    ("lever", "value", "own", "acts"),
    [
        (
            "dissemination", 1.0, ("dissemination", "informed", "participation"),
            PROMISES | {"public_mobilised", "public_withdrawn"},
        ),
        ("monitoring", 1.0, ("monitoring",), PROMISES | {"programme_evaluated"}),
    ],
)  # fmt: skip
def test_a_lever_of_one_city_is_felt_elsewhere_only_once_it_acts(lever, value, own, acts):
    """Its effect inside the city is left out: its public hears more from the first month on."""
    levers = {"cities__bb__dissemination": 0.3, "cities__bb__monitoring": 0.1}
    plain = busy(**FREE_LEVERS, **levers)
    other = busy(**FREE_LEVERS, **levers | {f"cities__bb__{lever}": value})
    month, happened = split(plain, other, own=[("cities", field, "bb") for field in own])
    assert month > 0
    assert happened & acts


def dated(month, event):
    """Return a busy world with no event but one, in this month after the start."""
    date = f"{2009 + month // 12}-{month % 12 + 1:02}"
    return busy(events={"it": event | {"month": date}})


@pytest.mark.slow
@pytest.mark.parametrize(
    "event",
    [
        {"field": "countries.south.bilateral.north", "change": -0.2, "duration": 6},
        {"field": "countries.north.regime", "regime": "progressive", "duration": 12},
        {"field": "cities.aa.commitment", "change": -0.3},
        {"field": "cities.bb.unit", "change": -1.0},
    ],
    ids=lambda event: event["field"],
)
def test_worlds_that_differ_in_a_dated_event_are_equal_until_its_month(event):
    never = dated(131, event)
    for month in (1, 29):
        parted, happened = split(dated(month, event), never, apart_from=(*TOLD, "external_events"))
        assert parted == month
        assert "event_began" in happened


@pytest.mark.slow
def test_the_chance_of_a_random_event_changes_nothing_until_it_begins():
    event = {"field": "countries.south.bilateral.north", "change": -0.2, "duration": 6}
    rare, frequent = (busy(events={"it": event | {"rate": rate}}) for rate in (0.01, 0.05))
    month, happened = split(rare, frequent, apart_from=(*TOLD, "external_events"))
    assert month > 0
    assert "event_began" in happened


@pytest.mark.slow
def test_the_seed_and_the_replicate_matter():
    worlds = [
        arrays_of(WorldModel(busy(), seed=seed, replicate=replicate).world)
        for seed, replicate in ((1, 0), (2, 0), (1, 1), (1, 0))
    ]
    runs = [
        arrays_of(run_of(seed, replicate)) for seed, replicate in ((1, 0), (2, 0), (1, 1), (1, 0))
    ]
    assert first_difference(worlds[0], worlds[3]) == first_difference(runs[0], runs[3]) == ""
    for other in runs[1:3]:
        assert first_difference(runs[0], other, apart_from=("clock",)) != ""


def run_of(seed, replicate):
    model = WorldModel(busy(), seed=seed, replicate=replicate)
    model.run(24)
    return model.world
