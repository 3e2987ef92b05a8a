"""What a change of mayor does to ties, with units and without.

The hazard ratio is that of Mantel and Haenszel over months at risk (Rothman, Greenland & Lash 2008,
Modern Epidemiology, chapter 15), stratified by the years since the tie was founded and by whether
the month is the first in which it could become dormant: months of one stratum are matched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.patterns.estimates import estimate, quotient
from paradiplomacy_analysis.statistics.hazard import LEFT, cities_of, exposed_months, with_entry
from paradiplomacy_analysis.statistics.spells import COLUMNS, NGO, spells, ties

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

    Ratio = Callable[[Weights], NDArray[np.float64]]

WITH, WITHOUT = "with", "without"


def dormancy(cells: Cells) -> list[list[Estimate]]:
    """Estimate the hazard ratio of dormancy after a change of mayor, without units (F11)."""
    return [[estimate(_hazard_ratio(cells, WITHOUT), cells.replicates)]]


def shield(cells: Cells) -> list[list[Estimate]]:
    """Compare it with that where there are units, and look at what NGOs alone deliver (F21)."""
    shielded, bare = _hazard_ratio(cells, WITH), _hazard_ratio(cells, WITHOUT)
    return [
        [estimate(lambda weights: quotient(shielded(weights), bare(weights)), cells.replicates)],
        [estimate(_hazard_ratio(cells, WITHOUT, led_by=NGO), cells.replicates)],
    ]


def _hazard_ratio(cells: Cells, unit: str, led_by: str | None = None) -> Ratio:
    """Return the hazard ratio of the 24 months after a change, as a function of weights."""
    exposed = _exposed(cells, unit, led_by).dropna(subset=["earlier"])
    after = (exposed["recent"].to_numpy(dtype=float) + exposed["earlier"].to_numpy()) > 0.0
    stratum, names = pd.factorize(exposed["age"] * 2 + exposed["first"].astype(int))
    # Events and months at risk by whether a mayor changed, replicate and stratum.
    events, months = np.zeros((2, 2, cells.replicates, len(names)))
    at = after.astype(int), exposed["replicate"].to_numpy(), stratum
    np.add.at(months, at, 1.0)
    np.add.at(events, at, exposed["event"].to_numpy(dtype=float))

    def ratio(weights: Weights) -> NDArray[np.float64]:
        became_other, became_after = (weights @ part for part in events)
        other, changed = (weights @ part for part in months)
        both = np.maximum(other + changed, 1e-300)
        return quotient(
            (became_after * other / both).sum(axis=1), (became_other * changed / both).sum(axis=1)
        )

    return ratio


def _exposed(cells: Cells, unit: str, led_by: str | None) -> pd.DataFrame:
    """Return the months in which ties could become dormant, with their replicates."""
    events = cells.table("events", COLUMNS, unit=unit)
    runs = cells.runs.loc[cells.runs["unit"] == unit, ["run", "replicate"]]
    there = ties(cells.results, events, runs["run"].tolist())
    dormant_after = cells.results.manifest.constants.dormant_after
    found = spells(events, there, cells.months, dormant_after, led_by)
    active = with_entry(found[~found["dormant"]], there)
    listed = {name: [*tie["cities"]] for name, tie in cells.config["partnerships"].items()}
    cities = cities_of(active["partnership"], listed)
    changes = events[events["kind"].isin(LEFT)]
    return exposed_months(active, changes, cities, dormant_after).merge(runs, on="run")
