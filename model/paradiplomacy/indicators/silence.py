"""Indicators of what a tie does not do: silence, ceremonies without deliveries, being let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import per_spell, revived
from paradiplomacy.indicators.registry import MEAN, SUM, indicator, ratio
from paradiplomacy.processes.recording import CEREMONIAL_AFTER, DORMANT_AFTER
from paradiplomacy.state.codes import DROPPED_ACTIVE, DROPPED_DORMANT, DROPPED_IN_OFFICE

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator("ceremonies", "ceremonies held in place of deliveries", summary=SUM)
def ceremonies(world: World, p: int) -> float:
    """Count ceremonies."""
    return float(world.partnerships[p].ceremonies)


@indicator(
    "share of months",
    "a paper in force for 36 months or more, and nothing delivered by anyone for as long",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def ceremonial_share(world: World, p: int) -> float:
    """Tell whether a tie is ceremonial."""
    partnership = world.partnerships[p]
    months_signed = world.clock.month + 1 - partnership.signed
    idle = min(months_signed, partnership.silent) >= CEREMONIAL_AFTER
    return 1.0 if partnership.formality > 0 and idle else 0.0


@indicator(
    "share of months",
    "nothing delivered by anyone for 12 months",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def dormant_share(world: World, p: int) -> float:
    """Tell whether a tie is dormant."""
    return 1.0 if world.partnerships[p].silent >= DORMANT_AFTER else 0.0


@indicator("share of ties", "nothing delivered by anyone for 12 months, at the end", high=1.0)
def dormant_at_end(world: World, p: int) -> float:
    """Tell whether a tie is dormant at the end."""
    return dormant_share(world, p)


@indicator("spells", "spells of 12 or more months without a delivery that began", summary=SUM)
def dormant_spells(world: World, p: int) -> float:
    """Count dormant spells."""
    return float(world.partnerships[p].dormant_spells)


@indicator("spells", "dormant spells that a delivery ended", summary=SUM)
def revivals(world: World, p: int) -> float:
    """Count revivals."""
    return float(world.partnerships[p].revivals)


@indicator("months", "months of dormant spells, from the first silent one", summary=SUM)
def months_dormant(world: World, p: int) -> float:
    """Count the months of dormant spells."""
    return float(world.partnerships[p].dormant_months)


@indicator(
    "months",
    "months of dormant spells / such spells that ended or run at the end",
    of=("months_dormant", "revivals", "dormant_at_end"),
    combine=per_spell,
)
def dormant_months(world: World, p: int) -> float:
    """Measure how long a dormant spell lasts, the running one as long as it has lasted."""
    partnership = world.partnerships[p]
    return ratio(partnership.dormant_months, partnership.dormant_spells)


@indicator(
    "1",
    "dormant spells that a delivery ended / those and the one that runs at the end",
    high=1.0,
    of=("revivals", "dormant_at_end"),
    combine=revived,
)
def revival_rate(world: World, p: int) -> float:
    """Measure how often a dormant tie comes back."""
    partnership = world.partnerships[p]
    return ratio(partnership.revivals, partnership.dormant_spells)


@indicator(
    "cities",
    "cities that let the tie go after a change of mayor although it was active",
    summary=SUM,
)
def let_go_active(world: World, p: int) -> float:
    """Count how often a new mayor dropped a tie that delivered."""
    return float(world.partnerships[p].let_go[DROPPED_ACTIVE])


@indicator(
    "cities",
    "cities that let the tie go after a change of mayor, nothing delivered for 12 months",
    summary=SUM,
)
def let_go_dormant(world: World, p: int) -> float:
    """Count how often a new mayor dropped a tie that had fallen silent."""
    return float(world.partnerships[p].let_go[DROPPED_DORMANT])


@indicator("cities", "cities that let the tie go under the same mayor", summary=SUM)
def let_go_in_office(world: World, p: int) -> float:
    """Count how often a tie was let go with no change of mayor."""
    return float(world.partnerships[p].let_go[DROPPED_IN_OFFICE])
