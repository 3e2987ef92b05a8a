"""Initiation: need, opportunities, choices of sector and scale."""

from __future__ import annotations

import itertools
import math

import pytest

from paradiplomacy.processes.initiation import opportunities
from paradiplomacy.processes.shared.forms import ces, logistic
from paradiplomacy.processes.shared.means import affordable
from paradiplomacy.state.codes import DOSSIER_SLOTS, LOI, MOU, NONE, OPEN, PROGRAMME_SLOTS, TOP_DOWN
from tests.unit.model.processes.contract import MechanismContract
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB,
    BB_CC,
    BB_DD,
    CC,
    CULTURE,
    EDUCATION,
    NORTH,
    TECHNOLOGY,
    let,
    scene,
    told,
)


class TestContract(MechanismContract):
    process = "initiation"

    def while_neutral(self, world):
        assert world.weights == world.agenda
        assert world.clock.partnership_count == self.first.clock.partnership_count
        assert (
            not {"partnership_founded", "partnership_revived", "search_in_vain"}
            & told(world).keys()
        )

    def while_off(self, world):
        assert world.clock.partnership_count == self.first.clock.partnership_count
        assert (
            not {"programme_proposed", "proposed_top_down", "search_in_vain"} & told(world).keys()
        )
        assert told(world).get("dossier_filed", 0) == told(world).get("renewal_filed", 0)


