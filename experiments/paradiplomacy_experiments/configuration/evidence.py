"""The evidence that scenarios cite: rows from the two source studies (E) and public data (D, P).

The studies are an article on Bandung-Seoul (Jurnal Demokrasi dan Politik Lokal 7(2), 2025) and a
thesis on Baubau-Seoul (Dinanti, Universitas Hasanuddin).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Evidence:
    """One row: what is said, and where it stands."""

    id: str
    statement: str
    reference: str

    def __str__(self) -> str:
        """Write the row on one line."""
        return f"{self.id}: {self.statement} [{self.reference}]"


@cache
def evidence() -> dict[str, Evidence]:
    """Return every known row by its id."""
    rows = {}
    for row in _rows("evidence.csv"):
        reference = f"{row['study']}, {row['section']}"
        rows[row["id"]] = Evidence(row["id"], row["statement"], reference)
    for row in _rows("sources.csv"):
        rows[row["id"]] = Evidence(row["id"], row["fact"] or "see the source", row["citation"])
    return rows


@cache
def known_ids() -> frozenset[str]:
    """Return the ids that a scenario may cite."""
    return frozenset(evidence())


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
