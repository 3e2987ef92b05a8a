"""What a change of mayor does to ties, with units and without.

Ratios and differences of hazards are those of Mantel and Haenszel over months at risk (Rothman,
Greenland & Lash 2008, Modern Epidemiology, chapter 15), stratified by the years since the tie was
founded and by whether the month is the first in which it could become dormant: months of one
stratum are matched. Months soon after a change are held against months of ties in neither of whose
cities a mayor changed for long; those in between belong to neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.patterns.estimates import estimate, quotient
from paradiplomacy_analysis.statistics.hazard import (
    LEFT,
    cities_of,
    exposed_months,
    with_entry,
)
from paradiplomacy_analysis.statistics.spells import COLUMNS, NGO, spells, ties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

WITH, WITHOUT = "with", "without"

YEAR = 12
SOON = 12
"""Months after a change, that of the change included, in which it may break a tie."""

SOONER = 6
LONG = 24
"""Months without a change after which its break is over."""

KEPT = 0.7
"""Share of the excess risk that units may leave."""


def dormancy(cells: Cells) -> list[list[Estimate]]:
    """Estimate the hazard ratio of dormancy after a change of mayor, without units (F11)."""
    exposed = _exposed(cells, WITHOUT)
    sides = (_soon(exposed, SOON), _soon(exposed, SOONER), _as_first_declared(exposed))
    return [[estimate(_Matched(side, cells).ratio, cells.replicates)] for side in sides]


def shield(cells: Cells) -> list[list[Estimate]]:
    """Compare the excess risk after a change where there are units and where none is (F21).

    Beside it what NGOs alone deliver, which no unit carries.
    """
    exposed = {unit: _exposed(cells, unit) for unit in (WITH, WITHOUT)}
    of_ngos = _exposed(cells, WITHOUT, led_by=NGO)
    shielded, bare = (_Matched(_soon(exposed[unit], SOON), cells) for unit in (WITH, WITHOUT))
    first = [_Matched(_as_first_declared(exposed[unit]), cells) for unit in (WITH, WITHOUT)]

    def excess(weights: Weights) -> NDArray[np.float64]:
        return YEAR * (shielded.difference(weights) - KEPT * bare.difference(weights))

    def level(weights: Weights) -> NDArray[np.float64]:
        return quotient(shielded.hazard(weights), bare.hazard(weights))

    def ratio_of_ratios(weights: Weights) -> NDArray[np.float64]:
        return quotient(first[0].ratio(weights), first[1].ratio(weights))

    return [
        [estimate(each, cells.replicates)]
        for each in (
            excess,
            _Matched(_soon(of_ngos, SOON), cells).ratio,
            level,
            ratio_of_ratios,
            _Matched(_as_first_declared(of_ngos), cells).ratio,
        )
    ]


def excess_risk(cells: Cells) -> Estimate:
    """Return by how much the yearly risk of dormancy rises after a change, without units."""
    bare = _Matched(_soon(_exposed(cells, WITHOUT), SOON), cells)
    return estimate(lambda weights: YEAR * bare.difference(weights), cells.replicates)


@dataclass(frozen=True)
class _Side:
    """Months at risk, and which of them count as after a change; the others as before."""

    exposed: pd.DataFrame
    after: NDArray[np.bool_]


def _soon(exposed: pd.DataFrame, months: int) -> _Side:
    """Set the first months after a change beside those long after any."""
    since, changed = exposed["since"].to_numpy(), exposed["changed"].to_numpy(dtype=bool)
    after = changed & (since < months)
    chosen = after | (since >= LONG)
    return _Side(exposed[chosen], after[chosen])


def _as_first_declared(exposed: pd.DataFrame) -> _Side:
    """Set the first 24 months after a change beside all others; what reaches back is left out."""
    rows = exposed[exposed["month"] >= LONG - 1]
    return _Side(rows, (rows["changed"] & (rows["since"] < LONG)).to_numpy(dtype=bool))


class _Matched:
    """Events and months at risk, by whether a mayor changed, replicate and stratum."""

    def __init__(self, side: _Side, cells: Cells) -> None:
        rows = side.exposed
        stratum, names = pd.factorize(rows["age"] * 2 + rows["first"].astype(int))
        self.events, self.months = np.zeros((2, 2, cells.replicates, len(names)))
        at = side.after.astype(int), rows["replicate"].to_numpy(), stratum
        np.add.at(self.months, at, 1.0)
        np.add.at(self.events, at, rows["event"].to_numpy(dtype=float))

    def ratio(self, weights: Weights) -> NDArray[np.float64]:
        """Return the hazard ratio."""
        after, other, _ = self._crossed(weights)
        return quotient(after.sum(axis=1), other.sum(axis=1))

    def difference(self, weights: Weights) -> NDArray[np.float64]:
        """Return the difference of the hazards of a month."""
        after, other, matched = self._crossed(weights)
        return quotient((after - other).sum(axis=1), matched.sum(axis=1))

    def hazard(self, weights: Weights) -> NDArray[np.float64]:
        """Return the hazard of a month after a change."""
        return quotient(
            (weights @ self.events[1]).sum(axis=1), (weights @ self.months[1]).sum(axis=1)
        )

    def _crossed(self, weights: Weights) -> tuple[NDArray[np.float64], ...]:
        """Return events after a change and others, each times the months of the other, by stratum.

        Divided, as the product of the months that comes last, by all months of the stratum.
        """
        became_other, became_after = (weights @ part for part in self.events)
        other, changed = (weights @ part for part in self.months)
        both = np.maximum(other + changed, 1e-300)
        return became_after * other / both, became_other * changed / both, other * changed / both


def _exposed(cells: Cells, unit: str, led_by: str | None = None) -> pd.DataFrame:
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
    exposed = exposed_months(active, changes, cities, dormant_after)
    return with_changes(exposed, changes, cities).merge(runs, on="run")


def with_changes(
    exposed: pd.DataFrame, changes: pd.DataFrame, cities: Mapping[str, tuple[str, str]]
) -> pd.DataFrame:
    """Return months at risk with ``since``, months since a mayor of the tie changed, and whether.

    Where none did in the run so far, ``changed`` is false and ``since`` counts from its start.
    """
    month = exposed["month"].to_numpy()
    latest = np.full(len(exposed), -1)
    moments = changes[["run", "city", "month"]].astype({"city": str}).sort_values("month")
    for side in (0, 1):
        own = {tie: pair[side] for tie, pair in cities.items()}
        asked = pd.DataFrame(
            {"run": exposed["run"], "city": exposed["partnership"].map(own), "month": month}
        ).assign(place=np.arange(len(exposed)))
        found = pd.merge_asof(
            asked.sort_values("month", kind="stable"),
            moments.assign(latest=moments["month"]),
            on="month",
            by=["run", "city"],
        )
        place, last = found["place"].to_numpy(), found["latest"].fillna(-1).to_numpy(dtype=int)
        latest[place] = np.maximum(latest[place], last)
    return exposed.assign(since=month - latest, changed=latest >= 0)
