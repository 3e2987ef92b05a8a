"""Context: dated and random events, for a time or for good."""

from __future__ import annotations

import pytest

from paradiplomacy.configuration.targets import target_of
from paradiplomacy.initialisation.names import names
from paradiplomacy.processes import context
from tests.support.engines import arrays_of
from tests.support.worlds import small
from tests.unit.model.processes.contract import MechanismContract, outcome, run
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_CC,
    BB_DD,
    CULTURE,
    NORTH,
    let,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "context"

    def while_neutral(self, world):
        assert not {"event_began", "event_ended", "regime_reformed"} & told(world).keys()
        assert not any(happening.active for happening in world.external_events)
        assert [n.charter for n in world.countries] == [n.charter for n in self.first.countries]


def friends(world):
    """Return the NGO of that name."""
    return world.ngos[names(small()).ngos.index("friends")]


TO_SOUTH = 1
"""Place of the north's level toward the south."""

CASES = {
    "countries.north.recognition": (0.2, lambda w: w.countries[NORTH].recognition),
    "countries.north.foreign_sensitivity": (-0.2, lambda w: w.countries[NORTH].foreign_sensitivity),
    "countries.north.reviewers": (3.0, lambda w: w.countries[NORTH].reviewers),
    "countries.north.coordination_effort": (0.3, lambda w: w.countries[NORTH].coordination_effort),
    "countries.north.matching_fund": (50.0, lambda w: w.countries[NORTH].matching_fund),
    "countries.north.monitoring_mandate": (0.4, lambda w: w.countries[NORTH].monitoring_mandate),
    "countries.north.priorities.culture": (-0.3, lambda w: w.priorities[CULTURE]),
    "countries.north.bilateral.south": (-0.2, lambda w: w.bilateral_base[TO_SOUTH]),
    "cities.aa.unit": (1.0, lambda w: w.cities[AA].unit),
    "cities.aa.broker": (1.0, lambda w: w.cities[AA].broker),
    "cities.aa.capacity": (0.2, lambda w: w.cities[AA].capacity),
    "cities.aa.coordination_effort": (-0.2, lambda w: w.cities[AA].coordination_effort),
    "cities.aa.centre_effort": (-0.2, lambda w: w.cities[AA].centre_effort),
    "cities.aa.agency_effort": (-0.2, lambda w: w.cities[AA].agency_effort),
    "cities.aa.dissemination": (0.2, lambda w: w.cities[AA].dissemination),
    "cities.aa.monitoring": (0.2, lambda w: w.cities[AA].monitoring),
    "cities.aa.budget": (7.0, lambda w: w.cities[AA].revenue * w.cities[AA].budget_share),
    "cities.aa.need": (0.2, lambda w: w.cities[AA].need_base),
    "cities.aa.agenda.culture": (-0.4, lambda w: w.agenda[CULTURE]),
    "cities.aa.identity_salience": (-0.2, lambda w: w.cities[AA].identity_salience),
    "countries.north.fiscal_month": (3.0, lambda w: w.countries[NORTH].fiscal_month),
    "countries.north.budget_friction": (-0.2, lambda w: w.countries[NORTH].budget_friction),
    "countries.north.term_months": (-12.0, lambda w: w.countries[NORTH].term_months),
    "countries.north.term_limit": (1.0, lambda w: w.countries[NORTH].term_limit),
    "countries.north.cultural_distance.south": (0.2, lambda w: w.cultural_distances[TO_SOUTH]),
    "cities.aa.access": (0.2, lambda w: w.cities[AA].access),
    "cities.aa.vertical_coordination": (0.2, lambda w: w.cities[AA].vertical_coordination),
    "cities.aa.horizontal_coordination": (0.2, lambda w: w.cities[AA].horizontal_coordination),
    "cities.aa.informed": (0.2, lambda w: w.cities[AA].informed),
    "cities.aa.participation": (0.2, lambda w: w.cities[AA].participation),
    "cities.aa.leader.drive": (0.2, lambda w: w.cities[AA].drive),
    "cities.aa.leader.entrepreneur": (1.0, lambda w: w.cities[AA].entrepreneur),
    "cities.aa.norm_adopted": (1.0, lambda w: w.cities[AA].norm_adopted),
    "ngos.friends.capability": (0.2, lambda w: friends(w).capability),
    "ngos.friends.legitimacy": (0.2, lambda w: friends(w).legitimacy),
    "ngos.friends.transnational": (0.2, lambda w: friends(w).transnational),
    "ngos.friends.budget": (7.0, lambda w: friends(w).budget),
    "partnerships.aa-cc.cultural_distance": (-0.2, lambda w: w.partnerships[0].cultural_distance),
    "partnerships.aa-cc.commitment.cc": (-0.2, lambda w: w.partnerships[0].commitment[1]),
    "partnerships.aa-cc.contact": (0.2, lambda w: w.partnerships[0].contact),
    "partnerships.aa-cc.coordination": (0.2, lambda w: w.partnerships[0].coordination),
    "partnerships.aa-cc.perception": (0.2, lambda w: w.partnerships[0].perception[1]),
    "sectors.culture.contact": (-0.2, lambda w: w.sectors[CULTURE].contact),
    "sectors.culture.foreignness": (-0.2, lambda w: w.sectors[CULTURE].foreignness),
    "sectors.culture.identity": (0.2, lambda w: w.sectors[CULTURE].identity),
    "sectors.culture.knowledge": (0.2, lambda w: w.sectors[CULTURE].knowledge),
}
"""For each field that an event can move: a change within its bounds, and where to see it."""


