"""Backing: permits for what cities lead, and what incidents between the states suspend."""

from __future__ import annotations

import pytest

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.delivery import backing, milestones
from paradiplomacy.randomness import child_key
from paradiplomacy.state.codes import FREE, NGO_LEAD, SOCIETY
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import small
from tests.unit.model.processes.scenes import AA, AA_CC, CC, FRIENDS, NORTH, SOUTH, scene, told

TO_SOUTH, TO_NORTH = 2 * NORTH + SOUTH, 2 * SOUTH + NORTH
"""Places of the two levels between the countries of the small world."""


def running(lead=0, ngo=-1, severity=0.0, trust=0.0, **changes):
    """Return a world in which the first tie runs one programme that cannot fail by itself."""
    changes = {"delivery__scale": 100.0, "delivery__ceiling": 1.0} | changes
    world = scene(**changes)
    programme = world.programmes[0]
    programme.status, programme.lead, programme.ngo = 3, lead, ngo
    programme.sector, programme.contact, programme.quality = 0, 0.8, 0.5
    programme.paid = [1.0, 1.0, 1.0]
    world.severity[TO_SOUTH] = severity
    world.partnerships[AA_CC].trust = [trust] * 4
    return world


# --------------------------------------------------------------------------------- permits


@pytest.mark.parametrize(("contact", "held", "left"), [
    (0.8, 0.25, 1.0 - 0.4 * 0.8 * 0.75), (0.8, 1.0, 1.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.6),
])  # fmt: skip
def test_a_city_needs_permits_where_people_meet_people(contact, held, left):
    world = running(delivery__permits=0.4)
    world.programmes[0].contact = contact
    world.cities[AA].vertical_coordination = world.cities[CC].vertical_coordination = held
    assert backing.permission(world, 0) == pytest.approx(left)


@pytest.mark.parametrize("weaker", [AA, CC])
@pytest.mark.parametrize("lead", [0, 1])
def test_the_city_that_is_less_coordinated_with_its_centre_binds(weaker, lead):
    world = running(lead=lead, delivery__permits=0.4)
    for c in (AA, CC):
        world.cities[c].vertical_coordination = 0.1 if c == weaker else 0.9
    assert backing.permission(world, 0) == pytest.approx(1.0 - 0.4 * 0.8 * 0.9)


def test_an_organisation_needs_no_permits_and_a_city_that_takes_it_on_board_does():
    for lead, needs in ((NGO_LEAD, False), (0, True)):
        world = running(lead=lead, ngo=FRIENDS, delivery__permits=0.4)
        for city in world.cities:
            city.vertical_coordination = 0.0
        assert (backing.permission(world, 0) < 1.0) == needs


@pytest.mark.parametrize("variant", ["o_ring", "additive_logit"])
def test_nothing_stands_in_for_a_permit(variant):
    world = running(mechanisms__delivery=variant, delivery__permits=0.4, delivery__ceiling=0.9)
    world.programmes[0].quality = 1.0
    chances = []
    for held in (1.0, 0.0):
        world.cities[AA].vertical_coordination = held
        world.cities[CC].vertical_coordination = held
        chances.append(milestones.chance_of_delivery(world, 0))
    assert chances[1] == pytest.approx(chances[0] * (1.0 - 0.4 * 0.8))


def after(months=60, seed=3, **changes):
    """Return the tables of the small world after some years."""
    model = WorldModel(small(**changes), seed=seed)
    model.run(months)
    return model.world


def results(world):
    """Return what cities and organisations did with their ties, and what became of these."""
    tables = arrays_of(world)
    return [tables.partnerships.tobytes(), tables.programmes.tobytes(), tables.ngos.tobytes()]


@pytest.mark.parametrize("permits", [0.0, 0.35])
def test_without_permits_coordination_with_the_centre_delivers_nothing(permits):
    """With a gate that waits and asks for nothing, it acts through permits or not at all."""
    worlds = [
        after(
            delivery__permits=permits,
            mechanisms__gate="neutral",
            countries__north__coordination_effort=effort,
            countries__south__coordination_effort=effort,
        )
        for effort in (0.0, 1.0)
    ]
    assert [world.cities[AA].vertical_coordination > 0.3 for world in worlds] == [False, True]
    assert (results(worlds[0]) == results(worlds[1])) == (permits == 0.0)


# --------------------------------------------------------------------------------- incidents


@pytest.mark.parametrize(("severity", "trust", "weight", "share"), [
    (1.0, 0.0, 1.0, 1.0), (1.0, 1.0, 1.0, 0.0), (0.0, 0.0, 1.0, 0.0), (1.0, 0.0, 0.0, 0.0),
    (0.8, 0.4, 0.5, 0.8 * 0.6 * 0.5),
])  # fmt: skip
def test_the_more_severe_an_incident_and_the_less_trust_the_more_is_suspended(
    severity, trust, weight, share
):
    world = running(severity=severity, trust=trust, delivery__suspension=weight)
    suspended = 0
    for k in range(2000):
        world.programmes[0].key = child_key(1, k)
        suspended += backing.is_suspended(world, 0)
    assert suspended / 2000 == pytest.approx(share, abs=0.05 if 0.0 < share < 1.0 else 0.0)


