"""Coordination: meetings build it, time and turnover wear it down."""

from __future__ import annotations

from typing import ClassVar

import pytest

from paradiplomacy.processes import coordination
from paradiplomacy.processes.shared.forms import ces
from paradiplomacy.state.codes import APPROVED, NGO_LEAD, RUNNING
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import AA, AA_CC, CC, let, scene, told


class TestContract(MechanismContract):
    process = "coordination"
    settings: ClassVar = {
        "coordination__neutral_vertical": 0.61,
        "coordination__neutral_horizontal": 0.52,
        "coordination__neutral_dyad": 0.43,
    }

    def while_neutral(self, world):
        assert {
            (city.vertical_coordination, city.horizontal_coordination) for city in world.cities
        } == {(0.61, 0.52)}
        assert {
            partnership.coordination
            for partnership in world.partnerships[: world.clock.partnership_count]
        } == {0.43}


PARAMETERS = {
    "coordination__gain": 0.06,
    "coordination__decay": 0.03,
    "coordination__turnover_decay": 0.12,
    "coordination__turnover_months": 12,
    "coordination__weakest": -4.0,
    "countries__north__coordination_effort": 0.2,
    "cities__aa__coordination_effort": 0.8,
    "cities__cc__coordination_effort": 0.5,
    "cities__aa__vertical_coordination": 0.4,
    "cities__aa__horizontal_coordination": 0.4,
    "partnerships__aaTOcc__coordination": 0.4,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def met(level, effort, decay=0.03):
    return level + 0.06 * effort * (1.0 - level) - decay * level


def test_agencies_meet_by_the_effort_of_their_city_unless_it_makes_another_among_them():
    w = world()
    coordination.coordinate(w, AA)
    assert w.cities[AA].horizontal_coordination == met(0.4, 0.8)
    w = world(cities__aa__agency_effort=0.3)
    coordination.coordinate(w, AA)
    assert w.cities[AA].horizontal_coordination == met(0.4, 0.3)


@pytest.mark.parametrize("effort", ["centre", "agency", "coordination"])
def test_each_effort_of_a_city_fills_a_stock_of_its_own(effort):
    stated = {f"cities__aa__{name}_effort": 0.8 for name in ("centre", "agency", "coordination")}
    one, other = (joined(**stated | lower) for lower in ({}, {f"cities__aa__{effort}_effort": 0.1}))
    fell = [before > after for before, after in zip(one, other, strict=True)]
    assert fell == [effort == "centre", effort == "agency", effort == "coordination"]


def joined(**changes):
    """Return the three stocks after a month: with the centre, among agencies, with the partner."""
    w = world(countries__north__coordination_effort=0.8, **changes)
    coordination.coordinate(w, AA)
    city = w.cities[AA]
    return city.vertical_coordination, city.horizontal_coordination, joint(**changes)


@pytest.mark.parametrize(("city", "centre"), [(0.8, 0.2), (0.2, 0.8), (0.5, 0.5), (0.0, 1.0)])
def test_the_lesser_effort_binds_between_city_and_centre(city, centre):
    w = world(countries__north__coordination_effort=centre, cities__aa__coordination_effort=city)
    coordination.coordinate(w, AA)
    assert w.cities[AA].vertical_coordination == met(0.4, ces(city, centre, -4.0))


def joint(lead=0, status=RUNNING, **changes):
    """Return a tie of two cities after a month of meetings over a programme."""
    w = world(**changes)
    w.programmes[0].status, w.programmes[0].lead = status, lead
    coordination.meet_partner(w, AA_CC)
    return w.partnerships[AA_CC].coordination


def test_two_cities_meet_over_a_programme_by_the_lesser_effort():
    assert joint() == joint(lead=1) == met(0.4, ces(0.8, 0.5, -4.0))


@pytest.mark.parametrize(("lead", "status"), [(NGO_LEAD, RUNNING), (0, APPROVED)])
def test_without_a_running_programme_of_a_city_they_have_nothing_to_meet_over(lead, status):
    assert joint(lead, status) == met(0.4, 0.0)


def test_coordination_stays_within_its_bounds_at_the_extremes():
    w = world(coordination__gain=1.0, coordination__decay=0.0, cities__aa__coordination_effort=1.0)
    coordination.coordinate(w, AA)
    assert w.cities[AA].horizontal_coordination == 1.0
    w = world(coordination__decay=1.0, cities__aa__coordination_effort=0.0)
    coordination.coordinate(w, AA)
    assert w.cities[AA].horizontal_coordination == 0.0


@pytest.mark.parametrize(
    ("unit", "paid", "in_office", "decay"),
    [
        (False, 1.0, 11, 0.12),
        (False, 1.0, 12, 0.03),
        (True, 1.0, 0, 0.03),
        (True, 0.5, 0, 0.075),
        (True, 0.0, 0, 0.12),
    ],
)
def test_for_a_year_after_a_turnover_it_wears_faster_as_far_as_a_unit_is_missing(
    unit, paid, in_office, decay
):
    w = world(cities__aa__unit=unit)
    w.cities[AA].in_office, w.cities[AA].lever_share = in_office, paid
    assert coordination.wear(w, AA) == pytest.approx(decay)
    coordination.coordinate(w, AA)
    assert w.cities[AA].horizontal_coordination == pytest.approx(met(0.4, 0.8, decay))


@pytest.mark.parametrize("city", [AA, CC])
def test_a_turnover_on_either_side_wears_the_tie(city):
    w = world(cities__aa__unit=False, cities__cc__unit=False)
    w.cities[city].in_office = 0
    coordination.meet_partner(w, AA_CC)
    assert w.partnerships[AA_CC].coordination == pytest.approx(met(0.4, 0.0, 0.12))


def test_a_turnover_never_wears_less_than_time():
    w = world(coordination__turnover_decay=0.01)
    w.cities[AA].in_office = 0
    assert coordination.wear(w, AA) == 0.03


def test_ties_that_nobody_has_founded_do_not_meet():
    w = world(mechanisms__coordination="neutral")
    blank = w.partnerships[w.clock.partnership_count]
    coordination.meet_partner(w, w.clock.partnership_count)
    assert blank.coordination == 0.0


def test_coordination_is_built_and_lost_at_one_half():
    start = {"cities__aa__vertical_coordination": 0.49, "cities__aa__horizontal_coordination": 0.49}
    w = world(**start, cities__aa__coordination_effort=1.0, coordination__gain=0.3)
    coordination.coordinate(w, AA)
    assert told(w) == {"coordination_built": 2}
    w.cities[AA].centre_effort = w.cities[AA].agency_effort = 0.0
    let(w, "coordination", 40)
    assert told(w)["coordination_lost"] >= 2


def test_the_coordination_of_a_tie_is_lost_too():
    w = world(partnerships__aaTOcc__coordination=0.505)
    coordination.meet_partner(w, AA_CC)
    assert told(w) == {"coordination_lost": 1}
