"""Indicators of the whole world: counted off what is there and what happened."""

from __future__ import annotations

import itertools

import pytest

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.indicators import INDICATORS
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.state import codes
from tests.support.worlds import BUSY_SEED, busy
from tests.unit.model.processes.scenes import AA, CC, NORTH, scene

LATER = {"name": "Later", "cities": ["aa", "dd"], "cultural_distance": 0.5, "founded": "2012-01"}


def measured(world, name):
    return INDICATORS[name].measure(world)


def test_ties_to_come_are_not_counted():
    w = scene(partnerships__later=LATER)
    assert (measured(w, "partnerships_per_city"), measured(w, "degree_max")) == (2 * 3 / 4, 2)
    there = scene(partnerships__later=LATER | {"founded": "2009-01"})
    assert measured(there, "partnerships_per_city") == 2


def test_closure_counts_pairs_of_partners_from_two_countries():
    tie = {"name": "Tie", "cultural_distance": 0.5}
    changes = {
        "countries__west": {"name": "West", "regime": "progressive"},
        "cities__ee": {
            "name": "Ee", "country": "west", "capacity": 0.5, "unit": False, "budget": 9.0,
        },
        "partnerships__ccTOee": tie | {"cities": ["cc", "ee"]},
    }  # fmt: skip
    # At cc: ee with aa, and with bb; aa and bb are compatriots.
    assert measured(scene(**changes), "closure") == 0.0
    changes["partnerships__aaTOee"] = tie | {"cities": ["aa", "ee"]}
    # A triangle is seen from each of its corners.
    assert measured(scene(**changes), "closure") == 3 / 4


@pytest.mark.parametrize("months", [0, 1, 72])
def test_closure_counts_what_is_there_however_it_came(months):
    """Triads are counted as ties are founded, dated and found; here they are counted anew."""
    later = LATER | {"founded": "2011-01", "cities": ["aa", "ee"]}
    model = WorldModel(busy(partnerships__later=later), seed=BUSY_SEED)
    start = model.world.clock.partnership_count
    model.run(months)
    w = model.world
    known = [
        {w.partnerships[p].cities[1 - side] for p, side in memberships(w, c)}
        for c in range(len(w.cities))
    ]
    pairs = [
        b in known[a]
        for partners in known
        for a, b in itertools.combinations(sorted(partners), 2)
        if w.cities[a].country != w.cities[b].country
    ]
    assert (w.clock.triads, 3 * w.clock.triangles) == (len(pairs), sum(pairs))
    assert months < 72 or (sum(pairs) > 0 and w.clock.partnership_count > start)


def test_the_world_is_counted_off_what_happened():
    w = scene()
    for kind, number in {
        "programme_started": 9, "programme_completed": 3, "programme_broken_off": 1,
        "programme_abandoned": 4, "mayor_elected": 3, "mayor_left_early": 2, "mayor_re_elected": 7,
    }.items():  # fmt: skip
        w.tallies[codes.EVENT_KINDS.index(kind)].count = number
    # What still runs and what never began are left out.
    assert measured(w, "programme_survival") == 0.75
    assert measured(w, "mayors_changed") == 5.0
    w.cities[AA].norm_adopted = w.cities[CC].norm_adopted = 1
    assert measured(w, "norm_adopted") == 0.5


def test_the_backlog_is_a_mean_over_central_desks():
    w = scene()
    assert [country.desk_count for country in w.countries] == [2, 0]
    for k, waiting in enumerate((7, 2)):
        desk = w.desks[w.countries[NORTH].first_desk + k]
        desk.arrived, desk.served = 50 + waiting, 50
    w.desks[w.cities[AA].first_desk].arrived = 99
    assert measured(w, "backlog") == 4.5
