"""Criteria of success: what can be said, what it means, and what is refused and never run."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paradiplomacy_results.criteria import CriterionError, criterion

VALUES = {
    "trust": np.array([0.2, 0.6, 0.9]),
    "continuity": np.array([0.9, 0.7, 0.1]),
    "cost": np.array([10.0, 0.0, 5.0]),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trust >= 0.6", [False, True, True]),
        ("trust >= 0.6 and continuity >= 0.7", [False, True, False]),
        ("trust > 0.8 or continuity > 0.8", [True, False, True]),
        ("not trust > 0.6", [True, True, False]),
        ("0.1 < trust <= 0.6", [True, True, False]),
        ("trust * 2 - 1 > -(0.1 + 0.2)", [False, True, True]),
        ("(trust + continuity) / 2 > 0.6", [False, True, False]),
        ("trust == 0.6", [False, True, False]),
        ("trust != 0.6", [True, False, True]),
        ("trust / cost > 0.1", [False, True, True]),
    ],
)
def test_an_expression_means_what_python_would_mean(text: str, expected: list[bool]) -> None:
    assert criterion(text, VALUES).of(VALUES).tolist() == expected


def test_names_come_in_order_without_repetition() -> None:
    assert criterion("trust > 0 and cost < 1 and trust < 1", VALUES).names == ("trust", "cost")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trust", "neither true nor false"),
        ("trust >=", "no expression"),
        ("", "no expression"),
        ("1 < 2", "names no indicator"),
        ("trsut > 0.5", "did you mean trust?"),
        ("trust > 'a'", "not allowed"),
        ("trust > True", "not allowed"),
        ("trust > (cost > 1)", "not allowed"),
        ("trust in (1, 2)", "something else than"),
        ("trust is 1", "something else than"),
        ("trust > trust.real", "not allowed"),
        ("trust > cost[0]", "not allowed"),
        ("trust > 2 ** 1000000000", "not allowed"),
        ("__import__('os').system('true') > 0", "not allowed"),
        ("(lambda: trust)() > 0", "not allowed"),
        ("[x for x in ()] > trust", "not allowed"),
        ("(trust := 1) > 0", "not allowed"),
        ("trust > 0 if cost else trust", "neither true nor false"),
        ("(" * 300 + "trust > 0", "no expression"),
        ("trust > 0 and " * 60 + "trust > 0", "longer than"),
        ("trust > 0\0", "no expression"),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(CriterionError) as raised:
        criterion(text, VALUES)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@given(st.text(max_size=60))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with contextlib.suppress(CriterionError):
        criterion(text, VALUES)
