"""The renewal of papers: through the gate, and by will; the extension that nobody asks for."""

from __future__ import annotations

import pytest

from paradiplomacy.processes.carrying import renewal
from paradiplomacy.processes.gate import conclusion
from paradiplomacy.state.codes import (
    CLEARED,
    DOSSIER_SLOTS,
    LOI,
    MOU,
    OPEN,
    PENDING,
    PROGRAMME,
    PROGRAMME_SLOTS,
    REFUSED,
)
from tests.unit.model.processes.scenes import AA, AA_CC, BB_DD, CC, NORTH, SOUTH, scene, told

PAPER = AA_CC * DOSSIER_SLOTS + PROGRAMME_SLOTS
"""The paper dossier of the first tie."""

PARAMETERS = {"carrying__renewal_lead": 6, "gate__loi_term": 36, "gate__mou_term": 60}


def nearing(month=24, formality=MOU, in_term=1, **changes):
    """Return a world whose first tie has a paper that ends in month 30."""
    w = scene(month=month, **PARAMETERS | changes)
    partnership = w.partnerships[AA_CC]
    partnership.formality, partnership.signed, partnership.expires, partnership.in_term = (
        formality,
        2,
        30,
        in_term,
    )
    w.weights[:] = [1.0] * len(w.weights)
    return w


def filed(w, c=AA):
    renewal.renew_agreements(w, c)
    return told(w).get("renewal_filed", 0)


@pytest.mark.parametrize(("month", "files"), [(23, 0), (24, 1), (29, 1)])
def test_a_renewal_is_filed_before_the_term_ends(month, files):
    assert filed(nearing(month)) == files


@pytest.mark.parametrize("formality", [LOI, MOU])
def test_it_goes_through_the_gate_as_a_programme_does(formality):
    w = nearing(formality=formality)
    assert filed(w) == 1
    dossier = w.dossiers[PAPER]
    assert (dossier.status, dossier.instrument, dossier.agreement) == (OPEN, PROGRAMME, formality)
    assert (dossier.renews, dossier.proposer, dossier.filed) == (1, 0, 24)
    assert [w.countries[n].registry for n in (NORTH, SOUTH)] == [2 * PAPER, 2 * PAPER + 1]
    assert dossier.promises == 0
    assert (w.partnerships[AA_CC].programmes_made, w.partnerships[AA_CC].papers_made) == (0, 1)
    assert told(w) == {"renewal_filed": 1, "dossier_filed": 1}


@pytest.mark.parametrize(("asked", "delivered", "files"), [(0, 0, 1), (1, 0, 0), (1, 1, 1)])
def test_will_renews_a_paper_unless_deliveries_are_asked_for(asked, delivered, files):
    w = nearing(in_term=delivered, carrying__renewal_deliveries=asked)
    assert filed(w) == files


@pytest.mark.parametrize(
    "why", ["let go here", "let go there", "no paper", "another waits", "extends itself"]
)
def test_without_will_or_where_there_is_no_need_nothing_is_filed(why):
    w = nearing()
    partnership = w.partnerships[AA_CC]
    if why == "let go here":
        partnership.carried[0] = 0
    elif why == "let go there":
        partnership.carried[1] = 0
    elif why == "no paper":
        partnership.formality = 0
    elif why == "another waits":
        w.dossiers[PAPER].status = OPEN
    elif why == "extends itself":
        partnership.extends = 1
    assert filed(w) == 0


def test_the_first_side_files_and_only_once():
    w = nearing()
    assert filed(w, CC) == 0
    assert filed(w) == 1
    w.dossiers[PAPER].status = 0
    assert filed(w) == 1


def decided(decision, month, **changes):
    w = nearing(**changes)
    filed(w)
    w.countries[NORTH].registry = w.countries[SOUTH].registry = -1
    w.dossiers[PAPER].decision = [decision, CLEARED]
    w.clock.month = month
    conclusion.follow_up(w, AA)
    return w, w.partnerships[AA_CC]


@pytest.mark.parametrize(("formality", "expires"), [(LOI, 66), (MOU, 90)])
def test_a_renewal_in_time_prolongs_the_term(formality, expires):
    w, partnership = decided(CLEARED, 27, formality=formality)
    assert (partnership.formality, partnership.signed, partnership.expires) == (
        formality,
        2,
        expires,
    )
    assert (partnership.in_term, partnership.renewing) == (0, 0)
    assert told(w)["agreement_renewed"] == 1
    assert "agreement_lapsed" not in told(w)


def test_a_renewal_that_comes_too_late_signs_anew():
    w, partnership = decided(CLEARED, 33)
    assert (partnership.formality, partnership.signed, partnership.expires) == (MOU, 33, 93)
    assert told(w)["agreement_lapsed"] == told(w)["agreement_renewed"] == 1


def test_a_refused_renewal_leaves_the_paper_to_its_term():
    w, partnership = decided(REFUSED, 27)
    assert (partnership.formality, partnership.expires) == (MOU, 30)
    assert filed(w) == 1
    w.clock.month = 30
    conclusion.follow_up(w, AA)
    assert partnership.formality == 0
    assert told(w)["agreement_lapsed"] == told(w)["dossier_refused"] == 1


def test_while_a_renewal_waits_the_paper_lapses_at_the_end_of_its_term():
    w, partnership = decided(PENDING, 29)
    assert partnership.formality == MOU
    w.clock.month = 30
    conclusion.follow_up(w, AA)
    assert (partnership.formality, w.dossiers[PAPER].status) == (0, OPEN)


def test_a_refused_renewal_lets_nobody_down():
    w, partnership = decided(REFUSED, 27)
    assert w.dossiers[PAPER].decision == [REFUSED, CLEARED]
    assert partnership.let_downs == [0, 0]
    assert "let_down" not in told(w)


@pytest.mark.parametrize(("formality", "expires"), [(LOI, 66), (MOU, 90)])
def test_a_paper_that_is_extended_automatically_goes_on_whether_or_not_anyone_cares(
    formality, expires
):
    w = nearing(30, formality=formality, in_term=0)
    partnership = w.partnerships[AA_CC]
    partnership.extends, partnership.carried = 1, [0, 0]
    conclusion.follow_up(w, AA)
    assert (partnership.formality, partnership.signed, partnership.expires) == (
        formality,
        2,
        expires,
    )
    assert told(w) == {"agreement_renewed": 1}


@pytest.mark.parametrize(("share", "extends"), [(0.0, 0), (1.0, 1)])
def test_a_share_of_the_papers_that_are_signed_is_extended_automatically(share, extends):
    w = nearing(33, gate__automatic_extension=share)
    w.partnerships[AA_CC].formality, w.partnerships[AA_CC].extends = 0, 1 - extends
    w.dossiers[PAPER].agreement = MOU
    conclusion.sign(w, PAPER)
    assert w.partnerships[AA_CC].extends == extends


def test_a_stated_paper_says_itself_whether_it_is_extended_automatically():
    for stated in (False, True):
        w = scene(partnerships__bbTOdd__agreement__automatic_extension=stated)
        assert w.partnerships[BB_DD].extends == stated
