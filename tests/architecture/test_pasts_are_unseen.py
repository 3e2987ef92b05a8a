"""Nobody but those named here looks at what is to come: that is why worlds may share a past.

Worlds that differ in such fields and rows alone run their common months once
(:mod:`paradiplomacy.engines.pasts`). A rule that begins to read one of them has to be named here,
with the reason for which it does not tell two such worlds apart before the first month of an entry
that they do not have in common; else what it reads belongs to the present there.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from paradiplomacy.engines.pasts import BY_LAYOUT, EVENTS, LAID_OUT, VALUES, WAITS
from paradiplomacy.rules import RULES
from paradiplomacy.state.world import OF_TABLE
from tools.rules_as_trees import accesses_of, process_of, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[..., object]

FIELDS = {(OF_TABLE[table].__name__, field) for table, some in BY_LAYOUT.items() for field in some}
FIELDS |= {("Partnership", "founded"), ("City", "to_election")}
"""Fields, beside the tables, in which worlds of one past may differ."""

TABLES = {EVENTS, VALUES, WAITS, *LAID_OUT}

ENTITIES = {OF_TABLE[table].__name__: table for table in TABLES if table in OF_TABLE}

IN_FORCE = "it goes to the rows of the regime in force, of a country or of its cities"
AT_ITS_DESK = "it gets a desk or stage of the regime in force from those who call it"
WHERE_A_FILE_IS = "a file is at a stage of the regime in force"
OF_A_TIE_THAT_IS_THERE = "only ties that exist get here, and their dates are of the present"

REASONS = {
    "leadership.hold_office": "it counts down and acts at nothing, the month of the entry",
    "initiation.partners.introduces": OF_A_TIE_THAT_IS_THERE,
    "initiation.partners.found_partnership": "it writes the date of a tie that begins to exist",
    "indicators.bonds.age": OF_A_TIE_THAT_IS_THERE,
    "indicators.worldwide.backlog": IN_FORCE,
    "gate.expectations.expect_waits": IN_FORCE,
    "gate.expectations.expected_wait": IN_FORCE,
    "gate.expectations.expected_visits": AT_ITS_DESK,
    "gate.expectations.usual_wait": AT_ITS_DESK,
    "gate.queues.append": AT_ITS_DESK,
    "gate.queues.desk_at": IN_FORCE,
    "gate.queues.put_in_tray": WHERE_A_FILE_IS,
    "gate.queues.stage_of": WHERE_A_FILE_IS,
    "gate.queues.take_first": AT_ITS_DESK,
    "gate.queues.take_tickets": AT_ITS_DESK,
    "gate.queues.withdraw": WHERE_A_FILE_IS,
    "gate.review.allot_reviewers": IN_FORCE,
    "gate.review.decide": WHERE_A_FILE_IS,
    "gate.review.forward": IN_FORCE,
    "gate.review.is_incomplete": AT_ITS_DESK,
    "gate.review.is_worth_the_risk": IN_FORCE,
    "gate.review.receive": AT_ITS_DESK,
    "gate.review.receive_central": IN_FORCE,
    "gate.review.receive_local": IN_FORCE,
    "gate.review.requires": AT_ITS_DESK,
    "gate.review.review_central": IN_FORCE,
    "gate.review.review_local": IN_FORCE,
    "gate.review.score": WHERE_A_FILE_IS,
    "gate.review.serve": AT_ITS_DESK,
    "gate.review.set_fixed_wait": IN_FORCE,
    "gate.review.spin_up": "before the first month; each desk draws by its own key, and where rows "
    "are laid out apart the world that goes on has begun by itself",
    "gate.screening.overreaches": WHERE_A_FILE_IS,
    "gate.waiting.count_chain": "the waits of countries go on, wherever they stand",
    "gate.waiting.count_stage": WHERE_A_FILE_IS,
}
"""Why rules outside the context process may use such fields and rows."""


def uses(rule: Rule) -> set[str]:
    """Return the fields and tables, of those in which worlds of one past differ, in a rule."""
    found = {
        f"{use.entity}.{use.field}"
        for use in accesses_of(rule)
        if (use.entity, use.field) in FIELDS or use.entity in ENTITIES
    }
    return found | {
        part.attr
        for part in ast.walk(tree(rule))
        if isinstance(part, ast.Attribute)
        and part.attr in TABLES
        and ast.unparse(part.value) == "world"
    }


def name_of(rule: Rule) -> str:
    """Name a rule by its module and itself, without the packages that all have in common."""
    module = rule.__module__.removeprefix("paradiplomacy.").removeprefix("processes.")
    return f"{module}.{rule.__name__}"


def test_no_rule_looks_at_what_is_to_come_but_those_that_have_a_reason() -> None:
    found = {name_of(rule): uses(rule) for rule in RULES if process_of(rule) != "context"}
    assert {name: used for name, used in found.items() if used and name not in REASONS} == {}
    assert {name for name in REASONS if not found.get(name)} == set(), "has a reason, and no need"


def test_dated_values_events_and_charters_are_for_the_context_process_alone() -> None:
    """Nothing that others read of them could be in force by its row alone."""
    alone = {EVENTS, VALUES, "charters"}
    for rule in RULES:
        if process_of(rule) != "context":
            of = {ENTITIES.get(used.split(".")[0], used) for used in uses(rule)}
            assert not of & alone, name_of(rule)


def test_the_amount_of_a_dated_value_is_read_by_the_rule_that_knows_its_month() -> None:
    readers = {name_of(rule) for rule in RULES if "DatedValue.amount" in uses(rule)}
    assert readers == {"context.happening.follow"}
