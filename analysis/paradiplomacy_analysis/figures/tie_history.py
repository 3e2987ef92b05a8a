"""The history of one tie in one run: papers, programmes and who carries them, mayors, losses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from paradiplomacy_analysis.figures.calendar import use_calendar, years
from paradiplomacy_analysis.figures.drawing import new_figure
from paradiplomacy_analysis.figures.history import (
    GOVERNMENT_CARRIED,
    NGO_CARRIED,
    SHARED,
    History,
    Programme,
    history,
)
from paradiplomacy_analysis.figures.panels import finished, titled
from paradiplomacy_analysis.figures.style import (
    BAD,
    GOVERNMENT,
    GOVERNMENT_LIGHT,
    GREY,
    INK,
    PALE,
    SIZES,
    SOCIETY,
    SOCIETY_DARK,
    SOCIETY_LIGHT,
    Size,
    inert,
    styled,
)
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from paradiplomacy_results.reading import Results

_FILLS = {
    GOVERNMENT_CARRIED: (GOVERNMENT_LIGHT, GOVERNMENT, False),
    SHARED: (GOVERNMENT_LIGHT, GOVERNMENT, True),
    NGO_CARRIED: (SOCIETY_LIGHT, SOCIETY, True),
}
"""Face, edge, and whether hatched: what an NGO has a hand in is."""
_PAPERS = {"LoI": PALE, "MoU": GREY}
_LOSSES = {
    "dossier_refused": ("x", BAD, "dossier refused"),
    "dossier_lapsed": ("s", GREY, "dossier lapsed"),
    "programme_abandoned": ("+", INK, "programme never funded"),
}
_MAYORS = {
    "mayor_elected": ("^", INK, "new mayor elected"),
    "mayor_re_elected": (".", INK, "mayor re-elected"),
    "mayor_left_early": ("v", BAD, "mayor left early"),
}
_CEREMONY = ("D", SOCIETY_DARK, "only a ceremony")
_STROKES = {
    "milestone_delivered": (2, INK, "milestone delivered"),
    "milestone_missed": (3, BAD, "milestone missed"),
}
"""Marks of what happens: no two alike. 2 and 3 are matplotlib's strokes upward and downward."""

_KINDS: dict[str, tuple[Any, str, str]] = {
    **_STROKES,
    "ceremony": _CEREMONY,
    **_LOSSES,
    **_MAYORS,
}

_BEFORE: dict[str, Any] = {"facecolor": PALE, "alpha": 0.5, "linewidth": 0.0, "zorder": 0}
"""What the time before the tie was founded is drawn on."""

_BAR = 0.76
"""Height of a bar, as a part of its row."""

_LEGEND_COLUMNS = {"column": 2, "slide": 4}


