"""The ties of a scenario year by year, as small multiples show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures.style import inert, joined
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import HISTORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from paradiplomacy_results.reading import Results

MAX_PARTNERSHIPS = 12
"""Partnerships that are drawn without being asked for, the first by id."""


@dataclass(frozen=True)
class TieHistories:
    """Chosen columns of the table ``histories``; a tie has rows from its founding on."""

    results: Results
    frame: pd.DataFrame

    @property
    def runs(self) -> int:
        """Return the number of runs."""
        return int(self.frame["run"].nunique())

    @property
    def ties(self) -> list[str]:
        """Return the ids of the ties that ever existed, in the order of ids."""
        return sorted(self.frame["partnership"].unique())

    @property
    def shown(self) -> list[str]:
        """Return the ids of the ties that find room in a figure."""
        return self.ties[:MAX_PARTNERSHIPS]

    @property
    def note(self) -> str:
        """Say which ties are not shown; nothing where all are."""
        count = len(self.ties)
        if count <= MAX_PARTNERSHIPS:
            return ""
        return f"The first {MAX_PARTNERSHIPS} of {count} ties in the order of their ids."

    def of(self, tie: str) -> pd.DataFrame:
        """Return the rows of one tie."""
        return self.frame[self.frame["partnership"] == tie]

    def name(self, tie: str, limit: int) -> str:
        """Return the name of a tie for readers."""
        return inert(self.results.config["partnerships"][tie]["name"], limit)

    def arrow(self, tie: str, limit: int) -> str:
        """Return the names of a tie's cities, an arrow from the first to the second."""
        config = self.results.config
        cities = config["partnerships"][tie]["cities"]
        return joined([config["cities"][city]["name"] for city in cities], " → ", limit)


def tie_histories(results: Results, columns: Sequence[str]) -> TieHistories:
    """Read ``columns`` of the histories of all ties of the scenario.

    Raises :class:`NotRecordedError` where no tie has a history, or histories lack a column.
    """
    known = results.manifest.schema_of(HISTORIES).names
    lacking = [name for name in columns if name not in known]
    if lacking:
        raise NotRecordedError(f"{results.directory} holds no {', '.join(lacking)} of ties")
    frame = results.read(HISTORIES, ["run", "month", "partnership", *columns])
    if frame.empty:
        raise NotRecordedError(f"no tie of {results.directory} has a history")
    return TieHistories(results, frame)
