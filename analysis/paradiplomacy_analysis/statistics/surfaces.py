"""An outcome smoothed over two factors, and where noise lets neighbouring levels be told apart.

The surface at a place is that of a plane through the points around it, weighted by a normal kernel
(local linear regression, Cleveland & Devlin 1988, Journal of the American Statistical Association
83:596-610). The kernel is the widest by which points, each left out in turn, are foretold as well
as by the best but for chance: hills that chance made are smoothed away. Whether there is a surface
at all is asked first: outcomes are put in an order of lot, and it has to foretell better than
nearly all of those. Its intervals are by drawing points and replicates again, without the luck that
all points share.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.statistics.remembered import remembered
from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, SEED, deviations
from paradiplomacy_analysis.statistics.significance import SIGNIFICANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

GRID = 40
"""Places along each side on which the surface is told."""

WIDTHS = (0.06, 0.09, 0.13, 0.19, 0.28, 0.4, 0.6, 1.0)
"""Widths of the kernel that are tried, as parts of a factor's range."""

DRAWS, LOTS = 200, 199
"""Draws of points for intervals, and orders of lot for the question whether there is a surface."""

ENOUGH = 8.0
"""Points that have to stand around a place, as the kernel weighs them."""

MOST_LEVELS, FEWEST_LEVELS = 8, 2
"""Contours at most, and at least where there are any."""

PART = 0.5
"""Share of the places at which neighbouring levels have to be told apart."""

_RIDGE = 1e-9


@dataclass(frozen=True, eq=False)
class Surface:
    """A smoothed outcome on a grid, (down, across), with the length of its 95 % intervals.

    ``p`` is the chance of a surface that foretells so well if the outcome did not depend on either
    factor, ``r2`` the share of the variance that it foretells, ``width`` that of the kernel.
    ``near`` tells where enough points stand around a place.
    """

    value: Numbers
    length: Numbers
    near: NDArray[np.bool_]
    p: float
    r2: float
    width: float

    @property
    def is_told(self) -> bool:
        """Tell whether there is a surface that is told from chance."""
        return self.p < SIGNIFICANCE

    def levels(self) -> tuple[Numbers, NDArray[np.bool_]]:
        """Return levels of contours, and where those beside each other are told apart.

        That is where no interval is so long that it holds two of them. They are as many, of round
        numbers, as can be told apart at half of the places; none where not even two can, or there
        is no surface.
        """
        nowhere = np.zeros(self.value.shape, dtype=bool)
        if not self.is_told or not self.near.any():
            return np.array([]), nowhere
        from matplotlib.ticker import MaxNLocator

        low, high = self.value[self.near].min(), self.value[self.near].max()
        for most in range(MOST_LEVELS, FEWEST_LEVELS - 1, -1):
            ticks = MaxNLocator(most + 1, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
            found = ticks[(ticks > low) & (ticks < high)]
            if not FEWEST_LEVELS <= len(found) <= MOST_LEVELS:
                continue
            apart = self.near & (self.length < found[1] - found[0])
            if apart.sum() >= PART * self.near.sum():
                return np.asarray(found), apart
        return np.array([]), nowhere


@remembered
def surface_of(places: Numbers, wide: Numbers) -> Surface:
    """Smooth an outcome, (replicates, points), over places in the unit square, (points, 2)."""
    values = deviations(wide)[0]
    generator = np.random.default_rng(SEED)
    smoothers = {width: _left_out(places, width) for width in WIDTHS}
    usable = {width: each for width, each in smoothers.items() if np.isfinite(each).all()}
    width, r2 = _best(usable, values)
    lots = np.column_stack([generator.permutation(values) for _ in range(LOTS)])
    by_lot = np.max([_foretold(each, lots) for each in usable.values()], axis=0)
    p = (1 + int((by_lot >= r2).sum())) / (LOTS + 1)
    sides = (np.arange(GRID) + 0.5) / GRID
    grid = np.column_stack([each.ravel() for each in np.meshgrid(sides, sides)])
    weights = _kernel(grid, places, width)
    (value,) = _fitted(grid, places, weights, values[None], np.ones((1, len(values))))
    drawn = _fitted(grid, places, weights, *_again(wide, values, generator))
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail], axis=0)
    shape = (GRID, GRID)
    near = weights.sum(axis=1) >= ENOUGH
    return Surface(
        value.reshape(shape), (high - low).reshape(shape), near.reshape(shape), float(p), r2, width
    )


