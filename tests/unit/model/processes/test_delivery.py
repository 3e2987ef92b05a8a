"""Delivery: the product of factors, ceremonies, hybrids, money and staff."""

from __future__ import annotations

import math
from typing import ClassVar

import pytest

from paradiplomacy.processes.delivery import milestones, resources
from paradiplomacy.processes.shared.forms import ces, logistic
from paradiplomacy.state.codes import (
    APPROVED,
    FREE,
    NGO_LEAD,
    PROGRAMME_ABANDONED,
    PROGRAMME_STARTED,
    RUNNING,
    SOCIETY,
)
from tests.unit.model.processes.contract import MONTHS, MechanismContract
from tests.unit.model.processes.scenes import FRIENDS, scene, told


class TestContract(MechanismContract):
    process = "delivery"
    settings: ClassVar = {"delivery__neutral_chance": 1.0}

    def while_neutral(self, world):
        # One chance for all that is paid for; what is not paid for has none, not even of a miss.
        assert "milestone_missed" not in told(world)
        if world.clock.month == MONTHS - 1:
            assert told(world)["milestone_delivered"] > 0

    def while_off(self, world):
        assert "milestone_delivered" not in told(world)
        assert all(partnership.silent == partnership.age for partnership in world.partnerships)
        if world.clock.month == MONTHS - 1:
            assert sum(partnership.promised for partnership in world.partnerships) > 0


PARAMETERS = {
    "delivery__scale": 5.0,
    "delivery__ceiling": 0.95,
    "delivery__floor": 0.08,
    "delivery__capacity_exponent": 0.333,
    "delivery__commitment_exponent": 0.8,
    "delivery__substitution": -4.0,
    "delivery__participation_exponent": 0.5,
    "delivery__distance_weight": 0.35,
    "delivery__staff_per_capacity": 4.0,
    "delivery__staff_size": 0.0,
    "delivery__reserve": 3,
    "delivery__permits": 0.35,
    "delivery__suspension": 1.0,
    "budgeting__lead_share": 0.5,
    "gate__patience": 30,
    "programme__cost": [1.0, 1.25, 1.5],
    "programme__staff": [0.5, 0.75, 1.0],
    "cities__aa__monitoring": 0.0,
    "cities__aa__dissemination": 0.0,
    "cities__aa__coordination_effort": 0.0,
    "cities__aa__participation": 0.5,
    "cities__cc__participation": 0.5,
}


def running(lead=0, ngo=-1, **changes):
    """Return a world in which the first tie runs one programme, paid and staffed."""
    world = scene(**PARAMETERS | changes)
    programme = world.programmes[0]
    programme.status, programme.lead, programme.ngo = RUNNING, lead, ngo
    programme.sector, programme.contact, programme.quality = 0, 0.8, 0.5
    programme.paid = [1.0, 1.0, 1.0]
    return world


def test_chance_is_the_product_of_the_factors():
    world = running()
    partnership, (aa, cc) = world.partnerships[0], (world.cities[0], world.cities[2])
    partnership.coordination, aa.horizontal_coordination, cc.horizontal_coordination = 0.4, 0.3, 0.6
    sides = [
        math.pow(city.capacity * math.sqrt(city.horizontal_coordination * 0.4), 0.333)
        * math.pow(partnership.commitment[s], 0.8)
        for s, city in enumerate((aa, cc))
    ]
    reach = 1.0 - 0.8 * (1.0 - math.sqrt(0.5))
    clarity = 1.0 - 0.35 * 0.7
    aa.vertical_coordination, cc.vertical_coordination = 0.9, 0.2
    permission = 1.0 - 0.35 * 0.8 * (1.0 - 0.2)
    expected = 5.0 * ces(*sides, -4.0) * 0.5 * reach * clarity * permission
    assert milestones.chance_of_delivery(world, 0) == pytest.approx(expected)


