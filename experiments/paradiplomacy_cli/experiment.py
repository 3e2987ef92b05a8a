"""Carry out an experiment from the command line: what ``run`` and ``sweep`` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.telling import refusals, say, tell_interrupted, tell_lost
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from paradiplomacy_experiments.configuration.mechanism_files import Files
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.runner import Report


def chosen_engine(files: Files, engine: str | None) -> str:
    """Return the engine that runs a scenario with ``files`` of mechanisms, and say why if asked."""
    from paradiplomacy_experiments.execution.manifests import engine_for

    try:
        chosen = engine_for(files, engine)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if files and engine is None:
        names = ", ".join(files)
        say(f"{names}: a mechanism of your own runs on the Mesa engine, a second or so a run")
    return chosen


def carry_out(
    ctx: click.Context,
    design: Design,
    out: Path | None,
    command: tuple[str, ...],
    **settings: Any,
) -> Report:
    """Run a design into ``out``, or its usual directory, and return the report of the whole.

    Ends the command where it is stopped, or where the directory is refused. ``settings`` are those
    of :func:`~paradiplomacy_experiments.execution.runner.run_design`.
    """
    from paradiplomacy_cli.interrupts import stopping_in_order
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError
    from paradiplomacy_experiments.execution.runner import run_design
    from paradiplomacy_results.disk import default_directory

    with refusals(ctx):
        directory = out if out is not None else default_directory(design.name)
        try:
            with RunProgress() as progress, stopping_in_order() as stop:
                report = run_design(
                    design,
                    out=directory,
                    progress=progress,
                    stop=stop.event,
                    command=command,
                    **settings,
                )
        except ClusterLostError as error:
            tell_lost(error, directory, command)
            ctx.exit(exit_codes.code_of(error))
        if not report.complete:
            tell_interrupted(report, command)
            ctx.exit(stop.exit_code)
    if report.computed == 0:
        runs = "the only run is" if report.runs == 1 else f"all {many(report.runs, 'run')} are"
        say(f"{runs} in {directory} already")
    return report


def command_of(ctx: click.Context, name: str, argument: str, values: Sequence[str]) -> list[str]:
    """Return the words of a command that repeat its argument, its overrides and some options.

    Of ``values``, options that have a value, those are repeated that were given.
    """
    return ["paradiplomacy", name, str(ctx.params[argument]), *options_of(ctx, values)]


def options_of(ctx: click.Context, values: Sequence[str]) -> list[str]:
    """Return the words that repeat the overrides, and those of some options that were given."""
    words: list[str] = []
    for override in ctx.params["overrides"]:
        words += ["--set", override]
    for value in values:
        if ctx.get_parameter_source(value) is click.core.ParameterSource.COMMANDLINE:
            words += [f"--{value.replace('_', '-')}", str(ctx.params[value])]
    return words
