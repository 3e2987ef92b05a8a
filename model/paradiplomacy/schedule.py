"""The month: which process acts when, through whom.

One step is one month. In order:

1. Context. Ties that the scenario dates enter; timelines set what they are of; events from outside
   begin and end: incidents, crises, reforms.
2. Leadership. Mayors' terms run down; elections, exits and successors; commitment is renewed.
3. Budgeting. In the fiscal month cities and NGOs close their books, shares of revenue move or stay,
   the year's money comes in, the centre matches it.
4. Initiation. Centres see what ties their cities have; cities sense need and weigh sectors;
   opportunities are taken, from above or below; cities and NGOs seek partners; mayors ask for
   papers for their own sake; NGOs start informal programmes.
5. Gate. Centres grant fast track, register files and allot reviewers; desks take in and decide;
   cities follow up: approved, refused, lapsed, signed.
6. Coordination. Cities meet with their centre, among agencies, and with their partner.
7. Delivery. Funded programmes start; levers, money and staff are shared out; milestones are kept or
   missed.
8. Participation. Cities inform their public; people join and leave.
9. Trust. Centres publish results; cities revise trust and aspiration, NGOs their record.
10. Bilateral. Publics form an image of the partner; the level between the states moves on.
11. Norms. Centres make the norm's spread known; cities consider, adopt and internalise it; centres
    recognise local identity.
12. Learning. Cities evaluate and repair programmes, gain experience and absorb know-how.
13. Carrying. Cities let ties go or take them up; NGOs take over, leave and enter; papers near the
    end of their term are put up for renewal.
14. Recording. The month's flows become history.

Within a step the actors do not see each other's changes, or act in the order of their ids.
Both engines read this list: the Mesa engine calls ``agent.<behaviour>()``, the compiled engine
compiles the rules in the same order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paradiplomacy.processes import (
    bilateral,
    budgeting,
    coordination,
    leadership,
    learning,
    norms,
    participation,
    recording,
    trust,
)
from paradiplomacy.processes.carrying import carriers, renewal
from paradiplomacy.processes.context import happening
from paradiplomacy.processes.delivery import milestones, resources
from paradiplomacy.processes.gate import conclusion, expectations, review
from paradiplomacy.processes.initiation import informal, opportunities, papers, partners
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.state.world import World


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
    Step("context", "partnerships", happening.bring_in),
    Step("context", "external_events", happening.happen),
    Step("leadership", "cities", leadership.hold_office),
    Step("leadership", "cities", leadership.renew_commitment),
    Step("budgeting", "cities", budgeting.grant_budget),
    Step("budgeting", "countries", budgeting.match_funds),
    Step("budgeting", "ngos", budgeting.raise_funds),
    Step("initiation", "countries", opportunities.survey_partnerships),
    Step("initiation", "cities", opportunities.sense_need),
    Step("initiation", "cities", opportunities.weigh_sectors),
    Step("initiation", "countries", opportunities.propose_top_down),
    Step("initiation", "cities", opportunities.propose),
    Step("initiation", "cities", partners.seek_partner),
    Step("initiation", "cities", papers.wish_papers),
    Step("initiation", "ngos", informal.start_informal),
    Step("initiation", "ngos", informal.seek_partnership),
    Step("gate", "countries", review.grant_fast_track),
    Step("gate", "countries", review.open_files),
    Step("gate", "countries", review.allot_reviewers),
    Step("gate", "countries", review.receive_central),
    Step("gate", "cities", review.receive_local),
    Step("gate", "countries", review.review_central),
    Step("gate", "cities", review.review_local),
    Step("gate", "cities", conclusion.follow_up),
    Step("coordination", "cities", coordination.coordinate),
    Step("coordination", "partnerships", coordination.meet_partner),
    Step("delivery", "cities", resources.start_programmes),
    Step("delivery", "ngos", resources.start_informal_programmes),
    Step("delivery", "cities", resources.resource_programmes),
    Step("delivery", "ngos", resources.resource_informal),
    Step("delivery", "partnerships", milestones.fade_contacts),
    Step("delivery", "cities", milestones.deliver),
    Step("delivery", "ngos", milestones.deliver_informal),
    Step("participation", "cities", participation.inform_public),
    Step("participation", "cities", participation.take_part),
    Step("trust", "countries", trust.publish_results),
    Step("trust", "cities", trust.revise_trust),
    Step("trust", "ngos", trust.review_record),
    Step("bilateral", "partnerships", bilateral.form_image),
    Step("bilateral", "countries", bilateral.survey_relations),
    Step("bilateral", "countries", bilateral.adjust_relations),
    Step("norms", "countries", norms.observe_norms),
    Step("norms", "cities", norms.consider_norm),
    Step("norms", "cities", norms.internalise),
    Step("norms", "countries", norms.recognise_identity),
    Step("learning", "cities", learning.evaluate),
    Step("learning", "cities", learning.gain_experience),
    Step("learning", "cities", learning.absorb),
    Step("learning", "cities", learning.build_capacity),
    Step("carrying", "cities", carriers.carry_partnerships),
    Step("carrying", "ngos", carriers.take_over),
    Step("carrying", "ngos", carriers.leave),
    Step("carrying", "ngos", carriers.enter),
    Step("carrying", "cities", renewal.renew_agreements),
    Step("recording", "partnerships", recording.record_month),
    Step("recording", "cities", recording.keep_books),
)


@rule
def begin(world: World) -> None:
    """Bring a new world to the eve of month 0: queues are at work before anyone watches."""
    review.spin_up(world)
    expectations.expect_waits(world)
