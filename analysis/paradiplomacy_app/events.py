"""Events that somebody adds: what the scenario has to say for each kind of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paradiplomacy_app.values import value_text
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.overrides import read_overrides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Entered = Mapping[str, Any]
    Event = dict[str, Any]


def event_changes(kind: str, entered: Entered, taken: Sequence[str]) -> list[tuple[str, Event]]:
    """Return the keys and tables of the events that somebody adds.

    ``entered`` are the fields of its form; names that are ``taken`` are not given again. Raises
    :class:`ConfigError` for a kind that there is not.
    """
    if kind not in KINDS:
        raise ConfigError(
            [Fault("not_a_choice", "event", "is no kind of event", allowed=tuple(KINDS))]
        )
    found = []
    used = set(taken)
    for event in KINDS[kind](entered):
        number = 1
        while (key := dotted(("events", f"{kind}_{number}"))) in used:
            number += 1
        used.add(key)
        found.append((key, event))
    return found


def _incident(entered: Entered) -> Iterator[Event]:
    """Put two states at odds for some months, each towards the other."""
    one, other = (str(entered.get(side, "")) for side in ("one", "other"))
    for field in (("countries", one, "bilateral", other), ("countries", other, "bilateral", one)):
        yield {
            "field": dotted(field),
            "change": _value("change", entered),
            "month": str(entered.get("month", "")),
            "duration": _value("duration", entered),
        }


def _mayor(entered: Entered) -> Iterator[Event]:
    """Let the office of a mayor fall vacant."""
    field = dotted(("cities", str(entered.get("city", "")), "leader"))
    yield {"field": field, "change": 1, "month": str(entered.get("month", ""))}


def _reform(entered: Entered) -> Iterator[Event]:
    """Put another regime into force in a country."""
    field = dotted(("countries", str(entered.get("country", "")), "regime"))
    yield {
        "field": field,
        "regime": str(entered.get("regime", "")),
        "month": str(entered.get("month", "")),
    }


def _change(entered: Entered) -> Iterator[Event]:
    """Set the value of a key from a month on."""
    yield {
        "field": str(entered.get("field", "")).strip(),
        "set": _value("set", entered),
        "month": str(entered.get("month", "")),
    }


KINDS: dict[str, Callable[[Entered], Iterator[Event]]] = {
    "incident": _incident,
    "mayor_leaves": _mayor,
    "reform": _reform,
    "change": _change,
}
"""Kinds of events that are added, each with what makes it of what is entered."""


def _value(name: str, entered: Entered) -> Any:
    """Return a number or truth value that is entered, as the loader would read it."""
    text = str(entered.get(name, "")).strip()
    if text in ("true", "false"):
        return text == "true"
    settings, faults = read_overrides(
        [f"events.one.change={value_text('events.one.change', text)}"]
    )
    return text if faults else settings[0][1]
