"""The ``paradiplomacy`` command: a group whose commands are imported only when they are called."""

from __future__ import annotations

import contextlib
import errno
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from paradiplomacy_cli import exit_codes
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_results.wording import as_options

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str]] = {
    "scenarios": ("commands.configuration:scenarios", "List the scenarios that ship."),
    "show": ("commands.configuration:show", "Print a scenario as the model sees it."),
    "check": (
        "commands.configuration:check",
        "Check files and tell everything that is wrong.",
    ),
    "schema": (
        "commands.configuration:schema",
        "Print the JSON Schema of a scenario or design file.",
    ),
    "explain": ("commands.configuration:explain", "Explain a key: type, bounds, default, source."),
    "run": ("commands.run:run", "Run a scenario and print what came of it."),
    "designs": ("commands.configuration:designs", "List the designs that ship."),
    "sweep": ("commands.sweep:sweep", "Run all points of a design."),
    "status": ("commands.directories:status", "Tell how far experiments are."),
    "verify": ("commands.directories:verify", "Verify that results are what was written."),
    "reproduce": ("commands.directories:reproduce", "Run results again and compare every bit."),
    "analyse": ("commands.analyse:analyse", "Say what results tell, and why to doubt it."),
    "plot": ("commands.plot:plot", "Draw figures of results."),
    "report": ("commands.report:report", "Write a report of results in one HTML file."),
    "patterns": ("commands.patterns:patterns", "Score the model against its patterns."),
    "diff": ("commands.directories:diff", "Compare two result directories."),
}
"""Each command's place, as ``module:attribute`` in this package, and its line in the help."""


_OUTPUT_ERRORS = (errno.EPIPE, errno.ENOSPC, errno.EIO)


class OutputLostError(Exception):
    """Output of the command that cannot be written; hides the error from click's own ways."""

    def __init__(self, error: OSError) -> None:
        """Keep the error that said so."""
        super().__init__(error)
        self.error = error


class LazyGroup(click.Group):
    """Know the commands by name and help; import one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in the order of :data:`COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(f"paradiplomacy_cli.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named first in ``args``; say which was meant by a misspelt one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            similar = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {similar[0]!r}?" if similar else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; tell the faults of a scenario as errors, one a line."""
        with as_options():
            try:
                return super().invoke(ctx)
            except ConfigError as error:
                click.echo(str(error), err=True)
                ctx.exit(exit_codes.code_of(error))
            except OSError as error:
                if error.errno in _OUTPUT_ERRORS:
                    raise OutputLostError(error) from error
                raise


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Simulate the diplomacy of cities.

    SCENARIO is the name of a scenario that ships (see `paradiplomacy scenarios`) or a path.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with one of the codes of :mod:`exit_codes`."""
    _write_anything()
    try:
        code = cli.main(arguments, prog_name="paradiplomacy", standalone_mode=False)
        _flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = exit_codes.INTERRUPTED
    except OutputLostError as lost:
        code = _give_up(lost.error)
    sys.exit(code if isinstance(code, int) else exit_codes.OK)


def _write_anything() -> None:
    """Let a terminal that lacks a character show its number instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _flush() -> None:
    """Write out what is buffered, while a failure can still be told."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        raise OutputLostError(error) from error


def _give_up(error: OSError) -> int:
    """End quietly where nobody reads on, and with one line where the disk is full."""
    _abandon_stdout()
    if error.errno == errno.EPIPE:
        return exit_codes.BROKEN_PIPE
    with contextlib.suppress(OSError):
        click.echo(f"cannot write the output: {error.strerror}", err=True)
    return exit_codes.DISK


def _abandon_stdout() -> None:
    """Keep the interpreter from flushing once more, and complaining, when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
