"""How a run is summed up month by month: what the compiled driver does, in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy.engines.results import BEFORE, LAST, WITHIN
from paradiplomacy.indicators import MEAN, SUM, UNDEFINED
from paradiplomacy.indicators.derived import quotient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy.engines.results import Outputs


class Summing:
    """Sums up the indicators of one run as each declares, into row ``row`` of ``outputs``."""

    def __init__(self, outputs: Outputs, row: int) -> None:
        """Start with nothing measured; ties that are never founded stay undefined."""
        self._of = {name: each.summary for name, each in outputs.indicators.items()}
        ties, world = outputs.summed[row], outputs.summed_world[row, :, None]
        self._rows: dict[str, NDArray[np.float64]] = dict(
            zip(outputs.indicators, [*ties, *world], strict=True)
        )
        for values in self._rows.values():
            values[:] = UNDEFINED
        self._carried = {name: np.zeros(len(values)) for name, values in self._rows.items()}
        self._months = {name: np.zeros(len(values)) for name, values in self._rows.items()}

    def add(self, occasion: int, values: Mapping[str, Sequence[float]]) -> None:
        """Add a month's values of ties, or the one of the world, as far as the month counts."""
        for name, told in values.items():
            month, summary = np.array(told), self._of[name]
            defined = ~np.isnan(month)
            size = len(month)
            if occasion & BEFORE and summary == SUM:
                self._carried[name][:size] = np.where(defined, month, 0.0)
            if occasion & WITHIN and summary == MEAN:
                self._carried[name][:size] += np.where(defined, month, 0.0)
                self._months[name][:size] += defined
            if occasion & LAST:
                self._rows[name][:size] = month

    def close(self) -> None:
        """Make the summaries of what was added up."""
        for name, row in self._rows.items():
            if self._of[name] == SUM:
                row[:] = row - self._carried[name]
            elif self._of[name] == MEAN:
                row[:] = quotient(self._carried[name], self._months[name])
