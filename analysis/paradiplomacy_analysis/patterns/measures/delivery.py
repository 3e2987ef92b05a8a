"""Delivery: complements, money, ceremony, monitoring, governance, the cases, and budgets."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_analysis.patterns.effects import at_place, in_order
from paradiplomacy_analysis.patterns.estimates import (
    estimate,
    exact,
    mean,
    page,
    quotient,
    ratio,
    slopes,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

LOW, HIGH = "low", "high"
YEAR = 12
WINDOW = 5
"""Years before the evaluation window."""

SILENT_YEARS = 3
"""Years without any delivery after which a signed tie counts as ceremonial."""

FIRST_GROUP = ("bandung-seoul", "surabaya-busan")
JAKARTA, SEMARANG, BAUBAU = "jakarta-seoul", "semarang-junggu", "baubau-seoul"
ABLE = (*FIRST_GROUP, JAKARTA)
ECONOMY = "economy"


def complements(cells: Cells) -> list[list[Estimate]]:
    """Compare the logs of deliveries with all three high and with each alone high (F05)."""
    return [[_surplus(cells, read)] for read in (cells.values, cells.last)]


def _surplus(cells: Cells, read: Callable[..., NDArray[np.float64]]) -> Estimate:
    corners = list(product((LOW, HIGH), repeat=3))
    delivered = np.column_stack(
        [read("delivered", alignment=a, city_capacity=c, public=p) for a, c, p in corners]
    )
    high = np.array([corner.count(HIGH) for corner in corners])
    # All three, less the sum of single changes: the log of no change then counts twice.
    signs = np.select([high == 3, high == 1, high == 0], [1.0, -1.0, 2.0], 0.0)

    def surplus(weights: Weights) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(weights @ delivered)
            return np.asarray(logs[:, signs != 0.0] @ signs[signs != 0.0])

    return estimate(surplus, cells.replicates)


def money(cells: Cells) -> list[list[Estimate]]:
    """Return the elasticity of deliveries to money, and the ceremonial share without any (F09)."""
    times = np.array([level for level in cells.levels("money") if level > 0.0])
    delivered = np.column_stack(
        [
            np.nansum(cells.yearly("delivered", money=level, regime="one_gate")[:, :, -1], axis=1)
            for level in times
        ]
    )

    def elasticity(weights: Weights) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            return slopes(np.log(times), np.log(weights @ delivered))

    found = estimate(elasticity, cells.replicates)
    return [[found], [found], [_ceremonial(cells, money=0.0, regime="one_gate")]]


def ceremony(cells: Cells) -> list[list[Estimate]]:
    """Compare how often papers are silent in a weak world, and in a helped one (F10)."""
    worlds = ("weak", "helped")
    return [
        [measure(cells, world=world)]
        for measure in (_years_of_silence, _silent_years, _ceremonial_months, _ceremonial)
        for world in worlds
    ]


def governance(cells: Cells) -> list[list[Estimate]]:
    """Return realised / planned of Semarang and Jung-gu where their MoU is in force (F12)."""
    rows = cells.table("partnerships", ["partnership", "formality", "delivered", "promised"])
    rows = rows[(rows["partnership"] == SEMARANG) & (rows["formality"] == "mou")]
    realised, planned = np.zeros((2, cells.replicates))
    at = rows["replicate"].to_numpy()
    realised[at], planned[at] = rows["delivered"], rows["promised"]
    return [
        [
            estimate(
                lambda weights: quotient(weights @ realised, weights @ planned), cells.replicates
            )
        ]
    ]


def evaluation(cells: Cells) -> list[list[Estimate]]:
    """Compare the means, and the slopes, of yearly deliveries over years three to ten (F13)."""
    yearly = []
    for monitored in ("yes", "no"):
        total = np.nansum(cells.yearly("delivered", monitored=monitored), axis=1)
        yearly.append(np.diff(total, axis=1, prepend=0.0)[:, 2:10])
    more = yearly[0] - yearly[1]
    return [[mean(more.mean(axis=1))], [mean(slopes(np.arange(3.0, 11.0), more))]]


def order_of_cases(cells: Cells) -> list[list[Estimate]]:
    """Test the claimed orders of the cases by deliveries that cities led (F17)."""
    wide = by_case(cells)
    above = [*FIRST_GROUP, JAKARTA]
    orders = (
        {BAUBAU: 1.0} | dict.fromkeys(FIRST_GROUP, 2.5),
        {BAUBAU: 1.0, SEMARANG: 2.0} | dict.fromkeys(above, 4.0),
    )
    baubau, semarang = wide[[BAUBAU]].to_numpy(), wide[SEMARANG].to_numpy()
    return [
        [mean(in_order(baubau, wide[[*FIRST_GROUP]].to_numpy()))],
        [mean(at_place(baubau, semarang, wide[above].to_numpy()))],
        *(
            [exact(page(wide[[*order]].to_numpy(dtype=float), np.array([*order.values()])))]
            for order in orders
        ),
    ]


def by_case(cells: Cells) -> pd.DataFrame:
    """Return the deliveries that cities led in each run (row) of each case (column)."""
    rows = cells.table("partnerships", ["partnership", "delivered_g2g"])
    rows = rows[rows["partnership"].isin(list(cells.config["partnerships"]))]
    return rows.astype({"partnership": str}).pivot_table(
        index="replicate", columns="partnership", values="delivered_g2g"
    )


def menus(cells: Cells) -> list[list[Estimate]]:
    """Compare the sectors in which each side proposes, and the share of economy in them (F18)."""
    wider = cells.values("sectors_second") - cells.values("sectors_first")
    every, of_economy = proposals(cells)

    def difference(weights: Weights) -> NDArray[np.float64]:
        indonesian, other = quotient(of_economy @ weights.T, every @ weights.T)
        return np.asarray(other - indonesian)

    return [
        [mean(wider)],
        [estimate(difference, cells.replicates)],
    ]


def proposals(cells: Cells) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the programmes that a side proposed, and those in economy, (sides, replicates).

    The Indonesian side stands first.
    """
    events = cells.table("events", ["kind", "city", "sector"])
    proposed = events[(events["kind"] == "programme_proposed") & events["city"].notna()]
    korean = {name for name, city in cells.config["cities"].items() if city["country"] == "korea"}
    side = proposed["city"].astype(str).isin(korean).to_numpy().astype(int)
    every, of_economy = np.zeros((2, 2, cells.replicates))
    at = side, proposed["replicate"].to_numpy()
    np.add.at(every, at, 1.0)
    np.add.at(of_economy, at, (proposed["sector"] == ECONOMY).to_numpy(dtype=float))
    return every, of_economy


