"""The verbs of the command that tell what results say: ``analyse``, ``plot`` and ``report``.

The command calls them. The descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.names import check_names
from paradiplomacy_results.reading import Results, load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_analysis.figures import Drawing
    from paradiplomacy_analysis.finding import Finding


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
        OSError: The folder cannot be written.
        ResultsError: The results cannot be read, or do not bear a method; each kind is a class of
            its own.
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
                "say what counts as success, with --success, to search for its conditions"
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
    format: str = "png",  # noqa: A002  (the name of the option)
    size: str = "slide",
    drawing: Drawing | None = None,
) -> list[Path]:
    """Draw figures of results into the folder ``figures`` of the directory; return the paths.

    Args:
        results: A result directory, or what ``load`` gave.
        figures: Figures to draw; by default all that fit the results.
        format: Format of the files: ``png``, ``svg`` or ``pdf``.
        size: A ``column`` of a journal, or a ``slide``.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        OSError: The folder cannot be written.
        ResultsError: The results cannot be read, or hold nothing that is drawn; each kind is a
            class of its own.
    """
    from paradiplomacy_analysis.figures import FIGURES, FOLDER, FORMATS, SIZES, write_figures

    check_names("figure", figures, FIGURES)
    check_names("format", [format], FORMATS)
    check_names("size", [size], SIZES)
    opened = _opened(results)
    folder = opened.directory / FOLDER
    drawn = write_figures(opened, folder, names=figures, kind=format, size=size, drawing=drawing)
    if not drawn:
        raise UnfitError(
            f"{opened.directory} holds nothing that is drawn; figures are {', '.join(FIGURES)}"
        )
    return drawn


def report(
    results: Results | str | Path,
    outcomes: Sequence[str] = (),
    success: str | None = None,
    *,
    drawing: Drawing | None = None,
) -> Path:
    """Write a report of results, one HTML file, into their directory; return its path.

    Args:
        results: A result directory, or what ``load`` gave.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.
        drawing: What is told how many figures are drawn, and of how many.

    Raises:
        OSError: The file cannot be written.
        ResultsError: The results cannot be read, or bear no report; each kind is a class of its
            own.
    """
    from paradiplomacy_analysis.report import write_report

    return write_report(_opened(results), outcomes, success, drawing)


def _opened(results: Results | str | Path) -> Results:
    return results if isinstance(results, Results) else load(results)
