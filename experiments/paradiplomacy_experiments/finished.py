"""What the verbs give back: where results are, a summary of them, and what a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from paradiplomacy_experiments.html_text import html_table
from paradiplomacy_experiments.inspection.health import Finding, diagnose, verdict
from paradiplomacy_experiments.inspection.points_summary import PointsSummary, summarise_points
from paradiplomacy_experiments.inspection.summary import Summary, headlines, summarise
from paradiplomacy_experiments.inspection.summary_text import interval, mean, with_half_width
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from paradiplomacy_experiments.execution.runner import Report

MOST_POINTS_SHOWN = 40
"""Points of a sweep that a notebook shows."""

MOST_INDICATORS_SHOWN = 6
"""Indicators of each point that a notebook shows."""


class StoppedError(Exception):
    """An experiment was stopped before all runs were there; the same call goes on with the rest.

    ``report`` says how far it is.
    """

    def __init__(self, report: Report) -> None:
        """Keep the ``report``."""
        super().__init__(
            f"stopped: {report.done:,} of {many(report.runs, 'run')} are in {report.directory}"
        )
        self.report = report


@dataclass(frozen=True, repr=False)
class Finished:
    """What came of an experiment whose runs are all there, some of them failed perhaps.

    ``report`` says how many runs there are, how many failed and why, and has the manifest.
    """

    report: Report

    @property
    def directory(self) -> Path:
        """Return the directory of the results."""
        return self.report.directory

    @property
    def title(self) -> str:
        """Say in one line what was run."""
        of = self.report.manifest
        points = f"{many(of.points, 'point')}, " if of.points > 1 else ""
        runs = f"{many(self.report.runs, 'run')} of {many(of.months, 'month')}"
        return f"{of.name}: {points}{runs}, seed {of.seed}, {of.engine} engine"

    @cached_property
    def results(self) -> Results:
        """Return the results themselves, tables as pandas frames."""
        return load(self.directory)

    def __str__(self) -> str:
        """Return the title, how many runs failed, and where the results are."""
        failed = f"{self.report.failed:,} failed; " if self.report.failed else ""
        return f"{self.title}; {failed}results in {self.directory}"

    def __repr__(self) -> str:
        """Return the same in brackets."""
        return f"<{type(self).__name__} {self}>"

    def _head(self) -> str:
        failed = f"<br>{many(self.report.failed, 'run')} failed" if self.report.failed else ""
        place = escape(str(self.directory))
        return f"<p><b>{escape(self.title)}</b>{failed}<br>results in {place}</p>"


@dataclass(frozen=True, repr=False)
class FinishedRun(Finished):
    """What came of a scenario: where its results are, a summary, and how healthy they look.

    A notebook shows the headline indicators as a table, tie by tie.
    """

    @cached_property
    def summary(self) -> Summary:
        """Return means and intervals of all indicators, over the world and of each tie."""
        return summarise(self.directory)

    @cached_property
    def health(self) -> Sequence[Finding]:
        """Return what each check of health found."""
        return diagnose(self.directory)

    def _repr_html_(self) -> str:
        """Return headline indicators as tables: over the world, and of each partnership."""
        world = headlines(self.summary.indicators)
        rows = [(name, mean(item), interval(item), item.unit) for name, item in world.items()]
        parts = [self._head(), html_table(("indicator", "mean", "95 % interval", "unit"), rows)]
        ties = self.summary.founded
        if len(ties) > 1:
            by_tie = [
                (name, *(with_half_width(tie[name]) for tie in ties.values()))
                for name in headlines(next(iter(ties.values())))
            ]
            parts.append(html_table(("mean +- half interval", *ties), by_tie))
        parts.append(f"<p>health: {escape(verdict(self.health))}</p>")
        return "".join(parts)


@dataclass(frozen=True, repr=False)
class FinishedSweep(Finished):
    """What came of a design: where its results are, and a summary point by point.

    A notebook shows the first points as a table, with some headline indicators of each.
    """

    @cached_property
    def summary(self) -> PointsSummary:
        """Return means and intervals of the headline indicators at each point."""
        return summarise_points(self.directory)

    def _repr_html_(self) -> str:
        """Return a table with a row for each of the first points."""
        shown = list(self.summary.estimates[0])[:MOST_INDICATORS_SHOWN]
        factors = list(self.summary.levels[0])
        table = html_table((*factors, *shown), list(self._rows(factors, shown)))
        more = len(self.summary.levels) - MOST_POINTS_SHOWN
        rest = f"<p>and {more:,} more points</p>" if more > 0 else ""
        return f"{self._head()}<p>mean +- half width of its 95 % interval</p>{table}{rest}"

    def _rows(self, factors: Sequence[str], shown: Sequence[str]) -> Iterator[Sequence[str]]:
        points = zip(self.summary.levels, self.summary.estimates, strict=True)
        for levels, estimates in list(points)[:MOST_POINTS_SHOWN]:
            values = (str(levels.get(factor, "")) for factor in factors)
            yield [*values, *(with_half_width(estimates[name]) for name in shown)]


@dataclass(frozen=True, repr=False)
class FinishedDrivers:
    """What came of the drivers: the folder, the worlds, and a sweep for each world and part."""

    directory: Path
    worlds: tuple[str, ...]
    sweeps: Mapping[tuple[str, str], FinishedSweep]

    def __repr__(self) -> str:
        """Return how many runs there are, in which worlds, and where."""
        return _in_brief(self, self.sweeps.values(), ", ".join(self.worlds))


@dataclass(frozen=True, repr=False)
class FinishedMatching:
    """What came of history matching: the folder, and a sweep for each wave."""

    directory: Path
    waves: Sequence[FinishedSweep]

    def __repr__(self) -> str:
        """Return how many waves and runs there are, and where."""
        return _in_brief(self, self.waves, many(len(self.waves), "wave"))


@dataclass(frozen=True, repr=False)
class FinishedSearch:
    """What came of a search: the folder, every point that was evaluated, and what was found.

    ``found`` has what was found, run again with luck that had no part in the search. Where runs of
    a generation failed there is that generation alone, as ``evaluated``, and nothing is found.
    """

    directory: Path
    evaluated: FinishedSweep
    found: FinishedSweep | None = None
    robust: FinishedSweep | None = None
    """What was found over draws of what is not known, where the design has a table [robust]."""

    @property
    def sweeps(self) -> Sequence[FinishedSweep]:
        """Return what was run."""
        every = (self.evaluated, self.found, self.robust)
        return [each for each in every if each is not None]

    def __repr__(self) -> str:
        """Return how many points were evaluated and found, and where they are."""
        points = many(self.evaluated.report.manifest.points, "point")
        found = "none found" if self.found is None else f"{len(self.found.summary.levels):,} judged"
        return _in_brief(self, self.sweeps, f"{points}, {found}")


def _in_brief(
    finished: FinishedDrivers | FinishedMatching | FinishedSearch,
    sweeps: Iterable[FinishedSweep],
    parts: str,
) -> str:
    """Return how many runs some sweeps have, in which parts, and where they are."""
    runs = many(sum(each.report.runs for each in sweeps), "run")
    return f"<{type(finished).__name__}: {runs} in {parts}; results in {finished.directory}>"