def changes_of_budget(cells: Cells) -> NDArray[np.float64]:
    """Return the yearly changes of a budget in per cent, (replicates, years)."""
    yearly = cells.series("budget")
    return quotient(np.diff(yearly, axis=1), yearly[:, :-1]) * 100.0


def budgets(cells: Cells) -> list[list[Estimate]]:
    """Return the L-kurtosis of the yearly changes of a budget, in per cent (F22)."""
    changes = changes_of_budget(cells)
    replicate = np.repeat(np.arange(len(changes)), changes.shape[1])
    order = np.argsort(changes, axis=None)
    ordered, owner = changes.ravel()[order], replicate[order]

    def kurtosis(weights: Weights) -> NDArray[np.float64]:
        return np.array([l_kurtosis(ordered, one[owner]) for one in weights])

    return [[estimate(kurtosis, cells.replicates)]]


def l_kurtosis(ordered: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the ratio of the fourth to the second L-moment; values stand in ascending order.

    Each value counts ``weights`` times, at the middle of its share of the distribution (Hosking
    1990, Journal of the Royal Statistical Society B 52:105-124). NaN where nothing varies.
    """
    there = ~np.isnan(ordered)
    values, share = ordered[there], weights[there] / weights[there].sum()
    middle = np.cumsum(share) - share / 2.0
    second = share @ (values * (2.0 * middle - 1.0))
    fourth = share @ (values * (20.0 * middle**3 - 30.0 * middle**2 + 12.0 * middle - 1.0))
    return float(fourth / second) if second > 0.0 else float("nan")


def _ceremonial(cells: Cells, **levels: object) -> Estimate:
    """Return the share, among ties signed at the end, of those long without any delivery."""
    signed = cells.yearly("signed_share", **levels)[:, :, -1] > 0.5
    delivered = cells.yearly("delivered", **levels)
    before = np.nan_to_num(delivered[:, :, -1 - SILENT_YEARS])
    silent = signed & (delivered[:, :, -1] - before <= 0.0)

    return _share(silent[:, :, None], signed[:, :, None])


def _years_of_silence(cells: Cells, **levels: object) -> Estimate:
    """Return the share, among years of ties under a paper, of those in a long silence.

    A silence counts from its first year where it comes to last as long as makes a tie ceremonial.
    """
    under, silent = _papers_and_silence(cells, **levels)
    long = np.zeros_like(silent)
    for first in range(silent.shape[2] - SILENT_YEARS + 1):
        stretch = slice(first, first + SILENT_YEARS)
        long[:, :, stretch] |= silent[:, :, stretch].all(axis=2, keepdims=True)
    return _in_window(under & long, under)


def _silent_years(cells: Cells, **levels: object) -> Estimate:
    """Return the share, among years of ties under a paper, of those without any delivery."""
    under, silent = _papers_and_silence(cells, **levels)
    return _in_window(under & silent, under)


def _papers_and_silence(
    cells: Cells, **levels: object
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell of each year of each tie but its first whether it passed under a paper, and in silence.

    A year under a paper begins and ends under one; both are (replicates, ties, years - 1).
    """
    signed = cells.yearly("signed_share", **levels) > 0.5
    delivered = np.nan_to_num(cells.yearly("delivered", **levels))
    return signed[:, :, 1:] & signed[:, :, :-1], np.diff(delivered, axis=2) <= 0.0


def _in_window(some: NDArray[np.bool_], of: NDArray[np.bool_]) -> Estimate:
    """Return how many of the years of the window are some; the first year of a run is not there."""
    return _share(some[:, :, WINDOW - 1 :], of[:, :, WINDOW - 1 :])


def _ceremonial_months(cells: Cells, **levels: object) -> Estimate:
    """Return the share of ceremonial among signed ties, over all looks of the window."""
    signed = cells.yearly("signed_share", **levels)[:, :, WINDOW:] > 0.5
    ceremonial = cells.yearly("ceremonial_share", **levels)[:, :, WINDOW:] > 0.5
    return _share(ceremonial & signed, signed)


def _share(some: NDArray[np.bool_], of: NDArray[np.bool_]) -> Estimate:
    """Return how many ``of`` are ``some``; both are (replicates, ties, years)."""
    counts = [each.sum(axis=(1, 2)).astype(np.float64) for each in (some, of)]
    return ratio(*counts)
