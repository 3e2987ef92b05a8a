"""Draws of replicates for trials of an interval: fewer, and the same ones made once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.patterns import estimates
from paradiplomacy_analysis.statistics import resampling

if TYPE_CHECKING:
    import pytest

DRAWS = 250

_made = resampling._batches


@cache
def _made_once(*asked: int) -> tuple[Any, ...]:
    return tuple(_made(*asked))


def draw_fewer(patch: pytest.MonkeyPatch) -> None:
    """Have an estimate draw replicates less often.

    All estimates of as many replicates take the same draws, as they do of themselves; here these
    are made once for all trials.
    """
    patch.setattr(estimates, "DRAWS", DRAWS)
    patch.setattr(resampling, "_batches", _made_once)
