"""No rule leads from a regime or a paper to trust, delivery or continuity.

What a step of the month reads is what its rule reads, and what every rule reads that it calls. The
processes named here may know nothing of papers and regimes but what the tests in
``tests/property/test_negative_controls.py`` show to be harmless: that a file waits, and whose it
is, for it takes staff.
"""

from __future__ import annotations

import ast

import pytest

from paradiplomacy.indicators import INDICATORS
from paradiplomacy.rules import RULES
from paradiplomacy.schedule import MONTH
from paradiplomacy.state import institutions
from paradiplomacy.state.fields import specs
from tools.rules_as_trees import accesses, process_of, reachable, reads_of_rule, tree

PAPERS = {
    "Partnership": {
        "formality", "signed", "expires", "in_term", "renewing", "extends", "papers_made",
        "agreement_alignment",
    },
    "Dossier": {"agreement", "renews", "promises", "instrument"},
}  # fmt: skip
"""What a tie has signed, and what is asked for."""

REGIME = {
    "Charter": set(specs(institutions.Charter)),
    "Stage": set(specs(institutions.Stage)),
    "Desk": set(specs(institutions.Desk)),
    "Country": {
        "charter", "first_stage", "stage_count", "first_desk", "desk_count", "fast_track",
        "month_value", "top_down_share", "registry",
    },
    "City": {"first_desk", "desk_count", "own_desks"},
    "Dossier": {
        "decision", "fast", "stage", "returns", "wait", "next", "ticket", "order", "filed",
        "quality", "alignment", "local_fit", "foreignness",
    },
    "Mechanisms": {"gate"},
}  # fmt: skip
"""The charter in force, its stages and desks, and how far a file has come among them."""

FORBIDDEN = {
    (entity, field)
    for table in (PAPERS, REGIME)
    for entity, fields in table.items()
    for field in fields
}

BLIND = {
    "coordination", "delivery", "participation", "trust", "bilateral", "norms", "learning",
    "recording",
}  # fmt: skip
"""Processes that make deliveries, trust, images and relations, and their history."""

RESULTS = (
    "trust", "trust_government", "trust_society", "commitment", "contact", "perception",
    "continuity", "continuity_g2g", "continuity_ngo", "promised", "delivered", "delivered_g2g",
    "delivered_ngo", "realised_ratio", "dormant_share", "dormant_spells", "ngo_led_share",
    "g2g_share", "bilateral", "benefit_gini", "cost",
)  # fmt: skip
"""Indicators that no paper may enter by definition."""

BLIND_STEPS = [step for step in MONTH if step.process in BLIND]
NAMES = [step.behaviour for step in BLIND_STEPS]


def reads(rule):
    """Return the (entity, field) pairs that are read when a rule runs."""
    return set().union(*map(reads_of_rule, reachable(rule)))


def gate_parameters(rule):
    """Return the parameters of the gate that are read when a rule runs."""
    found = set()
    for part in reachable(rule):
        whole = {
            node.targets[0].id
            for node in ast.walk(tree(part))
            if isinstance(node, ast.Assign) and ast.unparse(node.value) == "world.parameters.gate"
        } | {"world.parameters.gate"}
        found |= {
            node.attr
            for node in ast.walk(tree(part))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) in whole
        }
    return found


def test_what_is_forbidden_exists():
    known = {(access.entity, access.field) for access in accesses()}
    written_only = {("Partnership", "signed"), ("Partnership", "agreement_alignment")}
    assert known >= FORBIDDEN - written_only


@pytest.mark.parametrize("step", BLIND_STEPS, ids=NAMES)
def test_no_step_that_makes_deliveries_or_trust_reads_a_paper_or_a_regime(step):
    assert not reads(step.rule) & FORBIDDEN


@pytest.mark.parametrize("name", RESULTS)
def test_no_indicator_of_results_reads_a_paper_or_a_regime(name):
    assert not reads(INDICATORS[name].measure) & FORBIDDEN


def test_of_the_gate_delivery_knows_patience_and_of_no_file_anything():
    assert not {
        (entity, field)
        for step in BLIND_STEPS
        for entity, field in reads(step.rule)
        if entity == "Dossier"
    }
    assert set().union(*(gate_parameters(step.rule) for step in BLIND_STEPS)) == {"patience"}


def test_the_checks_see_what_is_read_through_other_rules():
    """The same look at the steps that may know of papers and regimes finds that they do."""
    found = {step.behaviour: reads(step.rule) for step in MONTH}
    assert ("Partnership", "formality") in found["propose"]
    assert ("Partnership", "expires") in found["renew_agreements"]
    assert ("Stage", "threshold") in found["review_central"]
    assert ("Charter", "first_stage") in found["happen"]
    assert ("Country", "top_down_share") in found["propose_top_down"]
    assert ("Mechanisms", "gate") in found["open_files"]
    assert "revision_gain" in gate_parameters(
        next(step.rule for step in MONTH if step.behaviour == "review_local")
    )


def readers(*fields):
    """Return the processes that read any of the fields of an entity."""
    return {process_of(rule) for rule in RULES if reads_of_rule(rule) & set(fields)}


def test_papers_are_read_where_they_permit_expire_or_are_told_of():
    may = {"initiation", "gate", "carrying", "indicators"}
    assert readers(*(("Partnership", field) for field in PAPERS["Partnership"])) == may


def test_charters_are_read_by_reforms_and_stages_by_the_gate_alone():
    assert readers(*(("Charter", field) for field in REGIME["Charter"])) == {"context"}
    assert readers(*(("Stage", field) for field in REGIME["Stage"])) == {"gate"}
