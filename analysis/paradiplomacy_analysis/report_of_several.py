"""Report of several result directories: how far they lie apart, and what each says.

It is written by the same rules as that of one, see :mod:`~paradiplomacy_analysis.report`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.analysing import check_outcomes, findings_of, kept_outcomes
from paradiplomacy_analysis.comparison import METHOD
from paradiplomacy_analysis.figures import Wanted
from paradiplomacy_analysis.figures.overlays import MOST
from paradiplomacy_analysis.figures.saving import program_of
from paradiplomacy_analysis.figures.together import Together, summary_of
from paradiplomacy_analysis.html_pages import rendered_page
from paradiplomacy_analysis.methods import leading
from paradiplomacy_analysis.report import (
    described,
    picture,
    tables_of,
)
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.wording import sentence_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_analysis.figures import Counted
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled
    from paradiplomacy_analysis.report import Picture


def html_of_several(
    several: Sequence[Labelled],
    outcomes: Sequence[str] = (),
    success: str | None = None,
    drawing: Counted | None = None,
) -> str:
    """Return the text of the report; ``drawing`` is told how far its figures are.

    More directories than a figure can tell apart have no figures; the report says so.
    """
    check_outcomes(several, outcomes)
    findings = findings_of(several, (), outcomes, success)
    comparison = next(each for each in findings if each.method == METHOD)
    of = {
        each.label: [one for one in findings if one.label == each.label and one is not comparison]
        for each in several
    }
    figures, left_out = _pictures(several, of, outcomes, drawing)
    return rendered_page(
        "several.html.jinja",
        title=" and ".join(each.label for each in several),
        program=program_of(several[0].results.manifest),
        notes=[
            f"{each.label}: {sentence_case(each.results.note)}"
            for each in several
            if each.results.note
        ],
        comparison=comparison,
        grids=list(tables_of([comparison])),
        figures=figures,
        left_out=left_out,
        sides=[
            _side(each, of[each.label], f"results-{number}-", outcomes, success)
            for number, each in enumerate(several, start=1)
        ],
    )


def _side(
    each: Labelled,
    findings: Sequence[Finding],
    at: str,
    outcomes: Sequence[str],
    success: str | None,
) -> dict[str, Any]:
    """Return what stands in the section of one directory, the ids of which begin with ``at``."""
    sample = sample_of(each.results, kept_outcomes(each.results, outcomes), success)
    return {
        "label": each.label,
        "at": at,
        "leading": leading(findings),
        "findings": findings,
        "tables": list(tables_of(findings)),
        **described(sample),
    }


def _pictures(
    several: Sequence[Labelled],
    findings: dict[str, list[Finding]],
    outcomes: Sequence[str],
    drawing: Counted | None,
) -> tuple[list[Picture], list[str]]:
    """Return the figures, and what is left out of them."""
    if len(several) > MOST:
        return [], [f"all figures: they tell at most {MOST} results apart"]
    # A finding that only says why there is none draws nothing: it is tried again, and refused.
    known = {
        label: {each.method: each for each in mine if each.tables}
        for label, mine in findings.items()
    }
    together = Together(several, Wanted(outcomes), known)
    results = [each.results for each in several]
    pictures = [
        picture(figure, stem, summary_of(stem.partition("-")[0]), results)
        for stem, figure in together.drawings(drawing=drawing)
    ]
    return pictures, together.left_out
