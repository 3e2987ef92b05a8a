"""The renewal of papers: will keeps a paper alive, and not what is delivered under it.

Part of carrying. A renewal goes through the gate as a programme does. It promises nothing, as in
:mod:`~paradiplomacy.processes.initiation.papers`. Sources as in
:mod:`paradiplomacy.processes.carrying`; E80, E84, E133, E138.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paradiplomacy.processes.initiation.papers import file_paper, is_free
from paradiplomacy.processes.shared.journal import log
from paradiplomacy.processes.shared.memberships import memberships
from paradiplomacy.rules import rule
from paradiplomacy.state.codes import PROGRAMME, RENEWAL_FILED

if TYPE_CHECKING:
    from paradiplomacy.state.world import World


@rule
def renew_agreements(world: World, c: int) -> None:
    """Let city ``c`` file for renewal before a paper ends in a tie that both cities carry."""
    parameters = world.parameters.carrying
    for p, side in memberships(world, c):
        partnership = world.partnerships[p]
        if side == 1 or partnership.formality == 0 or partnership.renewing == 1:
            continue
        wanted = partnership.extends == 0 and partnership.in_term >= parameters.renewal_deliveries
        if (
            world.clock.month >= partnership.expires - parameters.renewal_lead
            and wanted
            and is_free(world, p)
        ):
            partnership.renewing = 1
            d = file_paper(world, p, side, PROGRAMME, partnership.formality)
            world.dossiers[d].renews = 1
            log(world, RENEWAL_FILED, p, c, sector=world.dossiers[d].sector)
