"""Publics and states: participation, cultural distance, the norm, and recovery from an incident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import (
    correlation,
    estimate,
    exact,
    mean,
    slope,
    slopes,
    spearman,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

    Read = Callable[..., NDArray[np.float64]]
    """How an indicator of the runs at a point is read."""

INCIDENT = 120
"""Month in which the incident begins."""

DURATION = 6
"""Months that it lasts."""

TAKE_OFF = 0.1
"""Share of adopters at which a norm has taken off."""

STEPS = 10
"""Parts into which the way of a norm is divided."""


def participation(cells: Cells) -> list[list[Estimate]]:
    """Correlate participation with trust, as usual and by how far people meet people (F07)."""
    return [[each] for read in (cells.values, cells.last) for each in _correlated(cells, read)]


def _correlated(cells: Cells, read: Read) -> tuple[Estimate, Estimate]:
    held = np.array(cells.levels("held"), dtype=float)
    trust = {
        meeting: np.column_stack([read("trust", held=level, meeting=meeting) for level in held])
        for meeting in ("usual", "much", "little")
    }
    much, little = (spearman(held, trust[meeting]) for meeting in ("much", "little"))
    more = estimate(lambda weights: much(weights) - little(weights), cells.replicates)
    return correlation(held, trust["usual"]), more


def distance(cells: Cells) -> list[list[Estimate]]:
    """Follow the realised ratio and the gain of trust over cultural distance (F19)."""
    return [[each] for read in (cells.values, cells.last) for each in _over_distance(cells, read)]


def _over_distance(cells: Cells, read: Read) -> tuple[Estimate, ...]:
    far = np.array(cells.levels("distance"), dtype=float)
    found = {
        (what, contacts): np.column_stack(
            [read(what, distance=level, contacts=contacts) for level in far]
        )
        for what in ("realised_ratio", "trust")
        for contacts in ("little", "much")
    }
    realised = [found["realised_ratio", contacts] for contacts in ("little", "much")]
    trust = (found["trust", "little"] + found["trust", "much"]) / 2.0
    return (
        slope(far, (realised[0] + realised[1]) / 2.0),
        slope(far, trust),
        mean(slopes(far, realised[1]) - slopes(far, realised[0])),
    )


def norm(cells: Cells) -> list[list[Estimate]]:
    """Find the fastest tenth of a norm's way, and how much later it takes off unaided (F20)."""
    adoption = {who: cells.series("norm_adopted", entrepreneurs=who) for who in ("some", "none")}
    every = cells.months / adoption["some"].shape[1]
    ways = np.array([_fastest(curve) for curve in adoption["some"]])
    behind, adopted = (mean(each) for each in ways.T)
    later = [np.array([_first(curve) for curve in adoption[who]]) for who in ("none", "some")]
    return [[behind], [behind], [mean((later[0] - later[1]) * every)], [adopted], [adopted]]


def recovery(cells: Cells) -> list[list[Estimate]]:
    """Compare how soon half of an incident's fall is made good, ties busy and idle (F24)."""
    level = {
        (ties, coupling): cells.series("bilateral", ties=ties, coupling=coupling)
        for ties in ("busy", "idle")
        for coupling in ("usual", "none")
    }

    def sooner(weights: Weights) -> NDArray[np.float64]:
        busy, idle = (_half_way(weights @ level[ties, "usual"]) for ties in ("busy", "idle"))
        return busy - idle

    return [
        [estimate(sooner, cells.replicates)],
        [exact(np.abs(level["busy", "none"] - level["idle", "none"]).max())],
    ]


def _half_way(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the months after an incident's end until half of the fall is made good.

    The fall is that from the level on the eve to the one at the end. Rows are draws, columns
    months, between which the way is straight; where it is not made good, the months that are left.
    """
    found = np.empty(len(levels))
    for row, level in enumerate(levels):
        low = level[INCIDENT + DURATION - 1]
        half = low + (level[INCIDENT - 1] - low) / 2.0
        after = level[INCIDENT + DURATION - 1 :]
        reached = np.flatnonzero(after[1:] >= half)
        if not len(reached):
            found[row] = len(after) - 1
            continue
        k = int(reached[0])
        step = after[k + 1] - after[k]
        found[row] = k + ((half - after[k]) / step if step > 0.0 else 1.0)
    return found


def _fastest(curve: NDArray[np.float64]) -> tuple[float, float]:
    """Return how much of the way is behind in the middle of its fastest tenth, and the adoption.

    The way leads from the start to the peak.
    """
    low, high = float(curve[0]), float(curve.max())
    if high - low < TAKE_OFF:
        return float("nan"), float("nan")
    marks = low + (high - low) * np.arange(STEPS + 1) / STEPS
    rising = np.maximum.accumulate(curve)
    months = np.arange(len(curve), dtype=float)
    # The first moment at which each mark is passed, between two looks by a straight line.
    kept = np.concatenate([[True], np.diff(rising) > 0.0])
    passed = np.interp(marks, rising[kept], months[kept])
    step = int(np.argmin(np.diff(passed)))
    behind = (step + 0.5) / STEPS
    return behind, low + (high - low) * behind


def _first(curve: NDArray[np.float64]) -> float:
    """Return the look at which a norm has taken off; the one after the last where it has not."""
    reached = np.flatnonzero(curve >= TAKE_OFF)
    return float(reached[0]) if len(reached) else float(len(curve))
