"""``plot``: draw figures of result directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import completion, options
from paradiplomacy_cli.telling import reading_results, remark
from paradiplomacy_cli.text.progress import RunProgress
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORIES
@options.names(verbs.plot, "figures", "--figure", completion.figures)
@options.names(verbs.plot, "outcomes", "--outcome", completion.outcomes)
@options.listed(verbs.plot, "ties", metavar="ID,ID")
@options.option(verbs.plot, "success", metavar="EXPRESSION")
@options.boxes(verbs.plot)
@options.option(verbs.plot, "title", metavar="TEXT")
@options.option(verbs.plot, "format", type=click.Choice(options.PICTURES), show_default=True)
@options.option(verbs.plot, "size", type=click.Choice(["column", "slide"]), show_default=True)
@options.option(
    verbs.plot, "dpi", type=click.IntRange(*verbs.DPI_RANGE), show_default=True, metavar="N"
)
@options.labels(verbs.plot)
@options.partial(verbs.plot)
@options.folder(verbs.plot)
@options.QUIET
@click.pass_context
def plot(
    ctx: click.Context,
    directories: tuple[Path, ...],
    figures: tuple[str, ...],
    outcomes: tuple[str, ...],
    ties: tuple[str, ...],
    success: str | None,
    boxes: tuple[str, ...],
    title: str | None,
    format: str,  # noqa: A002  (the name of the option)
    size: str,
    dpi: int,
    labels: tuple[str, ...],
    partial: bool,
    out: Path | None,
) -> None:
    """Draw figures of the results in DIR, into DIR/figures.

    Several DIR stand in one figure: over one another (trajectories, forest, survival), or side by
    side with shared axes (all others); differences draws how far each lies from the first.

    Of a design: heatmap, interactions, forest, front, levers, sobol, morris, matching, boxes. Of
    one world: trust, relations, ties, carriers, approval, network, trajectories, record, history.
    Of both: survival. Views of a design, drawn where they are named: pairs, parallel, stacking,
    peeling, regions, contours.
    """
    with reading_results(ctx):
        from paradiplomacy_analysis.figures import name_of
        from paradiplomacy_analysis.figures.together import summary_of

        with RunProgress() as progress:
            drawn = verbs.plot(
                directories,
                figures,
                outcomes=outcomes,
                ties=ties,
                success=success,
                boxes=boxes,
                title=title,
                format=format,
                size=size,
                dpi=dpi,
                labels=labels,
                partial=partial,
                out=out,
                drawing=progress.drawing,
            )
    for path in drawn:
        echo(f"{path}: {summary_of(name_of(path.stem))}")
    for reason in drawn.left_out:
        remark(f"left out: {reason}")
