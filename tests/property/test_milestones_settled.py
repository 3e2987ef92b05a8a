"""Each milestone that falls due is settled once: kept, missed, a ceremony; or put off till then."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from paradiplomacy.engines.agents import NGO, CityGovernment
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.state.codes import (
    CEREMONY,
    FREE,
    MILESTONE_DELIVERED,
    MILESTONE_MISSED,
    MILESTONE_SUSPENDED,
    NGO_LEAD,
    PROGRAMME_SLOTS,
    RUNNING,
)
from tests.support.worlds import BUSY_SEED, busy, configs

SETTLED = (MILESTONE_DELIVERED, MILESTONE_MISSED, CEREMONY)


def led(world, p, lead):
    """List the running programmes of a tie that a side's city leads, or organisations."""
    programmes = world.programmes[p * PROGRAMME_SLOTS : (p + 1) * PROGRAMME_SLOTS]
    return [each for each in programmes if each.status == RUNNING and each.lead == lead]


def falls_due(world, programme):
    """Return the milestones of a programme that its plan names for this month."""
    a_year = world.parameters.programme.milestones[programme.scale]
    month = programme.months_run
    return (month + 1) * a_year // 12 - month * a_year // 12


def check_settled(world, programmes, deliver):
    """Assert that all that is due is settled now, or put off and due again."""
    planned = sum(falls_due(world, programme) for programme in programmes)
    due = planned + sum(programme.put_off for programme in programmes)
    before = [tally.count for tally in world.tallies]
    deliver()
    counts = [tally.count - count for tally, count in zip(world.tallies, before, strict=True)]
    put_off = sum(programme.put_off for programme in programmes)
    assert due == sum(counts[kind] for kind in SETTLED) + put_off
    assert counts[MILESTONE_SUSPENDED] <= min(planned, put_off)
    assert all(each.put_off == 0 for each in programmes if each.status == FREE)
    return put_off


class Leader(CityGovernment):
    """A city whose programmes are held against their plans."""

    def deliver(self):
        world = self.world
        own = [each for p, side in memberships(world, self.index) for each in led(world, p, side)]
        check_settled(world, own, super().deliver)


class Organisation(NGO):
    """An organisation that must put nothing off."""

    def deliver_informal(self):
        world = self.world
        own = [
            each
            for p, _ in memberships(world, self.home)
            for each in led(world, p, NGO_LEAD)
            if each.ngo == self.index and self.index in world.partnerships[p].engaged
        ]
        assert check_settled(world, own, super().deliver_informal) == 0


def held(config, seed):
    """Run a world whose cities and organisations are held against their plans."""
    model = WorldModel(config, seed=seed, classes={"cities": Leader, "ngos": Organisation})
    model.run()
    return model.world


@pytest.mark.slow
@given(config=configs())
@settings(max_examples=15)
def test_what_falls_due_is_settled_or_put_off(config):
    held(config, 7)


@pytest.mark.slow
def test_what_falls_due_is_settled_or_put_off_through_years_of_incidents():
    quarrel = {"change": -0.9, "rate": 0.1, "duration": 9}
    world = held(
        busy(
            scenario__months=96,
            events__quarrel=quarrel | {"field": "countries.north.bilateral.south"},
            events__dispute=quarrel | {"field": "countries.south.bilateral.east"},
        ),
        BUSY_SEED,
    )
    assert world.tallies[MILESTONE_SUSPENDED].count > 20
