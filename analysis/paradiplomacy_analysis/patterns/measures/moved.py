"""Manipulation checks: whether what was meant to move did, or was there, pattern by pattern.

Each is declared as ``moved`` of its pattern, and returns the estimates of each of its parts. An
effect that is not there says nothing about a world in which its cause was not there either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy_analysis.patterns.effects import difference, standardised
from paradiplomacy_analysis.patterns.estimates import estimate, mean, quotient
from paradiplomacy_analysis.patterns.measures import (
    carriers,
    delivery,
    drivers,
    gates,
    papers,
    publics,
    turnover,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from paradiplomacy_analysis.patterns.cells import Cells
    from paradiplomacy_analysis.patterns.estimates import Estimate, Weights

Levels = dict[str, Any]
LOW, HIGH = "low", "high"
WAIT = "approval_months"


def in_sd(cells: Cells, indicator: str, to: Levels, frm: Levels, of: str = "") -> Estimate:
    """Return by how many standard deviations an indicator differs between two points."""
    return standardised(cells.values(indicator, **to), cells.values(indicator, **frm), of)


def stages_passed(cells: Cells) -> list[list[Estimate]]:
    """Count the stages that a memorandum passes under one gate, less those without (F01)."""
    counts = [
        gates.stages_and_files(cells, regimes) for regimes in (gates.ONE_GATE, gates.PROGRESSIVE)
    ]

    def more(weights: Weights) -> NDArray[np.float64]:
        one, free = (quotient(weights @ stages, weights @ files) for stages, files in counts)
        return np.asarray(one - free)

    return [[estimate(more, cells.replicates)]]


def waits(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to approval under one gate and without (F02)."""
    return [[in_sd(cells, WAIT, {"regimes": gates.ONE_GATE}, {"regimes": gates.PROGRESSIVE})]]


