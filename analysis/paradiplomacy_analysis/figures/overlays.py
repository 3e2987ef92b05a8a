"""Several result directories over one another: what moves over time, and how long spells last.

A directory has the colour and dashes that a country has elsewhere; at most six are told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from paradiplomacy_analysis.figures.bands import MOST_LABEL, draw_band, draw_line, quantile
from paradiplomacy_analysis.figures.calendar import STEPS, years
from paradiplomacy_analysis.figures.factors import Telling, found
from paradiplomacy_analysis.figures.labels import letters_in
from paradiplomacy_analysis.figures.panels import ACROSS, panels
from paradiplomacy_analysis.figures.style import SIDES, SIZES, inert, joined, styled
from paradiplomacy_analysis.figures.survival_curves import (
    RESULTS,
    draw_curves,
    recorded,
    said_of,
)
from paradiplomacy_analysis.figures.trajectories import DEFAULT, limit, unit_label
from paradiplomacy_analysis.finding import stacked
from paradiplomacy_analysis.wording import number, phrase, sentence_case
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import SERIES
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled

MOST = len(SIDES)
"""Directories that colours and dashes tell apart."""

OPACITY = 0.16
"""Of a band: several lie over one another."""

MAX_LABEL = 40

ROUNDING, WIDTH = 1e-9, 0.05
"""Differences below which there are none, and the half of an axis that shows so."""


def title_of(several: Sequence[Labelled]) -> str:
    """Return what a figure of several directories is called: their labels."""
    return joined([each.label for each in several], ", ", 2 * MAX_LABEL)


def handles_of(several: Sequence[Labelled], look: Size) -> list[Line2D]:
    """Return what stands in the key for each directory."""
    styles: list[dict[str, Any]] = [{"color": colour, "linestyle": dash} for colour, dash in SIDES]
    return [
        Line2D([], [], linewidth=look.line, label=inert(each.label, MAX_LABEL), **style)
        for each, style in zip(several, styles, strict=False)
    ]


def columns_of(several: Sequence[Labelled], look: Size) -> int:
    """Return how many entries of the key stand side by side."""
    longest = max(len(inert(each.label, MAX_LABEL)) for each in several) + 8
    return max(min(letters_in(look.width, look) // longest, 3), 1)


def steady(axes: Axes, side: str) -> None:
    """Give an axis of differences a width where there are none but of rounding."""
    ends = getattr(axes, f"get_{side}lim")()
    if max(map(abs, ends)) < ROUNDING:
        getattr(axes, f"set_{side}lim")(-WIDTH, WIDTH)


def overlaid_trajectories(
    several: Sequence[Labelled], outcomes: Sequence[str] = (), *, size: str = "slide"
) -> Figure:
    """Draw one panel for each outcome that all have: median over runs, band of the middle 90 %.

    ``outcomes`` are by default those of
    :func:`~paradiplomacy_analysis.figures.trajectories.trajectories`. The time axis spans the
    months of all. Raises :class:`NotRecordedError` where they have no series of an outcome in
    common.
    """
    kept = [each.results.manifest.measured(SERIES) for each in several]
    wished = list(outcomes or [name for name in DEFAULT if any(name in mine for mine in kept)])
    chosen = [name for name in wished if all(name in mine for mine in kept)]
    if not chosen:
        raise NotRecordedError(f"they have no series of {', '.join(wished or DEFAULT)} in common")
    drawn = [_values(each, chosen) for each in several]
    lacking = [name for name in wished if name not in chosen]
    sizes = [f"{inert(each.label, MAX_LABEL)}: {many(len(values[chosen[0]]), 'run')}"
             for each, (_, values) in zip(several, drawn, strict=True)]  # fmt: skip
    look = SIZES[size]
    telling = Telling(
        title_of(several),
        _ends(several, chosen[0], drawn),
        (
            f"Lines: medians over runs. Bands: {MOST_LABEL}. {'; '.join(sizes)}.",
            f"Not drawn, since not all have it: {', '.join(map(phrase, lacking))}."
            if lacking
            else "",
        ),
    )
    with styled(look):
        figure, grid = panels([len(chosen)], look, ACROSS[size], lines=telling.lines(look, 2) + 4)
        for panel, name in zip(grid, chosen, strict=True):
            _panel(panel.axes, several, name, drawn)
            _calendar(panel.axes, several, label=panel.bottom)
            panel.axes.tick_params(labelbottom=panel.bottom, length=look.font * 0.3)
        telling.write(figure, look, handles_of(several, look), columns_of(several, look))
    return figure


def _values(
    each: Labelled, chosen: Sequence[str]
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]:
    """Return the months, and of each outcome the values, (runs, months)."""
    frame = each.results.read(SERIES, ["run", "month", *chosen])
    months = frame["month"].unique()
    runs = frame["run"].nunique()
    wide = {name: frame[name].to_numpy().reshape(runs, len(months)) for name in chosen}
    return np.asarray(months), wide


def _ends(
    several: Sequence[Labelled],
    name: str,
    drawn: Sequence[tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]],
) -> str:
    """Say where the medians of an outcome end."""
    ends = [quantile(values[name], 0.5) for _, values in drawn]
    told = [
        f"{number(float(line[-1])) if len(line) else 'undefined'} in {inert(each.label, MAX_LABEL)}"
        for each, line in zip(several, ends, strict=True)
    ]
    return f"{sentence_case(phrase(name))} in the end: {', '.join(told)}"


def _panel(
    axes: Axes,
    several: Sequence[Labelled],
    name: str,
    drawn: Sequence[tuple[NDArray[np.int64], dict[str, NDArray[np.float64]]]],
) -> None:
    axes.set_title(phrase(name), loc="left")
    axes.set_ylabel(unit_label(several[0].results, name))
    for each, (months, values), (colour, dashes) in zip(several, drawn, SIDES, strict=False):
        mine = values[name]
        if np.all(np.isnan(mine)):
            continue
        when = years(each.results, months + 1)
        draw_line(axes, when, quantile(mine, 0.5), color=colour, linestyle=dashes, zorder=3)
        draw_band(axes, when, mine, opacity=OPACITY, color=colour)
    if not axes.lines:
        axes.text(0.5, 0.5, "undefined in all runs", ha="center", transform=axes.transAxes)
    limit(axes, several[0].results, name)


def _calendar(axes: Axes, several: Sequence[Labelled], *, label: bool) -> None:
    """Let the x axis span the simulated time of all."""
    spans = [years(each.results, [0, each.results.manifest.months]) for each in several]
    axes.set_xlim(min(span[0] for span in spans), max(span[1] for span in spans))
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True, min_n_ticks=1, steps=STEPS))
    axes.xaxis.set_major_formatter("{x:.0f}")
    if label:
        axes.set_xlabel("calendar year")


def overlaid_survival(
    several: Sequence[Labelled], findings: Sequence[Finding] = (), *, size: str = "slide"
) -> Figure:
    """Draw for each kind of spell a curve for each directory, of all its spells.

    ``findings`` are those of survival, one for each, if they are there already.
    """
    mine = findings or [found(each.results, "survival", None) for each in several]
    curves = stacked(
        finding.tables["curves"][finding.tables["curves"]["group"] == "all"].assign(
            group=f"{RESULTS} = {each.label}"
        )
        for each, finding in zip(several, mine, strict=True)
    )
    notes = [
        f"{inert(each.label, MAX_LABEL)}: {recorded(each.results, list(curves['what'].unique()))}"
        for each in several
        if recorded(each.results, list(curves["what"].unique()))
    ]
    first = inert(several[0].label, MAX_LABEL)
    telling = Telling(
        title_of(several),
        f"{said_of(mine[0]).rstrip('.')} ({first})",
        ("lines: shares and 95 % bands; numbers: spells at risk, coloured as lines", *notes),
    )
    return draw_curves(curves, telling, size)
