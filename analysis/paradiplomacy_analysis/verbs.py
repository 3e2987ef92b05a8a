"""The verbs of the command that tell what results say, from ``analyse`` to ``diff``.

The command calls them. The descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.names import check_names

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_analysis.diffing import Comparison
    from paradiplomacy_analysis.exploring.writing import Explored
    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.figures.notebooks import Drawn
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Source


DPI_RANGE = (30, 1200)
"""Fewest and most dots per inch of a picture."""

PAGES = (".html", ".htm")
"""Endings of a page that a browser opens."""


def analyse(
    results: Source | Sequence[Source],
    methods: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[str] = (),
    *,
    labels: Sequence[str] = (),
    partial: bool = False,
    out: str | Path | None = None,
    write: bool = False,
) -> list[Finding]:
    """Say what results tell: a finding for each method, with tables, sentences and doubts.

    Of several result directories there is a finding for each method and directory, labelled, and a
    last one, ``comparison``: how far each lies from the first, in pairs where they share their
    random numbers.

    Args:
        results: A result directory, or what ``load`` gave; or a list of several.
        methods: Methods to apply; by default those that the design asks for.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        boxes: Boxes of which you choose another step than the rule, as in ``success:1:12``: the
            first box of success at step 12 of its trajectory.
        labels: What each of several directories is called, in their order; by default their names.
        partial: Work on the runs that are there where others are missing or failed, or on a part of
            a design; every output says what share they are.
        out: Folder into which all is written; by default the directory, and of several
            ``results/comparison-of-A-and-B``.
        write: Write tables and findings into the folder ``analysis`` of the directory.

    Raises:
        ResultsError: The results cannot be read, do not bear a method, or nothing can be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.analysing import findings_of
    from paradiplomacy_analysis.labelled import home_of, opened
    from paradiplomacy_analysis.methods import METHODS
    from paradiplomacy_analysis.writing import write_findings

    check_names("method", methods, METHODS)
    several = opened(results, labels, partial=partial)
    home = home_of(several, out) if write else None
    findings = findings_of(several, methods, outcomes, success, boxes)
    if home is not None:
        write_findings(findings, several, home)
    return findings


def plot(
    results: Source | Sequence[Source],
    figures: Sequence[str] = (),
    *,
    outcomes: Sequence[str] = (),
    ties: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[str] = (),
    title: str | None = None,
    format: str = "png",  # noqa: A002  (the name of the option)
    size: str = "slide",
    dpi: int = 300,
    labels: Sequence[str] = (),
    partial: bool = False,
    out: str | Path | None = None,
    drawing: Counted | None = None,
) -> Drawn:
    """Draw figures of results into the folder ``figures`` of the directory; return the paths.

    What is returned is a list, and a notebook shows it as pictures. Several result directories
    stand in one figure: over one another where that can be read, else side by side; ``left_out``
    of what is returned says what cannot be drawn of them, and why.

    Args:
        results: A result directory, or what ``load`` gave; or a list of several.
        figures: Figures to draw; by default all that fit the results, but for views, which are
            drawn where they are named.
        outcomes: Indicators to draw; by default the headline indicators.
        ties: Ids of the ties to draw; by default all, or of many a choice that the figure states.
        success: What counts as success in figures of conditions; by default what the design says.
        boxes: Boxes of which you choose another step than the rule, as in ``success:1:12``: the
            first box of success at step 12 of its trajectory.
        title: Title of the figure, in place of what it says itself.
        format: Format of the files: ``png``, ``svg`` or ``pdf``.
        size: A ``column`` of a journal, or a ``slide``; a column has its size in its file's name.
        dpi: Dots per inch of a ``png``.
        labels: What each of several directories is called, in their order; by default their names.
        partial: Work on the runs that are there where others are missing or failed, or on a part of
            a design; every output says what share they are.
        out: Folder into which all is written; by default the directory, and of several
            ``results/comparison-of-A-and-B``.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        ResultsError: The results cannot be read, hold nothing that is drawn, or nothing can be
            written; each kind is a class of its own.
    """
    from paradiplomacy_analysis.analysing import choices_of_one
    from paradiplomacy_analysis.figures import FIGURES, FORMATS, SIZES, Wanted
    from paradiplomacy_analysis.figures.together import COMPARING
    from paradiplomacy_analysis.labelled import home_of, opened
    from paradiplomacy_analysis.plotting import plot_one, plot_several

    check_names("figure", figures, {**FIGURES, **COMPARING})
    check_names("format", [format], FORMATS)
    check_names("size", [size], SIZES)
    low, high = DPI_RANGE
    if not low <= dpi <= high:
        raise UnfitError(f"dpi must lie between {low} and {high:,}, not at {dpi}")
    several = opened(results, labels, partial=partial)
    choices_of_one(several, boxes)
    wanted = Wanted(outcomes, ties, title or "", size, success, boxes)
    draw = plot_one if len(several) == 1 else plot_several
    return draw(
        several, figures, wanted, home=home_of(several, out), kind=format, dpi=dpi, drawing=drawing
    )


