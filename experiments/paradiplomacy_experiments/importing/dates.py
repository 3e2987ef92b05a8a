"""Months in tables: a year, a month or a day, as people and programs write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.][0-9]{1,2})?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_DOTS = re.compile(r"[0-9]{1,2}\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_SLASHES = re.compile(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})")


def months_of(texts: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return the month of each text of a column, or "" for none, and what is to say of it.

    Days with strokes between are day first or month first for the whole column, as one of them
    shows that can be only one of the two.
    """
    parts = [found for text in texts if (found := _SLASHES.fullmatch(text))]
    day_first = any(int(part[1]) > 12 for part in parts)
    month_first = any(int(part[2]) > 12 for part in parts)
    return [_month(text, day_first, month_first) for text in texts]


def _month(text: str, day_first: bool, month_first: bool) -> tuple[str, str | None]:
    if found := _YEAR.fullmatch(text):
        return f"{found[1]}-01", "the year; the month is ours"
    if found := _YEAR_FIRST.fullmatch(text):
        return _written(found[1], found[2])
    if found := _YEAR_LAST.fullmatch(text):
        return _written(found[2], found[1])
    if found := _DOTS.fullmatch(text):
        return _written(found[2], found[1])
    if found := _SLASHES.fullmatch(text):
        if found[1] != found[2] and day_first == month_first:
            return "", f"{text!r} may begin with the day or the month: write the month as 2009-12"
        return _written(found[3], found[2] if day_first else found[1])
    return "", f"{text!r} is no year and no date like 2009, 2009-12 or 24.12.2009"


def _written(year: str, month: str) -> tuple[str, str | None]:
    if not 1 <= int(month) <= 12:
        return "", f"there is no month {month}"
    return f"{year}-{int(month):02d}", None
