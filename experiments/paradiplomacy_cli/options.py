"""Options that several commands share, each declared once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

OVERRIDES = click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change a value, as in --set gate.patience=24; may be given several times.",
)

ENGINE = click.option(
    "--engine",
    type=click.Choice(["compiled", "mesa"]),
    help="compiled is the default; mesa gives the same numbers in plain Python, takes about a "
    "second a run, and is chosen by itself for a mechanism of your own.",
)

OVERWRITE = click.option(
    "--overwrite", is_flag=True, help="Remove what another run left in the directory."
)

WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Number of threads, or of worker processes of the Mesa engine; by default one for each "
    "processor.",
)

DASK = click.option(
    "--dask",
    metavar="ADDRESS",
    help="Have the workers of the Dask scheduler at ADDRESS compute, as in "
    "--dask tcp://127.0.0.1:8786.",
)

TIME_LIMIT = click.option(
    "--time-limit",
    type=click.IntRange(1, 1_000_000),
    default=3600,
    show_default=True,
    metavar="SECONDS",
    help="Longest time for a run on the Mesa engine; one that takes longer counts as failed.",
)

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")

DIRECTORIES = click.argument(
    "directories",
    metavar="DIR...",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
)
"""One or more result directories."""

DIRECTORY = click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
"""A result directory."""


def out(what: str) -> Callable[[Decorated], Decorated]:
    """Return the option that names the result directory; ``what`` names the default."""
    return click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help=f"Result directory; by default results/{what}.",
    )
