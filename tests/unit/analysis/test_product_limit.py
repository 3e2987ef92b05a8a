"""The product limit and the log-rank test: textbook numbers, SciPy's, and what always holds."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy_analysis.statistics.kaplan_meier import FEWEST_CLUSTERS, Spells, log_rank

# Weeks of remission of children with leukaemia (Freireich et al. 1963, Blood 21:699-716), as in
# Kalbfleisch & Prentice 2002, The Statistical Analysis of Failure Time Data.
TREATED = np.array(
    [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], dtype=np.int64
)
RELAPSED = np.arange(21) < 9
PLACEBO = np.array(
    [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], dtype=np.int64
)


def apart(months: np.ndarray, ended: np.ndarray) -> Spells:
    """Return spells each of which is a cluster of its own."""
    return Spells(months, ended, np.arange(len(months)))


def test_the_curve_of_the_leukaemia_trial_is_that_of_textbooks() -> None:
    curve = apart(TREATED, RELAPSED).curve()
    steps = curve[curve["ended"] > 0]
    assert steps["month"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert steps["survival"].round(3).tolist() == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]
    assert steps["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert apart(TREATED, RELAPSED).median().value == 23
    assert apart(PLACEBO, np.ones(21, dtype=bool)).median().value == 8


def trial() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    months = np.concatenate([TREATED, PLACEBO])
    ended = np.concatenate([RELAPSED, np.ones(21, dtype=bool)])
    return months, ended, np.repeat(["6-MP", "placebo"], 21)


def test_the_log_rank_test_of_the_leukaemia_trial_is_that_of_textbooks_and_of_scipy() -> None:
    months, ended, groups = trial()
    test = log_rank(months, ended, groups, np.arange(42))
    assert test.statistic == pytest.approx(16.79, abs=0.005)
    theirs = stats.logrank(
        stats.CensoredData.right_censored(TREATED, ~RELAPSED), stats.CensoredData(PLACEBO)
    )
    assert test.statistic == pytest.approx(theirs.statistic**2, rel=1e-12)
    assert test.p == pytest.approx(theirs.pvalue, rel=1e-9)
    assert test.p_clustered < 0.001


def test_clusters_of_one_have_nearly_the_band_of_independent_spells() -> None:
    curve = apart(TREATED, RELAPSED).curve()
    survival = stats.ecdf(stats.CensoredData.right_censored(TREATED, ~RELAPSED)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        low, high = survival.confidence_interval(method="log-log")
    # Alike but for the factor n / (n - 1) of the variance, and Student's quantile.
    rows = curve[curve["month"] > 0]
    assert rows["low"].tolist() == pytest.approx(low.probabilities.tolist(), abs=0.04)
    assert rows["high"].tolist() == pytest.approx(high.probabilities.tolist(), abs=0.04)


def test_spells_told_twice_count_double_but_are_no_surer() -> None:
    months, ended, groups = trial()
    once = log_rank(months, ended, groups, np.arange(42))
    twice = log_rank(*(np.tile(each, 2) for each in (months, ended, groups, np.arange(42))))
    assert twice.p < 0.01 * once.p
    assert twice.p_clustered == pytest.approx(once.p_clustered, rel=1e-9)
    one, other = (
        apart(*trial()[:2]),
        Spells(*(np.tile(x, 2) for x in (months, ended)), np.tile(np.arange(42), 2)),
    )
    for column in ("survival", "low", "high"):
        expected = one.curve()[column].tolist()
        assert other.curve()[column].tolist() == pytest.approx(expected, nan_ok=True)
    assert one.survival_at(10) == other.survival_at(10)


def test_three_groups_have_two_degrees_of_freedom_and_labels_do_not_matter() -> None:
    months, ended, _ = trial()
    groups = np.arange(42) % 3
    one = log_rank(months, ended, groups, np.arange(42))
    other = log_rank(months, ended, (groups + 1) % 3, np.arange(42))
    assert one.degrees == 2
    assert one.statistic == pytest.approx(other.statistic)
    assert one.p_clustered == pytest.approx(other.p_clustered)


def test_what_cannot_be_told_is_undefined() -> None:
    months, ended, groups = trial()
    few = np.arange(42) % (FEWEST_CLUSTERS - 1)
    assert math.isnan(log_rank(months, ended, groups, few).p_clustered)
    assert math.isnan(log_rank(months, ended, np.zeros(42), np.arange(42)).statistic)
    assert math.isnan(log_rank(months, np.zeros(42, dtype=bool), groups, np.arange(42)).p)
    spells = Spells(months, ended, few)
    assert math.isnan(spells.median().low)
    assert spells.curve()["low"].iloc[1:].isna().all()
    assert math.isinf(apart(months, np.zeros(42, dtype=bool)).median().value)
    assert math.isnan(apart(TREATED, RELAPSED).survival_at(36).value)
    assert apart(PLACEBO, np.ones(21, dtype=bool)).survival_at(36).value == 0.0


@pytest.mark.slow
def test_the_interval_of_a_share_holds_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        months = generator.geometric(0.1, 60).astype(np.int64)
        share = apart(months, np.ones(60, dtype=bool)).survival_at(6)
        held += share.low <= 0.9**6 <= share.high
    # Of 100 at 95 %, fewer than 87 hold in one of a thousand.
    assert held >= 87


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.integers(0, 12)), min_size=1))
def test_a_curve_never_rises_and_its_counts_add_up(rows: list[tuple[int, bool, int]]) -> None:
    months, ended, clusters = (np.array(column) for column in zip(*rows, strict=True))
    spells = Spells(months.astype(np.int64), ended.astype(bool), clusters)
    curve = spells.curve()
    assert (np.diff(curve["survival"]) <= 0).all()
    assert curve["ended"].sum() == ended.sum()
    assert curve["at_risk"].tolist() == [int((months >= month).sum()) for month in curve["month"]]
    inside = curve.dropna()
    assert (inside["low"] <= inside["survival"] + 1e-12).all()
    assert (inside["survival"] <= inside["high"] + 1e-12).all()
    data: Any = stats.CensoredData.right_censored(months.astype(float), ~ended.astype(bool))
    theirs = stats.ecdf(data).sf
    assert theirs.evaluate(curve["month"]).tolist() == pytest.approx(curve["survival"].tolist())
