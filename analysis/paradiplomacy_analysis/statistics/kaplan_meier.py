"""The product limit: how long spells last that had not all ended when the runs did.

A spell that had not ended yet is censored: it counts among those at risk until then. Estimate:
Kaplan & Meier 1958 (Journal of the American Statistical Association 53:457-481). Difference between
groups: the log-rank test (Mantel 1966, Cancer Chemotherapy Reports 50:163-170; Peto & Peto 1972,
Journal of the Royal Statistical Society A 135:185-207).

Spells of one run share its luck, and SciPy's ``ecdf`` and ``logrank`` take them as independent.
Here clusters are: the bands of curves have the variance between clusters (Williams 1995, Lifetime
Data Analysis 1:171-186), the bootstrap draws whole clusters (Davison & Hinkley 1997, Bootstrap
Methods and their Application, section 3.8), and the score of the log-rank test gets the variance of
its sums over clusters (Lin & Wei 1989, Journal of the American Statistical Association
84:1074-1078).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.resampling import expanded, resampled
from paradiplomacy_results.intervals import half_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

DRAWS = 1000
"""Draws of a bootstrap of clusters."""

FEWEST_CLUSTERS = 10
"""With fewer, neither intervals nor tests by clusters are given."""


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % interval; NaN is undefined, infinite is never reached."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class LogRank:
    """A log-rank test: statistic, degrees of freedom, p with spells and clusters as units."""

    statistic: float
    degrees: int
    p: float
    p_clustered: float


class Spells:
    """Count spells by the cluster they belong to and the month in which they were left."""

    def __init__(
        self, months: NDArray[np.int64], ended: NDArray[np.bool_], clusters: NDArray[Any]
    ) -> None:
        """Take for each spell its months, whether it ended (else it is censored), its cluster."""
        codes, labels = pd.factorize(clusters)
        self.clusters = len(labels)
        self.longest = int(months.max(initial=0))
        self._left = np.zeros((self.clusters, self.longest + 1))
        self._ended = np.zeros_like(self._left)
        np.add.at(self._left, (codes, months), 1.0)
        np.add.at(self._ended, (codes[ended], months[ended]), 1.0)

    def curve(self) -> pd.DataFrame:
        """Return month, at_risk, ended, survival, low, high; a row for month 0 and where any left.

        The band is the 95 % one on the scale of log(-log), by the variance between clusters. Where
        nothing has ended it has no width; where all have, or clusters are few, it is undefined.
        """
        ended, left = self._ended.sum(axis=0), self._left.sum(axis=0)
        at_risk = _at_risk(left)
        survival = _survival(ended, at_risk)
        low, high = self._band(survival)
        month = np.arange(self.longest + 1)
        whole = pd.DataFrame(
            {
                "month": month,
                "at_risk": at_risk.astype(np.int64),
                "ended": ended.astype(np.int64),
                "survival": survival,
                "low": low,
                "high": high,
            }
        )
        shown = (left > 0) | (month == 0)
        return pd.DataFrame(whole[shown]).reset_index(drop=True)

    def median(self) -> Interval:
        """Return the first month by which half have ended, with its bootstrap interval."""
        return self._with_interval(medians)

    def survival_at(self, month: int) -> Interval:
        """Return the share that lasts longer than ``month``, with its bootstrap interval.

        Undefined where no spell was watched for so long while some had not ended.
        """
        return self._with_interval(lambda ended, left: _shares_at(ended, left, month))

    def _band(self, survival: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
        low, high = np.full_like(survival, math.nan), np.full_like(survival, math.nan)
        low[survival == 1.0] = high[survival == 1.0] = 1.0
        if self.clusters < FEWEST_CLUSTERS:
            return low, high
        exposed = _at_risk(self._left)
        at_risk, ended = exposed.sum(axis=0), self._ended.sum(axis=0)
        inner = (survival > 0.0) & (survival < 1.0)
        # The part that each cluster has in the logarithm of the estimate.
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.cumsum(
                (self._ended - exposed * (ended / at_risk)) / (at_risk - ended), axis=1
            )
        variance = (part[:, inner] ** 2).sum(axis=0) * self.clusters / (self.clusters - 1)
        log = np.log(survival[inner])
        reach = half_width(np.sqrt(variance), self.clusters - 1.0) / -log
        low[inner] = np.exp(log * np.exp(reach))
        high[inner] = np.exp(log * np.exp(-reach))
        return low, high

    def _with_interval(
        self,
        estimate: Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]],
    ) -> Interval:
        ended, left = (counts.sum(axis=0, keepdims=True) for counts in (self._ended, self._left))
        value = float(estimate(ended, left)[0])
        if self.clusters < FEWEST_CLUSTERS or math.isnan(value):
            return Interval(value, math.nan, math.nan)
        return Interval(value, *expanded(estimate(*self._drawn), self.clusters))

    @cached_property
    def _drawn(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return what ended, and what was left, in each month of each draw."""
        both = np.hstack([self._ended, self._left])
        drawn = resampled(
            lambda shares: np.rint(shares * self.clusters) @ both, self.clusters, DRAWS
        )
        ended, left = np.hsplit(drawn, 2)
        return ended, left


