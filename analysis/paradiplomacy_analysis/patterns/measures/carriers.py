"""Who carries ties: steadiness by kinds of actor, the path of Baubau, and its conditions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import averages, estimate, mean, quotient, ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

INCIDENT = 10
"""Years after which the incident begins."""

AFTERWARDS = 5
"""Years over which the spread of trust is taken."""

MANY = 3
"""Kinds of actor that count as several."""

LOW, HIGH, PRESENT, NONE = "low", "high", "present", "none"
FACTUAL = "as_it_was"


def steadiness(cells: Cells) -> list[list[Estimate]]:
    """Compare the spread of trust within ties after an incident, by kinds of actor (F08).

    Ties count by what they were on the eve: three kinds of actor or more, or governments alone.
    """
    spreads = [_spread(cells, "several", MANY, np.inf), _spread(cells, "one", 1, 1)]

    def compared(weights: Weights) -> NDArray[np.float64]:
        several, one = (quotient(weights @ total, weights @ count) for total, count in spreads)
        return quotient(several, one)

    return [[estimate(compared, cells.replicates)]]


def baubau(cells: Cells) -> list[list[Estimate]]:
    """Return how often the path is taken, beside the largest share in a counterfactual (F14)."""
    worlds = cells.levels("world")
    taken = {world: _path(cells, world).astype(float) for world in worlds}
    others = np.column_stack([taken[world] for world in worlds if world != FACTUAL])

    def compared(weights: Weights) -> NDArray[np.float64]:
        return quotient(weights @ taken[FACTUAL], (weights @ others).max(axis=1))

    return [[estimate(compared, cells.replicates)], [mean(taken[FACTUAL])]]


def conditions(cells: Cells) -> list[list[Estimate]]:
    """Compare the share of ties that NGOs lead in the cells of three conditions (F15)."""
    corners = list(product((LOW, HIGH), (NONE, PRESENT), (LOW, HIGH)))
    share = {
        corner: cells.values(
            "ngo_led_share", city_capacity=corner[0], organisations=corner[1], identity=corner[2]
        )
        for corner in corners
    }
    claimed = share.pop((LOW, PRESENT, HIGH))
    least = np.mean([share[HIGH, NONE, identity] for identity in (LOW, HIGH)], axis=0)
    others = np.column_stack(list(share.values()))

    def above(weights: Weights) -> NDArray[np.float64]:
        return np.asarray(averages(weights, claimed) - averages(weights, others).max(axis=1))

    return [[ratio(claimed, least)], [estimate(above, cells.replicates)]]


def _spread(
    cells: Cells, world: str, least: float, most: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the spreads of trust after the incident, summed over ties, and how many those are."""
    kinds = cells.yearly("actor_kinds", actors=world)[:, :, INCIDENT - 1]
    trust = cells.yearly("trust", actors=world)[:, :, INCIDENT - 1 : INCIDENT + AFTERWARDS]
    chosen = (kinds >= least) & (kinds <= most)
    total = np.where(chosen, trust.std(axis=2), 0.0).sum(axis=1)
    return total, chosen.sum(axis=1).astype(np.float64)


def _path(cells: Cells, world: str) -> NDArray[np.bool_]:
    """Tell which runs take the path of Baubau, step by step; years count from the founding."""
    signed, memoranda, delivered, by_cities = (
        cells.yearly(name, world=world)[:, 0]
        for name in ("signed_share", "mou_share", "delivered", "delivered_g2g")
    )
    of_cities = np.diff(by_cities, axis=1, prepend=0.0)
    of_all = np.diff(delivered, axis=1, prepend=0.0)
    peak = of_cities.max(axis=1)
    # The mode is that of the last 24 months: NGOs carry a third of the deliveries or more.
    recent = of_all[:, 6:8].sum(axis=1)
    carried = recent - of_cities[:, 6:8].sum(axis=1)
    steps = (
        signed[:, :2].max(axis=1) > 0.5,
        (peak > 0.0) & (of_cities[:, :3].max(axis=1) >= peak),
        of_cities[:, 5] <= peak / 2.0,
        (recent > 0.0) & (3.0 * carried >= recent),
        memoranda.max(axis=1) < 0.5,
        of_all[:, -2:].sum(axis=1) > 0.0,
    )
    return np.asarray(np.logical_and.reduce(steps))
