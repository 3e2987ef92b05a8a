"""Policies that were run over the same draws: which factors were drawn, where each run belongs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.sample import DRAWS as BY_DRAWS
from paradiplomacy_analysis.statistics.discovery import rule_of
from paradiplomacy_analysis.statistics.robust_text import told_policies
from paradiplomacy_analysis.statistics.searched import section_of
from paradiplomacy_analysis.statistics.tradeoffs import PAIRS
from paradiplomacy_analysis.wording import level_text
from paradiplomacy_results.aims import Aim, Aims, aims_of
from paradiplomacy_results.errors import UnfitError
from paradiplomacy_results.layout import RUNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor, Sample
    from paradiplomacy_results.criteria import Criterion

LESS = frozenset(aim.outcome for pair in PAIRS for aim in pair if not aim.more)
"""Outcomes of which less is wanted, where no search says what is sought."""


def is_robust(sample: Sample) -> bool:
    """Tell whether a sample is what a search held against draws of the worlds."""
    return bool(section_of(sample, "robust").get("drawn"))


@dataclass(frozen=True)
class OverDraws:
    """Policies over draws: which factors were drawn, and where each run belongs."""

    sample: Sample

    @cached_property
    def drawn(self) -> tuple[Factor, ...]:
        """Return the factors of the draws."""
        names = set(section_of(self.sample, "robust").get("drawn", ()))
        if not names and self.sample.sampler == BY_DRAWS:
            names = set(self.sample.sampling["rows"][0])
        found = tuple(factor for factor in self.sample.factors if factor.name in names)
        if not found or len(found) == len(self.sample.factors):
            raise UnfitError(
                f"{self.sample.results.directory} holds no policies that were run over the same "
                'draws: that takes a design with sampler.kind = "draws" and other factors or '
                "levers, or a search with a table [robust]"
            )
        return found

    @property
    def left(self) -> bool:
        """Tell whether draws are those that a record leaves, and not those of the prior."""
        return section_of(self.sample, "robust").get("matching") is not None

    @cached_property
    def chosen(self) -> list[str]:
        """Return the factors that make a policy."""
        drawn = {factor.name for factor in self.drawn}
        return [factor.name for factor in self.sample.factors if factor.name not in drawn]

    @cached_property
    def each(self) -> list[str]:
        """Return the factors within whose levels policies are compared."""
        return list(section_of(self.sample, "search").get("each", ()))

    @cached_property
    def aims(self) -> Aims:
        """Return what is sought."""
        known = self.sample.results.manifest.measured(RUNS)
        if search := section_of(self.sample, "search"):
            return aims_of(search, known)
        each = (Aim(name, more=not is_less(name)) for name in self.sample.outcomes)
        return Aims(tuple(each))

    @cached_property
    def success(self) -> Criterion | None:
        """Return the criterion of success, if there is one; raise :class:`UnfitError` for a bad."""
        return None if self.sample.success is None else rule_of(self.sample)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Return the runs with all that is judged."""
        wanted = [*self.aims.names, *(self.success.names if self.success else ())]
        columns = {name: self.sample.measured(name) for name in dict.fromkeys(wanted)}
        return self.sample.runs[["point", "replicate"]].assign(**columns)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Return policy and draw of each point by their numbers; equal draws stay apart."""
        points = self.sample.points()
        policy = points.groupby(self.chosen, sort=False, observed=True).ngroup()
        names = [factor.name for factor in self.drawn]
        alike = points.groupby(names, sort=False, observed=True, dropna=False).ngroup()
        again = pd.DataFrame({"policy": policy, "alike": alike}).groupby(["policy", "alike"])
        draw, _ = pd.factorize(pd.MultiIndex.from_arrays([alike, again.cumcount()]))
        return pd.DataFrame({"policy": policy, "draw": draw}, index=points.index)

    @cached_property
    def policies(self) -> pd.DataFrame:
        """Return the levels of each policy, in the order of the design, and what it is called."""
        points = self.sample.points()[self.chosen]
        levels = points.groupby(self.places["policy"].to_numpy(), sort=True).first()
        return levels.assign(policy=told_policies(levels, self.each))

    @cached_property
    def draws(self) -> int:
        """Return how many draws there are."""
        return int(self.places["draw"].max()) + 1

    @cached_property
    def groups(self) -> list[Group]:
        """Return the policies that are compared with one another; alone, none is a choice."""
        levels = self.policies
        if not self.each:
            return [Group(self, levels.index.to_numpy(), {})]
        parts = levels.groupby(self.each, sort=False, observed=True)
        return [
            Group(self, part.index.to_numpy(), dict(zip(self.each, label, strict=True)))
            for label, part in parts
        ]

    def wide(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what each run has as (policies, draws, replicates), NaN where there is no run."""
        runs, at = self.runs, self.places.reindex(self.runs["point"])
        replicate, known = pd.factorize(runs["replicate"], sort=True)
        found = np.full((len(self.policies), self.draws, len(known)), np.nan)
        found[at["policy"], at["draw"], replicate] = values
        return found


@dataclass(frozen=True)
class Group:
    """Policies that are compared with one another, by their numbers, and the levels they share."""

    over: OverDraws
    members: NDArray[np.int64]
    label: Mapping[str, Any]

    def values(self, aim: Aim) -> NDArray[np.float64]:
        """Return an aim, more of which is better, as (policies, draws, replicates)."""
        sign = 1.0 if aim.more else -1.0
        return sign * self.over.wide(aim.of(self.over.runs))[self.members]

    @property
    def levels(self) -> pd.DataFrame:
        """Return the levels of its policies, as text."""
        found = self.over.policies.loc[self.members]
        return found.map(level_text).reset_index(drop=True)


def is_less(outcome: str) -> bool:
    """Tell whether less of an outcome is wanted, where nobody says so: costs, delays and the like.

    Who pays is told in the names of costs: ``cost_city`` is one like ``cost``.
    """
    return outcome in LESS or outcome.partition("_")[0] in LESS


def meeting(group: Group) -> NDArray[np.bool_] | None:
    """Return where at least half of the runs meet the criterion of success, (policies, draws)."""
    rule = group.over.success
    if rule is None:
        return None
    met = rule.of({name: group.over.runs[name] for name in rule.names}).astype(np.float64)
    return np.asarray(np.nanmean(group.over.wide(met)[group.members], axis=2) >= 0.5)
