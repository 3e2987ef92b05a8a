"""The verbs of the command that tell what results say: ``analyse``, ``plot`` and ``report``.

The command calls them. The descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.disk import inner_folder
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.names import check_names
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.figures.notebooks import Drawn
    from paradiplomacy_analysis.finding import Finding


DPI_RANGE = (30, 1200)
"""Fewest and most dots per inch of a picture."""


def analyse(
    results: Results | str | Path,
    methods: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    success: str | None = None,
    *,
    write: bool = False,
) -> list[Finding]:
    """Say what results tell: a finding for each method, with tables, sentences and doubts.

    Args:
        results: A result directory, or what ``load`` gave.
        methods: Methods to apply; by default those that the design asks for.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        write: Write tables and findings into the folder ``analysis`` of the directory.

    Raises:
        ResultsError: The results cannot be read, do not bear a method, or nothing can be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.methods import METHODS, fitting
    from paradiplomacy_analysis.sample import sample_of
    from paradiplomacy_analysis.statistics.discovery import rule_of
    from paradiplomacy_analysis.writing import write_findings

    check_names("method", methods, METHODS)
    opened = _opened(results)
    sample = sample_of(opened, outcomes, success)
    if success is not None:
        rule_of(sample)  # refuses what cannot be read, whether a method asks for it or not
    chosen = list(methods) or fitting(sample)
    if not chosen:
        several = sample.runs["point"].nunique() > 1
        raise UnfitError(
            f"{opened.directory} asks for no method: "
            + (
                f"say what counts as success, with {argument('success')}, to search for its "
                "conditions"
                if several
                else "it holds one point and nothing to compare"
            )
            + f"; methods are {', '.join(METHODS)}"
        )
    findings = [METHODS[name].find(sample) for name in chosen]
    if write:
        write_findings(findings, opened)
    return findings


def plot(
    results: Results | str | Path,
    figures: Sequence[str] = (),
    *,
    outcomes: Sequence[str] = (),
    ties: Sequence[str] = (),
    title: str | None = None,
    format: str = "png",  # noqa: A002  (the name of the option)
    size: str = "slide",
    dpi: int = 300,
    drawing: Counted | None = None,
) -> Drawn:
    """Draw figures of results into the folder ``figures`` of the directory; return the paths.

    What is returned is a list, and a notebook shows it as pictures.

    Args:
        results: A result directory, or what ``load`` gave.
        figures: Figures to draw; by default all that fit the results.
        outcomes: Indicators to draw; by default the headline indicators.
        ties: Ids of the ties to draw; by default all, or of many a choice that the figure states.
        title: Title of the figure, in place of what it says itself.
        format: Format of the files: ``png``, ``svg`` or ``pdf``.
        size: A ``column`` of a journal, or a ``slide``; a column has its size in its file's name.
        dpi: Dots per inch of a ``png``.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        ResultsError: The results cannot be read, hold nothing that is drawn, or nothing can be
            written; each kind is a class of its own.
    """
    from paradiplomacy_analysis.figures import (
        FIGURES,
        FOLDER,
        FORMATS,
        SIZES,
        Wanted,
        write_figures,
    )
    from paradiplomacy_analysis.figures.notebooks import Drawn

    check_names("figure", figures, FIGURES)
    check_names("format", [format], FORMATS)
    check_names("size", [size], SIZES)
    low, high = DPI_RANGE
    if not low <= dpi <= high:
        raise UnfitError(f"dpi must lie between {low} and {high:,}, not at {dpi}")
    opened = _opened(results)
    check_names("tie", ties, opened.config.get("partnerships", ()))
    check_names("outcome", outcomes, opened.indicators)
    wanted = Wanted(outcomes, ties, title or "", size)
    wanted.check(figures)
    folder = inner_folder(opened.directory, FOLDER)
    drawn = write_figures(
        opened, folder, names=figures, kind=format, dpi=dpi, wanted=wanted, drawing=drawing
    )
    if not drawn:
        raise UnfitError(
            f"{opened.directory} holds nothing that is drawn; figures are {', '.join(FIGURES)}"
        )
    return Drawn(drawn)


def report(
    results: Results | str | Path,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    *,
    drawing: Counted | None = None,
) -> Path:
    """Write a report of results, one HTML file, into their directory; return its path.

    Args:
        results: A result directory, or what ``load`` gave.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        ResultsError: The results cannot be read, bear no report, or the file cannot be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.report import write_report

    return write_report(_opened(results), outcomes, success, drawing)


def _opened(results: Results | str | Path) -> Results:
    return results if isinstance(results, Results) else load(results)
