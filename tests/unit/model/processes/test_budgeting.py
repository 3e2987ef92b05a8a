"""Budgeting: fiscal years, friction, matching, what NGOs raise."""

from __future__ import annotations

import pytest

from paradiplomacy.processes import budgeting
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import (
    AA,
    BB,
    CC,
    FRIENDS,
    LATENT,
    NORTH,
    SCHOOL,
    SOUTH,
    let,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "budgeting"

    def while_neutral(self, world):
        shares = [city.budget_share for city in world.cities]
        assert shares == [city.budget_share for city in self.first.cities]
        assert not {"budget_raised", "budget_cut"} & told(world).keys()


PARAMETERS = {
    "budgeting__start_share": 0.2,
    "budgeting__least_share": 0.5,
    "budgeting__slack": 0.25,
    "budgeting__response": 0.5,
    "countries__north__budget_friction": 0.8,
    "cities__aa__budget": 10.0,
}


def world(**changes):
    """Return a world in the second fiscal month of the north, its books a year old."""
    return scene(**PARAMETERS | {"month": 12} | changes)


def weighed(asked, variant="friction", pressure=0.0, **changes):
    """Return a world, and its city aa after the weighing of a year's needs."""
    w = world(mechanisms__budgeting=variant, **changes)
    city = w.cities[AA]
    city.asked, city.pressure = asked, pressure
    budgeting.weigh_need(w, AA)
    return w, city


def test_the_fiscal_month_is_a_month_of_the_calendar():
    w = world(scenario__start="2009-11", countries__south__fiscal_month=4)
    opening = []
    for month in range(24):
        w.clock.month = month
        if budgeting.is_fiscal_month(w, SOUTH):
            opening.append(month)
    assert opening == [5, 17]


def test_the_books_are_closed_and_the_new_grant_comes_in():
    w = world(month=0)
    city = w.cities[AA]
    city.funds, city.asked, city.granted = 3.0, 8.0, 40.0
    budgeting.grant_budget(w, AA)
    assert (city.returned, city.funds, city.granted, city.asked) == (3.0, 10.0, 50.0, 0.0)


def test_nothing_comes_in_in_other_months():
    w = world(month=1)
    w.cities[AA].funds = 3.0
    let(w, "budgeting")
    assert (w.cities[AA].funds, w.cities[AA].returned, w.ngos[SCHOOL].funds) == (3.0, 0.0, 0.0)


def test_a_budget_is_judged_by_a_whole_year():
    for month, pressure in ((0, 0.0), (12, (14.0 - 7.5) / 24.0)):
        w = world(month=month)
        w.cities[AA].asked = 14.0
        budgeting.grant_budget(w, AA)
        assert w.cities[AA].pressure == pressure


def test_the_signal_compares_what_was_asked_for_with_the_grant():
    _, city = weighed(30.0, pressure=0.1)
    assert city.pressure == 0.1 + (30.0 - 0.75 * 10.0) / (30.0 + 10.0)
    assert city.budget_share == 0.2


def test_money_that_may_lie_idle_is_no_signal():
    assert weighed(7.5)[1].pressure == 0.0


def test_signals_add_up_until_they_overcome_the_friction():
    w, city = weighed(30.0)
    budgeting.weigh_need(w, AA)
    summed = 2 * (30.0 - 7.5) / 40.0
    assert city.budget_share == pytest.approx(0.2 * (1.0 + 0.5 * summed))
    assert city.pressure == 0.0
    assert told(w) == {"budget_raised": 1}


@pytest.mark.parametrize(("short", "moves"), [(0.0, True), (1e-9, False)])
def test_a_sum_that_just_reaches_the_friction_moves_the_share(short, moves):
    _, city = weighed(7.5, pressure=0.8 - short)
    assert (city.budget_share > 0.2) == moves


def test_an_idle_budget_is_cut_but_not_abolished():
    w, city = weighed(0.0, pressure=-0.1)
    assert city.budget_share == pytest.approx(0.2 * (1.0 - 0.5 * 0.85))
    assert told(w) == {"budget_cut": 1}
    budgeting.weigh_need(w, AA)
    budgeting.weigh_need(w, AA)
    assert city.budget_share == 0.5 * 0.2
    budgeting.weigh_need(w, AA)
    budgeting.weigh_need(w, AA)
    assert city.budget_share == 0.5 * 0.2
    assert told(w) == {"budget_cut": 2}


def test_no_share_exceeds_the_whole():
    _, city = weighed(1e6, pressure=9.0, budgeting__start_share=0.9)
    assert city.budget_share == 1.0


def test_a_city_without_money_or_wishes_sends_no_signal():
    w, city = weighed(0.0, cities__aa__budget=0.0, pressure=0.3)
    assert (city.pressure, city.budget_share, told(w)) == (0.3, 0.2, {})


def test_the_incremental_rival_moves_a_little_with_every_signal():
    w, city = weighed(8.0, variant="incremental")
    assert city.budget_share == pytest.approx(0.2 * (1.0 + 0.5 * 0.5 / 18.0))
    assert (city.pressure, told(w)) == (0.0, {"budget_raised": 1})


def test_neutral_hears_no_signal():
    w, city = weighed(1000.0, variant="neutral", pressure=5.0)
    assert (city.budget_share, told(w)) == (0.2, {})


def matched(fund, month=12):
    w = world(countries__north__matching_fund=fund, month=month)
    w.cities[AA].funds, w.cities[BB].funds, w.cities[CC].funds = 10.0, 30.0, 50.0
    budgeting.match_funds(w, NORTH)
    return w, [city.funds for city in w.cities[:3]]


def test_a_small_fund_gives_each_city_the_same_share_of_its_grant():
    w, funds = matched(8.0)
    assert funds == [12.0, 36.0, 50.0]
    assert w.countries[NORTH].matched == 8.0
    assert [city.granted for city in w.cities[:2]] == [2.0, 6.0]


def test_a_large_fund_matches_one_to_one_and_keeps_the_rest():
    w, funds = matched(1000.0)
    assert funds == [20.0, 60.0, 50.0]
    assert w.countries[NORTH].matched == 40.0


@pytest.mark.parametrize(("fund", "month"), [(0.0, 12), (8.0, 13)])
def test_without_a_fund_or_in_other_months_nothing_is_matched(fund, month):
    w, funds = matched(fund, month)
    assert (funds, told(w)) == ([10.0, 30.0, 50.0], {})


def test_where_no_city_has_a_grant_there_is_nothing_to_match():
    w = world(countries__north__matching_fund=8.0)
    budgeting.match_funds(w, NORTH)
    assert (w.countries[NORTH].matched, told(w)) == (0.0, {})


def test_an_ngo_raises_its_money_in_the_fiscal_month_of_its_home():
    w = world(month=3, countries__south__fiscal_month=4)
    for n in (FRIENDS, SCHOOL, LATENT):
        w.ngos[n].funds, w.ngos[n].budget = 2.0, 20.0
        budgeting.raise_funds(w, n)
    friends, school, latent = w.ngos[FRIENDS], w.ngos[SCHOOL], w.ngos[LATENT]
    assert (friends.funds, friends.returned, friends.granted) == (20.0, 2.0, 20.0)
    assert (school.funds, school.granted) == (2.0, 0.0)  # at home in the north
    assert (latent.funds, latent.granted) == (2.0, 0.0)  # not founded yet
