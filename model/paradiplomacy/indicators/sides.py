"""Indicators of the two cities of a tie: their means, and what sets them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import inequality, part
from paradiplomacy.indicators.registry import SUM, UNDEFINED, indicator, ratio
from paradiplomacy.processes.initiation.proposals import membership_sector
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator("1", "mean active share of both publics", high=1.0)
def participation(world: World, p: int) -> float:
    """Measure participation."""
    partnership = world.partnerships[p]
    one = world.cities[partnership.cities[0]]
    return 0.5 * (one.participation + world.cities[partnership.cities[1]].participation)


@indicator("1", "mean institutional capacity of both cities", high=1.0)
def capacity(world: World, p: int) -> float:
    """Measure capacity."""
    partnership = world.partnerships[p]
    one = world.cities[partnership.cities[0]]
    return 0.5 * (one.capacity + world.cities[partnership.cities[1]].capacity)


@indicator("1", "absolute difference of both cities' institutional capacity", high=1.0)
def capacity_gap(world: World, p: int) -> float:
    """Measure how unequal the two cities' capacities are."""
    partnership = world.partnerships[p]
    return abs(
        world.cities[partnership.cities[0]].capacity - world.cities[partnership.cities[1]].capacity
    )


@indicator("1", "mean coordination of both cities with their centres", high=1.0)
def vertical_coordination(world: World, p: int) -> float:
    """Measure vertical coordination."""
    partnership = world.partnerships[p]
    one = world.cities[partnership.cities[0]]
    return 0.5 * (
        one.vertical_coordination + world.cities[partnership.cities[1]].vertical_coordination
    )


@indicator("1", "mean coordination among the agencies of both cities", high=1.0)
def horizontal_coordination(world: World, p: int) -> float:
    """Measure horizontal coordination."""
    partnership = world.partnerships[p]
    one = world.cities[partnership.cities[0]]
    return 0.5 * (
        one.horizontal_coordination + world.cities[partnership.cities[1]].horizontal_coordination
    )


@rule
def proposed_by(world: World, p: int, side: int) -> float:
    """Return how many programmes one side's city has proposed."""
    total = 0.0
    for sector in range(len(world.sectors)):
        total += world.initiated[membership_sector(world, p, side, sector)]
    return total


@rule
def sectors_of(world: World, p: int, side: int) -> float:
    """Return in how many sectors one side's city has proposed a programme."""
    touched = 0
    for sector in range(len(world.sectors)):
        if world.initiated[membership_sector(world, p, side, sector)] > 0.0:
            touched += 1
    return float(touched)


@indicator("sectors", "sectors in which the first city has ever proposed programmes")
def sectors_first(world: World, p: int) -> float:
    """Count the sectors that the first side has touched."""
    return sectors_of(world, p, 0)


@indicator("sectors", "sectors in which the second city has ever proposed programmes")
def sectors_second(world: World, p: int) -> float:
    """Count the sectors that the second side has touched."""
    return sectors_of(world, p, 1)


@indicator("programmes", "programmes that the first city proposed", summary=SUM)
def proposed_first(world: World, p: int) -> float:
    """Count what the first side proposed."""
    return proposed_by(world, p, 0)


@indicator("programmes", "programmes that the second city proposed", summary=SUM)
def proposed_second(world: World, p: int) -> float:
    """Count what the second side proposed."""
    return proposed_by(world, p, 1)


@indicator(
    "1",
    "programmes that the first city proposed / that both cities did",
    high=1.0,
    of=("proposed_first", "proposed_second"),
    combine=part,
)
def initiated_share_first(world: World, p: int) -> float:
    """Measure which side takes the initiative."""
    first = proposed_by(world, p, 0)
    total = first + proposed_by(world, p, 1)
    return ratio(first, total)


@indicator("milestones", "deliveries weighted by the first city's agenda", summary=SUM)
def benefit_first(world: World, p: int) -> float:
    """Measure what a tie gives its first side."""
    return world.partnerships[p].benefit[0]


@indicator("milestones", "deliveries weighted by the second city's agenda", summary=SUM)
def benefit_second(world: World, p: int) -> float:
    """Measure what a tie gives its second side."""
    return world.partnerships[p].benefit[1]


@indicator(
    "1",
    "Gini coefficient of both sides' benefits: their difference / twice their sum",
    high=0.5,
    of=("benefit_first", "benefit_second"),
    combine=inequality,
)
def benefit_gini(world: World, p: int) -> float:
    """Measure how unequally a tie serves its two sides."""
    partnership = world.partnerships[p]
    total = partnership.benefit[0] + partnership.benefit[1]
    if total <= 0.0:
        return UNDEFINED
    return abs(partnership.benefit[0] - partnership.benefit[1]) / (2.0 * total)
