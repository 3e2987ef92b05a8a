"""The time axis of all figures: calendar years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from paradiplomacy_analysis.figures.panels import Panel
    from paradiplomacy_results.reading import Results


STEPS = [1, 2, 5, 10]
"""Steps between ticked years, and their tenfold."""


def years(results: Results, months: Any) -> Any:
    """Return months since the start as calendar years with a fraction: 2009.5 is July 2009."""
    return (results.start + np.asarray(months, dtype=float)) / 12.0


def year_edges(results: Results, months: Any) -> Any:
    """Return the calendar times between which values at the end of ``months`` hold, one more.

    A value that is kept once a year stands for the year up to it.
    """
    first = int(months[0])
    before = months[0] - months[1] if len(months) > 1 else -12
    return years(results, [max(first + 1 + before, 0), *(np.asarray(months) + 1)])


def use_calendar(axes: Axes, results: Results, ticks: int, *, label: bool = True) -> None:
    """Let the x axis of ``axes`` span the simulated time, with at most ``ticks`` whole years.

    Years are ticked one by one, or every second, fifth, tenth and so on: everywhere the same.
    """
    axes.set_xlim(*years(results, [0, results.manifest.months]))
    locator = MaxNLocator(nbins=ticks, integer=True, min_n_ticks=1, steps=STEPS)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter("{x:.0f}")
    if label:
        axes.set_xlabel("calendar year")


def share_axes(panels: Sequence[Panel], results: Results, label: str, *, ticks: int = 4) -> None:
    """Give panels of shares the calendar below and ``label``, from 0 to 1, at the left."""
    for panel in panels:
        use_calendar(panel.axes, results, ticks, label=panel.bottom)
        panel.axes.set_ylim(0.0, 1.0)
        panel.axes.set_yticks([0.0, 0.5, 1.0])
        panel.axes.tick_params(labelbottom=panel.bottom, labelleft=panel.left, length=2.0)
        if panel.left:
            panel.axes.set_ylabel(label)
