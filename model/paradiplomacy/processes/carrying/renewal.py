"""The renewal of papers: through the gate, as a programme is, and only if anything was delivered.

Part of carrying. Sources as in :mod:`paradiplomacy.processes.carrying`; E84, E138.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.initiation.opportunities import chosen_sector
from paradiplomacy.processes.initiation.proposals import file_dossier
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.randomness import child_key
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import (
    BOTTOM_UP,
    DOSSIER_SLOTS,
    NONE,
    OPEN,
    PROGRAMME,
    PROGRAMME_SLOTS,
    RENEWAL_FILED,
)

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def renew_agreements(world: World, c: int) -> None:
    """Let city ``c`` file for renewal before a paper under which something was delivered ends."""
    lead = world.parameters.carrying.renewal_lead
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if side == 1 or partnership.formality == 0 or partnership.renewing == 1:
            continue
        d = p * DOSSIER_SLOTS + PROGRAMME_SLOTS
        wanted = partnership.in_term > 0 and partnership.carried[0] + partnership.carried[1] == 2
        if (
            world.clock.month >= partnership.expires - lead
            and wanted
            and world.dossiers[d].status != OPEN
        ):
            partnership.renewing = 1
            key = child_key(partnership.key, partnership.programmes_made)
            partnership.programmes_made += 1
            sector = chosen_sector(world, c, key, BOTTOM_UP)
            file_dossier(world, d, key, NONE, PROGRAMME, p, side, sector, BOTTOM_UP)
            world.dossiers[d].agreement = partnership.formality
            world.dossiers[d].renews = 1
            log(world, RENEWAL_FILED, p, c, sector=sector)
