"""Waiting: every file is counted once, by what ended its waiting and how long it waited."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from paradiplomacy.engines import mesa_engine
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.engines.results import waiting_rows
from paradiplomacy.processes import gate
from paradiplomacy.processes.context import reforms
from paradiplomacy.processes.gate import conclusion, queues, review, waiting
from paradiplomacy.processes.initiation.proposals import file_dossier
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    BY_CLEARANCE,
    BY_LAPSE,
    BY_REFUSAL,
    BY_WITHDRAWAL,
    CLEARED,
    DOSSIER_LAPSED,
    DOSSIER_REFUSED,
    ENDINGS,
    INSTRUMENTS,
    LOI,
    MOU,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME_SLOTS,
    STILL_OPEN,
)
from tests.support.worlds import BUSY_SEED, busy, configs
from tests.unit.model.processes.scenes import AA_CC, CULTURE, NORTH, SOUTH, let, scene, told

PAPER = PROGRAMME_SLOTS
"""The paper dossier of the first tie."""

VARIANTS = gate.MECHANISM.names


def counts_of(config, waits):
    """Return the counts of one run by row, instrument, ending and months."""
    rows = len(waiting_rows(config))
    return np.reshape(waits, (rows, len(INSTRUMENTS), len(ENDINGS), config.gate.patience + 1))


class Run:
    """A run to its end with its books closed: the counts of whole chains, and those of stages."""

    def __init__(self, config, seed):
        model = WorldModel(config, seed=seed)
        model.run()
        self.world = world = model.world
        self.partnerships = world.partnerships[: world.clock.partnership_count]
        conclusion.close_books(world)
        counts = counts_of(config, world.waits)
        rows = waiting_rows(config)
        ids = [country for country, stage in rows if stage is None]
        assert rows[: len(ids)] == [(country, None) for country in ids]
        self.chains = counts[: len(ids)]
        self.stages = np.array(
            [
                sum((counts[k] for k, row in enumerate(rows) if row[0] == country and row[1]), 0.0)
                for country in ids
            ]
        )

    def files(self, ending):
        """Count the files whose waiting for the whole chain ended so, by country."""
        return self.chains[:, :, ending].sum((1, 2)).tolist()

    def of_sides(self, measure):
        """Sum what ``measure`` says of each side of each tie, by country of the side's city."""
        found = [0.0] * len(self.world.countries)
        for p, partnership in enumerate(self.partnerships):
            for side in range(2):
                found[self.world.cities[partnership.cities[side]].country] += measure(p, side)
        return found

    def dossiers(self, p):
        """List the open dossiers of a tie."""
        return [d for d in self.world.dossiers if d.partnership == p and d.status == OPEN]

    def tally(self, kind):
        return told(self.world).get(kind, 0)


@cache
def run(variant="serial_queues", seed=BUSY_SEED, **changes):
    return Run(busy(mechanisms__gate=variant, scenario__months=96, **changes), seed)


def months_in(counts):
    """Return how many months files waited in all, by country."""
    return (counts.sum((1, 2)) * np.arange(counts.shape[-1])).sum(1).tolist()


def check_chain(run):
    """Hold the counts of whole chains against all other books."""
    world, partnerships = run.world, run.partnerships
    assert run.chains.sum() == 2 * run.tally("dossier_filed")
    assert run.files(STILL_OPEN) == run.of_sides(
        lambda p, side: sum(d.decision[side] == PENDING for d in run.dossiers(p))
    )
    assert run.files(BY_CLEARANCE) == run.of_sides(lambda p, side: partnerships[p].cleared[side])
    cleared = months_in(run.chains[:, :, [BY_CLEARANCE]])
    assert cleared == run.of_sides(lambda p, side: partnerships[p].clearance_months[side])
    waiting = sum(d.decision.count(CLEARED) for d in world.dossiers if d.status == OPEN)
    # The two files of a lost dossier: refused, lapsed or withdrawn, or cleared in vain.
    lost = sum(sum(run.files(ending)) for ending in (BY_REFUSAL, BY_LAPSE, BY_WITHDRAWAL))
    refused, lapsed = run.tally("dossier_refused"), run.tally("dossier_lapsed")
    in_vain = 2 * (refused + lapsed) - lost
    approved = 2 * run.tally("dossier_approved")
    assert sum(run.files(BY_CLEARANCE)) == approved + in_vain + waiting
    # What is cleared in vain lets down, unless it asked for nothing but a paper.
    papers = run.tally("paper_wished") + run.tally("renewal_filed")
    assert in_vain - papers <= run.tally("let_down") <= in_vain
    assert refused <= sum(run.files(BY_REFUSAL)) <= 2 * refused
    assert lapsed <= sum(run.files(BY_LAPSE)) <= 2 * lapsed
    assert sum(run.files(BY_WITHDRAWAL)) <= refused
    # Who lapses has waited to the end of patience, who waits still has not.
    assert run.chains[:, :, BY_LAPSE, :-1].sum() == 0.0
    assert run.chains[:, :, STILL_OPEN, -1].sum() == 0.0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variant", "seed"), [*((variant, BUSY_SEED) for variant in VARIANTS), ("serial_queues", 3)]
)
def test_each_file_is_counted_once_by_what_became_of_it(variant, seed):
    found = run(variant, seed)
    check_chain(found)
    assert min(found.files(BY_CLEARANCE)) > 0
    if variant == "off":
        papers = found.chains[:, LOI:, BY_CLEARANCE].sum((0, 2)).tolist()
        assert papers == [2 * found.tally("loi_signed"), 2 * found.tally("mou_signed")]


