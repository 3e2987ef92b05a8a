"""``help``: the help text of a command, as its own ``--help`` prints it."""

from __future__ import annotations

import click

from paradiplomacy_cli import completion


@click.command("help")
@click.argument("command", required=False, shell_complete=completion.commands)
@click.pass_context
def help_of(ctx: click.Context, command: str | None) -> None:
    """Tell what COMMAND does, its options, and examples; without COMMAND, which there are."""
    told = ctx.find_root()
    if command is not None and isinstance(told.command, click.Group):
        name, found, _ = told.command.resolve_command(told, [command])
        if found is not None:
            told = click.Context(found, info_name=name, parent=told)
    click.echo(told.get_help())
