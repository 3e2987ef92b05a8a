"""Scorecards for tests, of made-up estimates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.estimates import Estimate, exact
from paradiplomacy_analysis.patterns.scorecard import COLUMNS, judged

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD, WIDE, BAD = Estimate(0.9, 0.8, 1.0), Estimate(0.0, -0.4, 0.4), Estimate(-0.5, -0.6, -0.4)
"""Estimates that the first part of F16 passes, leaves open and fails."""


def rows(name: str, variant: str, *estimates: Estimate, moved: bool = True) -> list[dict[str, Any]]:
    """Return the rows of a pattern whose parts have one estimate each; its check passes or not."""
    pattern = PATTERNS[name]
    measured: Sequence[Sequence[Estimate]] = [[each] for each in estimates]
    check = [[exact(math.inf if moved else 0.0)] for _ in pattern.moved]
    return [{"variant": variant, **row} for row in judged(pattern, measured, check)]


def card(*groups: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a scorecard of some rows."""
    return pd.DataFrame([row for group in groups for row in group], columns=list(COLUMNS))


def four(other: str = "gate = neutral") -> pd.DataFrame:
    """Return a card of four patterns, one for each verdict; under another variant one differs."""
    return card(
        rows("F10", "default", *[BAD] * 8),
        rows("F14", "default", exact(4.0), exact(0.1)),
        rows("F15", "default", *[GOOD] * 4, moved=False),
        rows("F16", "default", WIDE, WIDE),
        rows("F10", other, *[BAD] * 8),
        rows("F14", other, exact(4.0), exact(0.1)),
        rows("F15", other, *[GOOD] * 4, moved=False),
        rows("F16", other, GOOD, GOOD),
    )
