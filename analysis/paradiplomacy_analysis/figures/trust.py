"""Trust of each tie over calendar time, by track and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from paradiplomacy_analysis.figures.bands import MOST_LABEL, by_run, draw_band, draw_line, quantile
from paradiplomacy_analysis.figures.calendar import share_axes, years
from paradiplomacy_analysis.figures.panels import (
    ACROSS,
    PANEL_TITLE,
    heading,
    key,
    lines_of,
    panels,
)
from paradiplomacy_analysis.figures.style import (
    GOVERNMENT,
    GOVERNMENT_DARK,
    SIZES,
    SOCIETY,
    SOCIETY_DARK,
    styled,
)
from paradiplomacy_analysis.figures.ties import MOVES, tie_histories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_analysis.figures.style import Size
    from paradiplomacy_analysis.figures.ties import TieHistories
    from paradiplomacy_results.reading import Results

_TRACKS = {
    "government": (GOVERNMENT, GOVERNMENT_DARK, "governments"),
    "society": (SOCIETY, SOCIETY_DARK, "societies"),
}
"""Colour of the line along the arrow, of the dashes back, and what the track is called."""

_DIRECTIONS = ("first", "second")
_DASHES = (0, (2.2, 2.2))


_OPACITY = 0.16
_NOTE = (
    "Lines: median over runs, solid as the arrow points, dashed back; dashes on a solid"
    " line: both are the same. Bands: mean of both directions."
)


def trust(results: Results, *, ties: Sequence[str] = (), size: str = "slide") -> Figure:
    """Draw one panel for each tie: trust between governments and between societies.

    A line is the median over runs, solid in the direction of the panel's title and dashed in the
    other; dashes lie on the solid line where both directions are the same. A band holds the middle
    90 % of runs of a track's mean over both directions. ``ties`` are the ids of those to be drawn,
    by default a choice that the figure states. Raises
    :class:`~paradiplomacy_results.errors.NotRecordedError` where there are no ties.
    """
    columns = [f"trust_{t}{end}" for t in _TRACKS for end in ("", *(f"_{d}" for d in _DIRECTIONS))]
    histories = tie_histories(results, columns, ties)
    look = SIZES[size]
    notes = (_NOTE, MOVES if histories.runs > 1 else "", histories.note)
    with styled(look):
        figure, grid = panels(
            [len(histories.shown)], look, ACROSS[size], lines=7 + lines_of(notes, look)
        )
        for panel, tie in zip(grid, histories.shown, strict=True):
            _panel(panel.axes, histories, tie, look)
        share_axes(grid, results, "trust, 0 to 1")
        found = f"Trust between governments {histories.moves('trust_government')}"
        heading(figure, results, histories.runs, found)
        key(figure, _handles(look, bands=histories.runs > 1), look, columns=2, notes=notes)
    return figure


def _panel(axes: Axes, histories: TieHistories, tie: str, look: Size) -> None:
    axes.set_title(histories.arrow(tie, PANEL_TITLE), loc="left")
    rows = histories.of(tie)
    for track, (colour, dark, _) in _TRACKS.items():
        months, both = by_run(rows, f"trust_{track}")
        when = years(histories.results, months + 1)
        draw_band(axes, when, both, opacity=_OPACITY, rim=look.line * 0.5, color=colour)
        for direction, style in zip(_DIRECTIONS, _styles(colour, dark, look), strict=True):
            _, values = by_run(rows, f"trust_{track}_{direction}")
            draw_line(axes, when, quantile(values, 0.5), **style)


def _styles(colour: str, dark: str, look: Size) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the styles of both directions: a wide line, and thin dark dashes that show on it."""
    return (
        {"color": colour, "linewidth": look.line * 1.5, "zorder": 3},
        {"color": dark, "linewidth": look.line * 0.8, "linestyle": _DASHES, "zorder": 4},
    )


def _handles(look: Size, *, bands: bool) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    for colour, dark, label in _TRACKS.values():
        along, back = _styles(colour, dark, look)
        handles.append(Line2D([], [], label=f"{label}, as the arrow", **along))
        handles.append(Line2D([], [], label=f"{label}, back", **back))
        if bands:
            face = to_rgba(colour, _OPACITY)
            patch = Patch(fc=face, ec=colour, lw=look.line * 0.5, label=MOST_LABEL)
            handles.append(patch)
    return handles
