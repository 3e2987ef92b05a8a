"""The loop of a search: ask, evaluate what is new, tell; the same each time it is gone through.

Points are evaluated with equal luck, so that one that was asked for before needs no runs. The loop
keeps nothing between two calls: from equal answers it goes the same way again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from paradiplomacy_experiments.searching.algorithms import algorithm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paradiplomacy_experiments.design.factors import Label
    from paradiplomacy_experiments.searching.designs import Searched
    from paradiplomacy_experiments.searching.space import Row

    Evaluate = Callable[[int, Sequence[Row]], pd.DataFrame | None]
    """Give the values of rows that a generation asks for, or None where the search cannot go on."""


@dataclass
class Evaluated:
    """All points that a search has evaluated, in their order, and what came of each.

    ``plain`` are the places of those that nothing guided.

    ``counts`` says how many each generation was the first to ask for. ``first`` is what comes
    before all else in the first generation: the points with which gains are compared.
    """

    rows: list[Row] = field(default_factory=list)
    values: dict[tuple[tuple[str, Label], ...], pd.Series] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)
    plain: list[int] = field(default_factory=list)

    def of(self, rows: Sequence[Row]) -> pd.DataFrame:
        """Return the values of rows that were evaluated, in their order."""
        found = [self.values[key(row)] for row in rows]
        return pd.DataFrame(found).reset_index(drop=True)

    def new(self, rows: Sequence[Row]) -> list[Row]:
        """Return those of some rows that are not there, each once."""
        return list({key(row): row for row in rows if key(row) not in self.values}.values())

    def take(self, rows: Sequence[Row], values: pd.DataFrame) -> None:
        """Take the values of the new rows of a generation."""
        self.rows += rows
        self.counts.append(len(rows))
        for row, (_, found) in zip(rows, values.iterrows(), strict=True):
            self.values[key(row)] = found

    def inside(self, group: Row) -> Iterator[int]:
        """Yield the places of the rows of one search."""
        for place, row in enumerate(self.rows):
            if group.items() <= row.items():
                yield place


def key(row: Row) -> tuple[tuple[str, Label], ...]:
    """Return what is equal for equal rows."""
    return tuple(sorted(row.items()))


def go_through(searched: Searched, evaluate: Evaluate) -> Evaluated | None:
    """Return all that a search evaluates; None where ``evaluate`` cannot go on.

    Raises ``ImportError`` where a library of the algorithm is absent.
    """
    module = algorithm(searched.settings.algorithm)
    searches = [(group, module.begin(searched.problem)) for group in searched.groups]
    found = Evaluated()
    asked: list[Row] = list(searched.bases)
    while going := [(group, one) for group, one in searches if not one.done]:
        questions = [(group, one, one.ask()) for group, one in going]
        asked += [group | row for group, _, rows in questions for row in rows]
        new = found.new(asked)
        values = evaluate(len(found.counts) + 1, new) if new else pd.DataFrame()
        if values is None:
            return None
        found.take(new, values)
        for group, one, rows in questions:
            one.tell(rows, found.of([group | row for row in rows]))
        asked = []
    plain = {key(group | row) for group, one in searches for row in one.plain}
    found.plain = [place for place, row in enumerate(found.rows) if key(row) in plain]
    return found
