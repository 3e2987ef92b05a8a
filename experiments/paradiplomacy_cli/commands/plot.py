"""``plot``: draw figures of a result directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.telling import reading_results, say
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORY
@options.names(verbs.plot, "figures", "--figure")
@options.names(verbs.plot, "outcomes", "--outcome")
@options.listed(verbs.plot, "ties", metavar="ID,ID")
@options.option(verbs.plot, "title", metavar="TEXT")
@options.option(verbs.plot, "format", type=click.Choice(["png", "svg", "pdf"]), show_default=True)
@options.option(verbs.plot, "size", type=click.Choice(["column", "slide"]), show_default=True)
@options.option(
    verbs.plot, "dpi", type=click.IntRange(*verbs.DPI_RANGE), show_default=True, metavar="N"
)
@click.pass_context
def plot(
    ctx: click.Context,
    directory: Path,
    figures: tuple[str, ...],
    outcomes: tuple[str, ...],
    ties: tuple[str, ...],
    title: str | None,
    format: str,  # noqa: A002  (the name of the option)
    size: str,
    dpi: int,
) -> None:
    """Draw figures of the results in DIR, into DIR/figures.

    Of a design: heatmap, interactions, forest, front, levers, sobol, morris, matching, boxes. Of
    one world: trust, relations, ties, carriers, approval, network, trajectories, record, history.
    Of both: survival.
    """
    with reading_results(ctx):
        from paradiplomacy_analysis.figures import FIGURES, FOLDER, name_of

        try:
            drawn = verbs.plot(
                directory,
                figures,
                outcomes=outcomes,
                ties=ties,
                title=title,
                format=format,
                size=size,
                dpi=dpi,
            )
        except OSError as error:
            say(f"cannot write {directory / FOLDER}: {error.strerror}")
            ctx.exit(exit_codes.DISK)
    for path in drawn:
        echo(f"{path}: {FIGURES[name_of(path)].summary}")
