"""The table of papers: the legal life of each letter and memorandum beside its active life."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.state.codes import INSTRUMENTS, NONE, PAPER_ENDINGS
from paradiplomacy.state.relations import Paper
from paradiplomacy_results.requested.columns import RequestedTable, field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.requested.snapshots import Snapshots


def _signed(world: Snapshots) -> NDArray[Any]:
    """Tell which rows hold a paper of a tie that was founded.

    Raises ``ValueError`` where there were more papers than there is room for.
    """
    tie = world.papers.partnership
    if (world.clock.papers > tie.shape[-1]).any():
        raise ValueError(
            f"more than {tie.shape[-1]:,} papers were signed, more than their terms allow: a "
            "custom rule ends them earlier, so that the table of papers would lack some"
        )
    # A tie that the scenario founds later may have its paper already.
    exists = np.take_along_axis(world.partnerships.exists, np.maximum(tie, 0), axis=2)
    return np.asarray((tie != NONE) & (exists == 1))


PAPERS = RequestedTable(
    name="papers",
    about="paper of a partnership",
    source=Paper,
    every=0,
    there=_signed,
    columns={
        "partnership": field(Paper, "partnership", names="partnerships"),
        "instrument": field(Paper, "instrument", names=INSTRUMENTS),
        "signed": field(Paper, "signed"),
        "renewals": field(Paper, "renewals"),
        "renewed": field(Paper, "renewed", null="never"),
        "ended": field(Paper, "ended", null="in force at the end"),
        "ending": field(Paper, "ending", names=PAPER_ENDINGS),
        "delivered": field(Paper, "delivered"),
        "active_until": field(Paper, "active_until", null="nothing was delivered under it"),
    },
    more=field,
)
"""Each paper in the order in which they were signed, those of the start first."""
