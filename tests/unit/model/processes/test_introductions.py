"""Introductions: partners are met through partners, and what a place in the directory does not."""

from __future__ import annotations

import itertools
import math

import pytest
from scipy import stats

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.initiation import partners
from paradiplomacy.processes.shared.memberships import partnership_between
from paradiplomacy.state.codes import NONE
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy, small
from tests.unit.model.processes.scenes import AA, AA_CC, BB, CC, DD, scene

EE, FF = 4, 5
CC_EE, CC_FF = 3, 4
"""Two cities of a third country, and their ties with cc, through which aa and bb may meet them."""

WEST = {
    "countries__west": {"name": "West", "regime": "progressive"},
    "cities__ee": {"name": "Ee", "country": "west", "capacity": 0.5, "unit": False, "budget": 9.0},
    "cities__ff": {"name": "Ff", "country": "west", "capacity": 0.5, "unit": False, "budget": 9.0},
    "partnerships__ccTOee": {"name": "CE", "cities": ["cc", "ee"], "cultural_distance": 0.5},
    "partnerships__ccTOff": {"name": "CF", "cities": ["ff", "cc"], "cultural_distance": 0.5},
}
KEYS = range(0, 104_729 * 3000, 104_729)
SURE = 1e-4
"""Chance that a test against drawn frequencies fails although all is right; seeds are fixed."""


def world(**changes):
    return scene(month=1, **WEST | changes)


def introduced(w, c):
    return list(partners.introductions(w, c))


def test_partners_introduce_their_partners_abroad():
    w = world()
    assert introduced(w, AA) == [EE, FF]
    assert introduced(w, EE) == [AA, BB]  # ff is a compatriot
    assert introduced(w, CC) == introduced(w, DD) == []  # whom their partners know are compatriots


@pytest.mark.parametrize("way", [AA_CC, CC_EE])
@pytest.mark.parametrize("why", ["silent", "let go", "of this month"])
def test_only_living_ties_introduce(way, why):
    w = world()
    if why == "silent":
        w.partnerships[way].silent = 12
    elif why == "of this month":
        w.partnerships[way].founded = w.clock.month
    else:
        w.partnerships[way].carried[0] = 0
    assert introduced(w, AA) == ([] if way == AA_CC else [FF])


def test_who_is_a_partner_already_is_not_introduced_but_an_earlier_one_is():
    tie = {"name": "AE", "cities": ["aa", "ee"], "cultural_distance": 0.5}
    w = world(partnerships__aaTOee=tie)
    assert introduced(w, AA) == [FF]
    w.partnerships[partnership_between(w, AA, EE)].silent = 12
    assert introduced(w, AA) == [EE, FF]


def test_who_is_known_to_two_partners_is_introduced_twice():
    tie = {"name": "DE", "cities": ["dd", "ee"], "cultural_distance": 0.5}
    w = world(partnerships__ddTOee=tie)
    assert introduced(w, BB).count(EE) == partners.count_introductions(w, BB, EE) == 2
    assert partners.count_introductions(w, BB, NONE) == 3


def test_in_two_countries_nobody_is_introduced():
    w = scene()
    assert [introduced(w, c) for c in range(4)] == [[], [], [], []]


def test_in_two_countries_the_share_changes_no_bit():
    worlds = []
    for share in (0.0, 0.9):
        config = small(
            initiation={"intercept": -2.5, "new_partnership": 0.0, "through_partners": share}
        )
        model = WorldModel(config, seed=3)
        model.run(60)
        assert model.world.clock.partnership_count > 3
        worlds.append(arrays_of(model.world))
    assert first_difference(*worlds, apart_from=("parameters",)) == ""


def test_without_the_share_who_knows_whom_changes_no_choice():
    chosen = []
    for silent in (0, 12):
        w = world(initiation__through_partners=0.0)
        w.partnerships[CC_EE].silent = silent
        chosen.append([partners.preferred_partner(w, AA, key, 6, 0.0) for key in KEYS[:300]])
    assert chosen[0] == chosen[1]
    assert len(set(chosen[0])) > 3


def test_where_a_look_up_falls():
    """Where places say, or on each way of being introduced alike."""
    share = 0.4
    w = world(
        initiation__through_partners=share,
        partnerships__ddTOee={"name": "DE", "cities": ["dd", "ee"], "cultural_distance": 0.5},
    )
    found = [0] * len(w.directory)
    for key in KEYS:
        found[partners.looked_up(w, BB, key, 0, share, 3)] += 1
    ways = {EE: 2, FF: 1}
    expected = [
        len(KEYS) * ((1.0 - share) * listing.span + share * ways.get(listing.city, 0) / 3)
        for listing in w.directory
    ]
    assert stats.chisquare(found, expected).pvalue > SURE


