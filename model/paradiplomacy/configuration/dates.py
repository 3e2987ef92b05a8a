"""Dates as a configuration writes them, and their place in time."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field

MAX_MONTHS = 6000
"""Longest run, in months; 500 years are beyond any use and within every counter."""


def months_since_zero(date: str) -> int:
    """Return the month number of ``date`` ("2009-12"), counted from year 0."""
    year, month = date.split("-")
    return int(year) * 12 + int(month) - 1


YEAR, MONTH = r"(19|20)[0-9]{2}", r"(0[1-9]|1[0-2])"

DATE = re.compile(rf"{YEAR}(-{MONTH})?")
"""A date of a timeline: a month, or a year, which is its January."""

Month = Annotated[str, Field(pattern=rf"^{YEAR}-{MONTH}$")]
"""A calendar month, written like "2009-12"."""


def month_of(date: str) -> str:
    """Return the month at which a date of a timeline stands: of a year its January."""
    return date if "-" in date else f"{date}-01"