def waits_by_capacity(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to approval without autonomy and with it (F03)."""
    none, whole = (
        np.mean(
            [
                cells.values(WAIT, autonomy=autonomy, city_capacity=capacity)
                for capacity in cells.levels("city_capacity")
            ],
            axis=0,
        )
        for autonomy in (min(cells.levels("autonomy")), max(cells.levels("autonomy")))
    )
    return [[standardised(none, whole)]]


def slower_side(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to clearance on the side with one gate, unlike and like regimes (F04)."""
    levels = ({"regimes": gates.MIXED}, {"regimes": gates.PROGRESSIVE})
    return [[in_sd(cells, "clearance_months_first", *levels)]]


def complements(cells: Cells) -> list[list[Estimate]]:
    """Compare each stock where it is high and where it is low, the others low (F05)."""
    low = {"alignment": LOW, "city_capacity": LOW, "public": LOW}
    return [
        [
            in_sd(cells, "misalignment", low, low | {"alignment": HIGH}, "alignment"),
            in_sd(cells, "capacity", low | {"city_capacity": HIGH}, low, "capacity"),
            in_sd(cells, "participation", low | {"public": HIGH}, low, "participation"),
        ]
    ]


def waits_by_stages(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to approval with all stages and with one (F06)."""
    return [[in_sd(cells, WAIT, {"stages": "8"}, {"stages": "1"})]]


def publics_held(cells: Cells) -> list[list[Estimate]]:
    """Compare participation at its ends, and what contact does to images of the partner (F07)."""
    held = cells.levels("held")
    least, most = (
        cells.values("participation", held=level, meeting="usual")
        for level in (min(held), max(held))
    )
    much, little = ({"held": max(held), "meeting": how} for how in ("much", "little"))
    return [[difference(most, least)], [in_sd(cells, "perception", much, little)]]


def incidents_reach(cells: Cells) -> list[list[Estimate]]:
    """Ask whether an incident moved the states, and the ties of governments alone (F08)."""
    events = (carriers.DECLARED, carriers.HARDER)
    level = {
        event: cells.series("bilateral", actors=carriers.ONE, incident=event)
        for event in (carriers.QUIET, *events)
    }
    every = cells.months // level[carriers.QUIET].shape[1]
    at = (publics.INCIDENT + publics.DURATION) // every - 1
    return [
        [difference(level[carriers.QUIET][:, at], level[event][:, at], event) for event in events],
        [_fall_in_sd(cells, event) for event in events],
    ]


def spending(cells: Cells) -> list[list[Estimate]]:
    """Compare what is spent at twice and at half the budgets (F09)."""
    money = [level for level in cells.levels("money") if level > 0.0]
    most, least = ({"money": level, "regime": "one_gate"} for level in (max(money), min(money)))
    return [[in_sd(cells, "cost", most, least)]]


def helped(cells: Cells) -> list[list[Estimate]]:
    """Compare capacity and participation in the two worlds of ceremony (F10)."""
    return [
        [
            in_sd(cells, name, {"world": "helped"}, {"world": "weak"}, name)
            for name in ("capacity", "participation")
        ]
    ]


def changes(cells: Cells) -> list[list[Estimate]]:
    """Count the changes of mayor in a city without a unit (F11)."""
    return [[_changes(cells)]]


def changes_and_risk(cells: Cells) -> list[list[Estimate]]:
    """Ask whether there is a risk after a change from which a unit could shield (F21)."""
    return [[_changes(cells)], [turnover.excess_risk(cells)]]


def governance(cells: Cells) -> list[list[Estimate]]:
    """Ask whether the memorandum of Semarang is in force, and its agencies work apart (F12)."""
    rows = cells.table("partnerships", ["partnership", "formality", "horizontal_coordination"])
    there = rows[(rows["partnership"] == delivery.SEMARANG) & (rows["formality"] == "mou")]
    agencies = rows.astype({"partnership": str}).pivot_table(
        index="replicate", columns="partnership", values="horizontal_coordination"
    )
    able = agencies[list(delivery.ABLE)].mean(axis=1)
    return [
        [mean(np.isin(np.arange(cells.replicates), there["replicate"]).astype(float))],
        [standardised(able.to_numpy(), agencies[delivery.SEMARANG].to_numpy())],
    ]


def repairs(cells: Cells) -> list[list[Estimate]]:
    """Compare the programmes repaired with monitoring and without (F13)."""
    return [[in_sd(cells, "repairs", {"monitored": "yes"}, {"monitored": "no"})]]


def counterfactuals(cells: Cells) -> list[list[Estimate]]:
    """Ask whether capacity and organisations are what the counterfactuals say (F14)."""
    factual = {"world": carriers.FACTUAL}
    return [
        [
            in_sd(cells, "capacity", {"world": "high_capacity"}, factual, "capacity"),
            in_sd(cells, "ngos_engaged", factual, {"world": "no_ngo"}, "NGOs"),
        ]
    ]


def conditions(cells: Cells) -> list[list[Estimate]]:
    """Compare capacity, and NGOs engaged, where each is high and where it is low (F15)."""
    low = {"city_capacity": LOW, "organisations": "none", "identity": LOW}
    return [
        [
            in_sd(cells, "capacity", low | {"city_capacity": HIGH}, low, "capacity"),
            in_sd(cells, "ngos_engaged", low | {"organisations": "present"}, low, "NGOs"),
        ]
    ]


def initiators(cells: Cells) -> list[list[Estimate]]:
    """Compare how far programmes are the centre's where cities and where it initiates (F16)."""
    levels = ({"initiative": "bottom-up"}, {"initiative": "top-down"})
    return [[in_sd(cells, "misalignment_programmes", *levels)]]


def cases_deliver(cells: Cells) -> list[list[Estimate]]:
    """Count what cities deliver in a case (F17)."""
    return [[mean(delivery.by_case(cells).to_numpy(dtype=float).mean(axis=1))]]


def sides_propose(cells: Cells) -> list[list[Estimate]]:
    """Count the programmes that each side proposes (F18)."""
    every, _ = delivery.proposals(cells)
    return [[mean(side, of) for side, of in zip(every, ("Indonesian", "Korean"), strict=True)]]


def contacts(cells: Cells) -> list[list[Estimate]]:
    """Compare contact where it began much and little, at the mean distance (F19)."""
    distances = cells.levels("distance")
    middle = distances[len(distances) // 2]
    much, little = ({"distance": middle, "contacts": how} for how in ("much", "little"))
    return [[in_sd(cells, "contact", much, little)]]


def adoption(cells: Cells) -> list[list[Estimate]]:
    """Return how many cities hold the norm at the end (F20)."""
    return [[mean(cells.series("norm_adopted", entrepreneurs="some")[:, -1])]]


def budgets_change(cells: Cells) -> list[list[Estimate]]:
    """Return the mean size of a yearly change of a budget (F22)."""
    return [[mean(np.nanmean(np.abs(delivery.changes_of_budget(cells)), axis=1))]]


def recognised(cells: Cells) -> list[list[Estimate]]:
    """Compare recognition where it began full and hardly any (F23)."""
    foreign = max(cells.levels("foreignness"))
    fully, hardly = (
        cells.values("recognition", foreignness=foreign, recognised=how)
        for how in ("fully", "hardly")
    )
    return [[difference(fully, hardly)]]


def incident_and_ties(cells: Cells) -> list[list[Estimate]]:
    """Ask whether the incident moved the states, and whether busy ties deliver (F24)."""
    level = cells.series("bilateral", ties="idle", coupling="usual")
    eve, end = publics.INCIDENT - 1, publics.INCIDENT + publics.DURATION - 1
    return [[difference(level[:, eve], level[:, end])], [_busy(cells)]]


def waits_in_networks(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to approval under one gate and without, the wait as it weighs (F25)."""
    one, free = (
        {"regime": regime, "wait": drivers.WEIGHED} for regime in ("one_gate", "progressive")
    )
    return [[in_sd(cells, WAIT, one, free)]]


def efforts_behind_the_gate(cells: Cells) -> list[list[Estimate]]:
    """Compare vertical coordination at high and low efforts, with one gate and without (F26)."""
    return [_coordinated(cells, (drivers.ONE_GATE, drivers.PROGRESSIVE))]


def efforts(cells: Cells) -> list[list[Estimate]]:
    """Compare vertical coordination at high and low efforts (F27)."""
    return [_coordinated(cells, (drivers.MIXED, drivers.BAUBAU))]


def informed(cells: Cells) -> list[list[Estimate]]:
    """Compare participation where the public is informed much and little (F28)."""
    much, little = ({"information": level} for level in (HIGH, LOW))
    return [
        [
            in_sd(cells, "participation", much | who, little | who, who["organisations"])
            for who in ({"organisations": name} for name in (drivers.FUNDED, drivers.UNFUNDED))
        ]
    ]


def granted(cells: Cells) -> list[list[Estimate]]:
    """Compare what cities have a year at a code of their budgets and at the one before (F29)."""
    steps = ((drivers.MIDDLE, LOW), (HIGH, drivers.MIDDLE))
    return [
        [
            in_sd(cells, "budget", {"grants": to}, {"grants": frm}, f"{frm} to {to}")
            for to, frm in steps
        ]
    ]


def papers_of_the_weak(cells: Cells) -> list[list[Estimate]]:
    """Count the papers that weak cities sign in a run (F30)."""
    signed = papers.signed_in_a_run(cells, papers.of_cities(cells, papers.WEAK))
    return [[mean(signed / len(papers.WEAK))]]


def busy_ties(cells: Cells) -> list[list[Estimate]]:
    """Compare the deliveries of busy and of idle ties (N3)."""
    return [[_busy(cells)]]


def deliveries(cells: Cells) -> list[list[Estimate]]:
    """Compare the deliveries of the two worlds of silence (N1)."""
    return [[in_sd(cells, "delivered", {"deliveries": "some"}, {"deliveries": "none"})]]


def papers_signed(cells: Cells) -> list[list[Estimate]]:
    """Compare the share of ties with a memorandum after a year (N2)."""
    with_paper, without = (
        cells.yearly("mou_share", paper=paper, proposals="of_all")[:, :, 0].mean(axis=1)
        for paper in ("mou", "none")
    )
    return [[difference(with_paper, without)]]


def waits_without_money(cells: Cells) -> list[list[Estimate]]:
    """Compare the months to approval of two regimes where nobody has money (N4)."""
    one, free = ({"money": 0.0, "regime": name} for name in ("one_gate", "progressive"))
    return [[in_sd(cells, WAIT, one, free)]]


def _coordinated(cells: Cells, worlds: Sequence[str]) -> list[Estimate]:
    return [
        standardised(*drivers.by_efforts(cells, "vertical_coordination", world), world)
        for world in worlds
    ]


def _busy(cells: Cells) -> Estimate:
    busy, idle = ({"ties": who, "coupling": "usual"} for who in ("busy", "idle"))
    return in_sd(cells, "delivered", busy, idle)


def _changes(cells: Cells) -> Estimate:
    cities = len(cells.config["cities"])
    return mean(cells.values("mayors_changed", unit=turnover.WITHOUT) / cities)


def _fall_in_sd(cells: Cells, event: str) -> Estimate:
    """Return the fall of trust in ties of governments alone, in sd of its mean between runs."""
    falls, count = carriers.falls(cells, carriers.ONE, event)
    trust = cells.yearly("trust", actors=carriers.ONE, incident=carriers.QUIET)
    level = np.nanmean(
        trust[:, :, carriers.INCIDENT : carriers.INCIDENT + carriers.AFTERWARDS], (1, 2)
    )
    own = quotient(falls, count)
    return standardised(level, level - own, event)
