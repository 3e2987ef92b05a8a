"""The hazard of dormancy around a change of mayor: a logit in discrete time.

Each month in which an active tie could become dormant is a trial (Allison 1982, Sociological
Methodology 13:61-98). The odds of becoming dormant are regressed on whether a mayor of either city
changed within the last twelve months, on the age of the tie, and on whether the month is the first
in which it could: then nothing has been delivered since the tie was founded or revived, which is
far more often so than that deliveries stop later. Standard errors are clustered (Liang & Zeger
1986, Biometrika 73:13-22), intervals and p Student's with a degree less than there are clusters.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from paradiplomacy_analysis.statistics.kaplan_meier import FEWEST_CLUSTERS
from paradiplomacy_analysis.statistics.spells import TIE
from paradiplomacy_results.intervals import half_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

WINDOW = 12
"""Months for which a change of mayor counts as recent, that of the change included."""

EVENTS_PER_COVARIATE = 10
"""Ties that must have become dormant for each covariate (Peduzzi et al. 1996, Journal of Clinical
Epidemiology 49:1373-1379)."""

COVARIATES = ("age", "first")
"""What the odds are adjusted for."""

LEFT = ("mayor_elected", "mayor_left_early")
"""Events by which another mayor comes into office."""


class UndefinedError(Exception):
    """A hazard that cannot be estimated, and why."""


@dataclass(frozen=True)
class Odds:
    """An odds ratio with its 95 % interval, and what it comes from.

    ``rate`` and ``base`` are the shares of months in which a tie became dormant, with and without
    what the odds are of.
    """

    ratio: float
    low: float
    high: float
    p: float
    months: int
    events: int
    rate: float
    base: float


def exposed_months(
    active: pd.DataFrame,
    changes: pd.DataFrame,
    cities: Mapping[str, tuple[str, str]],
    dormant_after: int,
) -> pd.DataFrame:
    """Return the months in which ties could become dormant, one row for each.

    Takes the active ones of :func:`~paradiplomacy_analysis.statistics.spells.spells` with a column
    ``entry``, the events :data:`LEFT`, and the cities of ties by name; a tie whose cities are
    unknown is left out. Columns: ``run``, ``partnership``, ``month``; ``age``, years since the tie
    was first there; ``first``, whether it is the first such month of a spell; ``recent`` and
    ``earlier``, whether a mayor changed within the last 12 months and in the 12 before those,
    ``earlier`` missing where they reach back before the run; ``event``. No tie can become dormant
    in the first months of a spell: those are no trials.
    """
    known = active[active["partnership"].isin(list(cities))]
    known = known[known["months"] >= dormant_after]
    trials = (known["months"] - dormant_after + 1).to_numpy()
    rows = np.repeat(np.arange(len(known)), trials)
    ordinal = np.arange(len(rows)) - np.repeat(np.cumsum(trials) - trials, trials)
    since = dormant_after + ordinal
    month = known["start"].to_numpy()[rows] + since
    ending = known["ended"].to_numpy(dtype=bool)[rows]
    event = ending & (since == known["months"].to_numpy()[rows])
    recent, earlier = _changed(known, rows, month, changes, cities)
    return pd.DataFrame(
        {
            "run": known["run"].to_numpy()[rows],
            "partnership": known["partnership"].to_numpy()[rows],
            "month": month,
            "age": (month - known["entry"].to_numpy()[rows]) // 12,
            "first": (since == dormant_after).astype(float),
            "recent": recent,
            "earlier": np.where(month >= 2 * WINDOW - 1, earlier.astype(float), math.nan),
            "event": event,
        }
    )


def odds_of(exposed: pd.DataFrame, term: str, others: tuple[str, ...] = COVARIATES) -> Odds:
    """Estimate the odds ratio of becoming dormant for ``term``, given the ``others``.

    Takes rows of :func:`exposed_months` with a column ``cluster``. Raises :class:`UndefinedError`
    where too few ties became dormant, all did so with or all without the term, there are fewer
    clusters than :data:`~paradiplomacy_analysis.statistics.kaplan_meier.FEWEST_CLUSTERS`, or the
    regression has no solution.
    """
    from scipy.special import stdtr

    columns = [term, *others]
    rows = exposed.dropna(subset=columns)
    by_cell = rows.groupby(["cluster", *columns], as_index=False)["event"].agg(["size", "sum"])
    events, needed = int(by_cell["sum"].sum()), EVENTS_PER_COVARIATE * len(columns)
    if events < needed:
        raise UndefinedError(f"only {events} ties became dormant, and {needed} are needed")
    with_term = by_cell[term] > 0.5
    months = [int(by_cell.loc[part, "size"].sum()) for part in (with_term, ~with_term)]
    became = [int(by_cell.loc[part, "sum"].sum()) for part in (with_term, ~with_term)]
    if not all(months):
        raise UndefinedError("a mayor changed so shortly before in every month, or in none")
    if not all(became):
        raise UndefinedError("ties became dormant only after such a change, or never after one")
    clusters = by_cell["cluster"].nunique()
    if clusters < FEWEST_CLUSTERS:
        raise UndefinedError(f"there are only {clusters} independent runs")
    moving = [name for name in columns if by_cell[name].min() < by_cell[name].max()]
    design = np.column_stack([np.ones(len(by_cell)), by_cell[moving].to_numpy(dtype=float)])
    slope, error = _fitted(design, by_cell)
    # Beyond the largest exponent an interval has no end.
    with np.errstate(over="ignore"):
        reach = float(half_width(error, clusters - 1.0))
        ratio, low, high = np.exp(slope + np.array([0.0, -reach, reach]))
    return Odds(
        ratio=float(ratio),
        low=float(low),
        high=float(high),
        p=float(2.0 * stdtr(clusters - 1.0, -abs(slope / error))),
        months=sum(months),
        events=events,
        rate=became[0] / months[0],
        base=became[1] / months[1],
    )


def _fitted(design: NDArray[np.float64], by_cell: pd.DataFrame) -> tuple[float, float]:
    """Return the first slope and its clustered standard error."""
    import statsmodels.api as sm

    events = by_cell["sum"].to_numpy(dtype=float)
    trials = by_cell["size"].to_numpy(dtype=float)
    outcome = np.column_stack([events, trials - events])
    codes, _ = pd.factorize(by_cell["cluster"])
    with warnings.catch_warnings():
        # Of an outcome that the terms foretell, or a search that does not end.
        warnings.simplefilter("error")
        try:
            fit = sm.GLM(outcome, design, family=sm.families.Binomial()).fit(
                cov_type="cluster", cov_kwds={"groups": codes}
            )
        except (Warning, np.linalg.LinAlgError) as error:
            raise UndefinedError("the regression has no solution") from error
    return float(fit.params[1]), float(fit.bse[1])


def _changed(
    known: pd.DataFrame,
    rows: NDArray[np.int64],
    month: NDArray[np.int64],
    changes: pd.DataFrame,
    cities: Mapping[str, tuple[str, str]],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell for each month whether a mayor of the tie changed recently, and earlier."""
    sides = [
        known["partnership"].map({tie: pair[k] for tie, pair in cities.items()}) for k in (0, 1)
    ]
    names = pd.Index(changes["city"].astype(str).unique())
    # One number for each run, city and month, so that a window is a stretch of sorted numbers.
    stride = int(max(month.max(initial=0), changes["month"].max() if len(changes) else 0)) + 1
    stride += 2 * WINDOW
    width = len(names) + 1

    def place(run: pd.Series, city: pd.Series) -> NDArray[np.int64]:
        # A city whose mayor never changed has the place -1, where no change is.
        cities = names.get_indexer(city.astype(str)) + 1
        return np.asarray((run.to_numpy() * width + cities) * stride, dtype=np.int64)

    moments = np.sort(
        place(changes["run"], changes["city"]) + changes["month"].to_numpy() + 2 * WINDOW
    )
    recent = np.zeros(len(rows), dtype=bool)
    earlier = np.zeros(len(rows), dtype=bool)
    for side in sides:
        now = place(known["run"], side)[rows] + month + 2 * WINDOW
        upto = [np.searchsorted(moments, now - back, "right") for back in (0, WINDOW, 2 * WINDOW)]
        recent |= upto[0] > upto[1]
        earlier |= upto[1] > upto[2]
    return recent, earlier


def cities_of(ties: pd.Series, listed: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Return the two cities of each tie by name: the listed ones, else those that name it."""
    found: dict[str, tuple[str, str]] = {}
    for tie in ties.unique():
        pair = listed.get(tie, tie.split("~"))
        if isinstance(pair, list) and len(pair) == 2:
            found[tie] = (str(pair[0]), str(pair[1]))
    return found


def with_entry(active: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    """Return active spells with the month in which their tie was first there."""
    return active.merge(there[[*TIE, "entry"]], on=TIE, how="left")
