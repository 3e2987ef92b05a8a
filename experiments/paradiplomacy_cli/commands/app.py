"""``app``: serve a live page on this machine."""

from __future__ import annotations

import click

from paradiplomacy_app import serving
from paradiplomacy_cli import completion, exit_codes, options
from paradiplomacy_cli.telling import remark, say, to_be_installed


@click.command()
@click.argument("scenario", default=serving.SCENARIO, shell_complete=completion.scenarios)
@options.option(serving.serve, "port", type=click.IntRange(*serving.PORTS), metavar="N")
@options.option(serving.serve, "host", metavar="ADDRESS", show_default=True)
@options.option(serving.serve, "browser", "--browser/--no-browser", show_default=True)
@options.QUIET
@click.pass_context
def app(ctx: click.Context, scenario: str, port: int | None, host: str, browser: bool) -> None:
    """Open a page on which to change SCENARIO, and see at once what becomes of a tie.

    The page runs on this machine alone. It reads and writes in the current folder only, and asks
    for the token that stands in the address which is printed. Ctrl-C ends it.
    """
    try:
        serving.serve(scenario, port=port, host=host, browser=browser, tell=remark)
    except serving.NotServedError as error:
        raise click.UsageError(str(error)) from None
    except ModuleNotFoundError as error:
        say(f"this page needs {to_be_installed(str(error.name))}")
        ctx.exit(exit_codes.CONFIG)
