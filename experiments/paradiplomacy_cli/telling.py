"""Say on stderr what became of runs and why a directory is refused; stdout is for data."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import printable, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError
    from paradiplomacy_experiments.execution.runner import Report
    from paradiplomacy_experiments.finished import StoppedError
    from paradiplomacy_results.errors import StorageError


def say(text: str) -> None:
    """Write lines to stderr, with control characters made visible and harmless."""
    for line in text.splitlines():
        click.echo(printable(line), err=True)


def tell_unfinished(error: StoppedError | ClusterLostError, command: tuple[str, ...]) -> None:
    """Say why an experiment ended before its time, and the command that goes on with the rest."""
    say(f"{error}; to go on:")
    say(f"  {shlex.join(command)}")


@contextlib.contextmanager
def refusals(ctx: click.Context) -> Iterator[None]:
    """Tell why a directory or a cluster is refused, and exit with the code of the reason."""
    from paradiplomacy_experiments.execution.cluster_errors import ClusterError, WorkersDifferError
    from paradiplomacy_results.errors import StorageError

    try:
        yield
    except StorageError as error:
        _refuse(ctx, error)
    except ClusterError as error:
        say(str(error))
        differ = isinstance(error, WorkersDifferError)
        ctx.exit(exit_codes.DIFFERS if differ else exit_codes.CONFIG)


def _refuse(ctx: click.Context, error: StorageError) -> None:
    from paradiplomacy_results.errors import DirectoryDiffersError

    message = str(error)
    if isinstance(error, DirectoryDiffersError) and "out" in ctx.params:
        message += "; choose another directory with --out DIR"
        message += ", or replace these runs with --overwrite" if error.differences else ""
    say(message)
    ctx.exit(code_of(error))


def code_of(error: StorageError) -> int:
    """Return the exit code of what is wrong with a directory."""
    from paradiplomacy_results import errors

    codes = {
        errors.DirectoryDamagedError: exit_codes.DAMAGED,
        errors.DirectoryLockedError: exit_codes.LOCKED,
        errors.DiskError: exit_codes.DISK,
        errors.DirectoryDiffersError: exit_codes.DIFFERS,
    }
    return codes[type(error)]


def tell_failures(report: Report) -> None:
    """Say how many runs failed, and why the first of them did."""
    say(f"{report.failed:,} of {report.runs:,} runs failed:")
    for failure in report.failures:
        say(f"  run {failure['run']}: {shortened(' '.join(failure['error'].split()))}")


@contextlib.contextmanager
def reading_results(ctx: click.Context) -> Iterator[None]:
    """Tell why results are not read or bear no analysis, and exit with the code of the reason."""
    from paradiplomacy_analysis.load import DamagedResultsError, ResultsError
    from paradiplomacy_analysis.sample import UnfitError

    try:
        yield
    except ModuleNotFoundError as error:
        library = str(error.name).partition(".")[0]
        say(f"this analysis needs {library}: pip install 'paradiplomacy[analysis]'")
        ctx.exit(exit_codes.CONFIG)
    except ResultsError as error:
        say(str(error))
        damaged = isinstance(error, DamagedResultsError)
        unfit = exit_codes.REFUSED if isinstance(error, UnfitError) else exit_codes.CONFIG
        ctx.exit(exit_codes.DAMAGED if damaged else unfit)
