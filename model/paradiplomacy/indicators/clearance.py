"""Indicators of papers and of the way to them: clearance, losses, consistency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.registry import UNDEFINED, indicator
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import APPROVED, LOI, MOU, NGO_LEAD, RUNNING

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator("share of ties", "an LoI or MoU in force", high=1.0)
def signed_share(world: World, p: int) -> float:
    """Tell whether a tie has a paper."""
    return 1.0 if world.partnerships[p].formality >= LOI else 0.0


@indicator("share of ties", "an MoU in force", high=1.0, headline=True)
def mou_share(world: World, p: int) -> float:
    """Tell whether a tie has an MoU."""
    return 1.0 if world.partnerships[p].formality >= MOU else 0.0


@indicator("months", "mean months from filing to approval, over approved dossiers", headline=True)
def approval_months(world: World, p: int) -> float:
    """Measure the waiting of what was approved."""
    partnership = world.partnerships[p]
    return (
        partnership.approval_months / partnership.approved
        if partnership.approved > 0
        else UNDEFINED
    )


@rule
def clearance(world: World, p: int, side: int) -> float:
    """Return the mean months until one side cleared a file, over those it cleared."""
    partnership = world.partnerships[p]
    return (
        partnership.clearance_months[side] / partnership.cleared[side]
        if partnership.cleared[side] > 0
        else UNDEFINED
    )


@indicator("months", "mean months until the first city's side cleared a file, over cleared files")
def clearance_months_first(world: World, p: int) -> float:
    """Measure the delay on the first side."""
    return clearance(world, p, 0)


@indicator("months", "mean months until the second city's side cleared a file, over cleared files")
def clearance_months_second(world: World, p: int) -> float:
    """Measure the delay on the second side."""
    return clearance(world, p, 1)


@indicator("months", "absolute difference of both sides' clearance months")
def delay_gap(world: World, p: int) -> float:
    """Measure how much one side waits for the other."""
    return abs(clearance(world, p, 0) - clearance(world, p, 1))


@indicator(
    "losses",
    "dossiers refused or lapsed, and approved programmes never funded, so far",
    headline=True,
)
def lost_opportunities(world: World, p: int) -> float:
    """Count what came to nothing before it began."""
    partnership = world.partnerships[p]
    return float(partnership.refused + partnership.lapsed + partnership.abandoned)


@indicator("dossiers", "dossiers refused by a side so far")
def refusals(world: World, p: int) -> float:
    """Count refusals."""
    return float(world.partnerships[p].refused)


@indicator("dossiers", "dossiers lost to patience so far")
def lapses(world: World, p: int) -> float:
    """Count dossiers that waited too long."""
    return float(world.partnerships[p].lapsed)


@indicator("dossiers", "dossiers lost after one side had cleared them, so far")
def let_downs(world: World, p: int) -> float:
    """Count let-downs."""
    return float(world.partnerships[p].let_down_total)


@indicator(
    "1",
    "live agreements (approved or running programmes led by a city, papers in force) whose"
    " alignment with a side's national priority is below the national threshold, over both sides",
    high=1.0,
    headline=True,
)
def misalignment(world: World, p: int) -> float:
    """Measure the fragmentation of national interests."""
    threshold = world.parameters.gate.national_threshold
    partnership = world.partnerships[p]
    live = 0
    low = 0
    for g in range(first_slot(p), past_slots(world, p)):
        programme = world.programmes[g]
        if programme.lead != NGO_LEAD and programme.status in (APPROVED, RUNNING):
            for side in range(2):
                live += 1
                if programme.alignment[side] < threshold:
                    low += 1
    if partnership.formality > 0:
        for side in range(2):
            live += 1
            if partnership.agreement_alignment[side] < threshold:
                low += 1
    return low / live if live > 0 else UNDEFINED
