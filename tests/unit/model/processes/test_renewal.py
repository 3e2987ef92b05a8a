"""The renewal of papers: through the gate, and only if anything was delivered under them."""

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
from tests.unit.model.processes.scenes import AA, AA_CC, CC, NORTH, SOUTH, scene, told

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
    assert w.partnerships[AA_CC].programmes_made == 1
    assert told(w) == {"renewal_filed": 1, "dossier_filed": 1}


@pytest.mark.parametrize(
    "why", ["nothing delivered", "let go here", "let go there", "no paper", "another waits"]
)
def test_what_is_not_worth_it_is_not_renewed(why):
    w = nearing(in_term=0 if why == "nothing delivered" else 1)
    partnership = w.partnerships[AA_CC]
    if why == "let go here":
        partnership.carried[0] = 0
    elif why == "let go there":
        partnership.carried[1] = 0
    elif why == "no paper":
        partnership.formality = 0
    elif why == "another waits":
        w.dossiers[PAPER].status = OPEN
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
