"""Write times and sizes in the unit that reads best."""

from __future__ import annotations


def duration(seconds: float) -> str:
    """Write a time in the unit that reads best."""
    for unit, size in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:,.0f} seconds"


def amount(size: float) -> str:
    """Write a number of bytes in the unit that reads best."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size >= factor:
            return f"{size / factor:,.1f} {unit}"
    return f"{size / 1e3:,.0f} kB"
