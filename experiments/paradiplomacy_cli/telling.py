"""Say on stderr what became of runs and why a directory is refused; stdout is for data."""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.text.terminal import is_quiet
from paradiplomacy_experiments.configuration.faults import printable, shortened
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError
    from paradiplomacy_experiments.execution.runner import Report
    from paradiplomacy_experiments.finished import StoppedError


def say(text: str) -> None:
    """Write lines to stderr, with control characters made visible and harmless."""
    for line in text.splitlines():
        click.echo(printable(line), err=True)


def remark(text: str) -> None:
    """Write lines to stderr that are no errors, unless the user wants quiet."""
    if not is_quiet():
        say(text)


EXTRAS = {
    "SALib": "analysis", "ema_workbench": "analysis", "jinja2": "analysis", "sklearn": "analysis",
    "statsmodels": "analysis", "dask": "cluster", "distributed": "cluster", "xlsxwriter": "export",
    "optuna": "search", "ribs": "search", "htmltools": "app", "shiny": "app", "starlette": "app",
    "uvicorn": "app",
}  # fmt: skip
"""The extra that each library comes with which is not there without one."""


def to_be_installed(module: str) -> str:
    """Return the library that a ``module`` is part of, and how to install it."""
    library = module.partition(".")[0]
    wanted = f"'paradiplomacy[{EXTRAS[library]}]'" if library in EXTRAS else library
    return f"{library}: pip install {wanted}"


def tell_unfinished(error: StoppedError | ClusterLostError, command: tuple[str, ...]) -> None:
    """Say why an experiment ended before its time, and the command that goes on with the rest."""
    say(f"{error}; to go on:")
    say(f"  {shlex.join(command)}")


@contextlib.contextmanager
def refusals(ctx: click.Context) -> Iterator[None]:
    """Tell why results or a cluster are refused, and exit with the code of the reason."""
    from paradiplomacy_experiments.execution.cluster_errors import ClusterError
    from paradiplomacy_results.errors import ResultsError

    try:
        yield
    except (ResultsError, ClusterError) as error:
        say(str(error))
        ctx.exit(exit_codes.code_of(error))


@contextlib.contextmanager
def reading_results(ctx: click.Context, what: str = "analysis") -> Iterator[None]:
    """Tell why results are not read or bear no analysis, and exit with the code of the reason.

    ``what`` is the word for that which may need a library.
    """
    with refusals(ctx):
        try:
            yield
        except ModuleNotFoundError as error:
            say(f"this {what} needs {to_be_installed(str(error.name))}")
            ctx.exit(exit_codes.CONFIG)


def tell_failures(report: Report) -> None:
    """Say how many runs failed, and why the first of them did."""
    say(f"{report.failed:,} of {many(report.runs, 'run')} failed:")
    for failure in report.failures:
        say(f"  run {failure.run}: {shortened(' '.join(str(failure.error).split()))}")
