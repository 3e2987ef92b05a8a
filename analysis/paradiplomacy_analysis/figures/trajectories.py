"""Trajectories: how indicators of the world move over calendar time, and how far runs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.style import GOVERNMENT, SIZES, Size, inert, styled, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from paradiplomacy_analysis.load import Results

DEFAULT = (
    "trust_government",
    "trust_society",
    "continuity_g2g",
    "continuity_ngo",
    "realised_ratio",
    "approval_months",
)
"""Indicators drawn where none are named, as far as the results have them."""

BANDS = ((0.05, 0.95, 0.18), (0.25, 0.75, 0.38))
"""Lower quantile, upper quantile and opacity of each band: the middle 90 % and 50 % of runs."""

_COLUMNS = {"column": 2, "slide": 3}
_ROW_HEIGHT = 0.36


def trajectories(
    results: Results, indicators: Sequence[str] | None = None, *, size: str = "slide"
) -> Figure:
    """Draw one panel for each indicator: median over runs, bands of the middle 50 % and 90 %.

    ``size`` is one of :data:`~paradiplomacy_analysis.figures.style.SIZES`. Raises ``KeyError`` for
    an indicator that the results lack.
    """
    known = results.columns
    chosen = list(indicators or [name for name in DEFAULT if name in known])
    frame = results.read("series", ["run", "month", *chosen])
    runs = frame["run"].nunique()
    look = SIZES[size]
    across = min(len(chosen), _COLUMNS[size])
    down = -(-len(chosen) // across)
    with styled(look):
        height = look.width * (_ROW_HEIGHT * 2 / across * down) + look.font / 72 * 5
        figure = Figure(figsize=(look.width, height), layout=_apart(look))
        grid = figure.subplots(down, across, squeeze=False, sharex=True)
        panels: list[Axes] = list(grid.ravel())
        months = frame["month"].unique()
        for place, name in enumerate(chosen):
            values = frame[name].to_numpy().reshape(runs, len(months)) if runs else np.empty((0, 0))
            _panel(panels[place], results, name, months, values, look)
            bottom = place + across >= len(chosen)
            use_calendar(panels[place], results, 4, label=bottom)
            panels[place].tick_params(labelbottom=bottom)
        for panel in panels[len(chosen) :]:
            panel.remove()
        title = inert(results.manifest["config"]["scenario"]["title"])
        figure.suptitle(f"{title}: {runs:,} {'run' if runs == 1 else 'runs'}")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def _apart(look: Size) -> ConstrainedLayoutEngine:
    """Leave room between panels, so that each unit stands with its own."""
    return ConstrainedLayoutEngine(w_pad=look.font / 72 * 0.6)


def _panel(
    axes: Axes, results: Results, name: str, months: Any, values: NDArray[np.float64], look: Size
) -> None:
    """Draw one indicator; ``values`` has one row for each run."""
    column = results.columns[name]
    axes.set_title(words(name), loc="left")
    axes.set_ylabel("0 to 1" if column.unit == "1" and column.high == 1.0 else column.unit)
    defined = ~np.all(np.isnan(values), axis=0) if len(values) else np.zeros(0, dtype=bool)
    if not defined.any():
        axes.text(0.5, 0.5, "undefined in all runs", ha="center", transform=axes.transAxes)
    else:
        when = years(results, np.asarray(months) + 1)
        _bands(axes, when, values, defined)
    axes.set_ylim(bottom=max(column.low, -np.finfo(float).max) if np.isfinite(column.low) else None)
    if np.isfinite(column.high):
        axes.set_ylim(top=column.high)
    axes.tick_params(length=look.font * 0.3)


def _bands(axes: Axes, when: Any, values: NDArray[np.float64], defined: NDArray[np.bool_]) -> None:
    """Draw median and bands; months in which no run is defined are gaps."""

    def level(q: float) -> NDArray[np.float64]:
        line = np.full(len(defined), np.nan)
        line[defined] = np.nanquantile(values[:, defined], q, axis=0)
        return line

    axes.plot(when, level(0.5), color=GOVERNMENT, label="median", zorder=3)
    if len(values) > 1:
        for low, high, opacity in reversed(BANDS):
            axes.fill_between(
                when,
                level(low),
                level(high),
                color=GOVERNMENT,
                alpha=opacity,
                linewidth=0,
                label=f"middle {round(100 * (high - low))} % of runs",
            )
