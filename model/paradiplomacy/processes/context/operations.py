"""Operations: how a number, or a thing that is there or not, is set, scaled or added to."""

from __future__ import annotations

from paradiplomacy.processes.context import (
    SCALE,
    SET,
)
from paradiplomacy.processes.shared.forms import clip
from paradiplomacy.rules import rule


@rule
def changed(before: float, operation: int, amount: float, low: float, high: float) -> float:
    """Return what becomes of a number within its bounds."""
    after = before + amount
    if operation == SET:
        after = amount
    elif operation == SCALE:
        after = before * amount
    return clip(after, low, high)


@rule
def rounded(number: float) -> int:
    """Return the nearest whole number of one that is not negative."""
    return int(number + 0.5)


@rule
def switched(was: int, operation: int, amount: float) -> int:
    """Return what a thing that is there or not becomes: any rise brings it, any fall ends it."""
    if operation == SET:
        return 1 if amount > 0.0 else 0
    if amount == 0.0:
        return was
    return 1 if amount > 0.0 else 0
