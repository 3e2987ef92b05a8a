"""Figures of results: one function each, from results to a matplotlib figure.

A figure function takes :class:`~paradiplomacy_results.reading.Results` and touches no global state
of matplotlib. :data:`FIGURES` lists them; a new one is a function and a row there.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.approval import approval
from paradiplomacy_analysis.figures.boxes import boxes
from paradiplomacy_analysis.figures.carriers import carriers
from paradiplomacy_analysis.figures.emulator import emulator
from paradiplomacy_analysis.figures.every_tie import every_tie
from paradiplomacy_analysis.figures.forest import forest
from paradiplomacy_analysis.figures.front import front
from paradiplomacy_analysis.figures.heatmap import heatmap
from paradiplomacy_analysis.figures.importance import importance
from paradiplomacy_analysis.figures.interactions import interactions
from paradiplomacy_analysis.figures.levers import levers
from paradiplomacy_analysis.figures.matching import matching
from paradiplomacy_analysis.figures.morris_dots import morris_dots
from paradiplomacy_analysis.figures.network import network
from paradiplomacy_analysis.figures.notes import add_note, retitle
from paradiplomacy_analysis.figures.overlaid_forest import overlaid_forest
from paradiplomacy_analysis.figures.overlays import overlaid_survival, overlaid_trajectories
from paradiplomacy_analysis.figures.possible import POSSIBLE
from paradiplomacy_analysis.figures.record import record
from paradiplomacy_analysis.figures.relations import relations
from paradiplomacy_analysis.figures.robust import robust
from paradiplomacy_analysis.figures.saving import FORMATS, save
from paradiplomacy_analysis.figures.searched import search
from paradiplomacy_analysis.figures.sobol_bars import sobol_bars
from paradiplomacy_analysis.figures.sorted_histories import sorted_histories
from paradiplomacy_analysis.figures.spec import CHOICES, FigureSpec
from paradiplomacy_analysis.figures.style import DEFAULT_SIZE, DPI, SIZES, inert
from paradiplomacy_analysis.figures.survival_curves import survival_curves
from paradiplomacy_analysis.figures.tie_history import tie_history
from paradiplomacy_analysis.figures.ties import MAX_PARTNERSHIPS, tie_histories
from paradiplomacy_analysis.figures.trajectories import trajectories
from paradiplomacy_analysis.figures.trust import trust
from paradiplomacy_analysis.figures.views import VIEWS
from paradiplomacy_analysis.methods import ABSENT, COUNTING, METHODS, applied
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import choices_of
from paradiplomacy_analysis.wording import sentence_case
from paradiplomacy_analysis.writing import file_stem
from paradiplomacy_results.disk import make_folder
from paradiplomacy_results.errors import NotRecordedError, TooLargeError, UnfitError
from paradiplomacy_results.layout import HISTORIES
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from matplotlib.figure import Figure

    Counted = Callable[[int, int], None]

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_results.reading import Results

__all__ = [
    "FIGURES",
    "FOLDER",
    "FORMATS",
    "SIZES",
    "FigureSpec",
    "Wanted",
    "approval",
    "boxes",
    "carriers",
    "emulator",
    "every_tie",
    "forest",
    "front",
    "heatmap",
    "importance",
    "interactions",
    "levers",
    "matching",
    "morris_dots",
    "network",
    "record",
    "relations",
    "robust",
    "save",
    "search",
    "sobol_bars",
    "sorted_histories",
    "survival_curves",
    "tie_history",
    "trajectories",
    "trust",
    "write_figures",
]

FOLDER = "figures"
"""Folder of figures within a result directory."""

MAX_TITLE = 200
"""Longest title that one may give, in letters."""


FIGURES: dict[str, FigureSpec] = {
    "trust": FigureSpec(
        trust, "trust of each tie over calendar time, by track and direction", ("histories",)
    ),
    "relations": FigureSpec(
        relations, "bilateral levels of states, and the partner's image in each tie", ("histories",)
    ),
    "ties": FigureSpec(
        every_tie, "all ties over calendar time, a row for each", ("histories",)
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
        trajectories, "indicators over calendar time, with how far runs differ", ("series",),
        overlay=overlaid_trajectories,
    ),
    "record": FigureSpec(
        record, "a case and its dated record", ("histories",), per_partnership=True
    ),
    "history": FigureSpec(
        tie_history, "one tie in one run, event by event", ("events",), per_partnership=True
    ),
    "heatmap": FigureSpec(
        heatmap, "means of outcomes over two factors", ("runs",), method="contrasts", points=True
    ),
    "interactions": FigureSpec(
        interactions, "outcomes along one factor, by the levels of another", ("runs",),
        method="contrasts", points=True,
    ),
    "forest": FigureSpec(
        forest,
        "what each level and lever changes, with intervals",
        ("runs",),
        method="contrasts",
        points=True,
        overlay=overlaid_forest,
    ),
    "front": FigureSpec(
        front, "which points trade one aim best for another", ("runs",), method="tradeoffs",
        points=True,
    ),
    "levers": FigureSpec(
        levers, "what each lever adds, and at which cost", ("runs",), points=True
    ),
    "search": FigureSpec(
        search, "the front that a search found among all it tried, and how it grew", ("runs",),
        method="search", points=True,
    ),
    **POSSIBLE,
    "robust": FigureSpec(
        robust, "how policies stand over draws of what is not known, by rule", ("runs",),
        method="robust", points=True,
    ),
    "sobol": FigureSpec(
        sobol_bars, "the share of the variance that each factor explains", ("runs",),
        method="sobol", points=True,
    ),
    "morris": FigureSpec(
        morris_dots, "the size and the spread of each factor's effects", ("runs",),
        method="morris", points=True,
    ),
    "importance": FigureSpec(
        importance, "which factors matter for which outcomes, by each measure", ("runs",),
        method="importance", points=True,
    ),
    "boxes": FigureSpec(
        boxes, "conditions under which success is frequent, and how they were found",
        ("runs",), method="discovery", points=True,
    ),
    "emulator": FigureSpec(
        emulator, "what an emulator predicts of held-out points, and along each factor", ("runs",),
        method="emulator", points=True,
    ),
    "matching": FigureSpec(
        matching, "what the record of the cases rules out, and what it leaves",
        ("histories",), method="matching", points=True,
    ),
    "histories": FigureSpec(
        sorted_histories, "kinds of histories of ties: shares of states by year, and medoids",
        ("histories",), method="histories", points=None, if_asked=True,
    ),
    "survival": FigureSpec(
        survival_curves, "how long programmes and ties last, with numbers at risk", ("runs",),
        method="survival", points=None, overlay=overlaid_survival,
    ),
    **VIEWS,
}  # fmt: skip
"""Every figure by name, in the order in which they are drawn."""


@dataclass(frozen=True)
class Wanted:
    """What was asked for of figures beyond their names; nothing where nothing was.

    ``outcomes`` are indicators, ``ties`` ids of partnerships; a figure that draws neither goes
    without. ``title`` stands in place of what a figure would say itself. ``success`` is what counts
    as one, and ``boxes`` are the steps of boxes that were chosen.
    """

    outcomes: Sequence[str] = ()
    ties: Sequence[str] = ()
    title: str = ""
    size: str = DEFAULT_SIZE
    success: str | None = None
    boxes: Sequence[str] = ()

    def check(self, names: Sequence[str]) -> None:
        """Raise ``UnfitError`` where none of the figures that were named draws what was asked."""
        for choice in CHOICES:
            draws = [FIGURES[name].draws(choice) for name in names]
            if getattr(self, choice) and draws and not any(draws):
                known = ", ".join(name for name, spec in FIGURES.items() if spec.draws(choice))
                raise UnfitError(
                    f"{', '.join(names)}: no choice of {choice}; figures that have one are {known}"
                )
        if self.boxes and not any(FIGURES[name].draws("boxes") for name in names):
            known = ", ".join(name for name, spec in FIGURES.items() if spec.draws("boxes"))
            raise UnfitError(f"{argument('boxes')}: name a figure of boxes; they are {known}")

    def of(self, spec: FigureSpec) -> dict[str, Any]:
        """Return what the function of a figure takes of it."""
        taken = inspect.signature(spec.draw).parameters
        return {
            name: getattr(self, name) for name in (*CHOICES, "success", "boxes") if name in taken
        }

    def sample(self, results: Results) -> Sample:
        """Return the sample of some results of which findings are."""
        return sample_of(results, self.outcomes, self.success, choices_of(self.boxes))


def write_figures(
    results: Results,
    folder: Path,
    *,
    names: Sequence[str] = (),
    kind: str = "png",
    dpi: int = DPI,
    wanted: Wanted = Wanted(),
    findings: Mapping[str, Finding] | None = None,
    analysed: bool = True,
    drawing: Counted | None = None,
) -> list[Path]:
    """Draw figures as :func:`drawings` does into ``folder``, each whole or not at all.

    The folder is made where it is absent; a size that is not the default stands in the names of
    files. ``dpi`` are the dots per inch of a png. Returns the paths. Raises what :func:`drawings`
    and :func:`~paradiplomacy_results.disk.write_files` raise.
    """
    make_folder(folder)
    written = []
    figures = drawings(
        results, names=names, wanted=wanted, findings=findings, analysed=analysed, drawing=drawing
    )
    for stem, figure in figures:
        written.append(save(figure, folder / file_of(stem, kind, wanted), results, dpi=dpi))
    return written


def file_of(stem: str, kind: str, wanted: Wanted) -> str:
    """Return the name of a figure's file: a size that is not the default stands in it."""
    return f"{stem}.{kind}" if wanted.size == DEFAULT_SIZE else f"{stem}-{wanted.size}.{kind}"


