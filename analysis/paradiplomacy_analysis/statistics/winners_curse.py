"""By how much a search flatters what it found: the winner's curse (Thaler 1988).

What did best among many did so partly by chance. So the points of a front are run again with luck
that had no part in choosing them, and by how much they are worse then is what the search flattered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.resampling import unpaired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from paradiplomacy_results.aims import Aim

Luck = tuple["NDArray[np.float64]", "NDArray[np.float64]"]
"""Values of the same points in the search and when they were judged, each (replicates, points)."""


def curse(aims: Sequence[Aim], luck: Mapping[str, Luck]) -> pd.DataFrame:
    """Return for each aim by how much points changed from the search to runs of other luck.

    A row has the number of points, the mean of ``searched`` and of ``judged`` over them, the
    ``change`` with its 95 % interval, and whether that ``flatters``: chance does not explain that
    the points are worse. The change is that of each point, averaged over points; all points of a
    replicate share its luck, so that replicates, not points, are what the interval is over.
    """
    rows = []
    for aim in aims:
        searched, judged = luck[aim.text]
        (before, adds), (after, others) = (_apart(values) for values in (searched, judged))
        change = after - before
        _, (low,), (high,) = unpaired(adds, others)
        rows.append(
            {
                "aim": aim.text,
                "points": searched.shape[1],
                "searched": before,
                "judged": after,
                "change": change,
                "low": change + low,
                "high": change + high,
                "flatters": bool(change + high < 0.0 if aim.more else change + low > 0.0),
            }
        )
    return pd.DataFrame(rows)


def _apart(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Return the mean of the points' means, and what each replicate adds to it, (replicates, 1).

    What is NaN is left out.
    """
    there = ~np.isnan(values)
    counts = there.sum(axis=0)
    points = counts > 0
    values, there, counts = values[:, points], there[:, points], counts[points]
    means = np.where(there, values, 0.0).sum(axis=0) / counts
    adds = np.where(there, values - means, 0.0) * (len(values) / counts)
    return float(means.mean()), np.asarray(adds.mean(axis=1, keepdims=True))
