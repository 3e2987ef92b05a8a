"""Tell what a search would take, before it begins: from a pilot of its first generation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_experiments.execution.estimation import estimate
from paradiplomacy_experiments.execution.progress import told
from paradiplomacy_experiments.searching.algorithms import algorithm
from paradiplomacy_experiments.searching.designs import Searched, size_of
from paradiplomacy_experiments.searching.loop import key
from paradiplomacy_results.disk import DEFAULT_FOLDER

if TYPE_CHECKING:
    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.execution.estimation import Estimate
    from paradiplomacy_experiments.execution.progress import Progress


def foresee(
    design: str | Path,
    overrides: Overrides = (),
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | bool | None = None,
) -> Estimate:
    """Tell what a search would take at most: points, runs, time, disk and memory.

    Nothing is written. Points that are asked for again need no runs, and what is found is mostly
    less than a population: a search takes less than this where there are few choices. Raises what
    ``search`` raises for its design.
    """
    searched = Searched(design, overrides)
    first = algorithm(searched.settings.algorithm).begin(searched.problem).ask()
    rows = [*searched.bases, *(group | row for group in searched.groups for row in first)]
    size = size_of(searched)
    with told(progress) as teller:
        pilot = estimate(
            searched.of(list({key(row): row for row in rows}.values())),
            folder=DEFAULT_FOLDER if out is None else Path(out),
            workers=workers,
            progress=teller,
        )
    more = size.runs / pilot.runs
    return replace(
        pilot,
        points=size.points,
        runs=size.runs,
        chunks=round(pilot.chunks * more),
        seconds=pilot.seconds * more,
        disk=round(pilot.disk * more),
        common_pasts=(),
    )
