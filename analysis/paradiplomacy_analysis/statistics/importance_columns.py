"""Factors as columns that measures of importance can take, and columns of lot beside them.

Numbers count by their ranks, so that ranges on logarithmic scales and all distributions are the
same to every measure; levels by their place. A column of lot is the column of a factor in an order
drawn by lot: it says what a measure makes of a factor of its kind that does nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.resampling import SEED
from paradiplomacy_results.errors import UnfitError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor

RANGE, CUT = 0, -1
"""Kinds of columns without levels: of a range, and of many numbers that were listed."""

LOTS = 3
"""Columns of lot of each kind of factor."""

MOST_LEVELS = 12
"""Distinct numbers above which a factor is cut into classes of equally many points."""

CORRELATED = 0.3
"""Correlation between two factors from which on their importance is doubted."""

BY_CHANCE = 4.0
"""Standard errors that a correlation exceeds too: of many pairs one is always large."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Factors and columns of lot, (points, columns), factors first.

    ``places`` lie in [0, 1], ``classes`` number the class of each point in each column, ``kinds``
    tells what a column is compared with: the number of its levels, :data:`RANGE` or :data:`CUT`.
    """

    names: tuple[str, ...]
    places: NDArray[np.float64]
    classes: NDArray[np.int64]
    kinds: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Return the number of factors."""
        return len(self.names)

    def highest_of_lot(self, high: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return, for each factor, the highest of the upper ends of its columns of lot."""
        lots, ends = self.kinds[self.count :], high[self.count :]
        return np.array([ends[lots == kind].max() for kind in self.kinds[: self.count]])


def columns_of(factors: Sequence[Factor], points: pd.DataFrame) -> Columns:
    """Return the columns of all factors that vary, and those of lot.

    Raises :class:`UnfitError` where none varies.
    """
    columns = [_column(factor, points[factor.name]) for factor in factors]
    varied = [k for k, (_, classes, _) in enumerate(columns) if classes.max() > 0]
    if not varied:
        raise UnfitError("no factor varies: all points have the same levels")
    kinds = [columns[k][2] for k in varied]
    lots = [varied[kinds.index(kind)] for kind in dict.fromkeys(kinds) for _ in range(LOTS)]
    generator = np.random.default_rng(SEED)
    same = np.arange(len(points))
    rows = [same] * len(varied) + [generator.permutation(same) for _ in lots]
    chosen = list(zip([*varied, *lots], rows, strict=True))
    return Columns(
        tuple(factors[k].name for k in varied),
        np.column_stack([columns[k][0][row] for k, row in chosen]),
        np.column_stack([columns[k][1][row] for k, row in chosen]),
        np.array([columns[k][2] for k, _ in chosen]),
    )


def classes_of(points: int) -> int:
    """Return how many classes of equally many points a range is cut into.

    It is that of Plischke, Borgonovo & Smith 2013, European Journal of Operational Research
    226:536-550, as in SALib.
    """
    power = 2.0 / (7.0 + np.tanh((1500.0 - points) / 500.0))
    return int(min(np.ceil(points**power), 48))


def _column(
    factor: Factor, values: pd.Series
) -> tuple[NDArray[np.float64], NDArray[np.int64], int]:
    """Return places in [0, 1], classes, and the kind of a factor."""
    from scipy.stats import rankdata

    distinct = sorted(set(values)) if factor.is_number else list(factor.levels)
    if factor.is_number and len(distinct) > MOST_LEVELS:
        ranks, count = rankdata(values.to_numpy(float)), len(values)
        # Numbers that are the same are in the same class.
        classes = np.ceil(ranks * classes_of(count) / count).astype(np.int64)
        kind = RANGE if factor.is_range else CUT
        return (ranks - 0.5) / count, pd.factorize(classes, sort=True)[0], kind
    order = {level: place for place, level in enumerate(distinct)}
    classes, levels = pd.factorize(values.map(order).to_numpy(), sort=True)
    return classes / max(len(levels) - 1, 1), classes.astype(np.int64), len(levels)


def correlations(columns: Columns) -> list[tuple[str, str, float]]:
    """Return pairs of factors that are correlated, the strongest first.

    Numbers count by their ranks (Spearman), each level of what has no order by itself.
    """
    blocks = [_block(columns, k) for k in range(columns.count)]
    owner = np.repeat(np.arange(len(blocks)), [block.shape[1] for block in blocks])
    whole = np.abs(np.corrcoef(np.hstack(blocks), rowvar=False))
    least = max(CORRELATED, BY_CHANCE / np.sqrt(len(columns.places)))
    found = []
    for one, other in combinations(range(len(blocks)), 2):
        size = float(whole[np.ix_(owner == one, owner == other)].max())
        if size >= least:
            found.append((columns.names[one], columns.names[other], size))
    return sorted(found, key=lambda pair: -pair[2])


def _block(columns: Columns, k: int) -> NDArray[np.float64]:
    if columns.kinds[k] <= 2:
        return columns.places[:, [k]]
    return np.eye(columns.kinds[k])[columns.classes[:, k]]
