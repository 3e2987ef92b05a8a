"""The hazard around a change of mayor: a planted one comes out, and none where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.statistics.hazard import (
    UndefinedError,
    cities_of,
    exposed_months,
    odds_of,
)

BASE = 0.03


def exposed(ratio: float, *, clusters: int = 60, seed: int = 1, months: int = 200) -> pd.DataFrame:
    """Return months at risk in which a recent change multiplies the odds by ``ratio``."""
    rng = np.random.default_rng(seed)
    count = clusters * months
    recent = rng.random(count) < 0.3
    odds = BASE / (1 - BASE) * np.where(recent, ratio, 1.0)
    return pd.DataFrame(
        {
            "cluster": np.repeat(np.arange(clusters), months),
            "age": rng.integers(0, 10, count),
            "first": (rng.random(count) < 0.1).astype(float),
            "recent": recent,
            "event": rng.random(count) < odds / (1 + odds),
        }
    )


@pytest.mark.slow
def test_a_planted_odds_ratio_is_inside_its_interval() -> None:
    found = odds_of(exposed(2.0), "recent")
    assert found.low < 2.0 < found.high
    assert found.low > 1.5
    assert found.p < 1e-6
    assert found.base == pytest.approx(BASE, abs=0.005)


def test_without_an_effect_the_interval_holds_one() -> None:
    found = odds_of(exposed(1.0), "recent")
    assert found.low < 1.0 < found.high


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """Fail for a sound method in 1 % of all choices of seeds: 95 % intervals, 200 samples."""
    inside = 0
    for seed in range(200):
        found = odds_of(exposed(1.5, clusters=30, seed=seed, months=80), "recent")
        inside += found.low < 1.5 < found.high
    assert inside >= 180


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (exposed(1.0, clusters=12, months=20), "only 6 ties became dormant, and 30 are needed"),
        (exposed(1.0, clusters=5, months=2000), "only 5 independent runs"),
        (exposed(1.0).assign(recent=True), "in every month, or in none"),
        (exposed(1.0).assign(event=lambda x: x["recent"] & x["event"]), "never after one"),
    ],
)
def test_it_is_undefined_where_too_little_happened(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(UndefinedError, match=message):
        odds_of(frame, "recent")


def test_months_at_risk_are_those_in_which_a_tie_could_become_dormant() -> None:
    active = pd.DataFrame(
        {
            "run": [0, 1],
            "partnership": ["a-b", "a-b"],
            "start": [-1, -1],
            "months": [14, 11],
            "ended": [True, False],
            "entry": [0, 0],
        }
    )
    changes = pd.DataFrame({"run": [0, 0], "city": ["b", "c"], "month": [13, 12]})
    found = exposed_months(active, changes, {"a-b": ("a", "b")}, 12)
    # Run 1 ended before its tie could become dormant; c is no city of the tie.
    assert found["run"].tolist() == [0, 0, 0]
    assert found["event"].tolist() == [False, False, True]
    assert found["first"].tolist() == [1.0, 0.0, 0.0]
    assert found["recent"].tolist() == [False, False, True]


def test_cities_of_founded_ties_are_read_off_their_names() -> None:
    names = pd.Series(["seoul-baubau", "a~b", "strange"])
    assert cities_of(names, {"seoul-baubau": ["seoul", "baubau"]}) == {
        "seoul-baubau": ("seoul", "baubau"),
        "a~b": ("a", "b"),
    }
