"""What the verbs make of their arguments: loaded, checked, chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy_experiments.design.limits import OptionsError
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy.custom.together import Custom
    from paradiplomacy_experiments.configuration.overrides import Overrides
    from paradiplomacy_experiments.configuration.scenario import Scenario
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.progress import Progress
    from paradiplomacy_experiments.execution.runner import Report
    from paradiplomacy_results.design_part import DesignPart


def loaded_scenario(
    scenario: Scenario | str | Path, overrides: Overrides, months: int | None
) -> Scenario:
    """Return a scenario with its overrides and its length in months."""
    from paradiplomacy_experiments.configuration.overrides import with_overrides
    from paradiplomacy_experiments.configuration.scenario import Scenario, load_scenario

    if months is not None:
        overrides = with_overrides(overrides, {"scenario.months": months})
    if not isinstance(scenario, Scenario):
        return load_scenario(scenario, overrides)
    if overrides:
        raise OptionsError("overrides and months are for load_scenario, where it is called before")
    return scenario


def loaded_design(design: Design | str | Path, overrides: Overrides, max_runs: int) -> Design:
    """Return a design with its overrides; raise ``RefusedError`` for more than so many runs."""
    from paradiplomacy_experiments.design.loading import Design, load_design

    if not isinstance(design, Design):
        return load_design(design, overrides, max_runs=max_runs)
    if overrides:
        raise OptionsError("overrides are for load_design, where it is called before")
    design.size.refuse_above(max_runs)
    return design


def known_tables(tables: Sequence[str]) -> Sequence[str]:
    """Return the names of tables; raise ``UnknownNameError`` for one that there is not."""
    from paradiplomacy_results.layout import TABLES
    from paradiplomacy_results.names import check_names

    check_names("table", tables, TABLES)
    return tables


def chosen_engine(custom: Custom, engine: str | None, progress: Progress) -> str:
    """Return the engine that runs ``custom``, and say why where nobody chose it."""
    from paradiplomacy_experiments.execution.manifests import engine_for

    chosen = engine_for(custom, engine)
    if custom.offences and engine is None:
        for line in custom.offences:
            progress.noticed(line)
        progress.noticed("so it runs on the Mesa engine, a second or so a run")
    return chosen


def whole_or_stopped(report: Report) -> Report:
    """Return the report of an experiment whose runs are all there."""
    from paradiplomacy_experiments.finished import StoppedError

    if not report.complete:
        raise StoppedError(report)
    return report


def checked_part(part: str | None, design: Design) -> DesignPart | None:
    """Return the named part of a design; raise :class:`OptionsError` where there is none."""
    if part is None:
        return None
    from paradiplomacy_results.design_part import read_part

    try:
        found = read_part(part)
    except ValueError as error:
        raise OptionsError(f"{argument('part')}: {error}") from None
    points = len(design.points)
    if found.of > points:
        raise OptionsError(
            f"{argument('part')}: {design.name} has {many(points, 'point')}, too few for "
            f"{found.of} parts"
        )
    return found
