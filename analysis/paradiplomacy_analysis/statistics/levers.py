"""What each lever buys and costs, apart for each world in which it is pulled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.resampling import deviations, intervals
from paradiplomacy_analysis.wording import level_text
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.inert import base_of
from paradiplomacy_results.layout import LEVERS, OFF, TOGETHER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

ALL = "all together"
"""Name of the level at which every lever is pulled."""

COSTS = ("cost_total", "cost")
"""Indicators that say what was spent: all that anybody gave, or the money of a tie's programmes."""


def cost_in(kept: Sequence[str]) -> str:
    """Return the most complete cost that was kept, "" where none was."""
    return next((name for name in COSTS if name in kept), "")


def bought(sample: Sample, outcomes: Sequence[str]) -> pd.DataFrame:
    """Compare each lever alone, and all together, with none, in each world of the other factor.

    A lever that is held against its own off is compared with that.

    Columns: where (level of the other factor, "" without one), lever, outcome, difference, low,
    high: the mean over replicates and its 95 % interval, runs that share their luck paired; and
    undefined and undefined_none, the runs with the lever and with none that have no value: their
    pairs are left out. Raises :class:`UnfitError` where a design has no levers, or more than one
    other factor.
    """
    others = [factor for factor in sample.factors if factor.name != LEVERS]
    levers = next((factor for factor in sample.factors if factor.name == LEVERS), None)
    if levers is None or len(others) > 1 or any(factor.is_range for factor in others):
        raise UnfitError(f"{sample.results.directory} has no levers beside at most one factor")
    labels = [str(level) for level in levers.levels]
    pulled = [one for one in labels if one != base_of(one, labels) and not one.endswith(OFF)]
    singles = [one for one in pulled if TOGETHER not in one]
    whole = TOGETHER.join(singles)
    chosen = singles + ([whole] if whole in pulled and len(singles) > 1 else [])
    values = {outcome: sample.measured(outcome) for outcome in outcomes}
    rows: list[dict[str, Any]] = []
    for where in others[0].levels if others else [""]:
        runs = sample.runs if not others else sample.runs[sample.runs[others[0].name] == where]
        for outcome in outcomes:
            found = values[outcome]
            at = {one: _by_replicate(runs, one, found) for one in labels}
            levelled = np.column_stack([at[one] for one in chosen])
            bases = np.column_stack([at[base_of(one, labels)] for one in chosen])
            gains = levelled - bases
            mean, low, high = deviations(gains)[0], *intervals(gains)
            for k, one in enumerate(chosen):
                rows.append(
                    {
                        "where": level_text(where),
                        "lever": ALL if one == whole and len(singles) > 1 else one,
                        "outcome": outcome,
                        "difference": float(mean[k]),
                        "low": float(low[k]),
                        "high": float(high[k]),
                        "undefined": int(np.isnan(levelled[:, k]).sum()),
                        "undefined_none": int(np.isnan(bases[:, k]).sum()),
                    }
                )
    return pd.DataFrame(rows)


def _by_replicate(runs: pd.DataFrame, level: str, values: pd.Series) -> NDArray[np.float64]:
    """Return the values at a level, one for each replicate of the runs: NaN where one lacks it."""
    chosen = runs[runs[LEVERS].astype(str) == level]
    of_replicate = pd.Series(values[chosen.index].to_numpy(), chosen["replicate"].to_numpy())
    return of_replicate.reindex(np.sort(runs["replicate"].unique())).to_numpy(dtype=float)
