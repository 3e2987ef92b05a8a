"""``report``: write a report of result directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import completion, options
from paradiplomacy_cli.telling import reading_results
from paradiplomacy_cli.text.progress import RunProgress
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORIES
@options.names(verbs.report, "outcomes", "--outcome", completion.outcomes)
@options.option(verbs.report, "success", metavar="EXPRESSION")
@options.boxes(verbs.report)
@options.labels(verbs.report)
@options.partial(verbs.report)
@options.folder(verbs.report)
@options.QUIET
@click.pass_context
def report(
    ctx: click.Context,
    directories: tuple[Path, ...],
    outcomes: tuple[str, ...],
    success: str | None,
    boxes: tuple[str, ...],
    labels: tuple[str, ...],
    partial: bool,
    out: Path | None,
) -> None:
    """Write DIR/report.html: answers, figures, tables and where they come from, in one file.

    The file holds everything it shows, and no script; open it in any browser, or print it. Of
    several DIR it says how far each lies from the first, and what each says under its label.
    """
    with reading_results(ctx), RunProgress() as progress:
        path = verbs.report(
            directories,
            outcomes,
            success,
            boxes,
            labels=labels,
            partial=partial,
            out=out,
            drawing=progress.drawing,
        )
    echo(f"report: {path}")
