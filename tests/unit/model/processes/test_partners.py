"""Partners: look-ups in the directory, choice, consent, founding and revival of ties."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from paradiplomacy.processes.initiation import partners
from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.randomness import pair_key
from paradiplomacy.state.codes import NONE
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB,
    BB_CC,
    BB_DD,
    CC,
    DD,
    NORTH,
    scene,
    told,
)

PARAMETERS = {
    "initiation__intercept": 50.0,
    "initiation__outside": -50.0,
    "initiation__consideration": 40,
    "initiation__broker_reach": 6,
    "initiation__size_gap": 2.0,
    "initiation__distance": 0.5,
    "initiation__popularity": 0.4,
    "initiation__earlier_partnership": 1.0,
    "initiation__trouble": [0.0, 50.0, 50.0],
    "delivery__staff_per_capacity": 4.0,
    "delivery__staff_size": 0.0,
    "cities__cc__leader": {"drive": 1.0},
    "cities__dd__leader": {"drive": 1.0},
    "countries__north__cultural_distance": {"south": 0.4},
}
"""Everybody searches every month, nobody prefers to stay alone, everybody wants to be found."""


def world(**changes):
    return scene(**PARAMETERS | changes)


def sought(c=AA, **changes):
    w = world(**changes)
    partners.seek_partner(w, c)
    return w


def ends(w, c):
    """List the ends of a city's ties, in order."""
    found, end = [], w.cities[c].first_membership
    while end != NONE:
        found.append(end)
        end = w.partnerships[end // 2].next[end % 2]
    return found


def test_a_look_up_finds_the_first_place_at_or_after_it():
    w = world()
    places = [listing.place for listing in w.directory]
    assert places == sorted(places)
    assert [partners.find(w, place) for place in places] == [0, 1, 2, 3]
    assert [partners.find(w, place + 1e-12) for place in places] == [1, 2, 3, 0]
    assert partners.find(w, 0.0) == 0


def test_the_spans_of_the_directory_are_the_chances_of_its_places():
    w = world()
    assert sum(listing.span for listing in w.directory) == pytest.approx(1.0)
    for before, listing in pairwise(w.directory):
        assert listing.span == listing.place - before.place
    assert sorted(listing.city for listing in w.directory) == [AA, BB, CC, DD]


@pytest.mark.parametrize(("broker", "paid", "size"), [(0, 1.0, 3), (1, 1.0, 9), (1, 0.5, 6)])
def test_a_broker_as_far_as_paid_for_widens_the_search(broker, paid, size):
    w = world(initiation__consideration=3)
    w.cities[AA].broker, w.cities[AA].lever_share = broker, paid
    assert partners.look_ups(w, AA) == size


def test_with_a_broker_more_searches_succeed():
    def successes(broker):
        w = world(initiation__consideration=1, cities__aa__broker=broker)
        size = partners.look_ups(w, AA)
        keys = range(0, 7919 * 200, 7919)
        return sum(partners.preferred_partner(w, AA, key, size, 0.0) != NONE for key in keys)

    assert successes(True) > successes(False) + 40


def test_attraction_falls_with_size_gap_and_distance_and_grows_with_popularity():
    w = world(cities__aa__population=100_000, cities__dd__population=1_000_000)
    w.cities[DD].popularity = 3
    assert partners.attraction(w, AA, DD) == pytest.approx(-2.0 - 0.5 * 0.4 + 0.4 * 2.0)


def test_where_places_are_even_no_visibility_is_corrected():
    assert partners.visibility(0.25, 0.25, 6) == 0.0
    rare = partners.visibility(0.25, 0.1, 6)
    assert rare == pytest.approx(math.log((1 - 0.75**6) / (1 - 0.9**6)))
    assert partners.visibility(0.25, 0.0, 6) == pytest.approx(math.log(20.0))


@pytest.mark.slow
def test_partners_are_chosen_by_conditional_logit_with_the_option_of_nobody():
    w = world(
        partnerships={}, ngos={}, initiation__outside=0.5, initiation__distance=0.0,
        cities__cc__population=1_000_000, cities__dd__population=500_000,
    )  # fmt: skip
    # So many look-ups find every city, and visibility makes no difference any more.
    keys = range(0, 104_729 * 400, 104_729)
    chosen = [partners.preferred_partner(w, AA, key, 200, 0.0) for key in keys]
    weights = {NONE: math.exp(0.5), CC: math.exp(-2.0 * math.log10(2.0)), DD: 1.0}
    for option, weight in weights.items():
        chance = weight / sum(weights.values())
        error = 4 * (400 * chance * (1 - chance)) ** 0.5
        assert chosen.count(option) == pytest.approx(400 * chance, abs=error)
    assert chosen.count(BB) == 0  # a compatriot


def test_a_search_founds_an_informal_tie():
    w = sought(cities__aa__leader={"drive": 0.6}, month=7)
    partnership = w.partnerships[3]
    assert (partnership.exists, partnership.cities, partnership.founded, partnership.formality) == (
        1,
        [AA, DD],
        7,
        0,
    )
    assert partnership.key == pair_key(w.cities[AA].key, w.cities[DD].key)
    assert (partnership.cultural_distance, partnership.aspiration) == (0.4, [0.35, 0.35])
    assert (partnership.commitment, partnership.carried) == ([0.6, 1.0], [1, 1])
    assert w.clock.partnership_count == 4
    assert told(w)["partnership_founded"] == 1


def test_a_new_tie_stands_behind_the_others_of_both_cities():
    w = world()
    before = [ends(w, c) for c in range(4)]
    partners.seek_partner(w, AA)
    assert ends(w, AA) == [*before[AA], 6]
    assert ends(w, DD) == [*before[DD], 7]
    assert (ends(w, BB), ends(w, CC)) == (before[BB], before[CC])
    assert [city.partnership_count for city in w.cities] == [2, 2, 2, 2]


def test_a_new_tie_begins_with_a_proposal():
    w = world()
    w.weights[:3] = [1.0, 1.0, 1.0]
    partners.seek_partner(w, AA)
    assert w.partnerships[3].programmes_made == 1
    assert told(w) == {"partnership_founded": 1, "programme_proposed": 1, "dossier_filed": 1}


def test_a_living_tie_is_not_chosen():
    w = sought(BB)
    assert told(w) == {"search_in_vain": 1}
    assert (partners.partnership_between(w, BB, CC), partners.partnership_between(w, BB, DD)) == (
        BB_CC,
        BB_DD,
    )
    assert partners.partnership_between(w, AA, DD) == NONE


@pytest.mark.parametrize("why", ["silent", "let go here", "let go there"])
def test_an_earlier_tie_is_revived(why):
    w = world(cities__bb__leader={"drive": 0.7})
    partnership = w.partnerships[BB_CC]
    if why == "silent":
        partnership.silent = 12
    else:
        partnership.carried[why == "let go there"] = 0
    partnership.commitment = [0.1, 0.1]
    partners.seek_partner(w, BB)
    assert told(w)["partnership_revived"] == 1
    assert (partnership.commitment, partnership.carried) == ([0.7, 1.0], [1, 1])
    assert w.clock.partnership_count == 3


def test_a_tie_is_alive_until_a_year_of_silence():
    w = world()
    w.partnerships[BB_CC].silent = 11
    assert partners.is_alive(w, BB_CC)
    w.partnerships[BB_CC].silent = 12
    assert not partners.is_alive(w, BB_CC)


def test_revival_never_lowers_commitment():
    w = world(cities__bb__leader={"drive": 0.2})
    w.partnerships[BB_CC].silent, w.partnerships[BB_CC].commitment[0] = 20, 0.9
    partners.seek_partner(w, BB)
    assert w.partnerships[BB_CC].commitment == [0.9, 1.0]


def test_an_earlier_tie_attracts():
    def revived(gain):
        w = world(initiation__earlier_partnership=gain)
        w.partnerships[AA_CC].silent = 20
        keys = range(0, 7919 * 200, 7919)
        return sum(partners.preferred_partner(w, AA, key, 40, 0.0) == CC for key in keys)

    assert revived(2.0) > revived(0.0) + 30


def test_who_prefers_nobody_searches_in_vain():
    w = sought(initiation__outside=50.0)
    assert (told(w), w.clock.partnership_count) == ({"search_in_vain": 1}, 3)


def test_the_other_city_must_want_it_too():
    w = sought(cities__dd__leader={"drive": 0.0})
    assert (told(w), w.clock.partnership_count) == ({"search_in_vain": 1}, 3)


def test_consent_follows_the_drive_of_the_other_mayor():
    w = world(cities__cc__leader={"drive": 0.3})
    consents = 0
    for month in range(400):
        w.clock.month = month
        consents += partners.consented(w, AA, CC) == AA_CC
    assert consents == pytest.approx(120, abs=4 * (400 * 0.21) ** 0.5)
    assert told(w) == {"partnership_revived": consents}


@pytest.mark.parametrize(("busy", "happens"), [(AA, {}), (DD, {"search_in_vain": 1})])
def test_without_staff_nobody_seeks_and_nobody_consents(busy, happens):
    w = world()
    w.cities[busy].load = 100.0
    partners.seek_partner(w, AA)
    assert (told(w), w.clock.partnership_count) == (happens, 3)


def test_where_the_world_has_no_room_a_search_is_in_vain():
    w = world()
    del w.partnerships[3:]
    partners.seek_partner(w, AA)
    assert (told(w), w.clock.partnership_count) == ({"search_in_vain": 1}, 3)
    assert ends(w, AA) == [2 * AA_CC]


@pytest.mark.slow
def test_the_chance_of_a_search():
    w = world(
        initiation__intercept=-3.0, initiation__new_partnership=-1.0, initiation__leader=2.0,
        initiation__access=1.5, initiation__capacity=1.0, initiation__need=0.0,
        initiation__outside=50.0, cities__aa__access=0.8, cities__aa__leader={"drive": 0.9},
        cities__aa__capacity=0.3,
    )  # fmt: skip
    for month in range(2000):
        w.clock.month = month
        partners.seek_partner(w, AA)
    chance = logistic(-3.0 - 1.0 + 2.0 * 0.9 + 1.5 * 0.8 + 1.0 * 0.3)
    error = 4 * (2000 * chance * (1.0 - chance)) ** 0.5
    assert told(w)["search_in_vain"] == pytest.approx(2000 * chance, abs=error)


@pytest.mark.parametrize("variant", ["neutral", "off"])
def test_only_the_event_history_looks_for_partners(variant):
    assert told(sought(mechanisms__initiation=variant)) == {}


def test_popularity_is_that_of_the_end_of_last_month():
    w = sought()
    assert w.cities[DD].partnership_count == 2
    assert w.cities[DD].popularity == 0
    assert w.countries[NORTH].city_count == 2
