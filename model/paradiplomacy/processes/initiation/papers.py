"""Papers for their own sake: a signature is worth something to a mayor, whatever comes of it.

Part of initiation. Rule in words. Now and then a mayor asks for the next paper of a tie that both
cities carry, a letter of intent and then a memorandum, with no programme in view: the more driven
the mayor, the more often. As any paper it is asked for only where both cities have a staff that is
large enough for what it permits: without people who prepare it no letter is written (E65-E67, E79).
Such a dossier takes the same way through the gate as any other. But it promises nothing beside the
signature, so that nobody is let down where it is lost. A paper that a programme needs is asked for
in :mod:`~paradiplomacy.processes.initiation.proposals`.

Equations. With d the mayor's drive and w the ``paper_wish``, in a month without a memorandum,
without a paper that waits and with the staff for the next one::

    P(a side asks for the next paper) = w d

Sources. Politicians advertise, claim credit and take positions, whatever follows: Mayhew 1974
(Congress: The Electoral Connection); acts that reassure in place of what they speak of: Edelman
1964 (The Symbolic Uses of Politics); both in words, form assumed. Evidence: E41, E65-E67, E79, E80,
E133.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes import initiation
from paradiplomacy.processes.initiation.opportunities import both_could_staff, chosen_sector
from paradiplomacy.processes.initiation.proposals import file_dossier
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.randomness import PAPER_WISH, bernoulli, child_key, uniform
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    DOSSIER_SLOTS,
    MOU,
    NONE,
    OPEN,
    PAPER_WISHED,
    PROGRAMME_SLOTS,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def wish_papers(world: World, c: int) -> None:
    """Let the mayor of city ``c`` ask for the next paper of a tie, for its own sake."""
    city = world.cities[c]
    if world.mechanisms.initiation != initiation.EVENT_HISTORY or city.agenda_top <= 0.0:
        return
    chance = world.parameters.initiation.paper_wish * city.drive
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        wanted = partnership.formality + 1
        if wanted > MOU or not is_free(world, p) or not both_could_staff(world, p, wanted):
            continue
        u = uniform(world.clock, PAPER_WISH, child_key(partnership.key, side), 0)
        if bernoulli(u, chance):
            d = file_paper(world, p, side, wanted, wanted)
            log(world, PAPER_WISHED, p, c, sector=world.dossiers[d].sector)


@rule
def is_free(world: World, p: int) -> bool:
    """Tell whether both cities carry tie ``p``, and none of its papers waits for clearance."""
    partnership = world.partnerships[p]
    paper = world.dossiers[p * DOSSIER_SLOTS + PROGRAMME_SLOTS]
    return partnership.carried[0] + partnership.carried[1] == 2 and paper.status != OPEN


@rule
def file_paper(world: World, p: int, side: int, instrument: int, agreement: int) -> int:
    """File for a paper on which no programme hangs, cleared as ``instrument``; return its dossier.

    Its key counts down, so that papers leave the draws of the tie's programmes as they are.
    """
    partnership = world.partnerships[p]
    d = p * DOSSIER_SLOTS + PROGRAMME_SLOTS
    key = child_key(partnership.key, -2 - partnership.papers_made)
    partnership.papers_made += 1
    sector = chosen_sector(world, partnership.cities[side], key, BOTTOM_UP)
    file_dossier(world, d, key, NONE, instrument, p, side, sector, BOTTOM_UP)
    world.dossiers[d].agreement = agreement
    world.dossiers[d].promises = 0
    return d