def check_stages(run):
    """Hold the counts of stages against those of whole chains."""
    chains, stages = run.chains.sum(3), run.stages.sum(3)
    # It is at a stage that files are refused, and lost to patience.
    for ending in (BY_REFUSAL, BY_LAPSE):
        assert stages[:, :, ending].tolist() == chains[:, :, ending].tolist()
    assert (stages[:, :, BY_WITHDRAWAL] >= chains[:, :, BY_WITHDRAWAL]).all()
    registered = run.of_sides(
        lambda p, side: sum(
            d.decision[side] == PENDING and d.stage[side] == NONE for d in run.dossiers(p)
        )
    )
    assert (stages[:, :, STILL_OPEN].sum(1) + registered).tolist() == run.files(STILL_OPEN)


@pytest.mark.parametrize(
    ("variant", "seed"), [("serial_queues", BUSY_SEED), ("serial_queues", 3), ("screening", 3)]
)
def test_stages_and_chains_agree(variant, seed):
    found = run(variant, seed)
    check_stages(found)
    assert (found.stages.sum((1, 3))[:, BY_CLEARANCE] > 0).all()
    # Only a reform takes a file out of a stage and leaves it in the chain.
    withdrawn = [counts[:, :, BY_WITHDRAWAL].sum((1, 2)) for counts in (found.stages, found.chains)]
    reformed = [name == "north" for name in sorted(busy().countries)]
    assert (withdrawn[0] > withdrawn[1]).tolist() == reformed


@pytest.mark.slow
def test_time_at_the_stages_adds_up_to_time_in_the_chain():
    """No paper is renewed here: a renewal is filed after the gate and waits in the registry."""
    found = run(carrying__renewal_lead=0)
    assert found.tally("renewal_filed") == 0
    assert months_in(found.stages) == months_in(found.chains)
    assert min(months_in(found.chains)) > 0


@pytest.mark.slow
@pytest.mark.parametrize("variant", ["neutral", "off"])
def test_without_queues_no_stage_has_a_book(variant):
    assert run(variant).stages.sum() == 0.0


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=8)
def test_each_file_is_counted_once_in_random_worlds(config):
    found = Run(config, 7)
    check_chain(found)
    if config.mechanisms.gate in ("serial_queues", "screening"):
        check_stages(found)
    else:
        assert found.stages.sum() == 0.0


@pytest.mark.slow
def test_every_file_leaves_each_stage_that_it_came_to_once(monkeypatch):
    came, left, ended = Counter(), defaultdict(list), {}

    def forward(world, d, side, *, rule=review.forward):
        rule(world, d, side)
        if world.dossiers[d].decision[side] == PENDING:
            came[world.dossiers[d].key, side] += 1

    def count_stage(world, d, side, ending, *, rule=waiting.count_stage):
        rule(world, d, side, ending)
        if world.dossiers[d].stage[side] != NONE:
            left[world.dossiers[d].key, side].append(ending)

    def count_chain(world, d, side, ending, *, rule=waiting.count_chain):
        rule(world, d, side, ending)
        assert (world.dossiers[d].key, side) not in ended
        ended[world.dossiers[d].key, side] = ending

    monkeypatch.setattr(review, "forward", forward)
    for module in (review, conclusion, reforms):
        monkeypatch.setattr(module, "count_stage", count_stage)
    for module in (review, conclusion):
        monkeypatch.setattr(module, "count_chain", count_chain)
    found = Run(busy(scenario__months=96), BUSY_SEED)
    assert len(ended) == 2 * found.tally("dossier_filed")
    assert {file: len(endings) for file, endings in left.items()} == came
    assert sum(map(len, left.values())) == found.stages.sum()
    for file, endings in left.items():
        *passed, last = endings
        assert set(passed) <= {BY_CLEARANCE, BY_WITHDRAWAL}
        assert last == ended[file] or (last == BY_WITHDRAWAL and ended[file] == BY_CLEARANCE)


@pytest.mark.slow
def test_a_batch_holds_the_books_of_its_runs():
    config = busy(scenario__months=60)
    batch = mesa_engine.run_batch(config, seed=5, replicates=[2, 0])
    model = WorldModel(config, seed=5, replicate=2)
    assert not any(model.world.waits)
    model.run()
    conclusion.close_books(model.world)
    assert batch.waiting_rows == waiting_rows(config)
    np.testing.assert_array_equal(batch.waits[0], counts_of(config, model.world.waits))
    assert (batch.waits.sum((2, 3, 4))[:, :3].sum(1) > 0).all()
    assert (batch.waits[0] != batch.waits[1]).any()


