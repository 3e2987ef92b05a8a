"""The agents: central governments, city governments and NGOs, as Mesa agents.

An agent *is* its record of the world: ``city.capacity = 0.9`` acts at once. Each behaviour is one
method that runs one rule of :data:`paradiplomacy.schedule.MONTH` and has its docstring; override it
in a subclass and hand the subclass to
:class:`paradiplomacy.ParadiplomacyModel` to see another decision.
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
    recording,
    trust,
)
from paradiplomacy.processes.carrying import carriers, renewal
from paradiplomacy.processes.delivery import milestones, resources
from paradiplomacy.processes.gate import conclusion, review
from paradiplomacy.processes.initiation import informal, opportunities, papers, partners
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.state import actors as state
from paradiplomacy.state.fields import Entity, specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


class HasWorld(Protocol):
    """A model whose agents act in a world."""

    world: World


class Actor(mesa.Agent):
    """Base of the three kinds of agent: a record with an id, a place and a world."""

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

    def __repr__(self) -> str:
        """Return what kind of agent it is, its name and its row; its fields are attributes."""
        return f"<{type(self).__name__} {self.name!r}, row {self.index}>"


def behaviour(rule: Callable[[World, int], None]) -> Callable[[Actor], None]:
    """Return the method of an agent that runs a rule on the agent's own row."""

    def act(self: Actor) -> None:
        rule(self.world, self.index)

    act.__name__ = rule.__name__
    act.__doc__ = rule.__doc__
    return act


class CentralGovernment(Actor, state.Country):
    """A country's central government: it reviews, proposes, matches, recognises and publishes."""

    match_funds = behaviour(budgeting.match_funds)
    survey_partnerships = behaviour(opportunities.survey_partnerships)
    propose_top_down = behaviour(opportunities.propose_top_down)
    grant_fast_track = behaviour(review.grant_fast_track)
    open_files = behaviour(review.open_files)
    allot_reviewers = behaviour(review.allot_reviewers)
    receive_central = behaviour(review.receive_central)
    review_central = behaviour(review.review_central)
    publish_results = behaviour(trust.publish_results)
    survey_relations = behaviour(bilateral.survey_relations)
    adjust_relations = behaviour(bilateral.adjust_relations)
    observe_norms = behaviour(norms.observe_norms)
    recognise_identity = behaviour(norms.recognise_identity)


class CityGovernment(Actor, state.City):
    """A city government and its public: it leads, budgets, proposes, delivers, trusts, learns."""

    @property
    def partnerships(self) -> list[tuple[Partnership, int]]:
        """List the city's ties, each with the city's side of it."""
        pairs = memberships(self.world, self.index)
        return [(self.world.partnerships[p], side) for p, side in pairs]

    hold_office = behaviour(leadership.hold_office)
    renew_commitment = behaviour(leadership.renew_commitment)
    grant_budget = behaviour(budgeting.grant_budget)
    sense_need = behaviour(opportunities.sense_need)
    weigh_sectors = behaviour(opportunities.weigh_sectors)
    propose = behaviour(opportunities.propose)
    seek_partner = behaviour(partners.seek_partner)
    wish_papers = behaviour(papers.wish_papers)
    receive_local = behaviour(review.receive_local)
    review_local = behaviour(review.review_local)
    follow_up = behaviour(conclusion.follow_up)
    coordinate = behaviour(coordination.coordinate)
    start_programmes = behaviour(resources.start_programmes)
    resource_programmes = behaviour(resources.resource_programmes)
    deliver = behaviour(milestones.deliver)
    inform_public = behaviour(participation.inform_public)
    take_part = behaviour(participation.take_part)
    revise_trust = behaviour(trust.revise_trust)
    consider_norm = behaviour(norms.consider_norm)
    internalise = behaviour(norms.internalise)
    evaluate = behaviour(learning.evaluate)
    gain_experience = behaviour(learning.gain_experience)
    absorb = behaviour(learning.absorb)
    build_capacity = behaviour(learning.build_capacity)
    carry_partnerships = behaviour(carriers.carry_partnerships)
    renew_agreements = behaviour(renewal.renew_agreements)
    keep_books = behaviour(recording.keep_books)


class NGO(Actor, state.NGO):
    """A non-governmental organisation: it enters ties, carries programmes, takes over and leaves.

    While ``active`` is 0 it is latent: people who might found it, and no more.
    """

    raise_funds = behaviour(budgeting.raise_funds)
    start_informal = behaviour(informal.start_informal)
    seek_partnership = behaviour(informal.seek_partnership)
    start_informal_programmes = behaviour(resources.start_informal_programmes)
    resource_informal = behaviour(resources.resource_informal)
    deliver_informal = behaviour(milestones.deliver_informal)
    review_record = behaviour(trust.review_record)
    take_over = behaviour(carriers.take_over)
    leave = behaviour(carriers.leave)
    enter = behaviour(carriers.enter)


AGENT_CLASSES: dict[str, type[Any]] = {
    "countries": CentralGovernment,
    "cities": CityGovernment,
    "ngos": NGO,
}
"""Which agent stands for the rows of which table."""
