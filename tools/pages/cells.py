"""How numbers are written in the cells of a table."""

from __future__ import annotations

from typing import Any


def bounds(row: dict[str, Any]) -> tuple[float, float, float]:
    """Return a difference and its interval."""
    return row["difference"], row["low"], row["high"]


def with_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write a value with its interval, as far as there is one."""
    if value is None:
        return "undefined"
    if low is None or high is None:
        return f"{value:.3g}, no interval"
    return f"{value:.3g}" if low == high == value else f"{value:.3g} [{low:.3g}, {high:.3g}]"
