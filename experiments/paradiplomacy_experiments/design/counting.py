"""How many levels and points a design asks for: by formula, so that none is drawn or listed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy_experiments.design.factors import ONE_AT_A_TIME

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.declarations import (
        Combination,
        DesignFile,
        FactorSection,
        Sampler,
    )


def count_points(file: DesignFile) -> int:
    """Return the number of points of a design; of a faulty one, a number that is of no use."""
    sampler = file.sampler
    if sampler.kind == "table":
        return len(sampler.rows)
    levels = [_count_levels(section) for section in file.factors.values()]
    if file.levers:
        sets = count_sets(len(file.levers), file.design.combine) + len(file.design.together)
        levels.append(2 * sets if file.design.combine == ONE_AT_A_TIME else 1 + sets)
    if sampler.kind == "grid":
        return math.prod(levels)
    if sampler.kind == "zip":
        return levels[0] if levels else 0
    return count_drawn(sampler, len(levels))


def count_drawn(sampler: Sampler, factors: int) -> int:
    """Return the number of points that a sampler draws for so many factors.

    Raises ``KeyError`` for one that draws none.
    """
    points = {
        "lhs": sampler.points,
        "sobol": sampler.points,
        "saltelli": (sampler.base or 0) * (factors + 2 + factors * sampler.second_order),
        "morris": (sampler.trajectories or 0) * (factors + 1),
    }
    return points[sampler.kind] or 0


def count_sets(levers: int, combine: Combination) -> int:
    """Return how many sets of so many levers are pulled."""
    sets = {
        "each": levers,
        "each and all": levers + (levers > 1),
        "all combinations": (1 << levers) - 1,
        ONE_AT_A_TIME: levers,
    }
    return sets[combine]


def _count_levels(section: FactorSection) -> int:
    """Return the number of levels of a factor, 0 for a range."""
    for listed in (section.levels, section.alternatives, section.scenarios):
        if isinstance(listed, list | dict) and listed:
            return len(listed)
    return section.steps or 0
