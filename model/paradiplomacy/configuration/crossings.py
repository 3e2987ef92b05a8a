"""Find events for a time that one key cannot hold at once.

What ends takes back what it did. Where one event ends while a later one goes on, it takes from what
the later one has set, and the later one in the end gives back what was no value of the key: 0.5
that is set to 0.9, then to 0.2, would become 0.7 for good. Of two regimes the older one would come
back for good. One within the other is well, and one after the other.
"""

from __future__ import annotations

import math
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from paradiplomacy.configuration.dates import MONTH, YEAR, months_since_zero
from paradiplomacy.configuration.raw import Inconsistency, entries
from paradiplomacy.configuration.targets import NO_KEY, parts_of, target_of
from paradiplomacy.processes.context import REGIME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MONTH = re.compile(f"{YEAR}-{MONTH}")

Moment = tuple[float, str]
"""A month, and the id of an event: in one month events act in the order of their ids."""


class _Stay(NamedTuple):
    """An event that sets a key, or puts a regime into force: its key, and from when to when.

    One at random has no beginning; one for good has no end.
    """

    name: str
    parts: tuple[str, ...]
    reform: bool
    begins: Moment | None
    ends: Moment | None


def crossing_events(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report of two events on one key the later, where the earlier ends while it goes on."""
    stays = [stay for name, event in entries(raw, "events") for stay in _stays(name, event)]
    for one, other in combinations(sorted(stays, key=_order), 2):
        if _alike(one.parts, other.parts) and _cross(one, other):
            yield Inconsistency("bad_event", ("events", other.name), _message(one, other))


def _stays(name: str, event: Mapping[str, Any]) -> Iterator[_Stay]:
    """Yield the stay of an event: of one that sets for a time, or that is a reform."""
    field, month, until = event.get("field"), event.get("month"), event.get("until")
    fitted = target_of(field) if isinstance(field, str) else None
    if fitted is None or not isinstance(field, str):
        return
    reform = fitted[0].code == REGIME
    dated = isinstance(month, str) and _MONTH.fullmatch(month) is not None
    first = months_since_zero(month) if dated and isinstance(month, str) else None
    lasts: float = event["duration"] if isinstance(event.get("duration"), int) else 0
    if first is not None and isinstance(until, str) and _MONTH.fullmatch(until):
        lasts = months_since_zero(until) - first
    if reform or (event.get("set") is not None and lasts > 0 and fitted[0].kind != NO_KEY):
        begins = None if first is None else (first, name)
        ends = ((first or 0) + lasts, name) if lasts > 0 else None
        yield _Stay(name, parts_of(field), reform, begins, ends)


def _order(stay: _Stay) -> tuple[Moment, str]:
    """Return the place of a stay by its beginning; what is at random comes last."""
    return stay.begins or (math.inf, ""), stay.name


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two keys have one in common; a star stands for any part."""
    return len(one) == len(other) and all(
        "*" in (mine, theirs) or mine == theirs for mine, theirs in zip(one, other, strict=True)
    )


def _cross(one: _Stay, other: _Stay) -> bool:
    """Tell whether the earlier one ends, or may do so by chance, while the other goes on."""
    if one.begins is None or other.begins is None:
        return one.ends is not None or other.ends is not None
    if one.ends is None or one.ends < other.begins:
        return False
    return other.ends is None or one.ends < other.ends


def _message(one: _Stay, other: _Stay) -> str:
    """Say what is wrong with the later of two events, and what to do."""
    what = "puts a regime into force" if other.reform else "sets the same key for a time"
    cure = "let one be over before the other begins" if other.reform else "give a timeline instead"
    if one.begins is None or other.begins is None:
        when = f"while {one.name!r} may go on by chance, or the other way round"
    else:
        when = f"while {one.name!r} goes on, and goes on when that is over"
    return (
        f"{what} {when}: what ends first would take back what the other has done; {cure} "
        "(in one month events begin and end in the order of their ids)"
    )
