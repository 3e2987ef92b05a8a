"""``status``, ``verify``, ``reproduce`` and ``diff``: look after result directories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from paradiplomacy_analysis import verbs
from paradiplomacy_cli import exit_codes, options
from paradiplomacy_cli.telling import reading_results, refusals, remark, say
from paradiplomacy_cli.text.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class _Told(Protocol):
    def as_json(self) -> dict[str, Any]: ...


Found = TypeVar("Found", bound=_Told)


@click.command()
@options.DIRECTORIES
@options.JSON
@options.QUIET
@click.pass_context
def status(ctx: click.Context, directories: tuple[Path, ...], as_json: bool) -> None:
    """Tell how far the experiment in each DIR is, who works on it, and how to go on.

    Files are counted, not verified. With --json, print a list with one entry for each DIR.
    """
    from paradiplomacy_cli.text.directories import status_report
    from paradiplomacy_experiments.inspection import status as look

    found, code = _looked_at(directories, look.status)
    _print_each(found, status_report, as_json=as_json)
    ctx.exit(code)


@click.command()
@options.DIRECTORIES
@options.JSON
@options.QUIET
@click.pass_context
def verify(ctx: click.Context, directories: tuple[Path, ...], as_json: bool) -> None:
    """Verify that every file in each DIR is what was written; exit with 4 where one is not.

    Of an incomplete DIR the files that are there are verified. With --json, print a list with one
    entry for each DIR.
    """
    from paradiplomacy_cli.text.directories import verification_report
    from paradiplomacy_experiments.inspection import integrity

    found, code = _looked_at(directories, integrity.verify)
    _print_each(found, verification_report, as_json=as_json)
    for each in found:
        for fault in each.faults:
            say(f"{each.directory}/{fault}")
        if each.faults:
            say("the command that made them sets such files aside and computes their runs again")
            code = exit_codes.DAMAGED
    ctx.exit(code)


@click.command()
@options.DIRECTORY
@click.option("--all", "every", is_flag=True, help="Run every run again.")
@click.option(
    "--runs",
    type=click.IntRange(1),
    metavar="N",
    help="Run a sample of N runs again, always the same one; 20 by default.",
)
@click.option(
    "--files",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Where custom mechanisms are; by default beside the scenario or design that was run.",
)
@options.WORKERS
@options.TIME_LIMIT
@options.JSON
@options.QUIET
@click.pass_context
def reproduce(
    ctx: click.Context,
    directory: Path,
    every: bool,
    runs: int | None,
    files: Path | None,
    workers: int | None,
    time_limit: int,
    as_json: bool,
) -> None:
    """Run a sample of the runs in DIR again, or all, and compare every bit.

    Exits with 7 where one differs, and tells the first differing row, and which versions, features
    of the processor or sources differ from those that made the results. DIR is not written to.
    """
    from paradiplomacy_cli.interrupts import stopping_in_order
    from paradiplomacy_cli.text.directories import reproduction_report
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.inspection import reproduction

    if every and runs is not None:
        raise click.UsageError("--all and --runs do not go together")
    with refusals(ctx), RunProgress() as progress, stopping_in_order() as stop:
        found = reproduction.reproduce(
            directory,
            runs=None if every else runs or reproduction.SAMPLE,
            files=files,
            workers=workers,
            time_limit=time_limit,
            progress=progress,
            stop=stop.event,
        )
    _print(found, reproduction_report, as_json=as_json)
    if found.differing:
        ctx.exit(exit_codes.DIFFERS)
    ctx.exit(stop.exit_code if stop.event.is_set() else exit_codes.OK)


@click.command()
@click.argument("first", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("second", metavar="DIR", type=click.Path(path_type=Path))
@options.option(
    verbs.diff,
    "figure",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    callback=options.picture,
)
@options.JSON
@options.QUIET
@click.pass_context
def diff(ctx: click.Context, first: Path, second: Path, figure: Path | None, as_json: bool) -> None:
    """Compare two result directories: what went in, and how far the indicators lie apart.

    Runs with the same seed are paired by factors and replicate, as they share random numbers.
    Exits with 0 where the contents are identical, and with 7 where they are not. A figure shows the
    differences of the headline indicators point by point, or of single worlds over time, and names
    the settings that differ.
    """
    from paradiplomacy_cli.text.directories import comparison_report

    with refusals(ctx):
        found = verbs.diff(first, second)
    _print(found, comparison_report, as_json=as_json)
    if figure is not None:
        with reading_results(ctx):  # what is printed is not lost where nothing can be drawn
            found.draw(figure)
        remark(f"figure: {figure}")
    ctx.exit(exit_codes.OK if found.identical else exit_codes.DIFFERS)


def _looked_at(
    directories: Sequence[Path], look: Callable[[Path], Found]
) -> tuple[list[Found], int]:
    """Return what is found in each directory, and an exit code: that of the last one refused."""
    from paradiplomacy_results.errors import ResultsError

    found, code = [], exit_codes.OK
    for directory in directories:
        try:
            found.append(look(directory))
        except ResultsError as error:
            say(str(error))
            code = exit_codes.code_of(error)
    return found, code


def _print(found: Found, report: Callable[[Found], str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=2, allow_nan=False))
    else:
        echo(report(found))


def _print_each(found: Sequence[Found], report: Callable[[Found], str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([each.as_json() for each in found], indent=2, allow_nan=False))
    elif found:
        echo("\n\n".join(report(each) for each in found))
