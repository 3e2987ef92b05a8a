"""Indicators of the whole world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import part
from paradiplomacy.indicators.registry import MEAN, SUM, WORLD, indicator, ratio
from paradiplomacy.state.codes import (
    AGREEMENT_LAPSED,
    AGREEMENT_RENEWED,
    DOSSIER_RETURNED,
    LOI_SIGNED,
    MAYOR_ELECTED,
    MAYOR_LEFT_EARLY,
    MOU_SIGNED,
    NGO_ENTERED,
    NGO_LEFT,
    PROGRAMME_BROKEN_OFF,
    PROGRAMME_COMPLETED,
    PROGRAMME_REPAIRED,
    PROGRAMME_STARTED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator(
    "share of cities", "cities that hold the norm / cities", high=1.0, level=WORLD, headline=True
)
def norm_adopted(world: World) -> float:
    """Measure the spread of the norm."""
    holders = 0
    for c in range(len(world.cities)):
        holders += world.cities[c].norm_adopted
    return holders / max(len(world.cities), 1)


@indicator("1", "mean internalisation of the norm over cities", high=1.0, level=WORLD)
def norm_internalised(world: World) -> float:
    """Measure how far the norm has become second nature."""
    total = 0.0
    for c in range(len(world.cities)):
        total += world.cities[c].norm_internalised
    return total / max(len(world.cities), 1)


@indicator("1", "mean recognition of local identity over countries", high=1.0, level=WORLD)
def recognition(world: World) -> float:
    """Measure recognition of local identity."""
    total = 0.0
    for n in range(len(world.countries)):
        total += world.countries[n].recognition
    return total / max(len(world.countries), 1)


@indicator(
    "programme-months a year",
    "mean budget for foreign programmes over cities",
    level=WORLD,
    summary=MEAN,
)
def budget(world: World) -> float:
    """Measure budgets."""
    total = 0.0
    for c in range(len(world.cities)):
        city = world.cities[c]
        total += city.revenue * city.budget_share
    return total / max(len(world.cities), 1)


@indicator("ties", "mean number of ties of a city, those of the start included", level=WORLD)
def partnerships_per_city(world: World) -> float:
    """Count ties by city."""
    return 2.0 * (world.clock.partnership_count - world.clock.awaited) / max(len(world.cities), 1)


@indicator("ties", "number of ties of the city that has most", level=WORLD)
def degree_max(world: World) -> float:
    """Measure how popular the most popular city is."""
    most = 0
    for c in range(len(world.cities)):
        most = max(most, world.cities[c].partnership_count)
    return float(most)


@indicator(
    "1",
    "Gini coefficient of the number of ties over cities; undefined where none has any",
    level=WORLD,
    high=1.0,
)
def degree_gini(world: World) -> float:
    """Measure how unequally ties are spread over cities."""
    most = int(degree_max(world))
    cities = len(world.cities)
    total = 0
    before = 0
    weighted = 0.0
    for degree in range(most + 1):
        number = 0
        for c in range(cities):
            if world.cities[c].partnership_count == degree:
                number += 1
        # Cities of one degree share the middle of their ranks.
        weighted += degree * number * (2.0 * before + number - cities)
        before += number
        total += degree * number
    return ratio(weighted, float(cities * total))


@indicator(
    "1",
    "pairs of partners of one city, from two countries, that have a tie themselves / such pairs;"
    " undefined where there are none",
    level=WORLD,
    high=1.0,
)
def closure(world: World) -> float:
    """Measure how often partners of one city are partners of each other."""
    # A triangle closes a triad at each of its corners.
    return ratio(3.0 * world.clock.triangles, world.clock.triads)


@indicator("NGOs", "NGOs that exist", level=WORLD)
def ngos_active(world: World) -> float:
    """Count the NGOs that exist."""
    active = 0
    for n in range(len(world.ngos)):
        active += world.ngos[n].active
    return float(active)


@indicator(
    "dossiers", "tickets waiting at central desks / such desks in force", level=WORLD, summary=MEAN
)
def backlog(world: World) -> float:
    """Measure the central queues, background dossiers included."""
    desks = 0
    waiting = 0
    for n in range(len(world.countries)):
        country = world.countries[n]
        for k in range(country.first_desk, country.first_desk + country.desk_count):
            desks += 1
            waiting += world.desks[k].arrived - world.desks[k].served
    return ratio(waiting, desks)


@indicator("mayors", "mayors who left or were not re-elected", level=WORLD, summary=SUM)
def mayors_changed(world: World) -> float:
    """Count changes of mayors."""
    return float(world.tallies[MAYOR_ELECTED].count + world.tallies[MAYOR_LEFT_EARLY].count)


@indicator("programmes", "programmes started", level=WORLD, summary=SUM)
def programmes_started(world: World) -> float:
    """Count programmes that started."""
    return float(world.tallies[PROGRAMME_STARTED].count)


@indicator("programmes", "programmes that ran to their end", level=WORLD, summary=SUM)
def programmes_completed(world: World) -> float:
    """Count programmes that ended as planned."""
    return float(world.tallies[PROGRAMME_COMPLETED].count)


@indicator("programmes", "programmes that ended before their time", level=WORLD, summary=SUM)
def programmes_broken_off(world: World) -> float:
    """Count programmes that were broken off."""
    return float(world.tallies[PROGRAMME_BROKEN_OFF].count)


@indicator(
    "1",
    "programmes that ran to their end / programmes that ended after they began",
    high=1.0,
    level=WORLD,
    of=("programmes_completed", "programmes_broken_off"),
    combine=part,
)
def programme_survival(world: World) -> float:
    """Measure how many programmes survive to their end; those that run are left out."""
    completed = world.tallies[PROGRAMME_COMPLETED].count
    ended = completed + world.tallies[PROGRAMME_BROKEN_OFF].count
    return ratio(completed, ended)


@indicator("returns", "files sent back for completion", level=WORLD, summary=SUM)
def returns(world: World) -> float:
    """Count returns."""
    return float(world.tallies[DOSSIER_RETURNED].count)


@indicator("repairs", "repairs after an evaluation", level=WORLD, summary=SUM)
def repairs(world: World) -> float:
    """Count repairs of programmes."""
    return float(world.tallies[PROGRAMME_REPAIRED].count)


@indicator("entries", "ties that an NGO took up", level=WORLD, summary=SUM)
def ngo_entries(world: World) -> float:
    """Count entries of NGOs."""
    return float(world.tallies[NGO_ENTERED].count)


@indicator("exits", "NGOs that gave up", level=WORLD, summary=SUM)
def ngo_exits(world: World) -> float:
    """Count exits of NGOs."""
    return float(world.tallies[NGO_LEFT].count)


@indicator("papers", "letters of intent signed", level=WORLD, summary=SUM)
def lois_signed(world: World) -> float:
    """Count letters of intent."""
    return float(world.tallies[LOI_SIGNED].count)


@indicator("papers", "memoranda signed", level=WORLD, summary=SUM)
def mous_signed(world: World) -> float:
    """Count memoranda."""
    return float(world.tallies[MOU_SIGNED].count)


@indicator("papers", "papers renewed", level=WORLD, summary=SUM)
def papers_renewed(world: World) -> float:
    """Count renewals."""
    return float(world.tallies[AGREEMENT_RENEWED].count)


@indicator("papers", "papers whose legal term ended", level=WORLD, summary=SUM)
def papers_lapsed(world: World) -> float:
    """Count papers that lapsed."""
    return float(world.tallies[AGREEMENT_LAPSED].count)
