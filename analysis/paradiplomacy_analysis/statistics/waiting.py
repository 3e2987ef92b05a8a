"""How long files wait to be cleared: the product-limit estimate, with the runs as units.

The table ``waits`` counts files by what ended their waiting. A file that was cleared is an event;
of one that was refused, lapsed, was withdrawn or is still open it is known only that it had not
been cleared until then: it is censored. The share cleared within so many months is estimated by the
product limit (Kaplan & Meier 1958, Journal of the American Statistical Association 53:457-481). It
is the share that would be cleared if no file ended otherwise, and lies above the share of all files
that were in fact cleared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLUMNS = ("country", "instrument", "months", "at_risk", "cleared", "low", "high")
"""Columns of an estimate: ``cleared`` is a share, ``low`` and ``high`` are the band's."""

Z95 = 1.959963984540054
"""Quantile of the standard normal distribution that leaves 2.5 % above it."""


def whole_chains(waits: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``waits`` that count from filing to the end of the chain."""
    return waits[waits["stage"].isna()]


def share_cleared(waits: pd.DataFrame) -> pd.DataFrame:
    """Estimate the share of files cleared within each number of months, pooled over runs.

    Takes rows of the table ``waits``, of whole chains only, and returns a row for each country,
    instrument and month from 0 to the longest wait: the files at risk then, the share cleared by
    then, and its 95 % band, complementary log-log so that it stays within 0 and 1. Files of one run
    are alike, so the variance is that between runs (Williams 1995, Lifetime Data Analysis
    1:171-186); were each file a run of its own, it would be Greenwood's (1926, Reports on Public
    Health and Medical Subjects 33), but for the factor n/(n - 1). With a single run there is
    nothing but the files to go by, and the variance is Greenwood's.
    """
    whole = whole_chains(waits)
    parts = [
        _estimate(rows).assign(
            country=rows["country"].iloc[0], instrument=rows["instrument"].iloc[0]
        )
        for _, rows in whole.groupby(["country", "instrument"], observed=True)
    ]
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS})
    return pd.concat(parts, ignore_index=True)[list(COLUMNS)]


def median_wait(months: NDArray[np.int64], cleared: NDArray[np.float64]) -> float:
    """Return the first of ``months`` by which half of the files are cleared; NaN if never."""
    reached = np.flatnonzero(cleared >= 0.5)
    return float(months[reached[0]]) if len(reached) else float("nan")


def _estimate(rows: pd.DataFrame) -> pd.DataFrame:
    """Estimate from the rows of one country and instrument."""
    events, left = _counts(rows)
    # At risk in a month is all that leaves then or later.
    exposed = np.cumsum(left[:, ::-1], axis=1)[:, ::-1]
    at_risk, cleared = exposed.sum(axis=0), events.sum(axis=0)
    waiting = np.cumprod(1.0 - cleared / at_risk)
    runs = len(events)
    if runs > 1:
        variance = _between_runs(events, exposed) * runs / (runs - 1)
    else:
        variance = _greenwood(cleared, at_risk)
    low, high = _band(waiting, variance)
    months = np.arange(events.shape[1])
    return pd.DataFrame(
        {
            "months": months,
            "at_risk": at_risk.astype(np.int64),
            "cleared": 1.0 - waiting,
            "low": low,
            "high": high,
        }
    )


def _counts(rows: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the files cleared, and all that stopped waiting, by run (row) and month (column)."""
    run, _ = pd.factorize(rows["run"])
    months, files = rows["months"].to_numpy(), rows["files"].to_numpy(dtype=np.float64)
    left = np.zeros((run.max() + 1, months.max() + 1))
    events = np.zeros_like(left)
    np.add.at(left, (run, months), files)
    event = (rows["ending"] == "cleared").to_numpy()
    np.add.at(events, (run[event], months[event]), files[event])
    return events, left


def _greenwood(cleared: NDArray[np.float64], at_risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the variance of the logarithm of the share that waits, files independent."""
    with np.errstate(divide="ignore"):
        return np.cumsum(cleared / (at_risk * (at_risk - cleared)))


def _between_runs(events: NDArray[np.float64], exposed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the same variance from the part that each run has in the estimate."""
    at_risk, cleared = exposed.sum(axis=0), events.sum(axis=0)
    expected = exposed * (cleared / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        influence = np.cumsum((events - expected) / (at_risk - cleared), axis=1)
    return np.asarray((influence**2).sum(axis=0))


def _band(
    waiting: NDArray[np.float64], variance: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the band of the share cleared; where nothing or all is cleared it has no width."""
    inner = (waiting > 0.0) & (waiting < 1.0)
    low, high = 1.0 - waiting, 1.0 - waiting
    log = np.log(waiting[inner])
    reach = Z95 * np.sqrt(variance[inner]) / -log
    low[inner] = 1.0 - np.exp(log * np.exp(-reach))
    high[inner] = 1.0 - np.exp(log * np.exp(reach))
    return low, high
