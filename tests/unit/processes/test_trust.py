"""Trust: evidence, forgetting, asymmetry, aspiration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy import founding
from paradiplomacy.codes import GOVERNMENT, SOCIETY
from paradiplomacy.processes import trust
from tests.unit.processes.contract import MechanismContract, run
from tests.worlds import small

SHARES = st.floats(0.0, 1.0)


class TestContract(MechanismContract):
    process = "trust"


def tie_with(world, *, kept=0.0, due=0.0, let_downs=0, good=0.0, bad=0.0):
    tie = world.partnerships[0]
    tie.kept[GOVERNMENT], tie.due[GOVERNMENT] = kept, due
    tie.let_downs[0] = let_downs
    tie.good[0], tie.bad[0] = good, bad
    tie.trust[0] = good / (good + bad + 2.0)
    return tie


def revised(variant="subjective_logic", **evidence):
    world = founding.found(small(mechanisms__trust=variant))
    tie = tie_with(world, **evidence)
    trust.revise(world, tie, 0, GOVERNMENT)
    return tie


def test_a_promise_kept_is_one_unit_of_good_evidence():
    tie = revised(kept=1.0, due=1.0, good=3.0, bad=1.0)
    assert tie.good[0] == 0.98 * 3.0 + 1.0
    assert tie.bad[0] == 0.98 * 1.0
    assert tie.trust[0] == tie.good[0] / (tie.good[0] + tie.bad[0] + 2.0)


def test_falling_short_of_aspiration_weighs_heavier_on_the_undecided():
    undecided = revised(kept=0.0, due=1.0, good=2.0, bad=0.0)  # trust one half
    firm = revised(kept=0.0, due=1.0, good=98.0, bad=0.0)
    assert undecided.bad[0] == 2.0 * 0.35
    assert firm.bad[0] == pytest.approx((1.0 + 0.04) * 0.35)


def test_more_than_aspired_to_is_no_bad_evidence():
    assert revised(kept=1.0, due=2.0).bad[0] == 0.0


def test_a_let_down_is_one_unit_of_bad_evidence_between_governments():
    assert revised(let_downs=1).bad[0] == 1.0
    world = founding.found(small())
    tie = tie_with(world, let_downs=1)
    trust.revise(world, tie, 0, SOCIETY)
    assert tie.bad[2] == 0.0


@given(good=st.floats(0.0, 60.0), bad=st.floats(0.0, 60.0), let_downs=st.integers(0, 5))
def test_without_delivery_good_evidence_and_trust_never_grow(good, bad, let_downs):
    world = founding.found(small())
    tie = tie_with(world, good=good, bad=bad, let_downs=let_downs)
    before = tie.trust[0]
    trust.revise(world, tie, 0, GOVERNMENT)
    assert tie.good[0] <= good
    assert tie.trust[0] <= before


def test_with_delivery_trust_does_grow():
    assert revised(kept=2.0, due=2.0).trust[0] > 0.0


@given(kept=SHARES, due=st.floats(1.0, 5.0), good=st.floats(0.0, 50.0), bad=st.floats(0.0, 50.0))
def test_more_kept_never_means_less_trust(kept, due, good, bad):
    for variant in ("subjective_logic", "beta_prior_half", "asymmetric_exponential"):
        low = revised(variant, kept=0.5 * kept * due, due=due, good=good, bad=bad)
        high = revised(variant, kept=kept * due, due=due, good=good, bad=bad)
        assert low.trust[0] <= high.trust[0] + 1e-12


def test_the_rival_beta_starts_at_one_half():
    assert revised("beta_prior_half").trust[0] == 0.5


def test_the_rival_smoothing_falls_faster_than_it_rises():
    up = revised("asymmetric_exponential", kept=1.0, due=1.0, good=2.0)
    down = revised("asymmetric_exponential", kept=0.0, due=1.0, good=2.0)
    assert up.trust[0] - 0.5 == pytest.approx(0.08 * 0.5)
    assert 0.5 - down.trust[0] == pytest.approx(0.16 * 0.5)


def test_neutral_freezes_trust():
    model = run(mechanisms__trust="neutral", trust__neutral_level=0.37)
    assert {value for tie in model.world.partnerships for value in tie.trust} == {0.37}


def test_aspiration_follows_the_own_past_and_compatriots():
    world = founding.found(small())
    tie = world.partnerships[0]
    tie.promised_now, tie.delivered_now = 4, [1, 1, 0]
    trust.adjust_aspiration(world, tie, 0, 0.9)
    assert tie.aspiration[0] == 0.35 + 0.04 * (0.5 * 0.5 + 0.5 * 0.9 - 0.35)


def test_the_centre_publishes_the_mean_of_ties_with_promises_due():
    world = founding.found(small())
    first, second, third = world.partnerships
    first.promised_now, first.delivered_now = 2, [1, 0, 0]
    second.promised_now, second.delivered_now = 1, [0, 0, 1]
    assert third.promised_now == 0
    trust.publish_results(world, 0)
    assert world.countries[0].peer_ratio == 0.75
    first.promised_now = second.promised_now = 0
    trust.publish_results(world, 0)
    assert world.countries[0].peer_ratio == 0.75
