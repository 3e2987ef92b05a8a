"""How long papers live, and how long anything is delivered under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.estimates import ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate

WEAK, ABLE = (0.25, 0.35), (0.65, 0.8)
"""Capacities of code L and L-M, and of code M-H and H."""

LIVES = ("signed", "ended", "active_until")


def lives(cells: Cells) -> list[list[Estimate]]:
    """Compare the legal and the active life of papers of weak cities behind one gate (F30)."""
    weak, able = (of_cities(cells, capacities) for capacities in (WEAK, ABLE))
    silent = np.asarray(weak["active_until"].isna(), dtype=float)
    return [
        [_mean(cells, weak, longer(weak, cells.months))],
        [_mean(cells, able, longer(able, cells.months))],
        [_mean(cells, weak, silent)],
    ]


def of_cities(cells: Cells, capacities: Sequence[float]) -> pd.DataFrame:
    """Return the papers of the worlds without autonomy in which cities have some capacity."""
    rows = cells.table("papers", LIVES, autonomy=0.0)
    return rows[rows["city_capacity"].isin(capacities)]


def longer(papers: pd.DataFrame, months: int) -> NDArray[np.float64]:
    """Return by how many months the legal life of each paper exceeds its active life.

    A paper in force at the end has lived until then; one under which nothing was delivered has no
    active life.
    """
    ended = papers["ended"].fillna(months).to_numpy(dtype=float)
    active_until = papers["active_until"].fillna(papers["signed"]).to_numpy(dtype=float)
    return np.asarray(ended - active_until)


def signed_in_a_run(cells: Cells, papers: pd.DataFrame) -> NDArray[np.float64]:
    """Return how many of some papers there are in each replicate."""
    return _sums(cells, papers, np.ones(len(papers)))


def _mean(cells: Cells, papers: pd.DataFrame, values: NDArray[np.float64]) -> Estimate:
    """Return the mean of one value for each paper, replicates as units."""
    return ratio(_sums(cells, papers, values), signed_in_a_run(cells, papers))


def _sums(cells: Cells, papers: pd.DataFrame, values: NDArray[np.float64]) -> NDArray[np.float64]:
    found = np.zeros(cells.replicates)
    np.add.at(found, papers["replicate"].to_numpy(), values)
    return found
