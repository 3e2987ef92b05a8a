"""Who carries ties: steadiness by kinds of actor, the path of Baubau, and its conditions."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.effects import contrast
from paradiplomacy_analysis.patterns.estimates import averages, estimate, mean, quotient, ratio
from paradiplomacy_analysis.patterns.path import PATH_NEEDS, steps_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

INCIDENT = 10
"""Years after which the incident begins."""

AFTERWARDS = 5
"""Years after it over which trust is looked at."""

MANY = 3
"""Kinds of actor that count as several."""

SEVERAL, ONE = "several", "one"
QUIET, DECLARED, HARDER = "none", "declared", "harder"
"""Incidents: none, that which was declared, and a harder one."""

KEPT = 0.8
"""Share of the fall of ties of governments alone that those of several kinds may have."""

LOW, HIGH, PRESENT, NONE = "low", "high", "present", "none"
FACTUAL = "as_it_was"


def steadiness(cells: Cells) -> list[list[Estimate]]:
    """Compare how far trust falls after an incident, by kinds of actor (F08).

    The fall is that against the twin without an incident. As first declared, the spread of trust
    within ties was compared.
    """
    spreads = [
        _after(cells, actors, lambda trust: trust[DECLARED].std(axis=2))
        for actors in (SEVERAL, ONE)
    ]

    def compared(weights: Weights) -> NDArray[np.float64]:
        several, one = (quotient(weights @ total, weights @ count) for total, count in spreads)
        return quotient(several, one)

    kept = [
        [contrast(falls(cells, SEVERAL, event), falls(cells, ONE, event), KEPT, event)]
        for event in (DECLARED, HARDER)
    ]
    return [*kept, [estimate(compared, cells.replicates)]]


def falls(cells: Cells, actors: str, event: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the falls of trust in an incident against the twin without, summed, and their number.

    Means over the five years after it, in ties of one world of actors; both (replicates,).
    """
    return _after(cells, actors, lambda trust: (trust[QUIET] - trust[event])[:, :, 1:].mean(axis=2))


def _after(
    cells: Cells,
    actors: str,
    of: Callable[[Mapping[str, NDArray[np.float64]]], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what ``of`` makes of trust, summed over ties, and how many those are.

    ``of`` takes trust by incident, from the eve to five years after, (replicates, ties, looks).
    Ties count by what they were on the eve: three kinds of actor or more, or governments alone.
    """
    kinds = cells.yearly("actor_kinds", actors=actors, incident=QUIET)[:, :, INCIDENT - 1]
    chosen = kinds >= MANY if actors == SEVERAL else kinds == 1
    looks = slice(INCIDENT - 1, INCIDENT + AFTERWARDS)
    trust = {
        event: cells.yearly("trust", actors=actors, incident=event)[:, :, looks]
        for event in (QUIET, DECLARED, HARDER)
    }
    total = np.where(chosen, of(trust), 0.0).sum(axis=1)
    return total, chosen.sum(axis=1).astype(np.float64)


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
    return [[each] for read in (cells.values, cells.last) for each in _compared(cells, read)]


def _compared(cells: Cells, read: Callable[..., NDArray[np.float64]]) -> tuple[Estimate, Estimate]:
    """Return the ratio to the least cells, and the surplus over the highest other."""
    corners = list(product((LOW, HIGH), (NONE, PRESENT), (LOW, HIGH)))
    share = {
        corner: read(
            "ngo_led_share", city_capacity=corner[0], organisations=corner[1], identity=corner[2]
        )
        for corner in corners
    }
    claimed = share.pop((LOW, PRESENT, HIGH))
    least = np.mean([share[HIGH, NONE, identity] for identity in (LOW, HIGH)], axis=0)
    others = np.column_stack(list(share.values()))

    def above(weights: Weights) -> NDArray[np.float64]:
        return np.asarray(averages(weights, claimed) - averages(weights, others).max(axis=1))

    return ratio(claimed, least), estimate(above, cells.replicates)


def _path(cells: Cells, world: str) -> NDArray[np.bool_]:
    """Tell which runs take the path of Baubau, step by step; years count from the founding."""
    yearly = {name: cells.yearly(name, world=world)[:, 0] for name in PATH_NEEDS}
    return np.asarray(np.logical_and.reduce(list(steps_of(yearly).values())))
