"""Budgeting: budgets stay as they are until need overcomes friction, and then move far.

Rule in words. In its country's fiscal month a city's unspent money is returned and the year's
grant comes in: a share of its revenue. What its programmes asked for in the year, against the
grant, is a signal that the share is too small or too large. Signals accumulate; nothing moves
while their sum is small, and when it exceeds the friction the share moves in proportion and the
sum starts anew. The centre may match its cities' grants from a fund. An NGO raises its year's
money in the fiscal month of its home.

Equations. With D the money asked for, G the grant, k the slack and C the friction::

    s = (D - (1 - k) G) / (D + G)        S <- S + s
    |S| < C:  share stays                |S| >= C:  share <- share (1 + beta S), S <- 0

The share stays between a part of its start and 1. The match is the fund over the sum of the
grants, at most 1.

Sources. A response to signals once they exceed a friction: Jones & Baumgartner 2005 (The Politics
of Attention). That budgets move seldom and then far: Jones, Sulkin & Larsen 2003 (American
Political Science Review 97:151-169, P38). The signal s: form assumed. Evidence: E38, E40, E79, D04,
D06.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.rules import Mechanism, Variant, rule
from paradiplomacy.state.codes import BUDGET_CUT, BUDGET_RAISED

if TYPE_CHECKING:
    from paradiplomacy.state.world import World

MECHANISM = Mechanism(
    "budgeting",
    "money for programmes",
    (
        Variant(
            "friction",
            "the share moves only when the signals of some years add up past a friction",
            "Jones & Baumgartner 2005; Jones, Sulkin & Larsen 2003; D04",
        ),
        Variant("neutral", "the same grant every fiscal year", "ablation"),
        Variant(
            "incremental",
            "the share moves a little with every year's signal",
            "rival: Wildavsky 1964 (The Politics of the Budgetary Process)",
        ),
    ),
)

FRICTION = MECHANISM.code("friction")
NEUTRAL = MECHANISM.code("neutral")
INCREMENTAL = MECHANISM.code("incremental")


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
    # A budget is judged by a whole year.
    if world.clock.month >= 12:
        weigh_need(world, c)
    grant = city.revenue * city.budget_share
    city.funds = grant
    city.granted += grant
    city.asked = 0.0


@rule
def weigh_need(world: World, c: int) -> None:
    """Let the year's signal move the share of city ``c``, or wait for more."""
    parameters = world.parameters.budgeting
    variant = world.mechanisms.budgeting
    city = world.cities[c]
    if variant == NEUTRAL:
        return
    grant = city.revenue * city.budget_share
    total = city.asked + grant
    if total <= 0.0:
        return
    city.pressure += (city.asked - (1.0 - parameters.slack) * grant) / total
    threshold = world.countries[city.country].budget_friction if variant == FRICTION else 0.0
    if abs(city.pressure) < threshold:
        return
    before = city.budget_share
    moved = before * (1.0 + parameters.response * city.pressure)
    least = parameters.least_share * parameters.start_share
    city.budget_share = clip(moved, least, 1.0)
    city.pressure = 0.0
    if city.budget_share > before:
        log(world, BUDGET_RAISED, city=c)
    elif city.budget_share < before:
        log(world, BUDGET_CUT, city=c)


@rule
def match_funds(world: World, n: int) -> None:
    """Let centre ``n`` match its cities' grants, at most one to one, as far as its fund goes."""
    country = world.countries[n]
    if country.matching_fund <= 0.0 or not is_fiscal_month(world, n):
        return
    total = 0.0
    for c in range(country.first_city, country.first_city + country.city_count):
        total += world.cities[c].funds
    if total <= 0.0:
        return
    share = min(country.matching_fund / total, 1.0)
    for c in range(country.first_city, country.first_city + country.city_count):
        city = world.cities[c]
        extra = share * city.funds
        city.funds += extra
        city.granted += extra
        country.matched += extra


@rule
def raise_funds(world: World, n: int) -> None:
    """Close the books of NGO ``n`` and let it raise the new year's money."""
    ngo = world.ngos[n]
    if ngo.active == 0 or not is_fiscal_month(world, world.cities[ngo.home].country):
        return
    ngo.returned += ngo.funds
    ngo.funds = ngo.budget
    ngo.granted += ngo.budget
