"""A reform in mid-run: approval takes as long as before it, until it comes, and not after it."""

from __future__ import annotations

from functools import cache

import pytest

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.state.codes import DOSSIER_SLOTS, NONE, OPEN, PENDING
from tests.support.worlds import date_after, raw

REFORMED = 60
MONTHS = 126
SEEDS = range(5)
NEVER = MONTHS + 12


def world(*, at=REFORMED, start="one_gate", to="progressive", duration=0, service=0.8):
    """Return a world in which many ask, and one country's regime changes in month ``at``."""
    data = raw(
        scenario__months=MONTHS,
        initiation={"intercept": -1.5, "new_partnership": -50.0, "ngo_search": 0.0},
        delivery={"staff_per_capacity": 10.0},
        carrying={"let_go": 0.0},
        gate={"patience": 36, "spin_up": 60},
        countries__north__regime=start,
        regimes__one_gate__fast_track__enabled=False,
        events={
            "reform": {
                "field": "countries.north.regime", "regime": to, "duration": duration,
                "month": date_after("2009-01", at),
            }
        },
    )  # fmt: skip
    for stage in data["regimes"]["one_gate"]["stages"].values():
        stage |= {"service_rate": service, "background_load": 0.6, "threshold": -1.0}
        stage |= {"required_share": {"programme": 0.8, "loi": 0.8, "mou": 1.0}}
    data["regimes"]["progressive"] = {"stages": {}}
    return WorldConfig.model_validate(data)


def waits(config, seed):
    """Return month by month the dossiers approved and the months that they had waited."""
    model = WorldModel(config, seed=seed)
    found = []
    before = (0, 0)
    for _ in range(config.scenario.months):
        model.step()
        partnerships = model.world.partnerships
        now = (
            sum(partnership.approved for partnership in partnerships),
            sum(partnership.approval_months for partnership in partnerships),
        )
        found.append((now[0] - before[0], now[1] - before[1]))
        before = now
    return found


def mean_wait(runs, first, last):
    """Return the mean months from filing to approval, over approvals in a span of months."""
    approved = sum(count for run in runs for count, _ in run[first:last])
    assert approved > 20
    return sum(months for run in runs for _, months in run[first:last]) / approved


@cache
def many(**options):
    """Return the waits of one kind of world, for each seed."""
    return [waits(world(**options), seed) for seed in SEEDS]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("start", "to", "shorter"),
    [("one_gate", "progressive", True), ("progressive", "one_gate", False)],
)
def test_a_reform_changes_approval_waits_after_it_and_not_before(start, to, shorter):
    reformed = many(start=start, to=to)
    never = many(start=start, to=to, at=NEVER)
    for one, other in zip(reformed, never, strict=True):
        assert one[:REFORMED] == other[:REFORMED]
        assert one[REFORMED:] != other[REFORMED:]
    # Those that had been waiting when it came are over after a while.
    after = REFORMED + 12
    assert (mean_wait(reformed, after, MONTHS) < mean_wait(never, after, MONTHS)) == shorter
    assert (mean_wait(reformed, after, MONTHS) < mean_wait(reformed, 0, REFORMED)) == shorter


@pytest.mark.slow
def test_a_reform_for_a_time_is_taken_back():
    for_a_time = many(duration=36)
    mid, back = REFORMED + 36, REFORMED + 48
    for_good = many(start="one_gate", to="progressive")
    for one, other in zip(for_a_time, for_good, strict=True):
        assert one[:mid] == other[:mid]
    assert mean_wait(for_a_time, back, MONTHS) > mean_wait(for_good, back, MONTHS)
    assert mean_wait(for_a_time, back, MONTHS) > mean_wait(for_a_time, REFORMED + 12, mid)


@pytest.mark.slow
def test_a_reform_to_the_regime_in_force_changes_no_wait_but_of_those_who_start_anew():
    """Pending files start on the chain again; with none pending a reform to the same is none."""
    same = many(start="progressive", to="progressive")
    assert same == many(start="progressive", to="one_gate", at=NEVER)


def test_files_that_wait_when_a_reform_comes_go_on_under_the_new_chain():
    later = {"preset": "one_gate", "stages": {"home": {"position": 5}}}
    model = WorldModel(world(to=later, service=0.2))
    model.run(REFORMED)
    north = model.world.countries[0]
    before = waiting(model)
    old = range(north.first_desk, north.first_desk + north.desk_count)
    assert len(before) > 2
    chain = [model.world.stages[k].key for k in stages(north)]
    model.step()
    turned = [model.world.stages[k].key for k in stages(north)]
    assert turned == [chain[0], chain[2], chain[1]]
    for desk in (model.world.desks[k] for k in old):
        assert desk.head == desk.tray == desk.tail == NONE
    still = waiting(model)
    assert {file for file in before if file in still}
    assert all(0 <= stage < north.stage_count for stage in still.values())


def stages(country):
    return range(country.first_stage, country.first_stage + country.stage_count)


def waiting(model):
    """Return the northern files that wait for a decision, each with its place in the chain."""
    found = {}
    for d in range(model.world.clock.partnership_count * DOSSIER_SLOTS):
        dossier = model.world.dossiers[d]
        for side in range(2):
            city = model.world.partnerships[dossier.partnership].cities[side]
            pending = dossier.status == OPEN and dossier.decision[side] == PENDING
            if pending and model.world.cities[city].country == 0 and dossier.stage[side] != NONE:
                found[dossier.key, side] = dossier.stage[side]
    return found
