"""What every method of analysis gives: tables, sentences to quote, and doubts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paradiplomacy_results.share import Share

MOST_LETTERS = 300
"""Letters of a sentence that are told in a line."""


@dataclass(frozen=True, repr=False)
class Finding:
    """What a method found.

    ``tables`` are named and tidy: one row for each effect, index, box or moment, with units in
    their column names or a column ``unit``. ``sentences`` say the same in words that can be quoted;
    ``doubts`` say why not to trust it: too few runs, intervals wider than effects, what was left
    out, the gravest first. An empty tuple of doubts is a clean bill. ``answer`` is what answers the
    question in a sentence or two, effect and interval before all else, told from chance or not;
    each method says in its docstring what it takes for that. ``label`` names the results that it
    is of where several are looked at, ``sample`` the share of an experiment where not all is there.
    """

    method: str
    question: str
    tables: dict[str, pd.DataFrame]
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]
    answer: str = ""
    label: str = ""
    sample: Share | None = None

    @property
    def name(self) -> str:
        """Return the method, and of which of several results it is."""
        return f"{self.method}, {self.label}" if self.label else self.method

    def __repr__(self) -> str:
        """Return the method, its first sentence, and how much more there is."""
        first = self.sentences[0] if self.sentences else "nothing is said"
        told = first if len(first) <= MOST_LETTERS else f"{first[:MOST_LETTERS]}..."
        tables, doubts = many(len(self.tables), "table"), many(len(self.doubts), "doubt")
        return f"<Finding {self.name}: {told} ({tables}, {doubts})>"

    def as_json(self) -> dict[str, Any]:
        """Return plain data for one JSON document; undefined numbers are null."""
        label = {"label": self.label} if self.label else {}
        sample = {"sample": self.sample.as_json()} if self.sample else {}
        return {
            **label,
            **sample,
            "method": self.method,
            "question": self.question,
            "answer": self.answer,
            "tables": {name: records(table) for name, table in self.tables.items()},
            "sentences": list(self.sentences),
            "doubts": list(self.doubts),
        }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as plain data; NaN and missing values are None."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {str(key): value.item() if hasattr(value, "item") else value for key, value in row.items()}
        for row in plain.to_dict("records")
    ]


def stacked(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return tables one below the other; none gives an empty one."""
    there = [table for table in tables if len(table)]
    return pd.concat(there, ignore_index=True) if there else pd.DataFrame()
