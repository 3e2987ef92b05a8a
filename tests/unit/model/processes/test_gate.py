"""The gate: routing, queues, decisions, fast track, papers, let-downs."""

from __future__ import annotations

from statistics import mean
from typing import ClassVar

import pytest

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.gate import conclusion, queues, review
from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.state.codes import (
    CLEARED,
    CLOSED,
    DOSSIER_LAPSED,
    DOSSIER_REFUSED,
    DOSSIER_SLOTS,
    FREE,
    LOI,
    MOU,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME_SLOTS,
    REFUSED,
)
from tests.support.worlds import CHAIN, small
from tests.unit.model.processes.contract import MechanismContract, run
from tests.unit.model.processes.gate_scenes import PAPER, QUIET, file_paper, filed, regime, waits
from tests.unit.model.processes.scenes import AA_CC, BB_DD, NORTH, scene, told


class TestContract(MechanismContract):
    process = "gate"
    settings: ClassVar = {
        "gate__neutral_wait": 4.0,
        "gate__neutral_acceptance": 1.0,
        # What is renewed so has no dossier.
        "gate__automatic_extension": 0.0,
    }

    def while_neutral(self, world):
        assert not {"dossier_refused", "dossier_returned", "fast_tracked"} & told(world).keys()
        for dossier in world.dossiers:
            waited = world.clock.month - dossier.filed
            if dossier.status == OPEN and PENDING in dossier.decision and waited > 0:
                assert waited <= 4 * max(dossier.stage) + 1

    def while_off(self, world):
        # A renewal is filed after the gate has done its month's work; it waits for the next.
        waiting = [d for d in world.dossiers if d.status == OPEN]
        assert all(dossier.renews == 1 for dossier in waiting)
        assert not {"dossier_refused", "dossier_lapsed", "dossier_returned"} & told(world).keys()
        months = sum(partnership.approval_months for partnership in world.partnerships)
        assert months == told(world).get("agreement_renewed", 0)


@pytest.mark.parametrize("stages", [1, 2, 5, 8])
def test_each_stage_takes_at_least_its_month(stages):
    chain = regime(**{f"s{k}": {} for k in range(stages)})
    assert waits(small(**QUIET, regimes__one_gate=chain)) == stages - 1


def test_stages_are_visited_in_the_order_of_their_positions():
    chain = regime(last={"position": 9}, first={"position": 1, "local": True})
    world = filed(regimes__one_gate=chain)
    review.open_files(world, 0)
    assert queues.stage_of(world, PAPER, 0) == 0
    assert world.stages[0].local == 1


def test_required_shares_decide_who_must_pass():
    chain = regime(a={"required_share": {"mou": 0.25, "loi": 0.0, "programme": 1.0}})
    passed = {"programme": 0, "loi": 0, "mou": 0}
    world = filed(regimes__one_gate=chain)
    for key in range(2000):
        dossier = world.dossiers[PAPER]
        dossier.key = key * 7919
        for code, name in enumerate(passed):
            dossier.instrument = code
            passed[name] += review.requires(world, world.stages[0], dossier, 0)
    assert (passed["programme"], passed["loi"]) == (2000, 0)
    assert passed["mou"] == pytest.approx(500, abs=4 * (2000 * 0.25 * 0.75) ** 0.5)


@pytest.mark.slow
def test_a_slower_stage_or_a_fuller_queue_waits_longer():
    def months(**change):
        chain = regime(a={"service_rate": 1.0, **change})
        return mean(waits(small(**QUIET, regimes__one_gate=chain), seed) for seed in range(25))

    assert months(background_load=0.95) > months(background_load=0.3) > months(background_load=0.0)


def test_first_come_first_served_with_ties_broken_by_a_keyed_draw():
    chain = regime(a={"service_rate": 0.001})
    orders = []
    for filing in ([0, 1], [1, 0]):
        world = scene(regimes__one_gate=chain)
        for p in filing:
            d = p * DOSSIER_SLOTS + PROGRAMME_SLOTS
            file_paper(world, d, 100 + p, p)
        review.open_files(world, 0)
        queues.take_tickets(world, 0, 3)
        tickets = [world.dossiers[p * DOSSIER_SLOTS + PROGRAMME_SLOTS].ticket[0] for p in (0, 1)]
        assert len(set(tickets)) == 2
        assert set(tickets) <= set(range(5))
        orders.append(tickets)
        late = 2 * DOSSIER_SLOTS + PROGRAMME_SLOTS
        file_paper(world, late, 5, BB_DD, side=1)
        review.open_files(world, 0)
        queues.take_tickets(world, 0, 0)
        assert world.dossiers[late].ticket[1] == 5
    assert orders[0] == orders[1]


