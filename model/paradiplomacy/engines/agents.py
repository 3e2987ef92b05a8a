"""The agents: central governments, city governments and NGOs, as Mesa agents.

An agent *is* its record of the world: ``city.capacity = 0.9`` acts at once. Each behaviour is one
method that runs one rule of :data:`paradiplomacy.schedule.MONTH`; override it in a subclass and
hand the subclass to :class:`~paradiplomacy.engines.mesa_engine.ParadiplomacyModel` to see another
decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import mesa

from paradiplomacy.processes import (
    bilateral,
    budgeting,
    coordination,
    leadership,
    learning,
    norms,
    participation,
    trust,
)
from paradiplomacy.processes.carrying import carriers, renewal
from paradiplomacy.processes.delivery import milestones, resources
from paradiplomacy.processes.gate import conclusion, review
from paradiplomacy.processes.initiation import informal, opportunities, partners
from paradiplomacy.state import actors as state
from paradiplomacy.state.codes import NONE
from paradiplomacy.state.fields import Entity, specs

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


class HasWorld(Protocol):
    """A model whose agents act in a world."""

    world: World


class Actor(mesa.Agent):
    """Be the base of the three kinds of agent: a record with an id, a place and a world."""

    model: HasWorld

    def __init__(self, model: HasWorld, name: str, index: int) -> None:
        super().__init__(model)
        self.name = name
        self.index = index

    def adopt(self, record: Entity) -> None:
        """Take over the state of ``record``."""
        for field in specs(type(record)):
            setattr(self, field, getattr(record, field))

    @property
    def world(self) -> World:
        """Give the world in which the agent acts."""
        return self.model.world


class CentralGovernment(Actor, state.Country):
    """A country's central government: it reviews, proposes, matches, recognises and publishes."""

    def match_funds(self) -> None:
        """Match the cities' grants from the fund for it."""
        budgeting.match_funds(self.world, self.index)

    def survey_ties(self) -> None:
        """See how active the cities' ties are, and plan sectors by national priority."""
        opportunities.survey_ties(self.world, self.index)

    def propose_top_down(self) -> None:
        """Shape the centre's share of opportunities by its priorities."""
        opportunities.propose_top_down(self.world, self.index)

    def grant_fast_track(self) -> None:
        """Grant fast track to files whose drift is worth the time saved."""
        review.grant_fast_track(self.world, self.index)

    def open_files(self) -> None:
        """Register new files and send each to its first stage."""
        review.open_files(self.world, self.index)

    def allot_reviewers(self) -> None:
        """Spread reviewers over the central stages."""
        review.allot_reviewers(self.world, self.index)

    def receive_central(self) -> None:
        """Take this month's files into the ministries' queues."""
        review.receive_central(self.world, self.index)

    def review_central(self) -> None:
        """Decide the files whose turn has come in the ministries."""
        review.review_central(self.world, self.index)

    def publish_results(self) -> None:
        """Publish how well the country's ties kept their promises."""
        trust.publish_results(self.world, self.index)

    def survey_relations(self) -> None:
        """Sum up what the cities' ties mean for relations with other countries."""
        bilateral.survey_relations(self.world, self.index)

    def adjust_relations(self) -> None:
        """Let relations with each other country move on."""
        bilateral.adjust_relations(self.world, self.index)

    def observe_norms(self) -> None:
        """Make known how many cities hold the norm of city diplomacy."""
        norms.observe_norms(self.world, self.index)

    def recognise_identity(self) -> None:
        """Recognise local identity more, or less."""
        norms.recognise_identity(self.world, self.index)

    def pool_lessons(self) -> None:
        """Pool what the cities' programmes teach about each sector."""
        learning.pool_lessons(self.world, self.index)


