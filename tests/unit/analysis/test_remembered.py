"""Answers that are dear are found once, for the same numbers only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from paradiplomacy_analysis.statistics.remembered import KEPT, remembered

CALLS: list[float] = []


@remembered
def summed(points: pd.DataFrame, values: np.ndarray, most: float = 1e9) -> float:
    CALLS.append(most)
    total = float(points.to_numpy().sum() + values.sum())
    if total > most:
        raise ValueError(f"{total} is too much")
    return total


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    CALLS.clear()
    summed.forget()


def points(first: float = 1.0) -> pd.DataFrame:
    return pd.DataFrame({"a": [first, 2.0], "b": [3.0, 4.0]})


def test_equal_numbers_are_answered_once_whoever_holds_them() -> None:
    assert summed(points(), np.ones(2)) == summed(points(), np.ones(2)) == 12.0
    assert len(CALLS) == 1


def test_other_numbers_names_or_settings_are_asked_anew() -> None:
    summed(points(), np.ones(2))
    assert summed(points(1.5), np.ones(2)) == 12.5
    assert summed(points(), np.full(2, 2.0)) == 14.0
    summed(points().rename(columns={"a": "c"}), np.ones(2))
    summed(points(), np.ones(2), 100.0)
    assert len(CALLS) == 5


def test_what_changes_in_place_is_asked_anew() -> None:
    values = np.ones(2)
    summed(points(), values)
    values[0] = 2.0
    assert summed(points(), values) == 13.0


def test_an_error_is_no_answer() -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="too much"):
            summed(points(), np.ones(2), 1.0)
    assert len(CALLS) == 2


def test_the_answers_asked_for_last_are_kept() -> None:
    for k in range(KEPT):
        summed(points(), np.ones(2), 100.0 + k)
    summed(points(), np.ones(2), 100.0)
    summed(points(), np.ones(2), 99.0)
    before = len(CALLS)
    summed(points(), np.ones(2), 100.0)
    assert len(CALLS) == before
    summed(points(), np.ones(2), 101.0)
    assert len(CALLS) == before + 1