def test_acceptance_is_the_logistic_of_the_score():
    accepted = 0
    tries = 4000
    world = filed()
    review.open_files(world, 0)
    dossier = world.dossiers[PAPER]
    dossier.stage[0] = 1
    stage = world.stages[1]
    chance = logistic((review.score(world, PAPER, 0) - stage.threshold) / stage.slope)
    for key in range(tries):
        world.desks[queues.desk_of(world, PAPER, 0)].tray = NONE
        dossier.key, dossier.stage[0], dossier.returns[0] = key * 104_729, 1, 9
        dossier.decision[0] = PENDING
        review.decide(world, PAPER, 0)
        accepted += dossier.decision[0] != REFUSED
    error = 4 * (tries * chance * (1 - chance)) ** 0.5
    assert accepted == pytest.approx(tries * chance, abs=error)


@pytest.mark.parametrize(
    ("change", "sign"),
    [
        ({"countries__north__recognition": 1.0}, 1),
        ({"countries__north__recognition": 0.0}, -1),
        ({"countries__north__foreign_sensitivity": 1.0}, -1),
        ({"countries__north__bilateral": {"south": 0.9}}, 1),
        ({"cities__aa__vertical_coordination": 1.0}, 0),
        ({"countries__north__priorities": {"culture": 0.1}}, -1),
        ({"cities__aa__capacity": 0.9}, 0),
        ({"cities__aa__unit": True}, 0),
    ],
)
def test_what_raises_and_lowers_a_score(change, sign):
    def score(**changes):
        world = filed(**changes)
        world.dossiers[PAPER].stage[0] = 1
        return review.score(world, PAPER, 0)

    difference = score(**change) - score()
    assert (difference > 0) - (difference < 0) == sign


def test_foreignness_hurts_only_where_identity_is_not_recognised():
    def slope(recognition):
        scores = []
        for foreignness in (0.0, 1.0):
            world = filed(countries__north__recognition=recognition)
            world.dossiers[PAPER].foreignness = foreignness
            world.dossiers[PAPER].stage[0] = 1
            scores.append(review.score(world, PAPER, 0))
        return scores[1] - scores[0]

    assert slope(0.1) < 0.0
    assert slope(1.0) == 0.0


def test_fast_track_weighs_drift_against_waiting():
    chain = {"stages": CHAIN, "fast_track": {"enabled": True, "month_value": 0.01}}
    world = filed(regimes__one_gate=chain)
    desk = world.desks[world.countries[0].first_desk + world.stages[2].desk_offset]
    dossier = world.dossiers[PAPER]
    dossier.alignment[0] = 0.6
    desk.arrived, desk.served = 0, 0
    review.grant_fast_track(world, NORTH)
    assert (dossier.fast, told(world).get("fast_tracked", 0)) == ([0, 0], 0)
    desk.arrived = 60  # so long a queue that even this drift is worth it
    world.countries[NORTH].fast_track = 0
    review.grant_fast_track(world, NORTH)
    assert dossier.fast == [0, 0]
    world.countries[NORTH].fast_track = 1
    review.grant_fast_track(world, NORTH)
    assert (dossier.fast, told(world)["fast_tracked"]) == ([1, 0], 1)


def test_a_fast_tracked_file_skips_the_stage_and_its_scrutiny():
    chain = regime(a={"skippable": True, "threshold": 5.0}, b={})
    world = filed(regimes__one_gate=chain)
    world.dossiers[PAPER].fast[0] = 1
    review.forward(world, PAPER, 0)
    assert world.dossiers[PAPER].stage[0] == 1


def test_reviewers_go_where_the_backlog_is_and_none_is_lost():
    world = filed(countries__north__reviewers=1.5)
    country = world.countries[0]
    desks = world.desks[country.first_desk : country.first_desk + country.desk_count]
    desks[0].arrived = 9
    review.allot_reviewers(world, 0)
    assert desks[0].reviewers > desks[1].reviewers > 0.0
    # All but those who sort the files where fast track exists.
    assert sum(desk.reviewers for desk in desks) == pytest.approx(0.9 * 1.5 * len(desks))
    country.fast_track = 0
    review.allot_reviewers(world, 0)
    assert sum(desk.reviewers for desk in desks) == pytest.approx(1.5 * len(desks))


