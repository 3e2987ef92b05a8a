"""``import-ties``: make a scenario from a table of ties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.telling import refusals, say
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_experiments.importing import import_ties as verb

_TABLE: dict[str, Any] = {"type": click.Path(path_type=Path), "metavar": "FILE"}


@click.command("import-ties")
@click.argument("file", type=click.Path(path_type=Path))
@options.option(verb, "out", type=click.Path(path_type=Path), metavar="SCENARIO.toml")
@options.option(verb, "cities", **_TABLE)
@options.option(verb, "ngos", **_TABLE)
@options.option(
    verb, "columns", "--column", multiple=True, metavar="ROLE=COLUMN", more="May be repeated."
)
@options.option(
    verb, "regimes", "--regime", multiple=True, metavar="COUNTRY=REGIME", more="May be repeated."
)
@options.option(verb, "country", metavar="NAME")
@options.option(verb, "start", metavar="MONTH")
@options.option(verb, "months", type=click.IntRange(1), metavar="N")
@options.option(verb, "seed", type=click.IntRange(0, 2**31), metavar="N", show_default=True)
@options.option(verb, "decimal", type=click.Choice([",", "."]))
@options.option(verb, "everything", is_flag=True)
@options.option(verb, "overwrite", is_flag=True)
@options.JSON
@options.QUIET
@click.pass_context
def import_ties(ctx: click.Context, /, file: Path, as_json: bool, **given: Any) -> None:
    """Make a scenario from FILE, a CSV file with a row for each tie.

    What the model needs and no table gives is drawn by the rules of a synthetic world
    (`paradiplomacy explain synthetic`), and marked so in the scenario.
    """
    from paradiplomacy_experiments.design.limits import OptionsError

    with refusals(ctx):
        try:
            made = verb(file, **given)
        except OptionsError as error:
            say(str(error))
            ctx.exit(exit_codes.CONFIG)
    echo(json.dumps(made.as_json(), indent=2, allow_nan=False) if as_json else str(made))
