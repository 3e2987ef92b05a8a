"""The ties of a scenario year by year, as small multiples show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.figures.bands import by_run
from paradiplomacy_analysis.figures.style import inert, joined
from paradiplomacy_results.errors import NotRecordedError
from paradiplomacy_results.layout import HISTORIES, PARTNERSHIPS
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_results.reading import Results

MAX_PARTNERSHIPS = 12
"""Partnerships that are drawn without being asked for."""

RANKED = "trust"
"""Indicator at the end by which ties are ranked where not all of them are drawn."""

SURE = 0.95
"""Share of runs in which a tie has to move one way for a title to say so."""

MOVES = "Rises, falls: in 95 % of runs or more, from a tie’s first year to the last."
"""What a title means that says so, where there are several runs."""


@dataclass(frozen=True)
class TieHistories:
    """Chosen columns of the table ``histories``; a tie has rows from its founding on.

    ``asked`` are the ids of the ties that are to be drawn, where somebody said which.
    """

    results: Results
    frame: pd.DataFrame
    asked: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> int:
        """Return the number of runs."""
        return int(self.frame["run"].nunique())

    @cached_property
    def ties(self) -> list[str]:
        """Return the ids of the ties that ever existed, in the order of ids."""
        return sorted(self.frame["partnership"].unique())

    @cached_property
    def ranked(self) -> list[str]:
        """Return the ids of all ties from the lowest trust at the end to the highest."""
        if RANKED not in self.frame:
            return self.ties
        last = self.frame[self.frame["month"] == self.frame["month"].max()]
        means = last.groupby(last["partnership"].astype(str))[RANKED].mean()
        return list(means.sort_values(kind="stable", na_position="first").index)

    @cached_property
    def shown(self) -> list[str]:
        """Return the ids of the ties that are drawn: those asked for, all, or a choice of them."""
        if self.asked:
            return list(self.asked)
        if len(self.ties) <= MAX_PARTNERSHIPS:
            return self.ties
        places = np.linspace(0, len(self.ranked) - 1, MAX_PARTNERSHIPS).round().astype(int)
        return [self.ranked[place] for place in places]

    @property
    def note(self) -> str:
        """Say which ties are not shown; nothing where all are."""
        said = []
        if len(self.shown) < len(self.ties):
            how = "as asked for"
            if not self.asked:
                how = "from the lowest trust at the end to the highest, at equal steps of rank"
            said.append(
                f"{len(self.shown)} of {len(self.ties)} ties, {how}: the figure ties has all, "
                "--ties draws others."
            )
        return " ".join([*said, self.unfollowed])

    @cached_property
    def unfollowed(self) -> str:
        """Say which ties have no history; nothing where all have one."""
        said = []
        missing = len(self.results.config["partnerships"]) - len(self.ties)
        if missing:
            said.append(f"{many(missing, 'tie')} of the scenario: not followed year by year.")
        if self.results.has(PARTNERSHIPS):
            ends = self.results.read(PARTNERSHIPS, ["run", "partnership"])
            stated = ends["partnership"].astype(str).isin(self.results.config["partnerships"])
            if not stated.all():
                each = (~stated).sum() / max(ends["run"].nunique(), 1)
                number = f"{each:,.0f}" if each >= 10 else f"{each:.1f}"
                said.append(
                    f"Ties that cities found on their way ({number} a run) have no row or panel."
                )
        return " ".join(said)

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

    def moves(self, column: str) -> str:
        """Say in how many ties an indicator rises and falls, as far as runs agree."""
        changes = [change(by_run(self.of(tie), column)[1]) for tie in self.ties]
        return moved(changes, "tie")


def change(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much each run, a row of ``values``, changes from its first value to its last."""
    return values[:, -1] - values[:, 0]


def moved(changes: Iterable[NDArray[np.float64]], what: str) -> str:
    """Say of how many things the changes over runs go up, and of how many down."""
    each = list(changes)
    up = sum(bool((change > 0.0).mean() >= SURE) for change in each)
    down = sum(bool((change < 0.0).mean() >= SURE) for change in each)
    parts = [f"rises in {up} of {many(len(each), what)}", f"falls in {down}"]
    rest = len(each) - up - down
    if len(each) == 1:
        other = "goes different ways in different runs" if len(each[0]) > 1 else "stays as it is"
        return "rises" if up else "falls" if down else other
    if rest and len(each[0]) > 1:
        parts.append(f"runs disagree on {rest}")
    return ", ".join(parts)


def tie_histories(
    results: Results, columns: Sequence[str], ties: Sequence[str] = ()
) -> TieHistories:
    """Read ``columns`` of the histories of all ties of the scenario; ``ties`` are to be drawn.

    Raises :class:`NotRecordedError` where one of ``ties`` has no history, no tie has one, or
    histories lack a column.
    """
    known = results.manifest.schema_of(HISTORIES).names
    lacking = [name for name in columns if name not in known]
    if lacking:
        raise NotRecordedError(f"{results.directory} holds no {', '.join(lacking)} of ties")
    wanted = dict.fromkeys([*columns, *([RANKED] if RANKED in known else [])])
    frame = results.read(HISTORIES, ["run", "month", "partnership", *wanted])
    if frame.empty:
        raise NotRecordedError(f"no tie of {results.directory} has a history")
    strangers = [tie for tie in ties if not (frame["partnership"] == tie).any()]
    if strangers:
        raise NotRecordedError(f"{results.directory} has no history of {', '.join(strangers)}")
    return TieHistories(results, frame, tuple(ties))
