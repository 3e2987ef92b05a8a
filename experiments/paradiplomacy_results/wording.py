"""Numbers of things and arguments of calls in words, for all that speak of results."""

from __future__ import annotations

import contextlib
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TYPED: ContextVar[bool] = ContextVar("typed", default=False)

_FLAGS = {
    "boxes": "--box",
    "columns": "--column",
    "figures": "--figure",
    "labels": "--label",
    "methods": "--method",
    "outcomes": "--outcome",
    "overrides": "--set",
    "regimes": "--regime",
}
"""Options of the command whose names are not those of the arguments that they stand for."""


def many(count: int, what: str) -> str:
    """Return a number of things: 1 run, 2,000 runs."""
    return f"{count:,} {plural(count, what)}"


def plural(count: int, what: str) -> str:
    """Return the name of so many things without their number: run, runs."""
    return what if count == 1 else f"{what}s"


@contextlib.contextmanager
def as_options() -> Iterator[None]:
    """Have :func:`argument` speak of options of the command, as long as this lasts."""
    token = _TYPED.set(True)
    try:
        yield
    finally:
        _TYPED.reset(token)


def argument(name: str, value: object = None) -> str:
    """Return how the caller gives an argument: ``max_runs=12``, or ``--max-runs 12`` when typed.

    A ``value`` in capital letters stands for one of the caller's own; without a value it is the
    name alone.
    """
    typed = _TYPED.get()
    if typed:
        name = _FLAGS.get(name, f"--{name.replace('_', '-')}")
    if value is None or (typed and value is True):
        return name
    if typed:
        return f"{name} {value}"
    text = value if isinstance(value, str) and value.isupper() else repr(value)
    return f"{name}={text}"