def with_event(field, change=0.0, **event):
    """Return a world with one event, before its first month."""
    return scene(events__it={"field": field, "change": change} | event)


def test_no_target_is_without_a_case():
    patterns = {target_of(field)[0].pattern for field in CASES}
    others = {"countries.*.regime", "cities.*.leader", "cities.*.commitment"}
    assert patterns | others == set(context.TARGETS)


@pytest.mark.parametrize("field", CASES)
def test_an_event_moves_its_field_and_is_taken_back(field):
    change, seen = CASES[field]
    world = with_event(field, change, month="2009-03", duration=3)
    before = seen(world)
    values = []
    for _ in range(8):
        let(world, "context")
        values.append(seen(world) - before)
    assert values == pytest.approx([0.0, 0.0, change, change, change, 0.0, 0.0, 0.0])
    assert told(world) == {"event_began": 1, "event_ended": 1}


@pytest.mark.parametrize("field", CASES)
def test_an_event_without_duration_is_for_good(field):
    change, seen = CASES[field]
    world = with_event(field, change, month="2009-03")
    before = seen(world)
    let(world, "context", 200)
    assert seen(world) - before == pytest.approx(change)
    assert told(world) == {"event_began": 1}


@pytest.mark.parametrize(
    ("field", "change", "start", "end"),
    [
        ("cities.aa.capacity", 0.9, 0.3, 1.0),
        ("cities.aa.capacity", -0.9, 0.3, 0.0),
        ("countries.north.reviewers", -5.0, 1.0, 0.0),
        ("cities.aa.budget", -99.0, 14.0, 0.0),
        ("cities.aa.agenda.culture", 0.5, 1.0, 1.0),
        ("countries.north.priorities.culture", 0.6, 0.7, 1.0),
    ],
)
def test_no_more_is_taken_back_than_came_about(field, change, start, end):
    seen = CASES[field][1]
    world = with_event(field, change, month="2009-01", duration=2)
    assert seen(world) == pytest.approx(start)
    let(world, "context")
    assert seen(world) == pytest.approx(end)
    let(world, "context", 2)
    assert seen(world) == pytest.approx(start)


