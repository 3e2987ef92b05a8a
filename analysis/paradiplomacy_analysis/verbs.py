"""The verbs of the command that tell what results say: ``analyse``, ``plot`` and ``report``.

The command calls them. The descriptions of arguments are also the help of the command's options.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from paradiplomacy_results.disk import inner_folder
from paradiplomacy_results.errors import ResultsError, UnfitError
from paradiplomacy_results.reading import Results, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from paradiplomacy_analysis.finding import Finding


class UnknownNameError(ResultsError):
    """There is no method or figure of such a name; the text says which there are."""


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
    from paradiplomacy_analysis.writing import write_findings

    check_names("method", methods, METHODS)
    opened = _opened(results)
    sample = sample_of(opened, outcomes, success)
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
) -> list[Path]:
    """Draw figures of results into the folder ``figures`` of the directory; return the paths.

    Args:
        results: A result directory, or what ``load`` gave.
        figures: Figures to draw; by default all that fit the results.
        format: Format of the files: ``png``, ``svg`` or ``pdf``.
        size: A ``column`` of a journal, or a ``slide``.

    Raises:
        ResultsError: The results cannot be read, hold nothing that is drawn, or nothing can be
            written; each kind is a class of its own.
    """
    from paradiplomacy_analysis.figures import FIGURES, FOLDER, FORMATS, SIZES, write_figures

    check_names("figure", figures, FIGURES)
    check_names("format", [format], FORMATS)
    check_names("size", [size], SIZES)
    opened = _opened(results)
    folder = inner_folder(opened.directory, FOLDER)
    drawn = write_figures(opened, folder, names=figures, kind=format, size=size)
    if not drawn:
        raise UnfitError(
            f"{opened.directory} holds nothing that is drawn; figures are {', '.join(FIGURES)}"
        )
    return drawn


def report(
    results: Results | str | Path, outcomes: Sequence[str] = (), success: str | None = None
) -> Path:
    """Write a report of results, one HTML file, into their directory; return its path.

    Args:
        results: A result directory, or what ``load`` gave.
        outcomes: Indicators to look at; by default the headline indicators.
        success: What counts as success, as in ``trust >= 0.6 and continuity >= 0.7``; by default
            what the design says.

    Raises:
        ResultsError: The results cannot be read, bear no report, or the file cannot be written;
            each kind is a class of its own.
    """
    from paradiplomacy_analysis.report import write_report

    return write_report(_opened(results), outcomes, success)


def check_names(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise :class:`UnknownNameError` for the first of ``names`` that is none of the known ones."""
    known = list(known)
    for name in names:
        if name not in known:
            similar = get_close_matches(name, known, n=1)
            hint = f"did you mean {similar[0]!r}? " if similar else ""
            raise UnknownNameError(f"no {what} {name!r}: {hint}there are {', '.join(known)}")


def _opened(results: Results | str | Path) -> Results:
    return results if isinstance(results, Results) else load(results)
