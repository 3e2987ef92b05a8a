"""Indicators: every output defined once, as a function of a tie, or of the world, after a month.

The value of a run is that of the world, or the mean over its ties where the indicator is defined,
at the end of the last month; a series holds the same month by month. Undefined is NaN: a ratio of
nothing, the mode of a tie in which nobody delivered, anything of a tie that is not founded yet.
"""

from paradiplomacy.indicators import bonds, activity, clearance, sides, worldwide  # isort: skip
from paradiplomacy.indicators.registry import (
    INDICATORS,
    PARTNERSHIP,
    UNDEFINED,
    WORLD,
    Indicator,
    in_order,
    mean_over_partnerships,
    of_level,
)

__all__ = [
    "INDICATORS",
    "PARTNERSHIP",
    "UNDEFINED",
    "WORLD",
    "Indicator",
    "activity",
    "bonds",
    "clearance",
    "in_order",
    "mean_over_partnerships",
    "of_level",
    "sides",
    "worldwide",
]
