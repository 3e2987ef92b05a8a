"""What is measured, against which target, and how a list of numbers becomes a row.

Rows are declared before they are measured, so that the table of results can be held against the
declarations.
"""

from __future__ import annotations

import operator
import statistics
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COMPARISONS = {"<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt}

CASE = "bandung-seoul"
"""The scenario of one tie that commands are measured with."""

CASES = "indonesia-korea"
"""The scenario of all shipped cases, with which the engines are measured."""

MONTHS = 240
"""The length of a run, where nothing else is said."""


@dataclass(frozen=True)
class Row:
    """Declare one row: what is measured, in which unit, against which target, and how.

    A target is a comparison like ``<= 2``, or ``true``, or nothing.
    """

    what: str
    unit: str
    target: str
    how: str

    def met(self, value: float | bool | None) -> bool | None:
        """Tell whether ``value`` meets the target; None where there is no target or no value."""
        if not self.target or value is None:
            return None
        if self.target == "true":
            return value is True
        comparison, bound = self.target.split()
        return bool(COMPARISONS[comparison](value, float(bound)))


@dataclass(frozen=True)
class Measured:
    """What a group measured: for each row, by what it measures, a number for each round.

    ``processes`` is the time of each process of the month, where that was measured.
    """

    values: Mapping[str, Sequence[float | bool]]
    processes: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Group:
    """Rows that are measured together, in so many interleaved rounds."""

    name: str
    rows: tuple[Row, ...]
    measure: Callable[[int], Measured]


class LeftOutError(Exception):
    """Why a group cannot be measured here."""


@dataclass(frozen=True)
class Result:
    """One row as measured: median, least and greatest over rounds, or why there is none."""

    group: str
    what: str
    unit: str
    target: str
    median: float | bool | None
    min: float | bool | None
    max: float | bool | None
    met: bool | None
    note: str = field(default="")

    def as_json(self) -> dict[str, Any]:
        """Return plain data."""
        return asdict(self)


def result(group: str, row: Row, values: Sequence[float | bool], note: str = "") -> Result:
    """Return a row with its numbers; of truths all must hold."""
    median: float | bool | None
    low: float | bool | None
    high: float | bool | None
    if not values:
        median = low = high = None
    elif all(isinstance(value, bool) for value in values):
        median = low = all(values)
        high = any(values)
    else:
        median, low, high = (rounded(of(values)) for of in (statistics.median, min, max))
    met = row.met(median)
    return Result(group, row.what, row.unit, row.target, median, low, high, met, note)


def rounded(value: float) -> float:
    """Return a number with four significant digits, whole from 10,000 on."""
    return float(f"{value:.4g}") if abs(value) < 10_000 else float(round(value))


def measured(group: Group, rounds: int) -> tuple[list[Result], list[Mapping[str, Any]]]:
    """Measure a group; return its rows and the times of processes, if it has any."""
    say(f"{group.name}: {len(group.rows)} rows")
    try:
        found = group.measure(rounds)
    except LeftOutError as reason:
        say(f"{group.name}: left out, {reason}")
        return [result(group.name, row, [], f"left out: {reason}") for row in group.rows], []
    rows = [result(group.name, row, found.values[row.what]) for row in group.rows]
    return rows, list(found.processes)


def say(text: str) -> None:
    """Tell on stderr how the measurement gets on."""
    print(text, file=sys.stderr, flush=True)
