"""Leadership: terms, turnover, commitment."""

from __future__ import annotations

from typing import ClassVar

import pytest

from paradiplomacy.processes import leadership
from tests.unit.model.processes.contract import MONTHS, MechanismContract
from tests.unit.model.processes.scenes import AA, AA_CC, BB, BB_CC, CC, let, scene, told


class TestContract(MechanismContract):
    process = "leadership"
    settings: ClassVar = {"leadership__neutral_commitment": 0.42}

    def while_neutral(self, world):
        partnerships = world.partnerships[: world.clock.partnership_count]
        assert {c for partnership in partnerships for c in partnership.commitment} == {0.42}
        if world.clock.month == MONTHS - 1:
            assert {"mayor_elected", "mayor_left_early"} & told(world).keys()

    def while_off(self, world):
        assert not {"mayor_elected", "mayor_re_elected", "mayor_left_early"} & told(world).keys()
        assert [city.drive for city in world.cities] == [city.drive for city in self.first.cities]


PARAMETERS = {
    "leadership__retention_with_unit": 0.75,
    "leadership__retention_without_unit": 0.25,
    "leadership__retention_equal": 0.5,
    "leadership__inherited_weight": 0.25,
    "leadership__commitment_gain": 0.05,
    "leadership__entrepreneur_share": 0.04,
    "leadership__entrepreneur_drive": 0.85,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def test_commitment_starts_at_the_founders_drive():
    w = world(cities__aa__leader={"drive": 0.9})
    assert w.partnerships[0].commitment[0] == 0.9


@pytest.mark.parametrize(
    ("unit", "variant", "kept"),
    [(True, "term_clock", 0.75), (False, "term_clock", 0.25), (True, "equal_retention", 0.5)],
)
def test_turnover_mixes_old_commitment_with_a_discounted_draw(unit, variant, kept):
    w = world(cities__aa__unit=unit, mechanisms__leadership=variant)
    partnership = w.partnerships[0]
    partnership.commitment[0] = 0.8
    leadership.hand_over(w, 0)
    drive = w.cities[0].drive
    assert partnership.commitment[0] == kept * 0.8 + (1.0 - kept) * 0.25 * drive


def test_a_unit_that_is_paid_in_part_keeps_in_part():
    w = world(cities__aa__unit=True)
    w.cities[AA].lever_share = 0.5
    assert leadership.retention(w, AA) == 0.5 * 0.75 + 0.5 * 0.25


def test_a_turnover_reaches_every_tie_of_the_city_and_no_other_side():
    w = world()
    partnerships = w.partnerships[:3]
    for partnership in partnerships:
        partnership.commitment = [0.8, 0.8]
    leadership.hand_over(w, BB)
    assert [partnership.commitment[0] == 0.8 for partnership in partnerships] == [True, False, True]
    assert [partnership.commitment[1] == 0.8 for partnership in partnerships] == [True, True, False]


def test_commitment_rises_only_where_something_was_delivered():
    w = world()
    first, second = w.partnerships[AA_CC], w.partnerships[BB_CC]
    first.delivered_last, first.commitment[1], second.commitment[1] = [2, 2], 0.4, 0.4
    leadership.renew_commitment(w, CC)
    assert first.commitment[1] == 0.4 + 0.05 * 0.6
    assert second.commitment[1] == 0.4


def test_what_ngos_deliver_alone_binds_no_city_hall():
    w = world()
    partnership = w.partnerships[AA_CC]
    partnership.delivered_last, partnership.commitment[1] = [3, 0], 0.4
    leadership.renew_commitment(w, CC)
    assert partnership.commitment[1] == 0.4


@pytest.mark.parametrize(
    ("again", "served", "kind", "in_office"),
    [
        (1.0, 1, "mayor_re_elected", 601),
        (0.0, 1, "mayor_elected", 0),
        (1.0, 2, "mayor_elected", 0),
    ],
)
def test_a_term_ends_in_re_election_or_in_a_successor(again, served, kind, in_office):
    w = world(leadership__re_election=again, cities__aa__leader={"terms_served": served})
    w.cities[AA].to_election = 1
    leadership.hold_office(w, AA)
    assert told(w) == {kind: 1}
    assert (w.cities[AA].to_election, w.cities[AA].in_office) == (60, in_office)


def test_a_mayor_may_leave_early_without_moving_the_election():
    w = world(leadership__early_exit=1.0)
    w.cities[AA].to_election = 9
    leadership.hold_office(w, AA)
    assert told(w) == {"mayor_left_early": 1}
    assert (w.cities[AA].to_election, w.cities[AA].terms_served) == (8, 1)


def test_the_term_ends_in_the_month_of_the_election():
    w = world(
        cities__aa__next_election="2010-03",
        cities__aa__leader={"drive": 0.5, "terms_served": 2},
        leadership__early_exit=0.0,
    )
    for month in range(20):
        let(w, "leadership")
        changed = w.cities[AA].drive != 0.5
        assert changed == (month >= 14)


def test_the_term_limit_binds():
    w = world(leadership__re_election=1.0, leadership__early_exit=0.0)
    served = []
    for _ in range(60 * 4 + 1):
        let(w, "leadership")
        served.append(w.cities[AA].terms_served)
    assert set(served) == {1, 2}


def test_successors_are_drawn_within_bounds_and_entrepreneurs_are_driven():
    drives, entrepreneurs = [], []
    w = world()
    for month in range(300):
        w.clock.month = month
        leadership.hand_over(w, AA)
        drives.append(w.cities[0].drive)
        if w.cities[0].entrepreneur:
            entrepreneurs.append(w.cities[0].drive)
    assert 0.0 <= min(drives) < max(drives) <= 1.0
    assert entrepreneurs
    assert min(entrepreneurs) >= 0.85
