"""How many levels and points a design asks for: by formula, so that none is drawn or listed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from paradiplomacy_experiments.design.factors import ONE_AT_A_TIME
from paradiplomacy_results.layout import LEVERS

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
    levels = {name: _count_levels(section) for name, section in file.factors.items()}
    if file.levers:
        sets = count_sets(len(file.levers), file.design.combine) + len(file.design.together)
        levels[LEVERS] = 2 * sets if file.design.combine == ONE_AT_A_TIME else 1 + sets
    if sampler.kind == "grid":
        return math.prod(levels.values())
    if sampler.kind == "zip":
        return next(iter(levels.values()), 0)
    if sampler.kind == "draws":
        drawn = sampler.rows[0] if sampler.rows else ()
        return len(sampler.rows) * math.prod(n for name, n in levels.items() if name not in drawn)
    groups = {section.group or name for name, section in file.factors.items()}
    return count_drawn(sampler, len(groups) + bool(file.levers))


def count_drawn(sampler: Sampler, groups: int) -> int:
    """Return the number of points that a sampler draws for so many groups of factors.

    A factor without a group is one of its own. Raises ``KeyError`` for one that draws none.
    """
    points = {
        "lhs": (sampler.points or 0) * sampler.blocks,
        "sobol": sampler.points,
        "saltelli": (sampler.base or 0) * (groups + 2 + groups * sampler.second_order),
        "morris": (sampler.trajectories or 0) * (groups + 1),
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
