"""Informal ties and programmes: what NGOs start, without any gate."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.initiation import informal
from paradiplomacy.state.codes import (
    APPROVED,
    BY_NGO,
    CLOSED,
    NGO_LEAD,
    NONE,
    PROGRAMME_SLOTS,
    RUNNING,
)
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB,
    BB_CC,
    BB_DD,
    CC,
    CULTURE,
    DD,
    EDUCATION,
    FRIENDS,
    LATENT,
    SCHOOL,
    scene,
    told,
)

PARAMETERS = {
    "initiation__ngo_rate": 1.0,
    "initiation__ngo_search": 1.0,
    "initiation__outside": -50.0,
    "initiation__consideration": 40,
    "leadership__inherited_weight": 0.25,
    "cities__aa__identity_salience": 0.3,
    "cities__cc__identity_salience": 1.0,
    "ngos__school__transnational": 1.0,
    "ngos__friends__transnational": 1.0,
}


def world(**changes):
    return scene(**PARAMETERS | changes)


def test_an_engaged_ngo_starts_a_programme_that_needs_no_gate():
    w = world(month=4)
    informal.start_informal(w, SCHOOL)
    programme = w.programmes[AA_CC]
    assert (programme.status, programme.lead, programme.ngo) == (APPROVED, NGO_LEAD, SCHOOL)
    assert (programme.origin, programme.scale, programme.approved_at) == (BY_NGO, 0, 4)
    assert programme.sector == EDUCATION
    assert programme.alignment == [1.0, 1.0]
    assert all(dossier.status == CLOSED for dossier in w.dossiers)
    assert told(w) == {"programme_proposed": 1}


def test_it_starts_one_in_each_tie_where_it_is_engaged():
    w = world()
    informal.start_informal(w, FRIENDS)
    started = {g // PROGRAMME_SLOTS for g, made in enumerate(w.programmes) if made.status}
    assert started == {AA_CC, BB_CC}
    assert [partnership.programmes_made for partnership in w.partnerships[:3]] == [1, 1, 0]


def test_it_works_only_in_its_own_sectors():
    w = world()
    sectors = set()
    for month in range(40):
        w.clock.month = month
        w.programmes[0].status = 0
        informal.start_own(w, AA_CC, FRIENDS)
        sectors.add(w.programmes[0].sector)
    assert sectors == {CULTURE, EDUCATION}


@pytest.mark.parametrize(("here", "there"), [(0.3, 0.7), (0.7, 0.3)])
def test_it_is_the_more_eager_the_more_identity_matters_on_either_side(here, there):
    w = world(
        initiation__ngo_rate=0.2,
        cities__aa__identity_salience=here,
        cities__cc__identity_salience=there,
    )
    assert informal.eagerness(w, AA_CC, SCHOOL) == 0.2 * 0.7


def test_neutral_has_one_eagerness_for_all():
    w = world(mechanisms__initiation="neutral", initiation__neutral_ngo_rate=0.04)
    w.ngos[SCHOOL].staff_share = 0.1
    assert informal.eagerness(w, AA_CC, SCHOOL) == 0.04


@pytest.mark.parametrize("why", ["overloaded", "latent", "not engaged", "off"])
def test_who_cannot_starts_nothing(why):
    w = world(mechanisms__initiation="off" if why == "off" else "event_history")
    if why == "overloaded":
        w.ngos[SCHOOL].staff_share = 0.99
    elif why == "latent":
        w.ngos[SCHOOL].active = 0
    elif why == "not engaged":
        w.partnerships[AA_CC].engaged = [NONE] * 6
    informal.start_informal(w, SCHOOL)
    assert told(w) == {}


def test_without_a_free_slot_its_programme_is_dropped():
    w = world()
    for programme in w.programmes[:PROGRAMME_SLOTS]:
        programme.status = RUNNING
    informal.start_informal(w, SCHOOL)
    assert told(w) == {"proposal_dropped": 1}


def test_an_ngo_with_links_abroad_starts_an_informal_tie():
    w = world(cities__aa__leader={"drive": 0.8}, cities__dd__leader={"drive": 0.0}, month=3)
    informal.seek_partnership(w, SCHOOL)
    partnership = w.partnerships[3]
    assert (partnership.exists, partnership.cities, partnership.formality, partnership.founded) == (
        1,
        [AA, DD],
        0,
        3,
    )
    assert partnership.commitment == [0.25 * 0.8, 0.0]
    assert partnership.carried == [1, 1]
    assert partnership.engaged[0] == SCHOOL
    assert w.programmes[3 * PROGRAMME_SLOTS].lead == NGO_LEAD
    assert all(dossier.status == CLOSED for dossier in w.dossiers)
    assert told(w) == {"partnership_founded": 1, "ngo_entered": 1, "programme_proposed": 1}


def test_it_takes_up_an_earlier_tie_without_binding_the_cities():
    w = world()
    for p in (BB_CC, AA_CC):
        w.partnerships[p].silent = 30
    partnership = w.partnerships[BB_CC]
    partnership.engaged[0] = NONE
    partnership.commitment, partnership.carried = [0.05, 0.1], [0, 1]
    w.cities[AA].country = w.cities[CC].country  # so that it cannot choose the other tie
    informal.seek_partnership(w, FRIENDS)
    assert (partnership.commitment, partnership.carried) == ([0.05, 0.1], [0, 1])
    assert partnership.engaged[0] == FRIENDS
    assert w.clock.partnership_count == 3
    assert told(w) == {"ngo_entered": 1, "programme_proposed": 1}


def test_who_is_engaged_already_does_not_enter_again():
    w = world()
    w.partnerships[AA_CC].silent = w.partnerships[BB_CC].silent = 30
    before = [list(partnership.engaged) for partnership in w.partnerships[:3]]
    informal.seek_partnership(w, FRIENDS)
    assert [list(partnership.engaged) for partnership in w.partnerships[:3]] == before
    assert told(w) == {"programme_proposed": 1}


@pytest.mark.parametrize(
    "why", ["latent", "overloaded", "no links", "nobody", "neutral", "no room"]
)
def test_who_cannot_founds_no_tie(why):
    changes = {
        "nobody": {"initiation__outside": 50.0},
        "neutral": {"mechanisms__initiation": "neutral"},
        "no links": {"ngos__school__transnational": 0.0},
    }.get(why, {})
    w = world(**changes)
    if why == "latent":
        w.ngos[SCHOOL].active = 0
    elif why == "overloaded":
        w.ngos[SCHOOL].staff_share = 0.9
    elif why == "no room":
        del w.partnerships[3:]
    informal.seek_partnership(w, SCHOOL)
    assert (told(w), w.clock.partnership_count) == ({}, 3)


def test_latent_organisations_are_latent():
    w = world()
    assert [n for n, ngo in enumerate(w.ngos) if ngo.active] == [FRIENDS, SCHOOL]
    assert w.ngos[LATENT].home == CC
    assert BB_DD == 2
    assert BB == 1
