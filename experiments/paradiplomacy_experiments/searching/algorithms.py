"""What asks for the points of a search, one generation after the other.

An algorithm is a module of this package by its name, with two functions: ``begin(problem)`` gives
the algorithm at its start, and ``judged(problem, rows, values)`` says which of all points that were
evaluated are run again with luck that had no part in the search, by their places, the first ones
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    import pandas as pd

    from paradiplomacy_experiments.design.declarations import Search
    from paradiplomacy_experiments.searching.space import Row, Space
    from paradiplomacy_results.aims import Aims


@dataclass(frozen=True)
class Problem:
    """What an algorithm is given: what is chosen, what is sought, and the row without any change.

    Each combination of levels of the factors of ``each`` is a problem of its own, of which neither
    space nor rows speak.
    """

    space: Space
    aims: Aims
    base: Row
    settings: Search
    bounds: tuple[tuple[float, float], ...] = ()
    """Bounds of each outcome that is spread over."""


class Algorithm(Protocol):
    """Something that asks for generations; equal seeds and equal answers give equal questions."""

    def ask(self) -> list[Row]:
        """Return the next generation, some of it perhaps as it was asked for before."""

    def tell(self, rows: Sequence[Row], values: pd.DataFrame) -> None:
        """Take what came of the rows that were asked for, in their order.

        ``values`` has a row for each, and the columns that :meth:`Aims.means` gives: the mean of
        each aim over replicates, and of each limit by how much it is missed, 0 or less where it is
        met.
        """

    @property
    def done(self) -> bool:
        """Tell whether no further generation is asked for."""

    @property
    def plain(self) -> Sequence[Row]:
        """Return the points that nothing guided, asked for to compare with."""


class Module(Protocol):
    """What the module of an algorithm has."""

    def begin(self, problem: Problem) -> Algorithm:
        """Return the algorithm at its start; raises ``ImportError`` where a library is absent."""

    def judged(self, problem: Problem, rows: Sequence[Row], values: pd.DataFrame) -> list[int]:
        """Return the places of the points that are run again."""


def algorithm(name: str) -> Module:
    """Return the algorithm of a name of ``search.algorithm``."""
    return cast("Module", import_module(f"paradiplomacy_experiments.searching.{name}"))
