"""Apply methods of analysis to one result directory, or to several and their differences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from paradiplomacy_analysis.comparison import comparison
from paradiplomacy_analysis.methods import METHODS, applied, attempted, fitting
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.choice import choices_of
from paradiplomacy_analysis.statistics.discovery import FEWEST_POINTS, rule_of
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import RUNS
from paradiplomacy_results.names import check_names
from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.labelled import Labelled
    from paradiplomacy_analysis.sample import Sample
    from paradiplomacy_analysis.statistics.choice import Choice
    from paradiplomacy_results.reading import Results


def findings_of(
    several: Sequence[Labelled],
    methods: Sequence[str] = (),
    outcomes: Sequence[str] = (),
    success: str | None = None,
    boxes: Sequence[str] = (),
) -> list[Finding]:
    """Return the findings of one directory; of several those of each, and their comparison.

    Raises :class:`UnfitError` where a single directory bears no method, or not one that is asked
    for, or where steps of boxes are chosen for nothing; of several such a finding says so.
    """
    choices = choices_of_one(several, boxes)
    if len(several) == 1:
        (only,) = several
        return [
            replace(each, label=only.label)
            for each in _of_one(only.results, methods, outcomes, success, choices)
        ]
    check_outcomes(several, outcomes)
    found = [
        replace(finding, label=each.label)
        for each in several
        for finding in _of_several(each.results, methods, outcomes, success)
    ]
    order = list(METHODS)
    found.sort(key=lambda finding: order.index(finding.method))
    return [*found, comparison(several, outcomes)]


def choices_of_one(several: Sequence[Labelled], boxes: Sequence[str]) -> tuple[Choice, ...]:
    """Read the choices of boxes; raise :class:`UnfitError` where there are several directories."""
    if boxes and len(several) > 1:
        raise UnfitError(f"{argument('boxes')}: a step is chosen of one result directory at a time")
    return choices_of(boxes)


def check_outcomes(several: Sequence[Labelled], outcomes: Sequence[str]) -> None:
    """Raise :class:`~paradiplomacy_results.errors.UnknownNameError` for what none of them has."""
    every = dict.fromkeys(name for each in several for name in each.results.manifest.measured(RUNS))
    check_names("indicator", outcomes, every)


def kept_outcomes(results: Results, outcomes: Sequence[str]) -> list[str]:
    """Return the ``outcomes`` that a directory has, of those that one of several has."""
    measured = results.manifest.measured(RUNS)
    return [name for name in outcomes if name in measured]


def _of_one(
    results: Results,
    methods: Sequence[str],
    outcomes: Sequence[str],
    success: str | None,
    boxes: Sequence[Choice],
) -> list[Finding]:
    sample = replace(_sample(results, outcomes, success), boxes=tuple(boxes))
    chosen = list(methods) or fitting(sample)
    if not chosen:
        raise UnfitError(_nothing(sample))
    check_boxes(sample, chosen)
    if methods or not results.partial:
        return [applied(name, sample) for name in chosen]
    return [attempted(name, sample) for name in chosen]


def check_boxes(sample: Sample, methods: Sequence[str]) -> None:
    """Raise :class:`UnfitError` where steps of boxes were chosen, but none are sought."""
    if sample.boxes and "discovery" not in methods:
        raise UnfitError(
            f"{argument('boxes')}: {sample.results.directory} is not searched for boxes; they are "
            f"those of {argument('methods', 'discovery')}"
        )


def _of_several(
    results: Results, methods: Sequence[str], outcomes: Sequence[str], success: str | None
) -> list[Finding]:
    """Return what one of several bears; that it does not bear a method is a doubt."""
    sample = _sample(results, kept_outcomes(results, outcomes), success)
    found = [attempted(name, sample) for name in list(methods) or fitting(sample)]
    lacking = [name for name in outcomes if name not in sample.outcomes]
    if not lacking:
        return found
    doubt = f"left out: there is no {', '.join(lacking)} in {results.directory}"
    return [replace(each, doubts=(*each.doubts, doubt)) for each in found]


def _sample(results: Results, outcomes: Sequence[str], success: str | None) -> Sample:
    sample = sample_of(results, outcomes, success)
    if success is not None:
        rule_of(sample)  # refuses what cannot be read, whether a method asks for it or not
    return sample


def _nothing(sample: Sample) -> str:
    """Say why no method fits."""
    if sample.runs["point"].nunique() == 1:
        why = "it holds one point and nothing to compare"
    elif sample.success is None:
        why = (
            f"say what counts as success, with {argument('success')}, to search for its conditions"
        )
    else:
        why = f"a search for the conditions of success needs {FEWEST_POINTS} points (lhs or sobol)"
    return f"{sample.results.directory} asks for no method: {why}; methods are {', '.join(METHODS)}"
