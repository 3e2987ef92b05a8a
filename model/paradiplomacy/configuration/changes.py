"""Find what is wrong with what changes in a run: timelines and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy.configuration.dates import DATE, month_of
from paradiplomacy.configuration.names import closest
from paradiplomacy.configuration.raw import Inconsistency, Path, dangling, entries, table
from paradiplomacy.configuration.targets import (
    NO_KEY,
    NUMBER,
    SWITCH,
    Target,
    target_of,
    targets,
    why_fixed,
)
from paradiplomacy.processes.context import COMMITMENT, OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WHAT = {
    "countries": "country",
    "cities": "city",
    "sectors": "sector",
    "ngos": "organisation",
    "partnerships": "partnership",
}
"""What an id in a table stands for."""


def changes_over_time(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report timelines and events that change nothing, or do so never."""
    for key, timeline in entries(raw, "timelines"):
        yield from _timeline(("timelines", key), key, timeline, raw)
    for name, event in entries(raw, "events"):
        here: Path = ("events", name)
        field = event.get("field")
        if isinstance(field, str):
            yield from _changed((*here, "field"), field, raw)
            yield from _what_comes(here, event, target_of(field))
        yield from _when(here, event)


def _timeline(
    here: Path, key: str, timeline: Mapping[str, Any], raw: Mapping[str, Any]
) -> Iterator[Inconsistency]:
    if timeline.get("file") is not None:
        message = "its file has not been read: only a scenario that is loaded from files has some"
        yield Inconsistency("bad_event", (*here, "file"), message)
        return
    yield from _changed(here, key, raw)
    fitted = target_of(key)
    if fitted is not None and fitted[0].kind == NO_KEY:
        message = f"only an event can change {key!r}"
        yield Inconsistency("bad_event", here, message)
        return
    values = table(timeline, "values")
    if not values:
        yield Inconsistency("empty", here, "has no values: give some like { 2013 = 26 }")
    if fitted is not None and timeline.get("between") == "linear" and fitted[0].kind != NUMBER:
        message = f"{key!r} holds {_held(fitted[0])}, and can only move in steps"
        yield Inconsistency("bad_event", (*here, "between"), message)
    seen: dict[str, str] = {}
    for date, value in values.items():
        path = (*here, "values", date)
        if not DATE.fullmatch(date):
            message = f"{date!r} is neither a month like 2009-12 nor a year like 2009, 1900 to 2099"
            yield Inconsistency("bad_format", path, message)
        elif seen.setdefault(month_of(date), date) != date:
            message = f"is the same month as {seen[month_of(date)]!r}"
            yield Inconsistency("duplicate_key", path, message)
        if fitted is not None:
            yield from _unfit(path, value, fitted[0])


def _held(target: Target) -> str:
    return target.kind if target.kind == SWITCH else f"a {target.kind}"


def _unfit(path: Path, value: object, target: Target) -> Iterator[Inconsistency]:
    """Report a value to which the key cannot be set, that is a finite number."""
    if isinstance(value, bool | int | float) and abs(value) <= 1e300:
        refusal = target.refusal(value)
        if refusal is not None:
            yield Inconsistency("out_of_bounds", path, refusal)


def _changed(path: Path, field: str, raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report a key that may not change in a run, or that belongs to nobody."""
    fitted = target_of(field)
    if fitted is None:
        reason = why_fixed(field)
        known = tuple(targets())
        if reason is not None:
            message = f"{field!r} cannot change in a run, because {reason}; may change"
            yield Inconsistency("bad_event", path, message, None, known)
            return
        suggestion = closest(field, known)
        message = f"{field!r} is no key that may change in a run"
        yield Inconsistency("bad_event", path, message, suggestion, () if suggestion else known)
        return
    for owner, name in zip(tables_of(fitted[0]), fitted[1], strict=True):
        if name != "*":
            yield from dangling(path, name, table(raw, owner), _WHAT[owner])
    if fitted[0].pattern == "partnerships.*.commitment.*" and "*" not in fitted[1]:
        cities = table(raw, "partnerships", fitted[1][0]).get("cities")
        if isinstance(cities, list) and fitted[1][1] not in cities:
            message = f"{fitted[1][1]!r} is none of the cities of {fitted[1][0]!r}"
            yield Inconsistency("dangling_reference", path, message)


def tables_of(target: Target) -> list[str]:
    """Return the tables in which the ids of a key stand, one for each star."""
    owners = [target.pattern.split(".", 1)[0]] if "*" in target.pattern else []
    if target.pattern.count("*") > 1:
        inner = target.pattern.split(".")[2]
        of = {"bilateral": "countries", "cultural_distance": "countries", "commitment": "cities"}
        owners.append(of.get(inner, "sectors"))
    return owners


def _what_comes(
    here: Path, event: Mapping[str, Any], fitted: tuple[Target, tuple[str, ...]] | None
) -> Iterator[Inconsistency]:
    """Report a reform without a regime, and a change without a size or with several."""
    field = str(event["field"])
    if field.endswith(".regime"):
        if event.get("regime") is None:
            yield Inconsistency("bad_event", here, "a reform needs a 'regime' to put into force")
        for operation in OPERATIONS:
            if event.get(operation):
                message = "a reform puts a regime into force; it has no size"
                yield Inconsistency("bad_event", (*here, operation), message)
        return
    if event.get("regime") is not None:
        message = "only an event whose field is a regime puts one into force"
        yield Inconsistency("bad_event", (*here, "regime"), message)
    given = [name for name in OPERATIONS if event.get(name) is not None]
    given = [name for name in given if name != "change" or event[name] != 0]
    if len(given) > 1:
        yield Inconsistency("bad_event", here, f"give one of {_listed(given)}, not several")
    if not given:
        yield Inconsistency("bad_event", here, "needs a 'change' (not 0), a 'set' or a 'scale'")
    if fitted is not None and len(given) == 1:
        yield from _how(here, event, given[0], fitted[0])


def _how(
    here: Path, event: Mapping[str, Any], operation: str, target: Target
) -> Iterator[Inconsistency]:
    """Report a change that what is changed does not allow."""
    path = (*here, operation)
    if target.kind == NO_KEY and target.code != COMMITMENT and operation != "change":
        message = f"of {target.pattern} only a 'change' is known, of any size"
        yield Inconsistency("bad_event", path, message)
    elif operation == "set":
        yield from _unfit(path, event["set"], target)
    elif operation == "scale" and target.kind == SWITCH:
        message = "what is there or not cannot be scaled: give 'set'"
        yield Inconsistency("bad_event", path, message)


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _when(here: Path, event: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report an event that begins in two ways, or in none, or is over before it begins."""
    month, until = event.get("month"), event.get("until")
    if isinstance(month, str) == bool(event.get("rate")):
        message = "give either a 'month' (dated) or a 'rate' above 0 (random)"
        yield Inconsistency("bad_event", here, message)
    if not isinstance(until, str):
        return
    if event.get("duration"):
        message = "give either a 'duration' or a month 'until' which it lasts"
        yield Inconsistency("bad_event", (*here, "until"), message)
    if not isinstance(month, str):
        message = "only a dated event has a month 'until' which it lasts: give a 'duration'"
        yield Inconsistency("bad_event", (*here, "until"), message)
    elif len(month) == len(until) and until <= month:
        message = f"{until} does not lie after its beginning, {month}"
        yield Inconsistency("out_of_bounds", (*here, "until"), message)
