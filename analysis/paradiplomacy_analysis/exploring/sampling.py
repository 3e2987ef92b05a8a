"""How much of large results fits into a page: a part that is the same whoever draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def fitting_rows(frame: pd.DataFrame, most: int) -> NDArray[np.bool_]:
    """Return which rows are among at most ``most``, by the numbers of replicate and point.

    Of each point the first replicates are taken, so that points go on to share their luck; where
    not even one of each fits, the first of points at equal steps of their number.
    """
    if len(frame) <= most:
        return np.ones(len(frame), dtype=bool)
    replicate = frame["replicate"].to_numpy()
    rank = np.searchsorted(np.unique(replicate), replicate)
    whole = int(np.searchsorted(np.cumsum(np.bincount(rank)), most, side="right"))
    if whole:
        return np.asarray(rank < whole)
    first = np.flatnonzero(rank == 0)
    steps = np.arange(len(first) + 1) * most // len(first)
    kept = np.zeros(len(frame), dtype=bool)
    kept[first[np.diff(steps) > 0]] = True
    return kept


def told(frame: pd.DataFrame, kept: NDArray[np.bool_], each: str = "point") -> str:
    """Say which part of all runs is shown; "" where it is all.

    ``each`` is what has a row of every run: a point, or a tie.
    """
    if kept.all():
        return ""
    replicates = frame.loc[kept, "replicate"].nunique()
    points = frame.loc[kept, "point"].nunique() < frame["point"].nunique()
    how = f"the first {many(replicates, 'replicate')} of each {each}"
    how = f"{each}s at equal steps" if points else how
    size = f"{frame.loc[kept, 'run'].nunique():,} of {many(frame['run'].nunique(), 'run')}"
    return f"a sample of {size}, drawn by run number: {how}"
