"""Trajectories: how indicators of the world move over calendar time, and how far runs differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.figures.bands import draw_band, draw_line, quantile
from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.panels import ACROSS, heading, panels
from paradiplomacy_analysis.figures.style import GOVERNMENT, GREY, SIZES, Size, styled, words
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

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


def trajectories(
    results: Results, indicators: Sequence[str] | None = None, *, size: str = "slide"
) -> Figure:
    """Draw one panel for each indicator: median over runs, bands of the middle 50 % and 90 %.

    ``size`` is one of :data:`~paradiplomacy_analysis.figures.style.SIZES`. Raises ``KeyError`` for
    an indicator that the results lack, and :class:`NotRecordedError` where none is named and there
    are none of those drawn by default.
    """
    kept = results.manifest.measured(SERIES)
    chosen = list(indicators or [name for name in DEFAULT if name in kept])
    if not chosen:
        raise NotRecordedError(f"{results.directory} holds no series of {', '.join(DEFAULT)}")
    frame = results.read("series", ["run", "month", *chosen])
    runs = frame["run"].nunique()
    look = SIZES[size]
    with styled(look):
        figure, grid = panels([len(chosen)], look, ACROSS[size])
        months = frame["month"].unique()
        for panel, name in zip(grid, chosen, strict=True):
            values = frame[name].to_numpy().reshape(runs, len(months)) if runs else np.empty((0, 0))
            _panel(panel.axes, results, name, months, values, look)
            _foundings(panel.axes, results, look)
            use_calendar(panel.axes, results, 4, label=panel.bottom)
            panel.axes.tick_params(labelbottom=panel.bottom)
        heading(figure, results, runs)
        told: dict[str, Any] = {}
        for panel in grid:
            handles, labels = panel.axes.get_legend_handles_labels()
            told |= dict(zip(labels, handles, strict=True))
        columns = 2 * ACROSS[size] - 2
        figure.legend(told.values(), told.keys(), loc="outside lower center", ncols=columns)
    return figure


def _foundings(axes: Axes, results: Results, look: Size) -> None:
    """Mark when later ties are founded: from then on means over ties include one more."""
    dates = {tie.get("founded") for tie in results.config["partnerships"].values()}
    months = {results.month_of(date) for date in dates if date}
    for month in sorted(month for month in months if 0 < month < results.manifest.months):
        axes.axvline(
            years(results, month),
            color=GREY,
            linestyle=":",
            linewidth=look.line * 0.6,
            label="a tie is founded",
            zorder=1,
        )


def _panel(
    axes: Axes, results: Results, name: str, months: Any, values: NDArray[np.float64], look: Size
) -> None:
    """Draw one indicator; ``values`` has one row for each run."""
    column = results.columns[name]
    axes.set_title(words(name), loc="left")
    axes.set_ylabel("0 to 1" if column.unit == "1" and column.high == 1.0 else column.unit)
    if np.all(np.isnan(values)):
        axes.text(0.5, 0.5, "undefined in all runs", ha="center", transform=axes.transAxes)
    else:
        when = years(results, np.asarray(months) + 1)
        draw_line(axes, when, quantile(values, 0.5), color=GOVERNMENT, label="median", zorder=3)
        for low, high, opacity in reversed(BANDS):
            label = f"middle {round(100 * (high - low))} % of runs"
            draw_band(
                axes, when, values, (low, high), opacity=opacity, color=GOVERNMENT, label=label
            )
    axes.set_ylim(bottom=max(column.low, -np.finfo(float).max) if np.isfinite(column.low) else None)
    if np.isfinite(column.high):
        axes.set_ylim(top=column.high)
    axes.tick_params(length=look.font * 0.3)
