"""Measures of importance that any sample bears: scores of trees, delta, PAWN and RBD-FAST.

Each is a function of columns, of an outcome at the points and of how often each point counts, and
returns a number for each column. Delta is half the area between the density of the outcome within a
class of a factor and at large (Borgonovo 2007, Reliability Engineering & System Safety 92:771-784),
PAWN the mean distance of Kolmogorov and Smirnov between both distributions (Pianosi & Wagener 2018,
Environmental Modelling & Software 108:197-207). SALib has both for one sample; a bootstrap of a
usual sweep by it takes many minutes, it mixes levels that have no order within a class, and passes
over classes in which the outcome is the same. Here both are read off one table of points that are
counted by class and outcome, and the suite holds them against SALib's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.statistics.importance_columns import RANGE
from paradiplomacy_analysis.statistics.resampling import SEED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.importance_columns import Columns

    Numbers = NDArray[np.float64]

SCORE, DELTA, PAWN, RBD = "score", "delta", "PAWN", "RBD-FAST"
"""Measures, in the order in which they are told; the order of factors is that of the first."""

TREES = 250
"""Trees of a forest: above about a hundred scores hardly change (Jaxa-Rozen & Kwakkel 2018,
Environmental Modelling & Software 107:245-266), and the more, the less they depend on the lot."""

TREES_EACH = 15
"""Trees for each resample: what is wanted there is the spread, to which few trees only add."""

LEAF = 1 / 500
"""Share of the points that a leaf holds at least: smaller ones take time, and split noise."""

CELLS, REACH = 160, 4.0
"""Cells of the grid on which densities are compared, and where it ends, in standard deviations."""

HARMONICS = 10
"""Harmonics that RBD-FAST adds up, SALib's default."""


@dataclass(frozen=True, eq=False)
class Ordered:
    """An outcome at the points: its ranks, and its cell on the grid of normal scores.

    Delta is the same for any outcome of the same order, so it is taken of normal scores, to which
    a density by kernels is fitting. Points with the same value share a ``rank``, and are put in
    cells by lot: within classes as at large, which leaves the distance between both as it is.
    """

    ranks: NDArray[np.int64]
    scores: Numbers
    cells: NDArray[np.int64]

    @classmethod
    def of(cls, values: Numbers) -> Ordered:
        """Order the values of an outcome."""
        from scipy.special import ndtri

        count = len(values)
        lot = np.random.default_rng(SEED).permutation(count)
        place = np.empty(count)
        place[np.lexsort((lot, values))] = np.arange(count)
        scores = ndtri((place + 0.5) / count)
        cells = np.clip((scores + REACH) / (2.0 * REACH) * CELLS, 0, CELLS - 1).astype(np.int64)
        return cls(np.unique(values, return_inverse=True)[1], scores, cells)


def by_classes(columns: Columns, outcome: Ordered, counts: NDArray[np.int64]) -> Numbers:
    """Return delta and PAWN of each column, (2, columns), of points that count so often."""
    weights = counts.astype(float)
    return np.array(
        [
            (_delta(classes, outcome, weights), _pawn(classes, outcome, weights))
            for classes in columns.classes.T
        ]
    ).T


def _table(classes: NDArray[np.int64], at: NDArray[np.int64], weights: Numbers) -> Numbers:
    """Count points by class and place of the outcome; classes without points are left out."""
    high, wide = int(classes.max()) + 1, int(at.max()) + 1
    found = np.bincount(classes * wide + at, weights, high * wide).reshape(high, wide)
    return np.asarray(found[found.any(axis=1)])


def _pawn(classes: NDArray[np.int64], outcome: Ordered, weights: Numbers) -> float:
    table = _table(classes, outcome.ranks, weights)
    within = table.cumsum(axis=1) / table.sum(axis=1, keepdims=True)
    whole = table.sum(axis=0).cumsum() / table.sum()
    return float(np.abs(within - whole).max(axis=1).mean())


def _delta(classes: NDArray[np.int64], outcome: Ordered, weights: Numbers) -> float:
    table = _table(classes, outcome.cells, weights)
    sizes = table.sum(axis=1)
    whole = _density(table.sum(axis=0))
    apart = [np.abs(_density(row) - whole).sum() for row in table]
    return float((sizes * apart).sum() / (2.0 * sizes.sum()))


def _density(cells: Numbers) -> Numbers:
    """Smooth counts on the grid by a normal kernel with Silverman's width; they add up to 1."""
    from scipy.ndimage import gaussian_filter1d

    count, at = cells.sum(), np.arange(len(cells))
    mean = (cells * at).sum() / count
    spread = np.sqrt((cells * (at - mean) ** 2).sum() / max(count - 1.0, 1.0))
    width = max(spread * (0.75 * count) ** -0.2, 0.5)
    return np.asarray(gaussian_filter1d(cells, width, mode="constant") / count)


def rbd_fast(columns: Columns, values: Numbers, counts: NDArray[np.int64]) -> Numbers:
    """Return the shares of the variance that columns explain alone, by Fourier amplitudes.

    Tarantola, Gatelli & Mara 2006, Reliability Engineering & System Safety 91:717-727, with the
    correction for bias of Tissot & Prieur 2012; NaN for what is no range.
    """
    from SALib.analyze import rbd_fast as salib

    taken = np.repeat(np.arange(len(values)), counts)
    found = np.full(columns.places.shape[1], np.nan)
    for k in np.flatnonzero(columns.kinds == RANGE):
        turned = salib.permute_outputs(columns.places[taken, k], values[taken])
        share = salib.compute_first_order(turned, HARMONICS)
        found[k] = salib.unskew_S1(share, HARMONICS, len(taken))
    return found


def forest(columns: Columns, values: Numbers) -> tuple[Numbers, float]:
    """Return the score of each column, and how well trees foretell points that they have not seen.

    Scores are shares of the variance that splits on a column take away, and add up to 1. The trees
    are extremely randomised, and choose each split among all columns (Geurts, Ernst & Wehenkel
    2006, Machine Learning 63:3-42). R squared is that of points out of each tree's bag, at most 1.
    """
    trees = _trees(len(values), TREES, bootstrap=True, oob_score=True)
    trees.fit(columns.places, values)
    return np.asarray(trees.feature_importances_), float(trees.oob_score_)


def scores_again(
    columns: Columns, values: Numbers, counts: NDArray[np.int64], seed: int
) -> Numbers:
    """Return the scores of points that count so often, by few trees."""
    taken = np.repeat(np.arange(len(values)), counts)
    trees = _trees(len(values), TREES_EACH, seed=seed)
    trees.fit(columns.places[taken], values[taken])
    return np.asarray(trees.feature_importances_)


def _trees(points: int, count: int, seed: int = 0, **settings: Any) -> Any:
    from sklearn.ensemble import ExtraTreesRegressor

    return ExtraTreesRegressor(
        count,
        max_features=1.0,
        min_samples_leaf=max(1, round(LEAF * points)),
        random_state=SEED + seed,
        **settings,
    )