def test_every_count_has_a_place_of_its_own():
    world = scene(gate__patience=4)
    rows = range(len(world.countries) + len(world.stages))
    kinds = product(rows, range(len(INSTRUMENTS)), range(len(ENDINGS)), range(5))
    assert [waiting.place_of(world, *kind) for kind in kinds] == list(range(len(world.waits)))


# Single files.


def filed(**changes):
    """Return a world in which the first tie has asked for an MoU; both files are at a council.

    Nothing is sent back unless the world says so.
    """
    world = scene(**{"gate__returns": 0.0} | changes)
    file_dossier(world, PAPER, 77, NONE, MOU, AA_CC, 0, CULTURE, BOTTOM_UP)
    for n in (NORTH, SOUTH):
        review.open_files(world, n)
    return world


def books(world):
    """Return what stands in the books: country and stage, ending, months, with the files."""
    rows = waiting_rows(world.parameters)
    counts = counts_of(world.parameters, world.waits)
    return {
        (*rows[row], ENDINGS[ending], months): counts[row, instrument, ending, months]
        for row, instrument, ending, months in np.argwhere(counts).tolist()
        if instrument == MOU
    }


def decided(world, month, threshold, side=0):
    """Let the desk where one side's file is decide it in a month, by nothing but a threshold."""
    world.clock.month = month
    world.stages[queues.stage_of(world, PAPER, side)].threshold = threshold
    desk = queues.desk_of(world, PAPER, side)
    queues.take_tickets(world, desk, 0)
    queues.take_first(world, desk)
    review.decide(world, PAPER, side)


PASS, FAIL = -9.0, 9.0


def test_a_file_is_counted_at_each_stage_and_for_the_whole_chain():
    world = filed()
    assert books(world) == {}
    decided(world, 2, PASS)
    decided(world, 3, PASS)
    assert books(world) == {
        ("north", "council", "cleared", 2): 1,
        ("north", "home", "cleared", 1): 1,
    }
    decided(world, 7, PASS)
    assert world.dossiers[PAPER].decision == [CLEARED, PENDING]
    assert books(world) == {
        ("north", "council", "cleared", 2): 1,
        ("north", "home", "cleared", 1): 1,
        ("north", "foreign", "cleared", 4): 1,
        ("north", None, "cleared", 7): 1,
    }


def test_a_return_is_no_ending():
    world = filed(gate__returns=1.0, cities__aa__vertical_coordination=0.0)
    decided(world, 1, PASS)
    before = books(world)
    world.stages[queues.stage_of(world, PAPER, 0)].returns_allowed = 1
    decided(world, 3, FAIL)
    assert (told(world)["dossier_returned"], books(world)) == (1, before)
    decided(world, 6, FAIL)
    assert books(world) == before | {
        ("north", "home", "refused", 5): 1,
        ("north", None, "refused", 6): 1,
    }


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize(
    ("kind", "ending"), [(DOSSIER_LAPSED, "lapsed"), (DOSSIER_REFUSED, "withdrawn")]
)
def test_a_lost_dossier_ends_what_is_still_pending(kind, ending, early):
    world = filed()
    if early:
        decided(world, 2, PASS, side=1)
    world.clock.month = 9
    conclusion.give_up(world, PAPER, kind)
    there = ("cleared", 2) if early else (ending, 9)
    assert books(world) == {
        ("north", "council", ending, 9): 1,
        ("north", None, ending, 9): 1,
        ("south", "council", *there): 1,
        ("south", None, *there): 1,
    }


def test_when_the_books_are_closed_what_is_pending_is_open():
    world = filed()
    decided(world, 2, PASS)
    world.clock.month = 6
    conclusion.close_books(world)
    assert books(world) == {
        ("north", "council", "cleared", 2): 1,
        ("north", "home", "open", 4): 1,
        ("north", None, "open", 6): 1,
        ("south", "council", "open", 6): 1,
        ("south", None, "open", 6): 1,
    }


REFORM = {"field": "countries.north.regime", "regime": "progressive", "month": "2009-03"}


def test_a_reform_takes_files_out_of_their_stage_and_leaves_them_in_the_chain():
    world = filed(events__reform=REFORM)
    let(world, "context", 3)
    taken_out = {("north", "council", "withdrawn", 2): 1}
    assert books(world) == taken_out
    review.open_files(world, NORTH)
    decided(world, 5, PASS)
    assert books(world) == taken_out | {
        ("north", "council", "cleared", 2): 1,
        ("north", None, "cleared", 5): 1,
    }


def test_a_file_that_a_reform_finds_in_the_registry_is_at_no_stage():
    world = scene(events__reform=REFORM)
    file_dossier(world, PAPER, 77, NONE, MOU, AA_CC, 0, CULTURE, BOTTOM_UP)
    let(world, "context", 3)
    conclusion.close_books(world)
    assert told(world)["regime_reformed"] == 1
    assert books(world) == {("north", None, "open", 3): 1, ("south", None, "open", 3): 1}
