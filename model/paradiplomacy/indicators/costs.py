"""Indicators of what it costs: money and staff, of programmes and of levers, by who pays.

Money is counted in programme-months: what a medium programme takes in a month. Staff is counted in
programme-equivalents: what such a programme keeps at work. Levers belong to a city and not to a
tie, and so does what they cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import portion
from paradiplomacy.indicators.registry import SUM, WORLD, indicator, ratio
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import NGO_LEAD

if TYPE_CHECKING:
    from paradiplomacy.state.relations import Partnership
    from paradiplomacy.state.world import World


@rule
def spent_on(partnership: Partnership) -> float:
    """Return the money spent on the programmes of a tie so far, by all who paid."""
    return partnership.paid[0] + partnership.paid[1] + partnership.paid[NGO_LEAD]


@indicator(
    "programme-months",
    "money spent on the tie's programmes, by all who paid",
    headline=True,
    summary=SUM,
)
def cost(world: World, p: int) -> float:
    """Measure money spent."""
    return spent_on(world.partnerships[p])


@indicator(
    "programme-months", "money that the first city spent on the tie's programmes", summary=SUM
)
def cost_first(world: World, p: int) -> float:
    """Measure what the first side paid."""
    return world.partnerships[p].paid[0]


@indicator(
    "programme-months", "money that the second city spent on the tie's programmes", summary=SUM
)
def cost_second(world: World, p: int) -> float:
    """Measure what the second side paid."""
    return world.partnerships[p].paid[1]


@indicator(
    "programme-months", "outside money: what NGOs spent on the tie's programmes", summary=SUM
)
def cost_ngo(world: World, p: int) -> float:
    """Measure outside money."""
    return world.partnerships[p].paid[NGO_LEAD]


@indicator(
    "1",
    "outside money / all money spent on the tie's programmes",
    high=1.0,
    of=("cost_ngo", "cost"),
    combine=portion,
)
def dependence(world: World, p: int) -> float:
    """Measure dependence on outside money."""
    whole = cost(world, p)
    return ratio(cost_ngo(world, p), whole)


@indicator(
    "programme-months",
    "money that all cities spent on programmes, what their centres added included",
    level=WORLD,
    summary=SUM,
)
def programme_money_cities(world: World) -> float:
    """Measure what cities paid for programmes."""
    total = 0.0
    for c in range(len(world.cities)):
        total += world.cities[c].spent - world.cities[c].upkeep
    return total


@indicator(
    "programme-months",
    "outside money: what all NGOs spent on programmes",
    level=WORLD,
    summary=SUM,
)
def programme_money_ngos(world: World) -> float:
    """Measure what NGOs paid for programmes."""
    total = 0.0
    for n in range(len(world.ngos)):
        total += world.ngos[n].spent
    return total


@indicator(
    "programme-months",
    "money that all centres added to their cities' budgets, spent or not",
    level=WORLD,
    summary=SUM,
)
def money_matched(world: World) -> float:
    """Measure what centres gave."""
    total = 0.0
    for n in range(len(world.countries)):
        total += world.countries[n].matched
    return total


@indicator(
    "programme-months",
    "money that all cities spent on units, brokers and public information",
    level=WORLD,
    summary=SUM,
)
def lever_money(world: World) -> float:
    """Measure what levers took in money."""
    total = 0.0
    for c in range(len(world.cities)):
        total += world.cities[c].upkeep
    return total


@indicator(
    "programme-equivalent-months",
    "staff that coordination, monitoring and public information kept at work in all cities",
    level=WORLD,
    summary=SUM,
)
def lever_staff_cities(world: World) -> float:
    """Measure what levers took in the cities' staff."""
    total = 0.0
    for c in range(len(world.cities)):
        total += world.cities[c].lever_staff
    return total


@indicator(
    "programme-equivalent-months",
    "staff that coordination with each city kept at work in all centres",
    level=WORLD,
    summary=SUM,
)
def lever_staff_centres(world: World) -> float:
    """Measure what levers took in the centres' staff."""
    total = 0.0
    for n in range(len(world.countries)):
        total += world.countries[n].lever_staff
    return total


@indicator(
    "programme-months",
    "all money of programmes and levers, and the staff of levers at its value in money",
    level=WORLD,
    headline=True,
    summary=SUM,
)
def cost_total(world: World) -> float:
    """Measure all that was taken from anybody."""
    money = programme_money_cities(world) + programme_money_ngos(world) + lever_money(world)
    staff = lever_staff_cities(world) + lever_staff_centres(world)
    return money + world.parameters.levers.staff_value * staff
