"""``explore``: write a page to explore the results of a directory with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import completion, options
from paradiplomacy_cli.telling import reading_results, remark
from paradiplomacy_cli.text.terminal import echo


def _page(_context: click.Context, _option: click.Parameter, file: Path | None) -> Path | None:
    """Refuse a file whose ending tells a browser of something else than a page."""
    if file is not None and file.suffix.lower() not in verbs.PAGES:
        raise click.BadParameter(f"{file}: its ending must be {' or '.join(verbs.PAGES)}")
    return file


@click.command()
@options.DIRECTORY
@options.names(verbs.explore, "outcomes", "--outcome", completion.outcomes)
@options.option(verbs.explore, "success", metavar="EXPRESSION")
@options.option(
    verbs.explore, "out", type=click.Path(path_type=Path), metavar="FILE", callback=_page
)
@options.JSON
@options.QUIET
@click.pass_context
def explore(
    ctx: click.Context,
    directory: Path,
    outcomes: tuple[str, ...],
    success: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Write DIR/explore.html: switches, figures and numbers to look for yourself, in one file.

    Open it in any browser, also from a mail: it holds every bit of what it shows, and asks no
    network for anything. Choose what is shown and what it is compared with; runs that share their
    luck are compared in pairs, with intervals. A slider goes through the years.
    """
    with reading_results(ctx, "page"):
        written = verbs.explore(directory, outcomes, success, out=out)
    if as_json:
        click.echo(json.dumps(written.as_json(), indent=2))
        return
    for sample in written.samples:
        remark(sample)
    echo(f"page: {written.path}")