@pytest.mark.parametrize("spoiled", [
    "capacity", "commitment", "money", "staff", "quality", "agencies", "the two cities",
])  # fmt: skip
def test_one_missing_factor_spoils_the_whole(spoiled):
    world = running()
    partnership = world.partnerships[0]
    if spoiled == "capacity":
        world.cities[0].capacity = 0.0
    elif spoiled == "agencies":
        world.cities[2].horizontal_coordination = 0.0
    elif spoiled == "the two cities":
        partnership.coordination = 0.0
    elif spoiled == "commitment":
        partnership.commitment[1] = 0.0
    elif spoiled == "money":
        world.programmes[0].paid = [0.0, 0.0, 0.0]
    elif spoiled == "staff":
        world.cities[2].staff_share = 0.0
    else:
        world.programmes[0].quality = 0.0
    assert milestones.chance_of_delivery(world, 0) == 0.0


def test_the_weaker_side_binds():
    assert ces(0.2, 0.9, -4.0) < 0.3
    assert ces(0.2, 0.9, -50.0) == pytest.approx(0.2, rel=0.02)
    assert ces(0.5, 0.5, -4.0) == 0.5
    assert ces(0.0, 0.9, -4.0) == 0.0


def test_the_rival_lets_one_factor_stand_in_for_another():
    world = running(mechanisms__delivery="additive_logit")
    world.programmes[0].quality = 0.0
    assert milestones.chance_of_delivery(world, 0) > 0.0


def test_neutral_has_one_chance_where_it_is_paid():
    world = running(mechanisms__delivery="neutral", delivery__neutral_chance=0.4)
    assert milestones.chance_of_delivery(world, 0) == 0.4
    world.programmes[0].paid = [0.0, 0.0, 0.0]
    assert milestones.chance_of_delivery(world, 0) == 0.0


def test_below_the_floor_a_ceremony_takes_its_place():
    world = running(delivery__floor=0.9)
    world.partnerships[0].commitment = [0.2, 0.2]
    milestones.attempt(world, 0, 3)
    partnership = world.partnerships[0]
    assert (partnership.ceremonies, partnership.promised_now, sum(partnership.delivered_now)) == (
        3,
        3,
        0,
    )


def test_a_hybrid_takes_each_factor_from_whoever_supplies_it_better():
    alone = milestones.chance_of_delivery(running(), 0)
    world = running(ngo=FRIENDS)
    ngo = world.ngos[FRIENDS]
    for low in ("capability", "legitimacy", "transnational"):
        setattr(ngo, low, 0.0)
    assert milestones.chance_of_delivery(world, 0) == alone
    ngo.legitimacy = 1.0
    assert milestones.chance_of_delivery(world, 0) == pytest.approx(
        alone / (1.0 - 0.8 * (1.0 - math.sqrt(0.5)))
    )


def test_an_ngo_alone_needs_no_city():
    world = running(lead=NGO_LEAD, ngo=FRIENDS)
    before = milestones.chance_of_delivery(world, 0)
    for city in world.cities:
        city.capacity = city.staff_share = 0.0
    world.partnerships[0].commitment = [0.0, 0.0]
    assert milestones.chance_of_delivery(world, 0) == before > 0.0


def test_societies_see_what_reaches_people():
    both = {"trust__own_weight": 1.0, "trust__away_weight": 1.0}
    world = running(**both)
    milestones.witness(world, 0, 2, 1)
    partnership = world.partnerships[0]
    assert (partnership.due[:2], partnership.kept[:2]) == ([2.0, 2.0], [1.0, 1.0])
    assert partnership.due[2:] == pytest.approx([0.8 * 0.5 * 2] * 2)
    alone = running(lead=NGO_LEAD, ngo=FRIENDS, **both)
    milestones.witness(alone, 0, 2, 1)
    assert alone.partnerships[0].due == [0.0, 0.0, 2.0, 2.0]


@pytest.mark.parametrize(("lead", "weights"), [(0, [0.3, 1.0]), (1, [1.0, 0.3])])
def test_what_a_city_led_itself_tells_its_government_less_of_the_other(lead, weights):
    world = running(lead=lead, trust__own_weight=0.3)
    milestones.witness(world, 0, 2, 1)
    partnership = world.partnerships[0]
    assert partnership.due[:2] == [2 * weight for weight in weights]
    assert partnership.kept[:2] == weights


