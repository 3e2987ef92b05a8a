"""``paradiplomacy replay``: step through one run of a result directory, and check that it is it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.experiment import refused_options
from paradiplomacy_cli.telling import refusals, say
from paradiplomacy_cli.text.terminal import echo
from paradiplomacy_experiments.replaying import replay as verb
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from paradiplomacy_experiments.replaying import Happening, Replay


@click.command()
@options.DIRECTORY
@click.option(
    "--run",
    "run",
    type=click.IntRange(0),
    required=True,
    metavar="N",
    help=options.described(verb)["run"],
)
@options.option(
    verb, "partnerships", "--partnership", multiple=True, metavar="ID", more="May be repeated."
)
@options.option(verb, "since", "--from", metavar="MONTH")
@options.option(verb, "until", "--to", metavar="MONTH")
@options.option(
    verb, "files", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER"
)
@options.option(verb, "anyway", is_flag=True)
@options.JSON
@options.QUIET
@click.pass_context
def replay(
    ctx: click.Context,
    directory: Path,
    run: int,
    partnerships: tuple[str, ...],
    since: str | None,
    until: str | None,
    files: Path | None,
    anyway: bool,
    as_json: bool,
) -> None:
    """Run one run in DIR again, tell what happens month by month, and compare every bit.

    Exits with 7 where a row differs from the stored one, and with 1 where the run fails, as it did.
    A failed run tells where in which file. DIR is not written to.
    """
    with refusals(ctx), refused_options(ctx):
        found = verb(
            directory,
            run,
            partnerships=partnerships,
            since=since,
            until=until,
            files=files,
            anyway=anyway,
            told=None if as_json else lambda event: echo(line(event)),
        )
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, allow_nan=False, default=str))
    else:
        echo(verdict(found))
    if found.error is not None:
        say(found.trace or found.error)
    if not found.equal:
        ctx.exit(exit_codes.DIFFERS)
    ctx.exit(exit_codes.OK if found.error is None else exit_codes.RUNS_FAILED)


def line(event: Happening) -> str:
    """Return an event in a line: when, what, whose."""
    number = None if event.programme is None else f"programme {event.programme}"
    who = (event.partnership, event.city, event.ngo, event.sector, number)
    return f"{event.date}  {event.kind:22}  {', '.join(each for each in who if each)}".rstrip()


def verdict(found: Replay) -> str:
    """Say which run it was, how far it went, and whether it is the stored one."""
    levels = ", ".join(f"{name} {level}" for name, level in found.levels.items())
    place = f"point {found.point}" + (f" ({levels})" if levels else "")
    which = f"run {found.run}: {place}, replicate {found.replicate}"
    lines = [f"{which}, {many(found.months, 'month')}"]
    if found.error is not None:
        lines.append(f"it fails: {found.error}")
    if found.equal:
        lines.append("every row is the stored one, to the bit")
    else:
        lines.append("it is not the stored run")
    if found.first is not None:
        lines.append(f"first in {found.first.table}, row {found.first.row} of the run:")
        lines += [
            f"  {name}: {old} stored, {new} now" for name, (old, new) in found.first.columns.items()
        ]
    lines += [f"differs: {reason}" for reason in found.reasons]
    return "\n".join(lines)
