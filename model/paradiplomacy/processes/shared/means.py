"""Means: what a city can bear, in the eyes of who plans and of who reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.rules import rule

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def affordable(world: World, c: int, scale: int) -> float:
    """Return the share of a year's cost of a programme of this scale that city ``c`` can bear."""
    city = world.cities[c]
    cost = world.parameters.programme.cost[scale]
    a_year = 12.0 * world.parameters.budgeting.lead_share * cost
    return clip(city.revenue * city.budget_share / max(a_year, 1e-9), 0.0, 1.0)