@pytest.mark.parametrize(("lead", "ngo"), [(0, -1), (1, FRIENDS), (NGO_LEAD, FRIENDS)])
@pytest.mark.parametrize("away", [0.0, 0.25, 1.0])
def test_a_society_sees_what_takes_place_in_its_own_city(lead, ngo, away):
    world = running(lead=lead, ngo=ngo, trust__away_weight=away)
    partnership = world.partnerships[0]
    seen = set()
    for month in range(40):
        world.clock.month = month
        here = milestones.venue(world, world.programmes[0])
        partnership.due, partnership.kept = [0.0] * 4, [0.0] * 4
        milestones.witness(world, 0, 2, 1)
        at_home, abroad = 2 * SOCIETY + here, 2 * SOCIETY + 1 - here
        assert partnership.due[at_home] == 2.0 * partnership.kept[at_home] > 0.0
        assert partnership.due[abroad] == pytest.approx(away * partnership.due[at_home])
        seen.add(here)
    assert seen == {0, 1}


def test_the_two_cities_take_turns_by_even_chance_whichever_is_the_first_side():
    world = running()
    programme, partnership = world.programmes[0], world.partnerships[0]
    hosts = []
    for month in range(400):
        world.clock.month = month
        hosts.append(partnership.cities[milestones.venue(world, programme)])
    assert hosts.count(partnership.cities[0]) == pytest.approx(200, abs=40)
    partnership.cities.reverse()
    for month, host in enumerate(hosts):
        world.clock.month = month
        assert partnership.cities[milestones.venue(world, programme)] == host


@pytest.mark.parametrize("a_year", [1, 4, 6, 12, 30])
def test_a_programme_promises_its_milestones_a_year(a_year):
    world = running(programme__milestones=[a_year] * 3, programme__duration=[24, 24, 24])
    for _ in range(24):
        milestones.run_month(world, 0)
    assert world.partnerships[0].promised_now == 2 * a_year
    assert world.programmes[0].status == FREE


def approved(**changes):
    world = scene(**PARAMETERS | changes)
    world.programmes[0].status = APPROVED
    return world


def test_an_unfunded_programme_never_starts_and_promises_nothing():
    world = approved()
    for month in range(40):
        world.clock.month = month
        resources.start_programmes(world, 0)
    assert world.programmes[0].status == FREE
    assert world.tallies[PROGRAMME_STARTED].count == 0
    assert world.tallies[PROGRAMME_ABANDONED].count == 1
    assert world.partnerships[0].promised_now == 0


@pytest.mark.parametrize(("own", "partners", "starts"), [(1.5, 1.5, True), (1.4, 9.0, False),
                                                         (9.0, 1.4, False)])  # fmt: skip
def test_both_payers_must_hold_the_reserve(own, partners, starts):
    world = approved()
    world.clock.month = 0
    world.cities[0].funds, world.cities[2].funds = own, partners
    resources.start_programmes(world, 0)
    assert (world.programmes[0].status == RUNNING) == starts


def test_scarce_money_is_shared_alike_and_all_of_it_spent():
    world = running()
    for g in (1, 2, 3):
        world.programmes[g].status = RUNNING
    world.cities[0].funds = 1.0  # half of what four small programmes ask of this side
    resources.resource_programmes(world, 0)
    assert [world.programmes[g].paid[0] for g in range(4)] == [0.5] * 4
    assert (world.cities[0].funds, world.cities[0].spent) == (0.0, 1.0)


def test_overload_leaves_each_programme_less_staff():
    world = running()
    for g in range(8):
        world.programmes[g].status = RUNNING
    world.cities[0].funds = 100.0
    resources.resource_programmes(world, 0)
    assert world.cities[0].staff_share == pytest.approx(4.0 * 0.3 / (8 * 0.5))


def test_an_ngo_on_board_pays_what_the_cities_left_open():
    world = running(ngo=FRIENDS)
    world.programmes[0].paid = [0.5, 1.0, 0.0]
    world.ngos[FRIENDS].funds = 10.0
    resources.resource_informal(world, FRIENDS)
    assert world.ngos[FRIENDS].spent == pytest.approx(0.25)
    assert milestones.funding(world, 0) == 1.0


def test_logistic_is_exact_at_the_ends():
    assert logistic(0.0) == 0.5
    assert logistic(1e9) == 1.0
    assert 0.0 <= logistic(-1e9) < 1e-300
    assert logistic(2.0) + logistic(-2.0) == pytest.approx(1.0, abs=1e-15)
