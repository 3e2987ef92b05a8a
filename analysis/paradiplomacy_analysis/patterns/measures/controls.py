"""Negative controls: what must be exactly nothing, each beside a world in which it is something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import exact, mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate

PRIOR_MEANS = {"trust = beta_prior_half": 0.5}
"""Trust without any evidence in the variants in which it is not 0."""


def silence(cells: Cells) -> list[list[Estimate]]:
    """Count the yearly looks at which trust exceeds its last and its prior in silence (N1)."""
    prior = PRIOR_MEANS.get(cells.variant, 0.0)
    silent, busy = (cells.yearly("trust", deliveries=who) for who in ("none", "some"))
    above = silent[:, :, 1:] > np.maximum(silent[:, :, :-1], prior)
    gain = np.nanmean(np.diff(busy, axis=2).clip(min=0.0), axis=(1, 2))
    return [[exact(above.sum())], [mean(gain)]]


def papers(cells: Cells) -> list[list[Estimate]]:
    """Compare trust with a memorandum and without, at the same deliveries and not (N2)."""
    found = []
    for who in ("of_organisations", "of_all"):
        trust = [cells.yearly("trust", paper=paper, proposals=who) for paper in ("mou", "none")]
        found.append(_largest(trust))
    return [[exact(found[0].max())], [mean(found[1])]]


def coupling(cells: Cells) -> list[list[Estimate]]:
    """Compare the bilateral level with busy ties and idle ones, uncoupled and coupled (N3)."""
    found = []
    for how in ("none", "usual"):
        levels = [cells.series("bilateral", ties=ties, coupling=how) for ties in ("busy", "idle")]
        found.append(np.abs(levels[0] - levels[1]).max(axis=1))
    return [[exact(found[0].max())], [mean(found[1])]]


def money(cells: Cells) -> list[list[Estimate]]:
    """Compare delivery, trust, image and bilateral level under two regimes, without money (N4)."""
    found = []
    for level in (0.0, 1.0):
        by_name = [
            _largest(
                [
                    cells.yearly(name, money=level, regime=regime)
                    for regime in ("one_gate", "progressive")
                ]
            )
            for name in ("delivered", "trust", "perception", "bilateral")
        ]
        found.append(np.max(by_name, axis=0))
    return [[exact(found[0].max())], [mean(found[1])]]


def _largest(pair: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the largest difference of two arrays in each replicate."""
    return np.asarray(np.nanmax(np.abs(pair[0] - pair[1]), axis=(1, 2)))