def tie_history(results: Results, partnership: str, run: int = 0, *, size: str = "slide") -> Figure:
    """Draw one run of one tie over calendar time.

    From top to bottom: each side's mayors, the paper in force, dossiers lost, and the programmes by
    sector, coloured by who carries them; a stroke upward is a milestone delivered, a stroke
    downward one missed. Raises ``KeyError`` for an unknown partnership and
    :class:`~paradiplomacy_results.errors.NotRecordedError` where the run's events are not recorded.
    """
    past = history(results, partnership, run)
    config = results.config
    look = SIZES[size]
    lanes = _Lanes(past)
    with styled(look):
        row = look.font * 1.55 / 72
        legend_rows = -(-len(_legend(past, look)) // _LEGEND_COLUMNS[size])
        figure = new_figure((look.width, row * (lanes.count + legend_rows + 5)))
        axes = figure.subplots()
        cities = config["cities"]
        if past.since:
            axes.axvspan(*years(results, [0, past.since]), **_BEFORE)
        _draw_mayors(axes, results, past, look)
        _draw_papers(axes, results, past, lanes, look)
        _draw_losses(axes, results, past, lanes, look)
        for programme in past.programmes:
            _draw_programme(axes, results, programme, lanes, look)
        labels = [f"mayor of {inert(cities[city]['name'], 18)}" for city in past.mayors]
        labels += [
            "paper in force",
            "lost dossiers",
            *(inert(sector, 22) for sector in past.rows()),
        ]
        axes.set_yticks(lanes.centres(), labels)
        axes.tick_params(axis="y", length=0)
        axes.set_ylim(lanes.count - 0.4, -0.6)
        for edge in lanes.edges():
            axes.axhline(edge, color=PALE, linewidth=look.line * 0.4, zorder=0)
        use_calendar(axes, results, 6)
        name = inert(config["partnerships"][partnership]["name"])
        runs = many(finished(results), "run")
        figure.suptitle(titled(f"{name}: {told(past)}", figure) + f"\nrun {run} of {runs}")
        figure.legend(
            handles=_legend(past, look),
            loc="outside lower center",
            ncols=_LEGEND_COLUMNS[size],
            columnspacing=1.2,
            handletextpad=0.5,
        )
    return figure


def told(past: History) -> str:
    """Say in a sentence what came of a tie."""
    kept, due = past.kept()
    held = sum(paper.end - paper.start for paper in past.papers)
    return (
        f"{many(len(past.programmes), 'programme')}, {kept:,} of {many(due, 'milestone')} "
        f"delivered, a paper in force in {held:,} of {many(past.months - past.since, 'month')}"
    )


@dataclass
class _Lanes:
    """Each part of the figure its rows; rows count from the top."""

    past: History

    @property
    def paper(self) -> int:
        """Return the row of papers."""
        return len(self.past.mayors)

    @property
    def lost(self) -> int:
        """Return the row of dossiers lost."""
        return self.paper + 1

    def sectors(self) -> dict[str, range]:
        """Return the rows of each sector."""
        first = self.lost + 1
        rows = {}
        for sector, count in self.past.rows().items():
            rows[sector] = range(first, first + count)
            first += count
        return rows

    @property
    def count(self) -> int:
        """Return the number of rows."""
        return self.lost + 1 + sum(self.past.rows().values())

    def centres(self) -> list[float]:
        """Return the middle of each part, for its label."""
        middles = [(rows[0] + rows[-1]) / 2 for rows in self.sectors().values()]
        return [float(row) for row in range(self.lost + 1)] + middles

    def edges(self) -> list[float]:
        """Return the places of the lines between parts."""
        starts = [rows[0] for rows in self.sectors().values()]
        return [row - 0.5 for row in [*range(1, self.lost + 1), *starts]]


def _marks(axes: Axes, x: Any, row: int, style: tuple[Any, str, str], look: Size) -> None:
    marker, colour, label = style
    face = "none" if marker == "s" else colour
    axes.plot(
        x,
        np.full(np.shape(x), float(row)),
        linestyle="none",
        marker=marker,
        color=colour,
        markerfacecolor=face,
        markersize=_marker_size(marker, look),
        markeredgewidth=look.line * 0.6,
        label=label,
        zorder=3,
    )


def _marker_size(marker: Any, look: Size) -> float:
    return look.font * {2: 0.8, 3: 0.8, "D": 0.35, ".": 0.75}.get(marker, 0.5)


def _draw_mayors(axes: Axes, results: Results, past: History, look: Size) -> None:
    for row, marks in enumerate(past.mayors.values()):
        for kind, style in _MAYORS.items():
            _marks(axes, years(results, marks[kind]), row, style, look)


def _draw_losses(axes: Axes, results: Results, past: History, lanes: _Lanes, look: Size) -> None:
    for kind, style in _LOSSES.items():
        _marks(axes, years(results, past.losses[kind]), lanes.lost, style, look)


def _draw_papers(axes: Axes, results: Results, past: History, lanes: _Lanes, look: Size) -> None:
    for paper in past.papers:
        start, end = years(results, [paper.start, paper.end])
        axes.broken_barh(
            [(start, end - start)],
            (lanes.paper - _BAR / 2, _BAR),
            facecolor=_PAPERS[paper.kind],
            edgecolor=INK,
            linewidth=look.line * 0.4,
            label=f"{paper.kind} in force",
        )


def _fill(carrier: str, look: Size) -> dict[str, Any]:
    face, edge, hatched = _FILLS[carrier]
    return {
        "facecolor": face,
        "edgecolor": edge,
        "hatch": look.hatch if hatched else None,
        "linewidth": look.line * 0.4,
    }


def _draw_programme(
    axes: Axes, results: Results, programme: Programme, lanes: _Lanes, look: Size
) -> None:
    """Draw a bar; strokes from its middle, upward for kept and downward for missed milestones."""
    row = lanes.sectors()[programme.sector][programme.row]
    for stretch in programme.stretches:
        start, end = years(results, [stretch.start, stretch.end])
        axes.broken_barh(
            [(start, end - start)],
            (row - _BAR / 2, _BAR),
            label=f"carried by {stretch.carrier}",
            **_fill(stretch.carrier, look),
        )
    half = _BAR / 2
    lines = (
        ("milestone_delivered", row, row - half, INK),
        ("milestone_missed", row, row + half, BAD),
    )
    for kind, low, high, colour in lines:
        when = years(results, np.array(programme.marks[kind]) + 0.5)
        axes.vlines(when, low, high, color=colour, linewidth=look.line * 0.8, zorder=3)
    ceremonies = years(results, np.array(programme.marks["ceremony"]) + 0.5)
    _marks(axes, ceremonies, row, _CEREMONY, look)


def _legend(past: History, look: Size) -> list[Any]:
    """Return a handle for each kind of thing the figure holds, and for no other."""
    handles: list[Any] = [
        Patch(label=f"carried by {carrier}", **_fill(carrier, look))
        for carrier in _FILLS
        if any(each.carrier == carrier for ran in past.programmes for each in ran.stretches)
    ]
    handles += [
        Patch(facecolor=colour, edgecolor=INK, linewidth=look.line * 0.4, label=f"{kind} in force")
        for kind, colour in _PAPERS.items()
        if any(paper.kind == kind for paper in past.papers)
    ]
    if past.since:
        handles.append(Patch(label="before the tie was founded", **_BEFORE))
    happened = {
        kind for programme in past.programmes for kind, months in programme.marks.items() if months
    }
    happened |= {kind for kind, months in past.losses.items() if months}
    happened |= {kind for marks in past.mayors.values() for kind, months in marks.items() if months}
    handles += [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=marker,
            color=colour,
            markerfacecolor="none" if marker == "s" else colour,
            markersize=_marker_size(marker, look),
            markeredgewidth=look.line * 0.6,
            label=label,
        )
        for kind, (marker, colour, label) in _KINDS.items()
        if kind in happened
    ]
    return handles
