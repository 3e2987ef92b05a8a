"""How many replicates a point gets: a fixed number, or until an interval is narrow.

Replicates that go on are decided on at fixed checkpoints, each of twice as many replicates as the
one before, from the results up to there. So what is run depends on the design and its results, and
on no schedule; few looks also keep an interval honest, which stopping at the first narrow one of
many would not (Law 2015, section 9.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from paradiplomacy_experiments.design.declarations import Header

REPLICATES = 100
"""Runs of each point of a design that says nothing of it."""


@dataclass(frozen=True)
class Replication:
    """The checkpoints, in replicates, and what is decided at all but the last."""

    checkpoints: tuple[int, ...]
    indicator: str | None = None
    half_width: float = 0.0

    @property
    def most(self) -> int:
        """Return the largest number of replicates that a point can get."""
        return self.checkpoints[-1]

    def unsettled(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell for each point, a row of ``values``, whether it needs more replicates.

        It does while the interval (Student's, over the replicates in which the indicator is
        defined) is wider than asked for, or has no width for want of two such replicates.
        """
        # Only here: to know how many replicates there are, no arrays are needed.
        from paradiplomacy_experiments.moments import Moments

        moments = Moments(len(values))
        moments.add(values.T)
        unsettled: NDArray[np.bool_] = (moments.count < 2) | (moments.half_width > self.half_width)
        return unsettled.ravel()


def replication_of(header: Header) -> Replication:
    """Return what the head of a design says of replicates."""
    if header.until is None:
        return Replication((header.replicates or REPLICATES,))
    checkpoints = [min(header.until.first, header.until.max)]
    while checkpoints[-1] < header.until.max:
        checkpoints.append(min(2 * checkpoints[-1], header.until.max))
    return Replication(tuple(checkpoints), header.until.indicator, header.until.half_width)
