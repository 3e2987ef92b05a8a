"""Indicators: every output defined once, as a function of a tie, or of the world, after a month.

A series holds its value month by month: that of the world, or the mean over its ties where the
indicator is defined, of a count all that was counted so far. A run is summed up as each indicator
declares (:data:`SUMMARIES`): a stock at the end, a state or a count over the evaluation window
(``scenario.evaluate``). Undefined is NaN: a ratio of nothing, the mode of a tie in which nobody
delivered, anything of a tie that is not founded yet.
"""

from paradiplomacy.indicators import bonds, activity, silence, clearance, sides, costs, worldwide  # isort: skip
from paradiplomacy.indicators.registry import (
    DERIVED,
    END,
    INDICATORS,
    MEAN,
    PARTNERSHIP,
    SUM,
    SUMMARIES,
    UNDEFINED,
    WORLD,
    Indicator,
    in_order,
    mean_over_partnerships,
    of_level,
    window,
    with_inputs,
)

__all__ = [
    "DERIVED",
    "END",
    "INDICATORS",
    "MEAN",
    "PARTNERSHIP",
    "SUM",
    "SUMMARIES",
    "UNDEFINED",
    "WORLD",
    "Indicator",
    "activity",
    "bonds",
    "clearance",
    "costs",
    "in_order",
    "mean_over_partnerships",
    "of_level",
    "sides",
    "silence",
    "window",
    "with_inputs",
    "worldwide",
]
