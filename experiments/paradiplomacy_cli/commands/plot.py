"""``plot``: draw figures of a result directory."""

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
@options.names(verbs.plot, "figures", "--figure")
@options.option(verbs.plot, "format", type=click.Choice(["png", "svg", "pdf"]), show_default=True)
@options.option(verbs.plot, "size", type=click.Choice(["column", "slide"]), show_default=True)
@click.pass_context
def plot(
    ctx: click.Context,
    directory: Path,
    figures: tuple[str, ...],
    format: str,  # noqa: A002  (the name of the option)
    size: str,
) -> None:
    """Draw figures of the results in DIR, into DIR/figures.

    Of a design: heatmap, interactions, forest, front, levers, sobol, morris, matching, boxes. Of
    one world: trust, relations, carriers, approval, network, trajectories, record, history. Of
    both: survival.
    """
    with reading_results(ctx):
        from paradiplomacy_analysis.figures import FIGURES

        drawn = verbs.plot(directory, figures, format=format, size=size)
    for path in drawn:
        name = path.stem if path.stem in FIGURES else path.stem.partition("-")[0]
        echo(f"{path}: {FIGURES[name].summary}")
