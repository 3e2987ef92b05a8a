"""The agents: central governments, city governments and NGOs, as Mesa agents.

An agent *is* its record of the world: ``city.capacity = 0.9`` acts at once. Each behaviour is one
method that runs one rule of :data:`paradiplomacy.schedule.MONTH`; override it in a subclass and
hand the subclass to :class:`~paradiplomacy.simulation.ParadiplomacyModel` to see another
decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

from paradiplomacy import world as state
from paradiplomacy.fields import Entity, specs
from paradiplomacy.processes import (
    budgeting,
    conclusion,
    delivery,
    gate,
    initiation,
    leadership,
    resources,
    trust,
)

if TYPE_CHECKING:
    from paradiplomacy.relations import Partnership
    from paradiplomacy.simulation import ParadiplomacyModel
    from paradiplomacy.world import World


class Actor(mesa.Agent):
    """Be the base of the three kinds of agent: a record with an id, a place and a world."""

    model: ParadiplomacyModel

    def __init__(self, model: ParadiplomacyModel, name: str, index: int) -> None:
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
    """A country's central government: it registers, reviews and publishes."""

    def open_files(self) -> None:
        """Register new files, grant fast track, send each to its first stage."""
        gate.open_files(self.world, self.index)

    def allot_reviewers(self) -> None:
        """Spread reviewers over the central stages."""
        gate.allot_reviewers(self.world, self.index)

    def receive_central(self) -> None:
        """Take this month's files into the ministries' queues."""
        gate.receive_central(self.world, self.index)

    def review_central(self) -> None:
        """Decide the files whose turn has come in the ministries."""
        gate.review_central(self.world, self.index)

    def publish_results(self) -> None:
        """Publish how well the country's ties kept their promises."""
        trust.publish_results(self.world, self.index)


class CityGovernment(Actor, state.City):
    """A city government and its public: it leads, proposes, pays, delivers, trusts."""

    @property
    def ties(self) -> list[tuple[Partnership, int]]:
        """List the city's ties, each with the city's side of it."""
        links = self.world.links[self.first_link : self.first_link + self.link_count]
        return [(self.world.partnerships[link.partnership], link.side) for link in links]

    def hold_office(self) -> None:
        """Run the mayor's term down; elect, re-elect or replace the mayor."""
        leadership.hold_office(self.world, self.index)

    def renew_commitment(self) -> None:
        """Renew commitment to each tie that delivered."""
        leadership.renew_commitment(self.world, self.index)

    def grant_budget(self) -> None:
        """Close the books and grant the new year's money."""
        budgeting.grant_budget(self.world, self.index)

    def propose(self) -> None:
        """Propose programmes, or ask for papers."""
        initiation.propose(self.world, self.index)

    def receive_local(self) -> None:
        """Take this month's files into the council's queues."""
        gate.receive_local(self.world, self.index)

    def review_local(self) -> None:
        """Let the council decide the files whose turn has come."""
        gate.review_local(self.world, self.index)

    def follow_up(self) -> None:
        """Conclude the dossiers the city filed; note papers whose term has ended."""
        conclusion.follow_up(self.world, self.index)

    def start_programmes(self) -> None:
        """Start approved programmes that are funded."""
        resources.start_programmes(self.world, self.index)

    def resource_programmes(self) -> None:
        """Pay for and staff the programmes in which the city takes part."""
        resources.resource_programmes(self.world, self.index)

    def deliver(self) -> None:
        """Run the programmes the city leads for a month."""
        delivery.deliver(self.world, self.index)

    def revise_trust(self) -> None:
        """Revise trust in each partner."""
        trust.revise_trust(self.world, self.index)


class NGO(Actor, state.NGO):
    """A non-governmental organisation: it raises money, starts and carries programmes."""

    def raise_funds(self) -> None:
        """Close the books and raise the new year's money."""
        budgeting.raise_funds(self.world, self.index)

    def start_informal(self) -> None:
        """Propose programmes that need no gate."""
        initiation.start_informal(self.world, self.index)

    def start_informal_programmes(self) -> None:
        """Start its own programmes that are funded."""
        resources.start_informal_programmes(self.world, self.index)

    def resource_informal(self) -> None:
        """Pay for and staff the programmes it carries."""
        resources.resource_informal(self.world, self.index)

    def deliver_informal(self) -> None:
        """Run the programmes it leads for a month."""
        delivery.deliver_informal(self.world, self.index)


AGENT_CLASSES: dict[str, type[Any]] = {
    "countries": CentralGovernment,
    "cities": CityGovernment,
    "ngos": NGO,
}
"""Which agent stands for the rows of which table."""
