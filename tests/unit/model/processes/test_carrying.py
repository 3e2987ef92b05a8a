"""Carrying: cities let ties go and take them up; NGOs enter and take over."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.carrying import carriers
from paradiplomacy.processes.shared import slots
from paradiplomacy.processes.shared.forms import logistic
from paradiplomacy.state.codes import ENGAGED_SLOTS, NGO_LEAD, NONE, RUNNING
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_CC,
    BB_DD,
    CULTURE,
    EDUCATION,
    FRIENDS,
    LATENT,
    SCHOOL,
    TECHNOLOGY,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "carrying"

    def while_neutral(self, world):
        assert {c for partnership in world.partnerships for c in partnership.carried} == {1}
        assert [ngo.active for ngo in world.ngos] == [ngo.active for ngo in self.first.ngos]
        assert not {"partnership_let_go", "ngo_left", "programme_taken_over"} & told(world).keys()

    def while_off(self, world):
        assert {ngo.active for ngo in world.ngos} == {0}
        assert {n for partnership in world.partnerships for n in partnership.engaged} == {NONE}
        assert "programme_taken_over" not in told(world)


PARAMETERS = {
    "carrying__let_go": 0.2,
    "carrying__take_up": 0.4,
    "carrying__entry": 1.0,
    "carrying__entrant_capability": 0.5,
    "carrying__entrant_spread": 0.15,
    "carrying__entrant_budget": 12.0,
    "carrying__logit_intensity": 4.0,
    "carrying__switching_cost": 0.4,
    "carrying__outside_value": 0.25,
    "trust__aspiration_start": 0.35,
    "cities__aa__identity_salience": 0.3,
    "cities__cc__identity_salience": 0.6,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def carried(commitment, before=1, variant="commitment", month=0):
    w = world(mechanisms__carrying=variant, month=month)
    partnership = w.partnerships[AA_CC]
    partnership.commitment, partnership.carried = [commitment, 0.0], [before, 1]
    carriers.carry_partnerships(w, AA)
    return partnership.carried, told(w)


def kept_at(commitment, delivered, due, variant="disappointment", **changes):
    """Return the commitment of side 0, who aspires to .6, after a month with milestones due."""
    w = world(
        mechanisms__carrying=variant,
        **{"leadership__commitment_gain": 0.1, "trust__negativity": 2.0} | changes,
    )
    partnership = w.partnerships[AA_CC]
    partnership.commitment, partnership.aspiration = [commitment, 0.7], [0.6, 0.1]
    partnership.delivered_now, partnership.promised_now = [0, 0, delivered], due
    carriers.carry_partnerships(w, AA)
    assert partnership.commitment[1] == 0.7
    return partnership.commitment[0], partnership.carried[0]


@pytest.mark.parametrize(
    ("delivered", "due", "left"),
    [(0, 4, 0.5 * (1 - 0.2 * 0.6)), (1, 4, 0.5 * (1 - 0.2 * 0.35)), (3, 4, 0.5), (0, 0, 0.5)],
)
def test_a_disappointed_city_loses_heart_by_what_is_missed_of_what_it_aspires_to(
    delivered, due, left
):
    assert kept_at(0.5, delivered, due) == (pytest.approx(left), 1)


@pytest.mark.parametrize("variant", ["commitment", "neutral", "off", "yearly_logit"])
def test_under_no_other_variant_does_a_city_lose_heart(variant):
    assert kept_at(0.5, 0, 4, variant)[0] == 0.5


def test_a_city_that_has_lost_heart_lets_go():
    assert kept_at(0.21, 0, 4) == (pytest.approx(0.21 * 0.88), 0)
    assert kept_at(0.21, 4, 4) == (0.21, 1)


def test_no_disappointment_takes_more_than_all_commitment():
    extreme = {"leadership__commitment_gain": 1.0, "trust__negativity": 5.0}
    assert kept_at(0.5, 0, 4, **extreme) == (0.0, 0)


@pytest.mark.parametrize("variant", ["commitment", "disappointment", "off"])
@pytest.mark.parametrize(
    ("commitment", "before", "after"),
    [(0.2, 1, 1), (0.19, 1, 0), (0.39, 0, 0), (0.4, 0, 1), (0.3, 1, 1), (0.3, 0, 0)],
)
def test_a_tie_is_let_go_below_one_level_and_taken_up_at_another(
    variant, commitment, before, after
):
    events = {(1, 0): {"partnership_let_go": 1}, (0, 1): {"partnership_resumed": 1}}.get(
        (before, after), {}
    )
    assert carried(commitment, before, variant) == ([after, 1], events)


def test_each_city_decides_for_its_own_side():
    w = world()
    for partnership in w.partnerships[:3]:
        partnership.commitment = [0.0, 0.0]
    carriers.carry_partnerships(w, AA)
    assert [partnership.carried for partnership in w.partnerships[:3]] == [[0, 1], [1, 1], [1, 1]]


def test_neutral_always_carries():
    assert carried(0.0, variant="neutral") == ([1, 1], {})
    assert carried(0.0, before=0, variant="neutral") == ([1, 1], {"partnership_resumed": 1})


def test_the_rival_chooses_once_a_year():
    for month in range(24):
        chosen, _ = carried(0.0, before=1, variant="yearly_logit", month=month)
        if month % 12 != 11:
            assert chosen == [1, 1]
    assert not carriers.is_choice_month(world(month=12))
    assert carriers.is_choice_month(world(month=23))


@pytest.mark.parametrize(("before", "sign"), [(1, 1.0), (0, -1.0)])
def test_the_rival_weighs_value_against_the_outside_and_the_cost_of_switching(before, sign):
    w = world(mechanisms__carrying="yearly_logit")
    partnership = w.partnerships[AA_CC]
    partnership.commitment[0], partnership.trust[0], partnership.carried[0] = 0.5, 0.1, before
    carries = 0
    for month in range(1000):
        w.clock.month = month
        carries += carriers.chooses_to_carry(w, partnership, 0)
    chance = logistic(4.0 * (0.5 * 0.5 + 0.5 * 0.1 - 0.25 + sign * 0.4))
    assert carries == pytest.approx(1000 * chance, abs=4 * (1000 * chance * (1 - chance)) ** 0.5)


@pytest.mark.parametrize(("silent", "unmet"), [(0, 0.0), (3, 0.25), (12, 1.0), (40, 1.0)])
def test_an_ngo_is_drawn_by_salient_identity_and_unmet_need(silent, unmet):
    w = world(carrying__entry=0.1)
    w.partnerships[AA_CC].silent = silent
    assert carriers.appeal(w, AA_CC) == pytest.approx(0.1 * 0.6 * unmet)
    w = world(mechanisms__carrying="yearly_logit")
    w.partnerships[AA_CC].silent = silent
    value = 0.6 * unmet - 0.25 - 0.4
    assert carriers.appeal(w, AA_CC) == pytest.approx(logistic(4.0 * value))


def entered(n=FRIENDS, variant="commitment", month=0, **changes):
    """Return a world after an NGO has looked at the long silent ties of its home."""
    w = world(
        mechanisms__carrying=variant, month=month, cities__cc__identity_salience=1.0, **changes
    )
    for partnership in w.partnerships[:3]:
        partnership.silent, partnership.engaged = 20, [NONE] * ENGAGED_SLOTS
    carriers.enter(w, n)
    return w


def test_an_ngo_enters_the_silent_ties_of_its_home():
    w = entered()
    assert [partnership.engaged[0] for partnership in w.partnerships[:3]] == [
        FRIENDS,
        FRIENDS,
        NONE,
    ]
    assert told(w) == {"ngo_entered": 2}
    assert w.ngos[FRIENDS].generation == 0


def test_one_that_does_not_exist_yet_is_founded_once():
    w = entered(LATENT)
    ngo = w.ngos[LATENT]
    assert (ngo.active, ngo.generation) == (1, 1)
    assert (ngo.funds, ngo.granted) == (ngo.budget, ngo.budget)
    assert (ngo.success, ngo.aspiration, ngo.staff_share) == (0.35, 0.35, 1.0)
    assert [partnership.engaged[0] for partnership in w.partnerships[:2]] == [LATENT, LATENT]


def test_the_traits_of_a_founded_ngo_are_drawn_anew_for_each_generation():
    w = world()
    traits = []
    for _ in range(300):
        carriers.found_ngo(w, LATENT)
        ngo = w.ngos[LATENT]
        traits.append((ngo.capability, ngo.legitimacy, ngo.transnational, ngo.budget / 24.0))
    for drawn in zip(*traits, strict=True):
        assert sum(drawn) / 300 == pytest.approx(0.5, abs=4 * 0.15 / 300**0.5)
        assert 0.0 <= min(drawn) < max(drawn) <= 1.0
    assert len({trait for drawn in traits for trait in drawn}) == 1200


@pytest.mark.parametrize("variant", ["neutral", "off"])
def test_other_variants_let_nobody_enter(variant):
    assert told(entered(variant=variant)) == {}


def test_in_the_rival_an_ngo_enters_once_a_year():
    certain = {"carrying__outside_value": -9.0}
    assert told(entered(variant="yearly_logit", month=10, **certain)) == {}
    assert told(entered(variant="yearly_logit", month=11, **certain)) == {"ngo_entered": 2}


def test_a_tie_has_room_for_so_many_and_for_each_once():
    w = world()
    partnership = w.partnerships[BB_DD]
    assert slots.free_place(partnership, FRIENDS) == 0
    partnership.engaged = [3, NONE, 4, NONE, 5, 6]
    assert slots.free_place(partnership, FRIENDS) == 1
    assert slots.free_place(partnership, 4) == NONE
    partnership.engaged = [1, 2, 3, 4, 5, 6]
    assert slots.free_place(partnership, FRIENDS) == NONE
    assert slots.is_engaged(partnership, 6)
    assert not slots.is_engaged(partnership, FRIENDS)


def let_go(lead=0, ngo=NONE, sector=CULTURE, carried=(0, 1), p=AA_CC, **changes):
    """Return a world in which a city has let a tie go while its programme runs."""
    w = world(**changes)
    w.partnerships[p].carried = list(carried)
    programme = w.programmes[8 * p]
    programme.status, programme.lead, programme.ngo, programme.sector = RUNNING, lead, ngo, sector
    return w, programme


@pytest.mark.parametrize("ngo", [NONE, FRIENDS])
def test_an_engaged_ngo_takes_over_what_the_city_led_that_let_go(ngo):
    w, programme = let_go(ngo=ngo)
    carriers.take_over(w, FRIENDS)
    assert (programme.lead, programme.ngo, programme.status) == (NGO_LEAD, FRIENDS, RUNNING)
    assert told(w) == {"programme_taken_over": 1}


@pytest.mark.parametrize(
    "case",
    [
        {"carried": (1, 1)},
        {"lead": 1},  # led by the city that still carries the tie
        {"ngo": SCHOOL},
        {"sector": TECHNOLOGY},
        {"p": BB_DD},
        {"lead": NGO_LEAD, "ngo": SCHOOL},
    ],
)
def test_what_others_carry_or_is_not_its_field_is_not_taken_over(case):
    w, programme = let_go(**case)
    before = programme.lead, programme.ngo
    carriers.take_over(w, FRIENDS)
    assert ((programme.lead, programme.ngo), told(w)) == (before, {})


@pytest.mark.parametrize("why", ["latent", "overloaded", "not engaged", "not running"])
def test_who_cannot_takes_nothing_over(why):
    w, programme = let_go(sector=EDUCATION)
    if why == "latent":
        w.ngos[FRIENDS].active = 0
    elif why == "overloaded":
        w.ngos[FRIENDS].staff_share = 0.9
    elif why == "not engaged":
        w.partnerships[AA_CC].engaged = [NONE] * ENGAGED_SLOTS
    else:
        programme.status = 2
    carriers.take_over(w, FRIENDS)
    assert (programme.lead, told(w)) == (0, {})


def test_the_niches_of_an_ngo_are_its_sectors():
    w = world()
    assert [carriers.works_in(w, SCHOOL, s) for s in (CULTURE, EDUCATION, TECHNOLOGY)] == [
        False, True, False,
    ]  # fmt: skip
    assert w.partnerships[BB_CC].engaged[0] == FRIENDS
