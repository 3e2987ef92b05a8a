"""The evidence that scenarios cite: rows from the two source studies (E) and public data (D, P).

The studies are an article on Bandung-Seoul (Jurnal Demokrasi dan Politik Lokal 7(2), 2025) and a
thesis on Baubau-Seoul (Dinanti, Universitas Hasanuddin).

A row says what it ``gives``. A number of a scenario may rest on the first three only:

=======  =========================================================================================
value    a number, a date, a rule, or whether something is there: it can be entered as it stands
code     a level in words of something in a named place: low, limited, wider, lacking
event    something that took place
effect   what raises or lowers what, in which direction, with no level of either
claim    what holds in general, what is recommended, what is not known; a source without a fact
=======  =========================================================================================

``from`` and ``to`` are the time that a row speaks of, not that of its publication, each a year or a
month. What is said in the present tense is dated from the source that is cited for it, or else by
the year of the study; what is said of a whole tie, or of a law in force, runs from its beginning.
Effects and claims may speak of no time; all other rows have one.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

_FOLDER = Path(__file__).parent
_CITED = re.compile(r"\b([EDP]\d{2,3}[a-z]?)(?:[-–]([EDP]\d{2,3}))?\b")
_TIME = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")

Gives = Literal["value", "code", "event", "effect", "claim"]
SUPPORT = ("value", "code", "event")
"""What a row has to give for a number to rest on it."""


@dataclass(frozen=True)
class Evidence:
    """One row: what is said, what that gives, of which time, and where it stands.

    ``begins`` and ``ends`` are years or months ("2009", "2009-12"), empty for a row that speaks of
    no time. Raises :class:`ValueError` for a row whose kind or time is not as said above.
    """

    id: str
    statement: str
    reference: str
    gives: Gives
    begins: str
    ends: str

    def __post_init__(self) -> None:
        """Refuse a kind that is not known, and a time that is none."""
        if self.gives not in get_args(Gives):
            raise ValueError(f"{self.id}: gives {self.gives!r}, not {', '.join(get_args(Gives))}")
        if not self.begins and not self.ends and self.gives not in SUPPORT:
            return
        if not all(_TIME.fullmatch(time) for time in (self.begins, self.ends)):
            raise ValueError(f"{self.id}: from and to are years or months, like 2009 or 2009-12")
        if _first_month(self.begins) > _last_month(self.ends):
            raise ValueError(f"{self.id}: ends before it begins")

    @property
    def time(self) -> str:
        """Write the time that the row speaks of; empty where it speaks of none."""
        return self.begins if self.begins == self.ends else f"{self.begins} to {self.ends}"

    def is_later_than(self, month: str) -> bool:
        """Say whether all that the row speaks of comes after ``month`` ("2009-01")."""
        return bool(self.begins) and _first_month(self.begins) > month

    def __str__(self) -> str:
        """Write the row on one line."""
        time = f" of {self.time}" if self.time else ""
        return f"{self.id}, {self.gives}{time}: {self.statement} [{self.reference}]"


def _first_month(time: str) -> str:
    return time if "-" in time else f"{time}-01"


def _last_month(time: str) -> str:
    return time if "-" in time else f"{time}-12"


@cache
def evidence() -> dict[str, Evidence]:
    """Return every known row by its id."""
    rows = {}
    for row in _rows("evidence.csv"):
        reference = f"{row['study']}, {row['section']}"
        rows[row["id"]] = _row(row, row["statement"], reference)
    for row in _rows("sources.csv"):
        rows[row["id"]] = _row(row, row["fact"] or "see the source", row["citation"])
    return rows


@cache
def known_ids() -> frozenset[str]:
    """Return the ids that a scenario may cite."""
    return frozenset(evidence())


def cited(text: str) -> list[str]:
    """List the evidence rows that a text cites, sorted; a span stands for all in it."""
    found = set()
    for first, last in _CITED.findall(text):
        found.add(first)
        if last:
            low, high = int(first[1:]), int(last[1:])
            found |= {f"{first[0]}{number:02d}" for number in range(low, high + 1)}
    return sorted(
        found, key=lambda name: (name[0] != "E", name[0], int(re.sub(r"\D", "", name)), name)
    )


def _row(row: dict[str, str], statement: str, reference: str) -> Evidence:
    gives: Gives = row["gives"]  # type: ignore[assignment]
    return Evidence(row["id"], statement, reference, gives, row["from"], row["to"])


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
