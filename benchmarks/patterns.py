"""What a scorecard takes: all patterns at the defaults, and under every ablation and rival."""

from __future__ import annotations

from benchmarks.rows import Group, Measured, Row, say
from benchmarks.timing import command, seconds

HOW = "A process of its own, once, in a new folder, on all processors."

ALL = Row("patterns", "s", "<= 20", HOW)
ABLATED = Row("patterns --ablate", "s", "<= 240", HOW)


def measure(rounds: int) -> Measured:  # noqa: ARG001 - once is enough for minutes
    """Score the patterns once in each way."""
    values = {}
    for row in (ALL, ABLATED):
        say(row.what)
        values[row.what] = [seconds(command(*row.what.split()))]
    return Measured(values)


GROUP = Group("patterns", (ALL, ABLATED), measure)
