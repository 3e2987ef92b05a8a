"""Draws of what an emulator holds possible: whole functions, which agree with what it learned.

A draw of the prior, a sum of random waves (Rahimi & Recht 2007), is corrected by what the data say
of it (Wilson et al. 2020, ICML): so a function is drawn once and looked at wherever one likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg import cho_solve

from paradiplomacy_analysis.statistics.emulator import plainly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.emulator import Emulator

    Numbers = NDArray[np.float64]

WAVES = 1000
"""Random waves of which a draw of the prior is made."""

AT_ONCE = 2**12
"""Places that are looked at together."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Some functions drawn from an emulator: of the mean over ever more runs, without noise."""

    emulator: Emulator
    waves: Any
    heights: Numbers
    pulls: Numbers

    @classmethod
    def of(cls, emulator: Emulator, count: int, seed: int) -> Posterior:
        """Draw so many functions of an emulator that learned from all factors."""
        from sklearn.kernel_approximation import RBFSampler

        process = emulator.process
        size, lengths, noise = _parts(emulator)
        with plainly():
            rng = np.random.default_rng(seed)
            there = process.X_train_ / lengths
            waves = RBFSampler(gamma=0.5, n_components=WAVES, random_state=seed).fit(there)
            heights = np.sqrt(size) * rng.standard_normal((WAVES, count))
            drawn = waves.transform(there) @ heights
            drawn += np.sqrt(noise) * rng.standard_normal(drawn.shape)
            pulls = cho_solve((process.L_, True), process.y_train_[:, None] - drawn)
        return cls(emulator, waves, heights, pulls)

    def __call__(self, units: Numbers) -> Numbers:
        """Return the values of all functions at some places, (places, functions)."""
        with plainly():
            parts = [
                self._at(units[first : first + AT_ONCE]) for first in range(0, len(units), AT_ONCE)
            ]
        return np.concatenate(parts)

    def _at(self, units: Numbers) -> Numbers:
        process, (size, lengths, _) = self.emulator.process, _parts(self.emulator)
        places, there = units / lengths, process.X_train_ / lengths
        squares = (places**2).sum(axis=1)[:, None] + (there**2).sum(axis=1)
        near = size * np.exp(-0.5 * np.maximum(squares - 2.0 * places @ there.T, 0.0))
        found = self.waves.transform(places) @ self.heights + near @ self.pulls
        middle, variance = self.emulator.constant
        draws = len(there)
        return np.asarray(middle + found * np.sqrt(variance * (draws - 1) / draws))


def _parts(emulator: Emulator) -> tuple[float, Numbers, float]:
    """Return size, lengths and noise."""
    theta = np.exp(emulator.lengths)
    return float(theta[0]), theta[1:-1], float(theta[-1])
