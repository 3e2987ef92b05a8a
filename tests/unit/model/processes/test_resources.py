"""Resources and milestones: levers, money and staff, what a delivery leaves behind."""

from __future__ import annotations

import math

import pytest

from paradiplomacy.processes.delivery import milestones, resources
from paradiplomacy.state.codes import (
    APPROVED,
    FREE,
    NGO_LEAD,
    OPEN,
    PROGRAMME_SLOTS,
    RUNNING,
    SOCIETY,
)
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_CC,
    CC,
    CULTURE,
    FRIENDS,
    SCHOOL,
    let,
    scene,
    told,
)

PARAMETERS = {
    "levers__unit_cost": 0.4,
    "levers__broker_cost": 0.2,
    "levers__dissemination_cost": 0.5,
    "levers__monitoring_staff": 0.4,
    "levers__dissemination_staff": 0.2,
    "levers__coordination_staff": 0.1,
    "delivery__staff_per_capacity": 4.0,
    "delivery__staff_size": 0.0,
    "delivery__ngo_staff": 2.0,
    "delivery__reserve": 3,
    "delivery__contact_gain": 0.1,
    "delivery__contact_decay": 0.02,
    "delivery__floor": 0.1,
    "budgeting__lead_share": 0.5,
    "gate__patience": 30,
    "programme__cost": [1.0, 1.25, 1.5],
    "programme__staff": [0.5, 0.75, 1.0],
    "programme__duration": [12, 18, 24],
    "programme__milestones": [4, 4, 6],
    "cities__aa__capacity": 0.5,
    "cities__aa__unit": True,
    "cities__aa__broker": True,
    "cities__aa__dissemination": 0.4,
    "cities__aa__monitoring": 0.5,
    "cities__aa__coordination_effort": 0.5,
}
COST = 0.4 + 0.2 + 0.5 * 0.4
LOAD = 0.4 * 0.5 + 0.2 * 0.4 + 0.1 * 0.5


def world(**changes):
    return scene(**PARAMETERS | changes)


def with_programme(status=RUNNING, lead=0, ngo=-1, place=0, p=AA_CC, w=None, **changes):
    w = w or world(**changes)
    programme = w.programmes[p * PROGRAMME_SLOTS + place]
    programme.status, programme.lead, programme.ngo, programme.sector = status, lead, ngo, CULTURE
    programme.partnership = p
    return w


@pytest.mark.parametrize(("funds", "share"), [(10.0, 1.0), (COST, 1.0), (COST / 2, 0.5), (0, 0)])
def test_levers_are_paid_first_and_work_in_part_where_money_is_short(funds, share):
    w = world()
    city = w.cities[AA]
    city.funds = funds
    resources.resource_programmes(w, AA)
    assert city.lever_share == pytest.approx(share)
    assert (city.upkeep, city.spent) == pytest.approx((min(funds, COST), min(funds, COST)))
    assert city.asked == pytest.approx(COST)


@pytest.mark.parametrize(("mandate", "load"), [(0.2, LOAD), (1.0, LOAD + 0.2)])
def test_levers_take_staff_and_a_mandate_does_too(mandate, load):
    w = world(countries__north__monitoring_mandate=mandate)
    resources.pull_levers(w, AA)
    assert (w.cities[AA].load, w.cities[AA].upkeep_load) == pytest.approx((load, load))


@pytest.mark.parametrize(("effort", "part"), [("centre", 0.25), ("agency", 0.5)])
def test_half_of_the_staff_of_coordination_is_for_what_is_outside_the_city(effort, part):
    w = world(**{f"cities__aa__{effort}_effort": 0.1})
    resources.pull_levers(w, AA)
    assert w.cities[AA].load == pytest.approx(LOAD - 0.1 * part * (0.5 - 0.1))


def test_where_staff_is_short_levers_work_in_part_too():
    w = world(cities__aa__capacity=LOAD / 8.0)
    w.cities[AA].funds = 10.0
    resources.resource_programmes(w, AA)
    assert w.cities[AA].staff_share == pytest.approx(0.5)
    assert w.cities[AA].lever_share == pytest.approx(0.5)


def test_running_programmes_use_staff_and_waiting_dossiers_none():
    w = with_programme()
    with_programme(w=w, lead=1, place=1)
    with_programme(w=w, lead=NGO_LEAD, ngo=FRIENDS, place=2)
    w.programmes[1].scale = 2
    for d, proposer in ((0, 0), (1, 1)):
        w.dossiers[d].status, w.dossiers[d].proposer = OPEN, proposer
    resources.resource_programmes(w, AA)
    assert w.cities[AA].load == pytest.approx(LOAD + 0.5 + 1.0)