def drawings(
    results: Results,
    *,
    names: Sequence[str] = (),
    wanted: Wanted = Wanted(),
    findings: Mapping[str, Finding] | None = None,
    analysed: bool = True,
    drawing: Counted | None = None,
) -> Iterator[tuple[str, Figure]]:
    """Draw some figures, or all for which the results have the tables and something in them.

    ``findings`` by their methods are taken where they are there, and made where not; without
    ``analysed`` no figure of a finding is drawn, unless asked for. ``drawing`` is told how many are
    done, and of how many, before each and at the end. Yields each with the stem of its file.
    Raises, for a figure that was asked for, a
    :class:`~paradiplomacy_results.errors.ResultsError` where it cannot be drawn.
    """
    known = dict(findings or {})
    drawing = drawing or _silent
    chosen = names or fitting(results, analysed=analysed)
    calls = [
        (FIGURES[name], *call)
        for name in chosen
        for call in calls_of(results, name, FIGURES[name], wanted.ties)
    ]
    for done, (spec, stem, arguments) in enumerate(calls):
        drawing(done, len(calls))
        try:
            figure = drawn(results, spec, arguments, known, wanted)
        except (NotRecordedError, TooLargeError, UnfitError):
            if names:
                raise
            # A world without ties, without files, without events of its first run, or too
            # large for this figure.
            continue
        yield stem, figure
    drawing(len(calls), len(calls))


