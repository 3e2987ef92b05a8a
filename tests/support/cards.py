"""Scorecards for tests, of made-up estimates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from paradiplomacy_analysis.patterns import PATTERNS
from paradiplomacy_analysis.patterns.estimates import Estimate, exact
from paradiplomacy_analysis.patterns.scorecard import COLUMNS, judged

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD, WIDE, BAD = Estimate(0.9, 0.8, 1.0), Estimate(0.8, 0.6, 1.0), Estimate(0.2, 0.1, 0.25)


def rows(name: str, variant: str, *estimates: Estimate) -> list[dict[str, Any]]:
    """Return the rows of a pattern whose parts have one estimate each."""
    measured: Sequence[Sequence[Estimate]] = [[each] for each in estimates]
    return [{"variant": variant, **row} for row in judged(PATTERNS[name], measured)]


def card(*groups: list[dict[str, Any]]) -> pd.DataFrame:
    """Return a scorecard of some rows."""
    return pd.DataFrame([row for group in groups for row in group], columns=list(COLUMNS))


def three(other: str = "gate = neutral") -> pd.DataFrame:
    """Return a card of three patterns, one for each verdict; under another variant one differs."""
    return card(
        rows("F10", "default", BAD, BAD),
        rows("F14", "default", exact(4.0), exact(0.1)),
        rows("F16", "default", WIDE),
        rows("F10", other, BAD, BAD),
        rows("F14", other, exact(4.0), exact(0.1)),
        rows("F16", other, GOOD),
    )
