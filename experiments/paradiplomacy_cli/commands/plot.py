"""``plot``: draw figures of a result directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.telling import reading_results, say
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "figures"
"""Folder of figures within a result directory."""


@click.command()
@options.DIRECTORY
@click.option(
    "--figure",
    "names",
    metavar="NAME",
    multiple=True,
    help="Figure to draw; may be repeated. By default all that fit the results.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["png", "svg", "pdf"]),
    default="png",
    show_default=True,
    help="Format of the files.",
)
@click.option(
    "--size",
    type=click.Choice(["column", "slide"]),
    default="slide",
    show_default=True,
    help="A column of a journal, or a slide.",
)
@click.pass_context
def plot(ctx: click.Context, directory: Path, names: tuple[str, ...], kind: str, size: str) -> None:
    """Draw figures of the results in DIR, into DIR/figures.

    Of a design: heatmap, interactions, forest, front, levers, sobol, morris, matching, boxes. Of
    one world: trust, relations, carriers, approval, network, trajectories, record, history. Of
    both: survival.
    """
    with reading_results(ctx):
        from paradiplomacy_analysis import load
        from paradiplomacy_analysis.figures import FIGURES, write_figures

        unknown = [name for name in names if name not in FIGURES]
        if unknown:
            raise click.BadParameter(
                f"{', '.join(unknown)}: figures are {', '.join(FIGURES)}", param_hint="--figure"
            )
        try:
            drawn = write_figures(
                load(directory), directory / FOLDER, names=names, kind=kind, size=size
            )
        except OSError as error:
            say(f"cannot write {directory / FOLDER}: {error.strerror}")
            ctx.exit(exit_codes.DISK)
    if not drawn:
        say(f"{directory} holds nothing that is drawn; figures are {', '.join(FIGURES)}")
        ctx.exit(exit_codes.REFUSED)
    for path in drawn:
        name = path.stem if path.stem in FIGURES else path.stem.partition("-")[0]
        echo(f"{path}: {FIGURES[name].summary}")
