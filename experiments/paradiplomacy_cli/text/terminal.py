"""Print data: tables for people, tab-separated rows for programs."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING

import click

from paradiplomacy_experiments.configuration.faults import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from paradiplomacy_analysis.finding import Finding

_LEAST_COLUMN = 15
"""Characters below which a column of a table cannot be read."""


_QUIET = "paradiplomacy_cli.quiet"


def keep_quiet(ctx: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Remember that the user wants to read nothing but errors, as an option's callback."""
    ctx.meta[_QUIET] = asked


def is_quiet() -> bool:
    """Tell whether the user wants to read nothing but errors."""
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.meta.get(_QUIET))


def echo(text: str) -> None:
    """Print text to stdout, with control characters made visible and harmless.

    As all that people read, it is left out where the user wants quiet.
    """
    if is_quiet():
        return
    click.echo("\n".join(printable(line) for line in text.split("\n")))


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows as a table on a terminal, as a list on a narrow one, tab-separated elsewhere."""
    if is_quiet():
        return
    clean = [[printable(cell) for cell in row] for row in rows]
    if sys.stdout is None or not sys.stdout.isatty():
        for row in [headers, *clean]:
            click.echo("\t".join(row))
    elif shutil.get_terminal_size().columns < _LEAST_COLUMN * len(headers):
        for row in clean:
            click.echo(
                "\n".join(f"{name}: {cell}" for name, cell in zip(headers, row, strict=True))
            )
            click.echo()
    else:
        _print_rich(headers, clean)


def print_listing(
    headers: Sequence[str], rows: Iterable[Sequence[str | int]], *, as_json: bool
) -> None:
    """Print rows as :func:`print_table` does, or as a JSON list with an object for each."""
    if as_json:
        found = [dict(zip(headers, row, strict=True)) for row in rows]
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    texts = ([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows)
    print_table(headers, texts)


def _print_rich(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    table = Table(*headers, box=None, pad_edge=False, header_style="")
    # The first column holds names that one copies: whole, where they leave room for the rest.
    widest = max((len(row[0]) for row in rows), default=0)
    table.columns[0].no_wrap = widest <= console.width // 2
    for row in rows:
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    console.print(table)


def echo_found(found: Finding) -> None:
    """Print the sentences of a finding as they are, then the reasons to doubt it."""
    for sentence in found.sentences:
        echo(f"- {sentence}")
    for doubt in found.doubts:
        echo(f"! {doubt}")
