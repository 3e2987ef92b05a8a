"""The end of a dossier: approval, refusal, lapse, and what each does to the tie.

Part of the gate. The city that filed a dossier follows it up: approved when both sides have
cleared it, lost when one refuses or when patience runs out. A paper that is approved is signed;
one past its legal term lapses, or goes on for another where it is extended automatically. Sources
as in :mod:`paradiplomacy.processes.gate`; E41, E138.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import gate
from paradiplomacy.processes.gate import review
from paradiplomacy.processes.gate.queues import has_queues, side_city, withdraw
from paradiplomacy.processes.gate.waiting import count_chain, count_stage
from paradiplomacy.processes.shared.journal import (
    log,
    record_end,
    record_renewal,
    record_signature,
)
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.randomness import DECISION, EXTENSION, bernoulli, uniform_once
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    AGREEMENT_LAPSED,
    AGREEMENT_RENEWED,
    APPROVED,
    BY_LAPSE,
    BY_WITHDRAWAL,
    CLEARED,
    CLOSED,
    DOSSIER_APPROVED,
    DOSSIER_LAPSED,
    DOSSIER_REFUSED,
    DOSSIER_SLOTS,
    FREE,
    LAPSED,
    LET_DOWN,
    LOI,
    LOI_SIGNED,
    MOU_SIGNED,
    NONE,
    OPEN,
    PENDING,
    REFUSED,
    STILL_OPEN,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def follow_up(world: World, c: int) -> None:
    """Let city ``c`` conclude the dossiers it filed, and note papers whose term has ended."""
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if side == 0 and partnership.formality > 0 and world.clock.month >= partnership.expires:
            end_term(world, p, c)
        if partnership.pending == 0:
            continue
        for d in range(p * DOSSIER_SLOTS, (p + 1) * DOSSIER_SLOTS):
            dossier = world.dossiers[d]
            if dossier.status == OPEN and dossier.proposer == side:
                conclude(world, d)


@rule
def end_term(world: World, p: int, c: int) -> None:
    """Let the paper in force of tie ``p`` lapse, or go on for another term if it says so."""
    partnership = world.partnerships[p]
    if partnership.extends == 1:
        partnership.expires += legal_term(world, partnership.formality)
        partnership.in_term = 0
        record_renewal(world, p)
        log(world, AGREEMENT_RENEWED, p, c)
    else:
        partnership.formality = 0
        record_end(world, p, LAPSED)
        log(world, AGREEMENT_LAPSED, p, c)


@rule
def legal_term(world: World, agreement: int) -> int:
    """Return for how many months a letter of intent, or a memorandum, is signed."""
    parameters = world.parameters.gate
    return parameters.loi_term if agreement == LOI else parameters.mou_term


@rule
def conclude(world: World, d: int) -> None:
    """Approve dossier ``d``, give it up, or leave it waiting."""
    dossier = world.dossiers[d]
    if world.mechanisms.gate == gate.NEUTRAL:
        for side in range(2):
            wait_fixed(world, d, side)
    one = dossier.decision[0]
    other = dossier.decision[1]
    if one == CLEARED and other == CLEARED:
        approve(world, d)
    elif REFUSED in (one, other):
        give_up(world, d, DOSSIER_REFUSED)
    elif world.clock.month - dossier.filed >= world.parameters.gate.patience:
        give_up(world, d, DOSSIER_LAPSED)


@rule
def wait_fixed(world: World, d: int, side: int) -> None:
    """Let one side's file wait its fixed time, then decide it (neutral variant)."""
    dossier = world.dossiers[d]
    if dossier.decision[side] != PENDING:
        return
    if dossier.wait[side] > 0:
        dossier.wait[side] -= 1
        return
    passes = True
    for k in range(dossier.stage[side]):
        u = uniform_once(world.clock, DECISION, dossier.key, 2 * k + side)
        if not bernoulli(u, world.parameters.gate.neutral_acceptance):
            passes = False
    if passes:
        review.clear(world, d, side)
    else:
        review.refuse(world, d, side)


