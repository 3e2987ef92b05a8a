"""Norms and identity: exposure, adoption, internalisation, recognition."""

from __future__ import annotations

from typing import ClassVar

import pytest

from paradiplomacy.processes import norms
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB,
    BB_CC,
    BB_DD,
    CC,
    DD,
    NORTH,
    let,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "norms"
    settings: ClassVar = {"norms__neutral_internalised": 0.27}

    def while_neutral(self, world):
        assert {city.norm_internalised for city in world.cities} == {0.27}
        for now, then in zip(world.cities, self.first.cities, strict=True):
            assert (now.norm_adopted, now.identity_salience) == (
                then.norm_adopted,
                then.identity_salience,
            )
        for now, then in zip(world.countries, self.first.countries, strict=True):
            assert now.recognition == then.recognition

    def while_off(self, world):
        assert {(city.norm_adopted, city.norm_internalised) for city in world.cities} == {(0, 0.0)}
        assert {norms.omega(world, c) for c in range(len(world.cities))} == {0.0}


PARAMETERS = {
    "norms__threshold_mean": 0.35,
    "norms__threshold_spread": 0.0,
    "norms__partner_weight": 0.4,
    "norms__broadcast": 2.0,
    "norms__attention": 1.0,
    "norms__abandon": 0.5,
    "norms__internalise": 0.03,
    "norms__forget": 0.01,
    "norms__appropriateness": 0.15,
    "norms__appropriateness_gain": 0.5,
    "norms__recognition_gain": 0.1,
    "norms__recognition_return": 0.02,
    "norms__identity_gain": 0.05,
    "norms__identity_decay": 0.01,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


@pytest.mark.parametrize(
    ("variant", "internalised", "gain", "weight"),
    [
        ("contagion", 0.0, 0.5, 0.15),
        ("contagion", 0.4, 0.5, 0.35),
        ("contagion", 1.0, 1.0, 1.0),
        ("neutral", 0.4, 0.5, 0.35),
        ("off", 1.0, 1.0, 0.0),
    ],
)
def test_the_more_internalised_the_more_a_city_does_what_is_appropriate(
    variant, internalised, gain, weight
):
    w = world(mechanisms__norms=variant, norms__appropriateness_gain=gain)
    w.cities[AA].norm_internalised = internalised
    assert norms.omega(w, AA) == pytest.approx(weight)


def holders(*cities, **changes):
    """Return a world in which some cities hold the norm, and everybody knows."""
    w = world(**changes)
    for c in cities:
        w.cities[c].norm_adopted = 1
    for n in range(2):
        norms.observe_norms(w, n)
    return w


def test_centres_make_known_who_holds_the_norm_and_who_speaks_for_it():
    w = world()
    w.cities[AA].norm_adopted = w.cities[BB].entrepreneur = w.cities[AA].entrepreneur = 1
    norms.observe_norms(w, NORTH)
    assert (w.countries[NORTH].norm_share, w.countries[NORTH].advocates) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ((), 0.0),
        ((BB,), 0.0),  # no example to itself
        ((AA,), 0.6),
        ((CC,), 0.2),
        ((CC, DD), 0.4),
        ((AA, BB, CC, DD), 1.0),
    ],
)
def test_exposure_weighs_compatriots_and_partners(who, seen):
    assert norms.exposure(holders(*who), BB) == pytest.approx(seen)


def test_without_partners_only_compatriots_count():
    w = holders(AA, partnerships={}, ngos={})
    assert norms.exposure(w, BB) == 1.0


def test_entrepreneurs_among_compatriots_are_heard():
    w = holders()
    w.cities[AA].entrepreneur = w.cities[CC].entrepreneur = 1
    norms.observe_norms(w, NORTH)
    assert norms.exposure(w, BB) == 2.0 * 0.5


@pytest.mark.parametrize(("threshold", "adopts"), [(0.59, 1), (0.6, 1), (0.61, 0)])
def test_a_city_adopts_where_exposure_reaches_its_threshold(threshold, adopts):
    w = holders(AA, norms__threshold_mean=threshold)
    w.countries[NORTH].norm_share = 0.5
    norms.consider_norm(w, BB)
    assert (w.cities[BB].norm_adopting, w.cities[BB].norm_adopted) == (adopts, 0)


def test_thresholds_are_personal_and_lasting():
    w = holders(CC, norms__threshold_spread=0.3, norms__threshold_mean=0.2)
    adopted = []
    for key in range(300):
        w.cities[BB].key = 7919 * key
        norms.consider_norm(w, BB)
        first = w.cities[BB].norm_adopting
        w.clock.month = key
        norms.consider_norm(w, BB)
        assert w.cities[BB].norm_adopting == first
        adopted.append(first)
    assert sum(adopted) == pytest.approx(150, abs=4 * 75**0.5)


