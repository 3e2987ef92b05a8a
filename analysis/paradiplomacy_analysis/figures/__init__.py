"""Figures of results: one function each, from results to a matplotlib figure.

A figure function takes :class:`~paradiplomacy_analysis.load.Results` and touches no global state of
matplotlib. :data:`FIGURES` lists them; a new one is a function and a row there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from paradiplomacy_analysis.figures.approval import approval
from paradiplomacy_analysis.figures.carriers import carriers
from paradiplomacy_analysis.figures.network import network
from paradiplomacy_analysis.figures.relations import relations
from paradiplomacy_analysis.figures.saving import FORMATS, save
from paradiplomacy_analysis.figures.tie_history import tie_history
from paradiplomacy_analysis.figures.ties import MAX_PARTNERSHIPS
from paradiplomacy_analysis.figures.trajectories import trajectories
from paradiplomacy_analysis.figures.trust import trust
from paradiplomacy_analysis.load import NotRecordedError, TooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_analysis.load import Results

__all__ = [
    "FIGURES",
    "FORMATS",
    "FigureSpec",
    "approval",
    "carriers",
    "network",
    "relations",
    "save",
    "tie_history",
    "trajectories",
    "trust",
    "write_figures",
]

_MAX_STEM = 100


@dataclass(frozen=True)
class FigureSpec:
    """Describe a figure: its function, what it shows, the tables it reads.

    ``per_partnership`` tells that the function takes the id of a partnership too.
    """

    draw: Callable[..., Figure]
    summary: str
    tables: tuple[str, ...]
    per_partnership: bool = False


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
    "history": FigureSpec(
        tie_history, "one tie in one run, event by event", ("events",), per_partnership=True
    ),
}
"""Every figure by name, in the order in which they are drawn."""


def write_figures(results: Results, folder: Path, *, kind: str = "png") -> list[Path]:
    """Draw every figure for which the results have the tables and something in them.

    Returns the paths. Raises ``OSError`` where ``folder`` cannot be written.
    """
    folder.mkdir(exist_ok=True)
    return [save(figure, folder / f"{stem}.{kind}", results) for stem, figure in _drawn(results)]


def _drawn(results: Results) -> Iterator[tuple[str, Figure]]:
    for name, spec in FIGURES.items():
        if not all(results.has(table) for table in spec.tables):
            continue
        for stem, arguments in _calls(results, name, spec):
            try:
                figure = spec.draw(results, *arguments)
            except (NotRecordedError, TooLargeError):
                # A world without ties, without files, without events of its first run, or too
                # large for this figure.
                continue
            yield stem, figure


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