def concluded(*decisions, month=1, instrument=LOI):
    world = filed(instrument)
    for n in (0, 1):
        review.open_files(world, n)
    world.dossiers[PAPER].decision = list(decisions)
    for side, decision in enumerate(decisions):
        if decision != PENDING:
            queues.withdraw(world, PAPER, side)
    world.clock.month = month
    conclusion.conclude(world, PAPER)
    return world


def test_the_slower_side_binds():
    world = concluded(CLEARED, PENDING)
    assert world.dossiers[PAPER].status == OPEN
    assert world.partnerships[0].formality == 0


def test_a_paper_cleared_by_both_sides_is_signed_for_its_term():
    world = concluded(CLEARED, CLEARED, month=7, instrument=MOU)
    partnership = world.partnerships[AA_CC]
    assert (partnership.formality, partnership.signed, partnership.expires) == (MOU, 7, 67)
    assert partnership.approval_months == 7
    assert {"dossier_approved", "mou_signed"} <= told(world).keys()
    world = concluded(CLEARED, CLEARED, month=7, instrument=LOI)
    partnership = world.partnerships[AA_CC]
    assert (partnership.formality, partnership.signed, partnership.expires) == (LOI, 7, 43)
    assert "loi_signed" in told(world)


@pytest.mark.parametrize(
    ("decisions", "month", "let_downs", "kind"),
    [
        ((CLEARED, REFUSED), 1, [1, 0], DOSSIER_REFUSED),
        ((REFUSED, PENDING), 1, [0, 0], DOSSIER_REFUSED),
        ((PENDING, CLEARED), 30, [0, 1], DOSSIER_LAPSED),
        ((PENDING, PENDING), 30, [0, 0], DOSSIER_LAPSED),
    ],
)
def test_a_loss_after_clearance_is_a_let_down(decisions, month, let_downs, kind):
    world = concluded(*decisions, month=month)
    assert world.dossiers[PAPER].status == CLOSED
    assert world.partnerships[0].let_downs == let_downs
    assert world.tallies[kind].count == 1
    assert told(world).get("let_down", 0) == sum(let_downs)
    assert all(desk.head == NONE and desk.tray == NONE for desk in world.desks)


def test_a_paper_lapses_at_the_end_of_its_term():
    model = WorldModel(small(**QUIET), seed=1)
    partnership = model.world.partnerships[2]
    assert partnership.formality == MOU
    model.run(29)
    assert partnership.formality == MOU
    model.run(1)
    assert (partnership.formality, told(model.world)["agreement_lapsed"]) == (0, 1)


def test_off_approves_in_the_month_of_filing():
    model = run(mechanisms__gate="off", carrying__renewal_lead=0)
    assert "renewal_filed" not in told(model.world)
    assert sum(partnership.approved for partnership in model.world.partnerships) > 0
    assert sum(partnership.approval_months for partnership in model.world.partnerships) == 0
    assert (
        sum(partnership.refused + partnership.lapsed for partnership in model.world.partnerships)
        == 0
    )


def test_neutral_waits_the_same_time_at_each_required_stage():
    chain = regime(a={}, b={}, c={})
    config = small(
        **QUIET, regimes__one_gate=chain, mechanisms__gate="neutral", gate__neutral_wait=4.0,
        gate__neutral_acceptance=1.0,
    )  # fmt: skip
    assert waits(config) == 12


def test_queues_are_at_work_before_month_zero():
    world = WorldModel(small(gate__spin_up=60), seed=1).world
    assert all(desk.served > 0 for desk in world.desks)
    assert world.clock.month == -1
    idle = WorldModel(small(gate__spin_up=0), seed=1).world
    assert all(desk.arrived == 0 for desk in idle.desks)


def test_withdrawing_leaves_the_others_in_their_order():
    world = scene(regimes__one_gate=regime(a={"service_rate": 0.001}))
    papers = [p * DOSSIER_SLOTS + PROGRAMME_SLOTS for p in (0, 1)]
    for p, d in enumerate(papers):
        file_paper(world, d, 50 + p, p)
    review.open_files(world, 0)
    queues.take_tickets(world, 0, 0)
    first = world.desks[0].head // 2
    queues.withdraw(world, first, 0)
    (left,) = set(papers) - {first}
    assert world.desks[0].head == world.desks[0].tail == 2 * left
    queues.withdraw(world, left, 0)
    assert world.desks[0].head == world.desks[0].tail == NONE


def test_free_slots_are_reused():
    model = run(72, initiation__intercept=-3.0, cities__aa__budget=100.0)
    made = [partnership.programmes_made for partnership in model.world.partnerships]
    assert max(made) > PROGRAMME_SLOTS
    assert {programme.status for programme in model.world.programmes} >= {FREE}
