"""Participation: who hears, who joins, who leaves."""

from __future__ import annotations

from typing import ClassVar

import pytest

from paradiplomacy.processes import participation
from paradiplomacy.processes.shared.forms import normal_cdf
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import AA, AA_CC, BB, CC, scene, told


class TestContract(MechanismContract):
    process = "participation"
    settings: ClassVar = {"participation__neutral_level": 0.37}

    def while_neutral(self, world):
        assert {city.participation for city in world.cities} == {0.37}

    def while_off(self, world):
        assert {city.participation for city in world.cities} == {0.0}


PARAMETERS = {
    "participation__inform": 0.06,
    "participation__word": 0.02,
    "participation__forget": 0.02,
    "participation__threshold_mean": 0.3,
    "participation__threshold_spread": 0.2,
    "participation__trust_weight": 0.0,
    "participation__join": 0.1,
    "participation__leave": 0.05,
    "cities__aa__dissemination": 0.5,
    "cities__aa__informed": 0.6,
    "cities__aa__participation": 0.3,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def after(delivered=1, **changes):
    """Return city aa after a month in which its tie delivered or not."""
    w = world(**changes)
    w.partnerships[AA_CC].delivered_now[2] = delivered
    participation.take_part(w, AA)
    return w.cities[AA].participation


@pytest.mark.parametrize("paid", [1.0, 0.5, 0.0])
def test_dissemination_as_far_as_it_is_paid_for_and_talk_inform_and_people_forget(paid):
    w = world()
    w.cities[AA].lever_share = paid
    participation.inform_public(w, AA)
    reached = 0.6 + (0.06 * 0.5 * paid + 0.02 * 0.3) * 0.4
    assert w.cities[AA].informed == pytest.approx(0.98 * reached)


def test_all_who_are_informed_are_no_more_than_everybody():
    w = world(cities__aa__informed=1.0, participation__forget=0.0, participation__inform=1.0)
    participation.inform_public(w, AA)
    assert w.cities[AA].informed == 1.0


def test_the_ready_join_bit_by_bit():
    ready = 0.6 * normal_cdf((0.5 - 0.3) / 0.2)
    assert after() == 0.3 + 0.1 * (ready - 0.3)


@pytest.mark.parametrize(("weight", "trusts"), [(0.0, 0.9), (0.5, 0.0), (0.5, 0.8), (1.0, 1.0)])
def test_thresholds_are_lower_where_society_trusts_its_partners(weight, trusts):
    w = world(participation__trust_weight=weight)
    w.partnerships[AA_CC].trust = [1.0, 1.0, trusts, 0.0]
    w.partnerships[AA_CC].delivered[2] = w.partnerships[AA_CC].delivered_now[2] = 1
    participation.take_part(w, AA)
    ready = 0.6 * normal_cdf((0.5 - 0.3 * (1.0 + weight * (0.5 - trusts))) / 0.2)
    assert w.cities[AA].participation == 0.3 + 0.1 * (ready - 0.3)


def test_without_delivery_some_of_the_active_leave():
    assert after(delivered=0) == pytest.approx(after() - 0.05 * 0.3)


def test_a_public_whose_peers_stay_away_shrinks_even_with_deliveries():
    assert after(participation__threshold_mean=0.9) < 0.3 < after()


@pytest.mark.parametrize("carrier", [0, 1, 2])
def test_a_delivery_by_anyone_in_any_tie_is_seen(carrier):
    w = world()
    assert not participation.saw_delivery(w, CC)
    w.partnerships[1].delivered_now[carrier] = 1
    assert participation.saw_delivery(w, CC)
    assert participation.saw_delivery(w, BB)
    assert not participation.saw_delivery(w, AA)


def test_where_nobody_is_informed_nobody_has_peers():
    active = after(cities__aa__informed=0.0)
    assert active == pytest.approx(0.3 * 0.9)


def test_more_active_than_informed_count_as_all_of_them():
    ready = 0.2 * normal_cdf((1.0 - 0.3) / 0.2)
    assert after(cities__aa__informed=0.2) == pytest.approx(0.3 + 0.1 * (ready - 0.3))


def test_the_public_is_mobilised_and_withdraws_at_one_half():
    w = world(cities__aa__participation=0.495, cities__aa__informed=1.0)
    w.partnerships[AA_CC].delivered_now[0] = 1
    participation.take_part(w, AA)
    assert told(w) == {"public_mobilised": 1}
    w = world(cities__aa__participation=0.5)
    participation.take_part(w, AA)
    assert told(w) == {"public_withdrawn": 1}