def test_a_mayor_who_is_an_entrepreneur_adopts_at_once():
    w = holders(norms__attention=0.0)
    w.cities[BB].entrepreneur = 1
    norms.consider_norm(w, BB)
    norms.internalise(w, BB)
    assert w.cities[BB].norm_adopted == 1
    assert told(w) == {"norm_adopted": 1}


def test_a_city_thinks_of_the_norm_now_and_then():
    w = holders(AA, CC, DD, norms__attention=0.2)
    thought = 0
    for month in range(600):
        w.clock.month = month
        norms.consider_norm(w, BB)
        thought += w.cities[BB].norm_adopting
    assert thought == pytest.approx(120, abs=4 * (600 * 0.16) ** 0.5)


@pytest.mark.parametrize(("threshold", "kept"), [(0.41, 0), (0.4, 1), (0.3, 1)])
def test_an_adopter_gives_up_where_exposure_has_fallen_far_below(threshold, kept):
    w = holders(BB, CC, norms__threshold_mean=threshold)  # it sees 0.2
    norms.consider_norm(w, BB)
    norms.internalise(w, BB)
    assert w.cities[BB].norm_adopted == kept
    assert told(w) == ({} if kept else {"norm_abandoned": 1})


def test_cities_make_up_their_minds_by_what_stood_before():
    w = world(norms__threshold_mean=0.35)
    w.cities[CC].norm_adopted = w.cities[CC].entrepreneur = 1
    let(w, "norms")
    # Only aa sees enough of its partner; bb sees the example of aa a month later.
    assert [city.norm_adopted for city in w.cities[:2]] == [1, 0]
    let(w, "norms")
    assert [city.norm_adopted for city in w.cities[:2]] == [1, 1]


def practised(held=1, delivered=1, **changes):
    """Return city aa after a month of practice."""
    w = world(**changes)
    city = w.cities[AA]
    city.norm_adopting, city.norm_internalised = held, 0.4
    w.partnerships[AA_CC].delivered_now[2] = delivered
    norms.internalise(w, AA)
    return city


def test_practice_makes_the_norm_second_nature():
    kept = 0.4 * 0.99
    assert practised().norm_internalised == pytest.approx(kept + 0.03 * (1.0 - kept))


@pytest.mark.parametrize(("held", "delivered"), [(0, 1), (1, 0), (0, 0)])
def test_without_the_norm_or_without_practice_it_fades(held, delivered):
    assert practised(held, delivered).norm_internalised == pytest.approx(0.4 * 0.99)


@pytest.mark.parametrize(("spoken", "heard"), [(0.0, 0.0), (0.3, 0.3), (2.5, 1.0)])
def test_deliveries_that_speak_to_identity_raise_its_salience(spoken, heard):
    w = world(cities__bb__identity_salience=0.6)
    w.partnerships[BB_CC].spoken_now = 0.5 * spoken
    w.partnerships[BB_DD].spoken_now = 0.5 * spoken
    norms.internalise(w, BB)
    assert w.cities[BB].identity_salience == pytest.approx(0.99 * (0.6 + 0.05 * heard * 0.4))


@pytest.mark.parametrize("delivering", [0, 1, 2, 3])
def test_a_centre_recognises_identity_by_the_share_of_ties_that_deliver(delivering):
    w = world(countries__north__recognition=0.4)
    w.countries[NORTH].recognition = 0.6
    for partnership in w.partnerships[:delivering]:
        partnership.delivered_now[0] = 1
    norms.recognise_identity(w, NORTH)
    expected = 0.6 + 0.1 * delivering / 3.0 * 0.4 - 0.02 * (0.6 - 0.4)
    assert w.countries[NORTH].recognition == pytest.approx(expected)


def test_a_country_without_ties_returns_to_its_own_stance():
    w = world(partnerships={}, ngos={}, countries__north__recognition=0.4)
    w.countries[NORTH].recognition = 0.9
    norms.recognise_identity(w, NORTH)
    assert w.countries[NORTH].recognition == pytest.approx(0.9 - 0.02 * 0.5)


def test_identity_is_recognised_and_slighted_at_one_half():
    w = world(countries__north__recognition=0.3)
    w.countries[NORTH].recognition = 0.48
    for partnership in w.partnerships[:3]:
        partnership.delivered_now[0] = 1
    norms.recognise_identity(w, NORTH)
    assert told(w) == {"identity_recognised": 1}
    for partnership in w.partnerships[:3]:
        partnership.delivered_now[0] = 0
    for _ in range(20):
        norms.recognise_identity(w, NORTH)
    assert told(w) == {"identity_recognised": 1, "identity_slighted": 1}


def test_off_gives_up_whatever_was_held():
    w = holders(AA, mechanisms__norms="off")
    let(w, "norms")
    assert (w.cities[AA].norm_adopted, told(w)) == (0, {"norm_abandoned": 1})