def test_what_levers_leave_pays_for_programmes():
    w = with_programme()
    w.cities[AA].funds = COST + 0.25
    resources.resource_programmes(w, AA)
    assert w.programmes[0].paid[0] == pytest.approx(0.5)
    assert w.partnerships[AA_CC].paid == pytest.approx([0.25, 0.0, 0.0])
    assert w.cities[AA].funds == pytest.approx(0.0)
    assert w.cities[AA].upkeep + 0.25 == pytest.approx(w.cities[AA].spent)


def test_a_programme_starts_when_both_hold_the_reserve():
    w = with_programme(APPROVED)
    w.programmes[0].months_run, w.programmes[0].paid = 9, [1.0, 1.0, 1.0]
    w.cities[AA].funds = w.cities[CC].funds = 1.5
    resources.start_programmes(w, AA)
    programme = w.programmes[0]
    assert (programme.status, programme.months_run, programme.paid) == (RUNNING, 0, [0.0] * 3)
    assert told(w) == {"programme_started": 1}


def test_one_reserve_starts_one_programme():
    w = with_programme(APPROVED)
    with_programme(APPROVED, w=w, place=1)
    w.cities[AA].funds, w.cities[CC].funds = 2.9, 50.0
    resources.start_programmes(w, AA)
    assert [programme.status for programme in w.programmes[:2]] == [RUNNING, APPROVED]
    assert w.cities[AA].asked == pytest.approx(0.5)


def test_a_programme_that_finds_no_money_is_abandoned():
    w = with_programme(APPROVED, month=29)
    resources.start_programmes(w, AA)
    assert w.programmes[0].status == APPROVED
    w.clock.month = 30
    resources.start_programmes(w, AA)
    assert (w.programmes[0].status, w.partnerships[AA_CC].abandoned) == (FREE, 1)
    assert told(w) == {"programme_abandoned": 1}


@pytest.mark.parametrize(("funds", "status"), [(3.0, RUNNING), (2.9, APPROVED)])
def test_an_ngo_starts_its_own_with_a_reserve_of_its_own(funds, status):
    w = with_programme(APPROVED, lead=NGO_LEAD, ngo=SCHOOL)
    w.ngos[SCHOOL].funds = funds
    for n in (FRIENDS, SCHOOL):
        resources.start_informal_programmes(w, n)
    assert w.programmes[0].status == status


def test_an_ngo_pays_and_staffs_what_it_carries():
    w = with_programme(lead=NGO_LEAD, ngo=FRIENDS)
    with_programme(w=w, p=BB_CC, lead=0, ngo=FRIENDS)
    w.programmes[BB_CC * PROGRAMME_SLOTS].paid = [1.0, 0.5, 0.0]
    friends = w.ngos[FRIENDS]
    friends.capability, friends.funds = 0.4, 0.625  # half of what it is asked for
    resources.resource_informal(w, FRIENDS)
    assert friends.staff_share == pytest.approx(0.8)
    assert (friends.spent, friends.funds) == pytest.approx((0.625, 0.0))
    assert [partnership.paid[NGO_LEAD] for partnership in w.partnerships[:2]] == pytest.approx(
        [0.5, 0.125]
    )
    assert milestones.funding(w, 0) == pytest.approx(0.5)
    assert milestones.funding(w, BB_CC * PROGRAMME_SLOTS) == pytest.approx(0.875)


def test_a_latent_ngo_does_nothing():
    w = with_programme(lead=NGO_LEAD, ngo=FRIENDS)
    w.ngos[FRIENDS].active = 0
    w.ngos[FRIENDS].funds = 9.0
    w.cities[AA].unit = w.cities[AA].broker = 0
    let(w, "delivery")
    assert (w.ngos[FRIENDS].funds, w.programmes[0].months_run) == (9.0, 0)


def test_contacts_fade_and_deliveries_build_them():
    w = with_programme(partnerships__aaTOcc__contact=0.5, mechanisms__delivery="neutral")
    w.programmes[0].paid = [1.0, 1.0, 0.0]
    milestones.fade_contacts(w, AA_CC)
    assert w.partnerships[AA_CC].contact == pytest.approx(0.49)
    milestones.fade_contacts(w, 3)
    assert w.partnerships[3].contact == 0.0
    milestones.attempt(w, 0, 40)
    kept = told(w)["milestone_delivered"]
    assert 0 < kept < 40
    # A second programme in the same month must not see what the first one built.
    assert w.partnerships[AA_CC].contact == pytest.approx(0.49)
    w.partnerships[AA_CC].delivered_last[0] = kept
    milestones.fade_contacts(w, AA_CC)
    assert w.partnerships[AA_CC].contact == pytest.approx(0.98 * (1.0 - 0.51 * 0.9**kept))


