"""Quantiles over runs: those of NumPy, whether or not a run is undefined in a month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.figures.bands import by_run, mean, quantile

if TYPE_CHECKING:
    from collections.abc import Callable

NAN = float("nan")


@pytest.mark.parametrize("q", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_a_quantile_is_that_of_the_runs_that_are_defined(q: float) -> None:
    values = np.random.default_rng(3).random((30, 6))
    values[:4, 1] = values[1:, 2] = values[:, 3] = NAN
    for month, found in enumerate(quantile(values, q)):
        defined = values[~np.isnan(values[:, month]), month]
        assert np.array_equal(found, np.quantile(defined, q) if len(defined) else NAN, True)


@pytest.mark.parametrize("line", [mean, partial(quantile, q=0.5)], ids=["mean", "median"])
def test_months_in_which_no_run_is_defined_have_no_value(line: Callable[..., Any]) -> None:
    assert np.isnan(line(np.full((3, 2), NAN))).all()
    assert np.isnan(line(np.empty((0, 2)))).all()
    assert line(np.empty((0, 0))).shape == (0,)


def test_a_run_is_a_row_and_a_month_a_column_however_rows_are_ordered() -> None:
    rows = pd.DataFrame(
        {"run": [1, 0, 1, 0], "month": [5, 11, 11, 5], "trust": [0.3, 0.2, NAN, 0.1]}
    )
    months, values = by_run(rows, "trust")
    assert months.tolist() == [5, 11]
    assert np.array_equal(values, [[0.1, 0.2], [0.3, NAN]], equal_nan=True)


def test_a_run_with_two_values_for_a_month_is_refused() -> None:
    rows = pd.DataFrame({"run": [0, 0], "month": [5, 5], "trust": [0.3, 0.2]})
    with pytest.raises(ValueError, match="duplicate"):
        by_run(rows, "trust")
