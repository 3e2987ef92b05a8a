"""The month: which process acts when, through whom.

One step is one month. In order:

1. Leadership. Mayors' terms run down; elections, exits and successors; commitment is renewed.
2. Budgeting. In the fiscal month cities and NGOs close their books and receive the year's money.
3. Initiation. Cities write proposals and file dossiers; NGOs start informal programmes.
4. Gate. Centres register files and grant fast track; reviewers are allotted; desks take in and
   decide; cities follow up: approved, refused, lapsed, signed.
5. Delivery. Funded programmes start; money and staff are shared out; milestones are kept or missed.
6. Trust. Centres publish results; cities revise trust and aspiration.
7. Recording. The month's flows become history.

Within a step the actors do not see each other's changes, or act in the order of their ids.
Both engines read this list: the Mesa engine calls ``agent.<behaviour>()``, the compiled engine
compiles the rules in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paradiplomacy.processes import (
    budgeting,
    conclusion,
    delivery,
    gate,
    initiation,
    leadership,
    recording,
    resources,
    trust,
)
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.world import World


class Step(NamedTuple):
    """One step of the month: a rule applied to every row of a table.

    Where the rows of the table are agents, the rule is the agent's behaviour of the same name.
    """

    process: str
    table: str
    rule: Callable[[World, int], None]

    @property
    def behaviour(self) -> str:
        """Name the agent's method through which the step runs."""
        return self.rule.__name__


MONTH: tuple[Step, ...] = (
    Step("leadership", "cities", leadership.hold_office),
    Step("leadership", "cities", leadership.renew_commitment),
    Step("budgeting", "cities", budgeting.grant_budget),
    Step("budgeting", "ngos", budgeting.raise_funds),
    Step("initiation", "cities", initiation.propose),
    Step("initiation", "ngos", initiation.start_informal),
    Step("gate", "countries", gate.open_files),
    Step("gate", "countries", gate.allot_reviewers),
    Step("gate", "countries", gate.receive_central),
    Step("gate", "cities", gate.receive_local),
    Step("gate", "countries", gate.review_central),
    Step("gate", "cities", gate.review_local),
    Step("gate", "cities", conclusion.follow_up),
    Step("delivery", "cities", resources.start_programmes),
    Step("delivery", "ngos", resources.start_informal_programmes),
    Step("delivery", "cities", resources.resource_programmes),
    Step("delivery", "ngos", resources.resource_informal),
    Step("delivery", "partnerships", delivery.fade_contacts),
    Step("delivery", "cities", delivery.deliver),
    Step("delivery", "ngos", delivery.deliver_informal),
    Step("trust", "countries", trust.publish_results),
    Step("trust", "cities", trust.revise_trust),
    Step("recording", "partnerships", recording.record_month),
)


@rule
def begin(world: World) -> None:
    """Bring a new world to the eve of month 0: queues are at work before anyone watches."""
    gate.spin_up(world)
