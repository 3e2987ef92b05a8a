"""Returns: who is sent back, how often, and what the waiting for it comes to."""

from __future__ import annotations

from statistics import mean, stdev

import pytest

from paradiplomacy.processes.gate import expectations, queues, review
from paradiplomacy.state.codes import CLEARED, PENDING, REFUSED
from tests.support.worlds import small
from tests.unit.model.processes.gate_scenes import PAPER, QUIET, filed, regime, waits
from tests.unit.model.processes.scenes import told


def lacking(prepared=0.0, returns=1.0, **stage):
    """Return a world of one stage in which side 0 has filed a paper of this preparation."""
    return filed(
        regimes__one_gate=regime(a=stage),
        cities__aa__vertical_coordination=prepared,
        gate__returns=returns,
    )


def visits(world):
    """Yield the paper's dossier at each of its visits to the first stage, until it is judged."""
    dossier = world.dossiers[PAPER]
    dossier.stage[0], dossier.decision[0] = 0, PENDING
    desk = queues.desk_of(world, PAPER, 0)
    queues.put_in_tray(world, PAPER, 0)
    while dossier.decision[0] == PENDING:
        yield dossier
        queues.take_tickets(world, desk, 0)
        queues.take_first(world, desk)
        review.decide(world, PAPER, 0)


@pytest.mark.parametrize(("threshold", "decision"), [(5.0, REFUSED), (-5.0, CLEARED)])
def test_a_file_that_lacks_everything_is_sent_back_as_often_as_may_be_and_then_judged(
    threshold, decision
):
    world = lacking(threshold=threshold, returns_allowed=2)
    assert [dossier.returns[0] for dossier in visits(world)] == [0, 1, 2]
    assert world.dossiers[PAPER].decision[0] == decision
    assert told(world)["dossier_returned"] == 2


def test_each_return_mends_a_part_of_what_a_file_lacks():
    world = lacking(returns_allowed=2)
    world.cities[0].vertical_coordination = 0.5
    qualities = [dossier.quality[0] for dossier in visits(world)]
    assert qualities == [0.0, 0.25, 0.4375][: len(qualities)]
    assert len(qualities) > 1


def test_a_local_stage_sends_nothing_back():
    world = lacking(local=True, threshold=5.0)
    assert len(list(visits(world))) == 1
    assert world.dossiers[PAPER].decision[0] == REFUSED


@pytest.mark.parametrize("prepared", [0.1, 0.6])
def test_files_are_at_a_stage_as_often_as_is_expected(prepared):
    world = lacking(prepared, returns=0.7)
    stage, dossier, tries = world.stages[0], world.dossiers[PAPER], 1500
    counted = []
    for key in range(tries):
        dossier.key, dossier.returns[0], dossier.quality[0] = key * 104_729, 0, prepared
        counted.append(len(list(visits(world))))
    expected = expectations.expected_visits(world, stage, 0, prepared)
    assert 1.0 < expected < max(counted) <= 1 + stage.returns_allowed
    assert mean(counted) == pytest.approx(expected, abs=4 * stdev(counted) / tries**0.5)


@pytest.mark.parametrize(("local", "again"), [(False, 1.0 - 0.5**5), (True, 0.0)])
def test_expected_waits_count_returns_and_the_queue_of_either_kind_of_stage(local, again):
    world = lacking(returns=0.5, service_rate=2.0, local=local)
    desk = world.desks[queues.desk_at(world, 0, 0)]
    desk.arrived, desk.served, desk.reviewers = 30, 10, 1.5
    once = 1.0 + 20 / (2.0 * 1.5 * desk.size)
    assert expectations.expected_wait(world, PAPER, 0, 0) == pytest.approx(once * (1.0 + again))


def test_vertical_coordination_saves_returns_and_nothing_else():
    chain = regime(**{f"s{k}": {"threshold": 0.0} for k in range(3)})

    def months(prepared, **changes):
        stock = {"cities__aa__vertical_coordination": prepared, "coordination__gain": 0.0}
        config = small(**QUIET | stock | changes, regimes__one_gate=chain)
        return [waits(config, seed) for seed in range(6)]

    assert months(0.1) == months(0.9)
    assert sum(months(0.1, gate__returns=0.8)) > sum(months(0.9, gate__returns=0.8))