@rule
def approve(world: World, d: int) -> None:
    """Close dossier ``d`` as approved: its programme may start, or its paper is signed."""
    dossier = world.dossiers[d]
    clock = world.clock
    p = dossier.partnership
    partnership = world.partnerships[p]
    c = side_city(world, d, dossier.proposer)
    dossier.status = CLOSED
    partnership.pending -= 1
    partnership.approved += 1
    partnership.approval_months += clock.month - dossier.filed
    log(world, DOSSIER_APPROVED, p, c, sector=dossier.sector)
    if dossier.agreement == 0:
        programme = world.programmes[dossier.programme]
        programme.status = APPROVED
        programme.approved_at = clock.month
        return
    sign(world, d)


@rule
def sign(world: World, d: int) -> None:
    """Sign the paper that dossier ``d`` asked for, or renew it for another term."""
    dossier = world.dossiers[d]
    month = world.clock.month
    p = dossier.partnership
    partnership = world.partnerships[p]
    if dossier.renews == 1:
        kind = AGREEMENT_RENEWED
    elif dossier.agreement == LOI:
        kind = LOI_SIGNED
    else:
        kind = MOU_SIGNED
    # A renewal approved in time prolongs the term, it does not cut it short.
    begins = max(month, partnership.expires) if dossier.renews == 1 else month
    if partnership.formality == 0 or dossier.renews == 0:
        partnership.signed = month
        share = world.parameters.gate.automatic_extension
        u = uniform_once(world.clock, EXTENSION, dossier.key, 0)
        partnership.extends = 1 if bernoulli(u, share) else 0
        record_signature(world, p, dossier.agreement)
    else:
        record_renewal(world, p)
    partnership.formality = max(partnership.formality, dossier.agreement)
    partnership.expires = begins + legal_term(world, dossier.agreement)
    partnership.in_term = 0
    partnership.renewing = 0
    for side in range(2):
        partnership.agreement_alignment[side] = dossier.alignment[side]
    log(world, kind, p, side_city(world, d, dossier.proposer), sector=dossier.sector)


@rule
def give_up(world: World, d: int, kind: int) -> None:
    """Close dossier ``d`` as refused or lapsed; a side that had cleared a promise is let down."""
    dossier = world.dossiers[d]
    p = dossier.partnership
    partnership = world.partnerships[p]
    dossier.status = CLOSED
    partnership.pending -= 1
    for side in range(2):
        if dossier.decision[side] == CLEARED and dossier.promises == 1:
            partnership.let_downs[side] += 1
            partnership.let_down_total += 1
            log(world, LET_DOWN, p, partnership.cities[side], sector=dossier.sector)
        elif dossier.decision[side] == PENDING:
            drop_file(world, d, side, BY_LAPSE if kind == DOSSIER_LAPSED else BY_WITHDRAWAL)
    if dossier.programme != NONE:
        world.programmes[dossier.programme].status = FREE
    if kind == DOSSIER_REFUSED:
        partnership.refused += 1
    else:
        partnership.lapsed += 1
    log(world, kind, p, side_city(world, d, dossier.proposer), sector=dossier.sector)


@rule
def drop_file(world: World, d: int, side: int, ending: int) -> None:
    """Take one side's file out of the chain, wherever it waits."""
    count_chain(world, d, side, ending)
    if has_queues(world):
        count_stage(world, d, side, ending)
        withdraw(world, d, side)


@rule
def close_books(world: World) -> None:
    """Count the files that still wait when a run ends."""
    for d in range(world.clock.partnership_count * DOSSIER_SLOTS):
        dossier = world.dossiers[d]
        for side in range(2):
            if dossier.status == OPEN and dossier.decision[side] == PENDING:
                count_chain(world, d, side, STILL_OPEN)
                if has_queues(world):
                    count_stage(world, d, side, STILL_OPEN)
