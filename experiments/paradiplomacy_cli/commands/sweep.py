"""``paradiplomacy sweep``: run every point of a design, or tell what that would take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import completion, exit_codes, options
from paradiplomacy_cli.experiment import (
    command_of,
    end_on_failures,
    following,
    refused_options,
    tell_ready,
)
from paradiplomacy_cli.telling import refusals, say
from paradiplomacy_cli.text.estimates import costs
from paradiplomacy_cli.text.terminal import echo, print_table
from paradiplomacy_experiments import verbs
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.loading import Design
    from paradiplomacy_experiments.execution.common_past import CommonPast
    from paradiplomacy_experiments.execution.estimation import Estimate

VALUES = (
    *("engine", "out", "extend", "retry_failed", "part", "workers", "dask", "time_limit"),
    *("tables", "max_runs"),
)
"""The options that, where they are given, are repeated in the command that completes a sweep."""

MOST_TOLD = 3
"""Groups of points with a common past that a dry run tells of, the longest ones."""


@click.command()
@click.argument("design", shell_complete=completion.designs)
@options.overrides(verbs.sweep)
@options.ENGINE
@options.out(verbs.sweep)
@options.OVERWRITE
@options.option(verbs.sweep, "extend", is_flag=True)
@options.RETRY_FAILED
@options.option(verbs.sweep, "part", metavar="K/N")
@options.WORKERS
@options.option(verbs.sweep, "dask", metavar="ADDRESS")
@options.TIME_LIMIT
@options.listed(verbs.sweep, "tables", metavar="NAME,NAME")
@click.option("--dry-run", is_flag=True, help="Only tell runs, time, disk and memory, by a pilot.")
@options.number(verbs.sweep, "max_runs", show_default=True)
@options.JSON
@options.QUIET
@click.pass_context
def sweep(
    ctx: click.Context,
    design: str,
    overrides: tuple[str, ...],
    engine: str | None,
    out: Path | None,
    overwrite: bool,
    extend: bool,
    retry_failed: bool,
    part: str | None,
    workers: int | None,
    dask: str | None,
    time_limit: int,
    tables: tuple[str, ...],
    dry_run: bool,
    max_runs: int,
    as_json: bool,
) -> None:
    """Run all points of DESIGN, write a result directory, and print a summary.

    DESIGN is the name of a design that ships (see `paradiplomacy designs`) or a path. Run again
    with the same settings it completes what is missing.
    """
    if dry_run:
        if dask is not None:
            raise click.UsageError("--dry-run is about this machine, and goes not with --dask")
        _tell_estimate(ctx, as_json=as_json)
        return
    words = command_of(ctx, "sweep", "design", VALUES) + (["--json"] if as_json else [])
    with following(ctx, tuple(words)) as hooks:
        finished = verbs.sweep(
            design,
            overrides,
            engine=engine,
            out=out,
            overwrite=overwrite,
            extend=extend,
            retry_failed=retry_failed,
            part=part,
            workers=workers,
            dask=dask,
            time_limit=time_limit,
            tables=tables,
            max_runs=max_runs,
            **hooks,
        )
    tell_ready(finished.report)
    with refusals(ctx):
        summary = finished.summary
    if as_json:
        document = summary.as_json() | {"directory": str(finished.directory)}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
    else:
        from paradiplomacy_cli.text.points import report as text_of

        echo(text_of(summary))
        echo(f"\nresults: {finished.directory}\ncontents: {finished.report.manifest.contents}")
        echo(f"tables in Python: paradiplomacy.load({str(finished.directory)!r}).runs")
    end_on_failures(ctx, finished.report)


def _tell_estimate(ctx: click.Context, *, as_json: bool) -> None:
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.design.loading import load_design

    given = ctx.params
    with refused_options(ctx), RunProgress() as progress:
        design = load_design(given["design"], given["overrides"], max_runs=given["max_runs"])
        names = ("engine", "out", "extend", "retry_failed", "part", "workers", "tables", "max_runs")
        pilot = {name: given[name] for name in names}
        found = verbs.estimate(design, **pilot, progress=progress)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
        return
    print_table((design.name, "by a pilot"), _rows(design, found))
    if found.disk > found.free:
        say("the disk has too little room; keep fewer tables or indicators, or rows of the series")
        ctx.exit(exit_codes.REFUSED)


def _rows(design: Design, found: Estimate) -> list[tuple[str, str]]:
    from paradiplomacy_cli.text.points import extent

    at_most = "at most " if design.replication.indicator is not None else ""
    return [
        *((f"factor {factor.name}", extent(factor)) for factor in design.points.factors),
        ("points", f"{found.points:,}"),
        ("replicates", f"{at_most}{found.replicates:,}"),
        ("runs", f"{at_most}{found.runs:,} in {many(found.chunks, 'chunk')}"),
        *_kept(found),
        *costs(found, at_most),
        *(("common past", _told(common)) for common in found.common_pasts[:MOST_TOLD]),
    ]


def _told(common: CommonPast) -> str:
    until = "to the end" if common.until is None else f"until {common.until}"
    return f"of {many(len(common.points), 'point')} {until}, run once"


def _kept(found: Estimate) -> list[tuple[str, str]]:
    """Tell how many runs are there, and why not more of them are kept."""
    if not found.kept and not found.why:
        return []
    why = f" ({'; '.join(found.why)})" if found.why else ""
    return [
        ("kept", f"{many(found.kept, 'run')} that are there{why}"),
        ("to come", many(found.runs - found.kept, "run")),
    ]