def test_it_is_the_leading_government_whose_trust_counts():
    world = running(severity=1.0)
    world.partnerships[AA_CC].trust = [1.0, 0.0, 0.0, 0.0]
    assert not backing.is_suspended(world, 0)
    world.programmes[0].lead = 1
    assert backing.is_suspended(world, 0)


@pytest.mark.parametrize("place", [TO_SOUTH, TO_NORTH])
def test_the_worse_of_both_directions_counts(place):
    world = running()
    world.severity[place] = 0.6
    assert backing.disruption(world, world.partnerships[AA_CC]) == 0.6


def test_organisations_go_on():
    world = running(lead=NGO_LEAD, ngo=FRIENDS, severity=1.0)
    assert not backing.is_suspended(world, 0)
    world.ngos[FRIENDS].legitimacy = 0.4
    assert milestones.participation(world, 0) == 0.4


def test_trust_between_societies_keeps_the_publics_of_cities_from_staying_away():
    world = running(severity=0.5)
    world.partnerships[AA_CC].trust[2 * SOCIETY] = 0.6
    turnout = 0.5 * (world.cities[AA].participation + world.cities[CC].participation)
    assert milestones.participation(world, 0) == pytest.approx(turnout * (1.0 - 0.5 * 0.7))


def lived(world, quiet, months=24):
    """Run the first programme, with an incident until month ``quiet``; return what fell due."""
    promised = []
    for month in range(months):
        world.clock.month = month
        if month == quiet:
            world.severity[TO_SOUTH] = 0.0
        if world.programmes[0].status != FREE:
            milestones.run_month(world, 0)
        promised.append(world.partnerships[AA_CC].promised_now)
    return promised


SIX_A_YEAR = {"programme__milestones": [6] * 3, "programme__duration": [12] * 3}


def test_what_is_put_off_is_due_when_the_incident_is_over():
    world = running(severity=1.0, **SIX_A_YEAR)
    promised = lived(world, quiet=7)
    assert promised[6] == 0
    assert promised[7] == 4
    assert promised[11:] == [6] * 13
    assert told(world)["milestone_suspended"] == 3
    assert world.programmes[0].put_off == 0


def test_what_is_put_off_when_the_programme_ends_is_missed():
    world = running(severity=1.0, **SIX_A_YEAR)
    assert lived(world, quiet=24)[10:12] == [0, 6]
    assert told(world) == {
        "milestone_suspended": 5, "milestone_missed": 6, "programme_completed": 1,
    }  # fmt: skip


def test_an_organisation_that_takes_a_programme_over_takes_up_what_was_put_off():
    world = running(severity=1.0, **SIX_A_YEAR)
    lived(world, quiet=24, months=6)
    world.programmes[0].lead, world.programmes[0].ngo = NGO_LEAD, FRIENDS
    world.clock.month = 6
    milestones.run_month(world, 0)
    assert world.partnerships[AA_CC].promised_now == 3


@pytest.mark.parametrize("variant", ["neutral", "off"])
def test_where_delivery_is_frozen_no_incident_reaches_it(variant):
    world = running(severity=1.0, mechanisms__delivery=variant)
    assert not backing.is_suspended(world, 0)
    assert backing.attendance(world, world.partnerships[AA_CC]) == 1.0


BREAK = {
    "events__break": {
        "field": "countries.north.bilateral.south", "change": -0.9, "month": "2010-06",
        "duration": 30,
    },
    "events__quarrel": {
        "field": "countries.south.bilateral.north", "change": -0.2, "rate": 0.05, "duration": 4,
    },
}  # fmt: skip
"""A dated incident and random ones."""

APART = {
    "initiation__bilateral": 0.0, "gate__bilateral_pull": 0.0, "bilateral__up": 0.0,
    "bilateral__image": 0.0,
}  # fmt: skip
"""What lets no tie see the level between the states."""


@pytest.mark.parametrize("weight", [0.0, 1.0])
def test_without_suspension_incidents_reach_no_tie(weight):
    still, moved = (after(delivery__suspension=weight, **APART, **events) for events in ({}, BREAK))
    assert max(moved.severity) > 0.5
    assert (results(still) == results(moved)) == (weight == 0.0)
    assert ("milestone_suspended" in told(moved)) == (weight > 0.0)


def test_suspension_without_an_incident_changes_nothing():
    worlds = [arrays_of(after(delivery__suspension=weight)) for weight in (0.0, 1.0)]
    assert first_difference(*worlds, apart_from=("parameters",)) == ""
