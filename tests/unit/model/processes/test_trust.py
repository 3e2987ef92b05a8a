"""Trust: evidence, forgetting, asymmetry, aspiration."""

from __future__ import annotations

import functools
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy.processes import trust
from paradiplomacy.state.codes import GOVERNMENT, PROGRAMME_SLOTS, SOCIETY
from paradiplomacy.state.relations import Partnership
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_CC,
    CC,
    FRIENDS,
    NORTH,
    SCHOOL,
    SOUTH,
    scene,
    told,
)

SHARES = st.floats(0.0, 1.0)
PARAMETERS = {
    "trust__forgetting": 0.98,
    "trust__negativity": 2.0,
    "trust__prior_weight": 2.0,
    "trust__aspiration_start": 0.35,
    "trust__aspiration_rate": 0.04,
    "trust__social_share": 0.5,
    "trust__rise": 0.08,
    "trust__fall": 0.16,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


class TestContract(MechanismContract):
    process = "trust"
    settings: ClassVar = {"trust__neutral_level": 0.37}

    def while_neutral(self, world):
        partnerships = world.partnerships[: world.clock.partnership_count]
        assert {value for partnership in partnerships for value in partnership.trust} == {0.37}


@functools.cache
def judges(variant):
    """Return a world in which trust is judged by one variant."""
    return world(mechanisms__trust=variant)


def tie_with(world, *, kept=0.0, due=0.0, let_downs=0, good=0.0, bad=0.0):
    partnership = world.partnerships[0]
    partnership.kept[:2], partnership.due[:2] = [kept, kept], [due, due]
    partnership.let_downs[0] = let_downs
    partnership.good[0], partnership.bad[0] = good, bad
    partnership.trust[0] = good / (good + bad + 2.0)
    return partnership


def revised(variant="subjective_logic", **evidence):
    w = judges(variant)
    w.partnerships[AA_CC] = Partnership(aspiration=[0.35, 0.35])
    partnership = tie_with(w, **evidence)
    trust.revise(w, partnership, 0, GOVERNMENT)
    return partnership


def test_a_promise_kept_is_one_unit_of_good_evidence():
    partnership = revised(kept=1.0, due=1.0, good=3.0, bad=1.0)
    assert partnership.good[0] == 0.98 * 3.0 + 1.0
    assert partnership.bad[0] == 0.98 * 1.0
    assert partnership.trust[0] == partnership.good[0] / (
        partnership.good[0] + partnership.bad[0] + 2.0
    )


def test_falling_short_of_aspiration_weighs_heavier_on_the_undecided():
    undecided = revised(kept=0.0, due=1.0, good=2.0, bad=0.0)  # trust one half
    firm = revised(kept=0.0, due=1.0, good=98.0, bad=0.0)
    assert undecided.bad[0] == 2.0 * 0.35
    assert firm.bad[0] == pytest.approx((1.0 + 0.04) * 0.35)


def test_more_than_aspired_to_is_no_bad_evidence():
    assert revised(kept=1.0, due=2.0).bad[0] == 0.0


def test_a_let_down_is_one_unit_of_bad_evidence_between_governments():
    assert revised(let_downs=1).bad[0] == 1.0
    w = world()
    partnership = tie_with(w, let_downs=1)
    trust.revise(w, partnership, 0, SOCIETY)
    assert partnership.bad[2] == 0.0


@pytest.mark.slow
@given(good=st.floats(0.0, 60.0), bad=st.floats(0.0, 60.0), let_downs=st.integers(0, 5))
def test_without_delivery_good_evidence_and_trust_never_grow(good, bad, let_downs):
    partnership = revised(good=good, bad=bad, let_downs=let_downs)
    assert partnership.good[0] <= good
    assert partnership.trust[0] <= good / (good + bad + 2.0)


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


def test_aspiration_follows_the_own_past_and_compatriots():
    w = world()
    partnership = w.partnerships[AA_CC]
    partnership.promised_now, partnership.delivered_now = 4, [1, 1, 0]
    trust.adjust_aspiration(w, partnership, 0, 0.9)
    assert partnership.aspiration[0] == 0.35 + 0.04 * (0.5 * 0.5 + 0.5 * 0.9 - 0.35)


def test_aspiration_moves_only_in_months_with_promises_due():
    w = world()
    busy, idle = w.partnerships[AA_CC], w.partnerships[BB_CC]
    busy.promised_now, busy.delivered_now = 1, [1, 0, 0]
    trust.revise_trust(w, CC)
    assert busy.aspiration[1] > 0.35
    assert idle.aspiration[1] == 0.35


def test_the_centre_publishes_the_mean_of_ties_with_promises_due():
    w = world()
    first, second, third = w.partnerships[:3]
    first.promised_now, first.delivered_now = 2, [1, 0, 0]
    second.promised_now, second.delivered_now = 1, [0, 0, 1]
    assert third.promised_now == 0
    trust.publish_results(w, NORTH)
    assert w.countries[NORTH].peer_ratio == 0.75
    first.promised_now = second.promised_now = 0
    trust.publish_results(w, NORTH)
    assert w.countries[NORTH].peer_ratio == 0.75


def test_each_side_and_track_has_a_trust_of_its_own():
    w = world()
    partnership = tie_with(w, kept=1.0, due=1.0)
    trust.revise_trust(w, CC)
    assert partnership.trust[1] == 1.0 / 3.0
    assert [partnership.trust[i] for i in (0, 2, 3)] == [0.0, 0.0, 0.0]


@given(
    due=st.lists(st.floats(0.0, 5.0), min_size=4, max_size=4),
    kept=st.lists(SHARES, min_size=4, max_size=4),
    variant=st.sampled_from(["subjective_logic", "beta_prior_half", "asymmetric_exponential"]),
)
def test_each_side_judges_by_what_it_saw_itself(due, kept, variant):
    """Whatever the three others saw; and no rounding carries a share of what was kept past 1."""
    w = judges(variant)
    together = Partnership(aspiration=[0.35, 0.35], due=list(due))
    together.kept = [share * part for share, part in zip(kept, due, strict=True)]
    for i in range(4):
        alone = Partnership(aspiration=[0.35, 0.35])
        alone.due[i], alone.kept[i] = together.due[i], together.kept[i]
        for partnership in (together, alone):
            trust.revise(w, partnership, i % 2, i // 2)
        assert (together.trust[i], together.good[i]) == (alone.trust[i], alone.good[i])
        assert together.good[i] <= min(due[i], 1.0)


def test_the_trust_of_a_citys_society_is_the_mean_over_its_partners():
    w = world()
    w.partnerships[AA_CC].trust = [0.9, 0.9, 0.9, 0.2]
    w.partnerships[BB_CC].trust = [0.9, 0.9, 0.9, 0.6]
    w.partnerships[AA_CC].delivered[2] = w.partnerships[BB_CC].delivered[0] = 1
    assert trust.society_trust(w, CC) == pytest.approx(0.4)
    # Of whom it has forgotten, and of whom it has not met yet, it thinks nothing.
    w.partnerships[AA_CC].silent = 12
    assert trust.society_trust(w, CC) == pytest.approx(0.6)
    w.partnerships[BB_CC].delivered[0] = 0
    assert trust.society_trust(w, CC) == 0.5


def test_trust_is_won_and_lost_at_one_half():
    w = world(trust__forgetting=1.0, trust__negativity=1.0)
    partnership = w.partnerships[AA_CC]
    partnership.kept[0] = partnership.due[0] = 1.0
    trust.revise_trust(w, AA)
    assert told(w) == {}
    trust.revise_trust(w, AA)
    assert (partnership.trust[0], told(w)) == (0.5, {"trust_won": 1})
    partnership.kept[0] = 0.0
    trust.revise_trust(w, AA)
    assert told(w) == {"trust_won": 1, "trust_lost": 1}


def reviewed(**changes):
    """Return an organisation in whose two programmes three of four promises were kept."""
    w = world(carrying__success_rate=0.1, month=5, **changes)
    for g, kept in ((0, 2), (PROGRAMME_SLOTS, 1)):
        programme = w.programmes[g]
        programme.ngo, programme.reported = FRIENDS, 5
        programme.due_now, programme.kept_now = 2, kept
    w.countries[SOUTH].peer_ratio = 0.9
    return w


def test_an_ngo_keeps_a_record_of_its_own_promises():
    w = reviewed()
    trust.review_record(w, FRIENDS)
    friends = w.ngos[FRIENDS]
    assert friends.success == 0.35 + 0.1 * (0.75 - 0.35)
    assert friends.aspiration == 0.35 + 0.04 * (0.5 * 0.75 + 0.5 * 0.9 - 0.35)


@pytest.mark.parametrize("why", ["of an earlier month", "of others", "latent"])
def test_what_is_not_its_own_or_not_of_this_month_leaves_an_ngo_as_it_was(why):
    w = reviewed()
    friends = w.ngos[FRIENDS]
    if why == "latent":
        friends.active = 0
    elif why == "of others":
        w.programmes[0].ngo = w.programmes[PROGRAMME_SLOTS].ngo = SCHOOL
    else:
        w.clock.month = 6
    trust.review_record(w, FRIENDS)
    assert (friends.success, friends.aspiration) == (0.35, 0.35)
