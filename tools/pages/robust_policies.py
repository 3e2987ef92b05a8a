"""What searches for policies found: the robust policy of each, and what its measures add."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.sample import sample_of
from paradiplomacy_analysis.statistics.discovery import sure_boxes
from paradiplomacy_analysis.statistics.over_draws import OverDraws
from paradiplomacy_analysis.statistics.resampling import SEED, expanded, intervals
from paradiplomacy_analysis.statistics.robust import RESAMPLED, robust
from paradiplomacy_analysis.statistics.robust_worlds import BEST
from paradiplomacy_results.layout import LEVERS, TOGETHER
from paradiplomacy_results.searched import ROBUST
from tools.pages.runs import part_of_search, results

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.over_draws import Group

NONE, NOTHING, SPENT_ON = "none", "nothing", "spent_on"

STATES = {
    "fund": "money_matched",
    "officials": "vertical_coordination",
    "evaluations": "repairs",
    "reviewers": "approval_months",
}
"""What the sum of the centre moves; of a lever its design says so."""

WITHIN = 0.9
"""Share of draws that have to be within the limits for a policy to count as within them."""

FAR = 10.0
"""Standard deviations beyond which it is no matter how many they are."""


@dataclass(frozen=True)
class Search:
    """What one search, of a design and a regime, found: what is told of it."""

    name: str
    regime: str

    @cached_property
    def over(self) -> OverDraws:
        """Return its policies over draws."""
        return _over(self.name)

    @cached_property
    def group(self) -> Group:
        """Return those of the regime."""
        return next(each for each in self.over.groups if each.label["regime"] == self.regime)

    def table(self, name: str) -> pd.DataFrame:
        """Return the rows of the regime in a table of the method robust."""
        found = tables_of(self.name)[name]
        return found[found["regime"] == self.regime].reset_index(drop=True)

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Return the policies in the first aim, with the shares of draws beside them."""
        first = self.table("policies")
        first = first[first["aim"] == self.over.aims.each[0].text].reset_index(drop=True)
        shares = self.table("criteria").drop(columns=["regime", "policy"])
        return pd.concat([first, shares.drop(columns=[*self.own])], axis=1)

    @property
    def own(self) -> list[str]:
        """Return the factors that make a policy within the regime."""
        return [name for name in self.over.chosen if name != "regime"]

    @cached_property
    def best(self) -> int:
        """Return the place of the policy that gives up least."""
        inside = self.judged.get("within_limits", pd.Series(1.0, self.judged.index)) >= WITHIN
        return int(np.nanargmin(self.judged["regret"].where(inside).to_numpy()))

    @cached_property
    def base(self) -> int:
        """Return the place of the policy that does nothing."""
        return next(at for at in range(len(self.judged)) if not self.measures(at))

    def row(self, place: int) -> dict[str, Any]:
        """Return what is told of the policy at a place."""
        return records(self.judged)[place]

    @property
    def sure_boxes(self) -> pd.DataFrame:
        """Return the boxes of draws in which the policy is told to fail more, or less, often."""
        if "worlds" not in tables_of(self.name):
            return pd.DataFrame()
        boxes = self.table("worlds")
        mine = boxes["policy"] == self.row(self.best)["policy"]
        return sure_boxes({"boxes": boxes[mine & (boxes["claim"] != BEST)]})

    def measures(self, place: int) -> tuple[str, ...]:
        """Return the measures of a policy."""
        return measures_of(self.row(place))

    def gain(self, aim: int = 0) -> tuple[float, float, float]:
        """Return what the policy adds to doing nothing in an aim over draws, with its interval.

        Draws and replicates are both drawn again, as for all that is told of policies over draws.
        """
        sought = self.over.aims.each[aim]
        values = self.group.values(sought) * (1.0 if sought.more else -1.0)
        gained = values[self.best] - values[self.base]
        gained = gained[~np.isnan(gained).any(axis=1)]
        draws, replicates = gained.shape
        again = np.random.default_rng(SEED)
        counts = [again.multinomial(n, np.full(n, 1 / n), RESAMPLED) / n for n in gained.shape]
        means = np.einsum("ad,dr,ar->a", counts[0], gained, counts[1])
        return float(gained.mean()), *expanded(means, min(draws, replicates))

    def effects(self) -> dict[str, Effect]:
        """Return what each measure adds while the others are as the policy has them."""
        here = self.measures(self.best)
        found = {}
        for name in self.known:
            with_it = _with(here, name)
            one, other = (self.runs_of(each) for each in (with_it, _without(here, name)))
            if one is not None and other is not None:
                found[name] = Effect.of(one, other, self.state(name), part=name in here)
        return found

    @property
    def known(self) -> list[str]:
        """Return all measures that the search may take."""
        levers = list(results(self.name).manifest.design["levers"])
        return [*(STATES if self.name == "centre" else ()), *levers]

    def state(self, name: str) -> str:
        """Return the indicator that tells whether a measure moved what it is named for."""
        if name in STATES:
            return STATES[name]
        return str(results(self.name).manifest.design["levers"][name]["state"])

    def runs_of(self, measures: tuple[str, ...]) -> pd.DataFrame | None:
        """Return the runs of a policy in the search, None where it was not evaluated."""
        return _evaluated(self.name).get((self.regime, frozenset(measures)))

    def beyond(self) -> tuple[float, float, float] | None:
        """Return what the best policy beyond the limits adds to the best within; None without one.

        Of what the search evaluated, run by run: both were chosen by these runs.
        """
        over = self.over.aims
        means = {
            key: over.means(runs.assign(point=0)).iloc[0]
            for key, runs in _evaluated(self.name).items()
            if key[0] == self.regime
        }
        aim = over.each[0]
        inside = {key: bool(over.allowed(pd.DataFrame([row]))[0]) for key, row in means.items()}
        best = {}
        for allowed in (True, False):
            mine = {key: row[aim.text] for key, row in means.items() if inside[key] is allowed}
            if not mine:
                return None
            best[allowed] = _evaluated(self.name)[max(mine, key=lambda key: mine[key])]
        difference = aim.of(best[False]) - aim.of(best[True])
        return (float(difference.mean()), *_interval(difference))


