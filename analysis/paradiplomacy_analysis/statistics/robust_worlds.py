"""In which worlds a policy is good enough, or the best: boxes in the space of what was drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from paradiplomacy_analysis.finding import records
from paradiplomacy_analysis.statistics.choice import SUCCESS
from paradiplomacy_analysis.statistics.conditions import comparable
from paradiplomacy_analysis.statistics.discovery import FEWEST_POINTS, Halves, box_tables
from paradiplomacy_analysis.statistics.over_draws import meeting
from paradiplomacy_analysis.statistics.resampling import one_half
from paradiplomacy_analysis.statistics.significance import holm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from paradiplomacy_analysis.statistics.over_draws import Group, OverDraws

MOST_POLICIES = 4
"""Policies of each comparison whose worlds are told: those with the least regret."""

OF_A_BOX = ("conditions", "density", "base", "coverage", "p")
"""What is told of a box, as discovery has it."""

GOOD_ENOUGH, FAILS, BEST = "meets the criterion", "misses the criterion", "is the best"


def worlds_of(over: OverDraws, policies: pd.DataFrame) -> pd.DataFrame:
    """Return the first box of each policy and claim, judged by draws that had no part in it."""
    if over.draws < FEWEST_POINTS:
        return pd.DataFrame()
    first = over.aims.each[0].text
    rows = [
        {**{name: row[name] for name in [*over.chosen, "policy"]}, "claim": claim, **box}
        for group in over.groups
        for row, claim, where in _claims(group, policies[policies["aim"] == first])
        for box in _boxes(over, where)
    ]
    if not rows:
        return pd.DataFrame()
    table = pd.DataFrame(rows)
    return table.assign(p_holm=holm(table["p"]))


def _claims(group: Group, policies: pd.DataFrame) -> Iterator[tuple[Any, str, NDArray[np.bool_]]]:
    """Yield the rows of the leading policies, what is claimed of each, and where it is so."""
    means = np.nanmean(group.values(group.over.aims.each[0]), axis=2)
    enough = meeting(group)
    own = policies.merge(group.levels.assign(place=np.arange(len(group.members))))
    for row in own.nsmallest(MOST_POLICIES, "regret").to_dict("records"):
        place = int(row["place"])
        if enough is not None:
            yield row, GOOD_ENOUGH, enough[place]
            yield row, FAILS, ~enough[place]
        yield row, BEST, means[place] == means.max(axis=0)


def _boxes(over: OverDraws, where: NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    """Yield the best box of the draws in which something is so, where there is one."""
    halves = Halves(_drawn(over), where, one_half(over.draws))
    found = box_tables(halves, [SUCCESS]) if halves.suffice else {}
    for box in records(found["boxes"].head(1)) if found else ():
        yield {"draws": box["points"], **{name: box[name] for name in OF_A_BOX}}


def _drawn(over: OverDraws) -> pd.DataFrame:
    """Return what was drawn, a row for each draw in the order of their numbers."""
    points = comparable(replace(over.sample, factors=over.drawn))
    first = ~over.places["draw"].duplicated().to_numpy()
    order = np.argsort(over.places["draw"].to_numpy()[first])
    return points[first].iloc[order].reset_index(drop=True)