PARAMETERS = {
    "initiation__intercept": -4.0,
    "initiation__leader": 2.5,
    "initiation__capacity": 1.2,
    "initiation__need": 1.0,
    "initiation__exposure": 0.5,
    "initiation__trust": 0.8,
    "initiation__bilateral": 0.5,
    "initiation__norm": 0.6,
    "initiation__need_rate": 0.1,
    "initiation__need_relief": 0.2,
    "initiation__choice_intensity": 4.0,
    "initiation__worth": [0.4, 0.7, 1.0],
    "initiation__trouble": [0.1, 0.25, 0.45],
    "initiation__faith": 0.4,
    "delivery__staff_per_capacity": 4.0,
    "delivery__staff_size": 0.0,
    "delivery__substitution": -4.0,
    "programme__staff": [0.5, 0.75, 1.0],
    "programme__cost": [1.0, 1.25, 1.5],
    "budgeting__lead_share": 0.5,
    "norms__appropriateness": 0.15,
    "norms__appropriateness_gain": 0.5,
    "cities__aa__capacity": 0.3,
    "cities__cc__capacity": 0.8,
    "countries__north__bilateral": {"south": 0.6},
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def chance(w):
    """Return city aa's chance of an opportunity in its tie with cc."""
    return opportunities.opportunity(w, AA_CC, 0, opportunities.readiness(w, AA))


def test_an_opportunity_is_an_event_history_logit():
    w = world()
    partnership, city = w.partnerships[AA_CC], w.cities[AA]
    partnership.commitment, partnership.trust[0] = [0.8, 0.5], 0.3
    city.need, city.norm_adopted, city.norm_internalised = 0.7, 1, 0.4
    w.countries[NORTH].outgoing = 1  # the other of the two cities
    odds = -4.0 + 2.5 * ces(0.8, 0.5, -4.0) + 1.2 * 0.3 + 0.7 + 0.5 * 1.0
    odds += 0.8 * 0.3 + 0.5 * 0.6 + 0.6 * 0.4
    assert chance(w) == pytest.approx(logistic(odds))


@pytest.mark.parametrize(
    "more",
    ["own will", "partner's will", "capacity", "need", "exposure", "trust", "relations", "norm"],
)
def test_each_driver_makes_an_opportunity_likelier(more):
    w = world()
    city, partnership = w.cities[AA], w.partnerships[AA_CC]
    city.norm_adopted = 1
    before = chance(w)
    if more == "own will":
        partnership.commitment[0] = 0.9
    elif more == "partner's will":
        partnership.commitment[1] = 0.9
    elif more == "capacity":
        city.capacity = 0.9
    elif more == "need":
        city.need = 0.9
    elif more == "exposure":
        w.countries[NORTH].outgoing = 1
    elif more == "trust":
        partnership.trust[0] = 0.9
    elif more == "relations":
        w.bilateral[1] = 0.9
    else:
        city.norm_internalised = 0.9
    assert chance(w) > before


def test_what_states_do_for_ties_may_be_switched_off():
    w = world(initiation__bilateral=0.0)
    before = chance(w)
    w.bilateral[1] = 0.0
    assert chance(w) == before


def test_a_city_is_no_example_to_itself():
    w = world()
    before = opportunities.readiness(w, AA)
    w.countries[NORTH].outgoing = w.cities[AA].outgoing = 1
    assert opportunities.readiness(w, AA) == before
    assert opportunities.readiness(w, BB) > opportunities.readiness(world(), BB)


def test_a_norm_that_is_not_held_moves_nobody():
    w = world()
    before = chance(w)
    w.cities[AA].norm_internalised = 1.0
    assert chance(w) == before


@pytest.mark.parametrize("side", [0, 1])
def test_a_tie_that_a_side_has_let_go_has_no_opportunities(side):
    for variant in ("event_history", "neutral"):
        w = world(mechanisms__initiation=variant)
        assert chance(w) > 0.0
        w.partnerships[AA_CC].carried[side] = 0
        assert chance(w) == 0.0


def test_neutral_has_constant_chances_and_off_has_none():
    w = world(mechanisms__initiation="neutral", initiation__neutral_city_rate=0.07)
    w.partnerships[AA_CC].commitment = [0.0, 0.0]
    assert chance(w) == 0.07
    assert chance(world(mechanisms__initiation="off")) == 0.0


@pytest.mark.parametrize("variant", ["event_history", "neutral", "off"])
@pytest.mark.parametrize(("leader", "trust"), [(2.5, 1.2), (-1.0, 1.2), (2.5, -1.0)])
def test_no_tie_has_a_higher_chance_than_the_highest(variant, leader, trust):
    changes = {"initiation__leader": leader, "initiation__trust": trust}
    w = world(mechanisms__initiation=variant, **changes)
    partnership = w.partnerships[AA_CC]
    highest = opportunities.highest_chance(w, opportunities.readiness(w, AA))
    for will, trusted, w.bilateral[1] in itertools.product((0.0, 0.999), repeat=3):
        partnership.commitment, partnership.trust[0] = [will, will], trusted
        assert chance(w) <= highest


def test_need_returns_to_its_level_and_eases_after_a_month_with_deliveries():
    w = world(cities__bb__need=0.6)
    city = w.cities[BB]
    city.need = 0.2
    opportunities.sense_need(w, BB)
    assert city.need == pytest.approx(0.24)
    for p in (BB_DD, BB_CC):  # once, in however many ties
        w.partnerships[p].delivered_last = [2, 0]
        city.need = 0.6
        opportunities.sense_need(w, BB)
        assert city.need == pytest.approx(0.6 * 0.8)


def test_a_centre_sees_the_ties_of_its_cities_and_plans_by_its_priorities():
    w = world(countries__north__priorities={"culture": 0.7, "education": 0.2})
    w.cities[AA].popularity = 9
    partnership = w.partnerships[AA_CC]
    partnership.delivered, partnership.silent = [0, 0, 1], 11
    w.countries[NORTH].top_down_share = 0.1  # only a centre that proposes plans
    opportunities.survey_partnerships(w, NORTH)
    assert (w.countries[NORTH].outgoing, [city.outgoing for city in w.cities[:2]]) == (1, [1, 0])
    assert [city.popularity for city in w.cities[:2]] == [1, 2]
    assert w.plans[:3] == [math.exp(4.0 * share) for share in (0.7, 0.2, 0.5)]


@pytest.mark.parametrize(("delivered", "silent"), [([0, 0, 0], 0), ([5, 0, 0], 12)])
def test_a_tie_is_active_only_if_it_has_delivered_within_a_year(delivered, silent):
    w = world()
    w.partnerships[AA_CC].delivered, w.partnerships[AA_CC].silent = delivered, silent
    assert not opportunities.has_active_partnership(w, AA)
    w.cities[AA].outgoing = 1
    opportunities.survey_partnerships(w, NORTH)
    assert w.cities[AA].outgoing == 0


def test_sectors_are_weighed_by_what_pays_and_what_is_appropriate():
    w = world(
        sectors__culture__identity=0.9,
        countries__north__priorities={"culture": 0.7},
        cities__aa__identity_salience=0.6,
        cities__aa__agenda={"culture": 0.4, "technology": 0.8},
    )
    w.cities[AA].norm_internalised = 0.5
    opportunities.weigh_sectors(w, AA)
    role = 0.15 + 0.5 * 0.5
    utility = (1.0 - role) * 0.5 * 0.4 + role * (0.6 * 0.9 + 0.4 * 0.7)
    assert w.weights[CULTURE] == pytest.approx(math.exp(4.0 * utility))
    assert w.weights[EDUCATION] == 0.0  # not on the agenda


def test_neutral_weighs_sectors_by_agenda():
    w = world(mechanisms__initiation="neutral", cities__aa__agenda={"culture": 0.4})
    opportunities.weigh_sectors(w, AA)
    assert w.weights[:3] == [0.4, 0.0, 0.0]


def test_sectors_are_chosen_in_proportion_to_their_weights():
    w = world()
    w.weights[:3], w.plans[:3] = [3.0, 1.0, 0.0], [0.0, 0.0, 2.0]
    chosen = [opportunities.chosen_sector(w, AA, 7919 * key, 0) for key in range(2000)]
    assert chosen.count(TECHNOLOGY) == 0
    assert chosen.count(CULTURE) == pytest.approx(1500, abs=4 * (2000 * 0.1875) ** 0.5)
    assert opportunities.chosen_sector(w, AA, 7919, TOP_DOWN) == TECHNOLOGY


@pytest.mark.parametrize(("scale", "formality", "fits"), [(0, 0, 1), (1, 0, 0), (1, LOI, 1)])
def test_the_appeal_of_a_scale(scale, formality, fits):
    w = world(cities__aa__budget=6.0, cities__cc__budget=3.0)
    w.partnerships[AA_CC].formality = formality
    means = 3.0 / (6.0 * [1.0, 1.25][scale])
    pays = [0.4, 0.7][scale] * means * 0.55 - [0.1, 0.25][scale]
    expected = math.exp(4.0 * (0.8 * pays + 0.2 * fits))
    assert opportunities.appeal_of_scale(w, AA_CC, scale, 0.2, 0.55) == pytest.approx(expected)


@pytest.mark.parametrize(("budget", "share"), [(0.0, 0.0), (4.5, 0.5), (9.0, 1.0), (90.0, 1.0)])
def test_means_are_the_share_of_a_years_part_of_the_cost(budget, share):
    w = world(cities__aa__budget=budget)
    assert affordable(w, AA, 2) == pytest.approx(share)


@pytest.mark.parametrize("city", [AA, CC])
def test_what_is_permitted_needs_staff_that_is_free_now(city):
    w = world()
    w.partnerships[AA_CC].formality = LOI
    w.cities[city].load = 4.0 * w.cities[city].capacity - 0.75
    assert opportunities.is_feasible(w, AA_CC, 1)
    w.cities[city].load += 0.01
    assert not opportunities.is_feasible(w, AA_CC, 1)
    assert opportunities.is_feasible(w, AA_CC, 0)
    assert opportunities.appeal_of_scale(w, AA_CC, 1, 0.2, 0.5) == 0.0


def test_what_needs_a_paper_first_needs_a_staff_that_is_large_enough():
    w = world()
    w.cities[AA].load = 100.0
    w.cities[AA].upkeep_load = 0.2
    assert opportunities.is_feasible(w, AA_CC, 2)
    w.cities[AA].upkeep_load = 0.21
    assert not opportunities.is_feasible(w, AA_CC, 2)


def test_while_a_paper_waits_no_other_is_asked_for():
    w = world()
    assert opportunities.is_feasible(w, AA_CC, 1)
    w.dossiers[PROGRAMME_SLOTS].status = OPEN
    assert not opportunities.is_feasible(w, AA_CC, 1)
    assert opportunities.is_feasible(w, AA_CC, 0)


def test_trust_makes_large_programmes_likelier():
    w = world(cities__aa__budget=50.0)
    w.partnerships[AA_CC].formality = MOU

    def large():
        keys = range(0, 7919 * 800, 7919)
        return sum(opportunities.chosen_scale(w, AA_CC, 0, key) == 2 for key in keys)

    before = large()
    w.partnerships[AA_CC].trust[0] = 1.0
    assert large() > before + 60


def test_neutral_scales_have_their_shares():
    w = world(mechanisms__initiation="neutral", initiation__neutral_scale=[0.5, 0.0, 0.5])
    scales = [opportunities.chosen_scale(w, AA_CC, 0, 7919 * key) for key in range(1000)]
    assert scales.count(1) == 0
    assert scales.count(0) == pytest.approx(500, abs=4 * 250**0.5)


def test_an_opportunity_without_the_staff_is_dropped():
    w = world(initiation__intercept=50.0)
    w.cities[CC].load = 100.0
    w.cities[CC].upkeep_load = 100.0
    opportunities.weigh_sectors(w, AA)
    opportunities.propose(w, AA)
    assert told(w) == {"proposal_dropped": 1}


def shaped_from_above(share, months=30):
    """Return in how many months the centre shaped the one opportunity that a tie has."""
    found = []
    for month in range(months):
        w = world(
            month=month,
            countries__north__regime={"preset": "progressive", "top_down_share": share},
            initiation__intercept=50.0,
            initiation__trouble=[0.0, 50.0, 50.0],
            initiation__hybrid_share=0.0,
        )
        opportunities.survey_partnerships(w, NORTH)
        opportunities.weigh_sectors(w, AA)
        w.cities[BB].first_membership = NONE
        opportunities.propose_top_down(w, NORTH)
        above = told(w).get("proposed_top_down", 0)
        opportunities.propose(w, AA)
        assert told(w).get("proposed_top_down", 0) == above
        assert told(w)["programme_proposed"] == w.partnerships[AA_CC].programmes_made == 1
        assert (w.programmes[0].origin == TOP_DOWN) == above
        found.append(above)
    return sum(found)


def test_each_opportunity_is_shaped_by_the_centre_or_by_the_city():
    assert shaped_from_above(0.5, 100) == pytest.approx(50, abs=4 * 25**0.5)


@pytest.mark.parametrize("share", [0, 1])
def test_a_regime_may_leave_all_to_the_cities_or_to_the_centre(share):
    assert shaped_from_above(float(share)) == 30 * share


def test_both_sides_may_take_opportunities_in_a_month():
    w = world(initiation__intercept=50.0, initiation__trouble=[0.0, 50.0, 50.0])
    let(w, "initiation")
    leads = [w.programmes[g].lead for g in range(PROGRAMME_SLOTS) if w.programmes[g].status]
    assert sorted(leads)[:2] == [0, 1]
    assert w.dossiers[0].proposer != w.dossiers[1].proposer
    assert w.dossiers[BB_CC * DOSSIER_SLOTS].programme != NONE
