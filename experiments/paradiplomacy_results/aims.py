"""What a search is after: more or less of some indicators, or of the runs that meet a criterion.

Whoever searches and whoever reads what was found take values, limits and fronts from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_results.criteria import Criterion, criterion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Aim:
    """An indicator, or a criterion of runs, and whether more of it is wanted."""

    text: str
    more: bool
    met: Criterion | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the indicators that it speaks of."""
        return (self.text,) if self.met is None else self.met.names

    def of(self, runs: pd.DataFrame) -> NDArray[np.float64]:
        """Return its value in each run: the indicator, NaN where undefined, or 1 where it is met.

        ``runs`` has a column for each of :attr:`names`.
        """
        if self.met is None:
            return runs[self.text].to_numpy(dtype=np.float64)
        return self.met.of({name: runs[name] for name in self.names}).astype(np.float64)


@dataclass(frozen=True)
class Aims:
    """All aims and limits of a search."""

    each: tuple[Aim, ...]
    limits: tuple[Criterion, ...] = ()
    over: tuple[Aim, ...] = ()
    """Outcomes that are spread over: neither more nor less of them is wanted."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the indicators that aims and limits speak of, each once."""
        aimed = (name for aim in (*self.each, *self.over) for name in aim.names)
        limited = (name for limit in self.limits for name in limit.names)
        return tuple(dict.fromkeys([*aimed, *limited]))

    def means(self, runs: pd.DataFrame) -> pd.DataFrame:
        """Return the means of all aims over the runs of each point, and how far limits are missed.

        ``runs`` has the columns point, replicate and :attr:`names`. Rows are points in their order,
        columns aims and limits by their texts. Of an aim the runs count in which it is defined; it
        is NaN where it is so in none. A limit is held against the means of a point: it is met where
        its column is 0 or less.
        """
        ordered = runs.sort_values(["point", "replicate"])
        by_point = ordered["point"].to_numpy()
        columns = {aim.text: _mean(aim.of(ordered), by_point) for aim in (*self.each, *self.over)}
        means = {
            name: _mean(ordered[name].to_numpy(dtype=np.float64), by_point)
            for limit in self.limits
            for name in limit.names
        }
        columns |= {limit.text: limit.shortfall(means) for limit in self.limits}
        return pd.DataFrame(columns, index=pd.Index(np.unique(by_point), name="point"))

    def oriented(self, values: pd.DataFrame) -> NDArray[np.float64]:
        """Return the values of all aims, (points, aims), turned so that more is better in each."""
        signs = np.array([1.0 if aim.more else -1.0 for aim in self.each])
        columns = values[[aim.text for aim in self.each]].to_numpy(dtype=np.float64)
        return np.asarray(signs * columns)

    def allowed(self, values: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which points meet all limits."""
        texts = [limit.text for limit in self.limits]
        return np.asarray((values[texts].to_numpy(dtype=np.float64) <= 0.0).all(axis=1))

    def front(self, values: pd.DataFrame) -> NDArray[np.bool_]:
        """Return which of the points that meet all limits no other of them beats in every aim."""
        allowed = self.allowed(values)
        found = np.zeros(len(values), dtype=bool)
        found[allowed] = on_front(self.oriented(values)[allowed])
        return found


def aims_of(search: Mapping[str, Any], known: Collection[str]) -> Aims:
    """Return the aims and limits of a table ``[search]`` over the ``known`` indicators.

    Raises :class:`~paradiplomacy_results.criteria.CriterionError` for a text that is none.
    """
    sides = (("maximise", True), ("minimise", False))
    aims = [_aim(text, more, known) for side, more in sides for text in search.get(side, ())]
    limits = tuple(criterion(text, known) for text in search.get("limits", ()))
    over = tuple(_aim(text, True, known) for text in search.get("over", ()))
    return Aims(tuple(aims), limits, over)


def _aim(text: str, more: bool, known: Collection[str]) -> Aim:
    return Aim(text, more, None if text in known else criterion(text, known))


def on_front(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points no other beats: is at least as good in every aim, and better in one.

    ``values``, float64 (points, aims), has more where it is better. Points with a NaN are never on
    the front, and beat nobody.
    """
    reached, better = (np.full((len(values), len(values)), start) for start in (True, False))
    for aim in values.T:
        reached &= aim[:, None] >= aim
        better |= aim[:, None] > aim
    defined = ~np.isnan(values).any(axis=1)
    return np.asarray(defined & ~(reached & better).any(axis=0))


def _mean(values: NDArray[np.float64], points: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean of what is defined at each point, whose values stand side by side."""
    starts = np.flatnonzero(np.diff(points, prepend=points[:1] - 1))
    parts = np.split(values, starts[1:])
    return np.array([_defined_mean(part) for part in parts], dtype=np.float64)


def _defined_mean(values: NDArray[np.float64]) -> float:
    defined: Sequence[float] | NDArray[np.float64] = values[~np.isnan(values)]
    return float(np.mean(defined)) if len(defined) else float("nan")
