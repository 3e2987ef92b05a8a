"""Ties that enter at a date: not there before it, and then as the scenario states them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.initialisation.build import build_world
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes.carrying.departure import quit_partnerships
from paradiplomacy.processes.initiation import informal, partners
from paradiplomacy.state.codes import EVENT_KINDS, NONE, PARTNERSHIP_FOUNDED, PROGRAMME_SLOTS
from paradiplomacy.state.fields import specs
from paradiplomacy.state.relations import Partnership
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import busy, date_after, small
from tests.unit.model.processes.scenes import AA, AA_CC, CC, DD, SCHOOL, let, scene, told

P = 3
"""The place of the tie to come, behind the three others of the small world."""


def later(month, **partnership):
    """Return, as a change to a world, a tie that is founded so many months after the start."""
    entry = {
        "name": "Later", "cities": ["dd", "aa"], "cultural_distance": 0.6,
        "contact": 0.4, "coordination": 0.7, "perception": 0.8,
        "founded": date_after("2009-01", month),
    }  # fmt: skip
    return {"partnerships__later": entry | partnership}


def ends(world, c):
    """List the ends of a city's ties, in order."""
    found, end = [], world.cities[c].first_membership
    while end != NONE:
        found.append(end)
        end = world.partnerships[end // 2].next[end % 2]
    return found


def pairs(world):
    """List the pairs of cities that have a tie, or will have one that is stated."""
    return [
        frozenset(partnership.cities)
        for partnership in world.partnerships[: world.clock.partnership_count]
    ]


# Before its month, and in it.


@pytest.mark.parametrize("variant", REGISTRY["context"].names)
def test_before_its_month_it_does_not_exist_and_from_then_on_it_does(variant):
    model = WorldModel(small(**later(6), mechanisms__context=variant), seed=1)
    world = model.world
    for month in range(12):
        model.step()
        there = month >= 6
        assert (world.partnerships[P].exists, world.clock.awaited) == (there, not there)
        assert (2 * P in ends(world, DD), 2 * P + 1 in ends(world, AA)) == (there, there)
        assert told(world).get("partnership_founded", 0) == there
        values = {name: of_ties[P] for name, of_ties in model.measure().items()}
        assert there or all(map(math.isnan, values.values()))
        assert math.isnan(values["trust"]) == (not there)
        assert model.measure_world()["partnerships_per_city"] == (3 + there) / 2


def test_its_age_and_its_months_are_counted_from_the_founding():
    model = WorldModel(small(**later(6)), seed=1)
    model.run(7)
    assert (model.measure()["age"][P], model.world.partnerships[P].age) == (1 / 12, 1)
    model.run(12)
    assert model.measure()["age"][P] == pytest.approx(13 / 12)
    assert (model.world.partnerships[P].age, model.world.partnerships[AA_CC].age) == (13, 19)


@pytest.mark.slow
def test_its_ends_stand_behind_those_of_the_ties_that_are_there():
    world = scene(**later(3))
    before = ends(world, AA), ends(world, DD)
    let(world, "context", 4)
    assert ends(world, AA) == [*before[0], 2 * P + 1]
    assert ends(world, DD) == [*before[1], 2 * P]
    assert [city.partnership_count for city in world.cities] == [2, 2, 2, 2]


def test_until_then_it_stays_as_the_scenario_states_it():
    model = WorldModel(busy(**later(24, commitment={"aa": 0.9})), seed=1)
    stated = build_world(model.config).partnerships[P]
    partnership = model.world.partnerships[P]
    for _ in range(24):
        model.step()
        for name in specs(Partnership):
            assert getattr(partnership, name) == getattr(stated, name), name
    model.step()
    assert partnership.exists == partnership.age == 1
    assert partnership.contact != stated.contact
    assert partnership.coordination != stated.coordination


def test_its_founding_is_logged_without_a_city_that_founds_it():
    model = WorldModel(small(**later(6)), seed=1, log_size=5000)
    model.run(12)
    log = model.world.events[: model.world.clock.logged]
    found = [(event.month, event.partnership, event.city) for event in log
             if event.kind == PARTNERSHIP_FOUNDED]  # fmt: skip
    assert found == [(6, P, NONE)]
    assert EVENT_KINDS[PARTNERSHIP_FOUNDED] == "partnership_founded"


@pytest.mark.parametrize("months", [6, 7, 18])
def test_a_batch_tells_whether_it_was_founded_before_the_end(months):
    config = small(**later(6), scenario__months=months)
    batch = mesa_engine.run_batch(config, seed=1, replicates=range(2))
    assert batch.partnership_ids[P] == "later"
    there = months > 6
    assert batch.partners[:, P].tolist() == [[DD, AA] if there else [-1, -1]] * 2
    for name, values in batch.partnership_values.items():
        history = batch.histories[name][:, :, P]
        assert np.isnan(history[:, batch.followed < 6]).all(), name
        assert np.isnan(values[:, P]).all() or there, name
    assert np.isnan(batch.partnership_values["trust"][:, P]).tolist() == [not there] * 2


@pytest.mark.parametrize(("month", "exists", "awaited"), [(-1, 1, 0), (0, 1, 0), (1, 0, 1)])
def test_a_tie_of_the_start_or_from_before_it_needs_no_founding(month, exists, awaited):
    world = build_world(small(**later(month)))
    assert (world.partnerships[P].exists, world.clock.awaited) == (exists, awaited)
    assert world.partnerships[P].founded == month
    let(scene(**later(month)), "context")
    assert told(world) == {}


@pytest.mark.slow
def test_nothing_else_changes_before_its_month():
    """Nobody looks for partners here, for that is what a tie to come does change."""
    alone = {"initiation__new_partnership": -50.0, "initiation__ngo_search": 0.0}
    models = [WorldModel(busy(**alone, **more), seed=4) for more in ({}, later(30))]
    for month in range(40):
        for model in models:
            model.step()
        with_it, without = (arrays_of(model.world) for model in models)
        with_it.partnerships[P] = without.partnerships[P]
        difference = first_difference(with_it, without, apart_from=("clock", "tallies"))
        assert (difference == "") == (month < 30), (month, difference)
        counts = [told(model.world) for model in models]
        assert (counts[0] == counts[1]) == (month < 30)
    assert counts[1]["partnership_founded"] == 1


# What it begins with.


def test_its_sides_are_committed_as_stated_or_as_their_mayors_of_that_month():
    world = scene(**later(3, commitment={"dd": 0.15}))
    let(world, "context", 3)
    world.cities[AA].drive, world.cities[DD].drive = 0.85, 0.05
    let(world, "context")
    assert world.partnerships[P].commitment == [0.15, 0.85]
    world.cities[AA].drive = 0.2
    let(world, "context")
    assert world.partnerships[P].commitment == [0.15, 0.85]


def test_where_commitment_is_held_fixed_it_is_so_in_a_tie_that_enters():
    model = WorldModel(
        small(**later(3, commitment={"aa": 0.9}), mechanisms__leadership="neutral"), seed=1
    )
    model.run(4)
    fixed = model.config.leadership.neutral_commitment
    assert model.world.partnerships[P].commitment == [fixed, fixed]


@pytest.mark.parametrize("trust", [0.0, 0.2, 0.5, 0.95])
def test_an_older_tie_has_the_stated_trust_and_the_evidence_that_gives_it(trust):
    world = scene(**later(-120, trust=trust), trust__prior_weight=3.0, trust__forgetting=0.9)
    partnership = world.partnerships[P]
    assert (partnership.exists, partnership.trust, partnership.bad) == (1, [trust] * 4, [0.0] * 4)
    assert [good / (good + 3.0) for good in partnership.good] == pytest.approx([trust] * 4)
    evidence = 0.9 * partnership.good[0]
    let(world, "trust")
    assert partnership.trust == pytest.approx([evidence / (evidence + 3.0)] * 4)


def test_an_older_tie_is_as_old_as_it_is_and_its_years_count_from_the_start():
    model = WorldModel(small(**later(-120, trust=0.5)), seed=1)
    model.run(1)
    assert model.measure()["age"][:4] == pytest.approx([1 / 12] * 3 + [121 / 12])
    assert model.world.partnerships[P].age == 1
    assert told(model.world).get("partnership_founded", 0) == 0


def test_an_ngo_works_in_a_tie_to_come_only_once_it_is_there():
    world = scene(
        **later(3), ngos__school__partnerships=["aa-cc", "later"], initiation__ngo_rate=1.0,
        cities__aa__identity_salience=1.0,
    )  # fmt: skip
    informal.start_informal(world, SCHOOL)
    let(world, "context", 3)
    assert [partnership.programmes_made for partnership in world.partnerships] == [1, 0, 0, 0]
    let(world, "context")
    informal.start_informal(world, SCHOOL)
    assert [partnership.programmes_made for partnership in world.partnerships] == [2, 0, 0, 1]
    assert world.programmes[P * PROGRAMME_SLOTS].ngo == SCHOOL


# Nobody forestalls it.

SEEKING = {
    "initiation__intercept": 50.0,
    "initiation__outside": -50.0,
    "initiation__consideration": 40,
    "initiation__trouble": [0.0, 50.0, 50.0],
    "initiation__ngo_search": 1.0,
    "ngos__school__transnational": 1.0,
    **{f"cities__{city}__leader": {"drive": 1.0} for city in ("aa", "cc", "dd")},
}
"""Everybody searches every month, nobody prefers to stay alone, everybody wants to be found."""

ROOM = {
    "cities__zz": {
        "name": "Zz", "country": "south", "capacity": 0.5, "unit": False, "budget": 9.0,
        "population": 1,
    },
    "initiation__size_gap": 50.0,
}  # fmt: skip
"""A village that nobody chooses; for its sake the world has room for more ties."""


@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("seeker", [AA, DD])
def test_the_two_cities_found_no_tie_of_their_own(stated, seeker):
    world = scene(**SEEKING | ROOM | (later(20) if stated else {}))
    assert len(world.partnerships) == 6
    partners.seek_partner(world, seeker)
    assert partners.is_to_come(world, AA, DD) == partners.is_to_come(world, DD, AA) == stated
    assert not partners.is_to_come(world, AA, CC)
    assert frozenset((AA, DD)) in pairs(world)
    assert world.clock.partnership_count == 4
    if stated:
        assert told(world) == {"search_in_vain": 1}
        let(world, "context", 21)
        partners.seek_partner(world, seeker)
        assert (told(world)["partnership_founded"], world.clock.partnership_count) == (1, 4)
        assert not partners.is_to_come(world, AA, DD)
    else:
        assert told(world)["partnership_founded"] == 1


@pytest.mark.parametrize("stated", [False, True])
def test_nor_does_an_ngo_found_it_for_them(stated):
    world = scene(**SEEKING | ROOM | (later(20) if stated else {}))
    assert len(world.partnerships) == 6
    informal.seek_partnership(world, SCHOOL)
    assert told(world).get("partnership_founded", 0) == (not stated)
    assert (SCHOOL in world.partnerships[P].engaged) == (not stated)
    assert world.partnerships[P].exists == (not stated)


def test_meanwhile_they_may_found_ties_with_others():
    world = scene(**SEEKING | {"partnerships": {}, "ngos": {}} | later(99))
    for month in range(12):
        world.clock.month = month
        for c in range(4):
            partners.seek_partner(world, c)
    assert len(pairs(world)) == len(set(pairs(world))) == 4
    assert world.partnerships[0].exists == 0
    assert {AA, DD} <= set().union(*pairs(world)[1:])


@pytest.mark.slow
def test_no_two_cities_ever_have_two_ties():
    changes = {"initiation__new_partnership": 2.0, "scenario__months": 48}
    cities = names(busy()).cities
    two = frozenset((cities.index("aa"), cities.index("dd")))
    found_their_own = 0
    for seed in range(2):
        for stated in (False, True):
            config = busy(**changes | (later(40) if stated else {}))
            model = WorldModel(config, seed=seed)
            for month in range(48):
                model.step()
                partnerships = model.world.partnerships
                there = [p for p, pair in enumerate(pairs(model.world)) if pair == two]
                assert len(set(pairs(model.world))) == model.world.clock.partnership_count
                if stated:
                    assert (there, partnerships[P].exists) == ([P], month >= 40)
            found_their_own += not stated and len(there)
    assert found_their_own == 2


def test_an_ngo_that_has_left_is_not_in_a_tie_that_enters_later():
    world = scene(**later(3), ngos__school__partnerships=["aa-cc", "later"])
    quit_partnerships(world, SCHOOL)
    let(world, "context", 4)
    assert (world.partnerships[P].exists, world.ngos[SCHOOL].active) == (1, 0)
    assert world.partnerships[P].engaged == [NONE] * 6
