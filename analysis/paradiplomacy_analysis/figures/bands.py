"""Lines and bands over runs: what most figures draw of an ensemble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

MOST = (0.05, 0.95)
"""Lower and upper quantile of a band that holds the middle 90 % of runs."""

MOST_LABEL = "middle 90 % of runs"


def by_run(rows: pd.DataFrame, column: str) -> tuple[Any, NDArray[np.float64]]:
    """Return the months, and ``column`` with one row for each run and one column for each month.

    Raises ``ValueError`` where a run has several rows for a month.
    """
    table = rows.pivot(index="run", columns="month", values=column)
    return table.columns.to_numpy(), table.to_numpy(dtype=np.float64)


def quantile(values: NDArray[np.float64], q: float) -> NDArray[np.float64]:
    """Return the ``q`` quantile over runs, the rows; NaN in months in which no run is defined."""
    line, defined = _blank(values)
    gaps = np.isnan(values).any(axis=0)
    some, every = defined & gaps, defined & ~gaps
    line[some] = np.nanquantile(values[:, some], q, axis=0)
    if every.any():  # the same where no run is undefined, in a thirtieth of the time
        line[every] = np.quantile(values[:, every], q, axis=0)
    return line


def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over runs, the rows; NaN in months in which no run is defined."""
    line, defined = _blank(values)
    line[defined] = np.nanmean(values[:, defined], axis=0)
    return line


def _blank(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    defined = ~np.all(np.isnan(values), axis=0)
    return np.full(values.shape[1], np.nan), defined


def draw_line(axes: Axes, when: Any, level: Any, **style: Any) -> None:
    """Draw a line; where there is one month only, a point."""
    alone = {"marker": "o", "markersize": 3.0, "clip_on": False} if len(when) == 1 else {}
    axes.plot(when, level, **{**alone, **style})


def draw_band(
    axes: Axes,
    when: Any,
    values: NDArray[np.float64],
    span: tuple[float, float] = MOST,
    *,
    opacity: float,
    rim: float = 0.0,
    **style: Any,
) -> None:
    """Draw the band between two quantiles over runs; of a single run there is none.

    ``rim`` is the width of a line around it, where bands lie on one another.
    """
    if len(values) < 2:
        return
    low, high = (quantile(values, q) for q in span)
    if len(when) == 1:
        axes.vlines(when, low, high, alpha=opacity, linewidth=4.0, clip_on=False, **style)
    else:
        axes.fill_between(when, low, high, alpha=opacity, linewidth=0, **style)
        if rim:
            axes.fill_between(when, low, high, facecolor="none", edgecolor=style["color"], lw=rim)
