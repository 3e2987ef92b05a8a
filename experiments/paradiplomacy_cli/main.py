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

from paradiplomacy_cli import completion, exit_codes
from paradiplomacy_cli.reference import COMMANDS, PAGE, epilogue
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_results.wording import as_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

EXAMPLES = ("paradiplomacy scenarios", "paradiplomacy run baubau-seoul", "paradiplomacy help run")
"""What to begin with."""

_OUTPUT_ERRORS = (errno.EPIPE, errno.ENOSPC, errno.EIO)


class OutputLostError(Exception):
    """Output of the command that cannot be written; hides the error from click's own ways."""

    def __init__(self, error: OSError) -> None:
        """Keep the error that said so."""
        super().__init__(error)
        self.error = error


class LazyGroup(click.Group):
    """Know the commands by name and help; import one only to run it or to tell its options."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names, in the order of :data:`COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command, with examples at the end of its help."""
        if cmd_name not in COMMANDS:
            return None
        entry = COMMANDS[cmd_name]
        module, _, attribute = entry.place.partition(":")
        command = getattr(importlib.import_module(f"paradiplomacy_cli.{module}"), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.place} is no command")
        command.epilog = epilogue(entry.examples, entry.page)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named first in ``args``; say which was meant by a misspelt one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from paradiplomacy.configuration.names import closest

            similar = closest(args[0], COMMANDS)
            hint = f" Did you mean {similar!r}?" if similar else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.line) for name, entry in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command without importing any."""
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [*completion.commands(ctx, None, incomplete), *options]

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


def _tell_versions(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the versions of the project, of Python and of what shapes results, then exit."""
    if not asked or ctx.resilient_parsing:
        return
    from paradiplomacy_results.provenance import versions

    for name, version in versions().items():
        click.echo(f"{name} {version or 'not installed'}")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=epilogue(EXAMPLES, PAGE),
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_versions,
    help="Print the versions of the project, of Python and of what shapes results, and exit.",
)
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
