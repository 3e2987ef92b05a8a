"""One way to take in means and variances piece by piece, for summaries, checks and stopping."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from paradiplomacy_experiments.moments import Moments
from paradiplomacy_results.intervals import half_width


def moments(values, pieces=1, **groups):
    """Return what is kept of rows of numbers that come in so many pieces."""
    kept = Moments(values.shape[1], **groups)
    for piece in np.array_split(values, pieces):
        kept.add(piece)
    return kept


def holed(seed, shape):
    """Return made-up numbers with holes."""
    rng = np.random.default_rng(seed)
    values = rng.normal(3.0, 2.0, shape)
    values[rng.random(shape) < 0.2] = np.nan
    return values


def test_means_and_intervals_are_those_of_numpy_and_student():
    values = holed(1, (200, 3))
    kept = moments(values)
    count = (~np.isnan(values)).sum(axis=0)
    error = np.nanstd(values, axis=0, ddof=1) / np.sqrt(count)
    assert kept.count[0].tolist() == count.tolist()
    assert kept.mean[0] == pytest.approx(np.nanmean(values, axis=0), rel=1e-14)
    assert kept.half_width[0] == pytest.approx(stats.t.ppf(0.975, count - 1) * error, rel=1e-12)


def test_moments_survive_large_means():
    values = 1e9 + np.random.default_rng(1).random((1000, 1))
    kept = moments(values)
    assert kept.mean[0, 0] == pytest.approx(values.mean(), rel=1e-15)
    expected = stats.t.ppf(0.975, 999) * values.std(ddof=1) / math.sqrt(1000)
    assert kept.half_width[0, 0] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("pieces", [2, 13, 200])
def test_not_a_bit_depends_on_the_pieces(pieces):
    values = holed(2, (200, 4))
    whole, split = moments(values), moments(values, pieces)
    for name in ("count", "mean", "deviations", "half_width"):
        assert np.array_equal(getattr(whole, name), getattr(split, name), equal_nan=True), name


def test_groups_are_kept_apart():
    values, groups = holed(3, (300, 2)), np.random.default_rng(4).integers(0, 5, 300)
    kept = Moments(2, groups=5)
    for piece in np.array_split(np.arange(300), 7):
        kept.add(values[piece], groups[piece])
    for group in range(5):
        alone = moments(values[groups == group])
        assert kept.mean[group].tolist() == alone.mean[0].tolist()
        assert kept.half_width[group].tolist() == alone.half_width[0].tolist()


def test_a_constant_column_has_no_width_at_all():
    assert moments(np.full((50, 1), 0.1)).half_width[0, 0] == 0.0


def test_a_column_that_is_defined_nowhere_has_no_mean():
    kept = moments(np.full((3, 1), np.nan))
    assert (kept.count[0, 0], kept.deviations[0, 0]) == (0.0, 0.0)
    assert np.isnan(kept.mean[0, 0])


def test_the_interval_takes_any_degrees_of_freedom():
    assert float(half_width(2.0, 3.5)) == pytest.approx(2.0 * stats.t.ppf(0.975, 3.5))