class CityGovernment(Actor, state.City):
    """A city government and its public: it leads, budgets, proposes, delivers, trusts, learns."""

    @property
    def ties(self) -> list[tuple[Partnership, int]]:
        """List the city's ties, each with the city's side of it."""
        found = []
        end = self.first_end
        while end != NONE:
            tie, side = self.world.partnerships[end // 2], end % 2
            found.append((tie, side))
            end = tie.next[side]
        return found

    def hold_office(self) -> None:
        """Run the mayor's term down; elect, re-elect or replace the mayor."""
        leadership.hold_office(self.world, self.index)

    def renew_commitment(self) -> None:
        """Renew commitment to each tie in which cities delivered."""
        leadership.renew_commitment(self.world, self.index)

    def grant_budget(self) -> None:
        """Close the books, move the share of revenue or not, and grant the new year's money."""
        budgeting.grant_budget(self.world, self.index)

    def sense_need(self) -> None:
        """Sense how pressing the problems are that foreign ties might ease."""
        opportunities.sense_need(self.world, self.index)

    def weigh_sectors(self) -> None:
        """Weigh sectors: what pays against what is appropriate."""
        opportunities.weigh_sectors(self.world, self.index)

    def propose(self) -> None:
        """Take the opportunities that are the city's own: programmes, or the papers they need."""
        opportunities.propose(self.world, self.index)

    def seek_partner(self) -> None:
        """Look for a partner abroad, found a tie with it or revive one."""
        partners.seek_partner(self.world, self.index)

    def receive_local(self) -> None:
        """Take this month's files into the council's queues."""
        review.receive_local(self.world, self.index)

    def review_local(self) -> None:
        """Let the council decide the files whose turn has come."""
        review.review_local(self.world, self.index)

    def follow_up(self) -> None:
        """Conclude the dossiers the city filed; note papers whose term has ended."""
        conclusion.follow_up(self.world, self.index)

    def coordinate(self) -> None:
        """Meet with the centre and among agencies."""
        coordination.coordinate(self.world, self.index)

    def start_programmes(self) -> None:
        """Start approved programmes that are funded."""
        resources.start_programmes(self.world, self.index)

    def resource_programmes(self) -> None:
        """Pay for and staff levers and the programmes in which the city takes part."""
        resources.resource_programmes(self.world, self.index)

    def deliver(self) -> None:
        """Run the programmes the city leads for a month."""
        milestones.deliver(self.world, self.index)

    def inform_public(self) -> None:
        """Inform the public of what the ties do."""
        participation.inform_public(self.world, self.index)

    def take_part(self) -> None:
        """Let people join, and leave."""
        participation.take_part(self.world, self.index)

    def revise_trust(self) -> None:
        """Revise trust in each partner."""
        trust.revise_trust(self.world, self.index)

    def consider_norm(self) -> None:
        """Make up its mind about the norm, if it thinks of it this month."""
        norms.consider_norm(self.world, self.index)

    def internalise(self) -> None:
        """Hold what it has made up its mind to hold, and grow into it by practice."""
        norms.internalise(self.world, self.index)

    def evaluate(self) -> None:
        """Evaluate the programmes the city leads, and repair the poor ones."""
        learning.evaluate(self.world, self.index)

    def absorb(self) -> None:
        """Take in the know-how that came with deliveries."""
        learning.absorb(self.world, self.index)

    def build_capacity(self) -> None:
        """Gain what was taken in, lose what is not kept up."""
        learning.build_capacity(self.world, self.index)

    def carry_ties(self) -> None:
        """Let go of ties, or take them up again."""
        carriers.carry_ties(self.world, self.index)

    def renew_papers(self) -> None:
        """File for the renewal of papers under which something was delivered."""
        renewal.renew_papers(self.world, self.index)


class NGO(Actor, state.NGO):
    """A non-governmental organisation: it enters ties, carries programmes, takes over and leaves.

    While ``active`` is 0 it is latent: people who might found it, and no more.
    """

    def raise_funds(self) -> None:
        """Close the books and raise the new year's money."""
        budgeting.raise_funds(self.world, self.index)

    def start_informal(self) -> None:
        """Start programmes that need no gate."""
        informal.start_informal(self.world, self.index)

    def seek_tie(self) -> None:
        """Look for a partner abroad for the home city, and start an informal tie."""
        informal.seek_tie(self.world, self.index)

    def start_informal_programmes(self) -> None:
        """Start its own programmes that are funded."""
        resources.start_informal_programmes(self.world, self.index)

    def resource_informal(self) -> None:
        """Pay for and staff the programmes it carries."""
        resources.resource_informal(self.world, self.index)

    def deliver_informal(self) -> None:
        """Run the programmes it leads for a month."""
        milestones.deliver_informal(self.world, self.index)

    def review_record(self) -> None:
        """Hold results against what it aspires to."""
        trust.review_record(self.world, self.index)

    def take_over(self) -> None:
        """Take over what a city led in a tie that a city has let go."""
        carriers.take_over(self.world, self.index)

    def leave(self) -> None:
        """Leave where money or success fails it."""
        carriers.leave(self.world, self.index)

    def enter(self) -> None:
        """Take up ties of the home city where identity is salient and need unmet."""
        carriers.enter(self.world, self.index)


AGENT_CLASSES: dict[str, type[Any]] = {
    "countries": CentralGovernment,
    "cities": CityGovernment,
    "ngos": NGO,
}
"""Which agent stands for the rows of which table."""
