"""Papers for their own sake: mayors ask for a signature, and nothing hangs on it."""

from __future__ import annotations

import pytest

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.processes.initiation import papers
from paradiplomacy.randomness import PAPER_WISH, child_key, uniform
from paradiplomacy.state.codes import (
    CLEARED,
    CLOSED,
    DOSSIER_SLOTS,
    LOI,
    MOU,
    NONE,
    OPEN,
    PROGRAMME_SLOTS,
    REFUSED,
)
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, busy
from tests.unit.model.processes.scenes import AA, AA_CC, BB_CC, CC, scene, told

PAPER = AA_CC * DOSSIER_SLOTS + PROGRAMME_SLOTS
"""The paper dossier of the first tie."""


def world(wish=1.0, drive=1.0, formality=0, **changes):
    w = scene(initiation__paper_wish=wish, month=5, **changes)
    w.partnerships[AA_CC].formality = formality
    w.weights[:] = [1.0] * len(w.weights)
    for city in w.cities:
        city.drive = drive
        city.agenda_top = 1.0
    return w


def wished(w, c=AA):
    papers.wish_papers(w, c)
    return told(w).get("paper_wished", 0)


@pytest.mark.parametrize(("formality", "wanted"), [(0, LOI), (LOI, MOU)])
def test_a_mayor_asks_for_the_next_paper_with_no_programme_in_view(formality, wanted):
    w = world(formality=formality)
    assert wished(w) == 1
    dossier = w.dossiers[PAPER]
    assert (dossier.status, dossier.instrument, dossier.agreement) == (OPEN, wanted, wanted)
    assert (dossier.programme, dossier.renews, dossier.promises) == (NONE, 0, 0)
    assert (dossier.proposer, dossier.filed) == (0, 5)
    assert (w.partnerships[AA_CC].programmes_made, w.partnerships[AA_CC].papers_made) == (0, 1)
    assert told(w) == {"paper_wished": 1, "dossier_filed": 1}


@pytest.mark.parametrize(("staff", "asked"), [(0.0, 0), (50.0, 1)])
def test_a_paper_is_asked_for_only_where_both_cities_have_the_staff_for_what_it_permits(
    staff, asked
):
    w = world(delivery__staff_per_capacity=staff)
    assert wished(w) == asked


@pytest.mark.parametrize("why", ["memorandum", "let go", "another waits", "neutral", "no wish"])
def test_there_are_months_in_which_nobody_asks(why):
    changes = {"mechanisms__initiation": "neutral"} if why == "neutral" else {}
    w = world(wish=0.0 if why == "no wish" else 1.0, **changes)
    if why == "memorandum":
        w.partnerships[AA_CC].formality = MOU
    elif why == "let go":
        w.partnerships[AA_CC].carried[1] = 0
    elif why == "another waits":
        w.dossiers[PAPER].status = OPEN
    assert wished(w) == 0


@pytest.mark.parametrize("c", [AA, CC])
def test_the_more_driven_the_mayor_the_more_often(c):
    side = 0 if c == AA else 1
    asked = []
    for drive in (0.3, 0.6, 0.9):
        for month in range(40):
            w = world(wish=0.5, drive=drive)
            w.clock.month = month
            papers.wish_papers(w, c)
            key = child_key(w.partnerships[AA_CC].key, side)
            expected = uniform(w.clock, PAPER_WISH, key, 0) < 0.5 * drive
            assert (w.dossiers[PAPER].status == OPEN) == expected
            asked.append((drive, expected))
    counts = [sum(expected for d, expected in asked if d == drive) for drive in (0.3, 0.6, 0.9)]
    assert 0 < counts[0] < counts[1] < counts[2] < 40


def test_keys_of_papers_leave_those_of_programmes_as_they_are():
    w = world()
    partnership = w.partnerships[AA_CC]
    keys = set()
    for _ in range(20):
        wished(w)
        keys.add(w.dossiers[PAPER].key)
        w.dossiers[PAPER].status = CLOSED
    assert len(keys) == 20
    assert not keys & {child_key(partnership.key, ordinal) for ordinal in range(-1, 40)}
    assert partnership.programmes_made == 0


@pytest.mark.parametrize(("promises", "let_downs"), [(0, [0, 0]), (1, [0, 1])])
def test_a_dossier_that_promises_nothing_lets_nobody_down_where_it_is_lost(promises, let_downs):
    w = world()
    wished(w)
    w.dossiers[PAPER].promises = promises
    w.dossiers[PAPER].decision = [REFUSED, CLEARED]
    conclusion.conclude(w, PAPER)
    assert w.partnerships[AA_CC].let_downs == let_downs
    assert told(w)["dossier_refused"] == 1
    assert w.partnerships[BB_CC].refused == 0


def run(months=48, **changes):
    model = WorldModel(busy(**changes), seed=BUSY_SEED)
    model.run(months)
    return model.world


@pytest.mark.slow
def test_papers_for_their_own_sake_happen_and_without_the_wish_none_does():
    assert told(run())["paper_wished"] > 0
    assert "paper_wished" not in told(run(initiation__paper_wish=0.0))


@pytest.mark.slow
def test_without_the_wish_no_draw_and_no_drive_behind_it_changes_a_bit(monkeypatch):
    plain = [arrays_of(run(initiation__paper_wish=wish)) for wish in (0.0, 0.05)]
    monkeypatch.setattr(papers, "uniform", lambda *_: 0.0)
    eager = [arrays_of(run(initiation__paper_wish=wish)) for wish in (0.0, 0.05)]
    assert first_difference(plain[0], eager[0]) == ""
    assert first_difference(plain[1], eager[1]) != ""


STRICT = {
    f"regimes__one_gate__stages__{stage}__threshold": 0.8 for stage in ("home", "foreign")
} | {"initiation__new_partnership": -50.0, "initiation__ngo_search": 0.0}
"""A gate that refuses much of what the other side has cleared; nobody seeks partners."""


def histories(wish, **changes):
    """Return what ties deliver and trust, and their papers, by month of a strict world."""
    model = WorldModel(busy(initiation__paper_wish=wish, **STRICT, **changes), seed=BUSY_SEED)
    results, formality = [], []
    for _ in range(48):
        model.step()
        ties = model.world.partnerships
        results.append(repr([(tie.delivered, tie.trust, tie.good, tie.bad) for tie in ties]))
        formality.append([tie.formality for tie in ties])
    return results, formality


@pytest.mark.slow
@pytest.mark.parametrize("intercept", [-50.0, -3.0])
def test_they_move_no_trust_where_no_city_proposes_programmes_that_need_them(intercept):
    """The control N2, by the papers that mayors wish for (and let lapse, renew, lose)."""
    (one, papers_one), (other, papers_other) = (
        histories(wish, initiation__intercept=intercept) for wish in (0.0, 0.5)
    )
    assert papers_one != papers_other
    assert (one == other) == (intercept == -50.0)
