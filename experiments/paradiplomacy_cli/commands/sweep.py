"""``paradiplomacy sweep``: run every point of a design, or tell what that would take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.experiment import carry_out, chosen_engine, command_of
from paradiplomacy_cli.telling import refusals, say, tell_failures
from paradiplomacy_cli.text.quantities import amount, duration
from paradiplomacy_cli.text.terminal import echo, print_table
from paradiplomacy_experiments.design.limits import MOST_RUNS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design

VALUES = ("engine", "out", "workers", "dask", "time_limit", "max_runs")
"""The options that have a value, as they are repeated in the command that completes a sweep."""


@click.command()
@click.argument("design")
@options.OVERRIDES
@options.ENGINE
@options.out("DESIGN")
@options.OVERWRITE
@options.WORKERS
@options.DASK
@options.TIME_LIMIT
@click.option("--dry-run", is_flag=True, help="Only tell runs, time, disk and memory, by a pilot.")
@click.option(
    "--max-runs",
    type=click.IntRange(1),
    default=MOST_RUNS,
    show_default=True,
    help="Most runs that are begun.",
)
@options.JSON
@click.pass_context
def sweep(
    ctx: click.Context,
    design: str,
    overrides: tuple[str, ...],
    engine: str | None,
    out: Path | None,
    overwrite: bool,
    workers: int | None,
    dask: str | None,
    time_limit: int,
    dry_run: bool,
    max_runs: int,
    as_json: bool,
) -> None:
    """Run all points of DESIGN, write a result directory, and print a summary.

    DESIGN is the name of a design that ships (see `paradiplomacy designs`) or a path. Run again
    with the same settings it completes what is missing. --set also takes keys of the design, as in
    --set design.replicates=20 or --set sampler.points=64.
    """
    from paradiplomacy_experiments.design.limits import RefusedError
    from paradiplomacy_experiments.design.loading import load_design
    from paradiplomacy_experiments.inspection.points_summary import summarise_points

    if dask is not None and (dry_run or workers is not None):
        other = "--dry-run" if dry_run else "--workers"
        raise click.UsageError(f"{other} is about this machine, and goes not with --dask")
    try:
        loaded = load_design(design, overrides, max_runs=max_runs)
    except RefusedError as error:
        say(str(error))
        ctx.exit(exit_codes.code_of(error))
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        say(f"this design needs {library}: pip install 'paradiplomacy[analysis]'")
        ctx.exit(exit_codes.CONFIG)
    chosen = chosen_engine(loaded.files, engine)
    if dry_run:
        _tell_estimate(ctx, loaded, chosen, as_json=as_json)
        return
    words = command_of(ctx, "sweep", "design", VALUES) + (["--json"] if as_json else [])
    report = carry_out(
        ctx,
        loaded,
        out,
        tuple(words),
        engine=chosen,
        workers=workers,
        cluster=dask,
        run_seconds=time_limit,
        overwrite=overwrite,
    )
    with refusals(ctx):
        summary = summarise_points(report.directory)
    if as_json:
        document = summary.as_json() | {"directory": str(report.directory)}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.points import report as text_of

        echo(text_of(summary))
        echo(f"\nresults: {report.directory}\ncontents: {report.manifest.contents}")
        echo(f"tables in Python: paradiplomacy_analysis.load({str(report.directory)!r}).runs")
    if report.failed:
        tell_failures(report)
        ctx.exit(exit_codes.RUNS_FAILED)


def _tell_estimate(ctx: click.Context, design: Design, engine: str, *, as_json: bool) -> None:
    from paradiplomacy_cli.text.points import extent
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.execution.estimation import estimate
    from paradiplomacy_results.disk import DEFAULT_FOLDER

    with RunProgress() as progress:
        found = estimate(
            design,
            folder=ctx.params["out"] or DEFAULT_FOLDER,
            engine=engine,
            workers=ctx.params["workers"],
            progress=progress,
        )
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
        return
    at_most = "at most " if design.replication.indicator is not None else ""
    rows = (
        *((f"factor {factor.name}", extent(factor)) for factor in design.points.factors),
        ("points", f"{found.points:,}"),
        ("replicates", f"{at_most}{found.replicates:,}"),
        ("runs", f"{at_most}{found.runs:,} in {many(found.chunks, 'chunk')}"),
        ("time", f"{at_most}{duration(found.seconds)} with {many(found.workers, 'worker')}"),
        ("disk", f"{at_most}{amount(found.disk)}, {amount(found.free)} free"),
        ("memory", amount(found.memory)),
    )
    print_table((design.name, "by a pilot"), rows)
    if found.disk > found.free:
        say("the disk has too little room; keep fewer tables or indicators, or rows of the series")
        ctx.exit(exit_codes.REFUSED)
