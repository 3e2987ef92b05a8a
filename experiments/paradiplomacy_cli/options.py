"""Options of commands: those that a verb has take its default and its words, and are said once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from paradiplomacy_cli import completion
from paradiplomacy_cli.text.terminal import keep_quiet
from paradiplomacy_experiments.design.limits import RANGES
from paradiplomacy_experiments.verbs import run

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_ARGUMENT = re.compile(r"^    (\w+): (.+?)(?=\n    \w|\n\n|\Z)", re.DOTALL | re.MULTILINE)


def described(verb: Callable[..., Any]) -> dict[str, str]:
    """Return what the docstring of ``verb`` says of each of its arguments, in one line each."""
    _, _, section = (inspect.getdoc(verb) or "").partition("\nArgs:\n")
    section = section.partition("\n\n")[0]
    return {name: " ".join(words.split()) for name, words in _ARGUMENT.findall(section)}


def option(
    verb: Callable[..., Any], name: str, *flags: str, more: str = "", **settings: Any
) -> Callable[[Decorated], Decorated]:
    """Return the option of a command that is the parameter ``name`` of ``verb``.

    It has the parameter's default, or is required where there is none, and its description, and
    ``more`` words of its own.
    """
    default = inspect.signature(verb).parameters[name].default
    settings |= {"required": True} if default is inspect.Parameter.empty else {"default": default}
    text = " ".join([described(verb).get(name, "").replace("``", ""), more]).strip()
    flags = flags or (f"--{name.replace('_', '-')}",)
    return click.option(*flags, name, help=text, **settings)


def number(
    verb: Callable[..., Any], name: str, **settings: Any
) -> Callable[[Decorated], Decorated]:
    """Return an option that takes a whole number within its range."""
    return option(verb, name, type=click.IntRange(*RANGES[name]), **settings)


def names(
    verb: Callable[..., Any], name: str, flag: str, offered: completion.Offer
) -> Callable[[Decorated], Decorated]:
    """Return an option that takes a name, of those that a shell is ``offered``, repeatedly."""
    settings: dict[str, Any] = {"multiple": True, "metavar": "NAME", "shell_complete": offered}
    return option(verb, name, flag, more="May be repeated.", **settings)


def listed(
    verb: Callable[..., Any], name: str, **settings: Any
) -> Callable[[Decorated], Decorated]:
    """Return an option that takes names with commas between them, and may be repeated."""
    return option(verb, name, multiple=True, callback=_parted, **settings)


def _parted(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(part for part in parts if part)


def out(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that names the result directory."""
    return option(verb, "out", type=click.Path(path_type=Path), metavar="DIR")


def overrides(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that changes values."""
    more = "May be given several times."
    settings: dict[str, Any] = {"metavar": "KEY=VALUE", "shell_complete": completion.settings}
    return option(verb, "overrides", "--set", multiple=True, more=more, **settings)


def labels(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that says what each of several directories is called."""
    more = "Once for each DIR, in the same order."
    return option(verb, "labels", "--label", multiple=True, more=more, metavar="TEXT")


def partial(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that takes incomplete results as they are."""
    return option(verb, "partial", is_flag=True)


def boxes(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that chooses steps of boxes."""
    more = "May be repeated."
    return option(verb, "boxes", "--box", multiple=True, more=more, metavar="OUTCOME:BOX:STEP")


def folder(verb: Callable[..., Any]) -> Callable[[Decorated], Decorated]:
    """Return the option that says where what is made of results goes."""
    return option(verb, "out", type=click.Path(path_type=Path), metavar="FOLDER")


OVERRIDES = overrides(run)

ENGINE = option(run, "engine", type=click.Choice(["compiled", "mesa"]))

OVERWRITE = option(run, "overwrite", is_flag=True)

EXTEND = option(run, "extend", is_flag=True)

RETRY_FAILED = option(run, "retry_failed", is_flag=True)

WORKERS = number(run, "workers", metavar="N")

TIME_LIMIT = number(run, "time_limit", show_default=True, metavar="SECONDS")

PICTURES = ("png", "svg", "pdf")
"""Formats of figures."""


def picture(_context: click.Context, _option: click.Parameter, file: Path | None) -> Path | None:
    """Refuse a file of a figure whose ending is no format of one."""
    if file is not None and file.suffix.removeprefix(".") not in PICTURES:
        raise click.BadParameter(f"{file}: its ending must be one of {', '.join(PICTURES)}")
    return file


JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")

QUIET = click.option(
    "-q",
    "--quiet",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=keep_quiet,
    help="Print nothing but errors and, with --json, the document; the exit code tells.",
)

SCENARIO = click.argument("scenario", shell_complete=completion.scenarios)
"""A scenario: its name, or a path."""

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
