"""``paradiplomacy run``: run a scenario, keep everything, print what came of it."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.config_commands import OVERRIDES
from paradiplomacy_cli.terminal import echo
from paradiplomacy_experiments.configuration.faults import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.runner import Report
    from paradiplomacy_experiments.storage.storage_errors import StorageError

MAX_SEED = 2**63 - 1
MAX_REPLICATES = 10_000_000

VALUES = ("replicates", "months", "seed", "engine", "out", "workers", "time_limit", "series_every")
"""The options that have a value, as they are repeated in the command that completes a run."""


@click.command()
@click.argument("scenario")
@OVERRIDES
@click.option(
    "--replicates",
    type=click.IntRange(1, MAX_REPLICATES),
    default=200,
    show_default=True,
    help="Number of runs, each with random numbers of its own.",
)
@click.option("--months", type=int, metavar="N", help="Length of a run, instead of the scenario's.")
@click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    default=1,
    show_default=True,
    help="Seed of all random numbers.",
)
@click.option(
    "--engine",
    type=click.Choice(["compiled", "mesa"]),
    help="compiled is the default; mesa gives the same numbers in plain Python, takes about a "
    "second a run, and is chosen by itself for a mechanism of your own.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Result directory; by default results/SCENARIO.",
)
@click.option("--overwrite", is_flag=True, help="Remove what another run left in the directory.")
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Number of threads, or of worker processes of the Mesa engine; by default one for each "
    "processor.",
)
@click.option(
    "--time-limit",
    type=click.IntRange(1, 1_000_000),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="Longest time for a run on the Mesa engine; one that takes longer counts as failed.",
)
@click.option(
    "--events/--no-events",
    default=None,
    help="Record the events of all runs, or of none; by default of the first, of none in a very "
    "large world.",
)
@click.option(
    "--series-every",
    type=click.IntRange(1, 1200),
    metavar="MONTHS",
    help="Months between two rows of a series; by default 1, and more for very many runs.",
)
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document.")
@click.pass_context
def run(
    ctx: click.Context,
    scenario: str,
    overrides: tuple[str, ...],
    replicates: int,
    months: int | None,
    seed: int,
    engine: str | None,
    out: Path | None,
    overwrite: bool,
    workers: int | None,
    time_limit: int,
    events: bool | None,
    series_every: int | None,
    no_figures: bool,
    as_json: bool,
) -> None:
    """Run SCENARIO many times, write a result directory, and print a summary.

    Run again with the same settings it completes what is missing, and changes nothing else.
    """
    from paradiplomacy_cli.interrupts import stopping_in_order
    from paradiplomacy_cli.run_progress import RunProgress
    from paradiplomacy_experiments.health import diagnose
    from paradiplomacy_experiments.plan import ALL_EVENTS, NO_EVENTS
    from paradiplomacy_experiments.runner import engine_for, run_scenario
    from paradiplomacy_experiments.scenario import load_scenario
    from paradiplomacy_experiments.storage.disk import default_directory
    from paradiplomacy_experiments.storage.storage_errors import StorageError
    from paradiplomacy_experiments.summary import summarise

    if months is not None:
        overrides = (*overrides, f"scenario.months={months}")
    loaded = load_scenario(scenario, overrides)
    try:
        chosen = engine_for(loaded, engine)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if loaded.files and engine is None:
        names = ", ".join(loaded.files)
        _say(f"{names}: a mechanism of your own runs on the Mesa engine, a second or so a run")
    command = _command(ctx)
    try:
        directory = out if out is not None else default_directory(loaded.name)
        with RunProgress() as progress, stopping_in_order() as stop:
            report = run_scenario(
                loaded,
                out=directory,
                seed=seed,
                replicates=replicates,
                engine=chosen,
                workers=workers,
                run_seconds=time_limit,
                series_every=series_every,
                events=None if events is None else ALL_EVENTS if events else NO_EVENTS,
                overwrite=overwrite,
                progress=progress,
                stop=stop.event,
                command=command,
            )
        if not report.complete:
            _tell_interrupted(report, command)
            ctx.exit(stop.exit_code)
        if report.computed == 0:
            _say(f"all {report.runs:,} runs are in {directory} already")
        summary = summarise(directory)
        findings = diagnose(directory)
    except StorageError as error:
        _refuse(ctx, error)
    if as_json:
        document = summary.as_json() | {"health": [finding.as_json() for finding in findings]}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.run_report import report as text_of

        echo(text_of(summary, findings=findings))
    _tell_kept(report, ctx)
    _tell_where(ctx, directory, figures=not no_figures, aside=as_json)
    if report.failed:
        _tell_failures(report)
        ctx.exit(exit_codes.RUNS_FAILED)


def _command(ctx: click.Context) -> tuple[str, ...]:
    """Return the command that completes this run, as words."""
    words = ["paradiplomacy", "run", str(ctx.params["scenario"])]
    for override in ctx.params["overrides"]:
        words += ["--set", override]
    for name in VALUES:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            words += [f"--{name.replace('_', '-')}", str(ctx.params[name])]
    if ctx.params["events"] is not None:
        words.append("--events" if ctx.params["events"] else "--no-events")
    words += ["--no-figures"] if ctx.params["no_figures"] else []
    words += ["--json"] if ctx.params["as_json"] else []
    return tuple(words)


def _say(text: str) -> None:
    for line in text.splitlines():
        click.echo(printable(line), err=True)


def _tell_interrupted(report: Report, command: tuple[str, ...]) -> None:
    _say(f"stopped: {report.done:,} of {report.runs:,} runs are in {report.directory}; to go on:")
    _say(f"  {shlex.join(command)}")


def _tell_kept(report: Report, ctx: click.Context) -> None:
    """Say what was left out for the size of the experiment, and how to have it all the same."""
    from paradiplomacy_experiments.plan import NO_EVENTS

    step = report.manifest["series_every"]
    if ctx.params["series_every"] is None and step > 1:
        _say(f"series: every {step} months, since the runs are many; --series-every 1 keeps all")
    if ctx.params["events"] is None and report.manifest["events"] == NO_EVENTS:
        _say("events: none are recorded in so large a world; --events records them")


def _refuse(ctx: click.Context, error: StorageError) -> NoReturn:
    """Tell in one line why the directory is refused, and exit with the code of the reason."""
    from paradiplomacy_experiments.storage import storage_errors

    message = str(error)
    if isinstance(error, storage_errors.DirectoryDiffersError):
        message += "; choose another directory with --out DIR"
        message += ", or replace these runs with --overwrite" if error.differences else ""
    codes = {
        storage_errors.DirectoryDamagedError: exit_codes.DAMAGED,
        storage_errors.DirectoryLockedError: exit_codes.LOCKED,
        storage_errors.DiskError: exit_codes.DISK,
        storage_errors.DirectoryDiffersError: exit_codes.DIFFERS,
    }
    _say(message)
    ctx.exit(codes[type(error)])


def _tell_where(ctx: click.Context, directory: Path, *, figures: bool, aside: bool) -> None:
    """Draw the figures and say where everything is and what to look at next."""
    tell = _say if aside else echo
    drawn = _draw(ctx, directory) if figures else []
    lines = ["", f"results: {directory}"]
    if drawn:
        names = ", ".join(path.name for path in drawn[:3])
        more = f" and {len(drawn) - 3} more" if len(drawn) > 3 else ""
        lines.append(f"figures: {directory / 'figures'} ({names}{more})")
        lines += _where_to_look(drawn)
    call = f"paradiplomacy_analysis.load({str(directory)!r})"
    lines.append(
        f"tables in Python: {call}.runs, .series, .partnerships, .histories, .waits, .events"
    )
    tell("\n".join(lines))


def _where_to_look(drawn: Sequence[Path]) -> Iterator[str]:
    """Name the figures that tell most: who carries each tie, and how one run came about."""
    from paradiplomacy_analysis.figures import FIGURES

    for words, name in (("look first at", "carriers"), ("and then at", "history")):
        path = next((path for path in drawn if path.stem.startswith(name)), None)
        if path is not None:
            yield f"{words} {path}: {FIGURES[name].summary}"


def _draw(ctx: click.Context, directory: Path) -> list[Path]:
    from paradiplomacy_analysis import load
    from paradiplomacy_analysis.figures import write_figures

    try:
        return write_figures(load(directory), directory / "figures")
    except OSError as error:
        _say(f"cannot write the figures in {directory / 'figures'}: {error.strerror}")
        ctx.exit(exit_codes.DISK)


def _tell_failures(report: Report) -> None:
    _say(f"{report.failed:,} of {report.runs:,} runs failed:")
    for failure in report.failures:
        _say(f"  run {failure['run']}: {shortened(' '.join(failure['error'].split()))}")
