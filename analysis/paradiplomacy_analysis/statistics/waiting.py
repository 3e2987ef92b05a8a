"""How files leave their wait: cumulative incidence of competing ends, with the runs as units.

The table ``waits`` counts files by what ended their waiting. A file that was refused, has lapsed or
was withdrawn will not be cleared any more: these ends compete. Only of a file that is still open
when a run ends is it unknown what becomes of it: it is censored. The share of all files that have
come to each end within so many months is estimated as Aalen & Johansen do (1978, Scandinavian
Journal of Statistics 5:141-150). With those that wait the shares add up to 1. Were refused files
censored, the share cleared would be that of a world in which nothing is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_results.intervals import half_width, of_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ENDS = ("cleared", "refused", "lapsed", "withdrawn")
"""What ends the waiting of a file; one of which nothing of this is true is still open."""

COLUMNS = (
    "country", "instrument", "months", "at_risk", "waiting",
    *(name for end in ENDS for name in (end, f"{end}_low", f"{end}_high")),
)  # fmt: skip
"""Columns of an estimate: shares of all files, with the bounds of their bands."""


def whole_chains(waits: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``waits`` that count from filing to the end of the chain."""
    return waits[waits["stage"].isna()]


def cumulative_incidence(waits: pd.DataFrame) -> pd.DataFrame:
    """Estimate the share of files that have come to each end by each month, pooled over runs.

    Takes rows of the table ``waits``, of whole chains only, and returns a row for each country,
    instrument and month from 0 to the longest wait: the files at risk then, the share that still
    waits after it, and the share that came to each of :data:`ENDS` by then, with its 95 % band,
    complementary log-log so that it stays within 0 and 1. Files of one run are alike, so the
    variance is that between runs, from the part that each has in the estimate (Williams 1995,
    Lifetime Data Analysis 1:171-186), and quantiles are Student's. With a single run there is
    nothing but the files to go by, and they count as independent.
    """
    whole = whole_chains(waits)
    parts = [
        incidence(rows).assign(
            country=rows["country"].iloc[0], instrument=rows["instrument"].iloc[0]
        )
        for _, rows in whole.groupby(["country", "instrument"], observed=True)
    ]
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def median_wait(months: NDArray[np.int64], cleared: NDArray[np.float64]) -> float:
    """Return the first of ``months`` by which half of all files are cleared; NaN if never."""
    reached = np.flatnonzero(cleared >= 0.5)
    return float(months[reached[0]]) if len(reached) else float("nan")


def incidence(rows: pd.DataFrame, ends: Sequence[str] = ENDS) -> pd.DataFrame:
    """Estimate the share that has come to each of some competing ends, month by month.

    ``rows`` has run, ending, months and files, how many left so; an ending that is none of ``ends``
    is not yet known. Columns are those of :func:`cumulative_incidence` from months on.
    """
    files = rows["files"].to_numpy(dtype=np.float64)
    units, _ = pd.factorize(rows["run"])
    several = units.max() > 0
    # Of one run each file is a unit; those of a row are alike, and count as often as they are.
    weights = np.ones(int(units.max()) + 1) if several else files
    units, counts = (units, files) if several else (np.arange(len(rows)), np.ones(len(rows)))
    ended, exposed = _counts(rows, ends, units, counts)
    at_risk = weights @ exposed
    rates = np.einsum("u,eum->em", weights, ended) / at_risk
    leaving = rates.sum(axis=0)
    waiting = np.cumprod(1.0 - leaving)
    before = np.concatenate([[1.0], waiting[:-1]])
    share = np.cumsum(before * rates, axis=1)
    number = len(weights) if several else int(files.sum())
    found = {
        "months": np.arange(len(leaving)),
        "at_risk": at_risk.astype(np.int64),
        "waiting": waiting,
    }
    # What each unit adds to the rates, as parts of them.
    own = (ended - exposed * rates[:, None]) / at_risk
    for end, reached, parts in zip(ends, share, own, strict=True):
        # Those that left by any end are no longer there to come to this one later.
        gone = own.sum(axis=0) / np.where(leaving < 1.0, 1.0 - leaving, np.inf)
        lost = reached * np.cumsum(gone, axis=1) - np.cumsum(reached * gone, axis=1)
        influence = np.cumsum(before * parts, axis=1) - lost
        variance = weights @ influence**2 * number / max(number - 1, 1)
        low, high = _band(reached, variance, number)
        found |= {end: reached, f"{end}_low": low, f"{end}_high": high}
    return pd.DataFrame(found)


def _counts(
    rows: pd.DataFrame,
    ends: Sequence[str],
    units: NDArray[np.int64],
    files: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the files that came to each end, (ends, units, months), and those at risk."""
    months = rows["months"].to_numpy()
    left = np.zeros((int(units.max()) + 1, int(months.max()) + 1))
    np.add.at(left, (units, months), files)
    ended = np.zeros((len(ends), *left.shape))
    for place, end in enumerate(ends):
        chosen = (rows["ending"] == end).to_numpy()
        np.add.at(ended[place], (units[chosen], months[chosen]), files[chosen])
    # At risk in a month is all that leaves then or later.
    return ended, np.cumsum(left[:, ::-1], axis=1)[:, ::-1]


def _band(
    share: NDArray[np.float64], variance: NDArray[np.float64], units: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the band of a share over so many units; of a single one there is none, NaN.

    Where no file has come to this end, or all have, it is that of none of the units, or of all.
    """
    if units < 2:
        return np.full_like(share, np.nan), np.full_like(share, np.nan)
    low, high = of_shares(np.where(share > 0.5, units, 0), units)
    inner = (share > 0.0) & (share < 1.0 - 1e-12)
    log = np.log1p(-share[inner])
    error = np.sqrt(variance[inner]) / (1.0 - share[inner])
    reach = half_width(error, units - 1.0) / -log
    low[inner], high[inner] = (-np.expm1(log * np.exp(sign * reach)) for sign in (-1.0, 1.0))
    return low, high
