"""The table of NGOs: each organisation year by year, from the year in which it came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from paradiplomacy.state.actors import NGO
from paradiplomacy.state.codes import NGO_KINDS, NONE
from paradiplomacy_results.requested.columns import (
    YEAR,
    RequestedTable,
    field,
    flow,
    made,
    row_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy_results.requested.snapshots import Snapshots


def _ties(world: Snapshots) -> NDArray[Any]:
    engaged, exists = world.partnerships.engaged, world.partnerships.exists
    counts = np.zeros(world.ngos.shape, dtype=np.int64)
    found = np.nonzero((engaged != NONE) & (exists == 1)[..., None])
    np.add.at(counts, (*found[:2], engaged[found]), 1)
    return counts


def _known(world: Snapshots) -> NDArray[Any]:
    """Tell which organisations exist or have existed; a latent one has raised no money yet."""
    ngo = world.ngos
    return np.asarray((ngo.active == 1) | (ngo.generation > 0) | (ngo.granted > 0.0))


NGOS = RequestedTable(
    name="ngos",
    about="organisation that exists or has existed, and year",
    source=NGO,
    every=YEAR,
    there=_known,
    columns={
        "ngo": row_of(NGO, "id of the organisation; of one founded on the way, CITY: KIND"),
        "home": field(NGO, "home", names="cities"),
        "kind": field(NGO, "kind", names=NGO_KINDS),
        "active": field(NGO, "active"),
        "generation": field(NGO, "generation"),
        "ties": made(_ties, "ties", "ties in which it is engaged", kind="whole"),
        "capability": field(NGO, "capability"),
        "legitimacy": field(NGO, "legitimacy"),
        "budget": field(NGO, "budget"),
        "spent": flow(NGO, "spent"),
        "success": field(NGO, "success"),
    },
    more=field,
)
"""Each organisation at the end of each year."""
