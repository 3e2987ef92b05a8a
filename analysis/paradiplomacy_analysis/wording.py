"""Numbers, intervals and levels as they are written in sentences and tables."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from paradiplomacy_results.layout import OFF, TOGETHER

SAME = "the same in all runs"
"""Said in place of an interval that has no width: how sure that is depends on how many they are."""

MAX_LEVERS = 6
"""Levers of a set that are named."""

_SHORT = {"g2g": "G2G", "ngo": "NGO", "mou": "MoU"}

_PHRASES = {
    "trust": "trust, both tracks",
    "trust_government": "trust between governments",
    "trust_society": "trust between societies",
    "continuity": "years with a delivery",
    "continuity_g2g": "years governments delivered",
    "continuity_ngo": "years NGOs delivered",
    "realised_ratio": "promises kept",
    "approval_months": "wait for approval",
}
"""What figures call an indicator whose name says too little to a reader."""


def number(value: float) -> str:
    """Return a number with about three digits that count."""
    if not math.isfinite(value):
        return "undefined"
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if 0.0 < size < 0.01:
        return f"{value:.2g}"
    return f"{value:.1f}" if size >= 100 else f"{value:.2f}" if size >= 10 else f"{value:.3f}"


def interval(low: float, high: float) -> str:
    """Return two bounds, as in "0.2 to 0.3"."""
    return f"{number(low)} to {number(high)}"


def uncertainty(low: float | None, high: float | None) -> str:
    """Return two bounds of an estimate over runs, or say why there are none.

    Bounds that are equal are those of values that are the same in all runs.
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "no interval"
    return SAME if low == high else interval(low, high)


def percent(share: float) -> str:
    """Return a share as in "41 %"."""
    return f"{100 * share:.0f} %"


def p_value(p: float) -> str:
    """Return a p-value as in "p = 0.012"; below a thousandth no more is said."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def level_text(level: Any) -> str:
    """Return a level of a factor as text: truth values as yes and no, numbers in short."""
    if isinstance(level, bool | np.bool_):
        return "yes" if level else "no"
    return f"{level:g}" if isinstance(level, float) else str(level)


def words(name: str) -> str:
    """Return a name as words: one_gate as one gate, levers that are pulled together with a plus.

    Of very many levers it is said how many they are.
    """
    parts = [[_SHORT.get(word, word) for word in part.split("_")] for part in name.split(TOGETHER)]
    if len(parts) > MAX_LEVERS:
        return f"{len(parts)} levers together{OFF if name.endswith(OFF) else ''}"
    return " + ".join(" ".join(part) for part in parts)


def sentence_case(text: str) -> str:
    """Return a text with a capital at its beginning, all else as it is."""
    return text[:1].upper() + text[1:]


def cell(value: Any) -> str:
    """Return a value of a table as text: short numbers, "undefined" where there is none."""
    if value is None:
        return "undefined"
    if isinstance(value, bool):
        return level_text(value)
    if isinstance(value, float):
        return "0" if value == 0.0 else f"{value:.1e}" if abs(value) < 1e-3 else number(value)
    return str(value)


def phrase(name: str) -> str:
    """Return an indicator as a reader would call it: trust_society as trust between societies."""
    return _PHRASES.get(name, words(name))