def _silent(_done: int, _figures: int) -> None:
    """Tell nobody how far drawing is."""


def name_of(stem: str) -> str:
    """Return the name of the figure in a file of some stem that :func:`write_figures` wrote."""
    return stem.partition("-")[0]


def fitting(results: Results, *, analysed: bool = True) -> list[str]:
    """Return the figures whose tables are there, and which are of a design or not, as these are."""
    several = results.manifest.points > 1
    found = []
    sample = None
    for name, spec in FIGURES.items():
        there = all(results.has(table) for table in spec.tables)
        if not there or spec.if_asked or spec.points not in (several, None):
            continue
        if spec.method is not None:
            if not analysed:
                continue
            sample = sample or sample_of(results)
            if not METHODS[spec.method].fits(sample):
                continue
        found.append(name)
    return found


def drawn(
    results: Results,
    spec: FigureSpec,
    arguments: tuple[Any, ...],
    known: dict[str, Finding],
    wanted: Wanted,
) -> Figure:
    """Draw a figure of some results; its finding is taken from those ``known``, or put there.

    Of an incomplete sample the figure says so. Raises what the function of the figure raises.
    """
    if spec.method is not None:
        if spec.method not in known:
            known[spec.method] = applied(spec.method, wanted.sample(results))
        arguments = (known[spec.method],)
    figure = spec.draw(results, *arguments, size=wanted.size, **wanted.of(spec))
    if results.note:
        counted = f"; {ABSENT}" if spec.method in COUNTING else ""
        add_note(figure, f"{sentence_case(results.note)}{counted}.", SIZES[wanted.size])
    if wanted.title:
        retitle(figure, inert(wanted.title, MAX_TITLE))
    return figure


def calls_of(
    results: Results, name: str, spec: FigureSpec, ties: Sequence[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the file name of each drawing of a figure, and what it is called with."""
    if not spec.per_partnership:
        yield name, ()
        return
    for partnership in ties or _chosen(results):
        yield f"{name}-{file_stem(partnership)}", (partnership,)


def _chosen(results: Results) -> list[str]:
    """Return the ties that are drawn one by one where nobody says which: all, or a choice."""
    ties = sorted(results.config["partnerships"])
    if len(ties) <= MAX_PARTNERSHIPS:
        return ties
    if results.has(HISTORIES):
        return tie_histories(results, []).shown
    return ties[:MAX_PARTNERSHIPS]
