"""A factor with a range as an axis of the unit cube: where its values lie, and what lies where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor

    Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """A factor of the prior: its ends or its distribution, and whether it is of whole numbers."""

    factor: Factor
    whole: bool

    @property
    def _ends(self) -> tuple[float, float]:
        low, high = self.factor.low or 0.0, self.factor.high or 0.0
        if self.whole:
            return np.ceil(low), np.floor(high) + 1.0
        return (float(np.log(low)), float(np.log(high))) if self.factor.log else (low, high)

    def units(self, values: Numbers) -> Numbers:
        """Return where values lie, 0 at the lower end and 1 at the upper."""
        if self.factor.distribution is not None:
            return self.factor.distribution.units(values)
        low, high = self._ends
        scaled = np.log(values) if self.factor.log else values + 0.5 * self.whole
        return np.asarray((scaled - low) / (high - low))

    def values(self, units: Numbers) -> Numbers:
        """Return the values that lie at some places."""
        if self.factor.distribution is not None:
            drawn = self.factor.distribution.quantiles(units)
            return np.asarray(np.floor(drawn + 0.5) if self.whole else drawn)
        low, high = self._ends
        scaled = low + units * (high - low)
        if self.whole:
            return np.asarray(np.minimum(np.floor(scaled), high - 1.0))
        return np.asarray(np.exp(scaled) if self.factor.log else scaled)
