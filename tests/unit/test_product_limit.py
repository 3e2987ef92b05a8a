"""The product limit and the log-rank test, against a textbook's table and against SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from paradiplomacy_analysis.product_limit import Spells, log_rank

REMISSION = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
"""Weeks of remission of leukaemia under 6-MP, ended and censored, and under placebo: Freireich et
al. 1963, Blood 21:699-716, the table that textbooks of survival analysis use."""

TEXTBOOK = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def treated() -> tuple[np.ndarray, np.ndarray]:
    months = np.array(REMISSION + CENSORED)
    return months, np.arange(len(months)) < len(REMISSION)


def alone(months: np.ndarray, ended: np.ndarray) -> Spells:
    """Take each spell for a cluster of its own."""
    return Spells(months, ended, np.arange(len(months)))


def test_the_textbook_table_comes_out() -> None:
    curve = alone(*treated()).curve().set_index("month")
    for month, share in TEXTBOOK.items():
        assert curve.loc[month, "survival"] == pytest.approx(share, abs=0.0006)
    assert curve.loc[[6, 10, 23], "at_risk"].tolist() == [21, 15, 6]
    assert curve.loc[[6, 10, 23], "ended"].tolist() == [3, 1, 1]


def test_the_median_is_that_of_the_textbook() -> None:
    assert alone(*treated()).median().value == 23


def test_the_log_rank_statistic_is_that_of_the_textbook() -> None:
    months, ended = treated()
    both = np.concatenate([months, PLACEBO])
    all_ended = np.concatenate([ended, np.ones(len(PLACEBO), dtype=bool)])
    groups = np.repeat(["6-MP", "placebo"], [len(months), len(PLACEBO)])
    found = log_rank(both, all_ended, groups, np.arange(len(both)))
    assert found.statistic == pytest.approx(16.79, abs=0.005)
    assert found.degrees == 1
    assert found.p_clustered == pytest.approx(found.p, abs=0.001)


def test_curve_and_band_agree_with_scipy() -> None:
    months, ended = treated()
    curve = alone(months, ended).curve()
    steps = curve[curve["ended"] > 0].set_index("month")
    theirs = stats.ecdf(stats.CensoredData.right_censored(months, ~ended)).sf
    band = theirs.confidence_interval(method="log-log")
    at = steps.index.to_numpy()
    assert steps["survival"].to_numpy() == pytest.approx(theirs.evaluate(at))
    assert steps["low"].to_numpy() == pytest.approx(band.low.evaluate(at))
    assert steps["high"].to_numpy() == pytest.approx(band.high.evaluate(at))


def test_the_log_rank_test_agrees_with_scipy() -> None:
    rng = np.random.default_rng(3)
    months = rng.integers(1, 40, 120)
    ended = rng.random(120) < 0.6
    groups = np.where(np.arange(120) < 50, "a", "b")
    found = log_rank(months, ended, groups, np.arange(120))
    parts = [
        stats.CensoredData.right_censored(months[groups == name], ~ended[groups == name])
        for name in ("a", "b")
    ]
    theirs = stats.logrank(*parts)
    assert found.statistic == pytest.approx(theirs.statistic**2)
    assert found.p == pytest.approx(theirs.pvalue)


def test_copies_of_a_spell_in_its_cluster_add_no_certainty() -> None:
    rng = np.random.default_rng(4)
    months, ended = rng.integers(1, 40, 60), rng.random(60) < 0.7
    groups, clusters = np.where(np.arange(60) % 2 == 0, "a", "b"), np.arange(60)
    once = log_rank(months, ended, groups, clusters)
    copied = log_rank(*(np.repeat(each, 5) for each in (months, ended, groups, clusters)))
    assert copied.p < once.p
    assert copied.p_clustered == pytest.approx(once.p_clustered, abs=0.03)
    narrow = Spells(np.repeat(months, 5), np.repeat(ended, 5), np.repeat(clusters, 5)).median()
    assert narrow == alone(months, ended).median()


def test_few_clusters_have_no_intervals() -> None:
    months, ended = treated()
    spells = Spells(months, ended, np.arange(len(months)) % 4)
    median = spells.median()
    assert median.value == 23
    assert math.isnan(median.low)


def test_a_month_that_nobody_was_watched_for_is_undefined() -> None:
    assert math.isnan(alone(np.array([3, 5]), np.array([True, False])).survival_at(10).value)
    assert alone(np.array([3, 5]), np.array([True, True])).survival_at(10).value == 0.0


def test_where_nothing_ends_there_is_no_test() -> None:
    months = np.arange(1, 31)
    found = log_rank(months, months < 0, np.where(months % 2, "a", "b"), months)
    assert math.isnan(found.p)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=60),
)
def test_a_curve_never_rises_and_counts_everybody(given: list[tuple[int, bool]]) -> None:
    months = np.array([month for month, _ in given])
    ended = np.array([end for _, end in given])
    curve = alone(months, ended).curve()
    assert curve["survival"].is_monotonic_decreasing
    assert curve["survival"].between(0, 1).all()
    assert curve["at_risk"].iloc[0] == len(given)
    assert curve["ended"].sum() == ended.sum()
    defined = curve.dropna(subset=["low", "high"])
    assert (defined["low"] <= defined["survival"] + 1e-12).all()
    assert (defined["survival"] <= defined["high"] + 1e-12).all()
