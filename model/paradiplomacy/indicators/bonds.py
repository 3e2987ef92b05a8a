"""Indicators of what binds the two sides of a tie: trust, perception, commitment, contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.registry import UNDEFINED, indicator
from paradiplomacy.processes.shared.forms import geometric
from paradiplomacy.processes.trust import dyad_trust, track_trust
from paradiplomacy.state.codes import GOVERNMENT, SOCIETY

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator("years", "years since the tie was founded, where not stated since the start")
def age(world: World, p: int) -> float:
    """Measure the age of a tie."""
    return (world.clock.month + 1 - world.partnerships[p].founded) / 12.0


@indicator("1", "mean trust over both directions and both tracks", high=1.0, headline=True)
def trust(world: World, p: int) -> float:
    """Measure the trust of a tie."""
    return dyad_trust(world.partnerships[p])


@indicator("1", "mean trust over both directions, between governments", high=1.0, headline=True)
def trust_government(world: World, p: int) -> float:
    """Measure trust on the government track."""
    return track_trust(world.partnerships[p], GOVERNMENT)


@indicator("1", "mean trust over both directions, between societies", high=1.0, headline=True)
def trust_society(world: World, p: int) -> float:
    """Measure trust on the society track."""
    return track_trust(world.partnerships[p], SOCIETY)


@indicator("1", "trust of the first city's government in the other's", high=1.0)
def trust_government_first(world: World, p: int) -> float:
    """Measure trust between governments, from the first side."""
    return world.partnerships[p].trust[2 * GOVERNMENT + 0]


@indicator("1", "trust of the second city's government in the other's", high=1.0)
def trust_government_second(world: World, p: int) -> float:
    """Measure trust between governments, from the second side."""
    return world.partnerships[p].trust[2 * GOVERNMENT + 1]


@indicator("1", "trust of the first city's society in the other's", high=1.0)
def trust_society_first(world: World, p: int) -> float:
    """Measure trust between societies, from the first side."""
    return world.partnerships[p].trust[2 * SOCIETY + 0]


@indicator("1", "trust of the second city's society in the other's", high=1.0)
def trust_society_second(world: World, p: int) -> float:
    """Measure trust between societies, from the second side."""
    return world.partnerships[p].trust[2 * SOCIETY + 1]


@indicator("1", "absolute difference of both governments' trust in each other", high=1.0)
def trust_government_gap(world: World, p: int) -> float:
    """Measure how far trust between governments differs by side."""
    one = world.partnerships[p].trust[2 * GOVERNMENT + 0]
    return abs(one - world.partnerships[p].trust[2 * GOVERNMENT + 1])


@indicator("1", "absolute difference of both societies' trust in each other", high=1.0)
def trust_society_gap(world: World, p: int) -> float:
    """Measure how far trust between societies differs by side."""
    one = world.partnerships[p].trust[2 * SOCIETY + 0]
    return abs(one - world.partnerships[p].trust[2 * SOCIETY + 1])


@indicator("1", "standard deviation of trust over all months of the tie", high=1.0)
def trust_volatility(world: World, p: int) -> float:
    """Measure how unsteady trust has been."""
    partnership = world.partnerships[p]
    return (
        geometric(partnership.trust_squares, 1.0 / partnership.age)
        if partnership.age > 0
        else UNDEFINED
    )


@indicator("1", "mean bilateral level of the two states toward each other", high=1.0)
def bilateral(world: World, p: int) -> float:
    """Measure the bilateral level behind a tie."""
    partnership = world.partnerships[p]
    one = world.cities[partnership.cities[0]].country
    other = world.cities[partnership.cities[1]].country
    size = len(world.countries)
    return 0.5 * (world.bilateral[one * size + other] + world.bilateral[other * size + one])


@indicator("1", "mean image of the partner among both publics", high=1.0)
def perception(world: World, p: int) -> float:
    """Measure the public's image of the partner."""
    partnership = world.partnerships[p]
    return 0.5 * (partnership.perception[0] + partnership.perception[1])


@indicator("1", "mean commitment of both sides", high=1.0)
def commitment(world: World, p: int) -> float:
    """Measure commitment."""
    partnership = world.partnerships[p]
    return 0.5 * (partnership.commitment[0] + partnership.commitment[1])


@indicator("1", "stock of personal contacts", high=1.0)
def contact(world: World, p: int) -> float:
    """Measure contacts."""
    return world.partnerships[p].contact


@indicator("1", "coordination of the two cities", high=1.0)
def coordination(world: World, p: int) -> float:
    """Measure coordination within the tie."""
    return world.partnerships[p].coordination


@indicator("1", "share of promises that the first city expects to be kept", high=1.0)
def aspiration_first(world: World, p: int) -> float:
    """Measure aspiration, on the first side."""
    return world.partnerships[p].aspiration[0]


@indicator("1", "share of promises that the second city expects to be kept", high=1.0)
def aspiration_second(world: World, p: int) -> float:
    """Measure aspiration, on the second side."""
    return world.partnerships[p].aspiration[1]
