"""Measures of turnover: which months count as after a change, and what they are held against."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.patterns.measures import turnover
from tests.support.cells import FakeCells

EVEN = np.full((1, 2), 0.5)


def months_of(ties: dict[str, list[int]], run: int = 0) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"run": run, "partnership": tie, "month": month}
            for tie, months in ties.items()
            for month in months
        ]
    )


def test_months_count_from_the_latest_change_in_either_city() -> None:
    exposed = months_of({"a-b": [9, 10, 12, 40], "c-d": [12]})
    changes = pd.DataFrame(
        {"run": [0, 0, 0, 1], "city": ["a", "b", "z", "d"], "month": [10, 12, 12, 3]}
    )
    found = turnover.with_changes(exposed, changes, {"a-b": ("a", "b"), "c-d": ("c", "d")})
    assert found["since"].tolist() == [10, 0, 0, 28, 13]
    # What changed in another run, or in a city of no tie, is no change.
    assert found["changed"].tolist() == [False, True, True, True, False]


def test_what_lies_between_soon_and_long_belongs_to_neither_side() -> None:
    exposed = pd.DataFrame(
        {"since": [0, 11, 12, 23, 24, 40, 5], "changed": [True] * 5 + [False, False]}
    )
    side = turnover._soon(exposed, 12)
    assert side.exposed["since"].tolist() == [0, 11, 24, 40]
    assert side.after.tolist() == [True, True, False, False]


def at_risk(after: tuple[int, int], other: tuple[int, int]) -> turnover._Matched:
    """Return two replicates alike, with months at risk and events on both sides."""
    rows = []
    for replicate in (0, 1):
        for changed, (months, events) in ((True, after), (False, other)):
            rows += [
                {
                    "replicate": replicate, "age": 1, "first": 0.0, "event": k < events,
                    "changed": changed,
                }
                for k in range(months)
            ]  # fmt: skip
    exposed = pd.DataFrame(rows)
    side = turnover._Side(exposed, exposed["changed"].to_numpy())
    return turnover._Matched(side, FakeCells(replicates=2)())


def test_ratio_and_difference_are_those_of_the_hazards() -> None:
    matched = at_risk((40, 8), (100, 10))
    assert matched.ratio(EVEN)[0] == pytest.approx(0.2 / 0.1)
    assert matched.difference(EVEN)[0] == pytest.approx(0.1)
    assert matched.hazard(EVEN)[0] == pytest.approx(0.2)


def test_a_difference_sees_a_level_that_a_ratio_of_ratios_does_not() -> None:
    bare, shielded = at_risk((1000, 200), (1000, 100)), at_risk((1000, 20), (1000, 10))
    assert shielded.ratio(EVEN) == pytest.approx(bare.ratio(EVEN))
    assert shielded.difference(EVEN)[0] < turnover.KEPT * bare.difference(EVEN)[0]
