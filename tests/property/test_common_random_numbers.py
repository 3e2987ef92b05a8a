"""Common random numbers: what does not change in a world keeps every one of its bits."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paradiplomacy.config import WorldConfig
from paradiplomacy.regimes import resolve
from paradiplomacy.simulation import ParadiplomacyModel
from tests.engines import arrays_of, first_difference
from tests.worlds import configs, raw, small


def run(config, months=60, seed=1):
    model = ParadiplomacyModel(config, seed=seed)
    model.run(months)
    return model


def shuffled(table, rng):
    """Return nested tables with their entries in another order."""
    if not isinstance(table, dict):
        return table
    items = [(name, shuffled(value, rng)) for name, value in table.items()]
    rng.shuffle(items)
    return dict(items)


@given(config=configs(), seed=st.integers(0, 1000))
@settings(max_examples=15)
def test_permuting_the_entries_of_a_config_changes_no_bit(config, seed):
    data = config.model_dump(exclude_unset=True)
    other = WorldConfig.model_validate(shuffled(data, random.Random(seed)))
    worlds = [arrays_of(run(each, 36).world) for each in (config, other)]
    assert first_difference(*worlds) == ""


@given(config=configs(), seed=st.integers(0, 1000))
@settings(max_examples=15)
def test_renaming_and_expanding_presets_changes_no_bit(config, seed):
    data = config.model_dump(exclude_unset=True)
    north = resolve(config.countries["north"].regime, config.regimes).model_dump()
    south = resolve(config.countries["south"].regime, config.regimes).model_dump()
    data["regimes"] = {"something else": south}
    data["countries"]["north"]["regime"] = north
    data["countries"]["south"]["regime"] = {"preset": "something else"}
    worlds = [arrays_of(run(each, 36).world) for each in (config, WorldConfig.model_validate(data))]
    assert first_difference(*worlds) == ""


def test_one_more_city_changes_no_other_citys_draws():
    data = raw()
    data["cities"]["ab"] = dict(data["cities"]["aa"], name="Ab")
    data["partnerships"]["ab-dd"] = dict(
        data["partnerships"]["aa-cc"], cities=["ab", "dd"], name="Ab and Dd"
    )
    small_world, larger = run(small()), run(WorldConfig.model_validate(data))
    for city in small_world.world.cities:
        twin = next(other for other in larger.world.cities if other.name == city.name)
        for name in ("drive", "terms_served", "to_election", "entrepreneur"):
            assert getattr(city, name) == getattr(twin, name)
    # Ties that share no queue and no purse with the newcomer keep their whole history.
    ties = zip(sorted(small().partnerships), small_world.world.partnerships, strict=True)
    proposals = {name: tie.programmes_made for name, tie in ties}
    names = sorted(data["partnerships"])
    for name, tie in zip(names, larger.world.partnerships, strict=True):
        assert tie.programmes_made == proposals.get(name, tie.programmes_made)


@pytest.mark.parametrize(
    ("lever", "value", "first"),
    [
        ("leadership__re_election", 0.1, "mayor_re_elected"),
        ("delivery__scale", 2.0, "milestone_delivered"),
        ("gate__revision_gain", 0.0, "dossier_returned"),
    ],
)
def test_worlds_that_differ_in_a_lever_are_equal_until_it_acts(lever, value, first):
    one = ParadiplomacyModel(small(), seed=4, log_size=20_000)
    other = ParadiplomacyModel(small(**{lever: value}), seed=4, log_size=20_000)
    equal_months = 0
    while True:
        one.step()
        other.step()
        worlds = [arrays_of(model.world)._replace(parameters=None) for model in (one, other)]
        tables = [world._asdict() for world in worlds]
        for table in tables:
            del table["parameters"]
        if any((tables[0][name] != tables[1][name]).any() for name in tables[0]):
            break
        equal_months += 1
        assert equal_months < 240, "the lever never acted"
    assert equal_months > 0


def test_the_seed_and_the_replicate_matter():
    worlds = [arrays_of(run(small(), seed=seed, months=24).world) for seed in (1, 2)]
    assert first_difference(*worlds) != ""
