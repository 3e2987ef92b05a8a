"""How each pattern is measured: the design that bears it, and its statistics, part by part.

A measure takes the runs of one variant and returns, for each part of the declared pattern in its
order, one estimate or several; so does its manipulation check. What they are held against is
declared elsewhere. A new pattern is an entry of ``declared.toml``, a design in
``experiments/paradiplomacy_experiments/patterns``, and a row of :data:`MEASURES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from paradiplomacy_analysis.patterns.measures import (
    autonomy,
    carriers,
    controls,
    delivery,
    drivers,
    gates,
    moved,
    papers,
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
    """The design whose runs bear a pattern, what measures it there, and its manipulation check."""

    design: str
    of: Callable[[Cells], Measurement]
    moved: Callable[[Cells], Measurement]


MEASURES: dict[str, Measure] = {
    "F01": Measure("regimes", gates.response, moved.stages_passed),
    "F02": Measure("regimes", gates.consistency, moved.waits),
    "F03": Measure("autonomy", autonomy.by_capacity, moved.waits_by_capacity),
    "F04": Measure("regimes", gates.mismatch, moved.slower_side),
    "F05": Measure("complements", delivery.complements, moved.complements),
    "F06": Measure("stages", gates.stages, moved.waits_by_stages),
    "F07": Measure("participation", publics.participation, moved.publics_held),
    "F08": Measure("actors", carriers.steadiness, moved.incidents_reach),
    "F09": Measure("money", delivery.money, moved.spending),
    "F10": Measure("ceremony", delivery.ceremony, moved.helped),
    "F11": Measure("turnover", turnover.dormancy, moved.changes),
    "F12": Measure("cases", delivery.governance, moved.governance),
    "F13": Measure("evaluation", delivery.evaluation, moved.repairs),
    "F14": Measure("baubau", carriers.baubau, moved.counterfactuals),
    "F15": Measure("carriers", carriers.conditions, moved.conditions),
    "F16": Measure("initiative", gates.initiative, moved.initiators),
    "F17": Measure("cases", delivery.order_of_cases, moved.cases_deliver),
    "F18": Measure("cases", delivery.menus, moved.sides_propose),
    "F19": Measure("distance", publics.distance, moved.contacts),
    "F20": Measure("norm", publics.norm, moved.adoption),
    "F21": Measure("turnover", turnover.shield, moved.changes_and_risk),
    "F22": Measure("budgets", delivery.budgets, moved.budgets_change),
    "F23": Measure("identity", gates.identity, moved.recognised),
    "F24": Measure("incident", publics.recovery, moved.incident_and_ties),
    "F25": Measure("networks", drivers.networks, moved.waits_in_networks),
    "F26": Measure("coordination", drivers.behind_the_gate, moved.efforts_behind_the_gate),
    "F27": Measure("coordination", drivers.coordination, moved.efforts),
    "F28": Measure("information", drivers.information, moved.informed),
    "F29": Measure("grants", drivers.grants, moved.granted),
    "F30": Measure("autonomy", papers.lives, moved.papers_of_the_weak),
    "N1": Measure("silence", controls.silence, moved.deliveries),
    "N2": Measure("papers", controls.papers, moved.papers_signed),
    "N3": Measure("incident", controls.coupling, moved.busy_ties),
    "N4": Measure("money", controls.money, moved.waits_without_money),
}
"""Every measure by the id of its pattern."""


def designs_for(patterns: Sequence[str]) -> list[str]:
    """Return the designs that some patterns need, each once, in alphabetical order."""
    return sorted({MEASURES[name].design for name in patterns})
