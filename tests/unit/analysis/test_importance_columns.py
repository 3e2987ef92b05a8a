"""Columns of factors and of lot: kinds, classes, and which factors go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import qmc

from paradiplomacy_analysis.sample import Factor
from paradiplomacy_analysis.statistics.importance_columns import (
    CUT,
    RANGE,
    columns_of,
    correlations,
)
from tests.support.samples import ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def cube(points: int, count: int) -> NDArray[np.float64]:
    return qmc.LatinHypercube(count, rng=np.random.default_rng(7)).random(points)


def test_categories_that_go_with_numbers_are_found_whatever_their_order() -> None:
    x = cube(300, 1)[:, 0]
    frame = pd.DataFrame({"x": x, "regime": np.where(abs(x - 0.5) < 0.2, "in", "out")})
    frame["third"] = np.where(x > 0.7, "b", np.where(x > 0.4, "a", "c"))
    factors = (
        Factor("x", (), 0.0, 1.0),
        Factor("regime", ("in", "out")),
        Factor("third", ("a", "b", "c")),
    )
    pairs = {(one, other) for one, other, _ in correlations(columns_of(factors, frame))}
    assert ("x", "third") in pairs
    assert ("regime", "third") in pairs


def test_no_factors_of_a_hypercube_are_doubted() -> None:
    x = cube(60, 20)
    frame = pd.DataFrame({f"x{k + 1}": x[:, k] for k in range(20)})
    assert correlations(columns_of(ranges(20), frame)) == []


def test_numbers_of_a_table_are_cut_into_classes_and_have_lots_of_their_own() -> None:
    x = cube(100, 1)[:, 0]
    frame = pd.DataFrame({"many": x, "x": x, "few": np.arange(100) % 3.0, "same": 1.0})
    factors: Sequence[Factor] = (
        Factor("many", tuple(sorted(x))),
        Factor("x", (), 0.0, 1.0),
        Factor("few", (0.0, 1.0, 2.0)),
        Factor("same", (1.0,)),
    )
    columns = columns_of(factors, frame)
    assert columns.names == ("many", "x", "few")
    assert columns.kinds.tolist() == [CUT, RANGE, 3] + [CUT] * 3 + [RANGE] * 3 + [3] * 3
    ends = np.array([0.0] * 3 + [1.0, 2.0, 3.0, 4.0, 9.0, 5.0, 6.0, 6.0, 7.0])
    assert columns.highest_of_lot(ends).tolist() == [3.0, 9.0, 7.0]
