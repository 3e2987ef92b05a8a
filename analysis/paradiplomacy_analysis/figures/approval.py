"""How long files wait for clearance, by the side that clears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.panels import finished, heading, key, lines_of, panels
from paradiplomacy_analysis.figures.style import SIDES, SIZES, inert, styled
from paradiplomacy_analysis.statistics.waiting import (
    ENDS,
    cumulative_incidence,
    median_wait,
    whole_chains,
)
from paradiplomacy_analysis.wording import percent
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

INSTRUMENTS = {"programme": "programmes", "loi": "LoIs", "mou": "MoUs"}
"""Words for what is asked for, in the order of the panels."""

NEVER = "half or more are never seen to be cleared"

MAX_COUNTRIES = len(SIDES)
"""Countries that are drawn, those with the most files."""

_HEIGHT = {"column": 0.36, "slide": 0.21}
"""Height of a panel, as a part of the figure's width."""

_NONE = 1e-9
"""Share below which there is nothing but rounding."""

_COUNTRY = 20
"""Longest name of a country in a legend."""

_NOTE = (
    "Lines: cleared, of all files, by the Aalen–Johansen estimate: what is refused, lapses or is"
    " withdrawn is never cleared; what is open at the end of a run counts as waiting until then."
    " Bands: 95 % confidence, between "
)


def approval(results: Results, *, size: str = "slide") -> Figure:
    """Draw one panel for each instrument: the share of all files cleared by months since filing.

    Each country has a step line, the estimate of
    :func:`~paradiplomacy_analysis.statistics.waiting.cumulative_incidence` with its 95 % band; the
    legend says what becomes of them in the end. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where no files were filed.
    """
    waits = whole_chains(results.waits)
    if waits.empty:
        raise NotRecordedError(f"no files waited in {results.directory}")
    files = waits.groupby("country", observed=True)["files"].sum()
    order = files.sort_values(ascending=False, kind="stable").index.astype(str)
    countries = sorted(order[:MAX_COUNTRIES])
    estimates = cumulative_incidence(waits)
    shown = [name for name in INSTRUMENTS if (waits["instrument"] == name).any()]
    longest = max(1, int(estimates["months"].max()))
    look = SIZES[size]
    units = "runs" if len(waits["run"].unique()) > 1 else "files"
    fewer = len(files) > MAX_COUNTRIES
    notes = (
        _NOTE + units + ".",
        f"The {MAX_COUNTRIES} of {len(files)} countries with the most files." if fewer else "",
    )
    with styled(look):
        # A country takes four lines of the legend beside a panel.
        needed = len(countries) * look.font * 5.4 / 72 / look.width
        height = max(_HEIGHT[size], needed)
        figure, grid = panels([len(shown)], look, 1, height=height, lines=6 + lines_of(notes, look))
        for panel, instrument in zip(grid, shown, strict=True):
            axes = panel.axes
            axes.set_title(INSTRUMENTS[instrument], loc="left")
            axes.set_xlim(0.0, longest)
            for country, (colour, dashes) in zip(countries, SIDES, strict=False):
                _draw(axes, results, waits, estimates, (country, instrument), colour, dashes)
            axes.set_ylim(0.0, 1.0)
            axes.set_yticks([0.0, 0.5, 1.0])
            axes.set_ylabel("share cleared, 0 to 1")
            axes.tick_params(labelbottom=panel.bottom, length=2.0)
            if panel.bottom:
                axes.set_xlabel("months since filing (0: in the month of filing)")
            axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), handlelength=2.6)
        heading(figure, results, finished(results), _found(results, estimates))
        key(figure, [], look, columns=1, notes=notes)
    return figure


def _found(results: Results, estimates: pd.DataFrame) -> str:
    """Say which files wait longest, by the median."""
    medians = {}
    for (country, instrument), rows in estimates.groupby(["country", "instrument"], observed=True):
        median = median_wait(rows["months"].to_numpy(), rows["cleared"].to_numpy())
        medians[str(country), str(instrument)] = np.inf if np.isnan(median) else median
    country, instrument = max(medians, key=lambda pair: medians[pair])
    name = inert(results.config["countries"][country]["name"], _COUNTRY)
    most = medians[country, instrument]
    how = f"half are cleared in {many(int(most), 'month')}" if np.isfinite(most) else NEVER
    return f"{INSTRUMENTS[instrument]} wait longest in {name}: {how}"


def _draw(
    axes: Axes,
    results: Results,
    waits: pd.DataFrame,
    estimates: pd.DataFrame,
    what: tuple[str, str],
    colour: str,
    dashes: object,
) -> None:
    """Draw the estimate of one country and instrument; ``what`` names both."""
    country, instrument = what
    rows = estimates[(estimates["country"] == country) & (estimates["instrument"] == instrument)]
    if rows.empty:
        return
    counted = waits[(waits["country"] == country) & (waits["instrument"] == instrument)]
    files = int(counted["files"].sum())
    months, *levels = _steps(rows, int(axes.get_xlim()[1]))
    cleared, low, high = levels
    axes.fill_between(months, low, high, alpha=0.25, step="post", color=colour, linewidth=0)
    name = inert(results.config["countries"][country]["name"], _COUNTRY)
    axes.plot(
        months,
        cleared,
        drawstyle="steps-post",
        color=colour,
        linestyle=dashes,
        clip_on=False,
        label=f"{name}\n{_ended(files, rows)}",
    )


def _steps(rows: pd.DataFrame, longest: int) -> list[NDArray[np.float64]]:
    """Return the corners of the steps: from nothing up, and on to ``longest`` once none waits.

    Where the last file to leave was open, what comes after it is unknown and is not drawn.
    """
    table = rows[["months", "cleared", "cleared_low", "cleared_high"]].to_numpy(dtype=np.float64)
    corners = [np.zeros((1, 4)), table]
    if rows["waiting"].iloc[-1] < _NONE:
        corners.append(np.array([[longest, *table[-1, 1:]]]))
    return list(np.concatenate(corners).T)


def _ended(files: int, rows: pd.DataFrame) -> str:
    """Say what becomes of files in the end, and by when half of them are cleared."""
    last = rows.iloc[-1]
    cleared, refused = (_percent(last[end]) for end in ENDS[:2])
    other = _percent(last[list(ENDS[2:])].sum())
    median = median_wait(rows["months"].to_numpy(), rows["cleared"].to_numpy())
    waited = "half never cleared" if np.isnan(median) else f"half in {many(int(median), 'month')}"
    return f"{many(files, 'file')}: {cleared} cleared,\n{refused} refused, {other} other\n{waited}"


def _percent(share: float) -> str:
    """Return a share as a percentage; what is little is not called nothing."""
    return "under 1 %" if _NONE < share < 0.01 else percent(share)
