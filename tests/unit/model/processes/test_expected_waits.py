"""Expected waits: what gates took lately, and what that does to searches."""

from __future__ import annotations

import math

import pytest

from paradiplomacy.engines.mesa_engine import WorldModel
from paradiplomacy.processes.gate import expectations, review
from paradiplomacy.processes.initiation import informal, partners
from paradiplomacy.state.codes import NONE
from tests.support.engines import arrays_of, first_difference
from tests.support.worlds import BUSY_SEED, CHAIN, busy
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    CC,
    FRIENDS,
    NORTH,
    SOUTH,
    scene,
    told,
)

KEYS = range(0, 104_729 * 400, 104_729)


def test_a_clearance_moves_the_running_mean_of_its_own_country():
    w = scene(month=9, gate__wait_memory=20.0)
    dossier = w.dossiers[0]
    dossier.partnership, dossier.filed = AA_CC, 3
    w.countries[NORTH].recent_wait = w.countries[SOUTH].recent_wait = 2.0
    review.clear(w, 0, 0)
    assert w.countries[NORTH].recent_wait == pytest.approx(2.0 + (6 - 2.0) / 20.0)
    assert w.countries[SOUTH].recent_wait == 2.0


def test_a_refusal_tells_nothing_of_the_time_a_clearance_takes():
    w = scene(month=9)
    w.dossiers[0].partnership = AA_CC
    review.refuse(w, 0, 0)
    assert w.countries[NORTH].recent_wait == 0.0


def started(**changes):
    w = scene(**changes)
    expectations.expect_waits(w)
    return [country.recent_wait for country in w.countries]


def stages(**stage):
    return {name: {**CHAIN[name], **stage} for name in ("council", "home")}


def test_cities_expect_at_first_what_the_rates_of_the_stages_say():
    """In a queue of rate m and load r a file waits r / (m (1 - r)) months (Kleinrock 1975)."""
    chain = stages(service_rate=0.5, background_load=0.6)
    ends = {"regimes__one_gate__stages": chain, "regimes__progressive__stages": {}}
    waits = started(**ends, gate__returns=0.0)
    # Two fifths of programmes pass either; the desk at the centre serves two cities.
    assert waits == pytest.approx([0.4 * (1.0 + 0.6 / 0.2 + 1.0 + 0.6 / 0.4), 0.0])
    # What a centre sends back waits there again, and files of these cities lack something.
    assert started(**ends, gate__returns=0.8)[NORTH] > waits[NORTH]


def test_a_stage_without_a_spare_reviewer_takes_all_of_patience():
    waits = started(
        regimes__one_gate__stages=stages(background_load=0.6), countries__north__reviewers=0.6,
        regimes__progressive__stages={}, gate__patience=30, gate__returns=0.0,
    )  # fmt: skip
    assert waits[NORTH] == pytest.approx(0.4 * (1.0 + 0.6 / 0.24 + 30.0))


@pytest.mark.parametrize(("variant", "months"), [("off", 0.0), ("neutral", 0.4 * 5.0)])
def test_under_the_other_variants_cities_expect_what_these_do(variant, months):
    waits = started(
        mechanisms__gate=variant, gate__neutral_wait=5.0, regimes__progressive__stages={},
        regimes__one_gate__stages={"council": CHAIN["council"]},
    )  # fmt: skip
    assert waits == pytest.approx([months, 0.0])


@pytest.mark.slow
def test_a_country_without_stages_never_waits():
    config = busy(
        countries__south__regime={"preset": "open"}, regimes__open={}, carrying__renewal_lead=0
    )
    model = WorldModel(config, seed=3)
    model.run(60)
    north, south = (model.world.countries[n].recent_wait for n in (1, 2))
    assert south == 0.0
    assert north > 0.0


def test_the_wait_for_a_tie_is_the_mean_of_both_gates():
    w = scene()
    w.countries[NORTH].recent_wait, w.countries[SOUTH].recent_wait = 9.0, 2.0
    assert (
        expectations.expected_clearance(w, AA, CC)
        == expectations.expected_clearance(w, CC, AA)
        == 5.5
    )


# ------------------------------------------------------------------------------------- searches

ALONE = {
    "partnerships": {},
    "ngos": {},
    "initiation__outside": 0.0,
    "initiation__distance": 0.0,
    "initiation__consideration": 60,
}


def chosen(weight, wait):
    w = scene(**ALONE)
    w.countries[SOUTH].recent_wait = wait
    return [partners.preferred_partner(w, AA, key, 60, weight) for key in KEYS]


@pytest.mark.slow
def test_waiting_lowers_the_odds_of_any_partner_against_nobody():
    assert chosen(0.0, 40.0) == chosen(0.05, 0.0)
    found = chosen(0.05, 40.0)
    # So many look-ups find both cities, which are alike: half of 40 months at .05 is one.
    share = 2.0 * math.exp(-1.0) / (1.0 + 2.0 * math.exp(-1.0))
    error = 4.0 * math.sqrt(len(KEYS) * share * (1.0 - share))
    assert len(KEYS) - found.count(NONE) == pytest.approx(len(KEYS) * share, abs=error)


def test_a_city_weighs_waiting_and_an_organisation_does_not():
    happened = []
    for wait in (0.0, 10_000.0):
        w = scene(
            partnerships={}, ngos__friends__partnerships=[], ngos__school__partnerships=[],
            initiation__intercept=50.0, initiation__ngo_search=1.0, initiation__wait_weight=0.05,
            initiation__outside=-50.0, ngos__friends__transnational=1.0,
            initiation__consideration=200, cities__cc__leader={"drive": 1.0},
            cities__dd__leader={"drive": 1.0}, delivery__staff_per_capacity=9.0,
        )  # fmt: skip
        for country in w.countries:
            country.recent_wait = wait
        informal.seek_partnership(w, FRIENDS)
        partners.seek_partner(w, AA)
        happened.append((told(w)["partnership_founded"], told(w).get("search_in_vain", 0)))
    assert happened[0][0] >= 1
    assert happened[0][1] == 0
    assert happened[1] == (1, 1)


# ------------------------------------------------------------------------------------- ablation


def outcome(**changes):
    model = WorldModel(busy(**changes), seed=BUSY_SEED)
    model.run(144)
    return arrays_of(model.world)


@pytest.mark.slow
def test_without_its_weight_what_gates_took_changes_no_bit():
    worlds = [
        outcome(initiation__wait_weight=0.0, gate__wait_memory=memory) for memory in (1.0, 500.0)
    ]
    assert (worlds[0].countries["recent_wait"] != worlds[1].countries["recent_wait"]).any()
    for each in worlds:
        each.countries["recent_wait"] = 0.0
    assert first_difference(*worlds, apart_from=("parameters",)) == ""


@pytest.mark.slow
def test_with_its_weight_it_changes_the_busy_world():
    worlds = [outcome(initiation__wait_weight=value) for value in (0.0, 1.0)]
    assert first_difference(*worlds, apart_from=("parameters",)) != ""
