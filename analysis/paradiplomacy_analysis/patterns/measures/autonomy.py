"""What autonomy is worth at each capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import mean, quotient

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate

OUTCOMES = ("delivered_g2g", "trust", "continuity")


def by_capacity(cells: Cells) -> list[list[Estimate]]:
    """Regress outcomes on autonomy, capacity and their product (F03).

    The regression is linear in the outcomes: coefficients are the means of those of each replicate,
    in standard deviations between the runs of one world. As first declared, outcomes were read at
    the end.
    """
    return [*_coefficients(cells, cells.values), *_coefficients(cells, cells.last)]


def _coefficients(
    cells: Cells, read: Callable[..., NDArray[np.float64]]
) -> tuple[list[Estimate], ...]:
    """Return the product, and the effect in the lowest and highest third, for each outcome."""
    autonomy = np.array(cells.levels("autonomy"), dtype=float)
    capacity = np.array(cells.levels("city_capacity"), dtype=float)
    third = len(capacity) // 3
    found = []
    for of in OUTCOMES:
        values = [[read(of, autonomy=a, city_capacity=c) for a in autonomy] for c in capacity]
        y = np.moveaxis(np.array(values), 2, 0)
        spread = np.sqrt(np.nanvar(y, axis=0).mean())
        steep = (
            _product(autonomy, capacity, y),
            _effect(autonomy, y[:, :third]),
            _effect(autonomy, y[:, -third:]),
        )
        found.append([mean(quotient(each, spread), of) for each in steep])
    product, lowest, highest = map(list, zip(*found, strict=True))
    return product, lowest, highest


def _product(
    autonomy: NDArray[np.float64], capacity: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the coefficient of the product in each replicate; ``y`` is (replicates, c, a)."""
    a = np.tile(autonomy, len(capacity))
    c = np.repeat(capacity, len(autonomy))
    design = np.column_stack([np.ones_like(a), a, c, a * c])
    return np.asarray(y.reshape(len(y), -1) @ np.linalg.pinv(design)[3])


def _effect(autonomy: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the slope on autonomy in each replicate, over some capacities."""
    centred = autonomy - autonomy.mean()
    return np.asarray(y.mean(axis=1) @ centred / (centred @ centred))