def _again(
    wide: Numbers, values: Numbers, generator: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Draw points and replicates again: means of points and how often they count, (draws, points).

    What the replicates that are drawn add to all points alike is taken out: it moves no contour.
    """
    replicates, points = wide.shape
    there = ~np.isnan(wide)
    filled = np.where(there, wide, 0.0)
    drawn, often = [], []
    for _ in range(DRAWS):
        counts = generator.multinomial(points, np.full(points, 1.0 / points)).astype(float)
        weights = generator.multinomial(replicates, np.full(replicates, 1.0 / replicates))
        known = weights @ there
        means = np.where(known > 0, weights @ filled / np.maximum(known, 1), values)
        drawn.append(means - means.mean() + values.mean())
        often.append(counts)
    return np.array(drawn), np.array(often)


def _kernel(grid: Numbers, places: Numbers, width: float) -> Numbers:
    apart = ((grid[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2.0 * width**2)))


def _design(places: Numbers) -> Numbers:
    return np.column_stack([np.ones(len(places)), places - 0.5])


def _fitted(
    grid: Numbers, places: Numbers, weights: Numbers, values: Numbers, counts: Numbers
) -> Numbers:
    """Return the heights of the planes around each place, (draws, places of the grid).

    Each draw is of ``values`` that count so often, both (draws, points). All draws are one product
    of matrices: one for each takes eight times as long.
    """
    design = _design(places)
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    normal = np.tensordot(weights, counts[:, :, None] * pairs, (1, 1))
    right = np.tensordot(weights, (counts * values)[:, :, None] * design, (1, 1))
    normal = normal.reshape(*right.shape[:2], 3, 3)
    normal += _RIDGE * np.maximum(normal[..., :1, :1], 1e-6) * np.eye(3)
    slopes = np.linalg.solve(normal, right[..., None])[..., 0]
    return np.asarray((slopes * _design(grid)[:, None]).sum(axis=2).T)


def _left_out(places: Numbers, width: float) -> Numbers:
    """Return the matrix that foretells each point by all others; NaN where too few are near."""
    weights = _kernel(places, places, width)
    np.fill_diagonal(weights, 0.0)
    if weights.sum(axis=1).min() < 1.0:
        return np.full((1, 1), np.nan)
    design = _design(places)
    pairs = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    normal = (weights @ pairs).reshape(-1, 3, 3)
    normal += _RIDGE * normal[:, :1, :1] * np.eye(3)
    rows = np.linalg.solve(normal, design[:, :, None])[:, :, 0]
    return np.asarray(weights * (rows @ design.T))


def _best(smoothers: dict[float, Numbers], values: Numbers) -> tuple[float, float]:
    """Return the width that is kept, and the share of the variance that the best foretells.

    It is the widest whose squared errors are no more than one standard error above the best's,
    point by point (Breiman, Friedman, Olshen & Stone 1984, section 3.4.3).
    """
    errors = {width: (values - each @ values) ** 2 for width, each in smoothers.items()}
    best = min(errors, key=lambda width: float(errors[width].mean()))
    kept = best
    for width, mine in errors.items():
        more = mine - errors[best]
        if more.mean() <= more.std(ddof=1) / np.sqrt(len(more)):
            kept = max(kept, width)
    return kept, float(_foretold(smoothers[best], values))


def _foretold(smoother: Numbers, values: Numbers) -> Numbers:
    """Return the share of the variance of values, (points, ...), that is foretold."""
    left = ((values - smoother @ values) ** 2).sum(axis=0)
    return np.asarray(1.0 - left / ((values - values.mean(axis=0)) ** 2).sum(axis=0))
