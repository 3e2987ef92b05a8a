"""``paradiplomacy run``: run a scenario, keep everything, print what came of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.experiment import carry_out, chosen_engine, command_of
from paradiplomacy_cli.telling import refusals, say, tell_failures
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_experiments.design.limits import MAX_REPLICATES, MAX_SEED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.execution.runner import Report

VALUES = ("replicates", "months", "seed", "engine", "out", "workers", "time_limit", "series_every")
"""The options that have a value, as they are repeated in the command that completes a run."""


@click.command()
@click.argument("scenario")
@options.OVERRIDES
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
@options.ENGINE
@options.out("SCENARIO")
@options.OVERWRITE
@options.WORKERS
@options.TIME_LIMIT
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
@options.JSON
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
    from paradiplomacy_experiments.configuration.scenario import load_scenario
    from paradiplomacy_experiments.design.declarations import Keep
    from paradiplomacy_experiments.design.loading import design_of
    from paradiplomacy_experiments.inspection.health import diagnose
    from paradiplomacy_experiments.inspection.summary import summarise
    from paradiplomacy_results.layout import TABLES

    if months is not None:
        overrides = (*overrides, f"scenario.months={months}")
    loaded = load_scenario(scenario, overrides)
    recorded = None if events is None else "all" if events else "none"
    kept = {"tables": list(TABLES), "series_every": series_every, "events": recorded}
    design = design_of(loaded, replicates=replicates, seed=seed, keep=Keep.model_validate(kept))
    report = carry_out(
        ctx,
        design,
        out,
        _command(ctx),
        engine=chosen_engine(loaded.files, engine),
        workers=workers,
        run_seconds=time_limit,
        overwrite=overwrite,
    )
    directory = report.directory
    with refusals(ctx):
        summary = summarise(directory)
        findings = diagnose(directory)
    if as_json:
        document = summary.as_json() | {"health": [finding.as_json() for finding in findings]}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.summary import report as text_of

        echo(text_of(summary, findings=findings))
    _tell_kept(report, ctx)
    _tell_where(ctx, directory, figures=not no_figures, aside=as_json)
    if report.failed:
        tell_failures(report)
        ctx.exit(exit_codes.RUNS_FAILED)


def _command(ctx: click.Context) -> tuple[str, ...]:
    """Return the command that completes this run, as words."""
    words = command_of(ctx, "run", "scenario", VALUES)
    if ctx.params["events"] is not None:
        words.append("--events" if ctx.params["events"] else "--no-events")
    words += ["--no-figures"] if ctx.params["no_figures"] else []
    words += ["--json"] if ctx.params["as_json"] else []
    return tuple(words)


def _tell_kept(report: Report, ctx: click.Context) -> None:
    """Say what was left out for the size of the experiment, and how to have it all the same."""
    from paradiplomacy_experiments.execution.plan import NO_EVENTS

    step = report.manifest.series_every
    if ctx.params["series_every"] is None and step > 1:
        say(f"series: every {step} months, since the runs are many; --series-every 1 keeps all")
    if ctx.params["events"] is None and report.manifest.events == NO_EVENTS:
        say("events: none are recorded in so large a world; --events records them")


def _tell_where(ctx: click.Context, directory: Path, *, figures: bool, aside: bool) -> None:
    """Draw the figures and say where everything is and what to look at next."""
    tell = say if aside else echo
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
        return write_figures(load(directory), directory / "figures", analysed=False)
    except OSError as error:
        say(f"cannot write the figures in {directory / 'figures'}: {error.strerror}")
        ctx.exit(exit_codes.DISK)
