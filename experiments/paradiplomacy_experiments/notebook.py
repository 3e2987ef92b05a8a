"""Run a scenario from Python, and see what came of it: in a script or in a notebook.

The same as ``paradiplomacy run``: the same directory, the same bits. Results are then read with
``paradiplomacy_analysis.load(finished.directory)``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario
from paradiplomacy_experiments.execution.executors import COMPILING
from paradiplomacy_experiments.execution.plan import ALL_EVENTS, FIRST_EVENTS
from paradiplomacy_experiments.execution.progress import Silence
from paradiplomacy_experiments.execution.runner import run_scenario
from paradiplomacy_experiments.html_text import html_table
from paradiplomacy_experiments.inspection.health import Finding, diagnose, verdict
from paradiplomacy_experiments.inspection.summary import Summary, headlines, summarise
from paradiplomacy_experiments.inspection.summary_text import interval, mean, with_half_width
from paradiplomacy_results.disk import default_directory

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class FinishedRun:
    """Say what came of a scenario: where its results are, a summary, and how healthy they look.

    A notebook shows it as a table of the headline indicators, tie by tie.
    """

    directory: Path
    summary: Summary
    health: Sequence[Finding]

    def __str__(self) -> str:
        """Return the title of the run and where its results are."""
        return f"{self.summary.title}; results in {self.directory}"

    def _repr_html_(self) -> str:
        """Return headline indicators as tables: over the world, and of each partnership."""
        world = headlines(self.summary.indicators)
        rows = [(name, mean(item), interval(item), item.unit) for name, item in world.items()]
        title, place = escape(self.summary.title), escape(str(self.directory))
        parts = [
            f"<p><b>{title}</b><br>results in {place}</p>",
            html_table(("indicator", "mean", "95 % interval", "unit"), rows),
        ]
        ties = self.summary.partnerships
        if len(ties) > 1:
            by_tie = [
                (name, *(with_half_width(tie[name]) for tie in ties.values()))
                for name in headlines(next(iter(ties.values())))
            ]
            parts.append(html_table(("mean +- half interval", *ties), by_tie))
        parts.append(f"<p>health: {escape(verdict(self.health))}</p>")
        return "".join(parts)


def run(
    scenario: Scenario | str | Path,
    *,
    replicates: int = 200,
    seed: int = 1,
    engine: str | None = None,
    out: str | Path | None = None,
    all_events: bool = False,
    overwrite: bool = False,
    workers: int | None = None,
) -> FinishedRun:
    """Run a scenario many times and return what came of it.

    ``scenario`` is a name, a path, or what :func:`load_scenario` gave. ``out`` is the result
    directory, by default ``results/NAME``; runs that are there already are not computed again, runs
    of other settings are refused unless ``overwrite`` is set. ``all_events`` records the events of
    all runs, not of the first alone. Raises :class:`ConfigError` for a scenario that is not sound
    and the errors of :mod:`~paradiplomacy_results.errors` for the directory.
    """
    loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    directory = default_directory(loaded.name) if out is None else Path(out)
    run_scenario(
        loaded,
        out=directory,
        seed=seed,
        replicates=replicates,
        engine=engine,
        workers=workers,
        events=ALL_EVENTS if all_events else FIRST_EVENTS,
        overwrite=overwrite,
        progress=_Telling(),
    )
    return FinishedRun(directory, summarise(directory), diagnose(directory))


class _Telling(Silence):
    """Tell of the one thing that takes long enough to make a reader wonder."""

    def compiling(self) -> None:
        """Say that the model is being compiled."""
        sys.stderr.write(f"{COMPILING}\n")
