"""The keys that may change in a run, by what they are called, and why the others may not.

What may change is told by the codes of :mod:`paradiplomacy.processes.context` and by the
declarations of parameters; bounds come from the declarations of the configuration.
"""

from __future__ import annotations

import re
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy.parameters import places
from paradiplomacy.processes.context import COMMITMENT, LEADER, PARAMETER, REGIME, TARGETS
from paradiplomacy.state.codes import NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBER, WHOLE_NUMBER, SWITCH, NO_KEY = "number", "whole number", "true or false", "no key"

MOST = 1e9
"""Upper bound in a run of what has none by its nature, but only where it is stated."""

LEAST = 1e-12
"""How far above an exclusive bound a number stays."""

_BEFORE = {
    "budgeting.start_share": "the budgets at the start are stated as this share",
    "gate.spin_up": "it acts before the first month only",
    "delivery.staff_size": "it acts once, when the offices of the cities are made",
}
"""Parameters that act before the first month only, or by which what stands there is measured."""

_PAST = "it tells of the time before the start; what comes of it is for the model to say"
_WHOSE = "who there is, belongs where and does what is the same throughout a run"

_FIXED = {
    **_BEFORE,
    "scenario": "it says what a run is, and when",
    "mechanisms": "a run has the same mechanisms from its start to its end",
    "classes": "agents are of the same classes from the start of a run to its end",
    "synthetic": "a world is drawn before the start",
    "indicators": "what is measured is the same throughout a run",
    "events": "it says itself what changes when",
    "timelines": "it says itself what changes when",
    "regimes": "a country's regime changes by an event whose field is countries.ID.regime",
    "countries.*.regime": "it changes as a whole, by an event whose field is countries.ID.regime",
    "*.*.name": "it is a name",
    "sectors.*.carriers": _WHOSE,
    "cities.*.country": _WHOSE,
    "ngos.*.kind": _WHOSE,
    "ngos.*.home": _WHOSE,
    "ngos.*.partnerships": _WHOSE,
    "ngos.*.sectors": _WHOSE,
    "partnerships.*.cities": _WHOSE,
    "cities.*.population": "what size makes of an office is worked out once, before the start",
    "cities.*.leader.terms_served": "it is of the mayor at the start; an event on cities.ID.leader "
    "brings another",
    "cities.*.next_election": "it is of the term at the start; later ones last countries.ID."
    "term_months",
    "partnerships.*.founded": _PAST,
    "partnerships.*.trust": _PAST,
    "partnerships.*.agreement": _PAST,
}
"""Why keys may not change in a run, by the first of their parts."""


class Target(NamedTuple):
    """What may change in a run: its key with stars for ids, its code, and its bounds.

    ``place`` is that of a parameter. ``low`` and ``high`` bound what may be set, ``least`` and
    ``most`` what it may become; ``kind`` is what it holds, :data:`NO_KEY` where it is no key of a
    configuration but something that an event moves.
    """

    pattern: str
    code: int
    place: int
    kind: Literal["number", "whole number", "true or false", "no key"]
    low: float
    high: float
    least: float
    most: float

    def refusal(self, value: float) -> str | None:
        """Say why the key cannot be set to ``value``; None where it can."""
        if self.kind == SWITCH:
            return None if value in (0, 1) else "must be true or false"
        if isinstance(value, bool):
            return f"must be a {self.kind}, not true or false"
        if self.kind == WHOLE_NUMBER and value != int(value):
            return "must be a whole number"
        if not max(self.low, self.least) <= value <= self.high:
            above = "above" if self.least > self.low else "at least"
            return f"{value:.15g} is not {above} {self.low:.15g} and at most {self.high:.15g}"
        return None


