"""What can be wrong with a scenario, and how it is told.

A fault says what is wrong, at which key, in which file and line, and what was probably meant. All
faults of a scenario are collected and raised together in one :class:`ConfigError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from paradiplomacy_results.wording import argument

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KINDS: dict[str, str] = {
    "not_found": "there is no such scenario or file",
    "path_refused": "the path leads outside its folder, or to something that is no regular file",
    "unreadable": "the file exists but cannot be read",
    "encoding": "the file is not UTF-8 text, or a CSV file in none of the known encodings",
    "too_large": "the file is larger than a scenario can be",
    "too_deep": "brackets or dotted keys are nested deeper than a scenario needs",
    "syntax": "the file is not TOML, or that of a mechanism not Python",
    "duplicate_key": "a key is given twice",
    "unknown_key": "a key is not known here",
    "missing_key": "a required key is absent",
    "wrong_type": "a value has another type than its key asks for",
    "out_of_bounds": "a value lies outside its bounds or is not finite",
    "bad_format": "a text does not have the form its key asks for",
    "not_a_choice": "a value is none of the choices",
    "empty": "a text, list or table must not be empty",
    "bad_id": "an id is empty, too long, shows nothing or holds control characters",
    "bad_text": "a text for readers shows nothing, or looks like another",
    "dangling_reference": "a reference leads to nothing",
    "duplicate_entry": "a list names an entry twice",
    "duplicate_pair": "two partnerships join the same two cities",
    "self_partnership": "a city is its own partner",
    "self_reference": "an entry refers to itself",
    "same_country": "two partners lie in the same country",
    "cycle": "scenarios extend each other in a circle",
    "ambiguous": "a number or a table of a CSV file can be read in two ways",
    "bad_override": "an override is not of the form KEY=VALUE",
    "bad_event": "an event moves nothing, or never",
    "bad_regime": "a regime's blend or override does not make a regime",
    "bad_factor": "a factor of a design has no levels, or two ways to say them",
    "bad_sampler": "the sampler of a design does not fit its settings or its factors",
    "bad_expression": "an expression over indicators cannot be read, or names what is not kept",
    "bad_mechanism": "the file of a mechanism holds no function that can replace a step",
    "bad_indicator": "a custom file declares no such indicator, or its name is taken",
    "bad_declaration": "a custom file declares an indicator or a state wrongly",
    "bad_annotation": "an annotation is not of the form it must have",
    "unknown_evidence": "an evidence id is in none of the tables",
}
"""The kinds of fault, each with its meaning."""

OVERRIDES: Final = "overrides"
"""Stands for a file where a value, or a fault, comes from the caller's changes of values."""

MAX_TOLD = 50
"""Faults written out one by one; of the rest only the number is told."""

_MAX_LISTED = 20
_MAX_TEXT = 300
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INERT = {"Cc", "Cs", "Zl", "Zp"}
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; ``kind`` is one of :data:`KINDS`."""

    kind: str
    key: str
    message: str
    file: str | None = None
    line: int | None = None
    suggestion: str | None = None
    allowed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Keep the set of kinds closed."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of fault: {self.kind}")

    def __str__(self) -> str:
        """Write ``file:line: key: message; did you mean 'that'?`` on one inert line."""
        place = argument(OVERRIDES) if self.file == OVERRIDES else self.file or ""
        if self.line is not None:
            place += f":{self.line}"
        parts = [part for part in (place, shortened(self.key), self.message) if part]
        text = ": ".join(parts)
        if self.suggestion is not None:
            text += f"; did you mean {self.suggestion!r}?"
        if self.allowed:
            text += f" ({_listed(self.allowed)})"
        return printable(text)


class ConfigError(Exception):
    """Carry all faults found in a scenario, in the order in which they were found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep ``faults``; at least one."""
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Write one line for each fault, and the number of those left out."""
        lines = [str(fault) for fault in self.faults[:MAX_TOLD]]
        left_out = len(self.faults) - MAX_TOLD
        if left_out > 0:
            lines.append(f"... and {left_out} more")
        return "\n".join(lines)


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as a TOML dotted key, quoting what is not a bare key."""
    return ".".join(_part(part) for part in path)


@lru_cache(maxsize=10_000)  # the same few names make up all keys of a world
def _part(part: str | int) -> str:
    text = str(part)
    if _BARE.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'


def printable(text: str) -> str:
    """Return ``text`` with everything escaped that could move a cursor or reverse a line."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"\\u{ord(character):04x}"
        if unicodedata.category(character) in _INERT or character in _BIDI
        else character
        for character in text
    )


def shortened(text: str, limit: int = _MAX_TEXT) -> str:
    """Return ``text``, cut in the middle of nowhere if it is longer than any honest one."""
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(shortened(name, 80) for name in names[:_MAX_LISTED])
    more = len(names) - _MAX_LISTED
    return f"known here: {shown}" + (f" and {more} more" if more > 0 else "")
