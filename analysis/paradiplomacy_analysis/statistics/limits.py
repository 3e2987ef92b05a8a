"""Boxes as they stand in the tables of discovery: what each asks for, and how much that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.conditions import Condition

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_analysis.statistics.conditions import Conditions


def conditions_of(limits: pd.DataFrame, outcome: str, box: int) -> dict[str, Condition]:
    """Return what a box asks of each factor, of the table of limits of all boxes."""
    mine = limits[(limits["outcome"] == outcome) & (limits["box"] == box)]
    return {
        str(row["factor"]): Condition(
            row["low"], row["high"], tuple(row["levels"].split(", ")) if row["levels"] else ()
        )
        for row in records(mine)
    }


def by_restriction(conditions: Conditions, points: pd.DataFrame) -> list[str]:
    """Return the factors of a box, first those whose condition the fewest points meet."""
    left = {name: float(one.met(points[name]).mean()) for name, one in conditions.items()}
    return sorted(left, key=lambda name: (left[name], name))
