"""What drives trust and continuity: autonomy, coordination, information and money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.effects import difference, interaction, standardised
from paradiplomacy_analysis.patterns.estimates import averages, estimate, quotient

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

    Pair = tuple[NDArray[np.float64], NDArray[np.float64]]

LOW, MIDDLE, HIGH = "low", "middle", "high"
ONE_GATE, MIXED, PROGRESSIVE, BAUBAU = "one-gate", "mixed", "progressive", "baubau-seoul"
FUNDED, UNFUNDED = "funded", "unfunded"
WEIGHED, IGNORED = "weighed", "ignored"
OUTCOMES = ("trust", "continuity")


def networks(cells: Cells) -> list[list[Estimate]]:
    """Compare partners per city under progressive autonomy and one gate (F25)."""
    found = []
    for wait in (WEIGHED, IGNORED):
        free, one = (
            cells.values("partnerships_per_city", regime=regime, wait=wait)
            for regime in ("progressive", "one_gate")
        )
        found.append([difference(free, one)])
    return found


def behind_the_gate(cells: Cells) -> list[list[Estimate]]:
    """Compare what coordination does to trust behind one gate and without (F26)."""
    one, free = (by_efforts(cells, "trust", world) for world in (ONE_GATE, PROGRESSIVE))
    # Names of their own: what is checked in either world holds for the comparison too.
    each = [standardised(*one, "behind one gate"), standardised(*free, "under autonomy")]
    return [[interaction(one, free)], each]


def coordination(cells: Cells) -> list[list[Estimate]]:
    """Compare trust and continuity at both sides' efforts high and low (F27)."""
    return [
        [standardised(*by_efforts(cells, outcome, world), world)]
        for world in (MIXED, BAUBAU)
        for outcome in OUTCOMES
    ]


def by_efforts(cells: Cells, indicator: str, world: str) -> Pair:
    """Return an indicator of a world at high efforts at coordination, and at low ones."""
    high, low = (cells.values(indicator, world=world, efforts=level) for level in (HIGH, LOW))
    return high, low


def information(cells: Cells) -> list[list[Estimate]]:
    """Compare trust and continuity where the public is informed much and little (F28)."""
    found = []
    for organisations in (FUNDED, UNFUNDED):
        for outcome in OUTCOMES:
            much, little = (
                cells.values(outcome, information=level, organisations=organisations)
                for level in (HIGH, LOW)
            )
            found.append([standardised(much, little, organisations)])
    return found


def grants(cells: Cells) -> list[list[Estimate]]:
    """Compare continuity at the codes of budgets, and what a programme-month adds to it (F29)."""
    continuity, budget = (
        np.column_stack([cells.values(name, grants=level) for level in (LOW, MIDDLE, HIGH)])
        for name in ("continuity", "budget")
    )

    def falls(weights: Weights) -> NDArray[np.float64]:
        gains, more = (np.diff(averages(weights, each), axis=1) for each in (continuity, budget))
        returns = quotient(gains, more)
        return np.asarray(returns[:, 0] - returns[:, 1])

    return [
        [difference(continuity[:, 1], continuity[:, 0])],
        [estimate(falls, cells.replicates)],
    ]
