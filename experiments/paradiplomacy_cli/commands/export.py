"""``export``: write tables of a result directory as files of other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import completion, options
from paradiplomacy_cli.telling import reading_results, remark
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_results.exporting import verb

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@options.DIRECTORY
@options.option(verb.export, "to", type=click.Choice(list(verb.FORMATS)), show_default=True)
@options.names(verb.export, "tables", "--table", completion.result_tables)
@options.names(verb.export, "outcomes", "--outcome", completion.outcomes)
@options.option(verb.export, "shape", type=click.Choice(verb.SHAPES), show_default=True)
@options.out(verb.export)
@options.option(verb.export, "overwrite", is_flag=True)
@options.option(verb.export, "partial", is_flag=True)
@options.option(verb.export, "bom", is_flag=True)
@options.QUIET
@click.pass_context
def export(
    ctx: click.Context,
    directory: Path,
    to: str,
    tables: tuple[str, ...],
    outcomes: tuple[str, ...],
    shape: str,
    out: Path | None,
    overwrite: bool,
    partial: bool,
    bom: bool,
) -> None:
    """Write the tables of the results in DIR for a spreadsheet, R, Stata or NetLogo's users.

    Units, formulas and bounds go along: as labels of variables (stata), in the schema (feather), in
    a sheet (xlsx), and for all in columns.csv; so does where it all comes from. Beside csv stands a
    datapackage.json. Every table has the levels of the factors in each row.
    """
    with reading_results(ctx, "export"):
        written = verb.export(
            directory,
            to,
            tables=tables,
            outcomes=outcomes,
            shape=shape,
            out=out,
            overwrite=overwrite,
            partial=partial,
            bom=bom,
        )
    if written.warning:
        remark(f"warning: {written.warning}")
    names = ", ".join(dict.fromkeys(path.name for path in written.files.values()))
    echo(f"export: {written.folder} ({names})")
