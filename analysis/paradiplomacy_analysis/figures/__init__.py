"""Figures of results: one function each, from results to a matplotlib figure.

A figure function takes :class:`~paradiplomacy_results.reading.Results` and touches no global state
of matplotlib. :data:`FIGURES` lists them; a new one is a function and a row there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from paradiplomacy_analysis.figures.approval import approval
from paradiplomacy_analysis.figures.boxes import boxes
from paradiplomacy_analysis.figures.carriers import carriers
from paradiplomacy_analysis.figures.forest import forest
from paradiplomacy_analysis.figures.front import front
from paradiplomacy_analysis.figures.heatmap import heatmap
from paradiplomacy_analysis.figures.interactions import interactions
from paradiplomacy_analysis.figures.levers import levers
from paradiplomacy_analysis.figures.matching import matching
from paradiplomacy_analysis.figures.morris_plane import morris_plane
from paradiplomacy_analysis.figures.network import network
from paradiplomacy_analysis.figures.record import record
from paradiplomacy_analysis.figures.relations import relations
from paradiplomacy_analysis.figures.saving import FORMATS, save
from paradiplomacy_analysis.figures.sobol_bars import sobol_bars
from paradiplomacy_analysis.figures.style import SIZES
from paradiplomacy_analysis.figures.survival_curves import survival_curves
from paradiplomacy_analysis.figures.tie_history import tie_history
from paradiplomacy_analysis.figures.ties import MAX_PARTNERSHIPS
from paradiplomacy_analysis.figures.trajectories import trajectories
from paradiplomacy_analysis.figures.trust import trust
from paradiplomacy_analysis.methods import METHODS
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_results.disk import make_folder
from paradiplomacy_results.errors import NotRecordedError, TooLargeError, UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from matplotlib.figure import Figure

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_results.reading import Results

__all__ = [
    "FIGURES",
    "FOLDER",
    "FORMATS",
    "SIZES",
    "FigureSpec",
    "approval",
    "boxes",
    "carriers",
    "forest",
    "front",
    "heatmap",
    "interactions",
    "levers",
    "matching",
    "morris_plane",
    "network",
    "record",
    "relations",
    "save",
    "sobol_bars",
    "survival_curves",
    "tie_history",
    "trajectories",
    "trust",
    "write_figures",
]

FOLDER = "figures"
"""Folder of figures within a result directory."""

_MAX_STEM = 100


@dataclass(frozen=True)
class FigureSpec:
    """A figure: its function, what it shows, the tables it reads.

    ``per_partnership`` tells that the function takes the id of a partnership too; ``method`` names
    the method of analysis whose finding it takes; ``points`` tells whether it is of a design, of a
    single point, or of either (None).
    """

    draw: Callable[..., Figure]
    summary: str
    tables: tuple[str, ...]
    per_partnership: bool = False
    method: str | None = None
    points: bool | None = False


FIGURES: dict[str, FigureSpec] = {
    "trust": FigureSpec(
        trust, "trust of each tie over calendar time, by track and direction", ("histories",)
    ),
    "relations": FigureSpec(
        relations, "bilateral levels of states, and the partner's image in each tie", ("histories",)
    ),
    "carriers": FigureSpec(
        carriers, "who carries each tie over calendar time, and how steadily", ("histories",)
    ),
    "approval": FigureSpec(
        approval, "how long files wait for clearance, by instrument and side", ("waits", "runs")
    ),
    "network": FigureSpec(
        network, "cities and their ties at the start and at the end", ("partnerships", "runs")
    ),
    "trajectories": FigureSpec(
        trajectories, "indicators over calendar time, with how far runs differ", ("series",)
    ),
    "record": FigureSpec(
        record, "a case and its dated record", ("histories",), per_partnership=True
    ),
    "history": FigureSpec(
        tie_history, "one tie in one run, event by event", ("events",), per_partnership=True
    ),
    "heatmap": FigureSpec(
        heatmap, "means of outcomes over two factors", ("runs",), points=True
    ),
    "interactions": FigureSpec(
        interactions, "outcomes along one factor, by the levels of another", ("runs",), points=True
    ),
    "forest": FigureSpec(
        forest,
        "what each level and lever changes, with intervals",
        ("runs",),
        method="contrasts",
        points=True,
    ),
    "front": FigureSpec(
        front, "which points trade one aim best for another", ("runs",), method="tradeoffs",
        points=True,
    ),
    "levers": FigureSpec(
        levers, "what each lever adds, and at which cost", ("runs",), points=True
    ),
    "sobol": FigureSpec(
        sobol_bars, "the share of the variance that each factor explains", ("runs",),
        method="sobol", points=True,
    ),
    "morris": FigureSpec(
        morris_plane, "the size and the spread of each factor's effects", ("runs",),
        method="morris", points=True,
    ),
    "boxes": FigureSpec(
        boxes, "conditions under which success is frequent, and how they were found",
        ("runs",), method="discovery", points=True,
    ),
    "matching": FigureSpec(
        matching, "what the record of the cases rules out, and what it leaves",
        ("histories",), method="matching", points=True,
    ),
    "survival": FigureSpec(
        survival_curves, "how long programmes and ties last, with numbers at risk", ("runs",),
        method="survival", points=None,
    ),
}  # fmt: skip
"""Every figure by name, in the order in which they are drawn."""


def write_figures(
    results: Results,
    folder: Path,
    *,
    names: Sequence[str] = (),
    kind: str = "png",
    size: str = "slide",
    findings: Mapping[str, Finding] | None = None,
    analysed: bool = True,
) -> list[Path]:
    """Draw figures as :func:`drawings` does into ``folder``, each whole or not at all.

    The folder is made where it is absent. Returns the paths. Raises what :func:`drawings` and
    :func:`~paradiplomacy_results.disk.write_files` raise.
    """
    make_folder(folder)
    written = []
    drawn = drawings(results, names=names, size=size, findings=findings, analysed=analysed)
    for stem, figure in drawn:
        written.append(save(figure, folder / f"{stem}.{kind}", results))
    return written


def drawings(
    results: Results,
    *,
    names: Sequence[str] = (),
    size: str = "slide",
    findings: Mapping[str, Finding] | None = None,
    analysed: bool = True,
) -> Iterator[tuple[str, Figure]]:
    """Draw some figures, or all for which the results have the tables and something in them.

    ``findings`` by their methods are taken where they are there, and made where not; without
    ``analysed`` no figure of a finding is drawn, unless asked for. Yields each with the stem of its
    file. Raises, for a figure that was asked for, a
    :class:`~paradiplomacy_results.errors.ResultsError` where it cannot be drawn.
    """
    known = dict(findings or {})
    for name in names or fitting(results, analysed=analysed):
        for stem, arguments in _calls(results, name, FIGURES[name]):
            try:
                figure = _drawn(results, FIGURES[name], arguments, known, size)
            except (NotRecordedError, TooLargeError, UnfitError):
                if names:
                    raise
                # A world without ties, without files, without events of its first run, or too
                # large for this figure.
                continue
            yield stem, figure


def fitting(results: Results, *, analysed: bool = True) -> list[str]:
    """Return the figures whose tables are there, and which are of a design or not, as these are."""
    several = results.manifest.points > 1
    found = []
    sample = None
    for name, spec in FIGURES.items():
        there = all(results.has(table) for table in spec.tables)
        if not there or spec.points not in (several, None):
            continue
        if spec.method is not None:
            if not analysed:
                continue
            sample = sample or sample_of(results)
            if not METHODS[spec.method].fits(sample):
                continue
        found.append(name)
    return found


def _drawn(
    results: Results,
    spec: FigureSpec,
    arguments: tuple[Any, ...],
    known: dict[str, Finding],
    size: str,
) -> Figure:
    if spec.method is None:
        return spec.draw(results, *arguments, size=size)
    if spec.method not in known:
        known[spec.method] = METHODS[spec.method].find(sample_of(results))
    return spec.draw(results, known[spec.method], size=size)


def _calls(results: Results, name: str, spec: FigureSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return the file name of each drawing of a figure, and what it is called with."""
    if not spec.per_partnership:
        yield name, ()
        return
    for partnership in sorted(results.config["partnerships"])[:MAX_PARTNERSHIPS]:
        yield f"{name}-{file_stem(partnership)}", (partnership,)


def file_stem(identifier: str) -> str:
    """Return a file name for any id: the id, unsafe characters as %XX, never a path."""
    stem = quote(identifier, safe="")
    if len(stem) <= _MAX_STEM:
        return stem
    return f"{stem[:_MAX_STEM]}-{hashlib.sha256(identifier.encode()).hexdigest()[:8]}"