# --------------------------------------------- the correction for places, by exact enumeration

UTILITIES = (0.3, -0.5, 0.9, 0.0, 0.4)
SPANS = (0.02, 0.08, 0.2, 0.3, 0.4)
MET = (0.0, 0.5, 0.0, 0.25, 0.25)
LOOK_UPS = 4


def choices(own, utilities, outside):
    """Return the chance of each city to be chosen, over all that so many look-ups can find."""
    chances = [0.0] * len(own)
    for found in itertools.product(range(len(own)), repeat=LOOK_UPS):
        total = math.exp(outside) + sum(math.exp(utilities[j]) for j in set(found))
        for j in set(found):
            chances[j] += math.prod(own[k] for k in found) * math.exp(utilities[j]) / total
    return chances


def of_a_directory(spans, share, outside, *, corrected):
    even = [(1.0 - share) / len(spans) + share * met for met in MET]
    own = [(1.0 - share) * span + share * met for span, met in zip(spans, MET, strict=True)]
    utilities = [
        u + (partners.visibility(e, o, LOOK_UPS) if corrected else 0.0)
        for u, e, o in zip(UTILITIES, even, own, strict=True)
    ]
    return choices(own, utilities, outside)


EVEN = (1.0 / len(SPANS),) * len(SPANS)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 1.0])
def test_where_nobody_is_the_usual_choice_places_make_no_difference(share):
    """The correction is exact: choices are those that a directory of even places would give."""
    uneven = of_a_directory(SPANS, share, 20.0, corrected=True)
    assert uneven == pytest.approx(of_a_directory(EVEN, share, 20.0, corrected=False), rel=1e-6)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4])
def test_elsewhere_the_correction_takes_half_of_what_places_do_or_more(share):
    even = of_a_directory(EVEN, share, 1.0, corrected=False)
    off = {
        corrected: sum(
            abs(one - other)
            for one, other in zip(
                of_a_directory(SPANS, share, 1.0, corrected=corrected), even, strict=True
            )
        )
        for corrected in (False, True)
    }
    assert off[True] < 0.5 * off[False]


def test_who_is_introduced_is_chosen_more_often_and_the_correction_leaves_that():
    """City 1 and city 0 have other utilities; what introductions add is in no correction."""
    without = of_a_directory(SPANS, 0.0, 20.0, corrected=True)
    through = of_a_directory(SPANS, 0.4, 20.0, corrected=True)
    more = [one / other for one, other in zip(through, without, strict=True)]
    seen = [(1.0 - (1.0 - 0.12 - 0.4 * met) ** LOOK_UPS) / (1.0 - 0.8**LOOK_UPS) for met in MET]
    assert more == pytest.approx(seen, rel=1e-6)
    assert more[1] > 1.3


@pytest.mark.slow
def test_a_search_chooses_as_the_enumeration_says():
    share, size = 0.4, LOOK_UPS
    w = world(
        initiation__through_partners=share, initiation__outside=0.5, initiation__popularity=0.0
    )
    ways = partners.count_introductions(w, AA, NONE)
    own, even, utilities = [], [], []
    for listing in w.directory:
        met = share * partners.count_introductions(w, AA, listing.city) / ways
        own.append((1.0 - share) * listing.span + met)
        even.append((1.0 - share) / len(w.directory) + met)
        fits = partners.is_eligible(w, AA, listing.city)
        utility = partners.attraction(w, AA, listing.city)
        utility += partners.visibility(even[-1], own[-1], size)
        utilities.append(utility if fits else -700.0)
    expected = choices(own, utilities, 0.5)
    chosen = [partners.preferred_partner(w, AA, key, size, 0.0) for key in KEYS]
    cities = [k for k, chance in enumerate(expected) if chance > 1e-9]
    counts = [chosen.count(w.directory[k].city) for k in cities]
    counts.append(chosen.count(NONE))
    assert sum(counts) == len(KEYS)
    chances = [expected[k] for k in cities]
    chances.append(1.0 - sum(chances))
    assert len(cities) == 3
    assert stats.chisquare(counts, [len(KEYS) * chance for chance in chances]).pvalue > SURE


@pytest.mark.slow
def test_in_the_busy_world_partners_are_met_through_partners():
    worlds = []
    for share in (0.0, 0.2):
        model = WorldModel(busy(initiation__through_partners=share), seed=BUSY_SEED)
        model.run(144)
        worlds.append(arrays_of(model.world))
    assert first_difference(*worlds, apart_from=("parameters",)) != ""
