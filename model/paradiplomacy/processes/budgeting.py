"""Budgeting: money is granted in the fiscal month and what is left goes back.

Rule in words. In its country's fiscal month a city's unspent money is returned and the year's grant
comes in; an NGO raises its year's money in the fiscal month of its home. The grant is constant: the
neutral form of budgeting, in which need does not yet move the share.

Sources. E38 (budget limits), D06 (level). Friction in budget shares (Jones & Baumgartner 2005)
belongs to this process and replaces the constant grant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.rules import Mechanism, Variant, rule

if TYPE_CHECKING:
    from paradiplomacy.world import World

MECHANISM = Mechanism(
    "budgeting",
    "money for programmes",
    (Variant("neutral", "the same grant every fiscal year", "ablation"),),
)


@rule
def is_fiscal_month(world: World, n: int) -> bool:
    """Tell whether this month opens the fiscal year of country ``n``."""
    clock = world.clock
    return (clock.start + clock.month) % 12 == world.countries[n].fiscal_month - 1


@rule
def grant_budget(world: World, c: int) -> None:
    """Close the books of city ``c`` and grant the new year's money."""
    city = world.cities[c]
    if not is_fiscal_month(world, city.country):
        return
    city.returned += city.funds
    city.funds = city.budget
    city.granted += city.budget


@rule
def raise_funds(world: World, n: int) -> None:
    """Close the books of NGO ``n`` and let it raise the new year's money."""
    ngo = world.ngos[n]
    if not is_fiscal_month(world, world.cities[ngo.home].country):
        return
    ngo.returned += ngo.funds
    ngo.funds = ngo.budget
    ngo.granted += ngo.budget
