"""How each pattern is measured: the design that bears it, and its statistics, part by part.

A measure takes the runs of one variant and returns, for each part of the declared pattern in its
order, one estimate or several. What they are held against is declared elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_analysis.patterns.measures import (
    autonomy,
    carriers,
    controls,
    delivery,
    gates,
    publics,
    turnover,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate

    Measurement = Sequence[Sequence[Estimate]]


@dataclass(frozen=True)
class Measure:
    """The design whose runs bear a pattern, and the function of them that measures it."""

    design: str
    of: Callable[[Cells], Measurement]


MEASURES: dict[str, Measure] = {
    "F01": Measure("regimes", gates.response),
    "F02": Measure("regimes", gates.consistency),
    "F03": Measure("autonomy", autonomy.by_capacity),
    "F04": Measure("regimes", gates.mismatch),
    "F05": Measure("complements", delivery.complements),
    "F06": Measure("stages", gates.stages),
    "F07": Measure("participation", publics.participation),
    "F08": Measure("actors", carriers.steadiness),
    "F09": Measure("money", delivery.money),
    "F10": Measure("ceremony", delivery.ceremony),
    "F11": Measure("turnover", turnover.dormancy),
    "F12": Measure("cases", delivery.governance),
    "F13": Measure("evaluation", delivery.evaluation),
    "F14": Measure("baubau", carriers.baubau),
    "F15": Measure("carriers", carriers.conditions),
    "F16": Measure("initiative", gates.initiative),
    "F17": Measure("cases", delivery.order_of_cases),
    "F18": Measure("cases", delivery.menus),
    "F19": Measure("distance", publics.distance),
    "F20": Measure("norm", publics.norm),
    "F21": Measure("turnover", turnover.shield),
    "F22": Measure("budgets", delivery.budgets),
    "F23": Measure("identity", gates.identity),
    "F24": Measure("incident", publics.recovery),
    "N1": Measure("silence", controls.silence),
    "N2": Measure("papers", controls.papers),
    "N3": Measure("incident", controls.coupling),
    "N4": Measure("money", controls.money),
}
"""Every measure by the id of its pattern."""


def designs_for(patterns: Sequence[str]) -> list[str]:
    """Return the designs that some patterns need, each once, in alphabetical order."""
    return sorted({MEASURES[name].design for name in patterns})
