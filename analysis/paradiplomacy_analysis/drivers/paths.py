"""By which path a driver acts: how much of its effect goes where one mechanism is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.patterns.estimates import averages, estimate, quotient
from paradiplomacy_analysis.statistics.resampling import intervals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.drivers.runs import Runs


def paths_in(world: str, runs: Runs, frozen: Runs, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return a row for each driver, outcome and mechanism.

    Columns: world, driver, outcome, unit, mechanism, effect (without anything frozen, of the same
    replicates), frozen (the effect where the mechanism is), frozen_low, frozen_high, told (whether
    the effect is told from none) and, where it is, share, share_low, share_high: the part of the
    effect that goes, all with 95 % intervals over replicates.
    """
    rows = []
    (default,) = runs.variants
    for driver in frozen.levers:
        for outcome in outcomes:
            for mechanism in frozen.variants:
                rest = frozen.gains(outcome, driver, mechanism)
                whole = runs.gains(outcome, driver, default)[: len(rest)]
                there = ~np.isnan(rest) & ~np.isnan(whole)
                whole, rest = whole[there], rest[there]
                low, high = intervals(np.column_stack([whole, rest]))
                told = bool(low[0] > 0.0 or high[0] < 0.0)
                share = _gone(whole, rest) if told else (float("nan"),) * 3
                rows.append(
                    {
                        "world": world,
                        "driver": driver,
                        "outcome": outcome,
                        "unit": runs.sample.unit(outcome),
                        "mechanism": mechanism,
                        "effect": float(whole.mean()),
                        "frozen": float(rest.mean()),
                        "frozen_low": float(low[1]),
                        "frozen_high": float(high[1]),
                        "told": told,
                        **dict(zip(("share", "share_low", "share_high"), share, strict=True)),
                    }
                )
    return pd.DataFrame(rows)


def _gone(whole: NDArray[np.float64], rest: NDArray[np.float64]) -> tuple[float, float, float]:
    """Return the share of a mean that is gone in another one, with its interval."""

    def gone(weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return 1.0 - quotient(averages(weights, rest), averages(weights, whole))

    found = estimate(gone, len(whole))
    return found.value, found.low, found.high
