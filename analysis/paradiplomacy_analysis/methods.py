"""The methods of analysis by name, and which of them a design asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paradiplomacy_analysis.finding import Finding
from paradiplomacy_analysis.matching.method import matching, tells_of_cases
from paradiplomacy_analysis.record.method import is_of_cases, record
from paradiplomacy_analysis.statistics.contrasts import contrasts
from paradiplomacy_analysis.statistics.discovery import FEWEST_POINTS, discovery
from paradiplomacy_analysis.statistics.emulation import emulator
from paradiplomacy_analysis.statistics.histories import histories
from paradiplomacy_analysis.statistics.importance import importance
from paradiplomacy_analysis.statistics.over_draws import is_robust
from paradiplomacy_analysis.statistics.path import path
from paradiplomacy_analysis.statistics.possible import (
    FRONT_ALGORITHM,
    extremes,
    sought_by,
    spread,
)
from paradiplomacy_analysis.statistics.robust import robust
from paradiplomacy_analysis.statistics.searched import search, searches
from paradiplomacy_analysis.statistics.sensitivity import MORRIS, SOBOL, morris, sobol
from paradiplomacy_analysis.statistics.survival import followed, survival
from paradiplomacy_analysis.statistics.ties import of_one_world, ties
from paradiplomacy_analysis.statistics.tradeoffs import tradable, tradeoffs
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy_analysis.sample import Sample


@dataclass(frozen=True)
class Method:
    """A method: its function, what it answers, and which samples ask for it."""

    find: Callable[[Sample], Finding]
    summary: str
    fits: Callable[[Sample], bool]


def _levelled(sample: Sample) -> bool:
    return bool(sample.levelled) and not searches(sample)


def _if_asked(_sample: Sample) -> bool:
    """Tell that no sample asks for it: it takes many seconds, and is applied where it is named."""
    return False


def _searched(sample: Sample) -> bool:
    spread = sample.sampler in ("lhs", "sobol") and sample.success is not None
    return spread and sample.runs["point"].nunique() >= FEWEST_POINTS


METHODS: dict[str, Method] = {
    "contrasts": Method(
        contrasts, "differences between levels and levers, and their interactions", _levelled
    ),
    "tradeoffs": Method(tradeoffs, "fronts of points that trade one aim for another", tradable),
    "sobol": Method(
        sobol,
        "shares of the variance that factors explain",
        lambda sample: sample.sampler == SOBOL,
    ),
    "morris": Method(
        morris, "elementary effects of factors", lambda sample: sample.sampler == MORRIS
    ),
    "importance": Method(importance, "which factors matter, of any sample", _if_asked),
    "ties": Method(ties, "how each tie of one world fares, and which are which", of_one_world),
    "survival": Method(survival, "how long programmes and ties last, and what ends them", followed),
    "matching": Method(
        matching,
        "which draws the record rules out, and which it leaves",
        tells_of_cases,
    ),
    "record": Method(record, "which dated facts of the cases lie inside what runs do", is_of_cases),
    "discovery": Method(
        discovery, "boxes and a tree of conditions under which success is frequent", _searched
    ),
    "search": Method(
        search, "the front that a search found, held against its base", sought_by(FRONT_ALGORITHM)
    ),
    "path": Method(path, "how often the path of Baubau is taken, and where", _if_asked),
    "extremes": Method(
        extremes, "the most and the least of an outcome that a search found", sought_by("extremes")
    ),
    "spread": Method(
        spread, "the combinations of outcomes that a search reached", sought_by("spread")
    ),
    "robust": Method(
        robust, "which policies do well over all draws of what is not known", is_robust
    ),
    "emulator": Method(
        emulator,
        "shares of the variance by an emulator, of any sample that fills the space",
        _if_asked,
    ),
    "histories": Method(histories, "yearly histories of ties, sorted into classes", _if_asked),
}
"""Every method by name, in the order in which they are applied."""


ANSWERING = (
    "comparison",
    "search",
    "extremes",
    "spread",
    "path",
    "robust",
    "sobol",
    "morris",
    "importance",
    "discovery",
    "emulator",
    "matching",
    "contrasts",
    "tradeoffs",
    "ties",
    "record",
    "survival",
    "histories",
)
"""Whose finding answers the question of the whole: the first of these methods that was applied.

First how several directories lie apart, then what a sampler is made for, then what compares levels,
then what tells of one world."""


def leading(findings: Sequence[Finding]) -> Finding | None:
    """Return the finding that answers the question of a design or scenario; None where none does.

    Its ``answer`` is the sentence, the first of its ``doubts`` the reason to doubt that most.
    """
    by_method = {finding.method: finding for finding in findings if finding.answer}
    return next((by_method[name] for name in ANSWERING if name in by_method), None)


def fitting(sample: Sample) -> list[str]:
    """Return the methods that the design of a sample asks for."""
    return [name for name, method in METHODS.items() if method.fits(sample)]


COUNTING = ("contrasts", "tradeoffs")
"""Methods that count the runs without a value, and leave them out."""

ABSENT = "runs that are not there are counted among those without a value"
"""Said of comparisons within an incomplete sample, whose tables count the latter."""


def applied(name: str, sample: Sample) -> Finding:
    """Return what a method finds; of an incomplete sample it is doubted before all else."""
    return _shared(METHODS[name].find(sample), sample)


def attempted(name: str, sample: Sample) -> Finding:
    """Return what a method finds, or a finding that says why it finds nothing."""
    try:
        return applied(name, sample)
    except UnfitError as error:
        doubts = (f"undefined because {error}",)
        return _shared(Finding(name, METHODS[name].summary, {}, (), doubts), sample)


def _shared(finding: Finding, sample: Sample) -> Finding:
    results = sample.results
    if not results.note:
        return finding
    counted = (ABSENT,) if finding.method in COUNTING else ()
    doubts = (results.note, *counted, *(f"left out: {each}" for each in sample.left_out))
    return replace(finding, doubts=(*doubts, *finding.doubts), sample=results.share)
