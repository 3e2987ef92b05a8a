"""``report``: write a report of a result directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import options
from paradiplomacy_cli.telling import reading_results
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORY
@options.names(verbs.report, "outcomes", "--outcome")
@options.option(verbs.report, "success", metavar="EXPRESSION")
@click.pass_context
def report(
    ctx: click.Context, directory: Path, outcomes: tuple[str, ...], success: str | None
) -> None:
    """Write DIR/report.html: answers, figures, tables and where they come from, in one file.

    The file holds everything it shows, and no script; open it in any browser, or print it.
    """
    with reading_results(ctx):
        path = verbs.report(directory, outcomes, success)
    echo(f"report: {path}")
