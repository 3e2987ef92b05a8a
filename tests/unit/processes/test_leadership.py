"""Leadership: terms, turnover, commitment."""

from __future__ import annotations

import pytest

from paradiplomacy import founding
from paradiplomacy.codes import MAYOR_ELECTED, MAYOR_LEFT_EARLY, MAYOR_RE_ELECTED
from paradiplomacy.processes import leadership
from paradiplomacy.simulation import ParadiplomacyModel
from tests.unit.processes.contract import MechanismContract, run
from tests.worlds import small


class TestContract(MechanismContract):
    process = "leadership"


def world(**changes):
    return founding.found(small(**changes), seed=1)


def test_commitment_starts_at_the_founders_drive():
    w = world(cities__aa__leader={"drive": 0.9})
    assert w.partnerships[0].commitment[0] == 0.9


@pytest.mark.parametrize(
    ("unit", "variant", "kept"),
    [(True, "term_clock", 0.75), (False, "term_clock", 0.25), (True, "equal_retention", 0.5)],
)
def test_turnover_mixes_old_commitment_with_a_discounted_draw(unit, variant, kept):
    w = world(cities__aa__unit=unit, mechanisms__leadership=variant)
    tie = w.partnerships[0]
    tie.commitment[0] = 0.8
    leadership.hand_over(w, 0)
    drive = w.cities[0].drive
    assert tie.commitment[0] == kept * 0.8 + (1.0 - kept) * 0.25 * drive


def test_commitment_rises_only_where_something_was_delivered():
    w = world()
    first, second = w.partnerships[0], w.partnerships[1]
    first.delivered_last, first.commitment[1], second.commitment[1] = 2, 0.4, 0.4
    leadership.renew_commitment(w, 2)
    assert first.commitment[1] == 0.4 + 0.05 * 0.6
    assert second.commitment[1] == 0.4


def test_neutral_freezes_commitment_while_mayors_change():
    model = run(mechanisms__leadership="neutral", leadership__neutral_commitment=0.42)
    assert {c for tie in model.world.partnerships for c in tie.commitment} == {0.42}
    assert sum(model.world.tallies[kind].count for kind in (MAYOR_ELECTED, MAYOR_LEFT_EARLY)) > 0


def test_off_keeps_every_mayor():
    model = run(mechanisms__leadership="off")
    for kind in (MAYOR_ELECTED, MAYOR_RE_ELECTED, MAYOR_LEFT_EARLY):
        assert model.world.tallies[kind].count == 0
    for city, name in zip(model.world.cities, ("aa", "bb", "cc", "dd"), strict=True):
        assert city.drive == small().cities[name].leader.drive


def test_the_term_ends_in_the_month_of_the_election():
    config = small(
        cities__aa__next_election="2010-03", leadership__early_exit=0.0, cities__aa__leader={
            "drive": 0.5, "terms_served": 2}
    )  # fmt: skip
    model = ParadiplomacyModel(config, seed=1)
    for month in range(20):
        model.step()
        changed = model.world.cities[0].drive != 0.5
        assert changed == (month >= 14)


def test_the_term_limit_binds():
    config = small(leadership__re_election=1.0, leadership__early_exit=0.0)
    model = ParadiplomacyModel(config, seed=1)
    served = []
    for _ in range(60 * 4 + 1):
        model.step()
        served.append(model.world.cities[0].terms_served)
    assert set(served) == {1, 2}


def test_successors_are_drawn_within_bounds_and_entrepreneurs_are_driven():
    drives, entrepreneurs = [], []
    for seed in range(300):
        w = founding.found(small(), seed=seed)
        leadership.hand_over(w, 0)
        drives.append(w.cities[0].drive)
        if w.cities[0].entrepreneur:
            entrepreneurs.append(w.cities[0].drive)
    assert 0.0 <= min(drives) < max(drives) <= 1.0
    assert entrepreneurs
    assert min(entrepreneurs) >= 0.85
