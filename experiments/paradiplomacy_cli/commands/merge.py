"""``paradiplomacy merge``: put the parts of a design together."""

from __future__ import annotations

import json
from pathlib import Path

import click

from paradiplomacy_cli import options
from paradiplomacy_cli.experiment import end_on_failures, following
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_experiments.growth.merging import merge as put_together


@click.command()
@options.DIRECTORIES
@options.out(put_together)
@options.option(put_together, "overwrite", is_flag=True)
@options.JSON
@options.QUIET
@click.pass_context
def merge(
    ctx: click.Context,
    directories: tuple[Path, ...],
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Put the parts of a design in each DIR together into one result directory.

    The parts are made by `paradiplomacy sweep --part`. The contents are to the bit those of the
    sweep in one go; the parts stay as they are. Run again it completes what is missing.
    """
    words = ["paradiplomacy", "merge", *map(str, directories)]
    words += [] if out is None else ["--out", str(out)]
    with following(ctx, tuple(words)) as hooks:
        finished = put_together(directories, out=out, overwrite=overwrite, **hooks)
    report = finished.report
    if as_json:
        told = {"directory": str(report.directory), "runs": report.runs}
        click.echo(json.dumps({**told, "contents": report.manifest.contents}, indent=2))
    else:
        echo(f"results: {report.directory}\ncontents: {report.manifest.contents}")
    end_on_failures(ctx, report)
