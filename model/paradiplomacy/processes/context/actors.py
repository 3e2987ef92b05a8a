"""Changes of countries, NGOs, ties and sectors, one field of one of them at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.context import (
    COUNTRY_EFFORT,
    FISCAL_MONTH,
    FRICTION,
    MANDATE,
    MATCHING,
    NGO_BUDGET,
    NGO_CAPABILITY,
    NGO_LEGITIMACY,
    NGO_LINKS,
    RECOGNITION,
    REVIEWERS,
    SECTOR_CONTACT,
    SECTOR_FOREIGNNESS,
    SECTOR_IDENTITY,
    SECTOR_KNOWLEDGE,
    SENSITIVITY,
    SET,
    TERM_LIMIT,
    TERM_MONTHS,
    TIE_COMMITMENT,
    TIE_CONTACT,
    TIE_COORDINATION,
    TIE_DISTANCE,
)
from paradiplomacy.processes.context.operations import changed, rounded
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def change_country(world: World, h: int, operation: int, amount: float) -> float:
    """Change a field of a country."""
    event = world.external_events[h]
    target = event.target
    country = world.countries[event.row]
    if target == RECOGNITION:
        before = country.recognition_base
        country.recognition_base = changed(before, operation, amount, event.low, event.high)
        country.recognition = changed(country.recognition, operation, amount, event.low, event.high)
        return country.recognition_base - before
    if target == SENSITIVITY:
        before = country.foreign_sensitivity
        country.foreign_sensitivity = changed(before, operation, amount, event.low, event.high)
        return country.foreign_sensitivity - before
    if target == REVIEWERS:
        before = country.reviewers
        country.reviewers = changed(before, operation, amount, event.low, event.high)
        return country.reviewers - before
    if target == COUNTRY_EFFORT:
        before = country.coordination_effort
        country.coordination_effort = changed(before, operation, amount, event.low, event.high)
        return country.coordination_effort - before
    if target == MATCHING:
        before = country.matching_fund
        country.matching_fund = changed(before, operation, amount, event.low, event.high)
        return country.matching_fund - before
    if target == MANDATE:
        before = country.monitoring_mandate
        country.monitoring_mandate = changed(before, operation, amount, event.low, event.high)
        return country.monitoring_mandate - before
    if target == FISCAL_MONTH:
        whole = country.fiscal_month
        country.fiscal_month = rounded(
            changed(float(whole), operation, amount, event.low, event.high)
        )
        return float(country.fiscal_month - whole)
    if target == FRICTION:
        before = country.budget_friction
        country.budget_friction = changed(before, operation, amount, event.low, event.high)
        return country.budget_friction - before
    if target == TERM_MONTHS:
        whole = country.term_months
        country.term_months = rounded(
            changed(float(whole), operation, amount, event.low, event.high)
        )
        return float(country.term_months - whole)
    if target == TERM_LIMIT:
        whole = country.term_limit
        country.term_limit = rounded(
            changed(float(whole), operation, amount, event.low, event.high)
        )
        return float(country.term_limit - whole)
    return 0.0


@rule
def change_ngo(world: World, h: int, operation: int, amount: float) -> float:
    """Change a field of an NGO."""
    event = world.external_events[h]
    target = event.target
    ngo = world.ngos[event.row]
    if target == NGO_CAPABILITY:
        before = ngo.capability
        ngo.capability = changed(before, operation, amount, event.low, event.high)
        return ngo.capability - before
    if target == NGO_LEGITIMACY:
        before = ngo.legitimacy
        ngo.legitimacy = changed(before, operation, amount, event.low, event.high)
        return ngo.legitimacy - before
    if target == NGO_LINKS:
        before = ngo.transnational
        ngo.transnational = changed(before, operation, amount, event.low, event.high)
        return ngo.transnational - before
    if target == NGO_BUDGET:
        before = ngo.budget
        ngo.budget = changed(before, operation, amount, event.low, event.high)
        return ngo.budget - before
    return 0.0


@rule
def change_tie(world: World, h: int, operation: int, amount: float) -> float:
    """Change a field of a tie; what is set before it is founded holds at its founding."""
    event = world.external_events[h]
    target = event.target
    tie = world.partnerships[event.row]
    if target == TIE_DISTANCE:
        before = tie.cultural_distance
        tie.cultural_distance = changed(before, operation, amount, event.low, event.high)
        return tie.cultural_distance - before
    if target == TIE_CONTACT:
        before = tie.contact
        tie.contact = changed(before, operation, amount, event.low, event.high)
        return tie.contact - before
    if target == TIE_COORDINATION:
        before = tie.coordination
        tie.coordination = changed(before, operation, amount, event.low, event.high)
        return tie.coordination - before
    if target == TIE_COMMITMENT:
        before = tie.commitment[event.column]
        tie.commitment[event.column] = changed(before, operation, amount, 0.0, 1.0)
        if operation == SET:
            tie.pledged[event.column] = 1
        return tie.commitment[event.column] - before
    before = tie.perception[0]
    for side in range(2):
        tie.perception[side] = changed(tie.perception[side], operation, amount, 0.0, 1.0)
    return tie.perception[0] - before


@rule
def change_sector(world: World, h: int, operation: int, amount: float) -> float:
    """Change a field of a sector."""
    event = world.external_events[h]
    target = event.target
    sector = world.sectors[event.row]
    if target == SECTOR_CONTACT:
        before = sector.contact
        sector.contact = changed(before, operation, amount, event.low, event.high)
        return sector.contact - before
    if target == SECTOR_FOREIGNNESS:
        before = sector.foreignness
        sector.foreignness = changed(before, operation, amount, event.low, event.high)
        return sector.foreignness - before
    if target == SECTOR_IDENTITY:
        before = sector.identity
        sector.identity = changed(before, operation, amount, event.low, event.high)
        return sector.identity - before
    if target == SECTOR_KNOWLEDGE:
        before = sector.knowledge
        sector.knowledge = changed(before, operation, amount, event.low, event.high)
        return sector.knowledge - before
    return 0.0
