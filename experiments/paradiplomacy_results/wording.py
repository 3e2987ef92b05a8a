"""Numbers of things in words, for all that speak of results."""

from __future__ import annotations


def many(count: int, what: str) -> str:
    """Return a number of things: 1 run, 2,000 runs."""
    return f"{count:,} {plural(count, what)}"


def plural(count: int, what: str) -> str:
    """Return the name of so many things without their number: run, runs."""
    return what if count == 1 else f"{what}s"
