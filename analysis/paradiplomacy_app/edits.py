"""What each control does to the choice: one function each, from a choice to the next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from paradiplomacy_app.choice import SIDES, Changes, Choice, read_query
from paradiplomacy_app.events import event_changes
from paradiplomacy_app.levers import levers
from paradiplomacy_app.values import value_text
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.configuration.toml_text import toml_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Message = Mapping[str, Any]

PLAIN = ("months", "seed", "tie", "run", "month")
"""Fields of a choice that are entered as they stand in its address."""

NOBODY = {"programme": 0.0, "loi": 0.0, "mou": 0.0}
EVERYBODY = {"programme": 1.0, "loi": 1.0, "mou": 1.0}
"""Shares of dossiers that must pass a stage: none, and all."""


def edited(choice: Choice, message: Message) -> Choice:
    """Return the choice after what somebody did; ``message`` says what, as the browser sent it.

    Raises :class:`ConfigError` where that cannot be.
    """
    do = EDITS.get(str(message.get("do")))
    if do is None:
        raise ConfigError([Fault("unknown_key", "edit", "is nothing that the page does")])
    return do(choice, message)


def _set(choice: Choice, message: Message) -> Choice:
    key = _key(message)
    return _with(choice, _own(choice).with_value(key, value_text(key, message.get("value", ""))))


def _unset(choice: Choice, message: Message) -> Choice:
    return _with(choice, _own(choice).without(_key(message)))


def _clear(choice: Choice, _message: Message) -> Choice:
    return _with(choice, Changes())


def _lever(choice: Choice, message: Message) -> Choice:
    lever = levers().get(str(message.get("lever")))
    if lever is None:
        raise ConfigError([Fault("not_a_choice", "lever", "is no lever", allowed=tuple(levers()))])
    return _with(choice, lever.pull(_own(choice), str(message.get("way"))))


def _preset(choice: Choice, message: Message) -> Choice:
    """Start from another regime: what differed from the one before is gone with it."""
    key = dotted(("countries", str(message.get("country")), "regime"))
    return _with(choice, _own(choice).with_value(key, toml_value(str(message.get("value")))))


def _stage(choice: Choice, message: Message) -> Choice:
    """Add a stage to the regime of a country; all dossiers must pass it."""
    entered = message.get("fields") or {}
    country, name = str(message.get("country")), str(entered.get("name", "")).strip()
    if not name:
        raise ConfigError([Fault("empty", "stage", "a stage needs a name")])
    base = ("countries", country, "regime", "stages", name)
    own = _own(choice)
    for field in ("owner", "position", "service_rate", "threshold"):
        key = dotted((*base, field))
        own = own.with_value(key, value_text(key, entered.get(field, "")))
    own = own.with_value(dotted((*base, "required_share")), toml_value(EVERYBODY))
    return _with(choice, own)


def _skip(choice: Choice, message: Message) -> Choice:
    """Take a stage out: nobody must pass it."""
    base = ("countries", str(message.get("country")), "regime", "stages", str(message.get("stage")))
    key = dotted((*base, "required_share"))
    return _with(choice, _own(choice).with_value(key, toml_value(NOBODY)))


def _event(choice: Choice, message: Message) -> Choice:
    """Add an event: an incident, a mayor who leaves, a reform, a value that changes."""
    own = _own(choice)
    taken = [key for key, _ in choice.changes(choice.editing).pairs]
    for key, value in event_changes(str(message.get("kind")), message.get("fields") or {}, taken):
        own = own.with_value(key, toml_value(value))
    return _with(choice, own)


def _scenario(choice: Choice, message: Message) -> Choice:
    """Open another scenario: what was changed of the one before is gone."""
    return Choice(str(message.get("value")), seed=choice.seed)


def _plain(choice: Choice, message: Message) -> Choice:
    """Set one of the plain fields of a choice, as its address would."""
    name, value = str(message.get("name")), str(message.get("value", "")).strip()
    if value == "" and name == "months":
        return replace(choice, months=None)
    if name not in PLAIN:
        raise ConfigError([Fault("not_a_choice", name, "is no field", allowed=PLAIN)])
    found, faults = read_query(urlencode({name: value}), choice.scenario)
    if faults:
        raise ConfigError(faults)
    from_start = {"month": 0} if name in ("tie", "run") else {}
    return replace(choice, **{name: getattr(found, name), **from_start})


def _side(choice: Choice, message: Message) -> Choice:
    value = str(message.get("value"))
    return replace(choice, editing=value if value in SIDES else choice.editing)


def _swap(choice: Choice, _message: Message) -> Choice:
    """Make the variant the baseline, to go on from there."""
    return replace(choice, baseline=choice.changes("variant"), variant=Changes())


EDITS: dict[str, Callable[[Choice, Message], Choice]] = {
    "set": _set,
    "unset": _unset,
    "clear": _clear,
    "lever": _lever,
    "preset": _preset,
    "stage": _stage,
    "skip": _skip,
    "event": _event,
    "scenario": _scenario,
    "plain": _plain,
    "side": _side,
    "adopt": _swap,
}
"""Everything that a control can do, by the word that the page has for it."""


def _own(choice: Choice) -> Changes:
    return choice.own(choice.editing)


def _with(choice: Choice, changes: Changes) -> Choice:
    return choice.with_own(choice.editing, changes)


def _key(message: Message) -> str:
    key = str(message.get("key", ""))
    if not starred_path(key):
        raise ConfigError([Fault("bad_format", key, "is no dotted key")])
    return key
