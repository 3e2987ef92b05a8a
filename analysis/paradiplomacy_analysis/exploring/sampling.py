"""How much of large results fits into a page: a part that is the same whoever draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def fitting_rows(frame: pd.DataFrame, most: int) -> NDArray[np.bool_]:
    """Return which rows are among at most ``most``, by the numbers of replicate and point.

    Of each point the first replicates are taken, so that points go on to share their luck; where
    not even one of each fits, every second, third or later point.
    """
    if len(frame) <= most:
        return np.ones(len(frame), dtype=bool)
    replicate, point = frame["replicate"].to_numpy(), frame["point"].to_numpy()
    rank = np.searchsorted(np.unique(replicate), replicate)
    counts = np.cumsum(np.bincount(rank))
    whole = int(np.searchsorted(counts, most, side="right"))
    if whole:
        return np.asarray(rank < whole)
    step = -(-int((rank == 0).sum()) // max(most, 1))
    return np.asarray((rank == 0) & (point % step == 0))


def told(kept: NDArray[np.bool_]) -> str:
    """Say which part of all runs is shown; "" where it is all."""
    if kept.all():
        return ""
    return (
        f"a sample of {int(kept.sum()):,} of {len(kept):,} runs, drawn by run number: the first "
        "replicates of each point, or every so many points"
    )
