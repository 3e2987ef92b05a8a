"""Tell which points of a design have their past in common: what a sweep of them runs once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy.configuration.dates import months_since_zero
from paradiplomacy.engines.branching import Kinship
from paradiplomacy.engines.pasts import parting
from paradiplomacy_experiments.execution.chunks import edited_worlds
from paradiplomacy_experiments.execution.plan import Task

if TYPE_CHECKING:
    from paradiplomacy_experiments.design.points import Points

MOST_LOOKED_AT = 100
"""Points that are compared, the first ones: each has to be built."""


@dataclass(frozen=True)
class CommonPast:
    """So many points that are the same until a calendar month, or in all months where it is None.

    ``points`` are their numbers.
    """

    points: tuple[int, ...]
    until: str | None


def common_pasts(points: Points) -> tuple[CommonPast, ...]:
    """Return which of the first hundred points have a past in common, the longest first.

    Those of one entry may have more in common among themselves. A point without a valid
    configuration has nothing in common with any.
    """
    if points.custom.files:
        return ()
    numbers = range(min(len(points), MOST_LOOKED_AT))
    prepared = edited_worlds(points, [Task(number, range(1), (number,)) for number in numbers])
    found: list[tuple[int, CommonPast]] = []
    for family in Kinship().families([(world, range(1)) for _, world in prepared], ()):
        members = tuple(sorted(prepared[place][0].point for place in family.pasts.values()))
        month = parting([*family.pasts])
        scenario = next(iter(family.pasts)).recording.config.scenario
        date = months_since_zero(scenario.start) + month
        until = f"{date // 12}-{date % 12 + 1:02}" if month < scenario.months else None
        found.append((month, CommonPast(members, until)))
    return tuple(common for _, common in sorted(found, key=lambda pair: (-pair[0], pair[1].points)))
