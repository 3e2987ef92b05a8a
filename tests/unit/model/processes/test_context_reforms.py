"""Context: a reform puts another regime into force, for a time or for good."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.gate import queues, review
from paradiplomacy.processes.initiation.proposals import file_dossier
from paradiplomacy.state.codes import BOTTOM_UP, CLEARED, MOU, NONE, PENDING, PROGRAMME_SLOTS
from tests.support.worlds import CHAIN
from tests.unit.model.processes.scenes import AA, AA_CC, BB, CULTURE, NORTH, SOUTH, let, scene, told

PAPER = PROGRAMME_SLOTS
"""The paper dossier of the first tie."""

SLOW = {"service_rate": 1e-9, "required_share": {"mou": 1.0}}
LATER = {
    "stages": {
        "home": CHAIN["home"] | SLOW | {"position": 0},
        "registry": CHAIN["foreign"] | SLOW | {"position": 1},
        "village": CHAIN["council"] | SLOW | {"position": 2},
    },
    "fast_track": {"enabled": False},
    "top_down_share": 0.4,
}
"""The regime after the reform: of the stages before it only ``home`` stays, and comes first."""


def reforming(month="2009-03", **changes):
    """Return a world whose north will be reformed; before, a dossier waits at its council."""
    event = {"field": "countries.north.regime", "regime": LATER, "month": month}
    event |= {name: changes.pop(name) for name in ("duration", "rate") if name in changes}
    if "rate" in event:
        del event["month"]
    world = scene(events__reform=event, **changes)
    file_dossier(world, PAPER, 77, NONE, MOU, AA_CC, 0, CULTURE, BOTTOM_UP)
    for n in (NORTH, SOUTH):
        review.open_files(world, n)
    return world


def files(world, head):
    """List the files of a queue, tray or registry."""
    found = []
    while head != NONE:
        found.append(head)
        head = queues.next_file(world, head)
    return found


def charter(world, n=NORTH):
    """Return what of a charter stands in the country's and its cities' own fields."""
    country = world.countries[n]
    own = [(city.first_desk, city.desk_count) for city in world.cities if city.country == n]
    return (
        country.first_stage,
        country.stage_count,
        country.first_desk,
        country.desk_count,
        country.fast_track,
        country.month_value,
        country.top_down_share,
        own,
    )


def keys(world, n=NORTH):
    """Return the keys of a country's stages, in their order."""
    country = world.countries[n]
    first = country.first_stage
    return [stage.key for stage in world.stages[first : first + country.stage_count]]


def desk(world, place):
    """Return the north's central desk at a place."""
    return world.desks[world.countries[NORTH].first_desk + place]


def test_a_reform_puts_another_charter_into_force_in_its_month():
    world = reforming()
    before = charter(world)
    let(world, "context", 2)
    assert charter(world) == before
    let(world, "context")
    assert charter(world) != before
    country = world.countries[NORTH]
    assert (country.stage_count, country.desk_count) == (3, 2)
    assert (country.fast_track, country.top_down_share) == (0, 0.4)
    assert told(world)["regime_reformed"] == told(world)["event_began"] == 1


def test_a_reform_leaves_the_other_country_alone():
    world = reforming()
    before = charter(world, SOUTH)
    waiting = world.dossiers[PAPER].stage[1]
    let(world, "context", 5)
    assert charter(world, SOUTH) == before
    assert world.dossiers[PAPER].stage[1] == waiting != NONE
    assert files(world, world.countries[SOUTH].registry) == []


def test_every_city_of_the_country_gets_the_desks_of_the_new_regime():
    world = reforming()
    let(world, "context", 5)
    for c in (AA, BB):
        city = world.cities[c]
        (own,) = world.desks[city.first_desk : city.first_desk + city.desk_count]
        assert world.stages[own.stage].key == keys(world)[2]
    assert world.cities[AA].first_desk != world.cities[BB].first_desk


@pytest.mark.parametrize("where", ["registry", "tray", "queue"])
def test_a_pending_file_goes_back_to_the_registry_from_wherever_it_waits(where):
    world = reforming()
    dossier = world.dossiers[PAPER]
    council = world.desks[world.cities[AA].first_desk]
    if where == "registry":
        queues.withdraw(world, PAPER, 0)
        dossier.stage[0], dossier.next[0] = NONE, NONE
        world.countries[NORTH].registry = 2 * PAPER
    elif where == "queue":
        queues.take_tickets(world, world.cities[AA].first_desk, 2)
    dossier.returns[0], dossier.fast[0] = 1, 1
    let(world, "context", 3)
    assert files(world, world.countries[NORTH].registry) == [2 * PAPER]
    assert (council.head, council.tail, council.tray) == (NONE, NONE, NONE)
    assert (dossier.stage[0], dossier.returns[0], dossier.fast[0]) == (NONE, 0, 0)
    review.open_files(world, NORTH)
    assert world.stages[queues.stage_of(world, PAPER, 0)].key == keys(world)[0]


def test_what_a_side_has_cleared_stays_cleared():
    world = reforming()
    queues.withdraw(world, PAPER, 0)
    world.dossiers[PAPER].decision[0] = CLEARED
    let(world, "context", 3)
    assert world.countries[NORTH].registry == NONE
    assert world.dossiers[PAPER].decision == [CLEARED, PENDING]


def test_a_stage_that_both_regimes_have_keeps_its_queue():
    world = reforming()
    home, foreign = desk(world, 0), desk(world, 1)
    home.arrived, home.served, home.reviewers = 90, 40, 1.3
    foreign.arrived, foreign.served = 70, 20
    let(world, "context", 3)
    after, fresh = desk(world, 0), desk(world, 1)
    assert after is not home
    assert (after.arrived, after.served, after.reviewers) == (90, 40, 1.3)
    assert (fresh.arrived, fresh.served) == (0, 0)


def test_a_stage_of_the_same_name_decides_as_it_did():
    world = reforming()
    before = keys(world)
    let(world, "context", 3)
    assert keys(world)[0] == before[1]
    assert not set(keys(world)[1:]) & set(before)


def test_a_temporary_reform_returns_with_its_queues():
    world = reforming(duration=4)
    before = charter(world)
    home = desk(world, 0)
    let(world, "context", 3)
    changed = desk(world, 0)
    changed.arrived, changed.served = 55, 44
    let(world, "context", 3)
    assert charter(world) != before
    let(world, "context")
    assert charter(world) == before
    assert (home.arrived, home.served) == (55, 44)
    assert files(world, world.countries[NORTH].registry) == [2 * PAPER]
    assert told(world)["regime_reformed"] == 2
    assert told(world)["event_ended"] == 1


def test_a_random_reform_for_a_time_comes_and_goes():
    world = reforming(rate=1.0, duration=2)
    before = charter(world)
    changed = []
    for _ in range(6):
        let(world, "context")
        changed.append(charter(world) != before)
    assert changed == [True, True, False, True, True, False]


def test_a_random_reform_for_good_stays():
    world = reforming(rate=1.0)
    before = charter(world)
    for _ in range(4):
        let(world, "context")
        assert charter(world) != before


def test_without_queues_a_reform_moves_no_file():
    world = reforming(mechanisms__gate="neutral")
    waiting = list(world.dossiers[PAPER].wait)
    let(world, "context", 3)
    assert world.countries[NORTH].registry == NONE
    assert world.dossiers[PAPER].wait == waiting
    assert told(world)["regime_reformed"] == 1
