"""Call a verb that runs an experiment: what the commands that do so have in common."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypedDict

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_cli.telling import (
    refusals,
    remark,
    say,
    tell_failures,
    tell_unfinished,
    to_be_installed,
)
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence

    from paradiplomacy_experiments.execution.progress import Progress
    from paradiplomacy_experiments.execution.runner import Report


class Hooks(TypedDict):
    """Arguments of a verb by which the command follows it."""

    progress: Progress
    stop: threading.Event
    command: tuple[str, ...]


@contextlib.contextmanager
def following(ctx: click.Context, command: tuple[str, ...]) -> Iterator[Hooks]:
    """Give what a verb is to be called with, and tell why it ended where it did not go through.

    ``command`` are the words that complete the experiment. Ends the command where it is stopped,
    and where options, design, directory or cluster are refused.
    """
    from paradiplomacy_cli.interrupts import stopping_in_order
    from paradiplomacy_cli.text.progress import RunProgress
    from paradiplomacy_experiments.execution.cluster_errors import ClusterLostError
    from paradiplomacy_experiments.finished import StoppedError

    with refusals(ctx), refused_options(ctx):
        try:
            with RunProgress() as progress, stopping_in_order() as stop:
                yield {"progress": progress, "stop": stop.event, "command": command}
        except StoppedError as error:
            tell_unfinished(error, command)
            ctx.exit(stop.exit_code)
        except ClusterLostError as error:
            tell_unfinished(error, command)
            ctx.exit(exit_codes.code_of(error))


@contextlib.contextmanager
def refused_options(ctx: click.Context) -> Iterator[None]:
    """Tell why a verb refuses its options or its design, and exit with the code of the reason."""
    from paradiplomacy_experiments.design.limits import OptionsError, RefusedError

    try:
        yield
    except OptionsError as error:
        raise click.UsageError(str(error)) from None
    except RefusedError as error:
        say(str(error))
        ctx.exit(exit_codes.code_of(error))
    except ModuleNotFoundError as error:
        say(f"this design needs {to_be_installed(str(error.name))}")
        ctx.exit(exit_codes.CONFIG)


def tell_ready(report: Report) -> None:
    """Say where all runs were there before."""
    if report.computed == 0:
        runs = "the only run is" if report.runs == 1 else f"all {many(report.runs, 'run')} are"
        remark(f"{runs} in {report.directory} already")


def end_on_failures(ctx: click.Context, report: Report) -> None:
    """Tell of failed runs, and end the command with their exit code."""
    if report.failed:
        tell_failures(report)
        ctx.exit(exit_codes.RUNS_FAILED)


def command_of(ctx: click.Context, name: str, argument: str, values: Sequence[str]) -> list[str]:
    """Return the words of a command that repeat its argument, its overrides and some options.

    Of ``values``, options by name, those are repeated that were given.
    """
    return ["paradiplomacy", name, str(ctx.params[argument]), *options_of(ctx, values)]


def options_of(ctx: click.Context, values: Sequence[str]) -> list[str]:
    """Return the words that repeat the overrides, and those of some options that were given."""
    words: list[str] = []
    for override in ctx.params["overrides"]:
        words += ["--set", override]
    for value in values:
        if ctx.get_parameter_source(value) is click.core.ParameterSource.COMMANDLINE:
            given = ctx.params[value]
            words.append(f"--{value.replace('_', '-')}")
            if given is not True:
                words.append(",".join(given) if isinstance(given, tuple) else str(given))
    return words
