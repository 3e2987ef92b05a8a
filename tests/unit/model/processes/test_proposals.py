"""Proposals: what an opportunity becomes, and the dossier that asks for its clearance."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.initiation import proposals
from paradiplomacy.processes.shared import slots
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    CLOSED,
    DOSSIER_SLOTS,
    LOI,
    MOU,
    NONE,
    OPEN,
    PENDING,
    PROGRAMME,
    PROGRAMME_SLOTS,
    PROPOSED,
    RUNNING,
    TOP_DOWN,
)
from tests.unit.model.processes.scenes import (
    AA,
    AA_CC,
    BB_DD,
    CC,
    CULTURE,
    EDUCATION,
    FRIENDS,
    NORTH,
    SCHOOL,
    SOUTH,
    TECHNOLOGY,
    scene,
    told,
)

PAPER = PROGRAMME_SLOTS
"""The paper dossier of the first tie."""

PARAMETERS = {
    "initiation__hybrid_share": 0.0,
    "initiation__priority_noise": 0.12,
    "initiation__quality_mean": 0.45,
    "initiation__quality_spread": 0.0,
    "initiation__local_knowledge": 0.2,
    "initiation__top_down_contact": 0.5,
    "countries__north__priorities": {"culture": 0.7, "technology": 0.1},
}


def world(**changes):
    return scene(**PARAMETERS | {"month": 5} | changes)


def proposed(scale=0, formality=0, origin=BOTTOM_UP, sector=CULTURE, key=99, side=0, **changes):
    w = world(**changes)
    w.partnerships[AA_CC].formality = formality
    proposals.write_proposal(w, AA_CC, side, origin, key, sector, scale)
    return w


def test_a_proposal_becomes_a_programme_and_its_dossier():
    w = proposed(side=1)
    programme, dossier = w.programmes[0], w.dossiers[0]
    assert (programme.status, programme.lead, programme.scale) == (PROPOSED, 1, 0)
    assert (programme.origin, programme.ngo, programme.ordinal) == (BOTTOM_UP, NONE, 0)
    assert (programme.contact, programme.sector) == (0.8, CULTURE)
    assert (dossier.status, dossier.programme, dossier.proposer) == (OPEN, 0, 1)
    assert (dossier.instrument, dossier.agreement, dossier.filed) == (PROGRAMME, 0, 5)
    assert programme.alignment == dossier.alignment
    assert w.partnerships[AA_CC].programmes_made == 1
    assert told(w) == {"programme_proposed": 1, "dossier_filed": 1}


def test_a_file_goes_to_the_registry_of_each_side():
    w = proposed()
    assert [w.countries[n].registry for n in (NORTH, SOUTH)] == [0, 1]
    dossier = w.dossiers[0]
    assert (dossier.stage, dossier.decision) == ([NONE, NONE], [PENDING, PENDING])
    proposals.write_proposal(w, AA_CC, 1, BOTTOM_UP, 100, EDUCATION, 0)
    assert [w.countries[n].registry for n in (NORTH, SOUTH)] == [2, 3]
    assert w.dossiers[1].next == [0, 1]


def test_what_stood_in_a_slot_before_leaves_no_trace():
    w = world()
    programme, dossier = w.programmes[0], w.dossiers[0]
    programme.months_run, programme.reported, programme.ngo, dossier.renews = 7, 4, FRIENDS, 1
    dossier.returns, dossier.fast, dossier.agreement = [1, 2], [1, 1], MOU
    proposals.write_proposal(w, AA_CC, 0, BOTTOM_UP, 99, CULTURE, 0)
    assert (programme.months_run, programme.reported, programme.ngo) == (0, NONE, NONE)
    assert (dossier.returns, dossier.fast) == ([0, 0], [0, 0])
    assert (dossier.renews, dossier.agreement) == (0, 0)


def drawn(count, look, **changes):
    """Return what many small proposals, each with draws of its own, have at one point."""
    w = world(**changes)
    found = []
    for key in range(count):
        proposals.write_proposal(w, AA_CC, 0, BOTTOM_UP, 7919 * key, CULTURE, 0)
        found.append(look(w))
        w.programmes[0].status = w.dossiers[0].status = 0
    return found


@pytest.mark.parametrize(("formality", "scale", "paper"), [(0, 1, LOI), (0, 2, LOI), (LOI, 2, MOU)])
def test_a_programme_too_large_for_the_paper_asks_for_the_next_paper_only(formality, scale, paper):
    w = proposed(scale, formality)
    dossier = w.dossiers[PAPER]
    assert (dossier.status, dossier.agreement, dossier.instrument) == (OPEN, paper, paper)
    assert (dossier.programme, w.partnerships[AA_CC].programmes_made) == (NONE, 1)
    assert told(w) == {"dossier_filed": 1}


@pytest.mark.parametrize(("formality", "scale"), [(0, 0), (LOI, 1), (MOU, 2), (MOU, 0)])
def test_what_the_paper_permits_asks_for_none(formality, scale):
    w = proposed(scale, formality)
    assert w.dossiers[PAPER].status == CLOSED
    assert w.programmes[0].scale == scale


def test_while_the_paper_waits_a_smaller_programme_is_run():
    w = proposed(2, LOI)
    proposals.write_proposal(w, AA_CC, 0, BOTTOM_UP, 100, CULTURE, 2)
    assert (w.programmes[0].status, w.programmes[0].scale) == (PROPOSED, 1)
    assert w.programmes[0].ordinal == 1


def test_without_a_free_slot_a_proposal_is_dropped():
    w = world()
    for programme in w.programmes[:PROGRAMME_SLOTS]:
        programme.status = RUNNING
    assert slots.free_slot(w, AA_CC) == NONE
    proposals.write_proposal(w, AA_CC, 0, BOTTOM_UP, 99, CULTURE, 0)
    assert told(w) == {"proposal_dropped": 1}
    assert w.partnerships[AA_CC].programmes_made == 0
    w.programmes[5].status = 0
    assert slots.free_slot(w, AA_CC) == 5


def test_the_slots_of_a_tie_are_its_own():
    w = world()
    proposals.write_proposal(w, BB_DD, 1, BOTTOM_UP, 99, CULTURE, 0)
    assert w.programmes[BB_DD * PROGRAMME_SLOTS].status == PROPOSED
    assert w.dossiers[BB_DD * DOSSIER_SLOTS].programme == BB_DD * PROGRAMME_SLOTS


def test_a_centre_proposes_in_its_own_words_and_reaches_fewer_people():
    w = proposed(origin=TOP_DOWN)
    assert w.dossiers[0].alignment[0] == 0.7
    assert w.dossiers[0].alignment[1] != 0.5
    assert w.programmes[0].contact == 0.4
    assert w.programmes[0].origin == TOP_DOWN


def test_a_citys_own_proposal_scatters_round_the_priority():
    noise = drawn(300, lambda w: w.dossiers[0].alignment[0] - 0.7)
    assert sum(noise) / 300 == pytest.approx(0.0, abs=0.03)
    assert (sum(z * z for z in noise) / 300) ** 0.5 == pytest.approx(0.12, abs=0.02)


def test_alignment_is_a_share():
    noise = drawn(60, lambda w: w.dossiers[0].alignment[0], initiation__priority_noise=1.0)
    assert (min(noise), max(noise)) == (0.0, 1.0)


def test_a_file_is_prepared_by_vertical_coordination_and_fits_the_agenda():
    w = proposed(
        cities__aa__vertical_coordination=0.2,
        cities__cc__vertical_coordination=0.9,
        cities__aa__agenda={"culture": 0.3, "education": 0.6},
        cities__cc__agenda={"technology": 0.5},
    )
    assert w.dossiers[0].quality == [0.2, 0.9]
    assert w.dossiers[0].local_fit == [0.5, 0.0]


def test_a_dossier_speaks_of_its_sector():
    w = proposed(sector=TECHNOLOGY, sectors__technology__identity=0.9)
    dossier = w.dossiers[0]
    assert (dossier.sector, dossier.foreignness, dossier.identity) == (TECHNOLOGY, 0.1, 0.9)


@pytest.mark.parametrize(("weight", "quality"), [(0.8, 0.55), (0.4, 0.45), (0.0, 0.35)])
def test_what_fits_the_citys_agenda_fits_better(weight, quality):
    agenda = {"culture": weight, "education": 0.8}
    w = proposed(cities__aa__agenda=agenda)
    assert w.programmes[0].quality == pytest.approx(quality)


def test_a_part_of_the_fit_belongs_to_the_sector_in_the_city():
    w = world(initiation__quality_spread=0.1, initiation__local_knowledge=0.0)
    fits = {c: [proposals.fit(w, 7919 * key, CULTURE, c) for key in range(400)] for c in (AA, CC)}
    means = {c: sum(fits[c]) / 400 for c in fits}
    spreads = [(sum((q - means[c]) ** 2 for q in fits[c]) / 400) ** 0.5 for c in fits]
    # One of three equal parts is the programme's; the other two move the mean.
    assert spreads == pytest.approx([0.1 / 3**0.5] * 2, rel=0.15)
    assert means[AA] != pytest.approx(means[CC], abs=0.005)


def test_experience_of_its_sector_makes_up_for_part_of_what_a_citys_programme_lacks():
    def quality(**changes):
        w = world(**changes)
        w.experience[AA * 3 + CULTURE] = 3.0
        proposals.write_proposal(w, AA_CC, 0, BOTTOM_UP, 99, CULTURE, 0)
        return w.programmes[0].quality

    missing = 1.0 - quality()
    assert 1.0 - quality(learning__experience=0.5) == pytest.approx(0.5 * missing)


def test_neutral_learning_gives_every_programme_the_same_quality():
    w = proposed(mechanisms__learning="neutral", learning__neutral_quality=0.53)
    assert w.programmes[0].quality == 0.53


def test_a_share_of_proposals_takes_an_engaged_ngo_on_board_each_alike():
    allies = drawn(300, lambda w: w.programmes[0].ngo, initiation__hybrid_share=0.8)
    share = 4 * (300 * 0.4 * 0.6) ** 0.5
    assert allies.count(FRIENDS) == pytest.approx(120, abs=share)
    assert allies.count(SCHOOL) == pytest.approx(120, abs=share)
    assert allies.count(NONE) == pytest.approx(60, abs=share)


def test_where_no_ngo_is_engaged_the_city_goes_alone():
    w = world(initiation__hybrid_share=1.0)
    proposals.write_proposal(w, BB_DD, 0, BOTTOM_UP, 99, CULTURE, 0)
    assert w.programmes[BB_DD * PROGRAMME_SLOTS].ngo == NONE