LEVELS = {
    "countries.north.recognition": lambda w: (
        w.countries[NORTH].recognition,
        w.countries[NORTH].recognition_base,
    ),
    "countries.north.bilateral.south": lambda w: (w.bilateral[1], w.bilateral_base[1]),
    "cities.aa.capacity": lambda w: (w.cities[AA].capacity, w.cities[AA].capacity_base),
}


@pytest.mark.parametrize("field", LEVELS)
def test_an_event_moves_a_level_together_with_that_to_which_it_returns(field):
    world = with_event(field, 0.25, month="2009-01")
    level, base = LEVELS[field](world)
    let(world, "context")
    assert LEVELS[field](world) == pytest.approx((level + 0.25, base + 0.25))


def test_commitment_is_moved_in_every_tie_of_the_city_on_its_own_side():
    world = with_event("cities.bb.commitment", 0.3, month="2009-01")
    let(world, "context")
    assert world.partnerships[AA_CC].commitment == [0.5, 0.5]
    assert world.partnerships[BB_CC].commitment == [0.8, 0.5]
    assert world.partnerships[BB_DD].commitment == [0.5, 0.8]


@pytest.mark.parametrize(("change", "level"), [(0.2, 0.7), (-0.2, 0.3), (0.7, 1.0), (-0.7, 0.0)])
def test_commitment_that_an_event_moves_then_goes_its_own_way(change, level):
    world = with_event("cities.aa.commitment", change, month="2009-01", duration=2)
    let(world, "context")
    assert world.partnerships[AA_CC].commitment[0] == pytest.approx(level)
    let(world, "context", 4)
    assert world.partnerships[AA_CC].commitment[0] == pytest.approx(level)
    assert told(world) == {"event_began": 1, "event_ended": 1}


def test_the_top_of_an_agenda_follows_its_weights():
    world = with_event("cities.aa.agenda.culture", -0.9, month="2009-01")
    world.agenda[:3] = [1.0, 0.4, 0.3]
    let(world, "context")
    assert world.cities[AA].agenda_top == 0.4


def test_a_budget_event_moves_revenue_whatever_share_is_granted():
    world = with_event("cities.aa.budget", 7.0, month="2009-01")
    world.cities[AA].budget_share *= 2.0
    let(world, "context")
    assert world.cities[AA].revenue * 0.2 == pytest.approx(21.0)


def test_a_random_event_begins_by_its_chance():
    world = with_event("cities.aa.need", 1e-6, rate=0.25)
    let(world, "context", 2000)
    assert told(world)["event_began"] == pytest.approx(500, abs=4 * (2000 * 0.25 * 0.75) ** 0.5)


def test_a_random_event_does_not_begin_again_while_it_goes_on():
    world = with_event("cities.aa.need", 0.1, rate=1.0, duration=3)
    values = []
    for _ in range(8):
        let(world, "context")
        values.append(world.cities[AA].need_base)
    assert values == pytest.approx([0.6, 0.6, 0.6, 0.5, 0.6, 0.6, 0.6, 0.5])
    assert told(world) == {"event_began": 2, "event_ended": 2}


def test_two_random_events_have_draws_of_their_own():
    event = {"field": "cities.aa.need", "change": 0.1, "rate": 0.5, "duration": 1}
    world = scene(events__one=event, events__two=event)
    together = []
    for _ in range(40):
        let(world, "context")
        together.append(world.external_events[0].active == world.external_events[1].active)
    assert set(together) == {True, False}


def test_a_dated_event_never_begins_at_random():
    world = with_event("cities.aa.need", 0.1, month="2019-01", duration=1)
    let(world, "context", 60)
    assert told(world) == {}


def test_relations_recover_from_an_incident_at_their_own_pace():
    world = scene(
        countries__north__bilateral={"south": 0.8}, events__incident={
            "field": "countries.north.bilateral.south", "change": -0.3, "month": "2009-02",
            "duration": 6,
        },
        bilateral__persistence=0.9, bilateral__noise=0.0, bilateral__up=0.0, bilateral__image=0.0,
    )  # fmt: skip
    levels = []
    for _ in range(12):
        let(world, "context")
        world.clock.month -= 1
        let(world, "bilateral")
        levels.append(world.bilateral[TO_SOUTH])
    assert levels[:7] == pytest.approx([0.8] + [0.5] * 6)
    assert levels[7:] == pytest.approx([0.8 - 0.3 * 0.9**k for k in range(1, 6)])


