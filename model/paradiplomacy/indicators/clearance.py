"""Indicators of papers and of the way to them: clearance, losses, consistency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.indicators.derived import gap, quotient
from paradiplomacy.indicators.registry import MEAN, SUM, indicator, ratio
from paradiplomacy.processes.shared.slots import first_slot, past_slots
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import APPROVED, LOI, MOU, NGO_LEAD, RUNNING

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@indicator("share of ties", "an LoI or MoU in force", high=1.0)
def signed_share(world: World, p: int) -> float:
    """Tell whether a tie has a paper."""
    return 1.0 if world.partnerships[p].formality >= LOI else 0.0


@indicator("share of ties", "an LoI in force", high=1.0)
def loi_share(world: World, p: int) -> float:
    """Tell whether a tie has an LoI, and nothing higher."""
    return 1.0 if world.partnerships[p].formality == LOI else 0.0


@indicator("share of ties", "an MoU in force", high=1.0, headline=True)
def mou_share(world: World, p: int) -> float:
    """Tell whether a tie has an MoU."""
    return 1.0 if world.partnerships[p].formality >= MOU else 0.0


@indicator("dossiers", "dossiers that both sides have cleared", summary=SUM)
def approved(world: World, p: int) -> float:
    """Count approvals."""
    return float(world.partnerships[p].approved)


@indicator("months", "months from filing to approval, summed over approved dossiers", summary=SUM)
def approval_wait(world: World, p: int) -> float:
    """Add up the waiting of what was approved."""
    return float(world.partnerships[p].approval_months)


@indicator(
    "months",
    "mean months from filing to approval, over approved dossiers",
    headline=True,
    of=("approval_wait", "approved"),
    combine=quotient,
)
def approval_months(world: World, p: int) -> float:
    """Measure the waiting of what was approved."""
    partnership = world.partnerships[p]
    return ratio(partnership.approval_months, partnership.approved)


@indicator("files", "files that the first city's side has cleared", summary=SUM)
def cleared_first(world: World, p: int) -> float:
    """Count what the first side cleared."""
    return float(world.partnerships[p].cleared[0])


@indicator("files", "files that the second city's side has cleared", summary=SUM)
def cleared_second(world: World, p: int) -> float:
    """Count what the second side cleared."""
    return float(world.partnerships[p].cleared[1])


@indicator("months", "months until the first city's side cleared a file, summed", summary=SUM)
def clearance_wait_first(world: World, p: int) -> float:
    """Add up the delay on the first side."""
    return float(world.partnerships[p].clearance_months[0])


@indicator("months", "months until the second city's side cleared a file, summed", summary=SUM)
def clearance_wait_second(world: World, p: int) -> float:
    """Add up the delay on the second side."""
    return float(world.partnerships[p].clearance_months[1])


@rule
def clearance(world: World, p: int, side: int) -> float:
    """Return the mean months until one side cleared a file, over those it cleared."""
    partnership = world.partnerships[p]
    return ratio(partnership.clearance_months[side], partnership.cleared[side])


@indicator(
    "months",
    "mean months until the first city's side cleared a file, over cleared files",
    of=("clearance_wait_first", "cleared_first"),
    combine=quotient,
)
def clearance_months_first(world: World, p: int) -> float:
    """Measure the delay on the first side."""
    return clearance(world, p, 0)


@indicator(
    "months",
    "mean months until the second city's side cleared a file, over cleared files",
    of=("clearance_wait_second", "cleared_second"),
    combine=quotient,
)
def clearance_months_second(world: World, p: int) -> float:
    """Measure the delay on the second side."""
    return clearance(world, p, 1)


@indicator(
    "months",
    "absolute difference of both sides' clearance months",
    of=("clearance_months_first", "clearance_months_second"),
    combine=gap,
)
def delay_gap(world: World, p: int) -> float:
    """Measure how much one side waits for the other."""
    return abs(clearance(world, p, 0) - clearance(world, p, 1))


@indicator(
    "losses",
    "dossiers refused or lapsed, and approved programmes never funded",
    headline=True,
    summary=SUM,
)
def lost_opportunities(world: World, p: int) -> float:
    """Count what came to nothing before it began."""
    partnership = world.partnerships[p]
    return float(partnership.refused + partnership.lapsed + partnership.abandoned)


@indicator("dossiers", "dossiers refused by a side", summary=SUM)
def refusals(world: World, p: int) -> float:
    """Count refusals."""
    return float(world.partnerships[p].refused)


@indicator("dossiers", "dossiers lost to patience", summary=SUM)
def lapses(world: World, p: int) -> float:
    """Count dossiers that waited too long."""
    return float(world.partnerships[p].lapsed)


@indicator("dossiers", "dossiers lost after one side had cleared them", summary=SUM)
def let_downs(world: World, p: int) -> float:
    """Count let-downs."""
    return float(world.partnerships[p].let_down_total)


@rule
def low_programmes(world: World, p: int) -> tuple[int, int]:
    """Return live programmes led by a city, and those out of line, each counted on both sides."""
    threshold = world.parameters.gate.national_threshold
    live = 0
    low = 0
    for g in range(first_slot(p), past_slots(world, p)):
        programme = world.programmes[g]
        if programme.lead != NGO_LEAD and programme.status in (APPROVED, RUNNING):
            for side in range(2):
                live += 1
                if programme.alignment[side] < threshold:
                    low += 1
    return live, low


@rule
def low_papers(world: World, p: int, instrument: int) -> tuple[int, int]:
    """Return the sides of a paper in force, of one instrument, and those out of line."""
    partnership = world.partnerships[p]
    if partnership.formality != instrument:
        return 0, 0
    low = 0
    for side in range(2):
        if partnership.agreement_alignment[side] < world.parameters.gate.national_threshold:
            low += 1
    return 2, low


@indicator(
    "1",
    "live agreements (approved or running programmes led by a city, papers in force) whose"
    " alignment with a side's national priority is below the national threshold, over both sides",
    high=1.0,
    headline=True,
    summary=MEAN,
)
def misalignment(world: World, p: int) -> float:
    """Measure the fragmentation of national interests."""
    programmes, low_of_programmes = low_programmes(world, p)
    letters, low_of_letters = low_papers(world, p, LOI)
    memoranda, low_of_memoranda = low_papers(world, p, MOU)
    live = programmes + letters + memoranda
    return ratio(low_of_programmes + low_of_letters + low_of_memoranda, live)


@indicator(
    "1",
    "misalignment of approved or running programmes led by a city alone",
    high=1.0,
    summary=MEAN,
)
def misalignment_programmes(world: World, p: int) -> float:
    """Measure fragmentation in programmes."""
    live, low = low_programmes(world, p)
    return ratio(low, live)


@indicator("1", "misalignment of letters of intent in force alone", high=1.0, summary=MEAN)
def misalignment_lois(world: World, p: int) -> float:
    """Measure fragmentation in letters of intent."""
    live, low = low_papers(world, p, LOI)
    return ratio(low, live)


@indicator("1", "misalignment of memoranda in force alone", high=1.0, summary=MEAN)
def misalignment_mous(world: World, p: int) -> float:
    """Measure fragmentation in memoranda."""
    live, low = low_papers(world, p, MOU)
    return ratio(low, live)
