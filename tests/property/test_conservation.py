"""Nothing is lost: money, dossiers, programmes, events, month by month on random worlds."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings

from paradiplomacy import codes
from paradiplomacy.codes import FREE, OPEN, PENDING, PROGRAMME, PROPOSED
from paradiplomacy.simulation import ParadiplomacyModel
from tests.unit.processes.contract import out_of_bounds
from tests.worlds import configs

LOG = 20_000


def tally(world, kind):
    return world.tallies[getattr(codes, kind.upper())].count


def check_money(world):
    payers = [*world.cities, *world.ngos]
    for payer in payers:
        assert payer.granted == pytest.approx(payer.spent + payer.returned + payer.funds)
        assert payer.funds >= 0.0
    paid = sum(payer.spent for payer in payers)
    assert paid == pytest.approx(sum(tie.cost for tie in world.partnerships))


def check_dossiers(world):
    waiting = sum(dossier.status == OPEN for dossier in world.dossiers)
    ended = sum(tally(world, f"dossier_{end}") for end in ("approved", "refused", "lapsed"))
    assert tally(world, "dossier_filed") == waiting + ended
    ties = world.partnerships
    assert tally(world, "dossier_approved") == sum(tie.approved for tie in ties)
    assert tally(world, "dossier_refused") == sum(tie.refused for tie in ties)
    assert tally(world, "dossier_lapsed") == sum(tie.lapsed for tie in ties)


def check_files(world):
    """Each waiting file stands in exactly one list, and no other does."""
    found = Counter()
    heads = [country.registry for country in world.countries]
    heads += [head for desk in world.desks for head in (desk.head, desk.tray)]
    for head in heads:
        file = head
        while file >= 0:
            found[file] += 1
            assert found[file] == 1
            file = world.dossiers[file // 2].next[file % 2]
    if world.mechanisms.gate == 0:
        waiting = {
            2 * d + side
            for d, dossier in enumerate(world.dossiers)
            for side in (0, 1)
            if dossier.status == OPEN and dossier.decision[side] == PENDING
        }
        assert set(found) == waiting
    else:
        assert not found


def check_programmes(world):
    living = sum(programme.status != FREE for programme in world.programmes)
    lost = tally(world, "dossier_filed") - tally(world, "dossier_approved")
    assert tally(world, "programme_proposed") >= tally(world, "programme_started")
    ended = tally(world, "programme_completed") + tally(world, "programme_abandoned")
    assert tally(world, "programme_proposed") >= living + ended
    assert tally(world, "programme_proposed") <= living + ended + lost
    for slot, programme in enumerate(world.programmes):
        p, k = divmod(slot, codes.PROGRAMME_SLOTS)
        dossier = world.dossiers[p * codes.DOSSIER_SLOTS + k]
        waiting = dossier.status == OPEN and dossier.instrument == PROGRAMME
        assert waiting == (programme.status == PROPOSED)


def check_milestones(world):
    delivered = sum(sum(tie.delivered) for tie in world.partnerships)
    promised = sum(tie.promised for tie in world.partnerships)
    assert tally(world, "milestone_delivered") == delivered
    assert promised == delivered + tally(world, "milestone_missed") + tally(world, "ceremony")


def check_events(world):
    assert world.clock.unlogged == 0
    logged = Counter(event.kind for event in world.events[: world.clock.logged])
    assert [logged[kind] for kind in range(len(world.tallies))] == [
        tally.count for tally in world.tallies
    ]


@given(config=configs())
@settings(max_examples=25)
def test_everything_is_conserved_every_month(config):
    model = ParadiplomacyModel(config, seed=7)
    for _ in range(config.scenario.months):
        model.step()
        for check in (check_money, check_dossiers, check_files, check_programmes, check_milestones):
            check(model.world)
        assert out_of_bounds(model.world) == []


@given(config=configs())
@settings(max_examples=10)
def test_counts_equal_the_event_log(config):
    model = ParadiplomacyModel(config, seed=7, log_size=LOG)
    model.run()
    check_events(model.world)