def severities(months, **events):
    """Return how severe incidents are for the north, month by month, at a level of 0.5."""
    found = {
        f"events__{name}": {"field": "countries.north.bilateral.south"} | event
        for name, event in events.items()
    }
    world = scene(countries__north__bilateral={"south": 0.5}, **found)
    values = []
    for _ in range(months):
        let(world, "context")
        values.append(world.severity[TO_SOUTH])
    return values


def test_severity_is_what_incidents_take_relative_to_what_the_level_was():
    dated = {"change": -0.3, "month": "2009-02", "duration": 3}
    assert severities(6, it=dated) == pytest.approx([0.0, 0.6, 0.6, 0.6, 0.0, 0.0])
    assert severities(6, it=dated | {"change": -0.9})[1] == 1.0


def test_incidents_add_up_and_end_one_by_one():
    first = {"change": -0.1, "month": "2009-01", "duration": 4}
    second = {"change": -0.3, "month": "2009-02", "duration": 2}
    assert severities(5, a=first, b=second) == pytest.approx([0.2, 0.8, 0.8, 0.2, 0.0])


def test_a_random_incident_is_severe_while_it_goes_on():
    values = severities(200, it={"change": -0.2, "rate": 0.2, "duration": 2})
    assert {round(value, 9) for value in values} == {0.0, 0.4}
    assert 0.2 < sum(value > 0.0 for value in values) / 200 < 0.45


@pytest.mark.parametrize(("change", "duration"), [(-0.3, 0), (0.3, 5)])
def test_neither_a_change_for_good_nor_a_thaw_is_an_incident(change, duration):
    assert set(severities(8, it={"change": change, "month": "2009-02", "duration": duration})) == {
        0.0
    }


def test_what_moves_for_good_under_an_incident_is_what_the_level_was():
    incident = {"change": -0.3, "month": "2009-01", "duration": 4}
    for_good = {"change": 0.1, "month": "2009-02"}
    values = severities(5, a=incident, b=for_good)
    assert values == pytest.approx([0.6, 0.5, 0.5, 0.5, 0.0])


@pytest.mark.parametrize("duration", [0, 3])
def test_a_mayor_whom_an_event_removes_gets_a_successor_and_does_not_come_back(duration):
    world = with_event("cities.aa.leader", -1.0, month="2009-02", duration=duration)
    world.cities[AA].terms_served, election = 2, world.cities[AA].to_election
    drives = []
    for _ in range(6):
        let(world, "context")
        drives.append(world.cities[AA].drive)
    assert drives[0] == 0.5
    assert drives[1] != 0.5
    assert len(set(drives[1:])) == 1
    assert (world.cities[AA].terms_served, world.cities[AA].in_office) == (1, 0)
    assert world.cities[AA].to_election == election
    assert told(world)["mayor_left_early"] == 1


def test_neutral_is_a_world_without_events():
    frozen, eventful = (outcome("context", variant) for variant in ("neutral", "timeline"))
    without = arrays_of(run(events={}).world)
    for name in ("partnerships", "programmes", "bilateral", "tallies"):
        assert (getattr(frozen, name) == getattr(without, name)).all()
        assert (getattr(frozen, name) != getattr(eventful, name)).any()


def test_an_event_on_the_effort_at_coordination_moves_it_with_whomever():
    world = with_event("cities.aa.coordination_effort", -0.2, month="2009-03")
    city = world.cities[AA]
    before = city.centre_effort, city.agency_effort
    let(world, "context", 8)
    moved = city.centre_effort - before[0], city.agency_effort - before[1]
    assert moved == pytest.approx((-0.2, -0.2))