@cache
def targets() -> dict[str, Target]:
    """Return all that may change in a run, by their keys with stars."""
    found = {pattern: _of_state(code, pattern) for code, pattern in enumerate(TARGETS)}
    for place, (process, name, whole) in places().items():
        pattern = f"{process}.{name}"
        if pattern not in _BEFORE:
            bounds = _bounds(_declared(pattern)[1])
            kind: Any = WHOLE_NUMBER if whole else NUMBER
            found[pattern] = Target(pattern, PARAMETER, place, kind, *bounds)
    return found


def _of_state(code: int, pattern: str) -> Target:
    if code in (REGIME, LEADER, COMMITMENT):
        return Target(pattern, code, NONE, "no key", 0.0, 1.0, 0.0, 1.0)
    kind, metadata = _declared(pattern)
    if kind is bool:
        return Target(pattern, code, NONE, "true or false", 0.0, 1.0, 0.0, 1.0)
    low, high, least, most = _bounds(metadata)
    if kind is int:
        return Target(pattern, code, NONE, "whole number", low, high, least, most)
    return Target(pattern, code, NONE, "number", low, high, least, most if high <= 1.0 else MOST)


def _declared(pattern: str) -> tuple[Any, Sequence[Any]]:
    """Return type and constraints of a key with stars."""
    kind: Any = WorldConfig
    metadata: Sequence[Any] = ()
    for part in pattern.split("."):
        if part == "*":
            kind = get_args(kind)[1]
        else:
            kind, metadata = kind.model_fields[part].annotation, kind.model_fields[part].metadata
        if get_origin(kind) in (Union, UnionType):
            kind = next(each for each in get_args(kind) if each is not type(None))
        if get_origin(kind) is Annotated:
            kind, *constraints = get_args(kind)
            metadata = [each for part in constraints for each in getattr(part, "metadata", [])]
    return kind, metadata


def _bounds(metadata: Sequence[Any]) -> tuple[float, float, float, float]:
    """Return the bounds of what may be set, and those of what may come of it."""
    told: dict[str, float] = {}
    for each in metadata:
        told |= {name: getattr(each, name) for name in ("ge", "gt", "le") if hasattr(each, name)}
    low, high = told.get("gt", told.get("ge", 0.0)), told["le"]
    return low, high, low + (LEAST if "gt" in told else 0.0), high


def parts_of(key: str) -> tuple[str, ...]:
    """Return the parts of a dotted key, in which an id may stand in quotation marks."""
    return tuple(part.strip('"') for part in re.findall(r'"[^"]*"|[^.]+', key))


def dotted(parts: Sequence[str]) -> str:
    """Write parts as a dotted key, in quotation marks those with a dot."""
    return ".".join(f'"{part}"' if "." in part else part for part in parts)


def target_of(key: str) -> tuple[Target, tuple[str, ...]] | None:
    """Return what a dotted key may change, and the ids in it; None where nothing."""
    parts = parts_of(key)
    for pattern in _patterns().get((parts[:1], len(parts)), ()):
        pieces = pattern.split(".")
        if all(piece in ("*", part) for piece, part in zip(pieces, parts, strict=True)):
            ids = tuple(part for piece, part in zip(pieces, parts, strict=True) if piece == "*")
            return targets()[pattern], ids
    return None


@cache
def _patterns() -> dict[tuple[tuple[str, ...], int], list[str]]:
    """Return the keys that may change by their first part and the number of parts."""
    found: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for pattern in targets():
        pieces = pattern.split(".")
        found.setdefault((tuple(pieces[:1]), len(pieces)), []).append(pattern)
    return found


def why_fixed(key: str) -> str | None:
    """Say why a key may not change in a run; None where it may, or is no key."""
    parts = parts_of(key)
    if target_of(key) is not None:
        return None
    for pattern, reason in _FIXED.items():
        pieces = pattern.split(".")
        if len(pieces) <= len(parts) and all(
            piece in ("*", part) for piece, part in zip(pieces, parts, strict=False)
        ):
            return reason
    try:
        kind, _ = _declared(".".join(parts))
    except (KeyError, AttributeError, IndexError):
        return None
    return "it is a list" if get_origin(kind) is list else "it is no single number"