@dataclass(frozen=True)
class Effect:
    """What a measure adds to effectiveness, with its interval, and how far it moved its state."""

    adds: float
    low: float
    high: float
    moved: float
    part: bool

    @classmethod
    def of(cls, one: pd.DataFrame, other: pd.DataFrame, state: str, *, part: bool) -> Effect:
        """Compare runs with a measure and without it, which share their luck."""
        difference = (one["effectiveness"] - other["effectiveness"]).to_numpy()
        shift = float((one[state] - other[state]).mean())
        adds = float(difference.mean())
        return cls(adds, *_interval(difference), _over_spread(shift, other[state]), part)

    @property
    def told(self) -> bool:
        """Tell whether it is told from chance."""
        return self.low > 0.0 or self.high < 0.0

    def __str__(self) -> str:
        """Write it as a cell: bold where it is part of the policy."""
        if self.adds == self.low == self.high == 0.0:
            return "nothing"
        cell = f"{self.adds:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"
        cell = f"**{cell}**" if self.part else cell
        moved = "moved far" if abs(self.moved) > FAR else f"moved {self.moved:+.1f} sd"
        return f"{cell}; {moved}"


def measures_of(row: Any) -> tuple[str, ...]:
    """Return the measures in the levels of a point."""
    levers = [] if row[LEVERS] == NONE else str(row[LEVERS]).split(TOGETHER)
    spent = row.get(SPENT_ON, NOTHING)
    # The centre binds cities to evaluate, a city evaluates by itself.
    named = {"evaluation": "evaluations"}.get(spent, spent)
    return (*([] if spent == NOTHING else [named]), *levers)


def _with(measures: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return measures and one more; the sum goes into one thing."""
    others = [each for each in measures if not (name in STATES and each in STATES)]
    return (*others, name)


def _without(measures: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Return measures but for one; what the sum goes into is held against its being left."""
    return tuple(each for each in measures if each != name and not (
        name in STATES and each in STATES))  # fmt: skip


def _over_spread(shift: float, runs: pd.Series[float]) -> float:
    """Return a shift in standard deviations of runs; infinite where these do not differ at all."""
    spread = float(runs.std(ddof=1))
    if not shift:
        return 0.0
    return shift / spread if spread > 0.0 else math.copysign(math.inf, shift)


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = intervals(values[:, None])
    return float(low[0]), float(high[0])


@cache
def _over(name: str) -> OverDraws:
    return OverDraws(sample_of(part_of_search(name, ROBUST)))


@cache
def tables_of(name: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the method robust for a search."""
    return dict(robust(sample_of(part_of_search(name, ROBUST))).tables)


@cache
def _evaluated(name: str) -> dict[tuple[str, frozenset[str]], pd.DataFrame]:
    """Return the runs of each policy that a search evaluated, replicate by replicate."""
    runs = results(name).runs.sort_values(["point", "replicate"])
    return {
        (str(rows["regime"].iloc[0]), frozenset(measures_of(rows.iloc[0]))): (
            rows.reset_index(drop=True)
        )
        for _, rows in runs.groupby("point")
    }