def attempted(chance, lead=0, ngo=-1, due=200):
    """Return a world in which many milestones had one chance each."""
    w = with_programme(
        lead=lead, ngo=ngo, mechanisms__delivery="neutral", delivery__neutral_chance=chance, month=7
    )
    w.programmes[0].paid = [1.0, 1.0, 1.0]
    milestones.attempt(w, 0, due)
    return w


@pytest.mark.parametrize("chance", [0.1, 0.5, 1.0])
def test_each_milestone_due_is_kept_or_missed(chance):
    w = attempted(chance)
    kept = told(w).get("milestone_delivered", 0)
    assert kept == pytest.approx(200 * chance, abs=4 * (200 * chance * (1 - chance)) ** 0.5)
    assert told(w).get("milestone_missed", 0) == 200 - kept
    programme, partnership = w.programmes[0], w.partnerships[AA_CC]
    assert (programme.reported, programme.due_now, programme.kept_now) == (7, 200, kept)
    assert (partnership.promised_now, sum(partnership.delivered_now), partnership.ceremonies) == (
        200,
        kept,
        0,
    )


def test_below_the_floor_all_are_ceremonies():
    w = attempted(0.09)
    assert told(w) == {"ceremony": 200}
    assert (w.programmes[0].kept_now, w.partnerships[AA_CC].ceremonies) == (0, 200)


@pytest.mark.parametrize(
    ("lead", "ngo", "carrier"), [(0, -1, 0), (1, FRIENDS, 1), (NGO_LEAD, FRIENDS, 2)]
)
def test_deliveries_are_counted_by_who_carried_them(lead, ngo, carrier):
    delivered = attempted(1.0, lead, ngo, due=3).partnerships[AA_CC].delivered_now
    assert delivered == [3 * (k == carrier) for k in range(3)]


def test_a_delivery_moves_teaches_speaks_and_benefits():
    w = with_programme(
        cities__aa__agenda={"culture": 0.2, "education": 0.8},
        cities__cc__agenda={"culture": 0.9},
        cities__aa__participation=0.3,
        cities__cc__participation=0.5,
    )
    programme, partnership = w.programmes[0], w.partnerships[AA_CC]
    programme.contact, programme.knowledge, programme.identity = 0.8, 0.6, 0.7
    milestones.witness(w, 0, 3, 2)
    assert partnership.moved_now == pytest.approx(2 * 0.8 * 0.4)
    assert (partnership.taught_now, partnership.spoken_now) == pytest.approx((1.2, 1.4))
    assert partnership.benefit == pytest.approx([2 * 0.25, 2.0])
    seen = partnership.kept[2 * SOCIETY :]
    assert sorted(seen) == [0.0, pytest.approx(2 * 0.8 * 0.4)]


def test_a_programme_ends_with_its_time():
    w = with_programme()
    for month in range(12):
        assert w.programmes[0].status == RUNNING
        w.clock.month = month
        milestones.deliver(w, AA)
    assert (w.programmes[0].status, w.programmes[0].months_run) == (FREE, 12)
    assert told(w)["programme_completed"] == 1
    assert w.partnerships[AA_CC].promised_now == 4


def test_only_the_leader_runs_a_programme():
    w = with_programme(lead=1)
    milestones.deliver(w, AA)
    milestones.deliver_informal(w, FRIENDS)
    assert w.programmes[0].months_run == 0
    milestones.deliver(w, CC)
    assert w.programmes[0].months_run == 1


def test_no_chance_exceeds_the_ceiling():
    w = with_programme(delivery__scale=100.0, delivery__ceiling=0.9)
    programme = w.programmes[0]
    programme.paid, programme.quality, programme.contact = [1.0, 1.0, 0.0], 1.0, 0.0
    assert milestones.chance_of_delivery(w, 0) == 0.9


def test_an_ngos_strength_is_its_skill_by_its_links_abroad():
    w = with_programme(lead=NGO_LEAD, ngo=FRIENDS, delivery__capacity_exponent=0.333)
    friends = w.ngos[FRIENDS]
    friends.capability, friends.transnational = 0.6, 0.3
    assert milestones.strength(w, 0, 0) == math.pow(0.6 * 0.3, 0.333)
    assert milestones.strength(w, 0, 1) == milestones.strength(w, 0, 0)
