"""Fronts of aims that trade: who is on them, how firmly, and where there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_analysis.sample import Factor, UnfitError
from paradiplomacy_analysis.statistics.tradeoffs import tradeoffs
from tests.support.samples import ranges, sample

LEVER = Factor("lever", ("none", "cheap", "dear", "waste"))
POINTS = {"lever": list(LEVER.levels)}
COST = np.array([1.0, 2.0, 4.0, 5.0])
TRUST = np.array([0.1, 0.5, 0.8, 0.6])


def noisy(values: np.ndarray, spread: float, seed: int) -> np.ndarray:
    """Return 30 replicates of each value."""
    return values[:, None] + spread * np.random.default_rng(seed).normal(size=(len(values), 30))


def test_what_no_other_beats_is_on_the_front() -> None:
    given = sample((LEVER,), POINTS, {"cost": noisy(COST, 0.01, 1), "trust": noisy(TRUST, 0.01, 2)})
    found = tradeoffs(given)
    fronts = found.tables["fronts"].set_index("lever")
    assert fronts["on_front"].to_dict() == {
        "none": True,
        "cheap": True,
        "dear": True,
        "waste": False,
    }
    assert (fronts.loc[["none", "cheap", "dear"], "front_share"] == 1.0).all()
    assert fronts.loc["waste", "front_share"] == 0.0
    assert "3 of 4 points are on the front" in found.sentences[0]
    assert found.doubts == ()


def test_a_point_that_chance_put_there_is_doubted() -> None:
    trust = np.array([0.1, 0.5, 0.8, 0.8001])
    cost = np.array([1.0, 2.0, 4.0, 4.0001])
    given = sample((LEVER,), POINTS, {"cost": noisy(cost, 0.5, 1), "trust": noisy(trust, 0.2, 2)})
    share = tradeoffs(given).tables["fronts"]["front_share"].to_numpy()
    assert 0.05 < share[3] < 0.95


def test_one_replicate_has_no_intervals() -> None:
    found = tradeoffs(sample((LEVER,), POINTS, {"cost": COST, "trust": TRUST}))
    assert found.tables["fronts"]["front_share"].isna().all()
    assert any("undefined because" in doubt for doubt in found.doubts)


def test_intervals_hold_the_mean() -> None:
    given = sample((LEVER,), POINTS, {"cost": noisy(COST, 0.3, 1), "trust": noisy(TRUST, 0.1, 2)})
    fronts = tradeoffs(given).tables["fronts"]
    for side in ("first", "second"):
        assert (fronts[f"{side}_low"] < fronts[f"{side}_mean"]).all()
        assert (fronts[f"{side}_mean"] < fronts[f"{side}_high"]).all()


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=3, max_size=12),
)
def test_the_front_is_that_of_its_definition(pairs: list[tuple[int, int]]) -> None:
    cost, trust = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    lever = Factor("lever", tuple(f"l{k}" for k in range(len(pairs))))
    given = sample((lever,), {"lever": list(lever.levels)}, {"cost": cost, "trust": trust})
    front = tradeoffs(given).tables["fronts"]["on_front"].tolist()
    beaten = [
        any(a <= x and b >= y and (a, b) != (x, y) for a, b in zip(cost, trust, strict=True))
        for x, y in zip(cost, trust, strict=True)
    ]
    assert front == [not each for each in beaten]


def test_a_pair_with_an_undefined_outcome_is_left_out_by_name() -> None:
    trust = np.where(np.arange(4) == 2, np.nan, TRUST)
    found = tradeoffs(
        sample((LEVER,), POINTS, {"cost": COST, "trust": trust, "effectiveness": TRUST})
    )
    assert len(found.sentences) == 1
    assert any("trust is undefined in run 2" in doubt for doubt in found.doubts)


def test_runs_without_a_value_are_left_out_counted_and_told() -> None:
    trust = noisy(TRUST, 0.01, 2)
    trust[3, :10] = np.nan
    found = tradeoffs(sample((LEVER,), POINTS, {"cost": noisy(COST, 0.01, 1), "trust": trust}))
    fronts = found.tables["fronts"]
    assert fronts["second_undefined"].tolist() == [0, 0, 0, 10]
    assert fronts["on_front"].tolist() == [True, True, True, False]
    assert fronts["second_mean"][3] == pytest.approx(0.6, abs=0.01)
    assert found.doubts[0].startswith("trust has no value in 10 runs, 0 to 10 a point: points are")


def test_ranges_and_other_outcomes_have_no_fronts() -> None:
    x = np.linspace(0, 1, 20)
    with pytest.raises(UnfitError, match="no fronts"):
        tradeoffs(sample(ranges(1), {"x1": x}, {"cost": x, "trust": x}))
    with pytest.raises(UnfitError, match="no fronts"):
        tradeoffs(sample((LEVER,), POINTS, {"trust": TRUST}))
