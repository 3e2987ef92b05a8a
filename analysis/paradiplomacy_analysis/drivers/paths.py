"""By which path a driver acts: how much of its effect goes where one mechanism is frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.resampling import CONFIDENCE, drawn_means
from paradiplomacy_analysis.wording import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.drivers.runs import Runs

MOST_PATHS = 2
"""Mechanisms that are named for an effect."""

ALL = 0.95
"""Share of an effect from which on all of it is said to go."""

TAILS = (0.5 - CONFIDENCE / 2, 0.5 + CONFIDENCE / 2)


def paths_in(world: str, runs: Runs, frozen: Runs, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return a row for each driver, outcome and mechanism.

    Columns: world, driver, outcome, unit, mechanism, effect (without anything frozen, of the same
    replicates), frozen (the effect where the mechanism is), frozen_low, frozen_high, told (whether
    the effect is told from none) and, where it is, share, share_low, share_high: the part of the
    effect that goes, all with 95 % intervals over replicates.
    """
    (default,) = runs.variants
    tables = []
    for driver in frozen.levers:
        for outcome in outcomes:
            rests = [frozen.gains(outcome, driver, each) for each in frozen.variants]
            whole = runs.gains(outcome, driver, default)[: len(rests[0])]
            gains = np.column_stack([whole, *rests])
            table = _gone(gains[~np.isnan(gains).any(axis=1)])
            unit = runs.sample.unit(outcome)
            named = {"world": world, "driver": driver, "outcome": outcome, "unit": unit}
            tables.append(pd.DataFrame(named | {"mechanism": frozen.variants} | table))
    return pd.concat(tables, ignore_index=True)


def _gone(gains: NDArray[np.float64]) -> dict[str, object]:
    """Return what is left and what is gone of the first of some gains in each of the others.

    ``gains`` has a row for each replicate. All are resampled together, so that a share has the
    interval of a ratio of means of the same replicates.
    """
    means = gains.mean(axis=0)
    drawn = drawn_means(gains)
    low, high = np.quantile(drawn, TAILS, axis=0)
    told = bool(low[0] > 0.0 or high[0] < 0.0)
    share = share_low = share_high = np.full(len(means) - 1, np.nan)
    if told:
        share = 1.0 - means[1:] / means[0]
        # There may be a draw of replicates in which the effect is none at all.
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = 1.0 - drawn[:, 1:] / drawn[:, :1]
        share_low, share_high = np.nanquantile(shares, TAILS, axis=0, method="inverted_cdf")
    return {
        "effect": means[0],
        "frozen": means[1:],
        "frozen_low": low[1:],
        "frozen_high": high[1:],
        "told": told,
        "share": share,
        "share_low": share_low,
        "share_high": share_high,
    }


def in_words(paths: pd.DataFrame, world: str, driver: str, outcome: str) -> str:
    """Name the mechanisms without which most of an effect goes, and how much of it.

    Trust does not move where its own process is frozen, which says nothing.
    """
    mine = paths[(paths["world"] == world) & (paths["driver"] == driver) & paths["told"]]
    mine = mine[mine["outcome"] == outcome]
    if not len(mine):
        return "not told"
    sure = mine[(mine["share_low"] > 0.0) & (mine["mechanism"] != outcome)]
    most = sure.sort_values("share", ascending=False).head(MOST_PATHS)
    shares = zip(most["mechanism"], most["share"], strict=True)
    return ", ".join(f"{name} ({_part(share)})" for name, share in shares) or "no single one"


def _part(share: float) -> str:
    return "all of it" if share >= ALL else percent(share)
