"""What happens in one run, event by event, and where two runs of one luck part."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy.state.codes import EVENT_MEANINGS
from paradiplomacy_analysis.wording import cell, phrase, words
from paradiplomacy_results.layout import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_results.reading import Results

_WHO = ("partnership", "city", "ngo")

_FOLLOWING = ("it ", "one ")
"""Beginnings of meanings that say nothing without that of the kind before."""

MOST_STATES = 8
"""States that are told of the month in which two runs part."""


@dataclass(frozen=True)
class Happening:
    """An event: in which month of the run, what, and whose, in words."""

    month: int
    kind: str
    words: str
    of_tie: bool = True


@dataclass(frozen=True)
class State:
    """An indicator over the world in a month, on both sides."""

    label: str
    baseline: str
    variant: str


@dataclass(frozen=True)
class Parting:
    """Where the baseline and the variant of one replicate part.

    ``logs`` are the events of both. ``month`` is the first in which they differ, None where they
    never do; ``only`` are the events of that month that the other side has not. ``state_month`` is
    the first in which any indicator differs, with some of those ``states``.
    """

    logs: tuple[Sequence[Happening], Sequence[Happening]]
    month: int | None
    only: tuple[Sequence[Happening], Sequence[Happening]]
    state_month: int | None
    states: Sequence[State]


def happenings(results: Results, run: int, tie: str = "") -> list[Happening]:
    """Return the events of a run in their order, and whether each concerns the tie."""
    events = results.events
    rows = events[events["run"] == run]
    partnership = results.config["partnerships"].get(tie, {})
    cities = set(partnership.get("cities", ()))
    ngos = set(rows.loc[rows["partnership"] == tie, "ngo"].dropna()) if cities else set()
    found = []
    row: Any
    for row in rows.itertuples(index=False):
        mine = (
            row.partnership == tie
            or (not isinstance(row.partnership, str) and row.city in cities)
            or (not isinstance(row.partnership, str) and row.ngo in ngos)
            or not any(isinstance(getattr(row, name), str) for name in _WHO)
        )
        found.append(Happening(int(row.month), row.kind, _words(row, results.config), bool(mine)))
    return found


def _words(row: Any, config: dict[str, Any]) -> str:
    """Return what happens, and whose, with the names that a reader knows."""
    tables = {"partnership": "partnerships", "city": "cities", "ngo": "ngos"}
    whose = []
    for name, table in tables.items():
        entry = getattr(row, name)
        if isinstance(entry, str):
            known = config.get(table, {}).get(entry, {})
            whose.append(str(known.get("name") or entry))
    if isinstance(row.sector, str):
        whose.append(row.sector)
    what = EVENT_MEANINGS[row.kind]
    if what.startswith(_FOLLOWING):
        what = f"{words(row.kind)}: {what}"
    return f"{what} ({', '.join(whose)})" if whose else what


def parting(baseline: Results, variant: Results, run: int, tie: str = "") -> Parting:
    """Find where the two runs of a replicate part: by their events, and by their indicators."""
    logs = happenings(baseline, run, tie), happenings(variant, run, tie)
    month = _first_month(*logs)
    at = [[each for each in log if each.month == month] for log in logs]
    only = _rest(at[0], at[1]), _rest(at[1], at[0])
    state_month, states = _states(baseline, variant, run)
    return Parting(logs, month, only, state_month, states)


def _first_month(one: Sequence[Happening], other: Sequence[Happening]) -> int | None:
    """Return the first month in which not the same happens on both sides."""
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            return min(mine.month, theirs.month)
    longer = one if len(one) > len(other) else other
    shared = min(len(one), len(other))
    return longer[shared].month if len(longer) > shared else None


def _rest(mine: Sequence[Happening], theirs: Sequence[Happening]) -> list[Happening]:
    left = Counter(mine) - Counter(theirs)
    return [each for each in dict.fromkeys(mine) if each in left]


def _states(baseline: Results, variant: Results, run: int) -> tuple[int | None, list[State]]:
    """Return the first month in which an indicator differs, and those that do."""
    one, other = (_series(side, run) for side in (baseline, variant))
    names = [name for name in one.columns if name in other.columns and name not in ("run", "month")]
    months = min(len(one), len(other))
    left, right = (side[names].to_numpy(dtype=float)[:months] for side in (one, other))
    apart = (left != right) & ~((left != left) & (right != right))  # noqa: PLR0124 - NaN
    rows = apart.any(axis=1).nonzero()[0]
    if not len(rows):
        return None, []
    at = int(rows[0])
    places = apart[at].nonzero()[0]
    by_size = sorted(places, key=lambda place: -_share(left[at, place], right[at, place]))
    states = [
        State(phrase(names[k]), cell(float(left[at, k])), cell(float(right[at, k])))
        for k in by_size[:MOST_STATES]
    ]
    return int(one["month"].iloc[at]), states


def _share(one: float, other: float) -> float:
    """Return by what share of the larger two numbers differ; 2 where one is undefined."""
    if math.isnan(one) or math.isnan(other):
        return 2.0
    return abs(one - other) / max(abs(one), abs(other))


def _series(results: Results, run: int) -> pd.DataFrame:
    frame = results.read(SERIES)
    return frame[frame["run"] == run]
