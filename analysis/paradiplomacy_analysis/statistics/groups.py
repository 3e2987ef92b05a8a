"""Groups of factors that a sampler moved together: they have indices of sensitivity together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from paradiplomacy_analysis.sample import Factor


@dataclass(frozen=True)
class Group:
    """Factors that were moved together; one that was moved alone is a group of its own name."""

    name: str
    members: tuple[Factor, ...]

    @property
    def is_several(self) -> bool:
        """Tell whether it has more than one member."""
        return len(self.members) > 1

    def column(self, points: pd.DataFrame, size: int) -> NDArray[np.float64]:
        """Return where each point of trajectories of ``size`` points lies, in the unit cube.

        Of several members that is 0 before any of them moved and 1 after: they have no common way.
        """
        columns = [coordinates(member, points[member.name]) for member in self.members]
        if not self.is_several:
            return columns[0]
        places = np.column_stack(columns).reshape(-1, size, len(columns))
        moved = (np.diff(places, axis=1) != 0.0).any(axis=2)
        gone = np.maximum.accumulate(moved, axis=1).astype(float)
        return np.hstack([np.zeros((len(gone), 1)), gone]).ravel()


def groups_of(factors: Sequence[Factor]) -> list[Group]:
    """Return the groups of some factors, in the order of their first members."""
    found: dict[str, list[Factor]] = {}
    for factor in factors:
        found.setdefault(factor.group or factor.name, []).append(factor)
    return [Group(name, tuple(members)) for name, members in found.items()]


def columns_of(groups: Sequence[Group]) -> dict[str, Any]:
    """Return the columns that name some groups in a table, with members where any has several."""
    named: dict[str, Any] = {"factor": [group.name for group in groups]}
    if any(group.is_several for group in groups):
        named["members"] = [", ".join(each.name for each in group.members) for group in groups]
    return named


def members_told(groups: Sequence[Group]) -> Iterator[str]:
    """Say which factors a group of several stands for."""
    for group in groups:
        if group.is_several:
            *first, last = (words(member.name) for member in group.members)
            yield f"The group {words(group.name)} is {', '.join(first)} and {last}, moved together."


def coordinates(factor: Factor, values: pd.Series) -> NDArray[np.float64]:
    """Return where values lie in [0, 1], of which only the order is meant to be read."""
    if factor.low is None or factor.high is None:
        place = {level: number for number, level in enumerate(factor.levels)}
        return np.asarray(values.map(place).to_numpy(float) / max(1, len(place) - 1))
    ends, numbers = np.array([factor.low, factor.high]), values.to_numpy(float)
    if factor.log:
        ends, numbers = np.log(ends), np.log(numbers)
    return np.asarray((numbers - ends[0]) / (ends[1] - ends[0]))
