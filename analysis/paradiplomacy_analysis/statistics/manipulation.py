"""Check manipulations: how far each lever moved the state that it is named for.

What a lever does not move, it cannot show anything about: that an outcome stays where it is says
then nothing of what the lever is named for. The move is told raw and over the spread of single
values, of runs and of the ties within them (Cohen's d), since a mean over many ties hardly varies
from run to run, and against that any move is large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.resampling import intervals
from paradiplomacy_analysis.wording import interval, number, words
from paradiplomacy_results.inert import base_of
from paradiplomacy_results.layout import LEVERS, PARTNERSHIPS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Sample

SMALLEST = 0.5
"""Spreads that a lever has to move its state by, or else it hardly moves it."""


def states_of(design: Mapping[str, Any]) -> dict[str, str]:
    """Return the state of each lever of a design that declares one."""
    levers = design.get(LEVERS, {}).items()
    return {name: lever["state"] for name, lever in levers if "state" in lever}


def manipulation(sample: Sample) -> pd.DataFrame:
    """Return how far each lever that declares a state moved it, averaged over other factors.

    Columns: lever, state, unit, difference, low, high (means over replicates with their 95 %
    interval, runs that share their luck paired), standardised, standardised_low, standardised_high
    (the same over the spread of runs and ties; NaN where there is none) and moved (whether that is
    :data:`SMALLEST` at least). Replicates in which the state is undefined are left out; levers
    whose state was not kept, or is undefined everywhere, have no row.
    """
    labels = list(dict.fromkeys(sample.runs[LEVERS].astype(str)))
    rows = []
    for lever, state in states_of(sample.results.manifest.design).items():
        if lever not in labels or not sample.has(state):
            continue
        values = sample.measured(state)
        off, on = (_at(sample, level) for level in (base_of(lever, labels), lever))
        gains = _by_replicate(sample, values[on]) - _by_replicate(sample, values[off])
        gains = gains[~np.isnan(gains)]
        if not len(gains):
            continue
        low, high = (float(bound[0]) for bound in intervals(gains[:, None]))
        spread = _spread(sample, state, values, off, on)
        scaled = [x / spread if spread else float("nan") for x in (gains.mean(), low, high)]
        moved = abs(scaled[0]) >= SMALLEST if spread else bool(gains.any())
        names = ("standardised", "standardised_low", "standardised_high")
        told: dict[str, Any] = {"lever": lever, "state": state, "unit": sample.unit(state)}
        told |= {"difference": float(gains.mean()), "low": low, "high": high}
        rows.append(told | dict(zip(names, scaled, strict=True)) | {"moved": moved})
    return pd.DataFrame(rows)


def hardly_moved(table: pd.DataFrame | None) -> Iterator[str]:
    """Say of which levers the state hardly moved."""
    for row in records(table if table is not None else pd.DataFrame()):
        if not row["moved"]:
            spreads = "" if row["standardised"] is None else f", {number(row['standardised'])} sd"
            yield (
                f"the lever {row['lever']} hardly moves what it is named for: "
                f"{words(row['state'])} by {number(row['difference'])} "
                f"({interval(row['low'], row['high'])}{spreads}); what it changes or not says "
                "little of that"
            )


def _at(sample: Sample, level: str) -> pd.Series:
    return sample.runs[LEVERS].astype(str) == level


def _by_replicate(sample: Sample, values: pd.Series) -> NDArray[np.float64]:
    """Return the mean of each replicate of the sample; NaN where one has none."""
    means = values.groupby(sample.runs.loc[values.index, "replicate"]).mean()
    return means.reindex(np.sort(sample.runs["replicate"].unique())).to_numpy(dtype=float)


def _spread(sample: Sample, state: str, values: pd.Series, off: pd.Series, on: pd.Series) -> float:
    """Return the spread of a state within points, over runs and, where they have it, ties."""
    runs = sample.runs
    results = sample.results
    if results.has(PARTNERSHIPS) and state in results.manifest.measured(PARTNERSHIPS):
        rows = results.read(PARTNERSHIPS, ["run", state])
        point = rows["run"].map(runs.loc[off | on].set_index("run")["point"])
        groups = rows.loc[point.notna(), state].groupby(point[point.notna()])
    else:
        groups = values[off | on].groupby(runs.loc[off | on, "point"])
    return float(np.sqrt(groups.var(ddof=1).mean()))
