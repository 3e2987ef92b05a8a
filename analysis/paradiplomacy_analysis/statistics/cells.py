"""A space cut into cells by some of its factors: what is in each, and which tell themselves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE, holm
from paradiplomacy_analysis.wording import interval, level_text, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor

    Numbers = NDArray[np.float64]

PARTS = ("low", "middle", "high")
"""Parts of a range, each with a third of the points."""

MOST_LEVELS = 6
"""Levels of a factor that are parts of their own; of more numbers thirds are."""

FEWEST = 5
"""Points of a cell below which nothing is said of it."""


@dataclass(frozen=True, eq=False)
class Parts:
    """A factor in parts: their names, what each is, and the part of each point."""

    factor: Factor
    names: tuple[str, ...]
    texts: tuple[str, ...]
    of_points: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """What is in each cell, all of the shape of the parts of the factors.

    ``mean`` is NaN where no point is; ``told`` are the cells, of at least :data:`FEWEST` points,
    whose values differ from those of all other points (Fisher of shares, else Mann-Whitney),
    corrected by Holm for all of them.
    """

    count: NDArray[np.int64]
    mean: Numbers
    told: NDArray[np.bool_]
    tests: int
    whole: float


def divisible(factor: Factor) -> bool:
    """Tell whether a factor can be cut into few parts."""
    return factor.is_range or factor.is_number or len(factor.levels) <= MOST_LEVELS


def parts_of(factor: Factor, values: pd.Series) -> Parts:
    """Cut a factor into parts: all of its few levels, else thirds of the points."""
    if not factor.is_range and len(factor.levels) <= MOST_LEVELS:
        place = {level: k for k, level in enumerate(factor.levels)}
        texts = tuple(words(level_text(_item(level))) for level in factor.levels)
        return Parts(factor, texts, texts, values.map(place).to_numpy().astype(np.int64))
    numbers = values.to_numpy(float)
    ends = np.unique(np.quantile(numbers, np.linspace(0.0, 1.0, len(PARTS) + 1)))
    at = np.clip(np.searchsorted(ends, numbers, side="right") - 1, 0, len(ends) - 2)
    texts = tuple(interval(low, high) for low, high in pairwise(ends))
    names = PARTS if len(texts) == len(PARTS) else texts
    return Parts(factor, names, texts, at.astype(np.int64))


def _item(level: Any) -> Any:
    return level.item() if hasattr(level, "item") else level


def cells_of(parts: Sequence[Parts], values: Numbers, *, shares: bool) -> Cells:
    """Return what is in each cell of a space; ``shares`` tells that values are 0 or 1."""
    shape = tuple(len(part.names) for part in parts)
    at = np.ravel_multi_index(tuple(part.of_points for part in parts), shape)
    size = int(np.prod(shape))
    count = np.bincount(at, minlength=size)
    total = np.bincount(at, values, size)
    mean = np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
    enough = (count >= FEWEST) & (count <= len(values) - FEWEST)
    p = np.full(size, np.nan)
    for cell in np.flatnonzero(enough):
        p[cell] = _p_value(values[at == cell], values[at != cell], shares=shares)
    told = np.nan_to_num(holm(p), nan=1.0) < SIGNIFICANCE
    return Cells(
        count.reshape(shape),
        mean.reshape(shape),
        told.reshape(shape),
        int(enough.sum()),
        float(values.mean()),
    )


def _p_value(inside: Numbers, outside: Numbers, *, shares: bool) -> float:
    """Test whether the values of a cell are those of the rest: by Fisher, or by their ranks."""
    from scipy import stats

    if shares:
        table = [[int(part.sum()), int(len(part) - part.sum())] for part in (inside, outside)]
        return float(stats.fisher_exact(table)[1])
    return float(stats.mannwhitneyu(inside, outside, method="asymptotic").pvalue)