def log_rank(
    months: NDArray[np.int64],
    ended: NDArray[np.bool_],
    groups: NDArray[Any],
    clusters: NDArray[Any],
) -> LogRank:
    """Test whether spells of all groups end at the same rate; one entry for each spell.

    ``p`` takes spells as independent, ``p_clustered`` clusters, which groups may share. What cannot
    be told is NaN: with one group, no ending, or fewer than :data:`FEWEST_CLUSTERS` clusters.
    """
    from scipy.stats import chi2

    group, names = pd.factorize(groups, sort=True)
    count = len(names)
    size = int(months.max(initial=0)) + 1
    left, events = np.zeros((count, size)), np.zeros((count, size))
    np.add.at(left, (group, months), 1.0)
    np.add.at(events, (group[ended], months[ended]), 1.0)
    exposed = _at_risk(left)
    at_risk, deaths = exposed.sum(axis=0), events.sum(axis=0)
    share = exposed / np.maximum(at_risk, 1.0)
    hazard = deaths / np.maximum(at_risk, 1.0)
    excess = (events - share * deaths).sum(axis=1)
    # Deaths of a month are drawn without replacement from those at risk in it.
    weight = deaths * (at_risk - deaths) / np.maximum(at_risk - 1.0, 1.0)
    spread = -(share * weight) @ share.T + np.diag((share * weight).sum(axis=1))
    statistic = _quadratic(excess, spread)
    own = np.eye(count)[group]
    score = ended[:, None] * (own - share[:, months].T)
    score += np.cumsum(share * hazard, axis=1)[:, months].T
    score -= own * np.cumsum(hazard)[months][:, None]
    cluster, labels = pd.factorize(clusters)
    sums = np.zeros((len(labels), count))
    np.add.at(sums, cluster, score)
    robust = math.nan
    if len(labels) >= FEWEST_CLUSTERS:
        robust = _quadratic(excess, sums.T @ sums * len(labels) / (len(labels) - 1))
    degrees = count - 1
    return LogRank(
        statistic, degrees, float(chi2.sf(statistic, degrees)), float(chi2.sf(robust, degrees))
    )


def _quadratic(excess: NDArray[np.float64], spread: NDArray[np.float64]) -> float:
    """Return the statistic from all groups but the last, which the others determine."""
    inner = spread[:-1, :-1]
    if len(inner) == 0 or np.linalg.matrix_rank(inner) < len(inner):
        return math.nan
    return float(excess[:-1] @ np.linalg.solve(inner, excess[:-1]))


def _at_risk(left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is at risk in a month, months last: all that is left then or later."""
    return np.cumsum(left[..., ::-1], axis=-1)[..., ::-1]


def _survival(ended: NDArray[np.float64], at_risk: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cumprod(1.0 - ended / np.maximum(at_risk, 1.0), axis=-1))


def medians(ended: NDArray[np.float64], left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first month by which half have ended, infinite where never.

    ``ended`` and ``left`` count, in each month (last axis), what ended and all that was left then.
    """
    # Shares of whole numbers may miss one half by rounding.
    reached = _survival(ended, _at_risk(left)) <= 0.5 + 1e-12
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1), math.inf)


def restricted_means(
    ended: NDArray[np.float64], left: NDArray[np.float64], horizon: int
) -> NDArray[np.float64]:
    """Return the mean months until ended, none counted beyond ``horizon``.

    The area under the estimate (Royston & Parmar 2013, BMC Medical Research Methodology 13:152).
    ``ended`` and ``left`` are those of :func:`medians`, and reach to the horizon or further.
    """
    return np.asarray(_survival(ended, _at_risk(left))[..., :horizon].sum(axis=-1))


def _shares_at(
    ended: NDArray[np.float64], left: NDArray[np.float64], month: int
) -> NDArray[np.float64]:
    survival = _survival(ended, _at_risk(left))
    longest = survival.shape[-1] - 1
    at = survival[:, min(month, longest)]
    watched = left[:, month:].sum(axis=-1) > 0.0
    return np.where(watched | (at == 0.0), at, math.nan)
