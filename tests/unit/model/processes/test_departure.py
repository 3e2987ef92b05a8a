"""The departure of an NGO: when it leaves, and what becomes of what it carried."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.carrying import carriers, departure
from paradiplomacy.processes.delivery import milestones
from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.state.codes import (
    APPROVED,
    ENGAGED_SLOTS,
    FREE,
    NGO_LEAD,
    NONE,
    PROGRAMME_SLOTS,
    PROPOSED,
    RUNNING,
)
from tests.unit.model.processes.scenes import AA_CC, BB_CC, CC, FRIENDS, LATENT, SCHOOL, scene, told

PARAMETERS = {
    "carrying__exit": 0.0,
    "carrying__disappointment": 0.0,
    "carrying__insolvency": 0.0,
    "carrying__logit_intensity": 4.0,
    "carrying__switching_cost": 0.4,
    "carrying__outside_value": 0.25,
    "ngos__friends__legitimacy": 0.0,
    "cities__cc__identity_salience": 0.6,
    "cities__aa__identity_salience": 0.2,
    "cities__bb__identity_salience": 0.4,
}


def world(**changes):
    w = scene(**PARAMETERS | changes)
    friends = w.ngos[FRIENDS]
    friends.funds, friends.success, friends.aspiration = 5.0, 0.5, 0.5
    return w


def departures(w, months=1000, yearly=False):
    """Return in what share of some months an NGO would give up."""
    count = 0
    for month in range(months):
        w.clock.month = month
        count += departure.leaves(w, FRIENDS, yearly=yearly)
    return count / months


def share(chance):
    return pytest.approx(chance, abs=4 * (chance * (1.0 - chance) / 1000) ** 0.5)


def test_now_and_then_an_ngo_leaves_for_reasons_of_its_own():
    assert departures(world()) == 0.0
    assert departures(world(carrying__exit=0.1)) == share(0.1)


def test_it_leaves_where_it_keeps_fewer_promises_than_it_aspires_to():
    w = world(carrying__disappointment=0.5)
    w.ngos[FRIENDS].success = 0.9
    assert departures(w) == 0.0
    w.ngos[FRIENDS].success, w.ngos[FRIENDS].aspiration = 0.2, 0.8
    assert departures(w) == share(0.5 * 0.6)


@pytest.mark.parametrize(("funds", "chance"), [(0.01, 0.0), (0.0, 0.3)])
def test_it_leaves_where_its_money_has_run_out(funds, chance):
    w = world(carrying__insolvency=0.3)
    w.ngos[FRIENDS].funds = funds
    assert departures(w) == share(chance)


def test_who_stands_for_a_salient_identity_with_the_public_behind_it_holds_out():
    w = world(carrying__exit=0.5, ngos__friends__legitimacy=0.8)
    assert departure.salience(w, FRIENDS) == 0.6
    assert departures(w) == share(0.5 * (1.0 - 0.8 * 0.6))


def test_only_the_ties_where_it_is_engaged_hold_it():
    w = world()
    assert departure.salience(w, SCHOOL) == 0.6
    w.cities[CC].identity_salience = 0.1
    assert departure.salience(w, SCHOOL) == 0.2
    w.partnerships[AA_CC].engaged = [NONE] * ENGAGED_SLOTS
    assert departure.salience(w, SCHOOL) == 0.0


def test_in_the_rival_success_is_weighed_against_the_outside_and_the_cost_of_leaving():
    w = world(carrying__exit=1.0)
    w.ngos[FRIENDS].success = 0.1
    assert departures(w, yearly=True) == share(logistic(-4.0 * (0.1 - 0.25 + 0.4)))


def left(variant="commitment", month=0, n=FRIENDS, **changes):
    w = world(mechanisms__carrying=variant, month=month, **changes)
    carriers.leave(w, n)
    return w


def test_leaving_ends_every_engagement_and_returns_the_money():
    w = left(carrying__exit=1.0)
    friends = w.ngos[FRIENDS]
    assert (friends.active, friends.funds, friends.returned) == (0, 0.0, 5.0)
    assert FRIENDS not in [n for partnership in w.partnerships for n in partnership.engaged]
    assert SCHOOL in w.partnerships[AA_CC].engaged
    assert told(w) == {"ngo_left": 1}


@pytest.mark.parametrize(
    ("variant", "month", "leaves"),
    [
        ("commitment", 3, True),
        ("neutral", 3, False),
        ("off", 3, True),
        ("yearly_logit", 3, False),
        ("yearly_logit", 11, True),
    ],
)
def test_when_each_variant_lets_an_ngo_leave(variant, month, leaves):
    w = left(variant, month, carrying__exit=1.0, carrying__outside_value=9.0)
    assert w.ngos[FRIENDS].active == (not leaves)


def test_without_ngos_even_the_most_successful_goes():
    assert left("off").ngos[FRIENDS].active == 0


def test_what_does_not_exist_does_not_leave():
    assert told(left(n=LATENT, carrying__exit=1.0)) == {}


@pytest.mark.parametrize(
    ("status", "kind", "lost"),
    [(APPROVED, "programme_abandoned", 1), (RUNNING, "programme_broken_off", 0)],
)
def test_what_it_led_ends(status, kind, lost):
    w = world()
    programme = w.programmes[BB_CC * PROGRAMME_SLOTS]
    programme.partnership = BB_CC
    programme.status, programme.lead, programme.ngo, programme.sector = status, NGO_LEAD, FRIENDS, 0
    departure.quit_partnerships(w, FRIENDS)
    assert (programme.status, w.partnerships[BB_CC].abandoned) == (FREE, lost)
    assert told(w) == {kind: 1, "ngo_left": 1}


@pytest.mark.parametrize("status", [PROPOSED, APPROVED, RUNNING])
def test_what_it_was_on_board_of_goes_on_without_it(status):
    w = world()
    programme, other = w.programmes[0], w.programmes[1]
    programme.status, programme.lead, programme.ngo = status, 0, FRIENDS
    other.status, other.lead, other.ngo = status, 0, SCHOOL
    departure.quit_partnerships(w, FRIENDS)
    assert (programme.status, programme.ngo) == (status, NONE)
    assert other.ngo == SCHOOL
    assert told(w) == {"ngo_left": 1}


def test_its_money_leaves_with_it():
    w = world()
    programme = w.programmes[0]
    programme.status, programme.lead, programme.ngo = RUNNING, 0, FRIENDS
    programme.paid = [0.0, 0.0, 1.0]
    assert milestones.funding(w, 0) == 1.0
    departure.quit_partnerships(w, FRIENDS)
    assert milestones.funding(w, 0) == 0.0