def report(
    results: Source | Sequence[Source],
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[str] = (),
    *,
    labels: Sequence[str] = (),
    partial: bool = False,
    out: str | Path | None = None,
    drawing: Counted | None = None,
) -> Path:
    """Write a report of results, one HTML file, into their directory; return its path.

    Of several result directories it has figures of all, how far they lie apart, and what each says
    under its label.

    Args:
        results: A result directory, or what ``load`` gave; or a list of several.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        boxes: Boxes of which you choose another step than the rule, as in ``success:1:12``: the
            first box of success at step 12 of its trajectory.
        labels: What each of several directories is called, in their order; by default their names.
        partial: Work on the runs that are there where others are missing or failed, or on a part of
            a design; every output says what share they are.
        out: Folder into which all is written; by default the directory, and of several
            ``results/comparison-of-A-and-B``.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        ResultsError: The results cannot be read, bear no report, or the file cannot be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.labelled import home_of, opened
    from paradiplomacy_analysis.reporting import write_report

    several = opened(results, labels, partial=partial)
    return write_report(several, home_of(several, out), outcomes, success, boxes, drawing)


def explore(
    results: Source,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    *,
    out: str | Path | None = None,
) -> Explored:
    """Write a page to explore results with, one HTML file that a browser opens from the disk.

    What a design varied, or the ties of a run, are switches in it; what is shown is compared with
    another choice, in pairs of runs that share their luck, and followed year by year. The page
    holds every bit of the numbers that it shows, and asks no network for anything. Of incomplete
    results it shows the runs that are there, and of very many a sample, and says so.

    Args:
        results: A result directory, or what ``load`` gave.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        out: The page, a file ``NAME.html`` in a folder that is there; by default ``explore.html``
            in the directory.

    Raises:
        ResultsError: The results cannot be read, hold no sound run, or the page cannot be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.exploring.writing import write_page
    from paradiplomacy_analysis.labelled import opened

    (only,) = opened(results, partial=True)
    return write_page(only.results, outcomes, success, out)


def diff(first: Source, second: Source, *, figure: str | Path | None = None) -> Comparison:
    """Compare two result directories: what went in, and how far the indicators lie apart.

    Runs with the same seed are paired by factors and replicate, as they share random numbers. Of
    incomplete directories the runs that are there are compared.

    Args:
        first: A result directory, or what ``load`` gave.
        second: Another one; differences are this one minus the first.
        figure: Draw the differences into this file: ``.png``, ``.svg`` or ``.pdf``.

    Raises:
        ResultsError: A directory cannot be read, or no figure can be drawn; each kind is a class of
            its own.
    """
    from paradiplomacy_analysis.diffing import compared

    found = compared(first, second)
    if figure is not None:
        found.draw(figure)
    return found
