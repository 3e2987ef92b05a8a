"""``paradiplomacy search``: seek the points of a design that its user is after."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import completion, options
from paradiplomacy_cli.experiment import (
    command_of,
    end_on_failures,
    following,
    refused_options,
    tell_ready,
)
from paradiplomacy_cli.telling import reading_results
from paradiplomacy_cli.text.estimates import costs
from paradiplomacy_cli.text.terminal import echo, echo_found, print_table
from paradiplomacy_experiments.searching import verb

if TYPE_CHECKING:
    from paradiplomacy_results.reading import Results

VALUES = ("out", "extend", "retry_failed", "workers", "dask", "max_runs")
"""The options that, where they are given, are repeated in the command that completes a search."""


@click.command()
@click.argument("design", shell_complete=completion.designs)
@options.overrides(verb.search)
@options.out(verb.search)
@options.OVERWRITE
@options.option(verb.search, "extend", is_flag=True)
@options.RETRY_FAILED
@options.WORKERS
@options.option(verb.search, "dask", metavar="ADDRESS")
@click.option("--dry-run", is_flag=True, help="Only tell runs, time, disk and memory, by a pilot.")
@options.number(verb.search, "max_runs", show_default=True)
@options.JSON
@options.QUIET
@click.pass_context
def search(
    ctx: click.Context,
    design: str,
    overrides: tuple[str, ...],
    out: Path | None,
    overwrite: bool,
    extend: bool,
    retry_failed: bool,
    workers: int | None,
    dask: str | None,
    dry_run: bool,
    max_runs: int,
    as_json: bool,
) -> None:
    """Seek the points of DESIGN that its table [search] is after, and say what was found.

    DESIGN is the name of a design that ships, or a path; its factors and levers are what is chosen.
    Every point that is evaluated is kept, and DIR is in the end a result directory like any other;
    in DIR/front what was found is run again, with luck that had no part in the search. Run again
    with the same settings it completes what is missing.
    """
    if dry_run:
        if dask is not None:
            raise click.UsageError("--dry-run is about this machine, and goes not with --dask")
        _tell_estimate(ctx, as_json=as_json)
        return
    words = command_of(ctx, "search", "design", VALUES) + (["--json"] if as_json else [])
    with following(ctx, tuple(words)) as hooks:
        finished = verb.search(
            design,
            overrides,
            out=out,
            overwrite=overwrite,
            extend=extend,
            retry_failed=retry_failed,
            workers=workers,
            dask=dask,
            max_runs=max_runs,
            left=_left,
            **hooks,
        )
    for each in finished.sweeps:
        end_on_failures(ctx, each.report)
    tell_ready(finished.sweeps[-1].report)
    with reading_results(ctx):
        from paradiplomacy_analysis.verbs import analyse

        sought = finished.evaluated.report.manifest.design["search"].get("algorithm")
        # A manifest leaves out what is by default: a front, told by the method of this name.
        (found,) = analyse(finished.directory, methods=[sought or "search"])
    if as_json:
        document = found.as_json() | {"directory": str(finished.directory)}
        click.echo(json.dumps(document, indent=2, allow_nan=False))
        return
    echo_found(found)
    echo(f"\nresults: {finished.directory}")
    echo(f"contents: {finished.evaluated.report.manifest.contents}")


def _left(folder: str | Path) -> tuple[Results, list[int]]:
    """Tell which draws the record leaves; what tells it is loaded only for a search that asks."""
    from paradiplomacy_analysis.matching.method import left_in

    return left_in(folder)


def _tell_estimate(ctx: click.Context, *, as_json: bool) -> None:
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.searching.foreseeing import foresee

    given = ctx.params
    with refused_options(ctx), RunProgress() as progress:
        found = foresee(
            given["design"],
            given["overrides"],
            out=given["out"],
            workers=given["workers"],
            progress=progress,
        )
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2))
        return
    rows = [
        ("points", f"at most {found.points:,}"),
        ("replicates", f"{found.replicates:,}"),
        ("runs", f"at most {found.runs:,}, those that judge what is found among them"),
        *costs(found, "at most "),
    ]
    print_table((found.design, "by a pilot"), rows)
