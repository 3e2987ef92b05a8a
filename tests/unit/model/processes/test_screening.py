"""Screening: plans overrate means, and central stages may see it."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.gate import conclusion, review, screening
from paradiplomacy.processes.initiation import opportunities
from paradiplomacy.processes.initiation.proposals import write_proposal
from paradiplomacy.state.codes import BOTTOM_UP, CLEARED, MOU, NONE, PENDING, REFUSED
from tests.support.engines import arrays_of, first_difference
from tests.unit.model.processes.contract import run
from tests.unit.model.processes.scenes import AA, AA_CC, CC, CULTURE, scene, told

LARGE = 2
SCREENED = {
    "mechanisms__gate": "screening",
    "gate__optimism": 0.25,
    "gate__scrutiny": 0.8,
    "initiation__hybrid_share": 0.0,
    "delivery__staff_per_capacity": 10.0,
    "delivery__staff_size": 0.0,
    "programme__cost": [1.0, 1.25, 1.5],
    "programme__staff": [0.5, 0.75, 1.0],
    "budgeting__lead_share": 0.5,
    "cities__aa__capacity": 0.3,
    "cities__aa__budget": 1.8,
    "cities__aa__vertical_coordination": 0.5,
    "regimes__one_gate__stages__council__threshold": 0.0,
    "regimes__one_gate__stages__home": {"owner": "x", "position": 1, "service_rate": 1.0,
                                        "threshold": 0.0, "slope": 0.01, "returns_allowed": 0,
                                        "required_share": {"programme": 1.0}},
}  # fmt: skip
"""Aa has a fifth of the 9.0 that are its part of a year of a large programme."""


def proposed(key=99, place=1, **changes):
    """Return a world in which the file of a large programme of aa is at one of its stages."""
    world = scene(**SCREENED | changes)
    world.partnerships[AA_CC].formality = MOU
    write_proposal(world, AA_CC, 0, BOTTOM_UP, key, CULTURE, LARGE)
    world.dossiers[0].stage[0] = place
    return world


def test_a_plan_counts_on_more_means_than_there_are():
    assert screening.boldness(scene(**SCREENED)) == 1.25
    assert screening.boldness(scene(**SCREENED | {"mechanisms__gate": "serial_queues"})) == 1.0


@pytest.mark.parametrize(("load", "bold", "sober"), [(2.0, True, True), (2.5, True, False),
                                                     (2.8, False, False)])  # fmt: skip
def test_a_plan_counts_on_staff_that_is_not_there(load, bold, sober):
    for optimism, expected in ((0.25, bold), (0.0, sober)):
        world = scene(**SCREENED | {"gate__optimism": optimism})
        city = world.cities[AA]
        city.load = city.upkeep_load = load
        assert opportunities.has_staff(world, AA, LARGE) == expected
        assert opportunities.could_staff(world, AA, LARGE) == expected


def test_a_plan_counts_on_money_that_is_not_there():
    def appeal(optimism, budget):
        world = scene(**SCREENED | {"gate__optimism": optimism, "cities__aa__budget": budget})
        return opportunities.appeal_of_scale(world, AA_CC, 0, 0.0, 1.0)

    assert appeal(0.25, 4.0) == pytest.approx(appeal(0.0, 5.0))
    assert appeal(0.25, 4.0) > appeal(0.0, 4.0)
    assert appeal(0.25, 60.0) == appeal(0.0, 60.0)  # who has enough overrates nothing


@pytest.mark.parametrize(
    ("budget", "load", "short"),
    [(1.8, 0.0, 0.8), (9.0, 0.0, 0.0), (9.0, 5.0, 0.5), (1.8, 5.0, 0.8)],
)
def test_the_scarcer_of_money_and_staff_falls_short(budget, load, short):
    world = scene(**SCREENED | {"cities__aa__budget": budget})
    world.cities[AA].load = load
    assert screening.shortfall(world, AA, LARGE) == pytest.approx(short)


def test_a_stage_sees_what_is_missing_as_often_as_the_file_is_prepared():
    world, tries = proposed(), 4000
    dossier = world.dossiers[0]
    for quality in (0.0, 0.5, 1.0):
        dossier.quality[0] = quality
        seen = 0
        for key in range(tries):
            dossier.key = key * 104_729
            seen += screening.overreaches(world, 0, 0)
        chance = 0.8 * quality * 0.8
        error = 4 * (tries * chance * (1 - chance)) ** 0.5
        assert seen == pytest.approx(tries * chance, abs=error)


SEEN_BY_ALL = {"gate__scrutiny": 1.0, "cities__aa__vertical_coordination": 1.0,
               "cities__aa__budget": 0.0}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, REFUSED),
        ({"mechanisms__gate": "serial_queues"}, CLEARED),
        ({"gate__scrutiny": 0.0}, CLEARED),
        ({"cities__aa__vertical_coordination": 0.0}, CLEARED),
        ({"cities__aa__budget": 60.0}, CLEARED),
        ({"place": 0}, PENDING),  # its own council passes it on
    ],
)
def test_a_central_stage_that_sees_means_missing_refuses(changes, decision):
    world = proposed(**SEEN_BY_ALL | changes)
    world.stages[2].required_share[0] = 0.0  # the last stage
    review.decide(world, 0, 0)
    assert world.dossiers[0].decision[0] == decision
    assert told(world) == {"programme_proposed": 1, "dossier_filed": 1}
    if decision == REFUSED:
        conclusion.conclude(world, 0)
        assert told(world)["dossier_refused"] == 1


def test_papers_need_no_means():
    world = proposed(**SEEN_BY_ALL)
    assert screening.overreaches(world, 0, 0)
    world.dossiers[0].programme = NONE
    assert not screening.overreaches(world, 0, 0)


def test_each_centre_looks_at_its_own_city():
    world = proposed(**SEEN_BY_ALL | {"countries__south__regime": "one_gate"})
    world.dossiers[0].stage[1], world.dossiers[0].quality[1] = 1, 1.0
    assert not screening.overreaches(world, 0, 1)
    world.cities[CC].revenue = 0.0
    assert screening.overreaches(world, 0, 1)


SOBER, BLIND = {"gate__optimism": 0.0}, {"gate__scrutiny": 0.0}


def outcome(variant, **changes):
    """Return what a busy world in which a ministry sees every file has become after some months."""
    seen = {"regimes__one_gate__stages__home__required_share": {"programme": 1.0, "mou": 1.0}}
    return arrays_of(run(24, mechanisms__gate=variant, **seen, **changes).world)


@pytest.mark.slow
def test_sober_plans_that_nobody_sees_through_change_no_bit():
    def difference(variant, **changes):
        other = outcome(variant, **changes)
        return first_difference(queues, other, apart_from=("mechanisms", "parameters"))

    queues = outcome("serial_queues")
    assert difference("serial_queues", **SOBER | BLIND) == ""
    assert difference("screening", **SOBER | BLIND) == ""
    assert difference("screening", **SOBER) != ""
    assert difference("screening", **BLIND) != ""
