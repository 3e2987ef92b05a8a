"""What somebody enters for a key, as TOML; and how a control of that key looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paradiplomacy_app.worlds import declaration_of
from paradiplomacy_experiments.configuration.toml_lines import starred_path
from paradiplomacy_experiments.configuration.toml_text import toml_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paradiplomacy_experiments.configuration.keys import Declaration

MOST_LETTERS = 5_000
"""Longest value that is taken."""


def value_text(key: str, entered: Any) -> str:
    """Return what is entered for a key as TOML; what does not fit is left for the loader to tell.

    ``entered`` is a truth value or a text, as a browser has it.
    """
    if isinstance(entered, bool | int | float):
        return toml_value(entered)
    text = str(entered).strip()[:MOST_LETTERS]
    declared = declaration_of(key)
    kind = "text" if declared is None else declared.type
    if kind in ("number", "whole number"):
        return _number(text, whole=kind == "whole number")
    if kind == "true or false":
        return text if text in ("true", "false") else toml_value(text)
    if kind in ("text", "choice"):
        return toml_value(text)
    return text or '""'


def _number(text: str, *, whole: bool) -> str:
    """Return a number as Python writes it, so that it is the one that is shown."""
    try:
        value = float(text)
    except ValueError:
        return toml_value(text)
    if not math.isfinite(value):
        return toml_value(text)
    if value == int(value) and (whole or "." not in text) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


@dataclass(frozen=True)
class Field:
    """What a control of a key looks like: its kind, its bounds and step, its choices.

    ``kind`` is one of ``check``, ``range``, ``number``, ``choice``, ``text``, ``month``, ``toml``.
    """

    kind: str
    low: float | None = None
    high: float | None = None
    step: str = "any"
    choices: Sequence[str] = ()


def field_of(key: str, declared: Declaration | None, scripts: Sequence[str] = ()) -> Field:
    """Return how a key is entered; ``scripts`` are files that may stand for a mechanism."""
    path = starred_path(key) or ("",)
    if path[0] == "mechanisms" and len(path) == 2:
        from paradiplomacy.configuration.mechanisms import REGISTRY

        known = REGISTRY[path[1]].names if path[1] in REGISTRY else ()
        return Field("choice", choices=(*known, *scripts))
    if declared is None:
        return Field("toml")
    match declared.type:
        case "true or false":
            return Field("check")
        case "choice":
            return Field("choice", choices=declared.choices)
        case "number" if (
            declared.low is not None and declared.high is not None and declared.high <= 1.0
        ):
            return Field("range", declared.low, declared.high, "0.01")
        case "number":
            return Field("number", declared.low, declared.high)
        case "whole number":
            return Field("number", declared.low, declared.high, "1")
        case "text" if "month like" in declared.bounds:
            return Field("month")
        case "text":
            return Field("text")
    return Field("toml")
